"""Answers about margins: on paper, against the ledger, and each level as the sum of what is below it."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.errors import NotPermitted, QuestionError
from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.margin import ALL_BUT, DIMENSIONS, UNASSIGNED, Margin, Question
from clientinfo_kernel.margin.dimensions import Dimension
from clientinfo_kernel.sections.margin import MarginSettings
from tests.clientinfo_kernel.margin.lines import ADDITIVE, FEW
from tests.golden import golden


@pytest.mark.slow
def test_every_path_down_has_the_same_sum(margin: Margin) -> None:
    whole = margin.ask(Question(ADDITIVE)).total
    assert whole["revenue"] > 0
    levels = [Question(ADDITIVE, path) for path in itertools.permutations(("year", "branch", "division", "payer"), 2)]
    levels += [Question(ADDITIVE, (key,)) for key in (*FEW, "customer", "model", "cost_center", "adviser")]
    levels += [Question(ADDITIVE, ("branch", "make", "customer")), Question(ADDITIVE, ("customer", "account"))]
    for answer in margin.ask_all(levels):
        assert {key: answer.rows[key].sum() for key in ADDITIVE} == whole, answer.question
        assert answer.total == whole, answer.question


@pytest.mark.slow
def test_a_part_is_the_sum_of_its_parts_and_of_its_documents_and_postings(margin: Margin) -> None:
    for row in margin.ask(Question(ADDITIVE, ("year", "branch"))).rows.to_dicts():
        where = (f"year={row['year']}", f"branch={row['branch'] or 'unassigned'}")
        for finer in ("division", "customer", "account"):
            part = margin.ask(Question.of_words(finer, where, ADDITIVE))
            assert {key: part.rows[key].sum() for key in ADDITIVE} == {key: row[key] for key in ADDITIVE}
        documents = margin.documents(where, limit=10_000)
        assert documents.rows.height == documents.height
        assert documents.rows["gross_profit"].sum() == documents.total["gross_profit"] == row["gross_profit"]
        below = margin.postings(where, limit=100_000)
        assert below.rows["amount"].sum() == below.total["amount"] == row["gross_profit"]
        assert below.rows["source_file"].null_count() == below.rows["source_row"].null_count() == 0


@pytest.mark.slow
def test_it_is_the_ledger_s_side_of_the_check_to_the_cent(margin: Margin) -> None:
    months = reconcile(margin.directory._newest()[1]).months
    ledger = months.group_by("month", "role").agg(pl.col("ledger", "unassigned").sum())
    assert ledger.height > 20
    # A calculated cost is in no ledger: the postings alone are compared.
    posted = margin.postings((), limit=1_000_000).rows.filter(pl.col("origin") == "posted")
    own = posted.group_by(pl.col("posted_on").dt.truncate("1mo").alias("month"), "role").agg(pl.col("amount").sum())
    both = ledger.join(own, on=["month", "role"], how="full", coalesce=True)
    assert both["ledger"].to_list() == both["amount"].to_list()
    by_month = margin.ask(Question(("revenue", "revenue_deductions"), ("month",)))
    for role, line in (("revenue", "revenue"), ("revenue_deduction", "revenue_deductions")):
        expected = dict(ledger.filter(pl.col("role") == role).select("month", "ledger").rows())
        shown = {month: amount for month, amount in by_month.rows.select("month", line).rows() if amount}
        assert shown == {month: amount for month, amount in expected.items() if amount}
        assert by_month.unassigned[line] == ledger.filter(pl.col("role") == role)["unassigned"].sum()


def test_the_brochure_s_customer(margin: Margin) -> None:
    expected = golden()
    question = Question.of_words(
        "year,division", ("customer=10012", "year=2011"), "revenue,gross_profit,margin_percent"
    )
    answer = margin.ask(question)
    profit = expected["gross_profit_2011"]
    assert str(answer.total["revenue"]) == profit["revenue"]
    assert str(answer.total["gross_profit"]) == profit["gross_profit"]
    assert str(answer.total["margin_percent"]) == profit["percent"]["gross_profit"]
    divisions = next(each["divisions"] for each in expected["revenue_by_year"] if each["year"] == 2011)
    assert {row["division"]: str(row["revenue"]) for row in answer.rows.to_dicts()} == divisions
    documents = margin.documents(("customer=10012", "year=2011"), "number").rows.to_dicts()
    lines = ("number", "revenue", "cost_of_goods", "calculated_labour_cost", "gross_profit")
    assert [[str(row[key]) for key in lines] for row in documents] == [
        [each[key] for key in lines] for each in expected["gross_profit_2011_invoices"]
    ]
    assert {(row["customer"], row["customer_name"]) for row in documents} == {("10012", "Meier Vakuumtechnik GmbH")}
    calculated = margin.postings(("number=01111893", "role=cost_of_goods")).rows.to_dicts()
    assert [(str(row["amount"]), row["origin"], str(row["rate_percent"])) for row in calculated] == [
        ("-467.93", "calculated", "67.00")
    ]


def test_a_ratio_is_that_of_the_sums_and_a_customer_counts_once(margin: Margin, postings: pl.DataFrame) -> None:
    answer = margin.ask(Question.of_words("division", (), "gross_profit,revenue,margin_percent,customers,invoices"))
    total = answer.total
    assert total["margin_percent"] == (total["gross_profit"] / total["revenue"] * 100).quantize(Decimal("0.01"))
    sales = postings.filter(pl.col("role") == "revenue")
    assert total["customers"] == sales["customer"].drop_nulls().n_unique()
    assert total["customers"] < answer.rows["customers"].sum()
    assert total["invoices"] < answer.rows["invoices"].sum()


def test_last_year_beside_this_one(margin: Margin) -> None:
    first, last = margin.period()
    assert last.month < 12  # the last year is not over, and is compared as far as it goes
    answer = margin.ask(Question.of_words("year", (), "revenue,margin_percent", "previous_year"))
    months = {row["month"]: row["revenue"] for row in margin.ask(Question(("revenue",), ("month",))).rows.to_dicts()}
    rows = {row["year"]: row for row in answer.rows.to_dicts()}
    assert list(rows) == list(range(first.year, last.year + 1))
    so_far = sum(
        amount for month, amount in months.items() if month.year == last.year - 1 and month.month <= last.month
    )
    assert rows[last.year]["revenue_before"] == so_far
    assert rows[last.year]["revenue_change"] == rows[last.year]["revenue"] - so_far
    assert (rows[first.year]["revenue_before"], rows[first.year]["margin_percent_before"]) == (0, None)
    by_month = margin.ask(
        Question.of_words("month", (f"year={last.year}",), "revenue", "previous_year")
    ).rows.to_dicts()
    for row in by_month:
        assert row["revenue_before"] == months.get(date(last.year - 1, row["month"].month, 1), 0)
    branches = margin.ask(Question.of_words("division", ("branch=Hof",), "revenue", "branch=Naila"))
    naila = margin.ask(Question.of_words("", ("branch=Naila",), "revenue")).total["revenue"]
    assert branches.total["revenue_before"] == branches.rows["revenue_before"].sum() == naila


def test_months_of_two_years_stand_beside_each_other(margin: Margin) -> None:
    """From October 2011 to September 2012 beside the year of two years earlier, and quarters of one year."""
    months = {row["month"]: row["revenue"] for row in margin.ask(Question(("revenue",), ("month",))).rows.to_dicts()}
    asked = Question.of_words("month", ("month=2011-10..2012-09",), "revenue", "month=2009-10..2010-09")
    rows = margin.ask(asked).rows
    assert rows["month"].len() == 12
    assert rows["revenue_before"].to_list() == [months[day.replace(year=day.year - 2)] for day in rows["month"]]
    quarters = margin.ask(Question.of_words("month", ("month=2011-04..2011-06",), "revenue", "month=2011-01..2011-03"))
    assert quarters.rows["revenue_before"].to_list() == [months[date(2011, month, 1)] for month in (1, 2, 3)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"where": ("branch=Hoff",)}, "no branch 'Hoff'; did you mean 'Hof'"),
        ({"where": ("branch=Hof",), "compare": "branch=Naile"}, "did you mean 'Naila'"),
        ({"where": ("customer=99999",)}, "no customer '99999'"),
        ({"where": ("account=840001",), "measures": "revenue"}, "no account '840001'"),
    ],
)
def test_a_value_that_nobody_has_is_told_to_who_typed_it(margin: Margin, words: dict[str, Any], said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        margin.require_known(Question.of_words(**words))
    margin.require_known(
        Question.of_words("", ("branch=Hof", "branch=unassigned", "customer=10012"), "", "branch=Naila")
    )


def test_all_but_some_are_the_others_and_what_is_nobody_s(margin: Margin) -> None:
    """What the largest three and all others earned is the total, to the document; nobody can be left out, too."""
    customers = margin.ask(Question(("gross_profit",), ("customer",)))
    three = customers.rows.drop_nulls("customer").sort("gross_profit").tail(3)
    others = (("customer", (ALL_BUT, *three["customer"])),)
    found = margin.ask(Question(("gross_profit",), (), others))
    assert found.total["gross_profit"] == customers.total["gross_profit"] - three["gross_profit"].sum()
    assert margin.documents(others, limit=1).total["gross_profit"] == found.total["gross_profit"]
    owned = margin.ask(Question(("gross_profit",), (), (("customer", (ALL_BUT, UNASSIGNED)),))).total
    assert owned["gross_profit"] == customers.total["gross_profit"] - customers.unassigned["gross_profit"]
    with pytest.raises(QuestionError):
        Question(("gross_profit",), (), (("year", (ALL_BUT, "2011")),))


def test_values_for_filters(margin: Margin) -> None:
    branches = margin.values("branch")
    assert set(branches["value"]) == {"Hof", "Naila", "unassigned"}
    assert branches["revenue"].is_sorted(descending=True)
    assert set(margin.values("month")["value"].str.len_chars()) == {7}
    accounts = dict(margin.values("account").select("value", "name").rows())
    assert accounts["840000"] == "Erlöse Werkstattlohn"
    for key, each in DIMENSIONS.items():
        assert isinstance(each, Dimension)
        known = margin.values(key)["value"]
        assert not each.values or set(known) <= {*each.values, "unassigned"}
        assert known.n_unique() == known.len()


@pytest.mark.parametrize("role", ROLES)
def test_who_may_ask(margin: Margin, role: str) -> None:
    asking = Margin(replace(margin.directory, viewer=Viewer("anna", frozenset({role}))))
    asked = (
        lambda: asking.ask(Question()),
        asking.documents,
        asking.postings,
        lambda: asking.values("branch"),
        asking.period,
        asking.newest,
    )
    for each in asked:
        if role in {"controlling", "analyst"}:
            assert each() is not None
        else:
            with pytest.raises(NotPermitted, match="gross profit"):
                each()


def test_advisers_are_asked_for_only_where_the_house_says_so(margin: Margin) -> None:
    settings = margin.directory.settings
    assert settings.margin.advisers  # the demo's
    silent = type(settings)(
        **{name: getattr(settings, name) for name in settings.__struct_fields__ if name != "margin"}
    )
    assert silent.margin == MarginSettings()
    asking = Margin(replace(margin.directory, settings=silent))
    questions = (
        Question(by=("adviser",)),
        Question(where=(("adviser", ("Andreas Adler",)),)),
        Question(compare="adviser=Andreas Adler"),
    )
    for question in questions:
        with pytest.raises(QuestionError, match="adviser"):
            asking.ask(question)
    with pytest.raises(QuestionError, match="adviser"):
        asking.documents(("adviser=Andreas Adler",))
