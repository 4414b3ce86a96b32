"""Margins and the points between them are rounded once, wherever the page shows them; files have more places."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
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
from widgets.margin.words import change_words, share
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
    return _answer(Question(MEASURES), MEASURES, rows)


def _answer(question: Question, columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Answer:
    found = [tuple(None if each is None else Decimal(each) for each in row) for row in rows]
    frame = pl.DataFrame(found, dict.fromkeys(columns, MONEY), orient="row")
    return Answer(question, frame, frame.row(0, named=True), {}, "s")


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


@pytest.mark.parametrize(
    ("now", "before", "points", "margin_before"),
    [
        # 71.946 % is 1.846 more than 70.10 %; of 71.95 % it would be 1.85, which is 1.9.
        (("1000.00", "719.46"), ("1000.00", "701.00"), "+1,8", "70,1"),
        # 71.94 % and 70.06 % read 71.9 and 70.1, and are 1.88 apart.
        (("1000.00", "719.40"), ("1000.00", "700.60"), "+1,9", "70,1"),
        # A third and 997 sixths of a thousandth below nothing: 49.95 points to the last digit, of endless ones.
        (("3.00", "1.00"), ("6000.00", "-997.00"), "+50,0", "-16,6"),
        (("6000.00", "-997.00"), ("3.00", "1.00"), "-50,0", "33,3"),
        (("1000.00", "0.00"), ("0.00", "5.00"), "", "–"),
        # Ten thousand millions beside as much and a cent.
        (("9999999999.99", "5000000000.00"), ("10000000000.00", "4995000000.00"), "+0,1", "50,0"),
    ],
)
def test_points_are_rounded_once(
    now: tuple[str, str], before: tuple[str, str], points: str, margin_before: str
) -> None:
    columns = (
        "revenue",
        "gross_profit",
        "margin_percent",
        *(f"{each}_before" for each in MEASURES),
        "margin_percent_change",
    )
    row = (*now, None, *before, None, None)
    exact = with_exact_margins(
        _answer(Question(MEASURES, where=(("year", ("2011",)),), compare="previous_year"), columns, [row])
    )
    for figures in (exact.rows.row(0, named=True), exact.total):
        assert change_words("margin_percent", figures)[0].removesuffix("\N{NO-BREAK SPACE}PP") == points
        assert share(figures["margin_percent_before"]).removesuffix("\N{NO-BREAK SPACE}%") == margin_before


def test_points_to_a_target_are_rounded_once() -> None:
    """Of 1,000 less 50 are 950 left. 701 of 950 is meant of 1,000 before deductions, too: 70.10 %, 1.846 below 71.946 %."""
    columns = ("revenue", "net_revenue", "gross_profit", "margin_percent")
    names = (*columns, *(f"{each}_before" for each in columns), "margin_percent_change")
    has_target = ("1000.00", "950.00", "719.46", "71.95", None, "950.00", "701.00", "70.10", "1.85")
    # A target of half as much revenue has half of the deductions: 350.50 of 500 are the same share.
    half = ("1000.00", "950.00", "719.46", "71.95", None, "475.00", "350.50", "70.10", "1.85")
    no_target = ("1000.00", "950.00", "719.46", "71.95", None, None, "701.00", None, None)
    exact = with_exact_margins(_answer(Question(MEASURES, compare="target"), names, [has_target, half, no_target]))
    assert exact.rows["margin_percent_before"].to_list() == [Decimal("70.10"), Decimal("70.10"), None]
    assert exact.rows["margin_percent_change"].to_list() == [Decimal("1.846"), Decimal("1.846"), None]


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
    for row in (figures.head.total, *figures.months.rows.iter_rows(named=True)):
        now, before = (
            Fraction(row[f"gross_profit{end}"]) * 100 / Fraction(row[f"revenue{end}"]) for end in ("", "_before")
        )
        tenths = abs(now - before) * 10 + Fraction(1, 2)
        said = change_words("margin_percent", row)[0].replace(",", ".").split("\N{NO-BREAK SPACE}")[0]
        assert abs(Fraction(said)) * 10 == tenths.numerator // tenths.denominator
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
