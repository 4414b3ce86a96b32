"""The drop folder: every file and every record is counted, placed and traceable."""

import datetime as dt
import hashlib
from collections import Counter
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import polars as pl
import pytest

from data_sources.connector import Batch, connector_class
from data_sources.errors import SourceAbsent, SourceSettingsWrong
from data_sources.inbox.contract import CustomerEntries, Documents, InvoiceEntries
from data_sources.inbox.rendition import Rendition
from data_sources.remarks import Remark, from_json, remark, to_json
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, ZUGFERD_1, pdf_with, plain_pdf

HEAD = (
    "EINGANG_ID;STATUS;GRUND;ART;BELEGNR;BELEGDATUM;FAELLIG;EINGANG;KDNR;DEBITOR;VERKAEUFER_NAME;KAEUFER;KAEUFER_USTID;"
    "NETTO;STEUER;BRUTTO;WAEHRUNG;DATEI"
)


def line(
    entry_id: str = "E1",
    *,
    status: str = "W",
    kind: str = "R",
    number: str = "R-1",
    gross: str = "1.190,00",
    file: str = "",
) -> str:
    return (
        f"{entry_id};{status};;{kind};{number};01.02.2026;03.03.2026;01.07.2026 12:00;0010012;0010012;Autohaus Süd;"
        f"Müller & Söhne;DE136695976;1.000,00;190,00;{gross};EUR;{file}"
    )


def write(path: Path, content: str | bytes, encoding: str = "cp1252") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def invoices(folder: Path, *lines: str, head: str = HEAD, encoding: str = "cp1252") -> None:
    write(folder / "alpha" / "rechnungen.csv", "\r\n".join([head, *lines]) + "\r\n", encoding)


def read(folder: Path, **settings: object) -> list[Batch]:
    batches = list(connector_class("inbox", "folder")(folder=folder, **settings).read())
    keys = Counter(batch.kept.columns[2] for batch in batches)
    assert sum(keys.values()) == len(batches)
    for table, schema in (
        ("invoice_entries", InvoiceEntries), ("customer_entries", CustomerEntries), ("documents", Documents),
    ):  # fmt: skip
        schema.validate(kept(batches, table))  # keys are unique over all files
    return batches


def kept(batches: list[Batch], table: str) -> pl.DataFrame:
    schemas = {"invoice_entries": InvoiceEntries, "customer_entries": CustomerEntries, "documents": Documents}
    return pl.concat([schemas[table].create_empty(), *(batch.kept for batch in batches if batch.table == table)])


def counts(batches: list[Batch]) -> dict[tuple[str, str], tuple[int, int]]:
    return {(batch.file, batch.table): (batch.kept.height, batch.rejects.height) for batch in batches}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_a_line_of_the_list(tmp_path, encoding: str) -> None:
    write(tmp_path / "alpha" / "system.toml", 'name = "alphaPlus Teile"', "utf-8")
    invoices(tmp_path, line(), line("E2", status="A", kind="G", number="G-1"), encoding=encoding)
    batches = read(tmp_path)
    assert counts(batches) == {("alpha/rechnungen.csv", "invoice_entries"): (2, 0)}
    first, second = kept(batches, "invoice_entries").rows(named=True)
    assert first == {
        "source_file": "alpha/rechnungen.csv",
        "source_row": 2,
        "entry_id": "alpha/E1",
        "source_system": "alphaPlus Teile",
        "state": "waiting",
        "reason": None,
        "kind": "invoice",
        "document_number": "R-1",
        "document_on": dt.date(2026, 2, 1),
        "due_on": dt.date(2026, 3, 3),
        "received_at": dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC),
        "customer_number": "0010012",
        "debtor_account": "0010012",
        "seller_name": "Autohaus Süd",
        "buyer_name": "Müller & Söhne",
        "buyer_vat_id": "DE136695976",
        "net": Decimal("1000.00"),
        "tax": Decimal("190.00"),
        "gross": Decimal("1190.00"),
        "prepaid": None,
        "currency": "EUR",
        "document_id": None,
    }
    assert (second["state"], second["kind"], second["gross"]) == ("rejected", "credit_note", Decimal("-1190.00"))


@pytest.mark.parametrize(
    ("code", "state"),
    [("W", "waiting"), ("A", "rejected"), ("F", "error"), ("G", "posted"), ("waiting", "waiting"), ("rejected", "rejected"), ("error", "error"), ("posted", "posted")],
)  # fmt: skip
def test_states_by_letter_and_by_word(tmp_path, code: str, state: str) -> None:
    invoices(tmp_path, line(status=code))
    assert kept(read(tmp_path), "invoice_entries")["state"].to_list() == [state]


