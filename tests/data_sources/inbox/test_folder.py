"""The drop folder's lists: every file and every record is counted, placed and traceable."""

import datetime as dt
from decimal import Decimal

import pytest

from data_sources.errors import SourceAbsent, SourceSettingsWrong
from data_sources.remarks import remark, to_json
from tests.data_sources.inbox.filled_folder import HEAD, counts, invoices, kept, line, read, write
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, ZUGFERD_1

pytestmark = pytest.mark.usefixtures("one_box")


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
        "seller_vat_id": None,
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


@pytest.mark.parametrize(
    ("code", "kind", "gross"),
    [("R", "invoice", "1190.00"), ("G", "credit_note", "-1190.00"), ("P", "proforma", "1190.00")],
)
def test_kinds_by_letter_and_by_word(tmp_path, code: str, kind: str, gross: str) -> None:
    invoices(tmp_path, line("E1", kind=code), line("E2", kind=kind))
    entries = kept(read(tmp_path), "invoice_entries")
    assert entries.select("kind", "gross").rows() == [(kind, Decimal(gross))] * 2


@pytest.mark.parametrize(("gross", "kind"), [("1190,00", "invoice"), ("-1190,00", "credit_note"), ("1190,00-", None)])
def test_a_list_without_kinds_tells_them_by_their_amounts(tmp_path, gross: str, kind: str | None) -> None:
    """The list has no column ART, or leaves it empty; an amount with its sign behind it is none, as ever."""
    invoices(tmp_path, f"E1;W;{gross}", head="EINGANG_ID;STATUS;BRUTTO")
    empty = read(tmp_path)
    invoices(tmp_path, f"E1;W;;{gross}", head="EINGANG_ID;STATUS;ART;BRUTTO")
    for batches in (empty, read(tmp_path)):
        assert kept(batches, "invoice_entries")["kind"].to_list() == ([kind] if kind else [])


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


def test_what_is_no_currency_is_named(tmp_path) -> None:
    written = ("EUR", "Euro", "usd", "Taler", "EU", "")
    invoices(tmp_path, *(line(f"E{place}").replace("EUR;", f"{each};") for place, each in enumerate(written)))
    (batch,) = read(tmp_path)
    assert batch.kept["currency"].to_list() == ["EUR", "EUR", "USD", "TALER", "EU", None]
    assert batch.notes == (remark("currencies_odd", heading="WAEHRUNG", shown="EU, TALER"),)


def test_columns_that_a_list_lacks_are_named(tmp_path) -> None:
    invoices(tmp_path, "1;W", head=HEAD.replace(";BRUTTO", "").replace(";KDNR", ""))
    write(tmp_path / "alpha" / "kunden.csv", "EINGANG_ID;STATUS;EINGANG;KDNR;NAME;FELD;ALT;NEU\r\nK1;W;;;;;;\r\n")
    notes = {batch.file: batch.notes for batch in read(tmp_path)}
    assert notes["alpha/rechnungen.csv"] == (
        remark("heading_missing", heading="KDNR", field="customer_number"),
        remark("heading_missing", heading="BRUTTO", field="gross"),
    )
    assert notes["alpha/kunden.csv"] == (remark("heading_missing", heading="GRUND", field="reason"),)
    invoices(tmp_path, line())
    assert next(batch.notes for batch in read(tmp_path) if batch.file == "alpha/rechnungen.csv") == ()


@pytest.mark.parametrize(
    "written",
    [
        *("01.07.2026 12:00", "2026-07-01 12:00", "2026-07-01 12:00:00", "2026-07-01T12:00", "2026-07-01T12:00:00.000"),
        *("2026-07-01T10:00:00Z", "2026-07-01 10:00Z", "2026-07-01T12:00:00.000+02:00", "2026-07-01T05:00-0500"),
    ],
)
def test_the_moment_of_an_entry_in_every_spelling(tmp_path, written) -> None:
    """12:00 in July in Berlin is 10:00 UTC."""
    write(tmp_path / "alpha" / "kunden.csv", f"EINGANG_ID;STATUS;EINGANG\r\nK1;W;{written}\r\n")
    rows = kept(read(tmp_path), "customer_entries")["received_at"].to_list()
    assert rows == [dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)]


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
