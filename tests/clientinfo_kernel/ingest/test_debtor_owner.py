"""Whose claim it is that stands on a debtor account."""

from datetime import date
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import used_again
from clientinfo_kernel.ingest.curate.debtor_owner import debtor_owners
from data_sources.dealer_system.contract import DebtorAccounts, Invoices, OrderSplits

from .contract_rows import CUSTOMER_IDS, MEIER, OTHER, table

NO_USES = used_again(table(Invoices), table(OrderSplits))
DEBTORS = pl.DataFrame(
    {"account": ["10012", "10099"], "customer_id": [MEIER, OTHER]}, schema_overrides={"customer_id": pl.UInt32}
)


def owners(
    rows: list[tuple[str, str | None]],
    listed: list[tuple[str, str]],
    *invoices: dict[str, Any],
    splits: tuple[dict[str, Any], ...] = (),
) -> list[Any]:
    accounts = table(DebtorAccounts, *({"customer_number": who, "debtor_account": account} for who, account in listed))
    known = debtor_owners(
        DEBTORS, accounts.collect(), table(Invoices, *invoices), table(OrderSplits, *splits), CUSTOMER_IDS, uses=NO_USES
    )
    items = pl.LazyFrame(rows, schema={"debtor_account": pl.String, "number": pl.String}, orient="row")
    return known.own(items).select("number", "customer_id", "is_shared").sort("number").collect().rows()


def bill(number: str, customer: str, payer: str | None = None) -> dict[str, Any]:
    return {
        "invoice_number": number, "kind": "workshop", "customer_number": customer,
        "paying_customer_number": payer or customer,
    }  # fmt: skip


def test_an_account_of_one_customer_is_theirs_whatever_the_invoice_says() -> None:
    found = owners([("10012", "R1"), ("10099", "R2")], [("12", "10012"), ("99", "10099")], bill("R1", "99"))
    assert found == [("R1", MEIER, False), ("R2", OTHER, False)]


def test_a_shared_account_is_divided_by_its_invoices_and_the_rest_is_marked() -> None:
    # 12 and 99 share 10012. R2 was for 12, but 99 pays it.
    listed = [("12", "10012"), ("99", "10012")]
    bills = (bill("R 1", "99"), bill("R2", "12", payer="99"), bill("R3", "12"))
    rows = [("10012", number) for number in ("R1", "R2", "R3", "R4")]
    assert owners(rows, listed, *bills) == [
        ("R1", OTHER, False),
        ("R2", OTHER, False),
        ("R3", MEIER, False),
        ("R4", MEIER, True),
    ]


def test_an_order_says_who_pays_where_the_invoice_does_not() -> None:
    """12 and 99 share 10012: R1 names no payer, R2 was not delivered, R3 names 12 itself, of R4 two splits name two."""
    billed = (("R1", "99"), ("R2", "99"), ("R3", "99"), ("R4", "99"), ("R4", "12"))
    splits = tuple({"invoice_number": number, "paying_customer_number": payer} for number, payer in billed)
    bills = ({**bill("R1", "12"), "paying_customer_number": None}, bill("R3", "12"))
    rows: list[tuple[str, str | None]] = [("10012", number) for number in ("R1", "R2", "R3", "R4")]
    assert owners(rows, [("12", "10012"), ("99", "10012")], *bills, splits=splits) == [
        ("R1", OTHER, False),
        ("R2", OTHER, False),
        ("R3", MEIER, False),
        ("R4", MEIER, True),
    ]


def test_a_ledger_that_cuts_leading_zeros_means_the_one_invoice_that_can_be_meant() -> None:
    """12 and 99 share 10012. Of 007 and 0007 nobody knows which is meant by 7; 42 is an invoice of its own."""
    listed = [("12", "10012"), ("99", "10012")]
    bills = (bill("00111892", "99"), bill("007", "99"), bill("0007", "99"), bill("042", "99"), bill("42", "1"))
    rows = [("10012", number) for number in ("111892", "42", "7")]
    assert owners(rows, listed, *bills) == [("111892", OTHER, False), ("42", MEIER, True), ("7", MEIER, True)]


def test_who_pays_comes_before_who_received_and_only_those_who_share_the_account_count() -> None:
    # 12 and 99 share 10012, 10099 is 99's alone. R1 was for 12 and 99 pays it; R2's payer has no part in the account.
    listed = [("12", "10012"), ("99", "10012"), ("99", "10099"), ("12", "10012"), ("4711", "10099")]
    bills = (bill("R1", "12", payer="99"), bill("R2", "99", payer="1"), bill("R3", "1"))
    rows = [("10012", "R1"), ("10012", "R2"), ("10012", "R3"), ("10099", "R1"), ("10012", None)]
    assert owners(rows, listed, *bills) == [
        (None, MEIER, True),
        ("R1", OTHER, False),
        ("R1", OTHER, False),
        ("R2", OTHER, False),
        ("R3", MEIER, True),
    ]


def test_a_shared_account_that_no_customer_has_is_left_out_and_rows_keep_their_columns() -> None:
    accounts = table(DebtorAccounts, *({"customer_number": who, "debtor_account": "10077"} for who in ("12", "99")))
    known = debtor_owners(
        DEBTORS, accounts.collect(), table(Invoices, bill("R1", "12")), table(OrderSplits), CUSTOMER_IDS, uses=NO_USES
    )
    assert (known.shared.is_empty(), known.documents.is_empty()) == (True, True)
    assert known.accounts.rows() == [("10012", MEIER), ("10099", OTHER)]
    items = pl.LazyFrame([("10077", "R1"), ("10012", "R1")], schema=["debtor_account", "number"], orient="row")
    assert known.own(items).collect().to_dicts() == [
        {"debtor_account": "10012", "number": "R1", "customer_id": MEIER, "is_shared": False}
    ]
    shared = table(DebtorAccounts, *({"customer_number": who, "debtor_account": "10012"} for who in ("12", "99")))
    both = debtor_owners(
        DEBTORS, shared.collect(), table(Invoices, bill("R1", "99")), table(OrderSplits), CUSTOMER_IDS, uses=NO_USES
    )
    assert both.documents.columns == ["debtor_account", "key", "document_owner_id"]
    assert both.own(items).collect().to_dicts() == [
        {"debtor_account": "10012", "number": "R1", "customer_id": OTHER, "is_shared": False}
    ]


def test_a_number_that_begins_again_is_owed_by_who_was_billed_in_that_year() -> None:
    """12 and 99 share 10012: R1 of March 2011 was 12's, R1 of March 2012 is 99's."""
    accounts = table(DebtorAccounts, *({"customer_number": who, "debtor_account": "10012"} for who in ("12", "99")))
    days = (date(2011, 3, 7), date(2012, 3, 5))
    bills = ({**bill("R1", who), "invoiced_on": day} for who, day in zip(("12", "99"), days, strict=True))
    invoices = table(Invoices, *bills)
    uses = used_again(invoices, table(OrderSplits))
    known = debtor_owners(DEBTORS, accounts.collect(), invoices, table(OrderSplits), CUSTOMER_IDS, uses=uses)
    items = pl.LazyFrame({"debtor_account": ["10012"] * 2, "number": ["R1"] * 2, "date": days})
    assert known.own(items).sort("date").collect()["customer_id"].to_list() == [MEIER, OTHER]
