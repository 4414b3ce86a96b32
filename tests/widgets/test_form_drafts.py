"""When a form's draft goes, and what of it stands in the form again: the browser's scripts, without a browser."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from hub.node_packages import node
from widgets.assets import source

# A browser's store, and a form without its elements, whose button was pressed and is not answered yet.
_STAGE = """
globalThis.localStorage = {};
const hide = (name, call) => Object.defineProperty(localStorage, name, { enumerable: false, value: call });
hide("getItem", (key) => localStorage[key] ?? null);
hide("setItem", (key, value) => { localStorage[key] = value; });
hide("removeItem", (key) => { delete localStorage[key]; });
const key = drafts.key("anna", "", "close 2012-03");
const pressed = () => {
  drafts.write(key, {});
  return Object.assign(Object.create(Form.prototype), { draft: key, busy: true, settles: true, model: { off: () => {} } });
};
const isKept = () => drafts.read(key) !== null;
"""


def of_script(script: str) -> Any:
    run = [node(), "--input-type=module"]
    done = subprocess.run(
        run, input=source("drafts", "form") + _STAGE + script, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_a_draft_goes_with_the_press_that_took_its_form_away_unless_nothing_was_done() -> None:
    kept = of_script("""
      const left = (...messages) => {
        const form = pressed();
        for (const message of messages) form.hear(message);
        form.stop();
        return isKept();
      };
      console.log(JSON.stringify([left(), left({ do: "unsettled" })]));
    """)
    assert kept == [False, True]


def test_a_draft_that_is_given_up_elsewhere_goes() -> None:
    assert of_script("const form = pressed(); form.hear({ do: 'forget' }); console.log(isKept());") is False
