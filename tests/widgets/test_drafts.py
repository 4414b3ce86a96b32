"""What a browser keeps of what was typed: by account, for seven days of the server's clock; its script, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

# A browser's storage: what is kept is its own keys.
_STORAGE = """
const kept = new Map();
globalThis.localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => { kept.set(key, value); Object.assign(localStorage, { [key]: value }); },
  removeItem: (key) => { kept.delete(key); delete localStorage[key]; },
};
for (const hidden of ["getItem", "setItem", "removeItem"]) Object.defineProperty(localStorage, hidden, { enumerable: false });
const day = 86_400_000;
"""

# What an account of the name left here, by the days from when the one of today was made, two days ago; a browser whose
# clock was a week ahead kept some of it.
_GIVEN_AGAIN = """
const made = 1_800_000_000_000;
const page = { accountSince: made };
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(page) }) };
const note = (form) => drafts.key("anna", "10012", form);
const put = (name, value) => localStorage.setItem(name, JSON.stringify(value));
put(note("before"), { at: made - day });
put(note("since"), { at: made + day });
put("clientinfo.bulk|anna", { plan: {}, at: made - day });
put(note("ahead"), { at: made + 9 * day });
put(drafts.key("bert", "10012", "ahead"), { at: made + 9 * day });
put(drafts.key("bert", "10012", "before"), { at: made - day });
const entry = ([id, days]) => ({ id, at: made + days * day });
put("clientinfo.tours|anna", [["before", -1], ["since", 1]].map(entry)); // as an earlier version kept them
const waiting = sheetWaiting("anna");
waiting.keep(entry(["ahead", 9]));
drafts.setClock(made + 2 * day);
put("clientinfo.bulk|later", { plan: {}, at: made + 9 * day });
const has = () => ["before", "since", "ahead"].filter((form) => drafts.read(note(form)));
const ticks = () => waiting.read().map((each) => each.id);
const bulks = ["clientinfo.bulk|anna", "clientinfo.bulk|later"].map(drafts.read);
const bert = drafts.beginning(drafts.key("bert", "10012", ""));
const found = { drafts: has(), bulks, bert, ticks: ticks() };
page.accountSince = 0;
console.log(JSON.stringify({ ...found, left: has(), unknown: ticks() }));
"""

# A browser whose clock is two years ahead; what was kept before, by which clock.
_WRONG_CLOCK = """
const server = 1_800_000_000_000;
Date.now = () => server + 730 * day;
const put = (name, at) => localStorage.setItem(name, JSON.stringify({ values: { note: name }, at }));
const note = (account, form) => drafts.key(account, "10012", form);
put(note("anna", "young"), server - 6 * day);
put(note("anna", "old"), server - 8 * day);
put(note("anna", "ahead"), server + 730 * day);
put("clientinfo.bulk|anna", server - 8 * day);
put("clientinfo.theme", server - 8 * day);
drafts.write(note("anna", "before"), {});
drafts.setClock(server);
drafts.write(note("anna", "now"), { values: {} });
const at = (key) => Math.round((drafts.read(key).at - server) / day);
const there = Object.keys(localStorage).sort();
drafts.write(drafts.key("anna", "", "bulk"), {});
drafts.write(drafts.key("anna", "", "bulk|tyres"), {});
drafts.write(drafts.key("anna", "", "bulky"), {});
drafts.dropWhole(drafts.key("anna", "", "bulk"));
console.log(JSON.stringify({
  there: there.map((key) => [key, at(key)]),
  left: drafts.beginning(drafts.key("anna", "", "")),
  bert: drafts.beginning(drafts.key("bert", "10012", "")),
}));
"""

# Two windows with the same form: both began from one draft, and a window hears what the other did to the storage.
_WINDOWS = """
const heard = new Set();
globalThis.addEventListener = (kind, call) => heard.add(call);
globalThis.removeEventListener = (kind, call) => heard.delete(call);
globalThis.document = { getElementById: () => null };
const key = drafts.key("anna", "10012", "contact");
const window = () => {
  const made = { draft: null };
  made.place = new DraftPlace(key, () => made.draft);
  const others = (act) => {
    heard.delete(made.place.onStorage);
    const at = made.place.key;
    act();
    for (const hear of [...heard]) hear({ key: at, newValue: localStorage.getItem(at) });
    heard.add(made.place.onStorage);
  };
  made.type = (note) => others(() => made.place.write(made.draft = { command: "c", values: { note } }));
  made.save = () => { others(() => made.place.drop()); made.place.stop(); };
  return made;
};
const [one, other, reader] = [window(), window(), window()];
const left = () => drafts.beginning(drafts.key("anna", "10012", "")).map((each) => drafts.read(each).values.note).sort();
one.type("same");
other.type("same");
const shared = left();
one.type("one");
const both = left();
one.save();
const saved = left();
other.type("other, on");
other.place.stop();
reader.save();
console.log(JSON.stringify({ shared, both, saved, left: left(), isApart: other.place.key.startsWith(`${key}%7E`), stays: reader.place.key === key }));
"""


def test_what_is_typed_in_one_window_outlives_the_same_form_in_another() -> None:
    script = source("dom", "drafts", "draft_place") + _STORAGE + _WINDOWS
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["shared"] == ["same"]
    assert said["both"] == ["one", "same"]
    assert said["saved"] == ["same"]  # the other window's is there still, whatever became of this one's
    assert said["left"] == ["other, on"]
    assert (said["isApart"], said["stays"]) == (True, True)


# Windows with the same form in their page: each has a memory of its own, which outlives a reload, and hears what others keep.
_IN_PAGES = """
const heard = new Map();
globalThis.addEventListener = (kind, call) => heard.set(call, globalThis.sessionStorage);
globalThis.removeEventListener = (kind, call) => heard.delete(call);
globalThis.document = { getElementById: () => null };
const tab = () => {
  const memory = new Map();
  return { getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => memory.set(key, value) };
};
const opens = (memory, form = "hand over 7") => {
  let typed = null;
  globalThis.sessionStorage = memory;
  const place = new WindowPlace(drafts.key("anna", "", form), () => typed);
  const told = (act) => {
    const before = { ...localStorage };
    act();
    for (const key of new Set([...Object.keys(before), ...Object.keys(localStorage)])) {
      if (before[key] === localStorage[key]) continue;
      for (const [hear, memory] of [...heard]) {
        globalThis.sessionStorage = memory;
        if (hear !== place.onStorage) hear({ key, newValue: localStorage.getItem(key) });
      }
    }
  };
  return {
    types: (text) => told(() => place.write(typed = { changes: { to: { from: "", to: text } } })),
    settles: () => told(() => place.dropWhole()),
    reads: () => place.read()?.changes.to.to ?? "",
    closes: () => place.stop(),
  };
};
const typedNow = () => drafts.beginning(drafts.key("anna", "", "")).map((each) => drafts.read(each).changes.to.to).sort();
const [one, two] = [tab(), tab()];
const [first, second] = [opens(one), opens(two)];
second.types("Bert");
first.types("Anna");
const both = typedNow();
second.closes();
const again = opens(two);
const step = opens(two, "hand over 7|why");
const found = [again.reads(), step.reads()];
step.types("weil");
step.closes();
again.settles();
const settled = typedNow();
again.types("Carla");
again.closes();
first.settles();
const fresh = opens(tab());
console.log(JSON.stringify({ both, found, settled, fresh: fresh.reads() }));
"""


def test_a_form_in_the_page_keeps_what_each_window_typed_and_finds_it_again() -> None:
    script = source("dom", "drafts", "draft_place") + _STORAGE + _IN_PAGES
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["both"] == ["Anna", "Bert"]
    assert said["found"] == ["Bert", ""]  # its own after a reload, not the other window's; a step has none yet
    assert said["settled"] == ["Anna"]  # with its step, and the other window's is there
    assert said["fresh"] == "Carla"  # what a closed window left stands in a new one


def test_drafts_go_after_seven_days_of_the_server_whatever_the_browser_s_clock_says() -> None:
    script = source("dom", "drafts") + _STORAGE + _WRONG_CLOCK
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    assert said["there"] == [
        ["clientinfo.draft|anna|10012|ahead", 0],
        ["clientinfo.draft|anna|10012|before", 0],
        ["clientinfo.draft|anna|10012|now", 0],
        ["clientinfo.draft|anna|10012|young", -6],
        ["clientinfo.theme", -8],
    ]
    # a form goes with its own steps, and with no other form
    assert said["left"] == ["clientinfo.draft|anna||bulky"]
    assert said["bert"] == []


def test_a_new_account_finds_nothing_that_a_deleted_one_of_its_name_left_in_the_browser() -> None:
    script = source("dom", "drafts", "sheet_waiting") + _STORAGE + _GIVEN_AGAIN
    done = subprocess.run([node(), "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {
        "drafts": ["since"],
        "bulks": [None, None],
        # another account's wait for it; what is of a day to come might be of anybody who had its name
        "bert": ["clientinfo.draft|bert|10012|before"],
        "ticks": ["since"],
        "left": ["since"],  # and it is gone
        "unknown": ["since"],  # also for a page that does not say whose it is
    }
