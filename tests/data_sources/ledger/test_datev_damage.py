"""Damaged, locked and foreign files: every record is kept or quarantined, and nothing is raised but SourceError."""

import csv
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_sources.connector import UNREAD
from data_sources.errors import SourceAbsent, SourceError, SourceSettingsWrong, SourceUnreadable
from data_sources.ledger.datev import Datev
from data_sources.remarks import remark
from tests.data_sources.ledger.datev_files import (
    datev_file,
    header,
    headings,
    posting,
    read,
    read_one,
    record,
    rules,
    write,
)


def damaged(folder, *lines, **changes):
    return read_one(folder, datev_file(lines, **changes))


def test_a_broken_quote_costs_its_own_line_only(tmp_path):
    broken = posting().replace("Inspektion", '"Inspektion')
    batch = damaged(tmp_path, posting(f1="1"), broken, posting(f1="2"), posting(f1="3"), broken, posting(f1="4"))
    assert rules(batch) == [(4, "broken_quotes"), (7, "broken_quotes")]
    assert batch.rejects["record"].to_list() == [broken, broken]
    assert batch.kept["amount"].cast(pl.Int64).to_list() == [1, 2, 3, 4]
    assert batch.kept["source_row"].to_list() == [3, 5, 6, 8]


@pytest.mark.parametrize("text", ['Rohr 12" lang', '"Firma "Muster" GmbH"', '"offen', 'zu"', '""doppelt""', '"a" b'])
def test_quotes_that_stand_where_none_may(tmp_path, text):
    line = posting().replace("Inspektion", text)
    batch = damaged(tmp_path, posting(), line, posting())
    assert rules(batch) == [(4, "broken_quotes")]
    assert batch.rejects["record"].to_list() == [line]


def test_line_ends_inside_a_text(tmp_path):
    batch = damaged(
        tmp_path, posting(f14='eins\r\nzwei\nund "drei"; vier'), posting(f1="2", f14="\n\n"), posting(f1="3")
    )
    assert rules(batch) == []
    assert batch.kept["source_row"].to_list() == [3, 6, 9]
    assert batch.kept["text"].to_list() == ['eins\nzwei\nund "drei"; vier', None, "Inspektion"]


def test_line_ends_inside_a_text_beside_broken_quotes(tmp_path):
    broken = posting().replace("Inspektion", '"Inspektion')
    batch = damaged(tmp_path, broken, posting(f14="eins\nzwei"), broken, posting(f1="2"))
    assert rules(batch) == [(3, "broken_quotes"), (6, "broken_quotes")]
    assert batch.kept["text"].to_list() == ["eins\nzwei", "Inspektion"]


def test_a_line_end_in_a_text_without_quotes_makes_two_halves(tmp_path):
    first, _, second = posting(f14="eins zwei").partition(" ")
    batch = damaged(tmp_path, posting(), first, second, posting())
    assert rules(batch) == [(4, "split_record"), (5, "split_record")]
    assert batch.kept.height == 2


def test_one_separator_too_many_shifts_the_values_and_is_refused(tmp_path):
    line = posting().replace("Inspektion", "Öl; Filter")
    assert rules(damaged(tmp_path, posting(), line, posting())) == [(4, "too_many_fields")]


def test_a_separator_too_many_is_no_less_one_where_another_line_lacks_its_last(tmp_path):
    """Together the lines have as many as they should, and only some columns are read: no value may move to its neighbour."""
    line, short = posting().replace("Inspektion", "Öl; Filter"), posting().removesuffix(";")
    batch = damaged(tmp_path, posting(), line, short, posting())
    assert rules(batch) == [(4, "too_many_fields")]
    assert batch.kept["source_row"].to_list() == [3, 5, 6]


def test_one_more_separator_at_the_end_of_every_line_is_none_too_many(tmp_path):
    batch = damaged(tmp_path, posting() + ";", posting() + ";")
    assert rules(batch) == []


