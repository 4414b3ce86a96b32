"""Lines that add up or count the records of an export, as reports and people write them below: they are not records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.contract import ORIGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

RULE = "total_line"
_TOTAL = r"(?:(?:zwischen|end|gesamt)?summen?|gesamt(?:ergebnis|betrag|anzahl|zahl)?|teilergebnis|insgesamt|(?:grand )?total|anzahl)"
_COUNTED = r"(?:kunden|adressen|datens[äa]tze|s[äa]tze|zeilen|records|rows)"
# Of the beginning of a record's own number: that of no customer, order or vehicle begins so, though a part's can.
_BEGINS = rf"(?i)^\W*(?:{_TOTAL}(?:\W|$)|[0-9][0-9.,' ]* {_COUNTED}\W*$)"
# Of a whole cell, where the record has no number; where it has one that can be the count, only with what is counted.
_IS = rf"(?i)^\W*{_TOTAL}(?: {_COUNTED})?\W*$"
_IS_COUNT_OF = rf"(?i)^\W*{_TOTAL} {_COUNTED}\W*$"
_COUNT = r"^\s*[0-9][0-9.,' ]*$"
_MOST_FILLED = 3


def without_totals(fields: pl.DataFrame, keys: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the records, and the lines of totals.

    Args:
        fields: Columns named as contract fields, and ``source_row``.
        keys: Fields that together are a record's own number; a table without any has no such lines.
    """
    texts = [name for name, dtype in fields.schema.items() if dtype == pl.String and name not in ORIGIN]
    identifying = [name for name in texts if name in keys]
    if not identifying:
        return fields, fields.clear()
    begins = pl.any_horizontal(pl.col(name).str.contains(_BEGINS) for name in identifying)
    is_total = fields.select(begins.fill_null(value=False).alias("total"))["total"]
    if len(texts) > 2 * _MOST_FILLED:
        # Most records say more: the words are looked for in the few others alone.
        filled = pl.sum_horizontal((pl.col(name).str.len_bytes() > 0).fill_null(value=False) for name in texts)
        few = fields.select((filled <= _MOST_FILLED).arg_true().alias("row"))["row"]
        said = fields[few].select(_says_total(texts, identifying).arg_true().alias("row"))["row"]
        is_total = is_total.scatter(few.gather(said), values=True) if said.len() else is_total
    return (fields.filter(~is_total), fields.filter(is_total)) if is_total.any() else (fields, fields.clear())


def _says_total(texts: Sequence[str], identifying: Sequence[str]) -> pl.Expr:
    """Return whether a record without a number has a word of totals, or one whose number can be a count says of what."""
    others = [name for name in texts if name not in identifying]
    has_none = pl.all_horizontal(pl.col(name).fill_null("").str.strip_chars() == "" for name in identifying)
    is_count = pl.any_horizontal(pl.col(name).str.contains(_COUNT).fill_null(value=False) for name in identifying)
    says, says_of_what = (
        pl.any_horizontal(pl.col(name).str.contains(words).fill_null(value=False) for name in others)
        for words in (_IS, _IS_COUNT_OF)
    )
    return (has_none & says) | (is_count & says_of_what)