def test_lines_that_break_the_contract_are_quarantined_with_their_place(tmp_path) -> None:
    invoices(
        tmp_path,
        line("E1"), line("E2", status="X"), line("E3", gross="12,345"), "only;three;fields", line(""),
        line("E6").replace("01.02.2026", "31.02.2026"), line("E1", gross="2,00"),
    )  # fmt: skip
    (batch,) = read(tmp_path)
    assert (batch.rows, batch.kept.height) == (7, 1)
    assert batch.rejects["line"].to_list() == [2, 3, 4, 5, 6, 7]
    by_line = {row["line"]: row for row in batch.rejects.rows(named=True)}
    assert by_line[2]["rule"] == "duplicate_key"
    assert (by_line[3]["rule"], by_line[3]["value"]) == ("state|unknown_code", "X")
    assert (by_line[4]["rule"], by_line[4]["value"]) == ("gross|not_a_number", "12,345")
    assert by_line[5]["record"] == "only;three;fields"
    assert by_line[7]["value"] == "31.02.2026"


def test_a_list_without_its_headings_is_damaged_and_keeps_its_records_in_quarantine(tmp_path) -> None:
    invoices(tmp_path, "1;2", "3;4", head="A;B")
    (batch,) = read(tmp_path)
    assert "EINGANG_ID" in (batch.damage or "")
    assert (batch.kept.height, batch.rejects["record"].to_list()) == (0, ["1;2", "3;4"])
    write(tmp_path / "alpha" / "rechnungen.csv", b"")
    (empty,) = read(tmp_path)
    assert (empty.rows, bool(empty.damage)) == (0, True)


def test_changed_customer_records(tmp_path) -> None:
    text = (
        "EINGANG_ID;STATUS;GRUND;EINGANG;KDNR;NAME;FELD;ALT;NEU\r\n"
        'K1;W;;01.07.2026 12:00;0010012;Meier;Straße;"Alte; Str. 1";Neue Str. 2\r\n'
        "K1;W;;01.07.2026 12:00;0010012;Meier;Ort;Hof;Naila\r\n"
        "K2;F;Dublette;01.07.2026 12:00;;Neu GmbH;;;\r\n"
    )
    write(tmp_path / "alpha" / "kunden.csv", text)
    batches = read(tmp_path)
    assert counts(batches) == {("alpha/kunden.csv", "customer_entries"): (3, 0)}
    rows = kept(batches, "customer_entries").select("entry_id", "field", "old_value", "new_value", "reason").rows()
    assert rows == [
        ("alpha/K1/Straße", "Straße", "Alte; Str. 1", "Neue Str. 2", None),
        ("alpha/K1/Ort", "Ort", "Hof", "Naila", None),
        ("alpha/K2", None, None, None, to_json([remark("said", text="Dublette")])),
    ]


def test_a_named_document_belongs_to_its_line(tmp_path) -> None:
    write(tmp_path / "alpha" / "belege" / "G-0001.xml", CREDIT_NOTE, "utf-8")
    invoices(tmp_path, line(kind="G", number="G-0001", gross="107,10", file="belege\\G-0001.xml"))
    batches = read(tmp_path)
    assert counts(batches) == {
        ("alpha/rechnungen.csv", "invoice_entries"): (1, 0),
        ("alpha/belege/G-0001.xml", "documents"): (1, 0),
    }
    entry = kept(batches, "invoice_entries").row(0, named=True)
    document = kept(batches, "documents").row(0, named=True)
    assert (entry["reason"], entry["document_id"]) == (None, "alpha/belege/G-0001.xml")
    assert (document["document_id"], document["entry_id"]) == ("alpha/belege/G-0001.xml", "alpha/E1")
    assert (document["file_name"], document["format"]) == ("G-0001.xml", "xrechnung_ubl")
    assert document["content"] == CREDIT_NOTE.encode()
    assert document["sha256"] == hashlib.sha256(CREDIT_NOTE.encode()).hexdigest()
    assert Rendition.from_json(document["rendition"]).number == "G-0001"


