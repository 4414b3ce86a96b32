"""Deliveries as programs and people really write them, through one refresh: cells, totals, longer accounts, odd mails."""

from __future__ import annotations

import binascii
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from clientinfo_kernel.query.snapshot import SnapshotStore
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, pdf_with
from tests.data_sources.ledger.datev_files import datev_file, header, posting
from tests.house import House
from tests.once import once_per_run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

D = Decimal
# Text that a spreadsheet must not take for a number, quoted as CSV wants it and not.
AS_FORMULA = '="00123"'
TOTALS = (
    "Summe", "Gesamt: 2", "Zwischensumme", "Gesamtergebnis", "Anzahl Kunden", "2 Kunden", "*** Total ***", "Insgesamt 2"
)  # fmt: skip
# Totals of both years, each with the digits of its own: 119 are sold and owed, then paid, and 238 are sold. A euro is wrong.
SHORT_BALANCES = ("10012;Meier;0;0;120,00;0", "8400;Erlöse;0;0;0;100,00")
LONG_BALANCES = ("100120;Meier;119,00;0;238,00;119,00", "84000;Erlöse;0;0;0;200,00")
NO_TOTALS = ("TOTAL1", "2", "Summer", "A-Summe")


def _document(number: str, *buyer_ids: str) -> bytes:
    ids = "".join(f"<ram:ID>{each}</ram:ID>" for each in buyer_ids)
    return (
        MINIMUM.replace("<ram:ID>M-1</ram:ID>", f"<ram:ID>{number}</ram:ID>")
        .replace("<ram:BuyerTradeParty>", f"<ram:BuyerTradeParty>{ids}")
        .encode()
    )


def _uuencoded(name: str, content: bytes) -> str:
    lines = (content[at : at + 45] for at in range(0, len(content), 45))
    return f"begin 644 {name}\n" + "".join(binascii.b2a_uu(line).decode() for line in lines) + "`\nend\n"


def _mail(body: str, more: str = "Content-Type: text/plain") -> bytes:
    return f"From: dms@haus.example\nTo: fibu@haus.example\nSubject: Rechnung\n{more}\n\n{body}".encode()


def _documents(folder: Path) -> None:
    credit = CREDIT_NOTE.replace(
        "<cac:PartyIdentification><cbc:ID>0010012</cbc:ID></cac:PartyIdentification>",
        "".join(
            f"<cac:PartyIdentification><cbc:ID>{each}</cbc:ID></cac:PartyIdentification>"
            for each in ("HAUS-7", "00123")
        ),
    )
    zugferd = pdf_with("factur-x.xml", _document("PDF-1", "00123"))
    second = pdf_with("factur-x.xml", _document("PDF-2", "00123"))
    cover = pdf_with("rechnung 1.pdf", zugferd)
    encoded = _uuencoded("rechnung.xml", _document("UU-1", "00123"))
    base64 = binascii.b2a_base64(_document("UU-2", "00123")).decode()
    for name, content in {
        "zweite.xml": _document("CII-2", "KUNDE-7", "00123"),
        "gutschrift.xml": credit.encode(),
        "umschlag.pdf": pdf_with("mappe.pdf", cover),
        "im_text.eml": _mail(f"Guten Tag,\n\nanbei.\n\n{encoded}\nGruß"),
        "als_teil.eml": _mail(
            _uuencoded("r.pdf", second),
            'Content-Type: application/pdf; name="r.pdf"\nContent-Transfer-Encoding: x-uuencode',
        ),
        "base64.eml": _mail(f"begin-base64 644 r.xml\n{base64}====\n"),
        "kein_anhang.eml": _mail("begin 644 der Reihe nach\nist alles in Ordnung\nend\n"),
    }.items():
        (folder / name).write_bytes(content)


def _ledger(folder: Path, year: int, length: int, *rows: str) -> None:
    first = header(f13=f"{year}0101", f14=str(length), f15=f"{year}0101", f16=f"{year}1231", f27="03", f6=f"{year}1231")
    (folder / f"EXTF_{year}.csv").write_bytes(datev_file(rows, first=first).encode("cp1252"))


