from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate import attribution, profit
from clientinfo_kernel.ingest.curate.bundles import bundled, with_bundle
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
        amounts = booked(frame, known).collect().lazy()
        owners = attribution.document_owners(
            table(Invoices, *invoices), table(OrderSplits, *splits), table(Orders, *orders), CUSTOMER_IDS
        )
        by_ledger = attribution.ledger_owners(debtor_entries(amounts), DEBTORS)
        profits = profit_entries(amounts, known)
        self.owned = attribution.attribute(profits, DEBTORS, owners, by_ledger, CUSTOMER_IDS).collect().lazy()
        posted = profit.posted_entries(self.owned, ACCOUNT_NAMES)
        self.entries = pl.concat([posted, profit.calculated_costs(self.owned, known)]).collect()
        self.bundles = bundled(with_bundle(self.entries.lazy()))

    def invoices(self, customer: int) -> dict[str | None, dict[str, Any]]:
        rows = profit.gross_profit_invoices(self.bundles).filter(pl.col("customer_id") == customer).collect()
        return {row["number"]: row for row in rows.to_dicts()}

    def revenue(self, customer: int) -> dict[str, Any]:
        return profit.revenue(self.bundles).filter(pl.col("customer_id") == customer).collect().row(0, named=True)


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


@pytest.mark.parametrize("kind", ["warranty", "goodwill"])
def test_warranty_belongs_to_the_customer_of_the_vehicle_though_the_maker_owes_it(kind: str) -> None:
    book = Book(
        sale("119.00", "8400", "G1", debtor="10001"),
        cost("30.00", "G1"),
        invoices=({"invoice_number": "G1", "kind": kind, "customer_number": "12", "paying_customer_number": "1"},),
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


def bill(number: str = "R1", kind: str = "workshop", **more: Any) -> dict[str, Any]:
    known = {"invoice_number": number, "kind": kind, "customer_number": "12", "paying_customer_number": "12"}
    return {**known, "invoiced_on": date(2011, 3, 7), **more}


def test_revenue_and_cost_belong_to_who_received_the_service_and_the_payer_stands_beside() -> None:
    # An accident repair that the insurer (here 99) owes: 100.00 for the customer, 40.00 of goods.
    book = Book(
        sale("119.00", "8320", "R1", debtor="10099"), cost("40.00", "R1"), invoices=(bill(paying_customer_number="99"),)
    )
    assert not book.invoices(OTHER)
    row = book.invoices(MEIER)["R1"]
    assert (row["revenue"], row["cost_of_goods"], row["payer"]) == (Decimal("100.00"), Decimal("-40.00"), "99")
    revenue = book.revenue(MEIER)
    assert (revenue["total"], revenue["warranty"]) == (Decimal("100.00"), Decimal("0.00"))


def test_a_counter_sale_on_a_collective_debtor_belongs_to_the_customer_of_the_invoice() -> None:
    # 10099 is the collective debtor; the posted cost counts, whoever's account the revenue stands on.
    book = Book(sale("119.00", "8300", "R1", debtor="10099"), cost("80.00", "R1"), invoices=(bill(kind="cash_sale"),))
    row = book.invoices(MEIER)["R1"]
    assert (row["revenue"], row["cost_of_goods"], row["gross_profit"]) == (
        *(Decimal("100.00"), Decimal("-80.00"), Decimal("20.00")),
    )
    assert not book.invoices(OTHER)
    assert book.entries.filter(pl.col("origin") == "calculated").is_empty()


def test_nothing_is_calculated_where_a_cost_is_posted_for_the_document_on_whomever() -> None:
    # Two customers share the number, so the cost is nobody's; it is posted all the same.
    book = Book(sale("119.00", "8300", "R1"), sale("119.00", "8300", "R1", debtor="10099"), cost("40.00", "R1"))
    assert book.entries.filter(pl.col("origin") == "calculated").is_empty()


def test_a_cost_posted_after_the_turn_of_the_year_is_the_cost_of_the_invoice() -> None:
    late = posting("2012-01-09", "40.00", "S", "7300", "3200", document_ref1="R1")
    book = Book(sale("119.00", "8300", "R1"), late)
    assert book.entries.filter(pl.col("role") == "cost_of_goods")["amount"].to_list() == [Decimal("-40.00")]


def test_an_internal_order_is_nobodys_revenue_and_says_so() -> None:
    book = Book(
        posting("2011-03-07", "100.00", "S", "3100", "8400", document_ref1="R1"), invoices=(bill(kind="internal"),)
    )
    assert book.entries.select("customer_id", "movement", "movement_reason", "amount").rows() == [
        (None, "internal", "internal_document", Decimal("100.00"))
    ]


def test_goodwill_that_is_shared_is_warranty_as_far_as_the_manufacturer_owes_it() -> None:
    # 60 % by the manufacturer (debtor 10001), 40 % by the customer.
    book = Book(
        sale("71.40", "8400", "G1", debtor="10001"),
        sale("47.60", "8400", "G1"),
        invoices=(bill("G1", kind="warranty", paying_customer_number="1"),),
    )
    revenue = book.revenue(MEIER)
    assert (revenue["total"], revenue["warranty"], revenue["without_warranty"]) == (
        *(Decimal("100.00"), Decimal("60.00"), Decimal("40.00")),
    )
    assert not book.invoices(MAKER)


def test_a_suppliers_number_is_not_ours() -> None:
    # Our R1, and a supplier (creditor 70001) whose invoice happens to have that number.
    theirs = posting("2011-03-09", "40.00", "S", "7300", "70001", document_ref1="R1", contra_kind="creditor")
    book = Book(sale("119.00", "8400", "R1"), theirs)
    assert book.invoices(MEIER)["R1"]["cost_of_goods"] == Decimal("0.00")
    assert book.entries.filter(pl.col("customer_id").is_null())["amount"].to_list() == [Decimal("-40.00")]


def test_a_supplier_is_traced_by_the_order() -> None:
    theirs = posting(
        "2011-03-09", "40.00", "S", "7300", "70001", document_ref1="L77", contra_kind="creditor", order_number="A1"
    )
    book = Book(theirs, invoices=(bill(order_number="A1"),))
    assert book.entries["customer_id"].to_list() == [MEIER]


def test_an_invoice_of_another_year_with_the_same_number_says_nothing() -> None:
    # The dealer system delivers R1 of 2011 (customer 99); the ledger has an R1 of 2009 on Meier's debtor.
    other = bill(customer_number="99", paying_customer_number="99")
    book = Book(
        posting("2009-02-01", "119.00", "S", "10012", "8400", document_ref1="R1", tax_key="3"), invoices=(other,)
    )
    assert book.revenue(MEIER)["total"] == Decimal("100.00")


def test_an_invoice_without_a_customer_belongs_to_its_payer() -> None:
    known = {"invoice_number": "R1", "kind": "workshop", "paying_customer_number": "12"}
    assert Book(cost("40.00", "R1"), invoices=(known,)).entries["customer_id"].to_list() == [MEIER]


def test_a_calculated_cost_stands_in_the_month_of_its_revenue() -> None:
    # Billed in parts under one number: 0.05 + 0.05 at 67 % are 0.03 and 0.04, together 67 % of 0.10. What is taken back in
    # May takes its cost back in May.
    def part(day: str, amount: str, side: str = "S") -> dict[str, Any]:
        return posting(day, amount, side, "10012", "8300", document_ref1="R1")

    book = Book(part("2011-03-31", "0.05"), part("2011-04-01", "0.05"), part("2011-05-02", "0.10", "H"))
    calculated = book.entries.filter(pl.col("origin") == "calculated").sort("posted_on")
    assert calculated.select("posted_on", "amount").rows() == [
        (date(2011, 3, 31), Decimal("-0.03")),
        (date(2011, 4, 1), Decimal("-0.04")),
        (date(2011, 5, 2), Decimal("0.07")),
    ]


def test_a_number_of_another_customer_each_year_finds_the_customer_of_its_year() -> None:
    # The ledger alone: R1 is Meier's in March 2011 and another's in February 2012, who pays late. Goods leave the house
    # 20 days before the second invoice; the supplier's bill for the first one comes in December.
    def booked(day: str, amount: str, account: str, contra: str) -> dict[str, Any]:
        return posting(day, amount, "S", account, contra, document_ref1="R1")

    book = Book(
        *(booked("2011-03-07", "100.00", "10012", "8350"), booked("2011-12-20", "40.00", "7300", "3200")),
        *(booked("2012-02-01", "200.00", "10099", "8350"), booked("2012-01-12", "70.00", "7300", "3200")),
        booked("2012-03-01", "100.00", "1200", "10012"),
    )
    assert {each: book.invoices(each)["R1"]["gross_profit"] for each in (MEIER, OTHER)} == {
        MEIER: Decimal("60.00"),
        OTHER: Decimal("130.00"),
    }
