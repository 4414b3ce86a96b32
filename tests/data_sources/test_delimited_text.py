"""Records out of text: exact splitting, exact line numbers, nothing lost."""

import csv
import io
from pathlib import Path
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_sources.delimited_text import Delimited
from data_sources.even_lines import pieces
from data_sources.read_as import encoding_note
from data_sources.record_form import Form
from data_sources.record_reader import RecordReader
from data_sources.remarks import remark
from data_sources.text_blocks import LONGEST_LINE, text_blocks
from tests.property_examples import examples

SMALL_FILE = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(150), deadline=None
)


def read(path: Path, names: list[str], *, first_line: int = 1, block_bytes: int = 1 << 20, **layout: str):
    stretches = list(Delimited(**layout).records(path, names, first_line, block_bytes=block_bytes))
    fields = pl.concat(stretch.fields for stretch in stretches)
    broken = pl.concat(stretch.broken for stretch in stretches)
    return fields, broken


def write(tmp_path: Path, text: str, encoding: str = "cp1252") -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("block_bytes", [16, 40, 1 << 20])
def test_records_keep_their_physical_line(tmp_path, block_bytes):
    path = write(
        tmp_path,
        '1;Müller;x\r\n2;"Zeile eins\r\n\r\nZeile; drei";y\r\n\r\n3;12" Rad;z\r\n4;"sagt ""ja""";\r\n',
    )
    fields, broken = read(path, ["a", "b", "c"], block_bytes=block_bytes)
    assert fields.rows() == [
        ("1", "Müller", "x", 1),
        ("2", "Zeile eins\n\nZeile; drei", "y", 2),
        ("3", '12" Rad', "z", 6),
        ("4", 'sagt "ja"', "", 7),
    ]
    assert broken.is_empty()


@pytest.mark.parametrize("block_bytes", [16, 1 << 20])
def test_a_broken_line_does_not_take_others_along(tmp_path, block_bytes):
    path = write(tmp_path, '1;a\n2;"offen\n3;c\n4;"x"y\n5;e;zuviel\nnur\n6;"f"\n7;g\n8;"ab')
    fields, broken = read(path, ["a", "b"], block_bytes=block_bytes)
    assert fields.rows() == [("1", "a", 1), ("3", "c", 3), ("6", "f", 7), ("7", "g", 8)]
    assert broken.rows() == [
        (2, '2;"offen', "broken_quotes"),
        (4, '4;"x"y', "broken_quotes"),
        (5, "5;e;zuviel", "too_many_fields"),
        (6, "nur", "fragment"),
        (9, '8;"ab', "truncated"),
    ]


def test_a_last_line_without_its_end_is_a_record_when_it_is_whole(tmp_path):
    fields, broken = read(write(tmp_path, "1;a\n2;b"), ["a", "b"])
    assert fields["a"].to_list() == ["1", "2"]
    assert broken.is_empty()


@pytest.mark.parametrize(
    ("raw", "declared"),
    [
        ("1;Müßig\n".encode("cp1252"), "cp1252"),
        ("1;Müßig\n".encode(), "cp1252"),
        ("1;Müßig\n".encode("utf-8-sig"), "cp1252"),
        ("1;Müßig\n".encode("cp1252"), "utf-8"),
        ("1;Müßig\n".encode("cp850"), "cp850"),
        ("1;Müßig\r\n".encode("utf-16"), "cp1252"),
    ],
)
def test_the_bytes_decide_on_the_encoding(tmp_path, raw, declared):
    path = tmp_path / "file.csv"
    path.write_bytes(raw)
    fields, broken = read(path, ["a", "b"], encoding=declared)
    assert fields.rows() == [("1", "Müßig", 1)]
    assert broken.is_empty()


def test_lines_that_are_no_text_are_quarantined_with_their_bytes(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"1;M\xfcller\n2;\x81\n3;a\0b\n4;gut\n")
    fields, broken = read(path, ["a", "b"])
    assert fields.rows() == [("1", "Müller", 1), ("4", "gut", 4)]
    assert broken.rows() == [(2, r"2;\x81", "unreadable_character"), (3, "3;a\0b", "control_character")]


def test_lines_of_utf8_among_others_are_read_as_what_they_are(tmp_path):
    lines = [
        "1;Größe".encode("cp1252"),
        "2;Käse".encode("cp1252"),
        "3;Öl".encode(),
        "4;ä".encode() + "ö".encode("cp1252"),
    ]
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n".join([*lines, b""]))
    fields, broken = read(path, ["a", "b"])
    assert fields["b"].to_list() == ["Größe", "Käse", "Öl"]
    assert broken.select("line", "rule").rows() == [(4, "unreadable_character")]


