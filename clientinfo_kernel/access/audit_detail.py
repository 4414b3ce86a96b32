"""What a line of the audit log says of its subject, as records; in the log's files they are text: ``bulk of 3``, ``form case``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

PhraseKind = Literal[
    "shown", "searched", "bulk", "calendar", "calendar_made", "calendar_ended", "geocoder", "vat_check", "vat_proof",
    "stopped_searching", "stopped_opening", "stopped_writing", "stopped_lines",
    "stopped_listing", "stopped_taking",
]  # fmt: skip
# So begins what a refusal says when a brake holds somebody who does more than people do: for how many minutes.
STOPPED = "stopped for "
_STOPPED = f"{STOPPED}{{}} min: {{}} "
_PHRASES: Mapping[PhraseKind, str] = {
    "shown": "{} shown",
    "searched": "{} searches, {} customers",
    "bulk": "bulk of {}",
    "calendar": "calendar of {}",
    "calendar_made": "calendar subscription made",
    "calendar_ended": "calendar subscription ended",
    "geocoder": "geocoder",
    "vat_check": "vat_check",
    "vat_proof": "vat_proof",
    "stopped_searching": f"{_STOPPED}customers in a day",
    "stopped_opening": f"{_STOPPED}customers opened in a day",
    "stopped_writing": f"{_STOPPED}changes in a day",
    "stopped_lines": f"{_STOPPED}lines of the audit log in an hour",
    "stopped_listing": f"{_STOPPED}customers in lists in a day",
    "stopped_taking": f"{_STOPPED}rows in files in a day",
}
_KINDS = {text: kind for kind, text in _PHRASES.items()}
_COUNT = re.compile(r"[0-9]{1,15}")
_FORM = re.compile(r"form (\w+)")
_CHANGE = re.compile(r"(\w+) (\S.*): (add|change|undo|take_over), (.+)", re.DOTALL)
_AT_SHELL = re.compile(r"(.+) \(shell:([^()]+)\)", re.DOTALL)
_NEW = "new"


@dataclass(frozen=True)
class Phrase:
    """Something that the log says in the same words each time.

    Attributes:
        kind: Which words.
        counts: The numbers in them, in their order.
    """

    kind: PhraseKind
    counts: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return the text that stands in the log's files."""
        return _PHRASES[self.kind].format(*self.counts)


class RowsTaken(str):
    """What the log says of a file that leaves, in words; it knows how many rows are in the file.

    Attributes:
        rows: So many.
    """

    __slots__ = ("rows",)
    rows: int

    def __new__(cls, text: str, rows: int) -> Self:
        """Make one."""
        made = super().__new__(cls, text)
        made.rows = rows
        return made


@dataclass(frozen=True)
class FormRefused:
    """A form that somebody is not allowed to open.

    Attributes:
        form: Its key.
    """

    form: str

    def __str__(self) -> str:
        """Return the text that stands in the log's files."""
        return f"form {self.form}"


@dataclass(frozen=True)
class RowChanged:
    """A row of what people write.

    Attributes:
        kind: Of the row (``live.entities``).
        row_id: Which one; it can have blanks.
        action: What was done with it (``live.event.Change``).
        fields: The fields that are different now; none of a row that is new.
    """

    kind: str
    row_id: str
    action: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the text that stands in the log's files."""
        return f"{self.kind} {self.row_id}: {self.action}, {', '.join(self.fields) or _NEW}"


@dataclass(frozen=True)
class AtShell:
    """What was done in somebody's name at a shell.

    Attributes:
        detail: What was done.
        user: The user of the operating system who did it.
    """

    detail: Phrase | FormRefused | RowChanged
    user: str

    def __str__(self) -> str:
        """Return the text that stands in the log's files."""
        return with_hands(str(self.detail), self.user)


AuditDetail = Phrase | FormRefused | RowChanged | AtShell


def detail_of(text: str) -> AuditDetail | None:
    """Return the record that a text of the log's files stands for; None: it is said in words of its own."""
    if (at_shell := _AT_SHELL.fullmatch(text)) is not None:
        done = _done(at_shell[1])
        return done and AtShell(done, at_shell[2])
    return _done(text)


def by_whose_hands(detail: Phrase | RowChanged, at_shell: str) -> AuditDetail:
    """Return what a line says of something that somebody did themselves, or that was done in their name at a shell.

    Args:
        detail: What was done.
        at_shell: The user of the operating system who did it (``rights.Viewer.at_shell``); empty: they did it themselves.
    """
    return AtShell(detail, at_shell) if at_shell else detail


def with_hands(text: str, at_shell: str) -> str:
    """Return a text with the user of the operating system who acted at a shell; as it is where ``at_shell`` is empty."""
    return f"{text} (shell:{at_shell})" if at_shell else text


def without_hands(text: str) -> str:
    """Return a text that ``with_hands`` made, without the user."""
    found = _AT_SHELL.fullmatch(text)
    return found[1] if found else text


def _done(text: str) -> Phrase | FormRefused | RowChanged | None:
    kind = _KINDS.get(_COUNT.sub("{}", text))
    if kind is not None and "{" not in text:
        return Phrase(kind, tuple(map(int, _COUNT.findall(text))))
    if (form := _FORM.fullmatch(text)) is not None:
        return FormRefused(form[1])
    if (change := _CHANGE.fullmatch(text)) is not None:
        row_kind, row_id, action, fields = change.groups()
        return RowChanged(row_kind, row_id, action, () if fields == _NEW else tuple(fields.split(", ")))
    return None
