"""The kinds of rows that people write: which fields they have, and who is allowed to.

Codes stand in the data, words on the screen. Rows that came from a foreign CRM keep that house's own words; a command
writes codes only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from clientinfo_kernel.access.topics import Changeable, Topic
from clientinfo_kernel.live.errors import InputRefused, Refusals
from clientinfo_kernel.live.field_values import READERS, Kind, Value, cleaned, number_of, text_of

LONGEST_TEXT, LONGEST_NAME = 10_000, 200
_MOST = 10**9
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Field:
    """One field of a row.

    Attributes:
        name: Of its column.
        kind: What its values are.
        required: Whether it must hold something.
        needed_with: Another field, and the value of it with which this one must hold something.
        longest: The most characters of a text.
        words: The codes that it can hold; empty: any text.
        is_derived: The store sets it; nobody writes it.
        is_now_by_default: A new row that does not say it gets the moment at which it is written.
        is_over: It has been: a moment that is a day ahead or more, or a later day than tomorrow, is refused (clocks and
            zones differ).
        is_writer: The store sets it in a new row: who wrote it, as people call them.
        is_owner: The store sets it in a new row: the account of who wrote it, to whom the row belongs (``ownership``).
        is_circumstance: The program adds it to a command, as it is at that moment; it is not part of what somebody wants.
        is_plain: Shown also to those who are not allowed to see what the row is made from (``row_topics``).
        is_only_emptied: The store fills it; people say no more than that it is done with.
        is_proof: What became of something; its writer cannot take it back.
        is_archived: Long, and wanted for its row alone: read by ``LiveReader.rows``, left empty where many are read.
        title: What a house calls a field that it added; empty: the screen has its own word.
        least, most: Of a number.
        is_positive: An amount must be more than nothing.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    needed_with: tuple[str, str] | None = None
    longest: int = LONGEST_NAME
    words: tuple[str, ...] = ()
    is_derived: bool = False
    is_now_by_default: bool = False
    is_over: bool = False
    is_writer: bool = False
    is_owner: bool = False
    is_circumstance: bool = False
    is_plain: bool = False
    is_only_emptied: bool = False
    is_proof: bool = False
    is_archived: bool = False
    title: str = ""
    least: int = -_MOST
    most: int = _MOST
    is_positive: bool = False

    @property
    def is_given(self) -> bool:
        """Whether people write it."""
        return not (self.is_derived or self.is_writer or self.is_owner)

    def checked(self, value: object, now: datetime | None = None) -> Value:
        """Return a value as it is stored: texts trimmed, empty ones None, moments in UTC.

        Args:
            value: As it was given.
            now: What is over is over by then; None: nobody asks.

        Raises:
            InputRefused: It cannot stand here.
        """
        if isinstance(value, str):
            value = cleaned(self.name, value) or None
        if value is None:
            if self.required:
                raise InputRefused(self.name, "missing", "say something here")
            return None
        read = self._read(value)
        if self.is_over and now is not None and _is_ahead(read, now):
            raise InputRefused(self.name, "ahead", "this has not been yet")
        return read

    def _read(self, value: object) -> Value:
        if self.kind in {"text", "code"}:
            return text_of(self.name, value, self.longest, self.words)
        if self.kind == "number":
            return number_of(self.name, value, self.least, self.most)
        read = READERS[self.kind](self.name, value)
        if self.is_positive and isinstance(read, Decimal) and read <= 0:
            raise InputRefused(self.name, "not_positive", "more than nothing is wanted")
        return read


