"""The page's question as a workbook: a cover sheet with its filters, rows whose totals and ratios are formulas, and a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query import profit_lines
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS, LINES
from widgets.margin.added_columns import AddedColumns, added_measures, added_up, letter
from widgets.margin.equation import compared_words
from widgets.margin.uneven import uneven_in
from widgets.margin.what_if_sheet import add_what_if_sheet
from widgets.margin.words import (
    ADDED,
    DIMENSIONS,
    MARGIN,
    MEASURES,
    compared_head,
    filter_words,
    margin_of,
    spelled,
    value_word,
)
from widgets.texts.language import N_, _, ngettext
from widgets.texts.words import GROSS_PROFIT_LINES, word
from widgets.views.excel_file import cell_text, excel_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from clientinfo_kernel.margin import Answer, Margin
    from widgets.margin.figures import Figures
    from widgets.margin.view import View
    from widgets.texts.words import Words

# So many rows of each sheet; what is left out is said on the cover.
MOST_FIGURES, MOST_DOCUMENTS, MOST_POSTINGS = 100_000, 20_000, 50_000
_DOCUMENT = {
    "customer": N_("Kunde"), "customer_name": N_("Name"), "year": N_("Buchungsjahr"), "number": N_("Beleg"), "date": N_("Datum"),
    "branch": N_("Filiale"), **{key: MEASURES[key] for key in GROSS_PROFIT_AMOUNTS},
}  # fmt: skip
_POSTING = {
    "customer": N_("Kunde"), "year": N_("Buchungsjahr"), "number": N_("Beleg"), "posted_on": N_("Datum"), "account": N_("Konto"),
    "account_name": N_("Kontobezeichnung"), "role": N_("Art"), "division": N_("Sparte"), "origin": N_("Herkunft"), "text": N_("Buchungstext"), "amount": N_("Betrag"),
    "source_file": N_("Datei"), "source_row": N_("Zeile"),
}  # fmt: skip
_IDENTIFIERS = frozenset({"customer", "number", "account"})
_ORIGINS: Words = {"posted": N_("gebucht"), "calculated": N_("kalkuliert")}


def margin_workbook(
    margin: Margin, view: View, figures: Figures, note: Callable[[int], object] = lambda _rows: None
) -> bytes:
    """Return the workbook.

    Args:
        margin: Who is asked.
        view: What the page shows.
        figures: Its answers.
        note: Called with how many rows of figures, documents and postings are in it, before it is made.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: It cannot be asked.
    """
    added = added_measures(view)
    answer = margin.ask(replace(view.question, measures=(*GROSS_PROFIT_AMOUNTS, MARGIN, *added)))
    documents = margin.documents(view.question.where, limit=MOST_DOCUMENTS)
    postings = margin.postings(view.question.where, limit=MOST_POSTINGS)
    note(sum(each.rows.height for each in (answer, documents, postings)))
    uneven = uneven_in(margin, view.question)
    file = BytesIO()
    with excel_file(file) as book:
        sheets = _Sheets(book)
        cover = {
            _("Auswertung"): _("Margen"),
            _("Stand der Daten"): figures.head.snapshot_id,
            **{_(DIMENSIONS[key]): filter_words(key, values, len(values), {}) for key, values in view.question.where},
            _("Vergleich"): compared_words(view.question.compare, has_gaps="gross_profit" in figures.head.gaps)
            or _("ohne Vergleich"),
            **({_("Zum Vergleich"): uneven} if uneven else {}),
            _("Ebenen"): " > ".join(_(DIMENSIONS[each]) for each in view.levels),
            _("Frage"): view.question.to_query(),
            _("Zeilen"): _("{shown} von {all}").format(
                shown=min(answer.rows.height, MOST_FIGURES), all=answer.rows.height
            ),
            _("Belege"): _("{shown} von {all}").format(shown=documents.rows.height, all=documents.height),
            _("Buchungen"): _("{shown} von {all}").format(shown=postings.rows.height, all=postings.height),
            _("Beträge"): _("EUR, netto ohne Umsatzsteuer; Kosten negativ"),
        }
        sheets.cover(cover)
        sheets.figures(answer, view.levels, added)
        add_what_if_sheet(book, margin, view)
        sheets.rows(_("Belege"), documents.rows, _DOCUMENT)
        sheets.rows(_("Buchungen"), postings.rows, _POSTING)
    return file.getvalue()


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True})
        self._money = book.add_format({"num_format": "#,##0.00"})
        self._sum = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
        self._day = book.add_format({"num_format": "dd.mm.yyyy"})
        self._month = book.add_format({"num_format": "mmmm yyyy", "align": "left"})
        self._percent = book.add_format({"num_format": '#,##0.0" %"'})  # as on the page
        self._count = book.add_format({"num_format": "#,##0"})
        self._count_sum = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
        self._percent_sum = book.add_format({"num_format": '#,##0.0" %"', "bold": True, "top": 1})

    def cover(self, lines: dict[str, str]) -> None:
        """Write what was asked for."""
        sheet = self._book.add_worksheet(_("Filter"))
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90)
        for line, (name, value) in enumerate(lines.items()):
            sheet.write_string(line, 0, name, self._bold)
            sheet.write_string(line, 1, cell_text(value))

    def figures(self, answer: Answer, levels: Sequence[str], added: Sequence[str]) -> None:
        """Write the rows: gross profit, margin and the totals are formulas, with their values beside them."""
        sheet = self._book.add_worksheet(_("Margen"))
        names = _names(levels)
        heads = [
            *(word for _key, word in names),
            *(_(MEASURES[key]) for key in GROSS_PROFIT_AMOUNTS),
            _(MEASURES[MARGIN]),
        ]
        if answer.question.compare:
            has_gaps = "gross_profit" in answer.gaps
            beside_it = _("Ziel des Rohertrags (lückenhaft)") if has_gaps else _("Rohertrag im Vergleich")
            heads += [beside_it, compared_head(has_gaps=has_gaps)]
        first = len(names)
        of_money = {key: letter(first + GROSS_PROFIT_AMOUNTS.index(key)) for key in ("revenue", "gross_profit")}
        beside = AddedColumns(added, len(heads), of_money)
        heads += [_(ADDED[key]) for key in added]
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, self._bold)
        sheet.set_column(0, len(names) - 1, 26)
        sheet.set_column(len(names), len(heads) - 1, 16)
        kept, rest = _parted(answer.rows, MOST_FIGURES)
        for line, row in enumerate(kept.iter_rows(named=True), start=1):
            for at, (key, _word) in enumerate(names):
                if key == "month" and row[key] is not None:
                    sheet.write_datetime(line, at, row[key], self._month)
                else:
                    sheet.write_string(line, at, _text(key, row[key]))
            self._line(sheet, (line, first), row)
            beside.line(sheet, line, row, self._of_line)
        last = kept.height
        if rest.height:
            last += 1
            words = ngettext("{count} weitere Zeile", "{count} weitere Zeilen", rest.height)
            sheet.write_string(last, 0, words)
            self._line(sheet, (last, first), _added_up(rest))
            beside.line(sheet, last, added_up(rest, added), self._of_line)
        self._total(sheet, (last + 1, first), answer)
        if last:  # without rows a total would add up itself
            beside.total(sheet, last + 1, answer.total, {"money": self._sum, "count": self._count_sum})
        sheet.freeze_panes(1, first)
        sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)

    @property
    def _of_line(self) -> dict[str, Any]:
        return {"money": self._money, "count": self._count}

    def _line(self, sheet: Any, place: tuple[int, int], row: Any) -> None:
        """Write the figures of a row; ``place``: of the first of them."""
        line, first = place
        for at, key in enumerate(LINES):
            sheet.write_number(line, first + at, row[key], self._money)
        self._ratios(sheet, place, row, (self._money, self._percent))
        self._compared(sheet, place, row, self._money)

    def _total(self, sheet: Any, place: tuple[int, int], answer: Answer) -> None:
        """Write the sums of the rows that a filter lets through, and of what stands beside them."""
        line, first = place
        sheet.write_string(line, 0, _("Gesamt"), self._bold)
        for at, key in enumerate(LINES):
            if answer.rows.height:
                self._sum_above(sheet, (line, first + at), answer.total[key])
            else:  # without rows the total would add up itself
                sheet.write_number(line, first + at, 0, self._sum)
        self._ratios(sheet, place, answer.total, (self._sum, self._percent_sum))
        # What only the whole is compared with (a target is of no customer) would not follow the filter.
        if answer.question.compare and (beside := answer.rows["gross_profit_before"]).count():
            self._compared(sheet, place, answer.total, self._sum)
            self._sum_above(sheet, (line, first + len(GROSS_PROFIT_AMOUNTS) + 1), beside.sum())

    def _sum_above(self, sheet: Any, place: tuple[int, int], value: Any) -> None:
        line, at = place
        column = letter(at)
        sheet.write_formula(line, at, f"=SUBTOTAL(109,{column}2:{column}{line})", self._sum, value)

    def _ratios(self, sheet: Any, place: tuple[int, int], row: Any, formats: tuple[Any, Any]) -> None:
        """Write what a line's gross profit and margin are, from its figures; ``place``: of the first of them."""
        (line, first), (money, percent) = place, formats
        begin, end, profit = (letter(first + at) for at in (0, len(LINES) - 1, len(LINES)))
        number = line + 1
        sheet.write_formula(
            line, first + len(LINES), f"=SUM({begin}{number}:{end}{number})", money, row["gross_profit"]
        )
        ratio = f'=IF({begin}{number}=0,"",{profit}{number}/{begin}{number}*100)'
        value = margin_of(row["gross_profit"], row["revenue"])
        sheet.write_formula(line, first + len(LINES) + 1, ratio, percent, "" if value is None else value)

    def _compared(self, sheet: Any, place: tuple[int, int], row: Any, money: Any) -> None:
        """Write what a line's gross profit is compared with, where it is, and how far they are apart."""
        line, first = place
        before = row.get("gross_profit_before")
        if before is None:
            return
        at = first + len(GROSS_PROFIT_AMOUNTS) + 1
        profit, beside = (letter(column) for column in (first + len(LINES), at))
        sheet.write_number(line, at, before, money)
        formula = f"={profit}{line + 1}-{beside}{line + 1}"
        sheet.write_formula(line, at + 1, formula, money, row["gross_profit_change"])

    def rows(self, title: str, rows: pl.DataFrame, columns: dict[str, str]) -> None:
        """Write what the figures are made of: identifiers and texts as text, amounts as numbers."""
        sheet = self._book.add_worksheet(title)
        kept = [key for key in columns if key in rows.columns]
        for at, key in enumerate(kept):
            sheet.write_string(0, at, _(columns[key]), self._bold)
            for line, value in enumerate(rows[key], start=1):
                if value is None:
                    continue
                if key in _IDENTIFIERS or isinstance(value, str):
                    sheet.write_string(line, at, _word(key, str(value)))
                elif isinstance(value, date):
                    sheet.write_datetime(line, at, value, self._day)
                else:
                    sheet.write_number(line, at, value, None if isinstance(value, int) else self._money)
        sheet.set_column(0, len(kept) - 1, 18)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(rows.height, 1), len(kept) - 1)


