"""Where texts in quotes end that go on over several lines.

Each line is looked at once, however many texts could go on in it: a file whose quotes never come out even costs as much
as another one of its size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data_sources.record_form import Form

LONGEST_TEXT = 500  # lines: a quoted text that goes on for longer is a quote that was never closed


class OddLine(NamedTuple):
    """A line.

    Attributes:
        number: In the file.
        text: As it stands there.
        fields: How many values it has by itself; 0: its quotes do not come out even, or stand inside a value.
        rule: That it breaks in any case, unless it goes on with a text; else empty.
    """

    number: int
    text: str
    fields: int = 0
    rule: str = ""


class Joined(NamedTuple):
    """A line with those that its last text goes on in.

    Attributes:
        lines: How many, itself included.
        fields: Values that they have together; 0: they are not made of whole values.
        is_open: The text has not ended.
    """

    lines: int
    fields: int
    is_open: bool


class OpenTexts:
    """Joins lines, given each time from a later one on."""

    def __init__(self, form: Form, lines: Sequence[OddLine]) -> None:
        self._form = form
        self._lines = lines
        self._separators = [0] * len(lines)  # those up to the end of each line, from some line on
        self._end = 0  # the first line after a text's first in which it does not stay open; it ends the same way
        self._is_whole = False  # for all texts that are open there

    def joined(self, at: int) -> Joined | None:
        """Return what a line makes with the following ones; None if it does not end inside a text."""
        before = self._form.separators_before_open_text(self._lines[at].text)
        if before is None:
            return None
        if self._end <= at:
            self._look_on(at)
        lines = self._end - at + 1
        is_cut = self._end == len(self._lines) or self._lines[self._end].number != self._lines[at].number + lines - 1
        if is_cut or lines > LONGEST_TEXT:
            return Joined(min(lines - is_cut, LONGEST_TEXT), 0, is_open=True)
        fields = before + self._separators[self._end] - self._separators[at] + 1
        return Joined(lines, fields if self._is_whole else 0, is_open=False)

    def _look_on(self, at: int) -> None:
        """Find the line in which the text that is open after a line does not stay open, or the first that is not beside it."""
        for place in range(at + 1, len(self._lines)):
            self._end = place
            if self._lines[place].number != self._lines[place - 1].number + 1:
                return
            text = self._lines[place].text
            inside = self._form.separators_within_open_text(text)
            stays = inside is not None
            if inside is None:
                inside = self._form.separators_after_open_text(text)
                self._is_whole = inside is not None
            self._separators[place] = self._separators[place - 1] + (inside or 0)
            if not stays:
                return
        self._end = len(self._lines)
