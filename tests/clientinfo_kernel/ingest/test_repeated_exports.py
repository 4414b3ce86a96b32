"""Overlapping, repeated and corrected exports of a ledger: what is certainly the same counts once, the rest is said."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.ingest.connectors import connectors
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.ingest.raw_tables import CONTRACTS
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.ingest.source_reading import read_source
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from data_sources.remarks import Remark
from tests.data_sources.ledger.datev_files import datev_file, header, posting

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.source_reading import SourceReport

OPEN_ITEMS = "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;Buchungstext;Mahnstufe"
APRIL = "20240501120000000"


@dataclass(frozen=True)
class Ledger:
    """A ledger's folder that a test fills and reads."""

    folder: Path

    def write(self, name: str, *rows: str, **head: str) -> None:
        (self.folder / "datev" / name).write_bytes(datev_file(list(rows), first=header(**head)).encode("cp1252"))

    def read(self) -> SourceReport:
        """Read what is new, as a refresh does; only the last test here looks at the snapshot that it builds."""
        settings = read_settings(self.folder / "clientinfo.toml")
        source = read_source(
            RawStore(settings.state_folder / "raw"),
            "ledger",
            "datev",
            connectors(settings)["ledger"],
            progress=lambda _: None,
            full=False,
            accept=frozenset(),
        )
        assert all(file.rows == file.kept + file.quarantined for file in source.files)
        return source

    def documents(self) -> list[tuple[str, Decimal]]:
        """Number and amount of what counts."""
        schema = CONTRACTS["ledger"].member_schemas()["postings"]
        rows = RawStore(self.folder / "state" / "raw").scan("ledger", "postings", schema)
        return sorted(rows.select("document_ref1", "amount").collect().rows())

    def rejects(self) -> list[tuple[str, int, str, str]]:
        rows = RawStore(self.folder / "state" / "raw").quarantine("ledger").sort("file", "line")
        return rows.select("file", "line", "rule", "value").rows()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    (tmp_path / "datev").mkdir()
    (tmp_path / "clientinfo.toml").write_text(
        'state = "state"\n[sources.ledger]\nconnector = "datev"\nfolder = "datev"\n'
    )
    return Ledger(tmp_path)


def codes(source: SourceReport) -> list[str]:
    return [note.code for note in source.notes]


def values(source: SourceReport, code: str) -> dict[str, str]:
    (note,) = (note for note in source.notes if note.code == code)
    assert isinstance(note, Remark)
    return dict(note.values)


def row(number: str, amount: str = "119,00", guid: str = "", **more: str) -> str:
    return posting(**({"f1": amount, "f11": number, "f103": guid} | more))


def eur(**amounts: str) -> list[tuple[str, Decimal]]:
    return sorted((number, Decimal(amount)) for number, amount in amounts.items())


def test_a_quarter_and_one_of_its_months_share_their_postings_by_guid(ledger: Ledger) -> None:
    ledger.write("EXTF_q1.csv", row("R1", guid="A-1"), row("R2", guid="A-2"), f15="20240101", f17="Quartal")
    ledger.write("EXTF_maerz.csv", row("R2", "238,00", guid="a-2"), row("R3", guid="A-3"), f6=APRIL)
    source = ledger.read()
    assert ledger.documents() == eur(R1="119.00", R2="238.00", R3="119.00")
    assert ledger.rejects() == [("EXTF_q1.csv", 4, "repeated_posting", "EXTF_maerz.csv")]
    assert (source.state, codes(source)) == ("fresh", ["postings_repeated"])
    assert values(source, "postings_repeated")["rows"] == "1"


