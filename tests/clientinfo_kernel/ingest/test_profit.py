from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate import attribution, profit
from clientinfo_kernel.ingest.curate.entries import debtor_entries, profit_entries
from clientinfo_kernel.ingest.movements.booked import booked
from data_sources.dealer_system.contract import Invoices, Orders, OrderSplits

from .contract_rows import CUSTOMER_IDS, MAKER, MEIER, OTHER, table
from .ledger_rows import mapping, posting, postings, roles

MAPPING = mapping(
    (8000, 8999, "revenue", "unassigned", {}),
    (8300, 8300, "revenue", "parts", {"cost_of_goods_rate": 6700}),
    (8320, 8320, "revenue", "parts", {"labour_cost_rate": 1300}),
    (8350, 8350, "revenue", "parts", {"is_warranty": True}),
    (8400, 8400, "revenue", "workshop", {"labour_cost_rate": 1300}),
    (7300, 7300, "cost_of_goods", "parts", {}),
    (7400, 7400, "cost_of_goods", "workshop", {}),
)
DEBTORS = pl.DataFrame(
    {"account": ["10012", "10001", "10099"], "customer_id": [MEIER, MAKER, OTHER]},
    schema_overrides={"customer_id": pl.UInt32},
)
ACCOUNT_NAMES = pl.LazyFrame({"account": ["8300"], "account_name": ["Erlöse Teile"]})


class Book:
    """The profit of a small ledger, attributed to customers."""

    def __init__(
        self,
        *rows: dict[str, Any],
        invoices: tuple[dict[str, Any], ...] = (),
        splits: tuple[dict[str, Any], ...] = (),
        orders: tuple[dict[str, Any], ...] = (),
    ) -> None:
        frame = postings(*rows)
        known = roles(frame, MAPPING)
        amounts = booked(frame, known)
        owners = attribution.document_owners(
            table(Invoices, *invoices), table(OrderSplits, *splits), table(Orders, *orders), CUSTOMER_IDS
        )
        by_ledger = attribution.ledger_owners(debtor_entries(amounts), DEBTORS)
        self.owned = attribution.attribute(profit_entries(amounts, known), DEBTORS, owners, by_ledger).collect().lazy()
        posted = profit.posted_entries(self.owned, ACCOUNT_NAMES)
        self.entries = pl.concat([posted, profit.calculated_costs(self.owned, known)]).collect()

    def invoices(self, customer: int) -> dict[str | None, dict[str, Any]]:
        rows = profit.gross_profit_invoices(self.entries.lazy()).filter(pl.col("customer_id") == customer).collect()
        return {row["number"]: row for row in rows.to_dicts()}

    def revenue(self, customer: int) -> dict[str, Any]:
        return (
            profit.revenue(self.entries.lazy()).filter(pl.col("customer_id") == customer).collect().row(0, named=True)
        )


def sale(amount: str, account: str, number: str, debtor: str = "10012") -> dict[str, Any]:
    return posting("2011-03-07", amount, "S", debtor, account, document_ref1=number, tax_key="3")


def cost(amount: str, number: str | None) -> dict[str, Any]:
    return posting("2011-03-08", amount, "S", "7300", "3200", document_ref1=number)


def test_the_brochures_two_invoices() -> None:
    book = Book(
        sale("1863.69", "8400", "01111892"), sale("287.53", "8320", "01111892"), sale("831.11", "8300", "01111893")
    )
    first, second = book.invoices(MEIER)["01111892"], book.invoices(MEIER)["01111893"]
    assert (first["revenue"], first["cost_of_goods"], first["calculated_labour_cost"], first["gross_profit"]) == (
        Decimal("1807.75"), Decimal("0.00"), Decimal("-235.01"), Decimal("1572.74"),
    )  # fmt: skip
    assert (second["revenue"], second["cost_of_goods"], second["calculated_labour_cost"], second["gross_profit"]) == (
        Decimal("698.41"), Decimal("-467.93"), Decimal("0.00"), Decimal("230.48"),
    )  # fmt: skip
    revenue = book.revenue(MEIER)
    assert (revenue["total"], revenue["workshop"], revenue["parts"]) == (
        Decimal("2506.16"),
        Decimal("1566.13"),
        Decimal("940.03"),
    )


def test_a_posted_cost_replaces_the_calculated_one_and_finds_its_customer_by_the_document() -> None:
    book = Book(sale("119.00", "8300", "R1"), cost("40.00", "R1"))
    row = book.invoices(MEIER)["R1"]
    assert (row["cost_of_goods"], row["gross_profit"]) == (Decimal("-40.00"), Decimal("60.00"))
    assert book.entries.filter(pl.col("origin") == "calculated").is_empty()


