import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.inbox_owner import House, inbox_owner, unassigned
from data_sources.inbox.contract import CustomerEntries, InvoiceEntries
from data_sources.remarks import from_json, remark, to_json

from .contract_rows import CUSTOMER_IDS, MAKER, MEIER, OTHER, table

ENTRY = {
    "entry_id": "a/1",
    "source_system": "a",
    "state": "waiting",
    "kind": "invoice",
    "source_file": "a/rechnungen.csv",
}
BY_ITSELF = {**ENTRY, "source_file": "mail.post/1.eml"}
DEBTORS = pl.DataFrame({"account": ["10001"], "customer_id": [MAKER]}, schema_overrides={"customer_id": pl.UInt32})
HOUSE = House("Autohaus Süd GmbH", "DE 999999018")
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
    found = inbox_owner(table(InvoiceEntries, {**ENTRY, **named}), CUSTOMER_IDS, DEBTORS, CUSTOMERS, HOUSE).collect()
    assert found["customer_id"].to_list() == [owner]


def test_a_changed_customer_record_is_known_by_its_number_alone() -> None:
    row = {"entry_id": "a/1", "source_system": "a", "state": "waiting", "customer_number": "12"}
    found = inbox_owner(table(CustomerEntries, row), CUSTOMER_IDS, DEBTORS, CUSTOMERS, HOUSE).collect()
    assert found.select("customer_id", "state").rows() == [(MEIER, "waiting")]


@pytest.mark.parametrize(
    ("parties", "owner"),
    [
        # a supplier's invoice to us: its number for us is that of customer 12 by chance
        ({"buyer_name": "AUTOHAUS SUED Gmbh", "seller_name": "Schrauben Nord GmbH"}, None),
        ({"buyer_name": "A. Süd", "buyer_vat_id": "DE999999018", "seller_name": "Schrauben Nord GmbH"}, None),
        ({"buyer_name": "Autohaus Süd GmbH"}, None),
        # ours, and one between others: whoever the number names
        ({"buyer_name": "Meier", "seller_name": "Autohaus Süd GmbH"}, MEIER),
        ({"buyer_name": "Autohaus Süd GmbH", "seller_name": "Autohaus Süd"}, MEIER),
        ({"buyer_name": None, "seller_name": None}, MEIER),
    ],
)
def test_a_supplier_s_invoice_to_the_house_is_no_customer_s(parties: dict[str, str], owner: int | None) -> None:
    rows = table(InvoiceEntries, {**ENTRY, "customer_number": "12", **parties})
    assert inbox_owner(rows, CUSTOMER_IDS, DEBTORS, CUSTOMERS, HOUSE).collect()["customer_id"].to_list() == [owner]


@pytest.mark.parametrize(
    ("parties", "owner"),
    [
        ({"seller_name": "Fremder Lieferant GmbH", "seller_vat_id": "DE111"}, None),
        ({"seller_name": "Autoteile Süd GmbH", "buyer_vat_id": "DE111"}, None),
        ({"seller_name": "Fremder Lieferant GmbH", "source_file": "teile/rechnungen.csv"}, MEIER),  # the house's list
        ({"seller_name": None}, None),  # whoever leaves it out names nobody
        ({"seller_name": "AUTOHAUS SUED GMBH & CO KG, Filiale Nord"}, MEIER),
        ({"seller_name": "Autohaus"}, MEIER),
        ({"seller_name": "Süd-Leasing"}, MEIER),  # as the house signs
    ],
)
def test_a_document_of_another_seller_is_no_claim_of_the_house(parties: dict[str, str], owner: int | None) -> None:
    """Whoever sends it can name any customer's number, and broke the limit of that customer."""
    house = House("Autohaus Süd GmbH", company="Süd-Leasing GmbH")
    row = table(InvoiceEntries, {**BY_ITSELF, "customer_number": "12", "buyer_name": "Irgendwer", **parties})
    found = inbox_owner(row, CUSTOMER_IDS, DEBTORS, CUSTOMERS, house).collect()
    assert found["customer_id"].to_list() == [owner]
    unnamed = inbox_owner(row, CUSTOMER_IDS, DEBTORS, CUSTOMERS, House("Autohaus")).collect()
    assert unnamed["customer_id"].to_list() == [MEIER]  # settings that do not name the house tell nobody apart


@pytest.mark.parametrize(
    ("parties", "owner", "reasons"),
    [
        ({"seller_name": "AHS Verkauf", "seller_vat_id": "de999999018"}, MEIER, []),
        # its name can be written by anybody
        ({"seller_name": "Autohaus Süd GmbH"}, None, ["seller_unproven"]),
        ({"seller_name": "Autohaus Süd GmbH", "seller_vat_id": "DE136695976"}, None, ["seller_unproven"]),
        ({"seller_name": "Fremder Lieferant GmbH", "seller_vat_id": "DE136695976"}, None, []),
        ({"seller_name": None}, None, []),
        ({"seller_name": "Autohaus Süd GmbH", "customer_number": "4711"}, None, []),  # of nobody's anyway
        # the house's list, and documents that are called as it is
        ({"seller_name": "Autohaus Süd GmbH", "source_file": "teile/rechnungen.csv"}, MEIER, []),
        ({"seller_name": "Autohaus Süd GmbH", "source_file": "rechnungen.csv"}, MEIER, []),
        ({"seller_name": "Fremd", "source_file": "teile/waiting/rechnungen.csv"}, None, []),
        ({"seller_name": "Fremd", "source_file": "Waiting/rechnungen.csv"}, None, []),
        ({"seller_name": "Fremd", "source_file": "teile/meine-rechnungen.csv"}, None, []),
    ],
)
def test_where_the_house_says_its_vat_id_nobody_passes_for_it_by_its_name(
    parties: dict[str, str | None], owner: int | None, reasons: list[str]
) -> None:
    house = House("Autohaus Süd GmbH", "DE 999999018")
    said = to_json([remark("said", text="Kunde [{unklar}]")])
    for former in (None, said):
        row = table(InvoiceEntries, {**BY_ITSELF, "customer_number": "12", "reason": former, **parties})
        (found,) = inbox_owner(row, CUSTOMER_IDS, DEBTORS, CUSTOMERS, house).collect().to_dicts()
        assert found["customer_id"] == owner
        assert [each.code for each in from_json(found["reason"])] == (["said"] if former else []) + reasons


def test_entries_without_a_customer_are_listed() -> None:
    known = (CUSTOMER_IDS, DEBTORS, CUSTOMERS, HOUSE)
    invoices = inbox_owner(
        table(
            InvoiceEntries, {**ENTRY, "document_number": "W-1"}, {**ENTRY, "entry_id": "a/2", "customer_number": "12"}
        ),
        *known,
    )
    record = {"entry_id": "a/3", "source_system": "a", "state": "waiting", "customer_number": "4711", "name": "Neu"}
    records = inbox_owner(table(CustomerEntries, record), *known)
    assert unassigned(invoices, records).select(
        "entry_id", "kind", "document_number", "buyer_name"
    ).collect().rows() == [
        ("a/3", "record", None, "Neu"),
        ("a/1", "invoice", "W-1", None),
    ]
