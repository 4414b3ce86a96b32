"""From raw text to a typed table: nothing is changed on the way, nothing is lost."""

import datetime as dt
import json
from decimal import Decimal

import dataframely as dy
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.contract import REJECT_SCHEMA, Traced
from data_sources.intake import Intake, TextFormats, rejected


class Things(Traced):
    number = dy.String(primary_key=True, min_length=2)
    amount = dy.Decimal(18, 2, nullable=True)
    day = dy.Date(nullable=True)
    moment = dy.Datetime(nullable=True, time_zone="UTC")
    kind = dy.Enum(["x", "y"], nullable=True)
    flag = dy.Bool(nullable=True)
    count = dy.Int32(nullable=True)
    needed = dy.String()


class Points(Traced):
    latitude = dy.Float64(nullable=True)


class Notes(Traced):
    text = dy.String(min_length=2)


class Spans(Traced):
    first = dy.Int32()
    last = dy.Int32()

    @dy.rule()
    def in_order(cls) -> pl.Expr:  # noqa: N805 - a class method, says dataframely
        return pl.col("first") <= pl.col("last")


INTAKE = Intake("ledger", "things", Things)
ROW = {"number": "n1", "needed": "x"}


def raw(*rows, source_rows=None):
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in names}, schema=dict.fromkeys(names, pl.String)
    )
    lines = source_rows or list(range(1, len(rows) + 1))
    return frame.with_columns(pl.lit("f.csv").alias("source_file"), pl.Series("source_row", lines, pl.Int64))


def kept(intake=INTAKE, **values):
    result = intake.check(raw(ROW | values))
    assert result.rejects.is_empty()
    return result.kept.row(0, named=True)


def rule(intake=INTAKE, **values):
    result = intake.check(raw(ROW | values))
    assert result.kept.is_empty()
    assert result.rejects.schema == REJECT_SCHEMA
    return result.rejects["rule"].item(), result.rejects["value"].item()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("1.234,56", "1234.56"), ("-,50", "-0.50"), ("12,", "12"), ("7", "7"), (" 1 ", "1"), ("+3,1", "3.10")),
        # As a spreadsheet prints them, which writes them so into a file that it saves.
        *(
            ("1.234,56 €", "1234.56"),
            ("EUR 5", "5"),
            ("1\N{NO-BREAK SPACE}234,56", "1234.56"),
            ("1'234,5 eur", "1234.50"),
        ),
        ("\N{MINUS SIGN}5,00 €", "-5"),
    ],
)
def test_amounts_with_a_decimal_comma(text, value):
    assert kept(amount=text)["amount"] == Decimal(value)


@pytest.mark.parametrize(
    "text", ["1,234", "1.23,4", "12.34", "1,2,3", "USD 5", "1 23,4", "1e5", "--1", "12345678901234567,00"]
)
def test_an_amount_is_never_rounded_or_guessed(text):
    assert rule(amount=text) == ("amount|not_a_number", text)


def test_amounts_with_a_decimal_point():
    assert kept(Intake("a", "b", Things, TextFormats(decimal_comma=False)), amount="1,234.56")["amount"] == Decimal(
        "1234.56"
    )


@pytest.mark.parametrize(
    ("decimal_comma", "texts", "values"),
    [
        (True, ["7", "-1,5", "1234,56", None], ["7.00", "-1.50", "1234.56", None]),
        (True, ["7", "-1,5", "1.234,56", None], ["7.00", "-1.50", "1234.56", None]),
        (False, ["7", "-1.5", "1234.56", None], ["7.00", "-1.50", "1234.56", None]),
        (False, ["7", "-1.5", "1,234.56", "+.5"], ["7.00", "-1.50", "1234.56", "0.50"]),
    ],
)
def test_a_column_of_amounts_is_read_the_same_whether_one_is_written_oddly_or_none(decimal_comma, texts, values):
    intake = Intake("ledger", "things", Things, TextFormats(decimal_comma=decimal_comma))
    result = intake.check(raw(*(ROW | {"number": f"n{at}", "amount": text} for at, text in enumerate(texts))))
    assert result.rejects.is_empty()
    assert result.kept["amount"].to_list() == [value and Decimal(value) for value in values]


