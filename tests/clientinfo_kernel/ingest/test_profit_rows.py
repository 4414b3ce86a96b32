"""Calculated costs and the sums of the profit, column by column."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.account_mapping import map_accounts
from clientinfo_kernel.ingest.curate import profit
from clientinfo_kernel.ingest.curate.bundles import bundled, with_bundle

from .contract_rows import MAKER, MEIER, OTHER
from .ledger_rows import mapping

MAPPING = mapping(
    (8300, 8300, "revenue", "parts", {"cost_of_goods_rate": 6700, "name": "Erlöse Teile"}),
    (8400, 8400, "revenue", "workshop", {"labour_cost_rate": 1350, "cost_of_goods_rate": 0, "name": "Erlöse Lohn"}),
    (8500, 8500, "revenue", "other", {"name": "Erlöse sonst"}),
)
ROLES = map_accounts(pl.Series(["8300", "8400", "8500"]), MAPPING)
NAMES = pl.LazyFrame({"account": ["8300"], "account_name": ["Erlöse Teile"]})
KINDS = {
    "customer_id": pl.UInt32, "year": pl.Int32, "number": pl.String, "posted_on": pl.Date, "account": pl.String,
    "role": pl.String, "division": pl.String, "is_warranty": pl.Boolean, "amount": pl.Decimal(18, 2), "key": pl.String,
    "payer": pl.String, "of_supplier": pl.Boolean, "movement": pl.String, "movement_reason": pl.String,
    "text": pl.String, "source_file": pl.String, "source_row": pl.Int64, "cost_center": pl.String,
    "invoice_key": pl.String, "order_number": pl.String, "is_annulled": pl.Boolean,
}  # fmt: skip


def entry(
    amount: str, account: str = "8300", role: str = "revenue", division: str = "parts", **more: Any
) -> dict[str, Any]:
    number, year = more.get("number", "R1"), more.get("year", 2011)
    return {
        "customer_id": MEIER, "year": year, "number": number, "posted_on": date(year, 3, 7), "account": account,
        "role": role, "division": division, "is_warranty": False, "amount": Decimal(amount), "key": number,
        "payer": None, "of_supplier": False, "movement": "invoice", "movement_reason": "revenue_charged",
        "text": "Text", "source_file": "a.csv", "source_row": 7, "cost_center": "01", "invoice_key": number,
        "order_number": "A1", "is_annulled": False, **more,
    }  # fmt: skip


def frame(*entries: dict[str, Any]) -> pl.LazyFrame:
    return pl.LazyFrame(list(entries), schema=KINDS)


def sums(*entries: dict[str, Any]) -> pl.LazyFrame:
    """The bundles of entries that are not of a supplier's bill."""
    return bundled(with_bundle(frame(*entries).with_columns(pl.lit(None, pl.String).alias("supplier_order"))))


def calculated(*entries: dict[str, Any]) -> list[dict[str, Any]]:
    return profit.calculated_costs(frame(*entries), ROLES).sort("customer_id", "number", "role").collect().to_dicts()


def amounts(*entries: dict[str, Any]) -> list[str]:
    return [str(row["amount"]) for row in calculated(*entries)]


def test_a_calculated_cost_with_everything() -> None:
    # 67 % of 100.10 + 0.65 = 100.75 are 67.5025: 67.50
    found = calculated(
        entry("100.10", posted_on=date(2011, 3, 9), payer="99", is_warranty=True),
        entry("0.65", is_warranty=True),
    )
    assert found == [
        {
            "customer_id": MEIER, "year": 2011, "number": "R1", "posted_on": date(2011, 3, 7), "account": "8300",
            "account_name": "Erlöse Teile", "role": "cost_of_goods", "division": "parts", "is_warranty": True,
            "origin": "calculated", "movement": "other", "movement_reason": "cost_calculated",
            "amount": Decimal("-67.50"), "rate_percent": Decimal("67.00"), "rate_base": Decimal("100.75"), "text": None,
            "payer": "99", "source_file": "mapping.csv", "source_row": 2, "cost_center": "01", "invoice_key": "R1",
            "supplier_order": None,
        }
    ]  # fmt: skip


def test_a_calculated_cost_of_two_cost_centres_has_none() -> None:
    (found,) = calculated(entry("1.00", cost_center="01"), entry("2.00", cost_center="02"))
    assert found["cost_center"] is None
    (found,) = calculated(entry("1.00", cost_center="01"), entry("2.00", cost_center=None))
    assert found["cost_center"] is None