def test_two_rows_of_one_guid_in_one_file_are_two(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1", guid="A-1"), row("R1", guid="A-1"))
    ledger.read()
    assert ledger.documents() == [*eur(R1="119.00"), *eur(R1="119.00")]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([("R1", "119,00", "A-1"), ("R1", "238,00", "A-1"), ("R2", "119,00", "A-2")], "3, 4"),
        ([("R1", "119,00", "A-1"), ("R1", "119,00", "{a-1}")], "3, 4"),
        ([("R1", "119,00", "A-1"), ("R2", "119,00", "A-1"), ("R3", "1,00", "A-3"), ("R4", "1,00", "A-4")], "3, 4"),
        ([("R1", "119,00", "A-1"), ("R1", "119,00", "A-2"), ("R1", "119,00", ""), ("R1", "119,00", "")], None),
        (
            [(f"R{place // 2}", f"{place},00", f"A-{place // 2}") for place in range(2, 22)],
            None,
        ),  # its documents' habit
    ],
)
@pytest.mark.parametrize("files", [1, 2])
def test_a_guid_that_stands_twice_in_a_file_is_said_with_its_lines(
    ledger: Ledger, rows: list[tuple[str, str, str]], lines: str | None, files: int
) -> None:
    ledger.write("EXTF_a.csv", *(row(number, amount, guid) for number, amount, guid in rows))
    if files == 2:
        ledger.write("EXTF_b.csv", row("R99", guid="A-99"), f6=APRIL, f17="Quartal")
    source = ledger.read()
    assert len(ledger.documents()) == len(rows) + files - 1
    if lines is None:
        assert "posting_id_repeated" not in codes(source)
    else:
        assert values(source, "posting_id_repeated") == {"files": "EXTF_a.csv", "lines": lines, "rows": "2"}


def test_a_batch_exported_again_with_a_row_more_replaces_the_older_one(ledger: Ledger) -> None:
    ledger.write("EXTF_neu.csv", row("R1"), row("R1"), row("R2"), f6=APRIL)
    ledger.write("EXTF_alt.csv", row("R1"), row("R1"))
    source = ledger.read()
    assert ledger.documents() == [*eur(R1="119.00"), *eur(R1="119.00"), *eur(R2="119.00")]
    assert values(source, "batch_replaced")["older"] == "EXTF_alt.csv"
    assert {rule for _, _, rule, _ in ledger.rejects()} == {"replaced_batch"}


@pytest.mark.parametrize(("older", "newer"), [("", "A-"), ("A-", "")])
def test_a_batch_that_has_guids_in_one_of_its_exports_is_told_by_its_rows(
    ledger: Ledger, older: str, newer: str
) -> None:
    """The program was updated between the two, or set up anew: of no posting both say the GUID."""
    ids = [[f"{said}{number}" if said else "" for number in (1, 2)] for said in (older, newer)]
    ledger.write("EXTF_alt.csv", row("R1", guid=ids[0][0]))
    ledger.write("EXTF_neu.csv", row("R1", guid=ids[1][0]), row("R2", guid=ids[1][1]), f6=APRIL)
    assert codes(ledger.read()) == ["batch_replaced"]
    assert ledger.documents() == eur(R1="119.00", R2="119.00")


def test_the_newer_one_holds_a_correction(ledger: Ledger) -> None:
    """R2 was posted with the wrong amount and is right in the newer export."""
    ledger.write("EXTF_alt.csv", row("R1"), row("R2", "100,00"), row("R3"))
    ledger.write("EXTF_neu.csv", row("R1"), row("R2", "200,00"), row("R3"), f6=APRIL)
    assert codes(ledger.read()) == ["batch_replaced"]
    assert ledger.documents() == eur(R1="119.00", R2="200.00", R3="119.00")


def test_a_row_that_is_gone_leaves_it_in_doubt(ledger: Ledger) -> None:
    ledger.write("EXTF_alt.csv", row("R1"), row("R2"), row("R3"))
    ledger.write("EXTF_neu.csv", row("R1"), row("R2"), row("R4"), f6=APRIL)
    source = ledger.read()
    assert len(ledger.documents()) == 6
    assert values(source, "batch_doubtful") == {
        "first": "EXTF_alt.csv",
        "second": "EXTF_neu.csv",
        "rows": "2",
        "files": "EXTF_alt.csv, EXTF_neu.csv",
    }