@pytest.mark.parametrize(
    ("decimal_comma", "odd"), [(True, "12.34"), (True, "1,234"), (False, "12,34"), (False, "1.234")]
)
def test_an_odd_amount_among_plain_ones_is_refused_alone(decimal_comma, odd):
    intake = Intake("ledger", "things", Things, TextFormats(decimal_comma=decimal_comma))
    result = intake.check(raw(ROW | {"amount": "1"}, ROW | {"number": "n2", "amount": odd}))
    assert result.kept["amount"].to_list() == [Decimal(1)]
    assert result.rejects.select("rule", "value").rows() == [("amount|not_a_number", odd)]


def test_amounts_written_in_several_ways_stay_with_their_records():
    texts = ["1,5", "1.190,00", None, "-7", "1.19", "+3", "12,345", "(2,50 €)", "8,25"]
    result = INTAKE.check(raw(*(ROW | {"number": f"n{at}", "amount": text} for at, text in enumerate(texts))))
    amounts = {"n0": "1.5", "n1": "1190", "n2": None, "n3": "-7", "n5": "3", "n7": "-2.5", "n8": "8.25"}
    assert dict(result.kept.select("number", "amount").rows()) == {n: a and Decimal(a) for n, a in amounts.items()}
    assert result.rejects["value"].to_list() == ["1.19", "12,345"]


def test_other_types():
    row = kept(day="01.02.2020", moment="01.07.2020 10:00", kind="y", flag="Ja", count="-7")
    assert row["day"] == dt.date(2020, 2, 1)
    assert row["moment"] == dt.datetime(2020, 7, 1, 8, 0, tzinfo=dt.UTC)
    assert (row["kind"], row["flag"], row["count"]) == ("y", True, -7)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"day": "31.02.2020"}, ("day|not_a_date", "31.02.2020")),
        ({"moment": "heute"}, ("moment|not_a_moment", "heute")),
        ({"kind": "z"}, ("kind|unknown_code", "z")),
        ({"flag": "vielleicht"}, ("flag|not_yes_or_no", "vielleicht")),
        ({"count": "1,5"}, ("count|not_a_whole_number", "1,5")),
        ({"count": "99999999999"}, ("count|not_a_whole_number", "99999999999")),
        ({"needed": "  "}, ("needed|nullability", None)),
        ({"number": "n"}, ("number|min_length", "n")),
    ],
)
def test_rules_are_named(values, expected):
    assert rule(**values) == expected


def test_codes_become_the_contracts_words():
    intake = Intake("a", "b", Things, codes={"kind": {"10": "x"}})
    assert kept(intake, kind="10")["kind"] == "x"
    assert rule(intake, kind="y") == ("kind|unknown_code", "y")


def test_the_last_sound_record_of_a_key_is_kept():
    rows = [
        ROW | {"amount": "1"},
        ROW | {"amount": "2"},
        ROW | {"amount": "x"},
        ROW | {"needed": ""},
        {**ROW, "number": "n2"},
    ]
    result = INTAKE.check(raw(*rows))
    assert result.kept["source_row"].to_list() == [2, 5]
    assert dict(result.rejects.select("line", "rule").iter_rows()) == {
        1: "duplicate_key",
        3: "amount|not_a_number",
        4: "needed|nullability",
    }
    assert result.rejects.filter(pl.col("rule") == "duplicate_key")["value"].to_list() == ["n1"]


def test_several_records_of_one_line_are_told_apart():
    result = Intake("a", "notes", Notes).check(
        raw({"text": "gut"}, {"text": "x"}, {"text": "auch"}, source_rows=[1, 1, 1])
    )
    assert result.kept["text"].to_list() == ["gut", "auch"]
    assert result.rejects["value"].to_list() == ["x"]


