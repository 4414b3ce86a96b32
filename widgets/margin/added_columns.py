"""The workbook's columns for what somebody added to the page's list: sums that follow a filter, and counts of all rows alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.margin import MEASURES
from widgets.margin.words import ADDED

if TYPE_CHECKING:
    import polars as pl

    from widgets.margin.view import View

# What is divided by the invoices, which stand beside it then.
_DIVIDED = {"revenue_per_invoice": "revenue", "gross_profit_per_invoice": "gross_profit"}
_INVOICES = "invoices"
_SUMS = frozenset({"labour_units", "labour_hours"})


def added_measures(view: View) -> tuple[str, ...]:
    """Return what the page's list measures besides money, with what its ratios are divided by."""
    added = {each for each in view.added if each in view.addable}
    if added & set(_DIVIDED):
        added.add(_INVOICES)
    return tuple(each for each in ADDED if each in added)


def added_up(rows: pl.DataFrame, measures: Sequence[str]) -> dict[str, Any]:
    """Return what several rows add up to, without what they can have in common."""
    return {key: rows[key].sum() for key in measures if key in _SUMS}


@dataclass(frozen=True)
class AddedColumns:
    """Writes these columns of a sheet.

    Attributes:
        measures: What they are (``added_measures``).
        first: Where the first of them stands.
        of_money: Letters of the columns of ``revenue`` and ``gross_profit``.
    """

    measures: Sequence[str]
    first: int
    of_money: Mapping[str, str]

    def line(self, sheet: Any, line: int, row: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
        """Write a row's; what several rows have in common is not known of them together, and missing in ``row``.

        Args:
            sheet: Where.
            line: Which one.
            row: Its figures by measure.
            formats: ``money`` and ``count``.
        """
        for at, key in enumerate(self.measures, start=self.first):
            value = row.get(key)
            if key in _DIVIDED and row.get(_INVOICES) is not None:
                sheet.write_formula(line, at, self._ratio(key, line), formats["money"], "" if value is None else value)
            elif value is not None:
                sheet.write_number(line, at, value, formats[_kind(key)])

    def total(self, sheet: Any, line: int, total: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
        """Write what stands below the rows above ``line``: nobody knows how many customers those have that a filter leaves."""
        for at, key in enumerate(self.measures, start=self.first):
            value = total[key]
            shown = "" if value is None else value
            if key in _SUMS:
                formula = f"=SUBTOTAL(109,{letter(at)}2:{letter(at)}{line})"
            elif key in _DIVIDED:
                formula = self._ratio(key, line)
            else:
                formula = f'=IF(SUBTOTAL(103,A2:A{line})={line - 1},{"0" if value is None else value},"")'
            sheet.write_formula(line, at, formula, formats[_kind(key)], shown)

    def _ratio(self, key: str, line: int) -> str:
        count = f"{letter(self.first + self.measures.index(_INVOICES))}{line + 1}"
        return f'=IF(ISNUMBER({count}),IF({count}=0,"",ROUND({self.of_money[_DIVIDED[key]]}{line + 1}/{count},2)),"")'


def letter(column: int) -> str:
    """Return the letters of a column of a sheet, from 0."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _kind(key: str) -> str:
    return "count" if MEASURES[key].kind == "count" else "money"