def test_a_document_that_contradicts_its_line_is_marked_on_both(tmp_path) -> None:
    write(tmp_path / "alpha" / "belege" / "a.xml", CREDIT_NOTE, "utf-8")
    invoices(tmp_path, line(kind="G", number="G-0002", gross="1.107,10", file="belege/a.xml"))
    batches = read(tmp_path)
    assert from_json(kept(batches, "invoice_entries")["reason"][0]) == (
        remark("number_differs", listed_number="G-0002", stated_number="G-0001"),
        remark("gross_differs", listed="-1107.10", stated="-107.10"),
    )
    rendition = Rendition.from_json(kept(batches, "documents")["rendition"][0])
    assert {"number_differs", "gross_differs"} <= {finding.code for finding in rendition.findings}
    assert kept(batches, "invoice_entries")["state"].to_list() == ["waiting"]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("belege/fehlt.xml", remark("document_missing", file="belege/fehlt.xml")),
        ("../../geheim.txt", remark("document_outside", file="../../geheim.txt")),
        ("belege/../../../geheim.txt", remark("document_outside", file="belege/../../../geheim.txt")),
        ("link.txt", remark("file_not_regular")),
        ("belege", remark("document_missing", file="belege")),
        ("a\0b", None),
    ],
)
def test_a_document_that_cannot_be_had_is_said(tmp_path, file: str, reason: Remark | None) -> None:
    write(tmp_path / "geheim.txt", "GEHEIM")
    folder = tmp_path / "inbox"
    (folder / "alpha" / "belege").mkdir(parents=True)
    (folder / "alpha" / "link.txt").symlink_to(tmp_path / "geheim.txt")
    invoices(folder, line(file=file))
    batches = [batch for batch in read(folder) if batch.file == "alpha/rechnungen.csv"]
    assert sum(batch.rows for batch in batches) == 1
    assert b"GEHEIM" not in b"".join(kept(read(folder), "documents")["content"])
    if reason is not None:
        entry = kept(batches, "invoice_entries").row(0, named=True)
        assert entry["document_id"] is None
        assert reason in from_json(entry["reason"])


def test_loose_documents_are_entries_in_the_state_of_their_folder(tmp_path) -> None:
    alpha = tmp_path / "alpha"
    write(alpha / "waiting" / "zf1.xml", ZUGFERD_1, "utf-8")
    write(alpha / "rejected" / "g.xml", CREDIT_NOTE, "utf-8")
    write(alpha / "rejected" / "g.xml.reason.txt", "Käufer unbekannt\n", "cp1252")
    write(alpha / "error" / "tief" / "scan.jpg", b"\xff\xd8\xff\xe0")
    write(alpha / "posted" / "m.pdf", pdf_with("factur-x.xml", MINIMUM.encode()))
    write(alpha / "direkt.pdf", plain_pdf())
    write(alpha / "Thumbs.db", b"x")
    write(alpha / ".versteckt", b"x")
    batches = read(tmp_path)
    files = {"waiting/zf1.xml", "rejected/g.xml", "error/tief/scan.jpg", "posted/m.pdf", "direkt.pdf"}
    assert counts(batches) == {
        (f"alpha/{file}", table): (1, 0) for file in files for table in ("invoice_entries", "documents")
    }
    entries = {row["entry_id"].removeprefix("alpha/"): row for row in kept(batches, "invoice_entries").rows(named=True)}
    assert {key: row["state"] for key, row in entries.items()} == {
        "waiting/zf1.xml": "waiting", "rejected/g.xml": "rejected", "error/tief/scan.jpg": "error",
        "posted/m.pdf": "posted", "direkt.pdf": "waiting",
    }  # fmt: skip
    first = entries["waiting/zf1.xml"]
    assert (first["document_number"], first["customer_number"], first["gross"]) == (
        "RE-471102",
        "10012",
        Decimal("235.62"),
    )
    assert (first["seller_name"], first["buyer_name"]) == ("Lieferant GmbH", "Meier Vakuumtechnik GmbH")
    credit = entries["rejected/g.xml"]
    assert (credit["kind"], credit["gross"], credit["reason"]) == (
        "credit_note",
        Decimal("-107.10"),
        to_json([remark("said", text="Käufer unbekannt")]),
    )
    assert credit["customer_number"] == "0010012"
    assert entries["posted/m.pdf"]["customer_number"] is None
    assert entries["direkt.pdf"]["gross"] is None
    assert entries["direkt.pdf"]["document_id"] == "alpha/direkt.pdf"


