"""What can stand in a field: a value of each kind as it is stored, from what a form, a program or a file gives."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, TypeAlias

from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.plain_text import typed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Value: TypeAlias = str | date | datetime | bool | int | Decimal | None
Kind = Literal["text", "code", "date", "time", "moment", "flag", "money", "number"]

# Far more than any house has to claim, and far less than a database's whole numbers hold.
_MOST_EUROS = Decimal(10) ** 12
_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


def is_storable(text: str) -> bool:
    """Return whether databases keep a text, or look for it: without NUL and halves of characters (unpaired surrogates)."""
    return "\x00" not in text and not any("\ud800" <= each <= "\udfff" for each in text)


def cleaned(name: str, text: str) -> str:
    """Return a text as it is kept.

    Raises:
        InputRefused: No database keeps it.
    """
    if not is_storable(text):
        raise InputRefused(name, "bad_characters", "this holds characters that cannot be stored")
    return typed_text(text)


def text_of(name: str, value: object, longest: int, words: Sequence[str] = ()) -> str:
    """Return a text.

    Args:
        name: Of its field.
        value: As it was given.
        longest: The most characters.
        words: The codes that it can be; empty: any text.

    Raises:
        InputRefused: It is not a text, too long, or none of the codes.
    """
    if not isinstance(value, str):
        raise InputRefused(name, "not_text", "a text is wanted")
    if len(value) > longest:
        raise InputRefused(name, "too_long", f"at most {longest} characters", longest)
    if words and value not in words:
        raise InputRefused(name, "not_a_word", f"one of {', '.join(words)} is wanted, not {value[:40]!r}")
    return value


def _day(name: str, value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise InputRefused(name, "not_a_day", "a day such as 2026-11-30 is wanted") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise InputRefused(name, "not_a_day", "a day is wanted")


def _time(name: str, value: object) -> str:
    """Return a time of day in the house; it stays a text, in whose order times are in their own."""
    if isinstance(value, str) and _OF_DAY.fullmatch(value):
        return value
    raise InputRefused(name, "not_a_time", "a time of day such as 14:05 is wanted")


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


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("yes", "no"):
        return value == "yes"
    raise InputRefused(name, "not_a_word", "yes or no is wanted")


def _amount(name: str, value: object) -> Decimal:
    """Return EUR with two places; nothing is rounded.

    Raises:
        InputRefused: It is not an amount, has more than two places, or is larger than any house's.
    """
    try:
        amount = Decimal(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else None
        exact = None if amount is None or not amount.is_finite() else amount.quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = exact = None
    if amount is not None and amount.is_finite() and abs(amount) >= _MOST_EUROS:
        raise InputRefused(name, "too_large", f"less than {_MOST_EUROS} is wanted")
    if exact is None or exact != amount:
        raise InputRefused(name, "not_an_amount", "an amount such as 1803.22 is wanted")
    return exact


def number_of(name: str, value: object, least: int, most: int) -> int:
    """Return a whole number.

    Raises:
        InputRefused: It is not one, or not between the least and the most.
    """
    try:
        number = int(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise InputRefused(name, "not_a_number", f"a whole number from {least} to {most} is wanted")
    return number


# By kind, but for texts and numbers, which have limits.
READERS: Mapping[Kind, Callable[[str, object], Value]] = {
    "date": _day,
    "time": _time,
    "moment": _moment,
    "flag": _flag,
    "money": _amount,
}
