"""The page's progress box for something that goes through many rows (assets/bulk_run.js), and what it shows."""

from __future__ import annotations

from typing import Any

import traitlets

from widgets.assets import module
from widgets.views.bare_widgets import BrowserWidget


class RunBox(BrowserWidget):
    """A box that is empty while nothing runs; the browser asks for one portion after the other.

    Attributes:
        account: Login name: what the browser keeps belongs to it.
        state: See ``run_state``.
        plan: What the browser keeps until it is done (``bulk``: its id); empty: nothing.
        kept_as: Under which name.
    """

    _esm = module("dom", "drafts", "presses", "bulk_run")
    account = traitlets.Unicode().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    plan = traitlets.Dict().tag(sync=True)
    kept_as = traitlets.Unicode().tag(sync=True)

    def __init__(self, account: str, kept_as: str) -> None:
        super().__init__(account=account, kept_as=kept_as, state=run_state())
        self.add_class("ci-bulk")

    @property
    def is_unfinished(self) -> bool:
        """Whether something was begun, or found in the browser, and is not at its end."""
        return self.state["phase"] in {"found", "running", "stopped"}

    def forget_what_is_done(self) -> None:
        """Say no more of what has come to its end."""
        if self.state["phase"] == "done":
            self.state = run_state()


def run_state(
    phase: str = "",
    text: str = "",
    lines: tuple[str, ...] = (),
    place: tuple[int, int] = (0, 0),
    buttons: tuple[tuple[str, str], ...] = (),
) -> dict[str, Any]:
    """Return a state of the box.

    Args:
        phase: ``""`` (nothing is shown), ``found``, ``running``, ``stopped`` or ``done``.
        text: Its headline.
        lines: What is said below it.
        place: How many are done, of how many.
        buttons: Pairs of what is sent and what stands on it.
    """
    done, total = place
    shown = [list(each) for each in buttons]
    return {"phase": phase, "text": text, "lines": list(lines), "done": done, "total": total, "buttons": shown}