def test_broken_loose_documents_are_errors_with_a_reason_and_keep_their_bytes(tmp_path) -> None:
    broken = CREDIT_NOTE[:500].encode()
    write(tmp_path / "alpha" / "posted" / "kaputt.xml", broken)
    write(tmp_path / "alpha" / "waiting" / "leer.xml", b"")
    batches = read(tmp_path)
    entries = kept(batches, "invoice_entries")
    assert entries["state"].to_list() == ["error", "error"]
    assert from_json(entries["reason"][0])[0].code == "xml_broken"
    assert from_json(entries["reason"][1]) == (remark("file_empty"),)
    assert kept(batches, "documents")["content"].to_list() == [broken, b""]


def test_an_oversized_file_is_an_error_and_is_not_read(tmp_path) -> None:
    write(tmp_path / "alpha" / "waiting" / "gross.pdf", b"%PDF-" + b"x" * 2_000_000)
    batches = read(tmp_path, max_file_bytes=1_000_000)
    assert counts(batches) == {("alpha/waiting/gross.pdf", "invoice_entries"): (1, 0)}
    entry = kept(batches, "invoice_entries").row(0, named=True)
    assert (entry["state"], entry["document_id"]) == ("error", None)
    assert from_json(entry["reason"])[0].code == "file_too_large"


def test_a_document_that_no_line_names_is_not_lost(tmp_path) -> None:
    write(tmp_path / "alpha" / "belege" / "waise.xml", CREDIT_NOTE, "utf-8")
    invoices(tmp_path, line("E1", status="X", file="belege/waise.xml"))
    batches = read(tmp_path)
    entry = kept(batches, "invoice_entries").row(0, named=True)
    assert (entry["state"], entry["document_number"]) == ("error", "G-0001")
    assert from_json(entry["reason"]) == (remark("document_unlisted", list="rechnungen.csv"),)


def test_a_mail_brings_its_invoices(tmp_path) -> None:
    mail = EmailMessage()
    mail["From"] = "a@example.org"
    mail["Date"] = "Sat, 14 Mar 2026 10:30:00 +0100"
    mail.set_content("anbei")
    mail.add_attachment(CREDIT_NOTE.encode(), maintype="application", subtype="xml", filename="a.xml")
    mail.add_attachment(MINIMUM.encode(), maintype="application", subtype="xml", filename="a.xml")
    write(tmp_path / "alpha" / "waiting" / "zwei.eml", mail.as_bytes())
    plain = EmailMessage()
    plain["From"] = "a@example.org"
    plain.set_content("anbei")
    plain.add_attachment(plain_pdf(), maintype="application", subtype="pdf", filename="r.pdf")
    write(tmp_path / "alpha" / "waiting" / "ein.eml", plain.as_bytes())
    broken = EmailMessage()
    broken["From"] = "a@example.org"
    broken.set_content("anbei")
    broken.add_attachment(b"<a", maintype="application", subtype="xml", filename="kaputt.xml")
    write(tmp_path / "alpha" / "waiting" / "kaputt.eml", broken.as_bytes())
    batches = read(tmp_path)
    assert counts(batches) == {
        ("alpha/waiting/ein.eml", "invoice_entries"): (1, 0), ("alpha/waiting/ein.eml", "documents"): (2, 0),
        ("alpha/waiting/kaputt.eml", "invoice_entries"): (1, 0), ("alpha/waiting/kaputt.eml", "documents"): (2, 0),
        ("alpha/waiting/zwei.eml", "invoice_entries"): (2, 0), ("alpha/waiting/zwei.eml", "documents"): (3, 0),
    }  # fmt: skip
    rows = kept(batches, "invoice_entries").select("entry_id", "document_number", "state", "document_id").rows()
    start = "alpha/waiting"
    assert rows == [
        (f"{start}/ein.eml", None, "waiting", f"{start}/ein.eml!1/r.pdf"),
        (f"{start}/kaputt.eml", None, "error", f"{start}/kaputt.eml"),
        (f"{start}/zwei.eml", "G-0001", "waiting", f"{start}/zwei.eml!1/a.xml"),
        (f"{start}/zwei.eml!2", "M-1", "waiting", f"{start}/zwei.eml!2/a.xml"),
    ]
    assert kept(batches, "invoice_entries")["received_at"][2] == dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
    documents = kept(batches, "documents")
    assert {row[3] for row in rows} <= set(documents["document_id"])