def test_a_rate_applies_by_account_document_year_and_warranty() -> None:
    found = calculated(
        entry("100.00"),
        entry("100.00", number="R2"),
        entry("100.00", number="R3", year=2012),
        entry("100.00", number="R4", customer_id=OTHER),
        entry("200.00", "8400", division="workshop", number="R5"),
        entry("100.00", number="R6", customer_id=None),
        entry("100.00", "8500", division="other", number="R7"),
        entry("-50.00", number="R8"),
    )
    # 13.5 % of 200.00 are 27.00; a credit takes its cost back. A rate of 0 and none at all calculate nothing.
    assert [(row["number"], row["role"], str(row["amount"]), str(row["rate_percent"])) for row in found] == [
        ("R1", "cost_of_goods", "-67.00", "67.00"),
        ("R2", "cost_of_goods", "-67.00", "67.00"),
        ("R3", "cost_of_goods", "-67.00", "67.00"),
        ("R5", "labour_cost", "-27.00", "13.50"),
        ("R8", "cost_of_goods", "33.50", "67.00"),
        ("R4", "cost_of_goods", "-67.00", "67.00"),
    ]


def test_a_posted_cost_stands_for_the_calculated_one() -> None:
    def cost(**more: Any) -> dict[str, Any]:
        return entry("-40.00", "7300", "cost_of_goods", **more)

    sold = entry("100.00")
    assert amounts(sold, cost()) == []
    # On whomever it hangs, also in another spelling of the number, and on the customer's own a year later or before.
    assert amounts(sold, cost(customer_id=None)) == []
    assert amounts(sold, cost(customer_id=OTHER, number="r-1", key="R1")) == []
    assert amounts(sold, cost(year=2012)) == []
    assert amounts(sold, cost(year=2010)) == []
    # Not of any other year, division, role or document, nor one that stands under a supplier's number or was reversed.
    assert amounts(sold, cost(year=2013)) == ["-67.00"]
    assert amounts(sold, cost(year=2009)) == ["-67.00"]
    assert amounts(sold, *({**cost(is_annulled=True), "amount": Decimal(each)} for each in ("-40.00", "40.00"))) == [
        "-67.00"
    ]
    assert amounts(sold, cost(year=2012, customer_id=None)) == ["-67.00"]
    assert amounts(sold, cost(division="workshop")) == ["-67.00"]
    assert amounts(sold, {**cost(), "role": "labour_cost"}) == ["-67.00"]
    assert amounts(sold, cost(number="R2")) == ["-67.00"]
    assert amounts(sold, cost(of_supplier=True)) == ["-67.00"]
    # Without a number: what the customer's other entries of the year without one cost.
    assert amounts(entry("100.00", number=None), cost(number=None)) == []
    assert amounts(entry("100.00", number=None), cost(number=None, customer_id=OTHER)) == ["-67.00"]
    assert amounts(entry("100.00", number=None), cost(number=None, year=2012)) == ["-67.00"]


def test_a_reversed_sale_bears_its_rate_until_then_where_its_cost_was_not_posted() -> None:
    """Sold in January, taken back in February: goods of 45.71 were posted and reversed with it, or 67 % of 69.05 stand in."""

    def both(amount: str, *of: Any, **more: Any) -> list[dict[str, Any]]:
        back = str(-Decimal(amount))
        days = ((amount, date(2011, 1, 28)), (back, date(2011, 2, 21)))
        return [entry(each, *of, posted_on=day, is_annulled=True, **more) for each, day in days]

    def by_month(*entries: dict[str, Any]) -> list[tuple[int, str]]:
        found = profit.calculated_costs(frame(*entries), ROLES).sort("posted_on").collect()
        return [(day.month, str(amount)) for day, amount in found.select("posted_on", "amount").rows()]

    sold, cost = both("69.05"), both("-45.71", "7300", "cost_of_goods")
    assert by_month(*sold) == [(1, "-46.26"), (2, "46.26")]
    assert by_month(*sold, *cost) == []
    # On whomever it hangs, and in whichever year; not another division's, another document's or a supplier's.
    assert by_month(*sold, *both("-45.71", "7300", "cost_of_goods", customer_id=None, year=2012)) == []
    for other in ({"division": "workshop"}, {"number": "R2"}, {"of_supplier": True}):
        assert by_month(*sold, *both("-45.71", "7300", "cost_of_goods", **other)) == [(1, "-46.26"), (2, "46.26")]
    # Billed anew under its number without a cost: 67 % of that alone.
    assert by_month(*sold, *cost, entry("100.00")) == [(3, "-67.00")]
    # Taken back in the same month nothing is left of it.
    assert by_month(*({**each, "posted_on": date(2011, 1, 28)} for each in sold)) == []