def test_a_posting_with_a_guid_that_the_newer_export_lacks_is_corrected_there_or_in_doubt(ledger: Ledger) -> None:
    """R2 was deleted and posted again with its right amount; of R3 the newer export says nothing."""
    ledger.write("EXTF_alt.csv", row("R1", guid="A-1"), row("R2", guid="A-2"))
    ledger.write("EXTF_neu.csv", row("R1", guid="A-1"), row("R2", "121,00", guid="A-9"), f6=APRIL)
    source = ledger.read()
    assert ledger.documents() == eur(R1="119.00", R2="121.00")
    assert set(codes(source)) == {"postings_repeated", "batch_replaced"}
    ledger.write("EXTF_alt.csv", row("R1", guid="A-1"), row("R2", guid="A-2"), row("R3", guid="A-3"))
    source = ledger.read()
    assert ledger.documents() == sorted(eur(R1="119.00", R2="121.00", R3="119.00") + eur(R2="119.00"))
    assert values(source, "batch_lacks_postings") == {
        "first": "EXTF_alt.csv", "second": "EXTF_neu.csv", "rows": "2", "files": "EXTF_alt.csv, EXTF_neu.csv",
    }  # fmt: skip


def test_several_batches_of_a_month_all_count(ledger: Ledger) -> None:
    """Cash and bank, and two parts of one batch; the same header does not make them the same."""
    ledger.write("EXTF_1.csv", *(row(f"R{number}") for number in range(20)), row("R1"))
    ledger.write("EXTF_2.csv", *(row(f"S{number}") for number in range(20)), row("R1"), f6=APRIL)
    ledger.write("EXTF_3.csv", row("K1"), f17="Kasse")
    assert codes(ledger.read()) == []
    assert len(ledger.documents()) == 43


@pytest.mark.parametrize("head", [{"f13": "20230701"}, {"f15": "20240229"}, {"f17": "Nachtrag"}])
def test_the_same_postings_under_another_header_are_in_doubt(ledger: Ledger, head: dict[str, str]) -> None:
    """A client has one fiscal year on a day: what differs in the header alone is the same posting, or a mistake."""
    ledger.write("EXTF_1.csv", row("R1"), row("R2"))
    ledger.write("EXTF_2.csv", row("R1"), row("R2"), row("R3"), f6=APRIL, **head)
    source = ledger.read()
    assert len(ledger.documents()) == 5
    assert values(source, "batch_doubtful")["rows"] == "2"


def test_an_overlap_of_other_batches_without_guids_is_in_doubt(ledger: Ledger) -> None:
    ledger.write("EXTF_q1.csv", row("R1"), row("R2"), f15="20240101", f17="Quartal")
    ledger.write("EXTF_maerz.csv", row("R2"), f6=APRIL)
    source = ledger.read()
    assert len(ledger.documents()) == 3
    assert values(source, "batch_doubtful")["rows"] == "1"