@dataclass(frozen=True)
class Entity:
    """A kind of row.

    Attributes:
        name: As events and messages name it.
        table: Its table.
        key: Column of its id.
        fields: What people write in it, by name.
        right: What somebody must be allowed to change in order to write one.
        topics: What somebody must be allowed to see in order to read one: what it is made from.
        source: Who had the row before the first change here, as its history says; empty: rows begin here.
        is_fixed: A row stays as it was written; its writer can withdraw it.
        is_kept: Not even that: it is a proof.
        owner: The field that says to which customer a row belongs; it holds nothing, or there is none: where it began.
        about: What a row is about that is about no customer (``customer_number`` is empty then), as the audit log names
            its list; empty: about a customer.
        natural: Fields that say together which row it is: there is one of them, however often it is added.
        together: Groups of fields that say one thing together: of two changes at once, none keeps a part of a group.
    """

    name: str
    table: str
    key: str
    fields: Mapping[str, Field]
    right: Changeable = "contacts"
    topics: tuple[Topic, ...] = ("customers",)
    source: str = ""
    is_fixed: bool = False
    is_kept: bool = False
    owner: str = ""
    about: str = ""
    natural: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def circumstances(self) -> frozenset[str]:
        """Fields that the program adds to a command."""
        return frozenset(name for name, each in self.fields.items() if each.is_circumstance)

    def is_of(self, row: Mapping[str, object], customer_number: str) -> bool:
        """Return whether a row began at a customer, or belongs to it now."""
        return customer_number in (row["customer_number"], row.get(self.owner))

    def proves(self, names: Iterable[str]) -> bool:
        """Return whether one of these fields says what became of something, so that their change stands."""
        return any(name in self.fields and self.fields[name].is_proof for name in names)

    def checked(self, values: Mapping[str, object], now: datetime | None = None) -> dict[str, Value]:
        """Return values as they are stored, each in the form of its field (``Field.checked``).

        Raises:
            InputRefused: There is no such field, or some cannot hold their values; it names them all.
        """
        refused = Refusals()
        found = self._sound(values, now, refused)
        refused.require_none()
        return found

    def _sound(self, values: Mapping[str, object], now: datetime | None, refused: Refusals) -> dict[str, Value]:
        """Return those of the values that can stand in their fields, as they are stored."""
        found: dict[str, Value] = {}
        for name, value in values.items():
            with refused.collected():
                if name not in self.fields or not self.fields[name].is_given:
                    raise InputRefused(name, "unknown_field", f"a {self.name} has no such field")
                if self.fields[name].is_only_emptied and value not in (None, ""):
                    raise InputRefused(name, "unknown_field", "nobody writes this")
                found[name] = self.fields[name].checked(value, now)
        return found

    def own_id(self, row: Mapping[str, Value]) -> str:
        """Return the id that a new row has of itself; empty: any."""
        if not self.natural:
            return ""
        named = json.dumps([None if row[name] is None else str(row[name]) for name in self.natural])
        return sha256(named.encode()).hexdigest()[:16]

    def whole(
        self, values: Mapping[str, object], now: datetime, writer: str = "", account: str = ""
    ) -> dict[str, Value]:
        """Return the values of a new row: all fields, those that were not given empty.

        Raises:
            InputRefused: There is no such field, required ones are missing, or some cannot hold their values; it names
                them all.
        """
        refused = Refusals()
        given = self._sound(values, now, refused)
        row: dict[str, Value] = {}
        for name, field in self.fields.items():
            value = (writer or None) if field.is_writer else (account or None) if field.is_owner else given.get(name)
            with refused.collected():
                row[name] = field.checked(now if value is None and field.is_now_by_default else value)
        refused.require_none()
        return row


def entity(
    name: str,
    table: str,
    key: str,
    *fields: Field,
    right: Changeable = "contacts",
    topics: tuple[Topic, ...] = ("customers",),
    source: str = "",
    is_fixed: bool = False,
    is_kept: bool = False,
    owner: str = "",
    about: str = "",
    natural: tuple[str, ...] = (),
    together: tuple[tuple[str, ...], ...] = (),
) -> Entity:
    """Declare a kind of row; every one can be withdrawn."""
    every = (*fields, Field("is_withdrawn", "flag", is_derived=True))
    named = {field.name: field for field in every}
    return Entity(name, table, key, named, right, topics, source, is_fixed, is_kept, owner, about, natural, together)


def _is_ahead(read: Value, now: datetime) -> bool:
    """Return whether a moment or a day has not been yet, wherever somebody's clock stands."""
    if isinstance(read, datetime):
        return read - now >= _A_DAY
    return isinstance(read, date) and read > (now + _A_DAY).date()
