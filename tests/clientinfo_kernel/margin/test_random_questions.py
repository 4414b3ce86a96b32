"""Answers about margins beside DuckDB, over the entries and the labour as the snapshot's readers get them."""

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clientinfo_kernel.margin import Margin, Question
from tests.clientinfo_kernel.margin.lines import ADDITIVE, FEW, LINES
from tests.property_examples import examples

# No single posting knows them.
COUNTED = ("customers", "invoices", "revenue_per_invoice", "gross_profit_per_invoice")
WORKED = ("labour_units", "labour_hours", "gross_profit_per_labour_hour")
QUESTIONS_AT_ONCE = 25  # of sixteen examples: four hundred questions, a thousand in the audit


@pytest.fixture(scope="module")
def labour(margin: Margin, postings: pl.DataFrame) -> pl.DataFrame:
    """The labour of each fact, as if somebody had posted it: no account, no amount."""
    directory = margin.directory
    facts = directory.table("margin_facts").filter((pl.col("labour_units") != 0) | (pl.col("labour_minutes") != 0))
    numbers = directory.table("customers", ["customer_id", "customer_number"])
    named = facts.rename({"customer": "customer_id"}).join(numbers, on="customer_id", how="left")
    rows = named.rename({"customer_number": "customer"})
    known = {"amount": 0}
    missing = [
        pl.lit(known.get(name)).cast(postings.schema[name]).alias(name)
        for name in postings.columns
        if name not in rows.columns
    ]
    return rows.with_columns(missing).select(*postings.columns, "labour_units", "labour_minutes")


# A document that gives revenue back in a month, and no goods, lowers a price: it is no invoice, unless the customer was
# charged just that amount in the division, which is cancelled then.
WITH_LOWERED_PRICES = """
with facts as (
    select fact, customer, year, number, month, division,
        sum(case when role = 'revenue' then amount else 0 end) as revenue,
        sum(case when role = 'cost_of_goods' then amount else 0 end) as goods
    from frame where role is not null group by all
), documents as (
    select customer, year, number, month, bool_or(revenue < 0 and exists (
        select 1 from facts as charged where charged.revenue = -facts.revenue
        and charged.customer is not distinct from facts.customer and charged.division is not distinct from facts.division
    )) as is_cancelled
    from facts where number is not null group by all having sum(revenue) < 0 and sum(goods) = 0
)
select frame.*, exists (
    select 1 from documents where not is_cancelled and documents.customer is not distinct from frame.customer
    and (documents.year, documents.number, documents.month) = (frame.year, frame.number, frame.month)
) as lowers_price from frame
"""


