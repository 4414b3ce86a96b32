"""When a draft goes, and what of it stands in its form again: the browser's scripts, without a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from hub.node_packages import node
from widgets.assets import source

# A browser's store, and elements that are heard and shown nowhere.
_STAGE = """
globalThis.localStorage = {};
const hide = (name, call) => Object.defineProperty(localStorage, name, { enumerable: false, value: call });
hide("getItem", (key) => localStorage[key] ?? null);
hide("setItem", (key, value) => { localStorage[key] = value; });
hide("removeItem", (key) => { delete localStorage[key]; });
const ignore = () => {};
globalThis.element = (tag, name, ...content) => {
  const heard = {};
  return {
    tag, content, value: "", first: [], classList: { add: ignore }, setAttribute: ignore, focus: ignore,
    append: (...more) => content.push(...more),
    prepend(...more) { this.first = more; },
    remove() { this.first = []; },
    close: () => heard.close?.(),
    addEventListener: (kind, call) => { heard[kind] = call; },
    does: (kind) => heard[kind]({ preventDefault: ignore }),
  };
};
globalThis.button = (name, ...content) => element("button", name, ...content);
globalThis.uniqueId = (name) => name;
const words = { kept: "Entwurf", left_out: "Nicht: {fields}", discard: "Verwerfen", unanswered: "Keine Antwort" };
const key = drafts.key("anna", "", "roles of bert");
"""

# A form without its elements, whose button was pressed and is not answered yet.
_PRESSED = """
const pressed = () => {
  drafts.write(key, {});
  return Object.assign(Object.create(Form.prototype), { draft: key, busy: true, settles: true, model: { off: ignore } });
};
const isKept = () => drafts.read(key) !== null;
"""


def of_script(part: str, script: str) -> Any:
    run = [node(), "--input-type=module"]
    parts = source("drafts", "draft_changes", part)
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
  const form = Object.assign(Object.create(Form.prototype), { draft: key, base, controls, words, model, form: { querySelector: () => body } });
  return { now, body, form, told };
};
const again = (before, typed, today) => {
  const first = shows(before);
  Object.assign(first.now, typed);
  first.form.keep();
  const second = shows(today);
  second.form.offerDraft();
  const [line] = second.body.first;
  const text = line?.content.filter((each) => typeof each === "string").join("").trim() ?? "";
  return [second.now, text, Object.keys(second.told)];
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


def test_targets_that_somebody_set_meanwhile_are_named_and_not_written_over() -> None:
    found = of_script(
        "target_grid",
        """
      const shows = (base, typed = {}) => {
        const traits = { draft: ["anna", "", "targets"], words, typed };
        const model = { get: (name) => traits[name], set: (name, value) => { traits[name] = value; }, save_changes: ignore };
        const inputs = [[0, 1].map((place) => ({ getAttribute: () => `Januar, ${place}` }))];
        return Object.assign(Object.create(TargetGrid.prototype), { model, base, inputs, sent: null });
      };
      shows({ "0,0": "100,00", "0,1": "" }, { "0,0": "150", "0,1": "70" }).held();
      const grid = shows({ "0,0": "120,00", "0,1": "" });
      console.log(JSON.stringify([grid.held(), grid.leftOut, grid.model.get("typed")]));
    """,
    )
    assert found == [{"0,1": "70"}, "Nicht: Januar, 0", {"0,1": "70"}]
