"""Debtors and creditors, account names and payment terms."""

import datetime as dt
from decimal import Decimal

from tests.data_sources.ledger.datev_files import datev_file, header, headings, read, read_one, record, rules, write

D = Decimal


def debtors(folder, *rows, width=254, first=None):
    lines = [record(row, width) for row in rows]
    text = datev_file(lines, 16, width=width, first=first or header(16, f5="5"))
    return read_one(folder, text, "EXTF_Stammdaten.csv")


def test_every_value_of_a_debtor(tmp_path):
    batch = debtors(
        tmp_path,
        {
            1: "10012",
            2: "Meier Vakuumtechnik GmbH",
            7: "2",
            8: "MEIER",
            9: "DE",
            10: "123456789",
            16: "Hauptstr. 1",
            18: "01067",
            19: "Köln",
            20: "DE",
            29: "0221 / 123",
            33: "info@meier.example",
            99: "0004711",
            108: "8000,00",
            109: "011",
            110: "30",
            111: "2,5",
            121: "7",
            220: "A-1",
            233: "1042024",
        },
    )
    assert rules(batch) == []
    assert batch.kept.row(0, named=True) == {
        "source_file": "EXTF_Stammdaten.csv",
        "source_row": 3,
        "account": "10012",
        "kind": "debtor",
        "name": "Meier Vakuumtechnik GmbH",
        "first_name": None,
        "short_name": "MEIER",
        "vat_id": "DE123456789",
        "street": "Hauptstr. 1",
        "postal_code": "01067",
        "town": "Köln",
        "country": "DE",
        "phone": "0221 / 123",
        "email": "info@meier.example",
        "customer_number": "0004711",
        "foreign_number": "A-1",
        "credit_limit": D("8000.00"),
        "payment_terms": "11",
        "due_days": 30,
        "cash_discount_percent": D("2.50"),
        "dunning_flag": "7",
        "dunning_block_until": dt.date(2024, 4, 1),
    }


def test_the_name_stands_where_its_kind_says(tmp_path):
    batch = debtors(
        tmp_path,
        {1: "10001", 4: "Mustermann", 5: "Sabine", 7: "1"},
        {1: "10002", 6: "Nachlass Huber", 7: "0"},
        {1: "10003", 2: "Firma", 4: "Chef", 7: "1"},
        {1: "10004", 4: "ohne Angabe"},
    )
    names = batch.kept.select("name", "first_name").rows()
    assert names == [("Mustermann", "Sabine"), ("Nachlass Huber", None), ("Chef", None), ("ohne Angabe", None)]


def test_creditors_have_their_own_terms_and_a_post_box_is_an_address(tmp_path):
    batch = debtors(tmp_path, {1: "70001", 2: "Teile AG", 17: "1234", 110: "30", 111: "9", 113: "3,0", 116: "60"})
    row = batch.kept.row(0, named=True)
    assert (row["kind"], row["due_days"], row["cash_discount_percent"]) == ("creditor", 60, D("3.00"))
    assert row["street"] == "Postfach 1234"


def test_a_vat_id_is_put_together_once(tmp_path):
    batch = debtors(
        tmp_path,
        {1: "10001", 9: "AT", 10: "U12345678"},
        {1: "10002", 9: "AT", 10: "ATU12345678"},
        {1: "10003", 10: "DE123456788"},
        {1: "10004", 9: "DE"},
        {1: "10005", 9: "FR", 10: "BX123456789"},  # two key letters, as 83404833048 has two key digits
        {1: "10006", 9: "CH", 10: "CHE123456788"},
        {1: "10007", 9: "GR", 10: "EL123456783"},
    )
    assert batch.kept["vat_id"].to_list() == [
        "ATU12345678", "ATU12345678", "DE123456788", None, "FRBX123456789", "CHE123456788", "EL123456783",
    ]  # fmt: skip


def test_broken_debtors(tmp_path):
    batch = debtors(
        tmp_path,
        {1: "8400", 2: "ein Sachkonto"},
        {1: "1000000", 2: "zu lang"},
        {1: "", 2: "ohne Konto"},
        {1: "10001", 2: "x", 108: "viel"},
        {1: "10002", 2: "x", 110: "30 Tage"},
        {1: "10003", 2: "alt"},
        {1: "10003", 2: "neu"},
    )
    assert rules(batch) == [
        (3, "account|not_a_personal_account"),
        (4, "account|too_long"),
        (5, "account|nullability"),
        (6, "credit_limit|not_a_number"),
        (7, "due_days|not_a_whole_number"),
        (8, "duplicate_key"),
    ]
    assert batch.kept["name"].to_list() == ["neu"]


def test_the_newest_export_comes_last(tmp_path):
    new = datev_file([record({1: "10001", 2: "neu"}, 254)], 16, first=header(16, f6="20240402000000000"))
    old = datev_file([record({1: "10001", 2: "alt"}, 254)], 16, first=header(16, f6="20230402000000000"))
    write(tmp_path, "EXTF_a.csv", new)
    write(tmp_path, "EXTF_b.csv", old)
    assert [batch.kept["name"].item() for batch in read(tmp_path)] == ["alt", "neu"]


def accounts(folder, *rows, width=4, **fields):
    lines = [record(dict(enumerate(row, start=1)), width) for row in rows]
    text = datev_file(lines, 20, first=header(20, **fields), second=headings(20, width))
    return read_one(folder, text, "EXTF_Kontenbeschriftungen.csv")


def test_account_names_in_both_format_versions(tmp_path):
    batch = accounts(tmp_path, ("400", "Ausstattung", "de-DE"), ("8400", "Erlöse; 19 %", "de-DE"), width=3)
    assert batch.kept.select("account", "name").rows() == [("0400", "Ausstattung"), ("8400", "Erlöse; 19 %")]
    batch = accounts(tmp_path, ("840000", "Erl.", "de-DE", "Erlöse Werkstatt"), f14="6")
    assert batch.kept.select("account", "name").rows() == [("840000", "Erlöse Werkstatt")]


def test_the_german_name_wins(tmp_path):
    batch = accounts(
        tmp_path, ("400", "Ausstattung", "de-DE"), ("0400", "Equipment", "en-GB"), ("1000", "Cash", "en-GB")
    )
    assert batch.kept.select("account", "name").rows() == [("0400", "Ausstattung"), ("1000", "Cash")]
    assert rules(batch) == [(4, "language|other_language")]


def test_payment_terms_are_whole_hundredths(tmp_path):
    rows = [
        {1: "11", 2: "5 Tage 3,0%; 10 Tage 2,0%; 30 Tage netto", 3: "1", 4: "300", 5: "5", 6: "200", 7: "10", 8: "30"},
        {1: "010", 2: "netto", 3: "1", 4: "", 8: "0"},
        {1: "12", 2: "krumm", 3: "1", 4: "25", 5: "8", 6: "1,5", 8: "14"},
        {1: "13", 2: "falsch", 3: "1", 5: "acht"},
    ]
    text = datev_file([record(row, 31) for row in rows], 46, first=header(46, f5="2", f14=""))
    batch = read_one(tmp_path, text, "EXTF_Zahlungsbedingungen.csv")
    assert batch.kept.drop("source_file", "source_row").rows() == [
        ("11", "5 Tage 3,0%; 10 Tage 2,0%; 30 Tage netto", 30, D("3.00"), 5, D("2.00"), 10),
        ("10", "netto", 0, None, None, None, None),
        ("12", "krumm", 14, D("0.25"), 8, D("1.50"), None),
    ]
    assert rules(batch) == [(6, "discount1_days|not_a_whole_number")]