def test_a_connectors_own_rule_goes_first():
    rule_ = pl.when(pl.col("amount") == "13").then(pl.lit("amount|unlucky"))
    result = INTAKE.check(raw(ROW | {"amount": "13", "day": "nie"}, ROW | {"amount": "14"}), rule_)
    assert result.rejects.select("rule", "value").rows() == [("amount|unlucky", "13")]
    assert result.kept.height == 1
    everything = INTAKE.check(raw(ROW, ROW), pl.lit("no"))
    assert everything.rejects["rule"].to_list() == ["no", "no"]
    assert INTAKE.check(raw(ROW).clear(), pl.lit("no")).rejects.is_empty()


def test_a_reject_keeps_its_record():
    result = INTAKE.check(raw(ROW | {"amount": "x", "unknown": "mehr"}))
    assert json.loads(result.rejects["record"].item()) == ROW | {"amount": "x", "unknown": "mehr"}


def test_whole_lines_can_be_rejected():
    lines = pl.DataFrame({"line": [3], "record": ["a;b"]})
    assert rejected("ledger", "things", "f.csv", lines, "fragment").rows() == [
        ("ledger", "things", "f.csv", 3, "fragment", "a;b", "a;b")
    ]


texts = st.none() | st.text(max_size=8) | st.sampled_from(["n1", "n2", "1,00", "01.01.2020", "ja", "x"])


@pytest.mark.slow
@given(
    st.lists(
        st.fixed_dictionaries(
            dict.fromkeys(["number", "amount", "day", "moment", "kind", "flag", "count", "needed"], texts)
        ),
        max_size=6,
    )
)
def test_every_record_is_kept_or_rejected_once(rows):
    frame = raw(*rows) if rows else raw(ROW).clear()
    result = INTAKE.check(frame)
    Things.validate(result.kept)
    places = [*result.kept["source_row"].to_list(), *result.rejects["line"].to_list()]
    assert sorted(places) == frame["source_row"].to_list()


COMMA, POINT = TextFormats(decimal_comma=True), TextFormats(decimal_comma=False)


def latitude(text, formats=COMMA):
    checked = Intake("places", "points", Points, formats).check(raw({"latitude": text}))
    return checked.kept["latitude"].to_list(), checked.rejects.select("rule", "value").rows()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("50,33", 50.33),
        ("1.234,5", 1234.5),
        ("-0,5", -0.5),
        ("+7", 7.0),
        (",25", 0.25),
        ("12,", 12.0),
        ("1,5e-3", 0.0015),
    ],
)
def test_a_float_with_a_decimal_comma(text, value):
    assert latitude(text) == ([value], [])


@pytest.mark.parametrize(("text", "value"), [("50.33", 50.33), ("1,234.5", 1234.5), ("-0.5", -0.5)])
def test_a_float_with_a_decimal_point(text, value):
    assert latitude(text, POINT) == ([value], [])


@pytest.mark.parametrize("text", ["50.33", "1,2,3", "nord", "NaN", "inf", "1.23,4", "--1", "0x10", "5 0"])
def test_what_is_not_a_float_says_so(text):
    assert latitude(text) == ([], [("latitude|not_a_number", text)])


@given(st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 6)))
def test_a_float_comes_back_as_it_was_written(value):
    grouped = f"{value:,.6f}"
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    assert latitude(swapped)[0] == [value]
    assert latitude(grouped, POINT)[0] == [value]


def test_a_rule_over_several_columns_is_tried_though_each_column_keeps_its_own():
    result = Intake("ledger", "spans", Spans).check(raw({"first": "3", "last": "4"}, {"first": "4", "last": "3"}))
    assert result.kept["source_row"].to_list() == [1]
    assert result.rejects.select("line", "rule").rows() == [(2, "in_order")]
