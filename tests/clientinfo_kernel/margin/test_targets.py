"""Targets beside figures, on paper: as far as something is posted, and only where a target can be known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.change import change
from clientinfo_kernel.margin.fiscal_years import FiscalYear
from clientinfo_kernel.margin.saved import keep, saved_as, saved_questions
from clientinfo_kernel.margin.sums import Sums
from clientinfo_kernel.margin.target_gaps import gaps
from clientinfo_kernel.margin.targets import beside_targets, set_target, targets
from clientinfo_kernel.money import MONEY
from tests.house import House

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.directory import CustomerDirectory

MAY, JUNE, JULY = (date(2012, month, 1) for month in (5, 6, 7))
# Parts cost 50 %, of the workshop 10 % are wages (tests/house.py): May earns 50 + 180, June 30.
SALES = (("100,00", "8300", "0905"), ("200,00", "8400", "1005"), ("60,00", "8300", "1006"))
TARGETS = {
    (MAY, "parts", None): {"revenue": Decimal(120), "gross_profit": Decimal(60)},
    (MAY, "workshop", None): {"gross_profit": Decimal(200)},
    (JUNE, "workshop", None): {"revenue": Decimal(10), "gross_profit": Decimal(5)},
    (JULY, "parts", None): {"revenue": Decimal(999), "gross_profit": Decimal(999)},  # nothing is posted in July yet
}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CustomerDirectory]:
    folder = tmp_path_factory.mktemp("targets")
    house = House.at(folder)
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.postings(
        2012,
        *(
            {"f1": amount, "f2": "S", "f7": "10012", "f8": account, "f9": "", "f10": day, "f11": str(number)}
            for number, (amount, account, day) in enumerate(SALES, start=4711)
        ),
    )
    opened = replace(house.refresh(), viewer=Viewer("clara", frozenset({"controlling"}), "Clara"))
    store = opened.live_of_house()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTINFO_AUDIT", str(folder / "audit"))
        for number, (place, figures) in enumerate(TARGETS.items()):
            store.do(set_target(str(number), place, figures))
        yield opened


def asked(directory: CustomerDirectory, by: str = "", where: tuple[str, ...] = ()) -> tuple[list[Any], dict[str, Any]]:
    measures = ("net_revenue", "gross_profit", "margin_percent", "cost_of_goods")
    answer = Margin(directory).ask(Question.of_words(by, where, measures, "target"))
    names = [*by.split(","), "gross_profit", "gross_profit_before", "gross_profit_change", "net_revenue_before"]
    return answer.rows.select(names if by else names[1:]).rows(), answer.total


def decimals(*values: int | None) -> tuple[Decimal | None, ...]:
    return tuple(None if each is None else Decimal(each) for each in values)


def test_by_division_and_by_month(directory: CustomerDirectory) -> None:
    rows, total = asked(directory, "division")
    assert rows == [("parts", *decimals(80, 60, 20, 120)), ("workshop", *decimals(180, 205, -25, 10))]
    assert (total["gross_profit_before"], total["net_revenue_before"]) == decimals(265, 130)
    assert total["cost_of_goods_before"] is None  # nobody sets a target for costs
    rows, _total = asked(directory, "month")
    assert rows == [(MAY, *decimals(230, 260, -30, 120)), (JUNE, *decimals(30, 5, 25, 10))]


def test_a_share_needs_both_targets(directory: CustomerDirectory) -> None:
    assert asked(directory, where=("division=parts",))[1]["margin_percent_before"] == Decimal("50.00")
    assert asked(directory, where=("division=workshop", "month=2012-05"))[1]["margin_percent_before"] is None
    # May's workshop has no revenue: 265 of profit by 130 of revenue would be 204 %, of no business that there is.
    assert asked(directory)[1]["margin_percent_before"] is None


def test_what_was_earned_and_has_no_target_is_a_gap(directory: CustomerDirectory) -> None:
    """Parts of June (30) have no target, of either figure; in May only the workshop's revenue has none."""

    def lacking(*where: str) -> tuple[str, ...]:
        measures = ("revenue", "net_revenue", "gross_profit", "margin_percent")
        return Margin(directory).ask(Question.of_words("", where, measures, "target")).gaps

    assert lacking() == ("net_revenue", "gross_profit", "margin_percent")
    assert lacking("month=2012-05") == ("net_revenue", "margin_percent")
    assert lacking("month=2012-05", "division=parts") == ()
    assert lacking("month=2012-06", "division=parts") == ()  # no target at all: said as such, there is nothing to lack


