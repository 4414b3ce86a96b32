"""The page as a workbook: formulas with their values, days that are days, and words."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from lxml import html

from tests.widgets.margin.page import state
from widgets.margin.workbook import margin_workbook

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp

MEIER = "10012"


def test_the_workbooks_formulas_have_the_values_that_they_compute(app: MarginApp) -> None:
    view, figures = state(app)
    book = zipfile.ZipFile(BytesIO(margin_workbook(app._margin, view, figures)))
    sheet = html.fromstring(book.read("xl/worksheets/sheet2.xml"))
    cells = {cell.get("r"): cell for cell in sheet.xpath("//c[f]")}
    values = {cell.get("r"): cell.findtext("v") for cell in sheet.xpath("//c[v]")}
    last = max(int(re.sub(r"\D", "", name)) for name in cells)
    assert cells[f"E{last}"].findtext("f") == f"SUBTOTAL(109,E2:E{last - 1})"
    for column in "EFGH":
        parts = [Decimal(values[f"{column}{line}"]) for line in range(2, last)]
        assert sum(parts) == Decimal(values[f"{column}{last}"])
    first = next(line for line in range(2, last) if Decimal(values[f"E{line}"]))
    for line in (first, last):
        assert cells[f"I{line}"].findtext("f") == f"SUM(E{line}:H{line})"
        profit = sum(Decimal(values[f"{column}{line}"]) for column in "EFGH")
        assert profit == Decimal(values[f"I{line}"])
        margin = round(profit * 100 / Decimal(values[f"E{line}"]), 2)
        assert abs(margin - Decimal(values[f"J{line}"])) <= Decimal("0.01")
        assert cells[f"L{line}"].findtext("f") == f"I{line}-K{line}"
        assert Decimal(values[f"L{line}"]) == profit - Decimal(values[f"K{line}"])
    assert Decimal(values[f"I{last}"]) == figures.head.total["gross_profit"]
    assert Decimal(values[f"K{last}"]) == figures.head.total["gross_profit_before"]
    before = [Decimal(values[f"K{line}"]) for line in range(2, last)]
    assert sum(before) == Decimal(values[f"K{last}"])


def test_a_workbook_says_days_as_days_and_words_in_german(app: MarginApp) -> None:
    """Excel counts days from 30 December 1899: then they are sorted and filtered as days."""
    view = state(app)[0].filtered("customer", [MEIER])
    app._go(replace(view, question=view.question.grouped("month")))
    book = zipfile.ZipFile(BytesIO(margin_workbook(app._margin, *state(app))))
    months, documents = (html.fromstring(book.read(f"xl/worksheets/sheet{number}.xml")) for number in (2, 3))
    whole = (date(2011, 1, 1) - date(1899, 12, 30)).days
    days = [int(day) for day in documents.xpath("//c[starts-with(@r, 'E')][not(@t)]/v/text()")]
    assert days
    assert all(whole <= day < whole + 365 for day in days)
    first = {whole + (date(2011, month, 1) - date(2011, 1, 1)).days for month in range(1, 13)}
    assert {int(day) for day in months.xpath("//c[starts-with(@r, 'A')][not(@t)]/v/text()")} <= first
    words = html.fromstring(book.read("xl/sharedStrings.xml")).xpath("//t/text()")
    assert {"kalkuliert", "gebucht", "Wareneinsatz"} <= set(words)
    assert not {"calculated", "posted", "cost_of_goods"} & set(words)


def test_a_workbook_of_nothing_has_no_total_that_adds_up_itself(app: MarginApp) -> None:
    app._go(state(app)[0].filtered("make", ["Trabant"]))
    book = zipfile.ZipFile(BytesIO(margin_workbook(app._margin, *state(app))))
    assert b"SUBTOTAL" not in book.read("xl/worksheets/sheet2.xml")
