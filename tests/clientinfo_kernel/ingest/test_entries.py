from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.entries import debtor_entries, profit_entries
from clientinfo_kernel.ingest.movements.booked import booked as book

from .ledger_rows import mapping, posting, postings, roles

MAPPING = mapping(
    (8000, 8999, "revenue", "unassigned", {}),
    (8300, 8399, "revenue", "parts", {}),
    (8400, 8400, "revenue", "workshop", {"tax_rate": 1900}),
    (8730, 8739, "revenue_deduction", "unassigned", {}),
    (7300, 7399, "cost_of_goods", "parts", {}),
)


def amounts(*rows: dict[str, object]) -> tuple[pl.LazyFrame, pl.DataFrame]:
    frame = postings(*rows)
    known = roles(frame, MAPPING)
    return book(frame, known), known


def profit(*rows: dict[str, object]) -> list[tuple[str, str, Decimal]]:
    booked, known = amounts(*rows)
    return profit_entries(booked, known).select("account", "division", "amount").collect().rows()


def test_a_tax_key_splits_the_vat_off_the_revenue() -> None:
    assert profit(posting("2011-03-07", "831.11", "S", "10012", "8300", tax_key="3")) == [
        ("8300", "parts", Decimal("698.41"))
    ]


def test_the_key_works_when_the_debtor_stands_on_the_contra_side() -> None:
    assert profit(posting("2011-03-07", "831.11", "H", "8300", "10012", tax_key="3")) == [
        ("8300", "parts", Decimal("698.41"))
    ]


def test_an_automatic_account_splits_without_a_key_and_key_40_switches_it_off() -> None:
    assert profit(posting("2011-03-07", "119.00", "S", "10012", "8400")) == [("8400", "workshop", Decimal("100.00"))]
    assert profit(posting("2011-03-07", "119.00", "S", "10012", "8400", tax_key="40")) == [
        ("8400", "workshop", Decimal("119.00"))
    ]


def test_a_stated_tax_rate_beats_key_and_account() -> None:
    row = posting("2020-08-01", "116.00", "S", "10012", "8400", tax_key="3", tax_rate="16")
    assert profit(row) == [("8400", "workshop", Decimal("100.00"))]


def test_the_day_of_supply_decides_the_rate() -> None:
    row = posting("2021-01-15", "116.00", "S", "10012", "8300", tax_key="3", service_on=date(2020, 12, 20))
    assert profit(row) == [("8300", "parts", Decimal("100.00"))]


def test_a_general_reversal_takes_the_revenue_back_on_the_same_side() -> None:
    booked = profit(
        posting("2011-03-07", "119.00", "S", "10012", "8300", tax_key="3"),
        posting("2011-03-09", "119.00", "S", "10012", "8300", tax_key="3", is_reversal=True),
        posting("2011-03-10", "119.00", "S", "10012", "8300", tax_key="23"),
    )
    assert sorted(amount for _, _, amount in booked) == [Decimal("-100.00"), Decimal("-100.00"), Decimal("100.00")]


def test_costs_and_deductions_are_negative() -> None:
    booked = profit(
        posting("2011-03-07", "50.00", "S", "7300", "3200"),
        posting("2011-03-07", "11.90", "S", "8730", "10012", tax_key="3"),
    )
    assert sorted(booked) == [("7300", "parts", Decimal("-50.00")), ("8730", "unassigned", Decimal("-10.00"))]


def test_the_debtor_is_booked_gross() -> None:
    booked, _ = amounts(
        posting("2011-03-07", "831.11", "S", "10012", "8300", tax_key="3", document_ref1="01111893"),
        posting("2011-04-07", "31.11", "S", "1200", "10012", document_ref1="01111893"),
    )
    rows = (
        debtor_entries(booked)
        .select("debtor_account", "number", "amount")
        .collect()
        .sort("amount", descending=True)
        .rows()
    )
    assert rows == [("10012", "01111893", Decimal("831.11")), ("10012", "01111893", Decimal("-31.11"))]


def _net(gross: int, rate: int) -> int:
    return int((Decimal(gross) * 10000 / (10000 + rate)).quantize(Decimal(1), ROUND_HALF_UP))


AMOUNTS = ("0.01", "0.03", "0.10", "1.07", "119.00", "831.11", "99999.99")
ACCOUNTS, CONTRA_ACCOUNTS = ("10012", "8300", "8400", "1200", "7300"), ("10013", "8310", "8735", "3200")
KEYS = (None, "2", "3", "9", "40", "23")