def test_other_separators_and_no_quotes(tmp_path):
    fields, broken = read(write(tmp_path, '1\t"a\n2\tb"\n'), ["a", "b"], separator="\t", quote="")
    assert fields.rows() == [("1", '"a', 1), ("2", 'b"', 2)]
    assert broken.is_empty()


@pytest.mark.parametrize("skip_lines", [0, 1])
@pytest.mark.parametrize("first", ["sep=,", '"sep=,"', "SEP=,"])
def test_the_line_that_tells_excel_the_separator_tells_us(tmp_path, first, skip_lines):
    opened = Delimited(separator=";").opened(write(tmp_path, f"{first}\r\nNr,Name\r\n1,a;b\r\n"), skip_lines)
    assert opened.headings == ["Nr", "Name"]
    assert [row for each in opened.records(["nr", "name"]) for row in each.fields.rows()] == [("1", "a;b", 3)]


def test_a_heading_that_begins_so_is_one(tmp_path):
    assert Delimited().opened(write(tmp_path, "sep=x;Name\r\n1;a\r\n")).headings == ["sep=x", "Name"]


@pytest.mark.parametrize(("encoding", "code"), [("cp850", "encoding_dos"), ("mac-roman", "encoding_mac")])
def test_a_file_of_another_system_is_read_as_such_and_says_so(tmp_path, encoding, code):
    opened = Delimited().opened(write(tmp_path, "Nr;Name\r\n1;Müller\r\n2;Straße\r\n", encoding))
    assert encoding_note(opened.encoding, "cp1252") == (remark(code, encoding="cp1252"),)
    assert encoding_note(opened.encoding, encoding) == ()
    assert [row[1] for each in opened.records(["nr", "name"]) for row in each.fields.rows()] == ["Müller", "Straße"]


def test_the_last_fields_may_be_left_out_where_allowed(tmp_path):
    path = write(tmp_path, '1;a;b\n2;"x;y"\n3\n')
    (stretch,) = Delimited().records(path, ["a", "b", "c"], min_width=2)
    assert stretch.fields.rows() == [("1", "a", "b", 1), ("2", "x;y", "", 2)]
    assert stretch.broken["line"].to_list() == [3]


def test_a_text_that_forges_a_record_is_refused_around_it(tmp_path):
    fields, broken = read(write(tmp_path, '1;"Notiz\n2;b\nEnde"\n'), ["a", "b"])
    assert fields.rows() == [("2", "b", 2)]
    assert broken.rows() == [(1, '1;"Notiz', "broken_quotes"), (3, 'Ende"', "fragment")]


def test_a_text_ends_in_its_line_also_where_an_inch_sign_follows(tmp_path):
    fields, broken = read(write(tmp_path, '1;"Notiz\nEnde";12" Rad\n2;b;c\n"3;d;e\n'), ["a", "b", "c"])
    assert fields.rows() == [("1", "Notiz\nEnde", '12" Rad', 1), ("2", "b", "c", 3)]
    assert broken.rows() == [(4, '"3;d;e', "broken_quotes")]


@pytest.mark.parametrize("line", ['";x";"', 'x";"y', '1;"x'])
def test_a_file_whose_quotes_never_come_out_even_is_looked_at_once(tmp_path, line):
    """Each line could begin a text of up to five hundred others: tried one by one, 30 kB took half a minute."""
    path = write(tmp_path, f"{line}\n" * 2000)
    looked_at = 0

    def counting(form: Form, text: str) -> int | None:
        nonlocal looked_at
        looked_at += len(text) + 1
        return within(form, text)

    within = Form.separators_within_open_text
    with patch.object(Form, "separators_within_open_text", counting):
        fields, broken = read(path, ["a", "b", "c"])
    assert 0 < looked_at <= path.stat().st_size
    assert (fields.height, broken["line"].to_list()) == (0, list(range(1, 2001)))


@pytest.mark.parametrize(("end", "text"), [("\r\n", "1;a"), ("\r\n", "1;abc"), ("\r", "1;a"), ("\r", "1;abc")])
@pytest.mark.parametrize("block_bytes", [3, 4, 5, 6, 7])
def test_a_line_end_may_lie_across_two_pieces_of_a_file(tmp_path, end, text, block_bytes):
    fields, broken = read(write(tmp_path, f'{text}{end}2;"x{end}y"{end}3;c{end}'), ["a", "b"], block_bytes=block_bytes)
    assert fields["source_row"].to_list() == [1, 2, 4]
    assert fields["b"].to_list() == [text[2:], "x\ny", "c"]
    assert broken.is_empty()


def test_headings_over_several_lines_are_joined(tmp_path):
    path = write(tmp_path, 'Export vom 01.01.\n\n"Kunden\nnummer";Name\n1;a\n')
    opened = Delimited().opened(path, skip_lines=1)
    assert (opened.headings, opened.first_line) == (["Kunden\nnummer", "Name"], 5)
    assert next(opened.records(["nr", "name"])).fields.rows() == [("1", "a", 5)]
    assert Delimited().opened(write(tmp_path, "")).headings == []