def test_fragments_and_blank_lines(tmp_path):
    batch = damaged(tmp_path, "", posting(), "Rest einer Zeile", "   ", "1;2;3", posting(), "", "", ";" * 124)
    assert rules(batch) == [(5, "fragment"), (7, "fragment"), (11, "posted_on|nullability")]
    assert batch.kept["source_row"].to_list() == [4, 8]


@pytest.mark.parametrize("cut", range(1, 150, 7))
def test_a_cut_off_file_loses_its_last_record_to_the_quarantine(tmp_path, cut):
    text = datev_file([posting(), posting(), posting(f14="Öl; Filter")]).removesuffix("\r\n")[:-cut]
    batch = read_one(tmp_path, text)
    assert rules(batch) == [(5, "truncated")]
    assert batch.kept.height == 2


def test_a_file_without_a_last_line_end_is_whole(tmp_path):
    assert rules(read_one(tmp_path, datev_file([posting(), posting()]).rstrip())) == []


def test_a_dos_end_of_file_mark_is_no_record(tmp_path):
    assert read_one(tmp_path, datev_file([posting()]) + "\x1a").rows == 1


def test_control_characters_and_bytes_without_meaning(tmp_path):
    text = datev_file([posting(), posting(f14="a\x00b"), posting(f14="Öl"), posting(f14="?")]).encode("cp1252")
    batch = read_one(tmp_path, text.replace(b";?;", b";\x81;"))
    assert rules(batch) == [(4, "control_character"), (6, "unreadable_character")]
    assert batch.kept["text"].to_list() == ["Inspektion", "Öl"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_encodings_and_line_ends(tmp_path, encoding, end):
    text = datev_file([posting(f14="Größe 5 €; „Öl“"), posting()], end=end)
    batch = read_one(tmp_path, text.encode(encoding))
    assert rules(batch) == []
    assert batch.kept["text"].to_list() == ["Größe 5 €; „Öl“", "Inspektion"]


def test_damaged_utf8_stays_utf8(tmp_path):
    text = datev_file([posting(f14="Größe"), posting(f14="Müller"), posting(f14="Äpfel")]).encode()
    batch = read_one(tmp_path, text.replace("ü".encode(), b"\xc3"))
    assert rules(batch) == [(4, "unreadable_character")]
    assert batch.kept["text"].to_list() == ["Größe", "Äpfel"]


def test_the_settings_may_name_the_encoding(tmp_path):
    batch = read_one(tmp_path, datev_file([posting(f14="Größe")]).encode("cp850"), encoding="cp850")
    assert batch.kept["text"].to_list() == ["Größe"]
    with pytest.raises(SourceSettingsWrong, match="klingonisch"):
        read(tmp_path, encoding="klingonisch")


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (header(f3="Buchung"), "category"),
        (header(f14=""), "field 14"),
        (header(f14="12"), "field 14"),
        (header(f13="", f15="", f16=""), "fiscal year"),
        ('"EXTF";700;21;"Buchungs', "split"),
        ("Konto;Betrag;Text", "neither a DATEV file"),
    ],
)
def test_a_header_that_cannot_be_understood(tmp_path, first, why):
    batch = damaged(tmp_path, posting(), posting(), first=first)
    assert batch.damage is not None
    assert why in batch.damage
    assert batch.kept.is_empty()
    assert rules(batch) == [(n, "file_header") for n in (1, 2, 3, 4)]
    assert batch.rejects["record"].to_list()[3] == posting()


def test_empty_and_binary_files(tmp_path):
    write(tmp_path, "EXTF_good.csv", datev_file([posting()]))
    write(tmp_path, "EXTF_empty.csv", b"")
    write(tmp_path, "EXTF_rubbish.csv", bytes(range(256)) * 20)
    write(tmp_path, "EXTF_zeros.csv", b"\x00" * 1000)
    write(tmp_path, "EXTF_header_only.csv", header() + "\r\n" + headings())
    by_file = {batch.file: batch for batch in read(tmp_path)}
    assert by_file["EXTF_good.csv"].rows == 1
    assert (by_file["EXTF_empty.csv"].rows, by_file["EXTF_empty.csv"].damage) == (0, "the file is empty")
    assert by_file["EXTF_rubbish.csv"].kept.is_empty()
    assert by_file["EXTF_rubbish.csv"].rows > 0
    assert by_file["EXTF_rubbish.csv"].damage
    assert by_file["EXTF_zeros.csv"].damage
    assert (by_file["EXTF_header_only.csv"].rows, by_file["EXTF_header_only.csv"].damage) == (0, None)