@pytest.mark.parametrize("owner", [MEIER, None])
@pytest.mark.parametrize(("posted_in", "bears"), [(2011, 2012), (2012, 2011)])
def test_a_posted_cost_that_was_reversed_is_of_one_of_two_reversed_sales(
    owner: int | None, posted_in: int, bears: int
) -> None:
    """R1 was sold and taken back in 2011, and another R1 in 2012: one had goods posted, 67 % of the other's 100.00 stand in."""

    def both(amount: str, year: int, *of: Any, **more: Any) -> list[dict[str, Any]]:
        days = ((amount, date(year, 12, 1)), (str(-Decimal(amount)), date(year + 1, 1, 20)))
        return [
            entry(each, *of, posted_on=day, year=day.year, is_annulled=True, invoice_key=f"R1@{year}", **more)
            for each, day in days
        ]

    sold = [*both("100.00", 2011), *both("100.00", 2012)]
    goods = both("-40.00", posted_in, "7300", "cost_of_goods", customer_id=owner)
    found = profit.calculated_costs(frame(*sold, *goods), ROLES).sort("posted_on").collect()
    assert [(row["posted_on"], str(row["amount"])) for row in found.to_dicts()] == [
        (date(bears, 12, 1), "-67.00"),
        (date(bears + 1, 1, 20), "67.00"),
    ]


def test_a_cost_of_a_year_in_which_the_number_was_sold_under_is_that_sales() -> None:
    """The number was used again: the cost is the second sale's, and 67 % of the first one's 100.00 stay calculated."""
    cost = entry("-40.00", "7300", "cost_of_goods", year=2012)
    assert amounts(entry("100.00"), entry("200.00", year=2012), cost) == ["-67.00"]
    assert amounts(entry("200.00", year=2013), entry("100.00", year=2012), cost) == ["-134.00"]
    # What only corrects a sale of the year before is no sale: the cost is that of the year before, and its own.
    assert amounts(entry("100.00"), entry("-50.00", year=2012), cost) == []


def parts(year: int, amount: str = "100.00", month: int = 3) -> dict[str, Any]:
    return entry(amount, year=year, posted_on=date(year, month, 10))


@pytest.mark.parametrize(
    ("sales", "cost_year", "expected"),
    [
        pytest.param([parts(2011, month=12), parts(2012, "5.00", 1)], 2012, [], id="a supplement of its weeks is no sale"),
        pytest.param([parts(2011, month=12), parts(2012, "5.00", 1)], 2011, [], id="cost posted with the invoice"),
        pytest.param([parts(2011, month=12), parts(2012, "5.00", 1)], 2013, [], id="cost posted a year later"),
        # From 31 December until 2 April are 31 + 28 + 31 + 2 = 92 days.
        pytest.param(
            [entry("100.00", posted_on=date(2010, 12, 31), year=2010), entry("5.00", posted_on=date(2011, 4, 2))],
            2011, [], id="92 days are its weeks",
        ),
        pytest.param(
            [entry("100.00", posted_on=date(2010, 12, 31), year=2010), entry("5.00", posted_on=date(2011, 4, 3))],
            2011, ["-67.00"], id="93 days are a sale of its own",
        ),
        pytest.param(
            [parts(2011), entry("1.00", "8500", division="other", year=2012)], 2012, [], id="another division's sale"
        ),
        pytest.param([parts(2010), parts(2012, "10.00")], 2011, ["-6.70"], id="of two sales around it the first"),
        pytest.param([parts(2012)], 2011, [], id="a cost ahead of its only sale"),
    ],
)  # fmt: skip
def test_whose_a_cost_is(sales: list[dict[str, Any]], cost_year: int, expected: list[str]) -> None:
    """67 % of what is sold are calculated, but where the cost is posted."""
    assert amounts(*sales, entry("-40.00", "7300", "cost_of_goods", year=cost_year)) == expected