def test_equal_rows_of_other_guids_are_other_postings(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1", guid="A-1"))
    ledger.write("EXTF_b.csv", row("R1", guid="A-2"), f6=APRIL)
    assert codes(ledger.read()) == []
    assert len(ledger.documents()) == 2


@pytest.mark.parametrize("guid", ["00000000-0000-0000-0000-000000000000", "5f0c1a52-0000-4000-8000-000000000001"])
def test_a_guid_that_stands_on_everything_names_nothing(ledger: Ledger, guid: str) -> None:
    """A program that fills the field with zeros, or with one GUID per export."""
    ledger.write("EXTF_a.csv", row("R1", guid=guid), row("R2", guid=guid))
    ledger.write("EXTF_b.csv", row("R3", guid=guid), row("R4", guid=guid), f6=APRIL)
    assert codes(ledger.read()) == []
    assert len(ledger.documents()) == 4


def test_a_guid_in_braces_and_capitals_is_the_same(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1", guid="5f0c1a52-0000-4000-8000-000000000001"))
    ledger.write("EXTF_b.csv", row("R1", guid="{5F0C1A52-0000-4000-8000-000000000001}"), f17="Quartal", f6=APRIL)
    ledger.read()
    assert len(ledger.documents()) == 1


def test_accounts_that_became_longer_are_said_with_both_files_and_keep_their_numbers(ledger: Ledger) -> None:
    ledger.write("EXTF_2023.csv", row("R1"), f13="20230101", f15="20230301", f16="20230331")
    ledger.write("EXTF_a.csv", row("R2", f7="100120", f8="84000"), f14="5")
    ledger.write("EXTF_b.csv", row("R3", f7="100120", f8="84000"), f14="5", f17="Mai", f6=APRIL)
    source = ledger.read()
    said = values(source, "account_lengths_changed")
    assert (said["first"], said["former"], said["second"], said["later"]) == ("EXTF_2023.csv", "4", "EXTF_a.csv", "5")
    postings = RawStore(ledger.folder / "state" / "raw").scan(
        "ledger", "postings", CONTRACTS["ledger"].member_schemas()["postings"]
    )
    accounts = postings.filter(document_ref1="R1").select("account", "contra_account").collect().row(0)
    assert set(accounts) == {"10000", "8400"}


def test_two_clients_never_repeat_each_other(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1", guid="A-1"))
    ledger.write("EXTF_b.csv", row("R1", guid="A-1"), f12="457", f6=APRIL)
    assert values(ledger.read(), "several_clients") == {"clients": "1001/456, 1001/457"}
    assert len(ledger.documents()) == 2


def test_a_client_is_the_same_with_and_without_its_zeros(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1", guid="A-1"))
    ledger.write("EXTF_b.csv", row("R1", guid="A-1"), f11="0001001", f12="00456", f6=APRIL)
    assert "several_clients" not in codes(ledger.read())
    assert len(ledger.documents()) == 1


@pytest.mark.parametrize(
    ("consultant", "client", "said"),
    [
        ("1001", "", None),
        ("", "456", None),
        ("", "", None),
        ("1002", "", "1001/456, 1002/"),
        ("", "457", "/457, 1001/456"),
    ],
)
def test_what_master_data_leave_out_of_their_client_is_not_another_one(
    ledger: Ledger, consultant: str, client: str, said: str | None
) -> None:
    ledger.write("EXTF_a.csv", row("R1"))
    ledger.write("EXTF_b.csv", row("R2"), f11=consultant, f12=client, f17="Mai")
    remarks = ledger.read()
    assert ("several_clients" in codes(remarks)) == (said is not None)
    if said is not None:
        assert values(remarks, "several_clients") == {"clients": said}


def test_a_copy_counts_once_whatever_its_name_and_line_ends(ledger: Ledger) -> None:
    ledger.write("EXTF_a.csv", row("R1"), row("R2"))
    text = (ledger.folder / "datev" / "EXTF_a.csv").read_bytes()
    (ledger.folder / "datev" / "EXTF_a (1).csv").write_bytes(text.replace(b"\r\n", b"\n"))
    assert values(ledger.read(), "batch_replaced")["older"] == "EXTF_a.csv"  # by name the first is "EXTF_a (1).csv"
    assert ledger.documents() == eur(R1="119.00", R2="119.00")


def test_a_month_without_a_batch_is_said_and_holds_nothing_back(ledger: Ledger) -> None:
    ledger.write("EXTF_1.csv", row("R1", f10="1501"), f15="20240101", f16="20240131")
    ledger.write("EXTF_4.csv", row("R4", f10="1504"), f15="20240401", f16="20240430")
    source = ledger.read()
    assert (source.state, values(source, "months_missing")["months"]) == ("fresh", "2024-02, 2024-03")


def test_rows_outside_the_period_of_their_batch_are_said_and_count(ledger: Ledger) -> None:
    """March says its header; its first and its last day belong to it, the days beside them do not."""
    ledger.write("EXTF_a.csv", *(row(f"R{day}", f10=day) for day in ("2902", "103", "3103", "104")))
    ledger.write("EXTF_b.csv", row("R5"), f17="Kasse")
    source = ledger.read()
    assert values(source, "rows_outside_period") == {"rows": "2", "files": "EXTF_a.csv"}
    assert (source.state, len(ledger.documents())) == ("fresh", 5)


def test_a_batch_in_the_wrong_year_is_said(ledger: Ledger) -> None:
    """Its header says 2024, the dates of supply (field 115) say 2023."""
    supplies = {"f115": "15032023"}
    ledger.write("EXTF_a.csv", row("R1", **supplies), row("R2", **supplies), row("R3"))
    ledger.write("EXTF_b.csv", row("R4", f115="14032024"), f17="Kasse")
    assert values(ledger.read(), "period_shifted")["files"] == "EXTF_a.csv"


def test_the_newer_list_of_open_items_counts(ledger: Ledger) -> None:
    """R1 was paid after the first list; R2 is on both and would count twice."""
    lists = {
        "OPOS_alt.csv": ["10000;R1;05.01.2024;;100,00;;100,00;;;", "10000;R2;06.01.2024;;50,00;;50,00;;;"],
        "OPOS_neu.csv": ["10000;R2;06.01.2024;;50,00;;50,00;;;", "10000;R3;01.02.2024;;70,00;;70,00;;;"],
        "OPOS_L-Z.csv": ["20000;R9;06.01.2024;;10,00;;10,00;;;"],
    }
    for name, lines in lists.items():
        (ledger.folder / "datev" / name).write_bytes("\n".join([OPEN_ITEMS, *lines, ""]).encode("cp1252"))
    source = ledger.read()
    schema = CONTRACTS["ledger"].member_schemas()["open_items"]
    items = RawStore(ledger.folder / "state" / "raw").scan("ledger", "open_items", schema)
    assert sorted(items.collect()["document_ref1"]) == ["R2", "R3", "R9"]
    assert values(source, "list_replaced")["older"] == "OPOS_alt.csv"


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        ("OPOS_2026-11-27.csv", "OPOS_2026-11-30.csv"),
        ("OPOS_27.11.2026.csv", "OPOS_01.12.2026.csv"),
        ("OPOS Nov 2026.csv", "OPOS Dez 2026.csv"),
    ],
)
def test_of_two_lists_the_one_whose_name_says_a_later_day_counts(ledger: Ledger, friday: str, monday: str) -> None:
    """R2 was written on Friday and paid over the counter; since then nothing was written, and R1 is still open."""
    open_one = "10000;R1;06.11.2026;;50,00;;50,00;;;"
    for name, lines in ((friday, [open_one, "10000;R2;27.11.2026;;70,00;;70,00;;;"]), (monday, [open_one])):
        (ledger.folder / "datev" / name).write_bytes("\n".join([OPEN_ITEMS, *lines, ""]).encode("cp1252"))
    assert values(ledger.read(), "list_replaced")["older"] == friday
    schema = CONTRACTS["ledger"].member_schemas()["open_items"]
    items = RawStore(ledger.folder / "state" / "raw").scan("ledger", "open_items", schema)
    assert items.collect()["document_ref1"].to_list() == ["R1"]


def write_list(file: Path, *lines: str, title: str = "", day: int = 30) -> None:
    """Write a list of open items on a day of November 2026."""
    file.write_bytes("\n".join([title, OPEN_ITEMS, *lines, ""]).encode("cp1252"))
    at = datetime(2026, 11, day, 12, tzinfo=UTC).timestamp()
    os.utime(file, (at, at))


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        # What the titles say counts, whichever was written to the folder first.
        (
            {"title": "Offene Posten Debitoren, Stand 27.11.2026", "day": 30},
            {"title": "Stichtag: 30.11.2026", "day": 27},
        ),
        # Where they say nothing, the day on which the file was written does.
        ({"day": 27}, {"day": 30}),
        ({"title": "Stand 30.11.2026", "day": 27}, {"day": 30}),
    ],
)
def test_of_two_lists_the_one_that_says_a_later_day_or_was_written_on_one_counts(
    ledger: Ledger, friday: dict[str, Any], monday: dict[str, Any]
) -> None:
    """R2 was written on Friday and paid over the counter; since then nothing was written, and R1 is still open."""
    open_one = "10000;R1;06.11.2026;;50,00;;50,00;;;"
    folder = ledger.folder / "datev"
    write_list(folder / "OPOS_b.csv", open_one, "10000;R2;27.11.2026;;70,00;;70,00;;;", **friday)
    write_list(folder / "OPOS_a.csv", open_one, **monday)
    assert values(ledger.read(), "list_replaced")["older"] == "OPOS_b.csv"