def test_other_categories_are_named_in_a_note_and_left_alone(tmp_path):
    write(tmp_path, "EXTF_Wiederkehrend.csv", datev_file(["1;2"], first=header(65), second="a;b"))
    write(tmp_path, "EXTF_b.csv", datev_file([posting()]))
    (batch,) = read(tmp_path)
    assert batch.file == "EXTF_b.csv"
    title = "Wiederkehrende Buchungen"
    assert batch.notes == (remark("other_category", category=65, title=title, files="EXTF_Wiederkehrend.csv"),)


def test_files_that_are_no_text_are_named(tmp_path):
    """Office sends the open items as an Excel sheet: nobody reads it, and somebody has to know."""
    write(tmp_path, "EXTF_a.csv", datev_file([posting()]))
    write(tmp_path, "2026/EXTF_b.csv", datev_file([posting()]))
    elsewhere = ("belege/Rechnung.pdf", ".git/config")  # no export lies there
    for name in ("OPOS.xlsx", "2026/Auswertung.pdf", ".lock", "~$OPOS.xlsx", "Thumbs.db", *elsewhere):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"PK")
    assert read(tmp_path)[0].notes == (remark("files_skipped", files="2026/Auswertung.pdf, OPOS.xlsx"),)


def test_absent_folders_and_files(tmp_path):
    with pytest.raises(SourceAbsent, match="does not exist"):
        read(tmp_path / "nowhere")
    write(tmp_path, "notes.pdf", b"%PDF")
    write(tmp_path, ".EXTF_hidden.csv", datev_file([posting()]))
    with pytest.raises(SourceAbsent, match="no DATEV file"):
        read(tmp_path)
    write(tmp_path, "EXTF_x.csv", datev_file(["1"], first=header(48)))
    with pytest.raises(SourceAbsent, match="48"):
        read(tmp_path)


def test_a_file_that_cannot_be_opened_is_damage_and_a_folder_of_them_is_unreadable(tmp_path):
    (tmp_path / "EXTF_gone.csv").symlink_to(tmp_path / "missing")
    with pytest.raises(SourceUnreadable, match="EXTF_gone"):
        read(tmp_path)
    write(tmp_path, "EXTF_good.csv", datev_file([posting()]))
    by_file = {batch.file: batch for batch in read(tmp_path)}
    assert by_file["EXTF_gone.csv"].rows == 0
    assert "cannot be read" in (by_file["EXTF_gone.csv"].damage or "")
    assert by_file["EXTF_gone.csv"].content == UNREAD
    assert by_file["EXTF_good.csv"].rows == 1


def test_a_file_that_vanishes_while_the_others_are_read(tmp_path):
    write(tmp_path, "EXTF_a.csv", datev_file([posting()]))
    last = write(tmp_path, "EXTF_b.csv", datev_file([posting(f1="2")]))
    batches = Datev(tmp_path).read()
    assert next(batches).rows == 1
    last.unlink()
    vanished = next(batches)
    assert "cannot be read" in (vanished.damage or "")
    assert vanished.content == UNREAD


def zipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("EXTF_1.csv", content)
    return buffer.getvalue()


printable = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]) | st.sampled_from('";\n'), max_size=30
)
few_examples = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.slow
@few_examples
@given(texts=st.lists(printable, min_size=1, max_size=8), encoding=st.sampled_from(["cp1252", "utf-8"]))
def test_any_text_comes_through_unchanged(tmp_path, texts, encoding):
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    values = {1: "1", 2: "S", 7: "10000", 8: "8400", 10: "1503"}
    for text in texts:
        writer.writerow([({**values, 14: text}).get(n, "") for n in range(1, 126)])
    content = (header() + "\r\n" + headings() + "\r\n" + buffer.getvalue()).encode(encoding)
    batch = read_one(tmp_path, content, encoding=encoding)
    assert rules(batch) == []
    got = batch.kept["text"].to_list()
    assert [(text or "").strip() for text in got] == [text.strip() for text in texts]


