"""When a draft goes, and what of it stands in its form again: the browser's scripts, without a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from hub.node_packages import node
from tests.widgets.local_storage import LOCAL_STORAGE
from widgets.assets import source

# A browser's store, and elements that are heard and shown nowhere.
_STAGE = (
    LOCAL_STORAGE
    + """
const ignore = () => {};
globalThis.element = (tag, name, ...content) => {
  const heard = {};
  return {
    tag, name, content, value: "", first: [], classList: { add: ignore }, setAttribute: ignore, focus: ignore,
    append: (...more) => content.push(...more),
    toggleAttribute: ignore,
    prepend(...more) { this.first = more; },
    remove() { this.first = []; },
    close: () => heard.close?.(),
    addEventListener: (kind, call) => { heard[kind] = call; },
    does: (kind) => heard[kind]({ preventDefault: ignore }),
  };
};
globalThis.button = (name, ...content) => element("button", name, ...content);
globalThis.uniqueId = (name) => name;
globalThis.newId = () => "f".repeat(32);
globalThis.addEventListener = ignore;
globalThis.removeEventListener = ignore;
globalThis.pageConfig = () => ({});
const words = { kept: "Entwurf", left_out: "Nicht: {fields}", discard: "Verwerfen", unanswered: "Keine Antwort" };
const key = drafts.key("anna", "", "roles of bert");
const textOf = (line) => line?.content.filter((each) => typeof each === "string").join("").trim() ?? "";
"""
)

# A form without its elements, whose button was pressed and is not answered yet.
_PRESSED = """
const pressed = () => {
  drafts.write(key, {});
  return Object.assign(Object.create(Form.prototype), { place: new WindowPlace(key, ignore), busy: true, settles: true, model: { off: ignore } });
};
const isKept = () => drafts.read(key) !== null;
"""


def of_script(part: str, script: str, *more: str) -> Any:
    run = [node(), "--input-type=module"]
    parts = source("drafts", "draft_place", "draft_changes", "date_field", *more, part)
    done = subprocess.run(run, input=parts + _STAGE + script, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_draft_goes_with_the_press_that_took_its_form_away_unless_nothing_was_done() -> None:
    kept = of_script(
        "form",
        _PRESSED
        + """
      const left = (...messages) => {
        const form = pressed();
        for (const message of messages) form.hear(message);
        form.stop();
        return isKept();
      };
      console.log(JSON.stringify([left(), left({ do: "unsettled" })]));
    """,
    )
    assert kept == [False, True]


def test_a_draft_that_is_given_up_elsewhere_goes() -> None:
    script = "const form = pressed(); form.hear({ do: 'forget' }); console.log(isKept());"
    assert of_script("form", _PRESSED + script) is False


# The same form twice: as somebody types in it, and as it stands there after a reload.
_FORMS = """
const shows = (base) => {
  const now = { ...base };
  const controls = new Map(Object.keys(base).map((each) => [each, { read: () => now[each], write: (value) => { now[each] = value; } }]));
  const body = element("div", "");
  const told = {};
  const traits = { typed: {}, form: { fields: Object.keys(base).map((each) => ({ key: each, label: `<${each}>` })) } };
  const model = { get: (name) => traits[name], set: (name, value) => { told[name] = value; }, save_changes: ignore };
  const form = Object.assign(Object.create(Form.prototype), { place: new WindowPlace(key, ignore), base, controls, words, model, form: { querySelector: () => body } });
  return { now, body, form, told };
};
const again = (before, typed, today) => {
  const first = shows(before);
  Object.assign(first.now, typed);
  first.form.keep();
  const second = shows(today);
  second.form.offerDraft();
  return [second.now, textOf(second.body.first[0]), Object.keys(second.told)];
};
"""


def test_a_draft_writes_over_nothing_that_somebody_changed_meanwhile() -> None:
    """Anna ticks Verkauf and unticks Service; meanwhile Buchhaltung was taken away, and the address changed."""
    ticked, changed, done = of_script(
        "form",
        _FORMS
        + """
      const before = { roles: ["accounting", "service"], email: "alt@a.example", branch: "" };
      console.log(JSON.stringify([
        again(before, { roles: ["accounting", "sales"], branch: "Hof" }, { ...before, roles: ["service"] }),
        again(before, { email: "mein@a.example" }, { ...before, email: "neu@a.example" }),
        again(before, { email: "neu@a.example" }, { ...before, email: "neu@a.example" }),
      ]));
    """,
    )
    assert ticked == [{"roles": ["sales"], "email": "alt@a.example", "branch": "Hof"}, "Entwurf", ["typed"]]
    kept = {"roles": ["accounting", "service"], "email": "neu@a.example", "branch": ""}
    assert changed == [kept, "Nicht: <email>", []]
    assert done == [kept, "", []]


def test_a_draft_leaves_out_what_a_choice_does_not_offer_any_more() -> None:
    """The period of a question that was saved moved on; the branch is offered as before."""
    found = of_script(
        "form",
        _FORMS
        + """
      const before = { moves: "fixed", branch: "Hof", shared: [] };
      const first = shows(before);
      Object.assign(first.now, { moves: "last_month", branch: "Naila", shared: ["all", "some"] });
      first.form.keep();
      const offers = (key, kind, ...options) => ({ key, kind, label: `<${key}>`, options: options.map((each) => ({ key: each })) });
      const second = shows(before);
      second.form.model.get("form").fields = [
        offers("moves", "choice", "fixed", "this_year"), offers("branch", "choice", "Hof", "Naila"), offers("shared", "checks", "all"),
      ];
      second.form.offerDraft();
      console.log(JSON.stringify([second.now, textOf(second.body.first[0])]));
    """,
    )
    assert found == [{"moves": "fixed", "branch": "Naila", "shared": ["all"]}, "Entwurf Nicht: <moves>"]


def test_targets_that_somebody_set_meanwhile_are_named_and_not_written_over() -> None:
    found = of_script(
        "target_grid",
        """
      const shows = (base, typed = {}) => {
        const traits = { draft: ["anna", "", "targets"], words, typed };
        const model = { get: (name) => traits[name], set: (name, value) => { traits[name] = value; }, save_changes: ignore };
        const inputs = [[0, 1].map((place) => ({ getAttribute: () => `Januar, ${place}` }))];
        return Object.assign(Object.create(TargetGrid.prototype), { model, base, inputs, sent: null, draftKey: "", draft: null });
      };
      shows({ "0,0": "100,00", "0,1": "" }, { "0,0": "150", "0,1": "70" }).held();
      const grid = shows({ "0,0": "120,00", "0,1": "" });
      console.log(JSON.stringify([grid.held(), grid.leftOut, grid.model.get("typed")]));
    """,
    )
    assert found == [{"0,1": "70"}, "Nicht: Januar, 0", {"0,1": "70"}]


# The form of a stop as the board opens it, what it sends, and the line that says that a draft stands there.
_STOPS = """
globalThis.setTimeout = ignore;
globalThis.document = { querySelector: () => null };
globalThis.CSS = { escape: (text) => text };
const sent = [];
const model = { get: () => "anna", send: (message) => sent.push(message) };
const opens = (hour, version) => {
  const fields = [["from", hour], ["note", ""]].map(([name, value]) => ({ key: name, label: `<${name}>`, kind: "text", value }));
  const made = [];
  const real = element;
  globalThis.element = (...of) => { made.push(real(...of)); return made.at(-1); };
  const shown = { form: "stop", item: "B", version, title: "", save: "", cancel: "", note: "", fields };
  const form = tourForm(model, shown, () => words, "2026-11-30", ignore);
  globalThis.element = real;
  const body = made.find(({ tag }) => tag === "form");
  const [line] = body.first;
  return {
    form, line: textOf(line),
    inputs: made.filter(({ tag }) => tag === "input"),
    types(place, text) { this.inputs[place].value = text; body.does("input"); },
    saves: () => body.does("submit"),
    wrong: (place) => made.filter(({ name }) => name === "ci-field__wrong")[place].textContent,
    discards: () => line.content.at(-1).does("click"),
  };
};
"""


def test_a_stop_whose_answer_was_lost_is_sent_again_as_the_same_one_and_says_that_it_is_a_draft() -> None:
    lines, sent, refused, kept = of_script(
        "tour_form",
        _STOPS
        + """
      const first = opens("09:00", 1);
      first.types(1, "Klingel");
      first.saves();
      const second = opens("09:00", 1);
      second.saves();
      const third = opens("09:00", 1);
      third.types(1, "Hof");
      third.saves();
      third.form.hear({ do: "formed", command: sent.at(-1).command, problem: "", wrong: { note: "Zu lang" } });
      const refused = [Object.keys(localStorage).length, third.wrong(1)];
      third.saves();
      third.form.hear({ do: "formed", command: sent.at(-1).command, problem: "", wrong: {} });
      console.log(JSON.stringify([[first, second, third].map(({ line }) => line), sent, refused, Object.keys(localStorage)]));
    """,
    )
    assert lines == ["", "Entwurf", "Entwurf"]
    assert [each["values"]["note"] for each in sent] == ["Klingel", "Klingel", "Hof", "Hof"]
    assert sent[0]["command"] == sent[1]["command"] != sent[2]["command"]
    assert refused == [1, "Zu lang"]  # it is not kept yet, and its field says why
    assert kept == []


def test_a_draft_of_a_stop_leaves_out_what_another_planner_changed_and_can_be_given_up() -> None:
    seen, sent, kept = of_script(
        "tour_form",
        _STOPS
        + """
      const first = opens("09:00", 1);
      first.types(0, "10:00");
      first.types(1, "Klingel");
      const second = opens("11:00", 2);
      const seen = [second.line, ...second.inputs.map(({ value }) => value)];
      second.discards();
      second.saves();
      second.form.hear({ do: "formed", command: sent.at(-1).command, problem: "" });
      console.log(JSON.stringify([seen, sent, Object.keys(localStorage)]));
    """,
    )
    assert seen == ["Entwurf Nicht: <from>", "11:00", "Klingel"]
    assert sent[0]["values"] == sent[0]["shown"] == {"from": "11:00", "note": ""}
    assert sent[0]["version"] == 2
    assert kept == []


def test_what_is_said_of_a_day_names_the_day_on_which_it_was_typed_once_that_is_over() -> None:
    """Typed at 23:30 in Germany on 29.11.2026, looked at half an hour later, and again after a reload the day after."""
    script = """
      const evening = Date.parse("2026-11-29T22:30:00Z");
      let now = evening;
      globalThis.ci_clock = () => now;
      globalThis.icon = ignore;
      const input = element("input");
      datePicker(input, { pick: "", mark: ".", typed_on: "{said}, getippt am {day}" });
      input.value = "morgen";
      input.does("input");
      const said = [typedValue(input)];
      now += 1_800_000;
      said.push(typedValue(input));
      for (const text of ["in 3 Tagen", "20.12.", "20.12.2026", "20.12.26, 9 Uhr", "2026-12-20", "201226", said[1], ""]) {
        writeTyped(input, text, evening);
        said.push(typedValue(input));
      }
      writeTyped(input, "morgen");
      said.push(typedValue(input));
      console.log(JSON.stringify(said));
    """
    assert of_script("form", script) == [
        *("morgen", "morgen, getippt am 29.11.2026", "in 3 Tagen, getippt am 29.11.2026"),
        "20.12., getippt am 29.11.2026",
        *("20.12.2026", "20.12.26, 9 Uhr", "2026-12-20", "201226", "morgen, getippt am 29.11.2026", ""),
        "morgen",
    ]


def test_what_is_left_of_a_draft_without_its_form_is_what_was_typed_in_the_words_of_its_fields() -> None:
    said = of_script(
        "entry_dialog",
        """
      const field = (value, more) => ({ input: { value, ...more }, row: { hidden: false } });
      const channel = { selectedOptions: [{ textContent: "E-Mail" }] };
      const controls = new Map([["note", field("ruft zurück")], ["channel", field("email", channel)], ["due", field("")]]);
      const form = { fields: [["note", "Worum geht es?"], ["channel", "Kanal"], ["due", "Termin am"]].map(([key, label]) => ({ key, label })) };
      const draft = { base: { note: "", channel: "phone", due: "" } };
      const lines = Object.assign(Object.create(Entry.prototype), { controls, form, draft }).lines();
      const earlier = { values: { note: "ruft zurück", channel: "phone", due: "" }, base: { note: "", channel: "phone" } };
      console.log(JSON.stringify([typedLines({ lines }), typedLines(earlier)]));
    """,
        "gone_draft",
    )
    assert said == [["Worum geht es? ruft zurück", "Kanal: E-Mail"], ["ruft zurück"]]


def test_a_field_that_went_with_another_choice_is_not_sent() -> None:
    """A budget that is none, of what became a complaint: nobody would see what is wrong with it; chosen again, it is there."""
    sent = of_script(
        "entry_dialog",
        """
      const changed = (isHidden) => {
        const controls = new Map([["kind", { row: { hidden: false } }], ["budget", { row: { hidden: isHidden } }]]);
        const draft = { base: { kind: "opportunity", budget: "" }, values: { kind: "complaint", budget: "viel" } };
        return Object.assign(Object.create(Entry.prototype), { controls, draft }).changed();
      };
      console.log(JSON.stringify([changed(true), changed(false)]));
    """,
    )
    assert sent == [{"kind": "complaint"}, {"kind": "complaint", "budget": "viel"}]