@pytest.mark.parametrize("number", [None, "R9"])
def test_a_cost_that_no_document_explains_stays_unassigned(number: str | None) -> None:
    book = Book(sale("119.00", "8300", "R1"), cost("40.00", number))
    lost = book.entries.filter(pl.col("customer_id").is_null())
    assert lost["amount"].to_list() == [Decimal("-40.00")]


def test_a_number_that_two_customers_share_assigns_nobody() -> None:
    book = Book(sale("119.00", "8300", "R1"), sale("119.00", "8300", "R1", debtor="10099"), cost("40.00", "R1"))
    assert book.entries.filter(pl.col("customer_id").is_null())["amount"].to_list() == [Decimal("-40.00")]


def test_warranty_belongs_to_the_customer_of_the_vehicle_though_the_maker_owes_it() -> None:
    book = Book(
        sale("119.00", "8400", "G1", debtor="10001"),
        cost("30.00", "G1"),
        invoices=(
            {"invoice_number": "G1", "kind": "warranty", "customer_number": "12", "paying_customer_number": "1"},
        ),
    )
    revenue = book.revenue(MEIER)
    assert (revenue["total"], revenue["warranty"], revenue["without_warranty"]) == (
        Decimal("100.00"),
        Decimal("100.00"),
        Decimal("0.00"),
    )
    assert book.invoices(MEIER)["G1"]["cost_of_goods"] == Decimal("-30.00")
    assert not book.invoices(MAKER)


def test_a_warranty_split_tells_the_same_where_the_invoice_is_not_delivered() -> None:
    book = Book(
        sale("119.00", "8400", "G1", debtor="10001"),
        splits=({"order_number": "A1", "split": 2, "state": "billed", "payer": "goodwill", "invoice_number": "G1"},),
        orders=({"order_number": "A1", "customer_number": "12"},),
    )
    assert book.revenue(MEIER)["warranty"] == Decimal("100.00")


def test_a_ledger_that_cuts_leading_zeros_still_finds_the_invoice() -> None:
    known = {"invoice_number": "01111893", "kind": "parts", "customer_number": "12", "paying_customer_number": "12"}
    book = Book(cost("40.00", "1111893"), invoices=(known,))
    assert book.entries["customer_id"].to_list() == [MEIER]


def test_every_entry_names_its_file_and_line() -> None:
    book = Book(sale("831.11", "8300", "R1"))
    origins = book.entries.sort("origin").select("origin", "source_file", "source_row", "rate_percent").rows()
    assert origins == [("calculated", "mapping.csv", 3, Decimal("67.00")), ("posted", "EXTF_test.csv", 3, None)]


def test_a_posted_cost_replaces_the_calculated_one_of_its_own_division_only() -> None:
    # Workshop and parts in one document: the posted cost of parts says nothing about the labour of the workshop,
    # and a posted cost of the workshop nothing about the goods of parts.
    workshop_cost = posting("2011-03-08", "10.00", "S", "7400", "3200", document_ref1="R1")
    book = Book(sale("119.00", "8300", "R1"), sale("238.00", "8400", "R1"), workshop_cost)
    calculated = book.entries.filter(pl.col("origin") == "calculated").sort("division")
    # 67 % of 100.00 and 13 % of 200.00
    assert calculated.select("division", "role", "amount").rows() == [
        ("parts", "cost_of_goods", Decimal("-67.00")),
        ("workshop", "labour_cost", Decimal("-26.00")),
    ]
    assert book.invoices(MEIER)["R1"]["cost_of_goods"] == Decimal("-77.00")


def test_a_cost_of_an_ordinary_invoice_follows_its_payer_and_not_the_customer_of_the_vehicle() -> None:
    paid_by_another = {
        "invoice_number": "R1",
        "kind": "workshop",
        "customer_number": "12",
        "paying_customer_number": "99",
    }
    book = Book(cost("40.00", "R1"), invoices=(paid_by_another,))
    assert book.entries["customer_id"].to_list() == [OTHER]


def test_an_invoice_without_a_payer_belongs_to_its_customer() -> None:
    book = Book(cost("40.00", "R1"), invoices=({"invoice_number": "R1", "kind": "workshop", "customer_number": "12"},))
    assert book.entries["customer_id"].to_list() == [MEIER]
