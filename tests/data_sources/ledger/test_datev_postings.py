"""What a posting file says, value by value."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from data_sources.connector import Export, connector_class
from data_sources.ledger.contract import Postings
from data_sources.ledger.datev import Datev
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
from tests.samples import DATEV

D = Decimal


def one(folder, first=None, width=None, **fields):
    batch = read_one(folder, datev_file([posting(width or 125, **fields)], first=first, width=width))
    assert rules(batch) == []
    return batch.kept.row(0, named=True)


def test_connector_is_found_by_its_name():
    assert connector_class("ledger", "datev") is Datev


def test_public_sample_files():
    by_file = {batch.file: batch for batch in read(DATEV)}
    postings = by_file["EXTF_Buchungsstapel.csv"].kept
    assert postings.select("posted_on", "amount", "side", "account", "contra_account", "document_ref1").rows() == [
        (dt.date(2018, 2, 21), D("24.95"), "H", "1200", "4940", None),
        (dt.date(2018, 2, 22), D("5950.00"), "S", "10000", "8400", "RE201802-135"),
    ]
    assert postings["text"].to_list() == ["Fachbuch: Controlling für Dummies", "Honorar FiBu-Seminar"]
    assert postings["contra_kind"].to_list() == ["gl", "gl"]
    assert postings["account_kind"].to_list() == ["gl", "debtor"]
    accounts = by_file["EXTF_Kontenbeschriftungen.csv"].kept
    assert accounts.select("account", "name").rows() == [
        ("0400", "Betriebsausstattung"),
        ("1000", "Kasse"),
        ("1200", "Girokonto"),
    ]
    debtors = by_file["EXTF_Stammdaten.csv"].kept
    assert debtors.select("account", "kind", "name").rows() == [
        ("10000", "debtor", "Mustermann"),
        ("70001", "creditor", "Meyer GmbH"),
        ("70002", "creditor", "Schulze GmbH"),
        ("70003", "creditor", "Scary Kitten  AG"),
    ]
    assert all(batch.rejects.is_empty() for batch in by_file.values() if batch.file.startswith("EXTF"))


def test_every_value_of_a_posting(tmp_path):
    row = one(
        tmp_path,
        f1="1234567,8",
        f2="H",
        f7="10000",
        f8="8400",
        f9="3",
        f11="0107091089",
        f12="140424",
        f13="2,38",
        f14='272237/NA-PT 193 S "Öl"; 5W30',
        f18="40",
        f37="12",
        f38="61",
        f41="20,00",
        f95="272237",
        f96="SR",
        f103="A-1",
        f114="1",
        f115="14032024",
        f117="",
        f118="",
        f119="19,00",
        f125="735",
    )
    assert row == {
        "source_file": "EXTF_Buchungsstapel.csv",
        "source_row": 3,
        "posted_on": dt.date(2024, 3, 15),
        "fiscal_year_start": dt.date(2024, 1, 1),
        "amount": D("1234567.80"),
        "side": "H",
        "account": "10000",
        "contra_account": "8400",
        "account_kind": "debtor",
        "contra_kind": "gl",
        "tax_key": "3",
        "tax_rate": D("19.00"),
        "chart_of_accounts": "51",
        "document_ref1": "0107091089",
        "document_ref2": "140424",
        "cash_discount": D("2.38"),
        "discount_account": "0735",
        "text": '272237/NA-PT 193 S "Öl"; 5W30',
        "cost_center": "12",
        "cost_unit": "61",
        "order_number": "272237",
        "due_on": dt.date(2024, 4, 14),
        "service_on": dt.date(2024, 3, 14),
        "is_locked": True,
        "is_reversal": False,
        "currency": None,
        "currency_amount": None,
        "eu_tax_rate": D("20.00"),
        "circumstance": "40",
        "booking_type": "SR",
        "posting_id": "A-1",
    }


def test_kept_rows_keep_the_contract(tmp_path):
    Postings.validate(read_one(tmp_path, datev_file([posting(), posting(f1="5")])).kept)


@pytest.mark.parametrize(
    ("text", "period", "year_start", "expected"),
    [
        ("101", ("20240101", "20241231"), "20240101", dt.date(2024, 1, 1)),
        ("3101", ("20240101", "20240131"), "20240101", dt.date(2024, 1, 31)),
        ("2902", ("20240201", "20240229"), "20240101", dt.date(2024, 2, 29)),
        ("1510", ("20231001", "20240331"), "20231001", dt.date(2023, 10, 15)),
        ("1502", ("20231001", "20240331"), "20231001", dt.date(2024, 2, 15)),
        ("1510", ("20240201", "20240229"), "20230701", dt.date(2023, 10, 15)),  # outside the period: fiscal year
        ("3006", ("20240201", "20240229"), "20230701", dt.date(2024, 6, 30)),
        ("107", ("", ""), "20230701", dt.date(2023, 7, 1)),
        ("3006", ("", ""), "20230701", dt.date(2024, 6, 30)),
        ("1503", ("20240301", "20240331"), "", dt.date(2024, 3, 15)),
    ],
)
def test_the_year_comes_from_the_header(tmp_path, text, period, year_start, expected):
    first = header(f13=year_start, f15=period[0], f16=period[1])
    assert one(tmp_path, first, f10=text)["posted_on"] == expected


@pytest.mark.parametrize("text", ["3102", "2902", "0", "1313", "x", "150324", "15", ""])
def test_a_date_that_is_none_goes_to_quarantine(tmp_path, text):
    first = header(f13="20230101", f15="20230101", f16="20231231")
    batch = read_one(tmp_path, datev_file([posting(f10=text)], first=first))
    assert batch.kept.is_empty()
    assert batch.rejects["rule"].to_list() in (["posted_on|not_a_date"], ["posted_on|nullability"])


@pytest.mark.parametrize(
    ("reference", "due", "expected"),
    [
        ("150424", "", dt.date(2024, 4, 15)),
        ("10424", "", dt.date(2024, 4, 1)),
        ("150424", "30042024", dt.date(2024, 4, 30)),
        ("150424", "1042024", dt.date(2024, 4, 1)),
        ("15042024", "", dt.date(2024, 4, 15)),
        ("1042024", "", dt.date(2024, 4, 1)),
        ("15041924", "", None),
        ("272237", "", None),
        ("150411", "", None),  # a date, but years before the posting: some other number
        ("RE-2024", "", None),
        ("", "", None),
        ("", "00000000", None),
    ],
)
def test_due_date(tmp_path, reference, due, expected):
    assert one(tmp_path, f12=reference, f117=due)["due_on"] == expected


@pytest.mark.parametrize(
    ("length", "account", "canonical", "kind"),
    [
        ("4", "400", "0400", "gl"),
        ("4", "0400", "0400", "gl"),
        ("4", "10000", "10000", "debtor"),
        ("4", "010000", "10000", "debtor"),
        ("4", "69999", "69999", "debtor"),
        ("4", "70000", "70000", "creditor"),
        ("4", "99999", "99999", "creditor"),
        ("5", "84000", "84000", "gl"),
        ("5", "10000", "10000", "gl"),
        ("5", "100000", "100000", "debtor"),
        ("6", "700000", "700000", "gl"),
        ("6", "7000000", "7000000", "creditor"),
        ("8", "84000000", "84000000", "gl"),
        ("8", "699999999", "699999999", "debtor"),
    ],
)
def test_header_field_14_decides_the_kind_of_account(tmp_path, length, account, canonical, kind):
    row = one(tmp_path, header(f14=length), f7=account, f8=account)
    assert (row["account"], row["account_kind"]) == (canonical, kind)
    assert (row["contra_account"], row["contra_kind"]) == (canonical, kind)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"f1": "-24,95", "f5": "24,95"}, "amount|negative"),
        ({"f1": "--24,95"}, "amount|negative"),
        ({"f1": ""}, "amount|nullability"),
        ({"f1": "24.95"}, "amount|not_a_number"),
        ({"f1": "24,955"}, "amount|not_a_number"),
        ({"f1": "abc"}, "amount|not_a_number"),
        ({"f2": "X"}, "side|unknown_code"),
        ({"f2": ""}, "side|nullability"),
        ({"f7": "123456"}, "account|too_long"),
        ({"f7": "Kasse"}, "account|not_an_account"),
        ({"f8": ""}, "contra_account|nullability"),
        ({"f8": "1234567"}, "contra_account|too_long"),
        ({"f115": "31022024"}, "service_on|not_a_date"),
        ({"f117": "31.02."}, "due_on|not_a_date"),
        ({"f118": "9"}, "is_reversal|not_yes_or_no"),
        ({"f114": "7"}, "is_locked|not_yes_or_no"),
        ({"f119": "neunzehn"}, "tax_rate|not_a_number"),
        ({"f3": "USD"}, "amount|no_euro_amount"),
        ({"f3": "US"}, "currency|unknown_code"),
        ({"f3": "USD", "f5": "-3,00"}, "amount|negative"),
        ({"f3": "USD", "f1": "-3,00", "f5": "3,00"}, "currency_amount|negative"),
        ({"f3": "USD", "f5": "3,00", "f6": "CHF"}, "base_currency|not_euro"),
        ({"f3": "USD", "f4": "0"}, "amount|no_euro_amount"),
    ],
)
def test_a_broken_value_is_quarantined_by_name_with_the_whole_line(tmp_path, fields, rule):
    line = posting(**fields)
    batch = read_one(tmp_path, datev_file([posting(), line, posting()]))
    assert rules(batch) == [(4, rule)]
    assert batch.rejects["record"].to_list() == [line]
    assert batch.rows == 3


def test_a_minus_amount_stands_on_the_other_side(tmp_path):
    """What is cancelled by minus: -1,190 in debit are 1,190 in credit, with its discount and in every currency."""
    lines = [
        posting(f1="-1190,00", f2="S", f13="-23,80"),
        posting(f1="-110,00", f2="h", f3="USD", f5="-100,00", f6="EUR"),
        posting(f1="-110,00", f2="S", f3="USD", f4="1,10", f13="11,00"),
        posting(f1="119,00", f2="S"),
    ]
    batch = read_one(tmp_path, datev_file(lines))
    assert rules(batch) == []
    assert batch.kept.select("side", "amount", "cash_discount").rows() == [
        ("H", D("1190.00"), D("23.80")),
        ("S", D("100.00"), None),
        ("H", D("100.00"), D("10.00")),
        ("S", D("119.00"), None),
    ]


def test_other_postings_are_not_touched_by_a_foreign_one(tmp_path):
    lines = [
        posting(f1="119,00"),
        posting(f1="110,00", f3="USD", f4="1,10"),
        posting(f1="200,00", f3="CHF", f5="190,48", f6="EUR"),
        posting(f1="1,00", f3="USD", f4="3,000000"),
        posting(f1="100", f3="EUR"),
    ]
    kept = read_one(tmp_path, datev_file(lines)).kept
    assert kept.select("amount", "currency", "currency_amount").rows() == [
        (D("119.00"), None, None),
        (D("100.00"), "USD", D("110.00")),
        (D("190.48"), "CHF", D("200.00")),
        (D("0.33"), "USD", D("1.00")),
        (D("100.00"), None, None),
    ]


def test_foreign_money_is_converted_in_every_spelling_that_is_read(tmp_path):
    lines = [
        # 20.00 x 1,052.63 / 1,000.00 = 21.0526; 1,100.00 at 1.10 are 1,000.00.
        posting(f1="1.000,00", f3="CHF", f5="1.052,63", f6="EUR", f13="20,00"),
        posting(f1="1.100,00", f3="USD", f4="1,10", f13="11,00"),
        posting(f1="1.100", f3="USD", f4="1,10"),
        posting(f1="1.10", f3="USD", f4="1,10"),
    ]
    batch = read_one(tmp_path, datev_file(lines))
    assert batch.kept.select("amount", "cash_discount").rows() == [
        (D("1052.63"), D("21.05")),
        (D("1000.00"), D("10.00")),
        (D("1000.00"), None),
    ]
    assert batch.rejects.height == 1


@pytest.mark.parametrize("width", [124, 116])
def test_an_older_version_lacks_the_last_columns(tmp_path, width):
    row = one(tmp_path, width=width, f13="2,38", f115="14032024")
    lacking = [row["discount_account"], *([row["is_reversal"], row["tax_rate"]] if width == 116 else [])]
    assert (row["service_on"], [value or None for value in lacking]) == (dt.date(2024, 3, 14), [None] * len(lacking))


def test_zeros_name_no_account_of_discounts_and_a_debtor_is_none(tmp_path):
    rows = [posting(f13="2,38", f125=text) for text in ("0", "0000", "8731", "10000", "Skonto")]
    batch = read_one(tmp_path, datev_file([*rows, posting(f125="Skonto"), posting(f13="0,00", f125="Skonto")]))
    assert batch.kept["discount_account"].to_list() == [None, None, "8731", None, None]
    assert rules(batch) == [(6, "discount_account|not_an_account"), (7, "discount_account|not_an_account")]


def test_the_headers_currency_holds_where_a_posting_names_none(tmp_path):
    row = one(tmp_path, header(f22="CHF"), f1="200,00", f5="190,48", f6="EUR")
    assert (row["amount"], row["currency"], row["currency_amount"]) == (D("190.48"), "CHF", D("200.00"))


@pytest.mark.parametrize(
    ("of_file", "of_posting", "expected"),
    [("0", "", False), ("1", "", True), ("", "", True), ("0", "1", True), ("1", "0", False)],
)
def test_locked_is_said_by_the_posting_or_else_by_the_file(tmp_path, of_file, of_posting, expected):
    assert one(tmp_path, header(f21=of_file), f114=of_posting)["is_locked"] is expected


@pytest.mark.parametrize(("text", "expected"), [("", False), ("0", False), ("1", True), ("G", True), ("g", True)])
def test_general_reversal(tmp_path, text, expected):
    assert one(tmp_path, f118=text)["is_reversal"] is expected


@pytest.mark.parametrize(
    ("version", "form", "width"),
    [
        ("700", "7", 116),
        ("700", "9", 116),
        ("700", "9", 120),
        ("700", "12", 124),
        ("700", "13", 125),
        ("700", "99", 140),
    ],
)
@pytest.mark.parametrize("mark", ["EXTF", "DTVF"])
def test_format_versions(tmp_path, version, form, width, mark):
    row = one(tmp_path, header(f1=mark, f2=version, f5=form), width, f37="12", f114="1")
    assert (row["cost_center"], row["is_locked"], row["amount"]) == ("12", True, D("119.00"))


def test_version_510_has_a_shorter_header(tmp_path):
    first = ";".join(header(f2="510", f5="5").split(";")[:26])
    row = one(tmp_path, first, 92)
    assert row["chart_of_accounts"] is None
    assert row["posted_on"] == dt.date(2024, 3, 15)
    assert row["is_locked"] is False


def test_a_chart_that_a_spreadsheet_has_cut_its_zero_off_is_known(tmp_path):
    (row,) = read_one(tmp_path, datev_file([posting()], first=header(f27="3"))).kept.to_dicts()
    assert row["chart_of_accounts"] == "03"


def test_a_header_without_quotes_and_headings_with_them(tmp_path):
    second = ";".join(f'"{name}"' for name in headings().split(";"))
    batch = read_one(tmp_path, datev_file([posting()], first=header().replace('"', ""), second=second))
    assert batch.kept.height == 1


def test_short_rows_lack_their_last_columns(tmp_path):
    batch = read_one(tmp_path, datev_file([posting(14), posting(125), posting(10)]))
    assert rules(batch) == []
    assert batch.kept["text"].to_list() == ["Inspektion", "Inspektion", None]


def test_short_headings(tmp_path):
    batch = read_one(tmp_path, datev_file([posting(f37="12"), posting()], second=headings(width=14)))
    assert rules(batch) == []
    assert batch.kept["cost_center"].to_list() == ["12", None]


def test_a_file_without_headings(tmp_path):
    batch = read_one(tmp_path, datev_file([posting()], second=posting(f1="7,00")))
    assert batch.kept.select("amount", "source_row").rows() == [(D("7.00"), 2), (D("119.00"), 3)]


def test_columns_that_were_moved_are_refused(tmp_path):
    names = headings().split(";")
    names[6], names[9] = names[9], names[6]
    batch = read_one(tmp_path, datev_file([posting(), posting()], second=";".join(names)))
    assert rules(batch) == [(3, "heading_order"), (4, "heading_order")]
    assert batch.damage is not None
    assert "Konto" in batch.damage


def test_headings_in_another_spelling_are_no_reason_to_refuse(tmp_path):
    names = headings().split(";")
    names[4], names[0], names[10] = "Basisumsatz", "Umsatz (ohne Soll/Haben-Kennzeichen)", "Belegfeld1"
    assert read_one(tmp_path, datev_file([posting()], second=";".join(names))).kept.height == 1


def test_an_export_says_which_batch_it_holds(tmp_path):
    guid = "0a8f3b1c-7d2e-4c55-9a10-2f6b7c8d9e0f"
    batch = read_one(tmp_path, datev_file([posting(f103=guid)]))
    assert batch.kept["posting_id"].to_list() == [guid]
    assert batch.export == Export(
        "1001/456", "2024-01-01", "2024-03-01", "2024-03-31", origin="XY", name="März", created="20240401120000000"
    )


def test_files_come_by_period_and_time_of_export(tmp_path):
    write(tmp_path, "a.csv", datev_file([posting()], first=header(f15="20240301", f6="20240405000000000")))
    write(tmp_path, "b.csv", datev_file([posting()], first=header(f15="20240201", f6="20240401000000000")))
    write(tmp_path, "c.csv", datev_file([posting()], first=header(f15="20240301", f6="20240404000000000")))
    write(tmp_path, "z.csv", datev_file([record({1: "8400", 2: "Erlöse"}, 4)], 20))
    assert [batch.file for batch in read(tmp_path)] == ["z.csv", "b.csv", "c.csv", "a.csv"]


def test_a_large_file_comes_in_several_batches(tmp_path, monkeypatch):
    monkeypatch.setattr("data_sources.ledger.datev.reading.STRETCH", 1000)
    lines = [posting(f1=f"{n},00", f14=f"Zeile {n}\nzweite Zeile") for n in range(1, 41)]
    write(tmp_path, "EXTF_Buchungsstapel.csv", datev_file(lines))
    batches = read(tmp_path)
    kept = pl.concat([batch.kept for batch in batches])
    assert len(batches) > 5
    assert kept["source_row"].to_list() == list(range(3, 83, 2))
    assert kept["amount"].sum() == D(820)
    assert kept["text"].to_list() == [f"Zeile {n}\nzweite Zeile" for n in range(1, 41)]