def test_a_posted_labour_cost_leaves_the_goods_alone() -> None:
    labour = entry("-5.00", "7400", "labour_cost", "workshop")
    assert amounts(entry("200.00", "8400", division="workshop"), labour) == []
    assert amounts(entry("100.00"), labour) == ["-67.00"]


def test_posted_entries_in_the_form_of_the_answer() -> None:
    found = profit.posted_entries(frame(entry("100.00", payer="99"), entry("1.00", "8500")), NAMES).collect()
    first, second = found.sort("account").to_dicts()
    assert first == {
        "customer_id": MEIER, "year": 2011, "number": "R1", "posted_on": date(2011, 3, 7), "account": "8300",
        "account_name": "Erlöse Teile", "role": "revenue", "division": "parts", "is_warranty": False, "origin": "posted",
        "movement": "invoice", "movement_reason": "revenue_charged", "amount": Decimal("100.00"), "rate_percent": None,
        "rate_base": None, "text": "Text", "payer": "99", "source_file": "a.csv", "source_row": 7,
        "cost_center": "01", "invoice_key": "R1", "supplier_order": None,
    }  # fmt: skip
    assert second["account_name"] is None
    bill = profit.posted_entries(frame(entry("-1.00", "7300", "cost_of_goods", of_supplier=True)), NAMES).collect()
    assert bill["supplier_order"].to_list() == ["A1"]
    assert found.schema == profit.calculated_costs(frame(entry("1.00")), ROLES).collect().schema


def test_an_invoice_s_five_lines_and_who_paid_it() -> None:
    found = profit.gross_profit_invoices(
        sums(
            entry("100.00", payer="99", posted_on=date(2011, 3, 9)),
            entry("20.00", payer="1"),
            entry("-10.00", "8730", "revenue_deduction", payer="99"),
            entry("-40.00", "7300", "cost_of_goods"),
            entry("-13.00", "8400", "labour_cost"),
            entry("7.00", number="R2"),
        )
    ).sort("number").collect()  # fmt: skip
    assert found.to_dicts() == [
        {
            "customer_id": MEIER, "year": 2011, "number": "R1", "date": date(2011, 3, 7), "payer": "1, 99",
            "revenue": Decimal("120.00"), "revenue_deductions": Decimal("-10.00"), "cost_of_goods": Decimal("-40.00"),
            "calculated_labour_cost": Decimal("-13.00"), "gross_profit": Decimal("57.00"),
        },
        {
            "customer_id": MEIER, "year": 2011, "number": "R2", "date": date(2011, 3, 7), "payer": None,
            "revenue": Decimal("7.00"), "revenue_deductions": Decimal("0.00"), "cost_of_goods": Decimal("0.00"),
            "calculated_labour_cost": Decimal("0.00"), "gross_profit": Decimal("7.00"),
        },
    ]  # fmt: skip


def test_the_revenue_of_a_year_by_division_and_warranty() -> None:
    nothing = dict.fromkeys(
        ("new_vehicles", "used_vehicles", "workshop", "body_and_paint", "parts", "other", "unassigned"), Decimal("0.00")
    )
    found = profit.revenue(
        sums(
            entry("100.00"),
            entry("30.00", division="workshop", is_warranty=True),
            entry("-40.00", "7300", "cost_of_goods"),
            entry("5.00", year=2012),
            entry("9.00", customer_id=MAKER),
        )
    ).sort("customer_id", "year").collect()  # fmt: skip
    assert found.to_dicts() == [
        {
            "customer_id": MEIER, "year": 2011, "total": Decimal("130.00"), "warranty": Decimal("30.00"),
            "without_warranty": Decimal("100.00"), **nothing, "parts": Decimal("100.00"), "workshop": Decimal("30.00"),
        },
        {
            "customer_id": MEIER, "year": 2012, "total": Decimal("5.00"), "warranty": Decimal("0.00"),
            "without_warranty": Decimal("5.00"), **nothing, "parts": Decimal("5.00"),
        },
        {
            "customer_id": MAKER, "year": 2011, "total": Decimal("9.00"), "warranty": Decimal("0.00"),
            "without_warranty": Decimal("9.00"), **nothing, "parts": Decimal("9.00"),
        },
    ]  # fmt: skip