@pytest.mark.slow
@few_examples
@given(data=st.data())
def test_any_damage_to_the_bytes_leaves_every_record_kept_or_quarantined(tmp_path, data):
    lines = [posting(20, f1=str(n), f14=f'Öl "{n}"; x') for n in range(1, 9)]
    whole = bytearray(datev_file(lines, width=20).encode("cp1252"))
    body = len((header() + headings(width=20)).encode("cp1252")) + 4
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(body, len(whole) - 1))
        whole[place] = data.draw(st.sampled_from([*list(b'";\n\r\x00\xff\x81A,0'), whole[place]]))
    cut = data.draw(st.integers(body, len(whole)))
    content = bytes(whole[:cut])
    (batch,) = read_into(tmp_path, content)
    assert batch.rows == batch.kept.height + batch.rejects.height
    text = content.decode("cp1252", "replace")[body:]
    told = {*batch.kept["source_row"].to_list(), *batch.rejects["line"].to_list()}
    assert len(told) == batch.rows  # every record begins on a line of its own
    physical = text.rstrip("\x1a").split("\n")
    spans = sorted(told)
    for number, line in enumerate(physical, start=3):
        if line.strip() and number not in told:  # then it goes on with a text of the record before
            assert spans
            assert spans[0] < number
    rejected = "\n".join(batch.rejects["record"].to_list())
    for n, line in enumerate(lines, start=3):  # an untouched line is kept or quarantined as a whole
        if (
            n - 3 < len(physical)
            and physical[n - 3].rstrip("\r") == line
            and n not in batch.kept["source_row"].to_list()
        ):
            assert line in rejected or any(line in (text or "") for text in batch.kept["text"].to_list())


@few_examples
@given(
    content=st.binary(max_size=400) | st.builds(lambda tail: b'"EXTF";700;21;"B";13;' + tail, st.binary(max_size=300))
)
def test_nothing_but_a_source_error_is_ever_raised(tmp_path, content):
    try:
        (batch,) = read_into(tmp_path, content)
    except SourceError:
        return
    assert batch.rows == batch.kept.height + batch.rejects.height


def read_into(folder: Path, content: bytes):
    write(folder, "EXTF_Buchungsstapel.csv", content)
    return read(folder)


def test_master_data_lines_that_are_no_records(tmp_path):
    lines = [record({1: "8400", 2: "Erlöse"}, 4), "Rest", record({1: "8400", 2: "x"}, 5)]
    batch = read_one(tmp_path, datev_file(lines, 20), "EXTF_Kontenbeschriftungen.csv")
    assert rules(batch) == [(4, "fragment"), (5, "too_many_fields")]


def test_a_file_put_together_of_two_encodings(tmp_path):
    """Most lines are cp1252; the second is UTF-8, the third was joined from both and is refused."""
    lines = datev_file(
        [posting(f11=str(number), f14=text) for number, text in enumerate(["Größe", "Öl", "äß", "Käse"])]
    ).split("\r\n")
    mixed = [line.encode("cp1252") for line in lines]
    mixed[3] = lines[3].encode()
    before, text, after = lines[4].partition("ä")
    mixed[4] = before.encode() + text.encode() + after.encode("cp1252")
    batch = read_one(tmp_path, b"\r\n".join(mixed))
    assert batch.kept["text"].to_list() == ["Größe", "Öl", "Käse"]
    assert rules(batch) == [(5, "unreadable_character")]


@pytest.mark.parametrize(("name", "pack"), [("EXTF_1.csv.gz", gzip.compress), ("EXTF_1.zip", zipped)])
def test_a_packed_export_says_what_to_do_with_it(tmp_path, name, pack):
    write(tmp_path, name, pack(datev_file([posting()]).encode("cp1252")))
    (batch,) = read(tmp_path)
    assert batch.kept.is_empty()
    assert "unpack it into this folder" in (batch.damage or "")