def test_a_gap_is_found_where_months_and_divisions_each_have_some_target() -> None:
    """Two months, two divisions: a target stands in each row and in each column, and two cells have none."""
    places = [(month, division, "Hof") for month in (MAY, JUNE) for division in ("workshop", "parts")]
    amounts = {"revenue": 100, "revenue_deductions": 0, "cost_of_goods": -30, "calculated_labour_cost": 0}
    schema = {"month": pl.Date, "division": pl.String, "branch": pl.String}
    earned = pl.DataFrame(places, schema, orient="row").with_columns(pl.lit(value).alias(key) for key, value in amounts.items())  # fmt: skip

    def lacks(*found: tuple[date, str, str | None]) -> tuple[str, ...]:
        kept = pl.DataFrame(list(found), schema, orient="row")
        figures = [pl.lit(5, pl.Int64).alias("gross_profit"), pl.lit(None, pl.Int64).alias("revenue")]
        return gaps(["gross_profit"], earned, kept.with_columns(figures))

    assert lacks(places[0], places[3]) == ("gross_profit",)
    assert lacks(*places[:3], (JUNE, "parts", "Naila")) == (
        "gross_profit",
    )  # another branch's target is not a target of Hof
    assert lacks(*places) == lacks(*places[:3], (JUNE, "parts", None)) == ()


def test_a_target_of_revenue_is_what_is_left_after_deductions() -> None:
    """1,000 less 100 are the 900 that were meant; 270 of profit are 27 % of the 1,000, as meant."""
    cents = {"revenue": 100_000, "revenue_deductions": -10_000, "cost_of_goods": -63_000, "calculated_labour_cost": 0}
    whole = pl.DataFrame([cents])
    wanted = {"month": MAY, "division": "parts", "branch": None, "revenue": Decimal(900), "gross_profit": Decimal(270)}
    known = pl.DataFrame([wanted], {"month": pl.Date, "division": pl.String, "branch": pl.String, "revenue": MONEY, "gross_profit": MONEY})  # fmt: skip
    question = Question.of_words("", (), "revenue,net_revenue,gross_profit,margin_percent", "target")
    cells = whole.with_columns(pl.lit(MAY).alias("month"), pl.lit("parts").alias("division"), pl.lit("Hof").alias("branch"))  # fmt: skip
    nobody = whole.select(pl.all() * 0)
    sides = Sums(whole, whole, nobody), Sums(cells, whole, nobody)
    answer = beside_targets(question, sides, known, [FiscalYear(2012, MAY, JUNE)], "")
    assert answer.total["revenue_before"] is None
    before = [answer.total[f"{key}_before"] for key in ("net_revenue", "gross_profit", "margin_percent")]
    assert before == [900, 270, 27]
    assert [answer.total[f"{key}_change"] for key in ("net_revenue", "gross_profit", "margin_percent")] == [0, 0, 0]
    assert answer.gaps == ()


def test_a_target_without_any_posting_stands_in_a_row_of_its_own(directory: CustomerDirectory) -> None:
    rows, _total = asked(directory, "division", ("month=2012-06",))
    assert rows == [("parts", *decimals(30, None, None, None)), ("workshop", *decimals(0, 5, -5, 10))]


def test_customers_have_no_targets_and_the_total_keeps_its_own(directory: CustomerDirectory) -> None:
    rows, total = asked(directory, "customer", ("year=2012",))
    assert rows == [("12", *decimals(260, None, None, None))]
    assert total["gross_profit_before"] == 265
    assert asked(directory, where=("customer=12",))[1]["gross_profit_before"] is None
    assert asked(directory, where=("branch=Hof",))[1]["gross_profit_before"] is None


def test_no_bridge_leads_from_a_target(directory: CustomerDirectory) -> None:
    with pytest.raises(QuestionError):
        change(Margin(directory), Question(compare="target"))


@pytest.mark.parametrize("place", [(date(2012, 5, 9), "parts", None), (MAY, "part", None)])
def test_what_no_target_can_be_of(place: tuple[date, str, None]) -> None:
    with pytest.raises(QuestionError):
        set_target("x", place, {})


def test_a_target_is_changed_as_it_was_seen(directory: CustomerDirectory) -> None:
    seen = targets(directory).row(0, named=True)
    command = set_target("c", (JULY, "parts", None), {"revenue": None}, (seen["target_id"], seen["version"]))
    assert isinstance(command, Change)
    assert (seen["month"], seen["division"], seen["revenue"]) == (MAY, "parts", Decimal(120))


def test_a_saved_question_is_found_by_its_name_and_asks_the_same(directory: CustomerDirectory) -> None:
    question = Question.of_words("division", ("month=2012-05",), "gross_profit", "target")
    directory.live_of_house().do(keep(directory, "k", "Mai", question.to_query() + "&cell=%2FHof", is_shared=True))
    other = replace(directory, viewer=Viewer("kurt", frozenset({"controlling"})))
    assert saved_as(other, "mai").question({}) == question
    assert [(each.is_own, each.written_by) for each in saved_questions(other)] == [(False, "Clara")]
    with pytest.raises(QuestionError, match="Mai"):
        saved_as(other, "Maik")