# a separator inside a text of several lines could make one of them a whole record: tested on its own
FIELD = st.one_of(st.text(st.sampled_from('aß1 ;",'), max_size=6), st.text(st.sampled_from('aß1 "\n,'), max_size=6))


@pytest.mark.slow
@SMALL_FILE
@given(
    rows=st.lists(st.tuples(st.integers(0, 999).map(str), FIELD, FIELD, FIELD), min_size=1, max_size=12),
    block_bytes=st.sampled_from([8, 30, 1 << 20]),
    encoding=st.sampled_from(["cp1252", "utf-8"]),
)
def test_what_a_csv_writer_writes_comes_back(tmp_path, rows, block_bytes, encoding):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    fields, broken = read(
        write(tmp_path, text.getvalue(), encoding), ["a", "b", "c", "d"], block_bytes=block_bytes, encoding=encoding
    )
    lines = [1 + sum(2 - 1 + "".join(row).count("\n") for row in rows[:at]) for at in range(len(rows))]
    assert broken.is_empty()
    assert fields.rows() == [(*row, line) for row, line in zip(rows, lines, strict=True)]


@SMALL_FILE
@given(
    text=st.text(st.sampled_from('ab;"\n'), max_size=60),
    block_bytes=st.sampled_from([4, 16, 1 << 20]),
)
def test_every_line_is_in_a_record_or_in_the_quarantine(tmp_path, text, block_bytes):
    fields, broken = read(write(tmp_path, text), ["a", "b"], block_bytes=block_bytes)
    spans = [
        range(row["source_row"], row["source_row"] + 1 + (row["a"] + row["b"]).count("\n"))
        for row in fields.iter_rows(named=True)
    ]
    seen = sorted([line for span in spans for line in span] + broken["line"].to_list())
    filled = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    assert len(seen) == len(set(seen))
    assert set(filled) <= set(seen)
    assert fields["source_row"].is_sorted()


@pytest.mark.slow
@SMALL_FILE
@given(text=st.text(st.sampled_from('ab;"\n'), max_size=60), block_bytes=st.sampled_from([4, 9, 16]))
def test_the_size_of_a_stretch_changes_nothing(tmp_path, text, block_bytes):
    path = write(tmp_path, text)
    small, whole = read(path, ["a", "b"], block_bytes=block_bytes), read(path, ["a", "b"])
    assert small[0].rows() == whole[0].rows()
    assert small[1].rows() == whole[1].rows()


def test_a_file_without_line_ends_is_read_in_bounded_pieces_and_nothing_of_it_is_lost(tmp_path):
    """Each block would be put behind all before it: a gigabyte of one line took half an hour."""
    (tmp_path / "a.csv").write_bytes(b"NR;NAME\n" + b"x" * (5 << 20) + b"\n7;Meier\n")
    form = Delimited()
    stretches = list(form.records(tmp_path / "a.csv", ["nr", "name"], 2, block_bytes=64 << 10))
    broken = pl.concat(stretch.broken for stretch in stretches)
    assert broken["record"].str.len_chars().max() <= LONGEST_LINE + (64 << 10)
    assert broken["record"].str.len_chars().sum() == 5 << 20
    assert pl.concat(stretch.fields for stretch in stretches).select("nr", "name").rows() == [("7", "Meier")]


@SMALL_FILE
@given(
    lines=st.lists(
        st.sampled_from(["a;b", "aa;", ";ä ", '"q";b', '"q";"r"', '"";"ä"', "x", "a;b;c", "", "\x01;b"]), max_size=12
    ),
    piece_bytes=st.sampled_from([1, 6, 20, 80]),
    wanted=st.sampled_from([{1: "a", 2: "b"}, {1: "a"}, {2: "b"}]),
)
def test_lines_that_are_records_by_themselves_are_found_beside_others(tmp_path, lines, piece_bytes, wanted):
    """For whole stretches, whatever their size and whichever columns; without quotes over lines a line says itself what it is."""
    with patch("data_sources.even_lines.PIECE_BYTES", piece_bytes):
        form = Form(";", '"', is_exact=True, quotes_are_text=True, controls=r"\x00", fewest=2, headings=2)
        path = write(tmp_path, "\n".join(lines))
        stretches = list(RecordReader(form, wanted).read(text_blocks(path, "cp1252", 1 << 20)))
    numbered = list(enumerate(lines, 1))
    split = [(line.replace('"', "").split(";"), at) for at, line in numbered if line.count(";") == 1]
    records = [(*(values[place - 1] for place in wanted), at) for values, at in split]
    refused = [(at, line) for at, line in numbered if line and line.count(";") != 1]
    assert pl.concat(each.fields for each in stretches).rows() == records
    assert pl.concat(each.broken for each in stretches).select("line", "record").rows() == refused
    as_written = [(at, line) for at, line in numbered if line.count(";") == 1]
    assert pl.concat(each.written(None) for each in stretches).sort("line").rows() == as_written
    some = pl.Series([11, 2, 3, 3, 7], dtype=pl.Int64)
    found = pl.concat(each.written(some) for each in stretches).sort("line")
    assert found.rows() == [(at, line) for at, line in as_written if at in {2, 3, 7, 11}]


