import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.inbox_owner import inbox_owner
from data_sources.inbox.contract import CustomerEntries, InvoiceEntries

from .contract_rows import CUSTOMER_IDS, MAKER, MEIER, OTHER, table

ENTRY = {"entry_id": "a/1", "source_system": "a", "state": "waiting", "kind": "invoice"}
DEBTORS = pl.DataFrame({"account": ["10001"], "customer_id": [MAKER]}, schema_overrides={"customer_id": pl.UInt32})
CUSTOMERS = pl.DataFrame(
    {"customer_id": [MEIER, MAKER, OTHER], "vat_id": ["DE111", "DE222", "DE 222"]},
    schema_overrides={"customer_id": pl.UInt32},
)


@pytest.mark.parametrize(
    ("named", "owner"),
    [
        ({"customer_number": "99", "debtor_account": "10001", "buyer_vat_id": "DE111"}, OTHER),
        ({"debtor_account": "10001", "buyer_vat_id": "DE111"}, MAKER),
        ({"buyer_vat_id": "de 111"}, MEIER),
        ({"buyer_vat_id": "DE222"}, None),  # two customers have it
        ({"customer_number": "4711"}, None),
        ({}, None),
    ],
)
def test_the_number_counts_before_the_account_and_this_before_a_unique_vat_id(
    named: dict[str, str], owner: int | None
) -> None:
    found = inbox_owner(table(InvoiceEntries, {**ENTRY, **named}), CUSTOMER_IDS, DEBTORS, CUSTOMERS).collect()
    assert found["customer_id"].to_list() == [owner]


def test_a_changed_customer_record_is_known_by_its_number_alone() -> None:
    row = {"entry_id": "a/1", "source_system": "a", "state": "waiting", "customer_number": "12"}
    found = inbox_owner(table(CustomerEntries, row), CUSTOMER_IDS, DEBTORS, CUSTOMERS).collect()
    assert found.select("customer_id", "state").rows() == [(MEIER, "waiting")]