def test_files_beside_the_systems_count_too(tmp_path) -> None:
    write(tmp_path / "a.xml", CREDIT_NOTE, "utf-8")
    write(tmp_path / "posted" / "b.xml", ZUGFERD_1, "utf-8")
    write(tmp_path / "alpha" / "a.xml", CREDIT_NOTE, "utf-8")
    entries = kept(read(tmp_path), "invoice_entries")
    assert entries.select("entry_id", "source_file", "source_system", "state").rows() == [
        ("alpha/a.xml", "alpha/a.xml", "alpha", "waiting"),
        ("./a.xml", "a.xml", "", "waiting"),
        ("./posted/b.xml", "posted/b.xml", "", "posted"),
    ]


def test_ids_of_lines_and_of_files_never_meet(tmp_path) -> None:
    write(tmp_path / "alpha" / "a.xml", CREDIT_NOTE, "utf-8")
    invoices(tmp_path, line("a.xml"))
    assert kept(read(tmp_path), "invoice_entries")["entry_id"].to_list() == ["alpha/a.xml", "alpha/a.xml!"]


def test_a_broken_name_file_is_said_and_the_rest_is_read(tmp_path) -> None:
    write(tmp_path / "alpha" / "system.toml", "name = ")
    invoices(tmp_path, line())
    batches = read(tmp_path)
    assert batches[0].damage
    assert kept(batches, "invoice_entries")["source_system"].to_list() == ["alpha"]


def test_an_absent_folder_says_so(tmp_path) -> None:
    with pytest.raises(SourceAbsent):
        read(tmp_path / "none")
    with pytest.raises(SourceSettingsWrong):
        read(tmp_path, customer_number="(")
    assert read(tmp_path) == []


def test_the_form_of_customer_numbers_can_be_set(tmp_path) -> None:
    write(tmp_path / "alpha" / "a.xml", CREDIT_NOTE.replace("0010012", "K-0012"), "utf-8")
    assert kept(read(tmp_path), "invoice_entries")["customer_number"].to_list() == [None]
    assert kept(read(tmp_path, customer_number=r"K-\d+"), "invoice_entries")["customer_number"].to_list() == ["K-0012"]


@pytest.mark.slow
def test_a_list_of_more_records_or_columns_than_any_inbox_has_is_named_and_not_read(tmp_path) -> None:
    """Two bytes make a record, and each takes some hundred bytes of memory: 60 MB of them took all there was."""
    small = b"x\n" * 600_000
    for content, why in (
        (small, "it has more than 500000 records"),
        (b"c;" * 5000, "it has 5001 columns, more than 500"),
    ):
        write(tmp_path / "alpha" / "rechnungen.csv", f"{HEAD}\n".encode() + content if content is small else content)
        batch = next(batch for batch in read(tmp_path) if batch.table == "invoice_entries")
        assert (batch.damage, batch.rows) == (f"is refused: {why}", 0)


def test_a_list_that_is_far_too_long_is_named_and_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("data_sources.inbox.folder_reading.LARGEST_LIST", 1 << 20)
    write(tmp_path / "alpha" / "rechnungen.csv", b"EINGANG_ID;STATUS\n" + b"1;W\n" * (1 << 18))
    (batch,) = read(tmp_path)
    assert (batch.rows, batch.damage) == (0, "rechnungen.csv is larger than 1 MB and was not read")


_DUE_0 = "<ram:DuePayableAmount>0.00</ram:DuePayableAmount>"


@pytest.mark.parametrize(
    ("profile", "summed", "prepaid"),
    [
        ("minimum", "<ram:DuePayableAmount>119.00</ram:DuePayableAmount>", None),
        ("minimum", "<ram:DuePayableAmount>69.00</ram:DuePayableAmount>", "50.00"),  # MINIMUM: 119 - 69
        ("minimum", f"<ram:TotalPrepaidAmount>119.00</ram:TotalPrepaidAmount>{_DUE_0}", "119.00"),
        # A profile that has a prepaid amount, and states none: its amount due is wrong (BR-CO-16).
        ("basicwl", _DUE_0, None),
        ("basicwl", f"<ram:TotalPrepaidAmount>50.00</ram:TotalPrepaidAmount>{_DUE_0}", "50.00"),
    ],
)
def test_what_is_paid_of_an_invoice_already(tmp_path, profile: str, summed: str, prepaid: str | None) -> None:
    invoice = MINIMUM.replace("<ram:DuePayableAmount>119.00</ram:DuePayableAmount>", summed).replace(
        "1p0:minimum", f"1p0:{profile}"
    )
    write(tmp_path / "alpha" / "waiting" / "m.xml", invoice, "utf-8")
    (entry,) = kept(read(tmp_path), "invoice_entries").rows(named=True)
    assert entry["prepaid"] == (None if prepaid is None else Decimal(prepaid))
