"""Whether a VAT ID can be one: its form and check digit; that says nothing about its registration."""

from __future__ import annotations

import re
from typing import Literal

import polars as pl

from data_sources.eu_members import MEMBERS, SPELLINGS

# ``odd``: against the rules that are known of another member state, which alone knows its numbers.
Form = Literal["valid", "odd", "wrong"]
_IN_NUMBERS = re.compile(r"[\s.:\-/]+")
# A country's code that begins a word, and what follows in groups; the longest ID has 12 characters after the code.
_IN_TEXTS = re.compile(
    rf"(?<![A-Za-z0-9])(?i:{'|'.join(sorted(MEMBERS | set(SPELLINGS)))})(?:[\s.:\-/]{{0,3}}[A-Za-z0-9]){{5,12}}"
)
_MOST_TEXT = 50_000
# The digits that the last one is computed from; the whole ID, with DE.
_DIGITS, _LENGTH = 8, 11


def written_plainly(vat_id: str) -> str:
    """Return a VAT ID without blanks, dots and hyphens, in capitals, Greece's with EL."""
    plain = _IN_NUMBERS.sub("", vat_id).upper()
    return SPELLINGS.get(plain[:2], plain[:2]) + plain[2:]


def spelled_plainly(column: str) -> pl.Expr:
    """Return ``written_plainly`` of a column."""
    plain = pl.col(column).str.replace_all(_IN_NUMBERS.pattern, "").str.to_uppercase()
    state = plain.str.slice(0, 2)
    return pl.concat_str(state.replace(SPELLINGS), plain.str.slice(2)).alias(column)


def vat_ids_in(text: str) -> tuple[str, ...]:
    """Return the VAT IDs that stand in a text (an imprint), each once, by form and check digit of their countries."""
    found: dict[str, None] = {}
    text, place = text[:_MOST_TEXT], 0
    while match := _IN_TEXTS.search(text, place):
        # What stands behind an ID can look like a part of it: the longest piece that can be one counts.
        pieces = re.split(r"(?<=[A-Za-z0-9])(?=[\s.:\-/])", match[0])
        beginnings = ("".join(pieces[:count]) for count in range(len(pieces), 0, -1))
        known = next((each for each in beginnings if is_formally_valid(written_plainly(each))), "")
        if known:
            found[written_plainly(known)] = None
        place = match.start() + (len(known) or 1)
    return tuple(found)


def is_formally_valid(vat_id: str) -> bool:
    """Return whether form and check digit are right, by the rules of the country that it names."""
    from stdnum.eu import vat  # a tenth of a second, and only for customers with a VAT ID

    return bool(vat.is_valid(vat_id))


def form_of(vat_id: str) -> Form:
    """Return whether a VAT ID can be one: a wrong check digit is final for Germany, and a warning elsewhere."""
    if is_formally_valid(vat_id):
        return "valid"
    return "odd" if written_plainly(vat_id)[:2] in MEMBERS - {"DE"} else "wrong"


def surely_valid(vat_ids: pl.Series) -> pl.Series:
    """Return which are German VAT IDs with the right check digit: most are, and need no slower look.

    DE and nine digits, the last one by ISO 7064, mod 11, 10 (BZSt, "Aufbau der USt-IdNr.").
    """
    text = vat_ids.str.replace_all(" ", "", literal=True)
    number = text.str.slice(2).cast(pl.Int32, strict=False)  # once: an expression would read it for each digit
    product = pl.repeat(10, len(number), dtype=pl.Int32, eager=True)
    for place in range(_DIGITS):
        digit = number // 10 ** (_DIGITS - place) % 10
        product = ((digit + product + 9) % 10 + 1) * 2 % 11  # a remainder of 0 counts as 10
    is_right = (11 - product) % 10 == number % 10
    is_german = text.str.starts_with("DE") & (text.str.len_bytes() == _LENGTH)
    is_sure: pl.Series = is_german & (number >= 10**_DIGITS) & is_right
    return is_sure.fill_null(value=False)