def test_what_was_settled_stays_so_while_another_file_changes(ledger: Ledger) -> None:
    ledger.write("EXTF_alt.csv", row("R1"))
    ledger.write("EXTF_neu.csv", row("R1"), row("R2"), f6=APRIL)
    first = ledger.read()
    (ledger.folder / "datev" / "OPOS.csv").write_bytes(f"{OPEN_ITEMS}\n10000;R1;05.01.2024;;1,00;;1,00;;;\n".encode())
    again = ledger.read()
    assert ledger.documents() == eur(R1="119.00", R2="119.00")
    assert (codes(again), again.quarantined) == (codes(first), first.quarantined) == (["batch_replaced"], 1)
    (ledger.folder / "datev" / "EXTF_neu.csv").unlink()
    assert codes(ledger.read()) == []
    assert (ledger.documents(), ledger.rejects()) == (eur(R1="119.00"), [])


@pytest.mark.slow
def test_the_figures_have_what_counts_and_the_check_doubts_it(ledger: Ledger) -> None:
    """The newer of two exports counts; whether S2 of the quarter and S2 of the part are one posting nobody can say."""
    ledger.write("EXTF_alt.csv", row("R1"))
    ledger.write("EXTF_neu.csv", row("R1"), row("R2"), f6=APRIL)
    ledger.write("EXTF_q1.csv", row("S1"), row("S2"), f15="20240101", f17="Quartal")
    ledger.write("EXTF_teil.csv", row("S2"), f17="Teil")
    ledger.write("EXTF_kasse.csv", row("K1", guid="A-1"), row("K1", "1,00", guid="A-1"), f17="Kasse")
    settings = ledger.folder / "clientinfo.toml"
    refresh(read_settings(settings))
    snapshot = SnapshotStore(ledger.folder / "state" / "snapshots").newest()
    counted = [
        ("EXTF_kasse.csv", "K1"),
        ("EXTF_kasse.csv", "K1"),
        ("EXTF_neu.csv", "R1"),
        ("EXTF_neu.csv", "R2"),
        ("EXTF_q1.csv", "S1"),
        ("EXTF_q1.csv", "S2"),
        ("EXTF_teil.csv", "S2"),
    ]
    for table in ("ledger_postings", "profit_entries"):
        rows = snapshot.whole(table).select("source_file", "number").rows()
        assert sorted(rows) == counted, table
    verdict = open_directory(settings).verdict()
    assert verdict is not None
    examples = {each.kind: each.examples for each in verdict.open_groups}
    assert [each.file for each in examples["batch_doubtful"]] == ["EXTF_teil.csv"]
    assert [each.file for each in examples["posting_id_repeated"]] == ["EXTF_kasse.csv"]
    assert "batch_replaced" not in examples  # nothing to doubt: the newer one has it all
