"""Margins are rounded once, wherever the page shows them; files have more places."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.margin import Answer, Question
from clientinfo_kernel.margin.saved import keep
from clientinfo_kernel.money import MONEY, rounded
from tests.widgets.margin.page import state
from widgets.margin.exact_margin import with_exact_margins
from widgets.margin.margin_list import margin_list
from widgets.margin.question_tiles import QuestionTiles
from widgets.margin.words import share
from widgets.texts.formats import format_value
from widgets.view_models import Column
from widgets.views.export import to_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.margin.app import MarginApp

MEASURES = ("revenue", "gross_profit", "margin_percent")


def answer(rows: Sequence[tuple[str, str, str | None]]) -> Answer:
    """An answer of these rows, whose total is the first of them."""
    found = [tuple(None if each is None else Decimal(each) for each in row) for row in rows]
    frame = pl.DataFrame(found, dict.fromkeys(MEASURES, MONEY), orient="row")
    return Answer(Question(MEASURES), frame, frame.row(0, named=True), {}, "s")


@pytest.mark.parametrize(
    ("revenue", "profit", "two_places", "shown"),
    [
        ("1000.00", "719.46", "71.95", "71,9"),  # 71.946 %
        ("1000.00", "719.50", "71.95", "72,0"),  # half a tenth is rounded up
        ("1000.00", "-719.46", "-71.95", "-71,9"),
        ("-1000.00", "719.50", "-71.95", "-72,0"),
        ("300.00", "100.00", "33.33", "33,3"),
        ("9999999999.99", "7194999999.99", "71.95", "71,9"),  # 71.95 % less a cent of ten thousand millions
        ("0.03", "0.02", "66.67", "66,7"),
    ],
)
def test_a_margin_is_rounded_once(revenue: str, profit: str, two_places: str, shown: str) -> None:
    exact = with_exact_margins(answer([(revenue, profit, two_places)]))
    percent = f"{shown}\N{NO-BREAK SPACE}%"
    (of_row,) = exact.rows["margin_percent"]
    assert (share(of_row), share(exact.total["margin_percent"])) == (percent, percent)
    assert format_value(of_row, "share") == percent
    file = to_csv(exact.rows, [Column("margin_percent", "Marge", "share")]).decode("utf-8-sig")
    assert share(Decimal(file.split()[1].replace(",", "."))) == percent, "who rounds the file's has the page's"


def test_nothing_earned_has_no_margin() -> None:
    exact = with_exact_margins(answer([("0.00", "-5.00", None)]))
    assert (exact.rows["margin_percent"].to_list(), exact.total["margin_percent"]) == ([None], None)


def test_the_page_its_list_and_its_tiles_round_no_margin_twice(
    opened_page: MarginApp, own_house: CustomerDirectory
) -> None:
    view, figures = state(opened_page)
    listed = margin_list(opened_page._margin, view.grouped(["customer"])).rows
    columns = ("gross_profit", "revenue", "margin_percent")
    frames = [figures.nodes[()].rows, figures.months.rows, figures.divisions.rows, figures.customers.rows, listed]
    for rows in (pl.DataFrame([figures.head.total]), *frames):
        for profit, revenue, percent in rows.select(columns).drop_nulls().iter_rows():
            assert share(percent) == share(profit * 100 / revenue)
    # Of one of these customers twice rounded would be another figure.
    twice = listed.filter(pl.col("revenue") != 0).iter_rows(named=True)
    trap = next(row for row in twice if share(rounded(row["margin_percent"])) != share(row["margin_percent"]))
    where = f"&where=month%3D2011-01..2011-12&where=customer%3D{trap['customer']}"
    own_house.live_of_house().do(keep(own_house, "k", "Marge", f"?by=branch&measures=margin_percent{where}"))
    (tile,) = QuestionTiles(own_house).of(own_house.viewer)
    assert tile.figure == share(trap["margin_percent"])