def test_every_posting_balances_with_its_tax() -> None:
    rows = list(product(AMOUNTS, "SH", ACCOUNTS, CONTRA_ACCOUNTS, KEYS))
    # A number each: no reversal is one of another posting.
    booked, _ = amounts(
        *(
            posting("2011-03-07", a, s, k, g, tax_key=t, document_ref1=f"R{place}")
            for place, (a, s, k, g, t) in enumerate(rows)
        )
    )
    columns = ("account_cents", "contra_cents", "gross_cents", "rate", "other_rate")
    sums = booked.sort("source_row").select(columns).collect()
    for (amount, _side, account, contra, key), (own, other, gross, rate, other_rate) in zip(
        rows, sums.rows(), strict=True
    ):
        assert abs(gross) == Decimal(amount) * 100
        between_debtors = account.startswith("100") and contra.startswith("100")
        nets = [_net(abs(gross), 0 if between_debtors else each) for each in (rate, other_rate or 0)]
        assert sorted((abs(own), abs(other))) == sorted(nets)
        # The automatic account splits its own tax off also where the other side makes the profit; a key says it for both.
        assert not other_rate or (account, key) == ("8400", None)
        assert own * other < 0 or 0 in nets


def test_a_reversal_takes_back_the_tax_of_what_it_cancels_whatever_its_own_key_says() -> None:
    """The automatic account split 19 % off without a key; 23 reverses a key 3, which the posting never had: nothing is left."""
    booked, _ = amounts(
        posting("2011-03-07", "119.00", "S", "8400", "8735"),
        posting("2011-03-09", "119.00", "S", "8400", "8735", tax_key="23"),
    )
    sides = booked.sort("source_row").select("account_cents", "contra_cents").collect()
    assert sides.rows() == [(10000, -11900), (-10000, 11900)]


def test_a_cost_against_stock_is_a_posted_cost_and_no_transfer() -> None:
    booked, known = amounts(
        posting("2011-03-07", "50.00", "S", "7300", "3200"), posting("2011-03-07", "50.00", "H", "3200", "7300")
    )
    rows = profit_entries(booked, known).select("movement", "movement_reason").collect().rows()
    assert rows == [("other", "cost_posted")] * 2


TRADED_IN = posting("2021-03-10", "10000.00", "S", "7300", "10012", document_ref1="A1")
CHARGED_ON = posting("2021-03-10", "100.00", "S", "10012", "7300", document_ref1="A1")
REVERSED = {"posted_on": date(2021, 3, 12), "is_reversal": True}
OPPOSITE = {"posted_on": date(2021, 3, 12), "side": "H"}
NO_NUMBER = {"document_ref1": None}


@pytest.mark.parametrize(
    ("rows", "nobody_s", "customer_s"),
    [
        pytest.param([TRADED_IN], "-10000.00", "0.00", id="traded in"),
        pytest.param([TRADED_IN, TRADED_IN | REVERSED], "0.00", "0.00", id="reversed"),
        pytest.param([TRADED_IN, TRADED_IN | REVERSED | OPPOSITE], "0.00", "0.00", id="reversed, the side turned"),
        pytest.param(
            [TRADED_IN, TRADED_IN | REVERSED, TRADED_IN | REVERSED | OPPOSITE], "-10000.00", "0.00", id="reversal reversed"
        ),
        pytest.param([TRADED_IN, TRADED_IN | OPPOSITE], "0.00", "0.00", id="taken back by the opposite"),
        pytest.param([TRADED_IN, TRADED_IN | OPPOSITE | {"amount": "500.00"}], "-9500.00", "0.00", id="500 less"),
        pytest.param([TRADED_IN, TRADED_IN | REVERSED | {"amount": "500.00"}], "-9500.00", "0.00", id="500 reversed"),
        pytest.param([TRADED_IN, TRADED_IN | REVERSED | {"document_ref1": "S9"}], "0.00", "0.00", id="under its own number"),
        pytest.param([TRADED_IN | NO_NUMBER, TRADED_IN | REVERSED | NO_NUMBER], "0.00", "0.00", id="without a number"),
        pytest.param([CHARGED_ON], "0.00", "100.00", id="charged on"),
        pytest.param([CHARGED_ON, CHARGED_ON | REVERSED], "0.00", "0.00", id="charged on, reversed"),
        pytest.param([CHARGED_ON, CHARGED_ON | OPPOSITE | {"amount": "30.00"}], "0.00", "70.00", id="charged on, 30 less"),
        pytest.param([CHARGED_ON, TRADED_IN | {"document_ref1": "A2"}], "-10000.00", "100.00", id="charged on, another traded in"),
        pytest.param([CHARGED_ON | NO_NUMBER, TRADED_IN], "-10000.00", "100.00", id="charged on without a number, traded in"),
        pytest.param(
            [CHARGED_ON | NO_NUMBER, CHARGED_ON | REVERSED | NO_NUMBER], "0.00", "0.00", id="charged on without a number, reversed"
        ),
    ],
)  # fmt: skip
def test_what_is_bought_from_a_customer_is_nobody_s_with_all_that_changes_it(
    rows: list[dict[str, object]], nobody_s: str, customer_s: str
) -> None:
    booked, known = amounts(*rows)
    entries = profit_entries(booked, known).collect()
    of_nobody = pl.col("debtor_account").is_null()
    sums = [entries.filter(each)["amount"].sum() for each in (of_nobody, ~of_nobody)]
    assert sums == [Decimal(nobody_s), Decimal(customer_s)]
    assert entries.filter(pl.col("of_supplier") != of_nobody).is_empty()
