"""A field in which people look for somebody: what it offers for what is typed, without a browser."""

from __future__ import annotations

import json
import subprocess

from hub.node_packages import node
from widgets.assets import source

_STAGE = """
const ignore = () => {};
const made = () => {
  const heard = {};
  return {
    children: [], value: "", hidden: false, textContent: "", setAttribute: ignore, removeAttribute: ignore, append: ignore,
    scrollIntoView: ignore, focus: ignore, dispatchEvent: ignore,
    replaceChildren(...more) { this.children = more; },
    addEventListener: (kind, call) => { heard[kind] = call; },
    does: (kind) => heard[kind]({}),
  };
};
globalThis.document = {
  getElementById: () => null,
  createElement: made,
  createTextNode: (text) => text,
};
"""


def test_what_is_typed_whole_needs_no_choice_and_says_whom_it_means() -> None:
    """A list over the button below it would have to be closed first; a name is not yet the number that is wanted."""
    script = """
      const people = ["Viktor Verkauf", "Vera Verkauf"].map((name) => ({ value: name, name }));
      const customers = [{ value: "10012", name: "Meier Vakuumtechnik GmbH" }, { value: "100120", name: "Anna Berg" }];
      const types = (hits, text) => {
        const input = made();
        const [, box, said] = pickField(input, { offered: "", nobody: "Niemand" }, (typed, show) => show(hits(typed)));
        const list = lists.at(-1);
        document.activeElement = input;
        input.value = text;
        input.does("input");
        return [list.hidden ? [] : list.children.length, said.textContent];
      };
      const lists = [];
      const create = document.createElement;
      document.createElement = (tag) => {
        const one = create(tag);
        if (tag === "ul") lists.push(one);
        return one;
      };
      const person = (typed) => people.filter(({ name }) => name.toLowerCase().startsWith(typed.toLowerCase().trim()));
      const customer = (typed) => customers.filter(({ value, name }) => value.startsWith(typed) || name === typed);
      console.log(JSON.stringify([
        types(person, "vi"), types(person, "viktor verkauf "), types(person, "x"),
        types(customer, "10012"), types(customer, "100120"), types(customer, "Anna Berg"),
      ]));
    """
    run = [node(), "--input-type=module"]
    parts = source("dom", "pick_field")
    done = subprocess.run(run, input=_STAGE + parts + script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[1, ""], [[], ""], [[], "Niemand"], [2, ""], [[], "Anna Berg"], [1, ""]]