def test_an_odd_line_is_looked_at_with_few_of_its_neighbours():
    lines = [f"{at};{'x' * 90}" for at in range(20_000)]
    lines[12_345] += ";one too many"
    cut = pieces("\n".join(lines).encode(), 1, Form(";", '"', headings=2))
    assert [piece.is_even for piece in cut] == [True, False, True]
    assert cut[1].height < 200
    assert lines[12_345].encode() in cut[1].text.split(b"\n")
    assert b"\n".join(piece.text for piece in cut) == "\n".join(lines).encode()
    assert [piece.first_line for piece in cut] == [1, 1 + cut[0].height, 1 + cut[0].height + cut[1].height]


@pytest.mark.parametrize(
    ("text", "is_even"),
    [
        ('"a";"b"\nc;"d"\n"";e', True),
        ('"a;b";c', False),  # a separator in quotes
        ('"a""b";c', False),  # a quote in quotes
        ('a"b";c', False),  # a quote in a value
        ('"a"b;c', False),  # something after the closing one
        ('"a;b\nc";d', False),  # a line end in quotes
        ('"a;b', False),  # never closed
        ('a";"b\nc";"d', False),  # begun inside quotes: each pair holds a separator
        ('"a";"b"\n"c"', False),  # a value too few
    ],
)
def test_quotes_around_whole_values_leave_a_stretch_even(text, is_even):
    assert [piece.is_even for piece in pieces(text.encode(), 1, Form(";", '"', headings=2))] == [is_even]


@pytest.mark.parametrize("controls", [r"\x00", r"[\x00-\x08\x0B\x0C\x0E-\x1F]"])
def test_a_control_character_is_found_whatever_else_stands_below_the_blank(controls):
    form = Form(";", "", fewest=2, headings=2, controls=controls)
    for text, is_even in (
        ("a;b\nc;d", True),
        ("a\t;b\nc;d\t", True),
        ("a;b\nc;\x00d", False),
        ("a;b\x00\nc\t;d", False),
    ):
        assert [each.is_even for each in pieces(text.encode(), 1, form)] == [is_even], text


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a;b\r\nc;d\r\n", ["a;b", "c;d"]),
        (b"a;b\r\nc;d\r", ["a;b", "c;d"]),
        (b"a;b\nc;d\r\n", ["a;b", "c;d"]),
        (b"a;\rb\r\nc;d\r\n", ["a;\rb", "c;d"]),  # one that stands alone is none of a line's end
        (b"a;b\r\r\nc;d\r\r", ["a;b\r", "c;d\r"]),
    ],
)
def test_carriage_returns_before_line_feeds_are_none_of_the_text(tmp_path, data, lines):
    (tmp_path / "file.csv").write_bytes(data)
    blocks = list(text_blocks(tmp_path / "file.csv"))
    assert [line for block in blocks for line in block.lines] == lines


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_needs_no_mark(tmp_path, encoding):
    fields, broken = read(write(tmp_path, "1;Müller\n2;Straße\n3;Jäger\n", encoding), ["a", "b"])
    assert fields["b"].to_list() == ["Müller", "Straße", "Jäger"]
    assert broken.is_empty()


def test_a_file_that_ends_within_a_character_is_cut_off(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("1;Müller\n2;Kö".encode()[:-1])
    fields, broken = read(path, ["a", "b"])
    assert fields.rows() == [("1", "Müller", 1)]
    assert broken.select("line", "rule").rows() == [(2, "truncated")]


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\ufeff", "\u200e", "\u2060"])
def test_what_nobody_sees_makes_no_other_number(tmp_path, unseen):
    path = write(tmp_path, f"{unseen}10012;Mei{unseen}er\n10013{unseen};Öz\n", "utf-8")
    assert read(path, ["a", "b"])[0].rows() == [("10012", "Meier", 1), ("10013", "Öz", 2)]


def test_letters_that_are_joined_stay_joined(tmp_path):
    path = write(tmp_path, "1;می\u200cخواهم\n", "utf-8")
    assert read(path, ["a", "b"])[0]["b"].to_list() == ["می\u200cخواهم"]
