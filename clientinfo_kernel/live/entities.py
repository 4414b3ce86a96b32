"""What people write: which fields a case and a contact have, and what can stand in them.

Codes stand in the data, words on the screen. Rows that came from a foreign CRM keep that house's own words; a command
writes codes only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from clientinfo_kernel.live.errors import InputRefused

Value: TypeAlias = str | date | datetime | bool | None
Kind = Literal["text", "code", "date", "moment", "flag"]

CASE_KINDS = ("opportunity", "complaint", "correspondence", "test_drive", "appointment", "other")
CASE_STATUSES = ("open", "in_progress", "waiting", "closed")
CHANNELS = ("phone", "email", "letter", "visit", "message", "other")
LONGEST_TEXT, LONGEST_NAME = 10_000, 200


@dataclass(frozen=True)
class Field:
    """One field of a row.

    Attributes:
        name: Of its column.
        kind: What its values are.
        required: Whether it must hold something.
        longest: The most characters of a text.
        words: The codes that it can hold; empty: any text.
        is_derived: The store sets it; nobody writes it.
        is_now_by_default: A new row that does not say it gets the moment at which it is written.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    longest: int = LONGEST_NAME
    words: tuple[str, ...] = ()
    is_derived: bool = False
    is_now_by_default: bool = False

    def checked(self, value: object) -> Value:
        """Return a value as it is stored: texts trimmed, empty ones None, moments in UTC.

        Raises:
            InputRefused: It cannot stand here.
        """
        if isinstance(value, str):
            value = _clean(self.name, value) or None
        if value is None:
            if self.required:
                raise InputRefused(self.name, "missing", "say something here")
            return None
        match self.kind:
            case "text" | "code":
                return self._text(value)
            case "date":
                return _day(self.name, value)
            case "moment":
                return _moment(self.name, value)
            case "flag":
                return bool(value)

    def _text(self, value: object) -> str:
        if not isinstance(value, str):
            raise InputRefused(self.name, "not_text", "a text is wanted")
        if len(value) > self.longest:
            raise InputRefused(self.name, "too_long", f"at most {self.longest} characters")
        if self.words and value not in self.words:
            raise InputRefused(self.name, "not_a_word", f"one of {', '.join(self.words)} is wanted, not {value[:40]!r}")
        return value


@dataclass(frozen=True)
class Entity:
    """A kind of row.

    Attributes:
        name: As events and messages name it.
        table: Its table.
        key: Column of its id.
        fields: What people write in it, by name.
    """

    name: Literal["case", "contact"]
    table: str
    key: str
    fields: Mapping[str, Field]

    def checked(self, values: Mapping[str, object]) -> dict[str, Value]:
        """Return values as they are stored, each in the form of its field.

        Raises:
            InputRefused: There is no such field, or one cannot hold its value.
        """
        for name in values:
            if name not in self.fields or self.fields[name].is_derived:
                raise InputRefused(name, "unknown_field", f"a {self.name} has no such field")
        return {name: self.fields[name].checked(value) for name, value in values.items()}

    def whole(self, values: Mapping[str, object], now: datetime) -> dict[str, Value]:
        """Return the values of a new row: all fields, those that were not given empty.

        Raises:
            InputRefused: There is no such field, a required one is missing, or one cannot hold its value.
        """
        given = self.checked(values)
        row: dict[str, Value] = {}
        for name, field in self.fields.items():
            value = given.get(name)
            row[name] = field.checked(now if value is None and field.is_now_by_default else value)
        return row


def _entity(name: Literal["case", "contact"], table: str, key: str, *fields: Field) -> Entity:
    return Entity(name, table, key, {field.name: field for field in fields})


CASE = _entity(
    "case",
    "cases",
    "case_id",
    Field("kind", "code", required=True, words=CASE_KINDS),
    Field("text", required=True, longest=LONGEST_TEXT),
    Field("status", "code", required=True, words=CASE_STATUSES),
    Field("assignee"),
    Field("due_at", "date"),
    Field("follow_up_on", "date"),
    Field("closed_at", "moment", is_derived=True),
    Field("is_withdrawn", "flag", is_derived=True),
)
CONTACT = _entity(
    "contact",
    "contacts",
    "event_id",
    Field("channel", "code", required=True, words=CHANNELS),
    Field("note", required=True, longest=LONGEST_TEXT),
    Field("at", "moment", required=True, is_now_by_default=True),
    Field("employee"),
    Field("contact_person"),
    Field("case_id"),
    Field("follow_up_on", "date"),
    Field("is_withdrawn", "flag", is_derived=True),
)
ENTITIES: Mapping[str, Entity] = {entity.name: entity for entity in (CASE, CONTACT)}


def _clean(name: str, text: str) -> str:
    """Return a text without blanks around it.

    Raises:
        InputRefused: No database keeps it: NUL, or half a character (an unpaired surrogate).
    """
    if "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        raise InputRefused(name, "bad_characters", "this holds characters that are none")
    return text.replace("\r\n", "\n").strip()


def _day(name: str, value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InputRefused(name, "not_a_day", "a day such as 2026-11-30 is wanted") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InputRefused(name, "not_a_day", "a day is wanted")


def _moment(name: str, value: object) -> datetime:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InputRefused(name, "not_a_moment", "a moment such as 2026-11-30T14:05+01:00 is wanted") from None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise InputRefused(name, "not_a_moment", "a moment with its time zone is wanted")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise InputRefused(name, "not_a_moment", "no calendar has this moment") from None
