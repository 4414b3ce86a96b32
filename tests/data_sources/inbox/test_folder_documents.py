"""Documents in a drop folder: those that a list names, those that lie beside it, and those that mails bring."""

import datetime as dt
import hashlib
from decimal import Decimal
from email.message import EmailMessage

import pytest

from data_sources.inbox.rendition import Rendition
from data_sources.remarks import Remark, from_json, remark, to_json
from tests.data_sources.inbox.filled_folder import counts, invoices, kept, line, read, write
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, ZUGFERD_1, pdf_with, plain_pdf

pytestmark = pytest.mark.usefixtures("one_box")
_DUE_0 = "<ram:DuePayableAmount>0.00</ram:DuePayableAmount>"


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


@pytest.mark.parametrize(
    ("profile", "summed", "prepaid"),
    [
        ("minimum", "<ram:DuePayableAmount>119.00</ram:DuePayableAmount>", None),
        ("minimum", "<ram:DuePayableAmount>69.00</ram:DuePayableAmount>", "50.00"),  # MINIMUM: 119 - 69
        ("minimum", f"<ram:TotalPrepaidAmount>119.00</ram:TotalPrepaidAmount>{_DUE_0}", "119.00"),
        # A profile that has a prepaid amount, and states none: its amount due is wrong (BR-CO-16).
        ("basicwl", _DUE_0, None),
        ("basicwl", f"<ram:TotalPrepaidAmount>50.00</ram:TotalPrepaidAmount>{_DUE_0}", "50.00"),
        # Paid more than it is: nothing of it is open.
        ("basicwl", f"<ram:TotalPrepaidAmount>120.00</ram:TotalPrepaidAmount>{_DUE_0}", "119.00"),
    ],
)
def test_what_is_paid_of_an_invoice_already(tmp_path, profile: str, summed: str, prepaid: str | None) -> None:
    invoice = MINIMUM.replace("<ram:DuePayableAmount>119.00</ram:DuePayableAmount>", summed).replace(
        "1p0:minimum", f"1p0:{profile}"
    )
    write(tmp_path / "alpha" / "waiting" / "m.xml", invoice, "utf-8")
    (entry,) = kept(read(tmp_path), "invoice_entries").rows(named=True)
    assert entry["prepaid"] == (None if prepaid is None else Decimal(prepaid))
