"""The grid of targets in the browser: amounts by month and division, typed or pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import traitlets

from widgets.assets import module
from widgets.texts.draft_words import draft_words
from widgets.texts.language import _
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Row and column, counted from 0.
Cell = tuple[int, int]


@dataclass(frozen=True)
class Outcome:
    """What came of a save.

    Attributes:
        wrong: Cell -> what is wrong with what was typed there; it stays in the cell.
        problem: What is wrong as a whole.
    """

    wrong: Mapping[Cell, str] = field(default_factory=dict)
    problem: str = ""


class TargetGrid(BrowserWidget):
    """The grid.

    Args:
        save: Cell -> what was typed there; returns what came of it. Only cells of the grid are handed on.

    Attributes:
        grid: label, rows and columns (their names), values (a text per cell).
        state: turn (counts the saves), wrong (``row,column`` -> text), problem, sums (a text per column).
        typed: ``row,column`` -> what was typed and is not saved yet.
        draft: account, customer (empty) and what it is of: the browser keeps by it what is typed; empty: it does not.
        words: save, sum, and those of drafts.
    """

    _esm = module("dom", "drafts", "draft_place", "draft_changes", "target_grid")
    grid = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)
    draft: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(self, save: Callable[[dict[Cell, str]], Outcome]) -> None:
        self._save = save
        nothing = {"label": "", "rows": [], "columns": [], "values": []}
        words = {"save": _("Speichern"), "sum": _("Summe"), **draft_words()}
        state = {"turn": 0, "wrong": {}, "problem": "", "sums": []}
        super().__init__(grid=nothing, state=state, words=words, _dom_classes=("ci-targets__grid",))
        self.on_msg(self._receive)

    def show(
        self,
        label: str,
        rows: Sequence[str],
        columns: Sequence[str],
        values: Sequence[Sequence[str]],
        sums: Sequence[str],
        *,
        keeps: Mapping[Cell, str] | None = None,
        draft: Sequence[str] = (),
    ) -> None:
        """Show a grid.

        Args:
            label: What it is of.
            rows: Names of its rows.
            columns: Names of its columns.
            values: A text per row and column.
            sums: A text per column.
            keeps: What was typed and is not saved.
            draft: See the attribute.
        """
        kept = {_key(cell): text for cell, text in (keeps or {}).items()}
        with self.hold_sync():
            self.typed, self.draft = kept, list(draft)
            self.state = {**self.state, "wrong": {}, "problem": "", "sums": list(sums)}
            self.grid = {"label": label, "rows": list(rows), "columns": list(columns), "values": [*map(list, values)]}

    @property
    def is_unsaved(self) -> bool:
        """Whether something was typed that is not saved."""
        return bool(self.typed)

    def say(self, problem: str) -> None:
        """Say what stands against something."""
        self.state = {**self.state, "problem": problem}

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        # The browser is not trusted: the turn must be the present one, each cell one of the grid, each value a text.
        if not isinstance(message, dict):
            return
        if message.get("do") == "discard":
            self.typed, self.state = {}, {**self.state, "wrong": {}, "problem": ""}
        elif message.get("do") == "save" and message.get("turn") == self.state["turn"]:
            cells = message.get("cells")
            outcome = self._save(self._cells(cells if isinstance(cells, dict) else {}))
            wrong = {_key(cell): text for cell, text in outcome.wrong.items()}
            self.state = {**self.state, "turn": self.state["turn"] + 1, "wrong": wrong, "problem": outcome.problem}

    def _cells(self, typed: Mapping[Any, Any]) -> dict[Cell, str]:
        known = {
            f"{row},{column}": (row, column)
            for row in range(len(self.grid["rows"]))
            for column in range(len(self.grid["columns"]))
        }
        return {known[key]: text.strip() for key, text in typed.items() if key in known and isinstance(text, str)}


def _key(cell: Cell) -> str:
    return f"{cell[0]},{cell[1]}"