def _parted(rows: pl.DataFrame, most: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with most revenue, in the order that they have, and all others: a sheet ends at 1,048,576 lines."""
    if rows.height <= most:
        return rows, rows.clear()
    ranks = rows["revenue"].rank("ordinal", descending=True)
    return rows.filter(ranks <= most), rows.filter(ranks > most)


def _added_up(rows: pl.DataFrame) -> dict[str, Any]:
    """Return the sums of rows; where none of them is compared with anything, neither are they."""
    kept = [each for each in (*GROSS_PROFIT_AMOUNTS, "gross_profit_before") if each in rows.columns]
    sums = rows.select(pl.when(pl.col(kept).count() > 0).then(pl.col(kept).sum())).row(0, named=True)
    profit, before = sums["gross_profit"], sums.get("gross_profit_before")
    change = None if before is None else profit - before
    return {**sums, "gross_profit_change": change}


def _names(levels: Sequence[str]) -> list[tuple[str, str]]:
    beside = {"customer": ("customer_name", _("Name")), "account": ("account_name", _("Kontobezeichnung"))}
    names = []
    for each in levels:
        names.append((each, _(DIMENSIONS[each])))
        names += [beside[each]] if each in beside else []
    return names


def _text(key: str, value: object) -> str:
    if key in {"customer_name", "account_name"}:
        return str(value or "")
    return str(value) if key in _IDENTIFIERS and value is not None else value_word(key, spelled(value))


def _word(key: str, value: str) -> str:
    """Return a value of a document or posting as people say it."""
    if key == "role":
        return word(GROSS_PROFIT_LINES, profit_lines.GROSS_PROFIT_LINES.get(value, value))
    return word(_ORIGINS, value) if key == "origin" else value_word(key, value) if key == "division" else value