@pytest.fixture(scope="module")
def database(postings: pl.DataFrame, labour: pl.DataFrame) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both in DuckDB."""
    with duckdb.connect(config={"threads": 1}) as connection:
        both = pl.concat([postings, labour], how="diagonal")
        worked = [pl.col(name).fill_null(0).cast(labour.schema[name]) for name in ("labour_units", "labour_minutes")]
        connection.register("frame", both.with_columns(worked))
        connection.execute(f"create table postings as {WITH_LOWERED_PRICES}")
        yield connection


def by_duckdb(database: duckdb.DuckDBPyConnection, question: Question) -> list[tuple[Any, ...]]:
    """Answer with SQL."""
    lines = {line: f"sum(case when role = '{role}' then amount else 0 end)" for role, line in LINES.items()}
    gross = "sum(amount)"
    invoices = (
        "count(distinct case when role = 'revenue' and number is not null and not lowers_price "
        "then coalesce(customer, '') || '|' || year || '|' || number end)"
    )
    known = {
        **lines,
        "gross_profit": gross,
        "net_revenue": f"{lines['revenue']} + {lines['revenue_deductions']}",
        "margin_percent": f"[{gross}, {lines['revenue']}]",  # its division would be one of floats
        "customers": "count(distinct case when role = 'revenue' then customer end)",
        "invoices": invoices,
        "revenue_per_invoice": f"[{lines['revenue']}, 100 * {invoices}]",
        "gross_profit_per_invoice": f"[{gross}, 100 * {invoices}]",
        "labour_units": "sum(labour_units)",
        "labour_hours": "[sum(labour_minutes), 100 * 60]",
        "gross_profit_per_labour_hour": f"[60 * {gross}, 100 * sum(labour_minutes)]",
    }  # fmt: skip
    conditions = []
    for key, values in question.where:
        wanted = []
        for value in values:
            if value == "unassigned":
                wanted.append(f"{key} is null")
            elif key == "year":
                first, _, last = value.partition("..")
                wanted.append(f"year between {first} and {last or first}")
            elif key == "month":
                first, _, last = value.partition("..")
                wanted.append(f"month between date '{first}-01' and date '{last or first}-01'")
            elif key == "day":
                first, _, last = value.partition("..")
                wanted.append(f"posted_on between date '{first}' and date '{last or first}'")
            else:
                wanted.append(f"{key} = '{value.replace(chr(39), chr(39) * 2)}'")
        conditions.append(f"({' or '.join(wanted)})")
    keys = [*question.by, *(f"({known[each]}) as {each}" for each in question.measures)]
    where = f" where {' and '.join(conditions)}" if conditions else ""
    group = f" group by {', '.join(question.by)}" if question.by else ""
    return database.execute(f"select {', '.join(keys)} from postings{where}{group}").fetchall()


@pytest.fixture(scope="module")
def choices(postings: pl.DataFrame) -> dict[str, list[str]]:
    """Values of each dimension, as filters spell them."""
    found = {}
    for key in (*FEW, "customer", "cost_center", "model"):
        values = postings[key].unique().sort().cast(pl.String).fill_null("unassigned").to_list()
        found[key] = [value[:7] for value in values] if key == "month" else values
    return {**found, "day": [f"{day}" for day in postings["posted_on"].unique().sort()]}


@st.composite
def questions(draw: st.DrawFn, choices: dict[str, list[str]]) -> Question:
    by = draw(st.lists(st.sampled_from([*FEW, "customer", "cost_center", "model"]), max_size=3, unique=True))
    where = []
    for key in draw(st.lists(st.sampled_from(sorted(choices)), max_size=2, unique=True)):
        values = draw(st.lists(st.sampled_from(choices[key]), min_size=1, max_size=3, unique=True))
        if key in {"year", "month", "day"} and len(values) > 1:
            values = [f"{min(values)}..{max(values)}"]
        where.append((key, tuple(values)))
    is_fine = {"account", "cost_center", "day"} & {*by, *(key for key, _ in where)}
    known = [*ADDITIVE, "margin_percent", *([] if is_fine else (*COUNTED, *WORKED))]
    measures = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
    return Question(tuple(measures), tuple(by), tuple(where))


def test_labour_is_that_of_the_billed_orders_of_the_dealer_system(
    margin: Margin, demo_settings: Path, labour: pl.DataFrame
) -> None:
    """Added up in the files themselves, by a reader that knows nothing of the product; what was cancelled is not sold."""

    def rows(name: str) -> list[dict[str, str]]:
        files = sorted(demo_settings.parent.rglob(name))
        texts = (file.read_text("cp1252").splitlines() for file in files)
        return [row for lines in texts for row in csv.DictReader(lines, delimiter=";")]

    cancelled = {row["RECHNR"] for row in rows("RECHNUNG*.csv") if row["STORNIERT"] == "J"}
    splits = [row for row in rows("AUFSPLIT*.csv") if row["STATUS"] == "R"]
    billed = {(row["AUFNR"], row["SPLIT"]) for row in splits if row["RECHNR"] not in cancelled}
    assert len(billed) < len(splits)
    worked = [row for row in rows("AUFPOS*.csv") if row["POSART"] == "L" and (row["AUFNR"], row["SPLIT"]) in billed]
    units = sum((Decimal(row["AW"].replace(".", "").replace(",", ".")) for row in worked if row["AW"]), Decimal(0))
    assert labour["labour_units"].sum() == margin.ask(Question(("labour_units",))).total["labour_units"] == units > 0


@pytest.mark.slow
def test_random_questions_get_the_answers_of_duckdb(
    margin: Margin, database: duckdb.DuckDBPyConnection, choices: dict[str, list[str]]
) -> None:
    """Ask four hundred in ``make test`` and a thousand in ``make audit``."""

    # A group without any figure is left out on both sides.
    @settings(
        max_examples=examples(16), derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(questions(choices), min_size=QUESTIONS_AT_ONCE, max_size=QUESTIONS_AT_ONCE))
    def hold(asked: list[Question]) -> None:
        for question, answer in zip(asked, margin.ask_all(asked), strict=True):
            keys = len(question.by)
            own = answer.rows.select([*question.by, *question.measures])
            expected = by_duckdb(database, question)
            assert _with_figures(own.rows(), keys) == _with_figures(expected, keys), question

    hold()


def _with_figures(rows: list[tuple[Any, ...]], keys: int) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The rows in which a figure is not zero, by their dimensions."""
    plain = [(row[:keys], tuple(_figure(each) for each in row[keys:])) for row in rows]
    return {key: figures for key, figures in plain if any(figures)}


def _figure(value: Any) -> Decimal | None:
    if isinstance(value, list):  # what is divided, and by what
        amount, whole = value
        # Over no rows at all SQL has no sum.
        value = (amount * 100 / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole and amount else None
    return Decimal(value) if value else None
