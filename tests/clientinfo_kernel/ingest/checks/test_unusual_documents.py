"""Documents that are unlike all others of their kind, and are found where the others make a rule."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientinfo_kernel.ingest.checks import costs, debtors
from clientinfo_kernel.query.tables.gross_profit import PROFIT_ENTRIES

import polars as pl  # isort: skip


def test_revenue_without_goods_is_found_where_goods_are_the_rule() -> None:
    def entry(number: int, role: str, amount: str, origin: str = "posted") -> dict[str, Any]:
        return {
            "origin": origin,
            "customer_id": 1, "number": f"R{number}", "division": "new_vehicles", "role": role, "account": "8100",
            "amount": Decimal(amount), "source_file": "a.csv", "source_row": number,
        }  # fmt: skip

    def missing(without: set[int], documents: int, calculated: Collection[int] = ()) -> list[str]:
        rows = [entry(n, "revenue", "100.00") for n in range(documents)]
        rows += [entry(n, "cost_of_goods", "-67.00", "calculated") for n in calculated]
        rows += [entry(n, "cost_of_goods", "-90.00") for n in range(documents) if n not in without]
        columns = PROFIT_ENTRIES.columns
        frame = pl.LazyFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)
        return costs.revenue_without_cost(frame).collect()["subject"].to_list()

    assert missing({7}, 60) == ["R7"]
    assert missing({7, 8}, 60) == []  # 3 % are sold without: no rule
    assert missing({7}, 15) == []  # too few to know a rule
    # What a rate calculates stands in for what is missing where the cost is posted as a rule, else it is the rule.
    assert missing({7}, 60, calculated={7}) == ["R7"]
    assert missing({7, 8}, 60, calculated={7, 8}) == []


def sold_goods(number: int, cost: str | None = "-70.00", revenue: str | None = "100.00", day: int = 1) -> Any:
    """The entries of a document as the ledger has them: goods on 7300, sold on 8300."""
    common = {"number": f"R {number}", "key": f"R{number}", "division": "parts", "posted_on": date(2012, day, 5)}
    for account, role, amount in (("8300", "revenue", revenue), ("7300", "cost_of_goods", cost)):
        if amount is not None:
            more = {"of_supplier": False, "is_annulled": False, "source_file": "a.csv", "source_row": number}
            yield {**common, **more, "account": account, "role": role, "amount": Decimal(amount)}


@pytest.mark.parametrize(
    ("odd", "more", "unlike", "alone"),
    [
        ({}, {}, [], []),
        ({"cost": "-300.00"}, {}, [], []),  # three times the revenue: dear, and no slip for certain
        ({"cost": "-300.01"}, {}, [("R 1", "300.01")], []),
        ({"cost": "70.00"}, {}, [("R 1", "70.00")], []),  # credited in place of debited
        ({"cost": "70.00", "revenue": "-100.00"}, {}, [], []),  # a credit note
        ({"revenue": None}, {}, [], [("R 1", "70.00")]),
        ({"revenue": None}, {"of_supplier": True}, [], []),
        ({"revenue": None}, {"is_annulled": True}, [], []),
        ({"revenue": None, "day": 3}, {}, [], []),  # its invoice may still come: the ledger ends on 28 March
        ({"cost": None}, {}, [], []),
    ],
)
def test_goods_unlike_those_of_all_other_sales_are_found(
    odd: dict[str, Any], more: dict[str, Any], unlike: list[tuple[str, str]], alone: list[tuple[str, str]]
) -> None:
    def rows(documents: int) -> pl.LazyFrame:
        last = [{**row, "posted_on": date(2012, 3, 28)} for row in sold_goods(0)]
        first = [{**row, **more} for row in sold_goods(1, **odd)]
        others = (row for number in range(2, documents) for row in sold_goods(number))
        return pl.LazyFrame([*last, *first, *others], schema_overrides={"amount": pl.Decimal(18, 2)})

    def found(documents: int) -> list[list[tuple[str, str]]]:
        checks = (costs.costs_unlike_revenue, costs.costs_without_revenue)
        return [check(rows(documents)).select("subject", pl.col("amount").cast(pl.String)).collect().rows() for check in checks]  # fmt: skip

    assert found(60) == [unlike, alone]
    assert found(15) == [[], []]  # too few to know a rule
    assert found(40) == [[], []]  # 2.5 % are odd: no rule


@pytest.mark.parametrize(
    ("odd", "found_items"),
    [
        ({}, []),
        ({"number": "r-001"}, []),  # spelled otherwise
        ({"number": "R7"}, ["10012 R7"]),
        ({"debtor_account": "10013"}, ["10013 R1"]),
        ({"number": "R7", "date": date(2011, 12, 31)}, []),  # from before the ledger
        ({"number": "R7", "date": date(2011, 12, 31), "carried": "R2"}, ["10012 R7"]),  # carried forward by number
        ({"number": "R7", "date": date(2011, 12, 31), "carried": None}, []),  # in one sum
        ({"number": ""}, []),  # a booking without an invoice
    ],
)
def test_an_open_item_that_was_never_booked_is_found(odd: dict[str, Any], found_items: list[str]) -> None:
    def item(number: str, **more: Any) -> dict[str, Any]:
        common = {"debtor_account": "10012", "balance": Decimal("119.00"), "date": date(2012, 3, 1)}
        return {**common, "number": number, "source_file": "OPOS.csv", "source_row": 2, **more}

    carried = [(odd["carried"], "opening_balance")] if "carried" in odd else []
    booked = [
        {"debtor_account": "10012", "number": each, "posted_on": date(2012, 1, 1), "movement": kind}
        for each, kind in (*((number, "invoice") for number in ("R001", "R2", "R3")), *carried)
    ]
    odd = {name: value for name, value in odd.items() if name != "carried"}
    listed = [{**item("R1" if "debtor_account" in odd else "R001"), **odd}, item("R2"), item("R3")]
    types = {"amount": pl.Decimal(18, 2), "balance": pl.Decimal(18, 2)}

    def unknown(*items: dict[str, Any]) -> list[str]:
        rows = pl.LazyFrame(list(items), schema_overrides=types)
        return debtors.unknown_items(rows, pl.LazyFrame(booked)).collect()["subject"].to_list()

    assert unknown(*listed) == found_items
    # A list that spells all numbers in a way of its own says nothing.
    assert unknown(item("RE-2012-1"), item("RE-2012-2"), item("R2")) == []


@pytest.mark.parametrize(
    ("internal", "more", "charged"),
    [
        (3, {}, ["R 1"]),
        (2, {}, []),  # half of them: internal orders are charged to a debtor of the house
        (3, {"debtor_account": None}, []),
        (3, {"is_annulled": True}, []),
        (3, {"role": "cost_of_goods"}, []),
        (3, {"movement_reason": "revenue_charged"}, []),
    ],
)
def test_an_internal_document_that_a_debtor_is_charged_with_is_found(
    internal: int, more: dict[str, Any], charged: list[str]
) -> None:
    entry = {
        "number": "R 1", "key": "R1", "role": "revenue", "movement_reason": "internal_document", "debtor_account": "10012",
        "amount": Decimal("100.00"), "is_annulled": False, "source_file": "a.csv", "source_row": 3, **more,
    }  # fmt: skip
    types: dict[str, Any] = {"amount": pl.Decimal(18, 2), "debtor_account": pl.String}
    bills = pl.LazyFrame({"kind": ["internal"] * internal + ["workshop"] * 9})
    found = debtors.charged_internal_documents(pl.LazyFrame([entry], schema_overrides=types), bills).collect()
    assert found["subject"].to_list() == charged
