"""What can be wrong with something that people write.

ClientInfoError
├── InputRefused     a value cannot stand in its field
├── RowUnknown       there is no such row of this customer
├── RowFixed         the row stays as it was written
├── CommandReused    a command's id was used for another change
├── PublicationUnknown  no notebook was asked for under this name and version
├── PublicationRefused  a notebook cannot be released, refused or withdrawn so
├── NothingToUndo    the last change of the row is not the viewer's own, or not the one that they saw
└── LiveUnavailable  the database does not answer, or is of a newer version
    └── TooMuchWritten  somebody has written more than people do; it ends by itself
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.errors import ClientInfoError

if TYPE_CHECKING:
    from collections.abc import Iterator

Rule = Literal[
    "unknown_field",
    "missing",
    "not_text",
    "bad_characters",
    "too_long",
    "not_a_word",
    "not_a_day",
    "not_a_time",
    "no_day",
    "not_a_moment",
    "ahead",
    "over",
    "not_an_amount",
    "too_large",
    "not_positive",
    "not_a_number",
    "not_an_address",
    "not_filled",
    "not_shown",
    "not_a_customer",
    "not_a_person",
    "no_point",
    "far_away",
    "no_vat_id",
    "several_vat_ids",
]


class InputRefused(ClientInfoError):
    """A value cannot stand in its field.

    Attributes:
        field: Name of the field.
        rule: What it breaks.
        most: The most characters of a text that is too long.
        others: What is wrong with other fields of the same row, so that people learn all of it at once.
    """

    def __init__(self, field: str, rule: Rule, wanted: str, most: int = 0) -> None:
        super().__init__(f"{field}: {wanted}")
        self.most = most
        self.field = field
        self.rule = rule
        self.others: tuple[InputRefused, ...] = ()

    def __str__(self) -> str:
        """Return what is wrong with every field."""
        return "; ".join(str(each.args[0]) for each in self.every)

    @property
    def every(self) -> tuple[InputRefused, ...]:
        """This one, then the others."""
        return (self, *self.others)


class Refusals:
    """Goes on after a value that cannot stand in its field, so that one refusal says all that is wrong."""

    def __init__(self) -> None:
        self._found: dict[str, InputRefused] = {}

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Keep the refusals of what is done within; of each field the first."""
        try:
            yield
        except InputRefused as error:
            for each in error.every:
                self._found.setdefault(each.field, each)

    def names(self, field: str) -> bool:
        """Return whether something is wrong with a field."""
        return field in self._found

    def require_none(self) -> None:
        """Make sure that nothing was refused.

        Raises:
            InputRefused: Something was; it holds all of it.
        """
        if self._found:
            first, *others = self._found.values()
            first.others = tuple(others)
            raise first


class RowUnknown(ClientInfoError):
    """The customer has no row of this id."""

    def __init__(self, entity: str, entity_id: str, customer_number: str) -> None:
        super().__init__(f"customer {customer_number} has no {entity} {entity_id!r}; list them first")
        self.entity_id = entity_id


class RowFixed(ClientInfoError):
    """A row of this kind stays as it was written."""

    def __init__(self, entity: str, entity_id: str) -> None:
        super().__init__(f"the {entity} {entity_id!r} stays as it was written; write another one, or withdraw your own")


class CommandReused(ClientInfoError):
    """A command's id was used before, for another change or by somebody else."""

    def __init__(self, command_id: str) -> None:
        super().__init__(f"the command id {command_id!r} was used for another change; take a new one")
        self.command_id = command_id


class NothingToUndo(ClientInfoError):
    """The last change of a row is somebody else's, was its arrival from another system, or is not the one meant.

    Attributes:
        is_outdated: It is the person's own, but not the one that was to be taken back.
    """

    def __init__(self, entity_id: str, *, is_outdated: bool = False) -> None:
        why = "another change came after the one that you saw; look again"
        if not is_outdated:
            why = "it is not yours to undo; change it instead"
        super().__init__(f"the last change of {entity_id!r}: {why}")
        self.is_outdated = is_outdated


class PublicationUnknown(ClientInfoError):
    """Nobody asked for the publication of this version."""

    def __init__(self, file: str, version: int) -> None:
        super().__init__(f"nobody asked for version {version} of {file!r}; list the publications first")


class PublicationRefused(ClientInfoError):
    """What somebody decided about a publication cannot be.

    Attributes:
        rule: Which rule it breaks: ``own`` (two people are wanted), ``content`` (it is not what was looked at),
            ``altered`` (it is not what was asked for), ``state`` (somebody decided meanwhile), ``owner`` (the page is
            another person's), ``open`` (too many wait), ``day`` (too much for one day).
        owner: Full name of the person whose page it is.
    """

    def __init__(
        self,
        rule: Literal["own", "content", "altered", "state", "owner", "open", "day"],
        message: str,
        owner: str = "",
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.owner = owner


class LiveUnavailable(ClientInfoError):
    """The database does not answer in time, cannot be written, or is of a newer version of clientinfo."""


class VolumeUnwritable(LiveUnavailable):
    """The volume of the database is full or read-only: another try helps nobody before somebody has mended that."""


class TooMuchWritten(LiveUnavailable):
    """Somebody has written more than people do in a day: nothing is taken from them for a while, and can be sent again.

    Attributes:
        seconds: After so long.
        most: So many changes are taken in a day.
    """

    def __init__(self, seconds: float, most: int) -> None:
        super().__init__(f"{most} changes in a day are written already; it goes on in {seconds:.0f} s")
        self.seconds, self.most = seconds, most