def _write(folder: Path) -> None:
    house = House.at(folder)
    settings = folder / "clientinfo.toml"
    # The house is the seller of its documents.
    said = settings.read_text("utf-8").replace('account_mapping = "accounts.csv"\n', "").replace("Probe", "Süd")
    settings.write_text(said, "utf-8")
    numbers = (AS_FORMULA, '="00124"', *TOTALS, *NO_TOTALS)
    people = [{"customer_number": number, "name": f"Kunde {number.strip('=')}"} for number in numbers]
    # A line that says nothing but how many there are, under the headings of number and name.
    house.dealer_system("customers", *people, {"customer_number": "312", "name": "Summe Kunden"})
    export = folder / "alphaplus" / "KUNDEN1.csv"
    export.write_bytes(export.read_bytes().replace(b'"=""00124"""', b'="00124"', 1))
    both = ("10012", '="100120"')  # the debtor's number before accounts became longer, and since
    house.dealer_system("debtor_accounts", *({"customer_number": AS_FORMULA, "debtor_account": each} for each in both))
    sold = {"f9": "", "f14": ""}
    _ledger(
        folder / "datev", 2011, 4,
        posting(**sold, f1="119,00", f7="10012", f8="8400", f10="2012", f11="R1"),
    )  # fmt: skip
    _ledger(
        folder / "datev", 2012, 5,
        posting(**sold, f1="119,00", f7="12000", f8="100120", f10="0901", f11="R1"),
        posting(**sold, f1="238,00", f7="100120", f8="84000", f10="1001", f11="R2"),
    )  # fmt: skip
    for year, lines in {2011: SHORT_BALANCES, 2012: LONG_BALANCES}.items():
        listed = "\r\n".join(["Konto;Name;EB Soll;EB Haben;Umsatz Soll;Umsatz Haben", *lines, ""])
        (folder / "datev" / f"SuSa_{year}-12.csv").write_bytes(listed.encode("cp1252"))
    _documents(house.inbox("post"))
    house.refresh()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    return open_directory(
        once_per_run(tmp_path_factory, "odd_deliveries", lambda folder: _write(folder / "house"))
        / "house/clientinfo.toml"
    )


def test_what_a_formula_says_is_the_number_and_no_line_of_totals_is_a_customer(house: CustomerDirectory) -> None:
    snapshot = SnapshotStore(house.settings.state_folder / "snapshots").newest()
    assert sorted(snapshot.whole("customers")["customer_number"]) == sorted(["00123", "00124", *NO_TOTALS])
    refused = snapshot.whole("refused_rows").filter(rule="total_line")
    assert sorted(refused["source_row"]) == [*range(4, 4 + len(TOTALS)), 16]


def test_a_list_is_compared_with_the_digits_of_its_year(house: CustomerDirectory) -> None:
    """10012 is a debtor where accounts have four digits, and an account of the ledger where they have five."""
    snapshot = SnapshotStore(house.settings.state_folder / "snapshots").newest()
    found = (
        snapshot.whole("findings").filter(pl.col("kind").str.contains("balance")).select("kind", "subject", "amount")
    )
    assert [(kind, subject.partition(" ")[0], amount) for kind, subject, amount in found.rows()] == [
        ("balance_differs", "10012", D(1))
    ]


def test_each_invoice_in_the_inbox_is_found_and_its_customer(house: CustomerDirectory) -> None:
    """A number of the customer beside another one (BT-46), files before MIME, PDFs in a cover in a cover."""
    found = house.customer("00123").inbox_invoices().select("document_number", "gross").sort("document_number").rows()
    assert found == [
        ("CII-2", D(119)), ("G-0001", D("-107.10")), ("PDF-1", D(119)), ("PDF-2", D(119)), ("UU-1", D(119)), ("UU-2", D(119)),
    ]  # fmt: skip
