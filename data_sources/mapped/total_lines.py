"""Lines that add up or count the records of an export, as reports and people write them below: they are no records."""

from __future__ import annotations

import polars as pl

from data_sources.contract import ORIGIN

RULE = "total_line"
# Of a whole cell, and of the beginning of an identifier: no number of a customer, an order or an account begins so.
_TOTAL = r"(?:(?:zwischen|end|gesamt)?summen?|gesamt(?:ergebnis|betrag|anzahl|zahl)?|teilergebnis|insgesamt|(?:grand )?total|anzahl)"
_COUNTED = r"(?:kunden|adressen|datens[äa]tze|s[äa]tze|zeilen|records|rows)"
_BEGINS = rf"(?i)^\W*(?:{_TOTAL}(?:\W|$)|[0-9][0-9.,' ]* {_COUNTED}\W*$)"
_IS = rf"(?i)^\W*{_TOTAL}(?: {_COUNTED})?\W*$"
_IDENTIFIERS = ("_number", "_id", "account")
# A word in another cell makes a total of a line that says little else.
_MOST_FILLED = 3


def without_totals(fields: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the records, and the lines of totals.

    Args:
        fields: Columns named as contract fields, and ``source_row``.
    """
    texts = [name for name, dtype in fields.schema.items() if dtype == pl.String and name not in ORIGIN]
    identifiers = [name for name in texts if name.endswith(_IDENTIFIERS)]
    if not identifiers:
        return fields, fields.clear()
    begins = pl.any_horizontal(pl.col(name).str.contains(_BEGINS) for name in identifiers)
    is_total = fields.select(begins.fill_null(value=False).alias("total"))["total"]
    if len(texts) > 2 * _MOST_FILLED:
        # Most records say more: the words are looked for in the few others alone.
        filled = pl.sum_horizontal((pl.col(name).str.len_bytes() > 0).fill_null(value=False) for name in texts)
        few = fields.select((filled <= _MOST_FILLED).arg_true().alias("row"))["row"]
        says = pl.any_horizontal(pl.col(name).str.contains(_IS) for name in texts)
        said = fields[few].select(says.fill_null(value=False).arg_true().alias("row"))["row"]
        is_total = is_total.scatter(few.gather(said), values=True) if said.len() else is_total
    return (fields.filter(~is_total), fields.filter(is_total)) if is_total.any() else (fields, fields.clear())
