"""The list of open items."""

import datetime as dt
from decimal import Decimal

import pytest

from data_sources.ledger.contract import UNREADABLE_LEVEL
from data_sources.remarks import remark
from tests.data_sources.ledger.datev_files import datev_file, header, posting, read, read_one, rules, write

D = Decimal
HEADINGS = "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;Gegenkonto;Buchungstext"
ITEM = '10012;01111892;15.11.2011;15.12.2011;2.151,22;0,00;2.151,22;8400;"272237/NA-PT 193 S"'


def opos(folder, *lines, **settings):
    return read_one(folder, "\r\n".join([*lines, ""]), "OPOS-Liste.csv", **settings)


def test_every_value_of_an_open_item(tmp_path):
    batch = opos(tmp_path, HEADINGS + ";Mahnstufe;Mahnsperre", ITEM + ";2;J")
    assert (rules(batch), batch.notes) == ([], ())
    assert batch.kept.row(0, named=True) == {
        "source_file": "OPOS-Liste.csv",
        "source_row": 2,
        "account": "10012",
        "name": None,
        "document_ref1": "01111892",
        "document_on": dt.date(2011, 11, 15),
        "due_on": dt.date(2011, 12, 15),
        "debit": D("2151.22"),
        "credit": D("0.00"),
        "balance": D("2151.22"),
        "contra_account": "8400",
        "text": "272237/NA-PT 193 S",
        "dunning_level": 2,
        "dunning_block": True,
    }


def test_headings_in_any_order_below_titles(tmp_path):
    batch = opos(
        tmp_path,
        "OPOS-Liste Debitoren;;;",
        "Stand: 31.12.2011",
        "",
        "SALDO;Konto-Nr.;Haben;Soll;Datum;Konto;Sonstiges",
        "-50,00;x;80;30;01.02.2011;010012;y",
    )
    row = batch.kept.row(0, named=True)
    assert (row["account"], row["balance"], row["source_row"]) == ("10012", D("-50.00"), 5)
    assert (row["due_on"], row["text"]) == (None, None)
    # a list that does not say who is dunned leaves it open; no figure asks for the other account
    assert row["dunning_level"] is None
    assert batch.notes == tuple(
        remark("heading_missing", heading=heading, field=field)
        for heading, field in (
            ("Rechnungsnummer", "document_ref1"),
            ("Fälligkeit", "due_on"),
            ("Buchungstext", "text"),
            ("Mahnstufe", "dunning_level"),
        )
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [("2", 2), ("2. Mahnung", 2), ("M2", 2), ("Mahnstufe 2", 2), ("Stufe: 2", 2), ("(2)", 2), ("0", 0), (" 3 ", 3)],
)
def test_a_dunning_level_with_words_around_it(tmp_path, text, level):
    batch = opos(tmp_path, HEADINGS + ";Mahnstufe", f"{ITEM};{text}")
    assert (rules(batch), batch.kept["dunning_level"].to_list()) == ([], [level])


@pytest.mark.parametrize("text", ["letzte", "-", "-1", "1,5", "01.03.2012", "1 / 2", "99999999999"])
def test_an_item_whose_dunning_level_cannot_be_read_is_owed_all_the_same(tmp_path, text):
    batch = opos(tmp_path, HEADINGS + ";Mahnstufe", f"{ITEM};{text}", f"{ITEM};1")
    assert (rules(batch), batch.kept["balance"].sum()) == ([], D("4302.44"))
    assert batch.kept["dunning_level"].to_list() == [UNREADABLE_LEVEL, 1]
    assert batch.notes == (remark("levels_unreadable", heading="Mahnstufe", rows=1),)


def test_who_has_no_level_in_a_list_with_levels_is_not_dunned(tmp_path):
    batch = opos(tmp_path, HEADINGS + ";Mahnstufe", ITEM + ";", ITEM + ";0", ITEM + "; 3")
    assert batch.kept["dunning_level"].to_list() == [0, 0, 3]


@pytest.mark.parametrize("text", ["-50,00", "50,00-", "50,00 H", "50,00H", "-50"])
def test_negative_balances_in_every_writing(tmp_path, text):
    batch = opos(tmp_path, HEADINGS, f"10012;RE1;15.11.2011;;30;80;{text};;")
    assert batch.kept["balance"].to_list() == [D("-50.00")]


def test_an_empty_side_is_zero(tmp_path):
    batch = opos(tmp_path, HEADINGS, "10012;RE1;15.11.2011;;;80,5;-80,50;;", "10012;RE1;15.11.2011;;7;;7,00 S;;")
    assert batch.kept.select("debit", "credit", "balance").rows() == [
        (D("0.00"), D("80.50"), D("-80.50")),
        (D("7.00"), D("0.00"), D("7.00")),
    ]


def test_items_that_break_a_rule(tmp_path):
    batch = opos(
        tmp_path,
        HEADINGS,
        "10012;RE1;15.11.2011;;100,00;0,00;99,99;;",
        "10012;RE1;15.11.2011;;100,00;0,00;;;",
        "10012;RE1;31.11.2011;;1;0;1;;",
        "10012;RE1;15.11.2011;bald;1;0;1;;",
        "10012;RE1;15.11.2011;;1x;0;1;;",
        "Summe;;;;100,00;0,00;100,00;;",
        ITEM,
        ITEM.replace(";8400", ';"8400'),
    )
    assert rules(batch) == [
        (2, "balance|not_debit_minus_credit"),
        (3, "balance|nullability"),
        (4, "document_on|not_a_date"),
        (5, "due_on|not_a_date"),
        (6, "debit|not_a_number"),
        (7, "account|not_an_account"),
        (9, "broken_quotes"),
    ]
    assert batch.kept["source_row"].to_list() == [8]


@pytest.mark.parametrize("amount", ["12,", ",50", "12,345", "1234.56", "1,234.56"])
def test_an_amount_of_which_nobody_knows_who_wrote_it_is_refused(tmp_path, amount):
    batch = opos(tmp_path, HEADINGS, f"10012;RE1;15.11.2011;;{amount};0,00;{amount};;")
    assert rules(batch) == [(2, "debit|not_a_number")]


def test_the_length_of_accounts_comes_from_the_other_files(tmp_path):
    write(tmp_path, "OPOS.csv", "\n".join([HEADINGS, ITEM.replace(";8400;", ";0400;")]))
    assert read(tmp_path)[0].kept["contra_account"].to_list() == ["400"]
    write(tmp_path, "EXTF_a.csv", datev_file([posting()], first=header(f14="5")))
    assert read(tmp_path)[-1].kept["contra_account"].to_list() == ["00400"]


def test_a_tab_separated_list(tmp_path):
    batch = opos(tmp_path, HEADINGS.replace(";", "\t"), ITEM.replace(";", "\t"))
    assert batch.kept["balance"].to_list() == [D("2151.22")]


def test_a_list_without_a_balance_is_not_understood(tmp_path):
    batch = opos(tmp_path, HEADINGS.replace("Saldo", "Rest"), ITEM)
    assert rules(batch) == [(1, "file_header"), (2, "file_header")]
    assert (batch.table, batch.kept.height) == ("open_items", 0)
    assert "Saldo" in (batch.damage or "")


def test_umlauts_of_dos_are_read_and_said_once(tmp_path):
    items = [f'10012;0111189{n};15.11.2011;;"119,00";0,00;119,00;8400;Müller & Söhne, Straße {n}' for n in range(3)]
    text = "\r\n".join([HEADINGS, *items, ""])
    (tmp_path / "OPOS-Liste.csv").write_bytes(text.encode("cp850"))
    said = remark("encoding_dos", encoding="cp1252")
    (batch,) = read(tmp_path)
    assert batch.kept["text"].to_list()[0] == "Müller & Söhne, Straße 0"
    assert batch.notes.count(said) == 1
    (declared,) = read(tmp_path, encoding="cp850")
    assert set(batch.notes) - set(declared.notes) == {said}


@pytest.mark.parametrize(
    ("debit", "credit", "balance", "right"),
    [
        ("1.190,00 €", "0,00 €", "1.190,00 €", "1190.00"),
        ("1190,00 EUR", "", "1190,00EUR", "1190.00"),
        ("", "19,00", "\N{MINUS SIGN}19,00", "-19.00"),
        ("1 190,00", "0,00", "1\N{NO-BREAK SPACE}190,00", "1190.00"),
        ("12 345 678,90", "0,00", "12 345 678,90 S", "12345678.90"),
        ("", "1 190,00", "1 190,00 H", "-1190.00"),
        ("", "1 190,00", "1 190,00-", "-1190.00"),
        ("1'190,00", "0,00", "1'190,00", "1190.00"),
        ("12\N{RIGHT SINGLE QUOTATION MARK}345'678,90", "", "12'345'678,90 EUR", "12345678.90"),
        ("", "1'190,00", "1'190,00 H", "-1190.00"),
        ("", "19,00", "(19,00)", "-19.00"),
        ("0,00 €", "1.190,00 €", "(1.190,00 €)", "-1190.00"),
        ("", "1 190,00", "( 1 190,00 ) EUR", "-1190.00"),
    ],
)
def test_amounts_as_a_spreadsheet_prints_them(tmp_path, debit, credit, balance, right):
    line = f"10012;R1;15.11.2011;;{debit};{credit};{balance};8400;Text"
    write(tmp_path, "OPOS-Liste.csv", f"{HEADINGS}\r\n{line}\r\n", "utf-8")
    (batch,) = read(tmp_path)
    assert (rules(batch), batch.kept["balance"].to_list()) == ([], [D(right)])


@pytest.mark.parametrize(
    "amount",
    [
        "1 19,00",
        "1 1900,00",
        "£119,00",
        "(119,00",
        "(-119,00)",
        "((119,00))",
        "(119,00) H",
        "119,00 USD",
        "1 190.00",
        "1'19,00",
        "1'190.00",
        "'119,00",
    ],
)
def test_what_is_no_amount_in_euro_is_refused(tmp_path, amount):
    write(tmp_path, "OPOS-Liste.csv", f"{HEADINGS}\r\n10012;R1;15.11.2011;;{amount};0,00;{amount};;\r\n", "utf-8")
    (batch,) = read(tmp_path)
    assert rules(batch) == [(2, "debit|not_a_number")]


def test_a_balance_with_its_side_in_a_column_beside_it(tmp_path):
    rows = ("10012;R1;15.11.2011;;119,00;0,00;119,00;S", "10012;G1;16.11.2011;;0,00;19,00;19,00;H")
    rows += ("10012;G2;16.11.2011;;0,00;19,00;-19,00;H",)
    batch = opos(tmp_path, "Konto;Rechnungsnummer;Datum;Fälligkeit;Sollbetrag;Habenbetrag;Saldo;S/H", *rows)
    assert (rules(batch), batch.kept["balance"].to_list()) == ([], [D("119.00"), D("-19.00"), D("-19.00")])


def test_a_list_that_says_only_what_is_left(tmp_path):
    rows = ("10012;R1;15.11.2011;15.12.2011;119,00", "10012;G1;16.11.2011;;-19,00", "10012;R2;17.11.2011;;zwölf")
    batch = opos(tmp_path, "Konto;Rechnungsnummer;Datum;Fälligkeit;Offener Betrag", *rows)
    assert rules(batch) == [(4, "debit|not_a_number")]
    amounts = batch.kept.select("debit", "credit", "balance").rows()
    assert amounts == [(D("119.00"), D("0.00"), D("119.00")), (D("0.00"), D("19.00"), D("-19.00"))]


def test_a_side_that_is_neither_is_refused(tmp_path):
    rows = ("10012;R1;15.11.2011;15.12.2011;119,00;S", "10012;G1;16.11.2011;;19,00;C", "10012;G2;16.11.2011;;19,00;h")
    batch = opos(tmp_path, "Konto;Rechnungsnummer;Datum;Fälligkeit;Restbetrag;S/H", *rows, "10012;R2;17.11.2011;;1,00;")
    assert rules(batch) == [(3, "debit|not_a_number")]
    assert batch.kept["balance"].to_list() == [D("119.00"), D("-19.00"), D("1.00")]


def test_a_journal_of_an_account_with_its_running_balance_is_no_such_list(tmp_path):
    batch = opos(tmp_path, "Konto;Belegfeld 1;Datum;Buchungstext;Saldo", "10012;R1;15.11.2011;Rechnung;119,00")
    assert (batch.kept.height, [rule for _line, rule in rules(batch)]) == (0, ["file_header"] * 2)


@pytest.mark.parametrize("number", ["Belegnummer", "Beleg-Nr.", "Rechnung"])
@pytest.mark.parametrize("balance", ["Offen", "Offener Saldo"])
def test_further_headings_of_what_is_left(tmp_path, number, balance):
    """A formula that keeps a spreadsheet from making numbers of texts, and inches in a text without quotes."""
    heading = f"Konto;{number};Belegdatum;Fällig am;{balance};Text"
    batch = opos(tmp_path, heading, '="10012";="R1";15.11.2011;15.12.2011;119,00;Reifen 17" Sommer')
    assert rules(batch) == []
    kept = batch.kept.select("account", "document_ref1", "balance", "text").rows()
    assert kept == [("10012", "R1", D("119.00"), 'Reifen 17" Sommer')]


@pytest.mark.parametrize("number", ["Belegnummer;Rechnungsnummer", "Beleg-Nr.;Rechnung", "OP-Nr.;Belegfeld 1"])
@pytest.mark.parametrize("balance", ["OP-Betrag;Saldo", "OP-Betrag EUR;Offen", "Offen;Offener Betrag"])
def test_what_can_mean_something_else_does_not_count_beside_what_cannot(tmp_path, number, balance):
    """The number of the entry, 47, and the 200.00 that were asked for at first stand before the invoice's and what is left."""
    heading = f"Konto;{number};Belegdatum;Fällig am;{balance}"
    batch = opos(tmp_path, heading, "10012;47;R1;15.11.2011;15.12.2011;200,00;119,00")
    kept = batch.kept.select("document_ref1", "balance").rows()
    assert (rules(batch), kept) == ([], [("R1", D("119.00"))])


@pytest.mark.parametrize("in_euro", ["1,00", ""])
def test_an_item_in_another_currency_far_down_in_a_list(tmp_path, in_euro):
    rows = [f"10012;R{number};15.11.2011;15.12.2011;1,00;{in_euro}" for number in range(1000)]
    heading = "Konto;Rechnungsnummer;Datum;Fälligkeit;Saldo;Saldo EUR"
    batch = opos(tmp_path, heading, *rows, "10012;U1;15.11.2011;15.12.2011;150,00;119,00")
    assert (rules(batch), batch.kept["balance"].sum()) == ([], D("1119.00"))


@pytest.mark.parametrize(
    "amounts",
    ["Soll EUR;Haben EUR;Saldo EUR", "Soll (EUR);Haben (in EUR);Saldo in Euro", "Soll_EUR;Haben_EUR;Saldo [€]"],
)
def test_headings_that_name_the_currency(tmp_path, amounts):
    write(
        tmp_path, "OPOS.csv", f"Konto;Rechnungsnummer;Datum;{amounts}\n10012;R1;15.11.2011;119,00;0,00;119,00", "utf-8"
    )
    (batch,) = read(tmp_path)
    assert batch.kept.select("debit", "credit", "balance").rows() == [(D("119.00"), D("0.00"), D("119.00"))]


def test_amounts_in_euro_count_and_not_those_of_another_currency_beside_them(tmp_path):
    heading = "Konto;Rechnungsnummer;Datum;Soll;Haben;Saldo;WKZ;Soll EUR;Haben EUR;Saldo EUR"
    batch = opos(tmp_path, heading, "10012;R1;15.11.2011;150,00;0,00;150,00;USD;119,00;0,00;119,00")
    assert (rules(batch), batch.kept["balance"].to_list()) == ([], [D("119.00")])


@pytest.mark.parametrize("balances", ["119,00;119,00", "119,00;", ";119,00"])
def test_a_balance_that_stands_there_twice_and_empty_in_one_place(tmp_path, balances):
    heading = "Konto;Kontobezeichnung;Rechnungsnummer;Datum;Soll;Haben;Saldo;Saldo EUR"
    batch = opos(tmp_path, heading, f"10012;Meier;R1;15.11.2011;119,00;0,00;{balances}")
    assert (rules(batch), batch.kept.select("name", "balance").rows()) == ([], [("Meier", D("119.00"))])


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("10012 Meier", "Meier"),
        ("010012  Änderungsschneiderei Öz", "Änderungsschneiderei Öz"),
        ("10012 - Meier, Karl", "Meier, Karl"),
        ("10012/Meier", "Meier"),
        ("10012 3M Deutschland GmbH", "3M Deutschland GmbH"),
    ],
)
def test_an_account_with_a_name_behind_it(tmp_path, written, name):
    batch = opos(tmp_path, HEADINGS, ITEM.replace("10012;", f"{written};", 1).replace(";8400;", ";8400 Erlöse 19 %;"))
    assert (rules(batch), batch.kept.select("account", "name").rows()) == ([], [("10012", name)])
    assert batch.kept["contra_account"].to_list() == ["8400"]


@pytest.mark.parametrize(
    "written", ["10 012 Meier", "10012 10013", "Meier 10012", "10012Meier", "100 Meier", "10012 -"]
)
def test_an_account_that_can_be_another_one_is_refused(tmp_path, written):
    batch = opos(tmp_path, HEADINGS, ITEM.replace("10012;", f"{written};", 1))
    assert rules(batch) == [(2, "account|not_an_account")]


def test_an_account_that_stands_in_the_first_line_of_its_items_only(tmp_path):
    rows = ["10012 Meier;R1;15.11.2011;;119,00;0,00;119,00;;", ";R2;16.11.2011;;20,00;0,00;20,00;;"]
    rows += [";;;;139,00;0,00;139,00;;", "10013;R3;17.11.2011;;1,00;0,00;1,00;;", ";R4;17.11.2011;;2,00;0,00;2,00;;"]
    batch = opos(tmp_path, HEADINGS, *rows)
    kept = batch.kept.select("account", "document_ref1").rows()
    assert kept == [("10012", "R1"), ("10012", "R2"), ("10013", "R3"), ("10013", "R4")]
    assert rules(batch) == [(4, "document_on|nullability")]  # a sum is no item


@pytest.mark.parametrize("said", ["Summe", "Zwischensumme:", "*** Gesamtsumme", "GESAMT"])
def test_a_sum_with_a_day_is_no_item_of_the_account_above_it(tmp_path, said):
    rows = ["10012;R1;15.11.2011;;119,00;0,00;119,00;;", f";{said};30.11.2011;;119,00;0,00;119,00;;"]
    rows += [";R2;16.11.2011;;20,00;0,00;20,00;;"]
    batch = opos(tmp_path, HEADINGS, *rows)
    assert batch.kept.select("account", "document_ref1").rows() == [("10012", "R1"), ("10012", "R2")]
    assert rules(batch) == [(3, "account|nullability")]


def test_an_account_on_a_line_of_its_own_above_its_items(tmp_path):
    rows = ["10012;;;;;;;;Meier", ";R1;15.11.2011;;119,00;0,00;119,00;;", ";R2;16.11.2011;;20,00;0,00;20,00;;"]
    assert opos(tmp_path, HEADINGS, *rows).kept["account"].to_list() == ["10012", "10012"]


def test_an_item_without_account_is_refused_where_others_have_theirs_or_a_line_above_it_is_broken(tmp_path):
    blank = ";R2;16.11.2011;;20,00;0,00;20,00;;"
    assert rules(opos(tmp_path, HEADINGS, ITEM, ITEM, blank)) == [(4, "account|nullability")]
    broken = ITEM.replace("10012", "10013").replace(";8400", ';"8400')
    batch = opos(tmp_path, HEADINGS, ITEM, blank, broken, blank)
    assert rules(batch) == [(4, "broken_quotes"), (5, "account|nullability")]
    assert batch.kept["account"].to_list() == ["10012", "10012"]


def test_a_list_of_commas_has_amounts_with_a_decimal_point(tmp_path):
    rows = ['10012,R1,15.11.2011,2011-12-15,"1,190.00",0.00,1190.00,8400,1.50 m Kabel']
    rows += ['10012,R2,16.11.2011,,"0,00","1.019,00","-1.019,00",,', "10012,R3,17.11.2011,,1.5,0.00,1.5,,"]
    batch = opos(tmp_path, HEADINGS.replace(";", ","), *rows)
    kept = batch.kept.select("balance", "due_on", "text").rows()
    assert kept == [(D("1190.00"), dt.date(2011, 12, 15), "1.50 m Kabel"), (D("-1019.00"), None, None)]
    assert rules(batch) == [(4, "debit|not_a_number")]


@pytest.mark.parametrize(
    ("amounts", "sides"),
    [
        ("150,00;0,00;150,00;119,00", ("119.00", "0.00")),
        ("0,00;150,00;-150,00;-119,00", ("0.00", "119.00")),
        ("200,00;50,00;150,00;119,00", ("119.00", "0.00")),  # of debit and credit in euro nobody knows
        ("130,00;11,00;150,00;119,00", ("130.00", "11.00")),  # both in euro
        ("119,00;0,00;119,00;119,00", ("119.00", "0.00")),
        ("119,00;0,00;119,00;", ("119.00", "0.00")),
    ],
)
@pytest.mark.parametrize("beside", [[], ["10012;R0;15.11.2011;1,00;0,00;1,00;"]])
def test_debit_and_credit_in_the_currency_of_the_item_beside_what_is_left_in_euro(tmp_path, amounts, sides, beside):
    rows = [*beside, f"10012;R1;15.11.2011;{amounts}"]
    batch = opos(tmp_path, "Konto;Rechnungsnummer;Datum;Soll;Haben;Saldo;Saldo EUR", *rows)
    last = batch.kept.tail(1)
    assert (rules(batch), last.select("debit", "credit").row(0)) == ([], tuple(map(D, sides)))
    assert last["balance"].item() == last["debit"].item() - last["credit"].item()


def test_a_balance_that_is_none_of_either_currency_is_refused(tmp_path):
    row = "10012;R1;15.11.2011;150,00;0,00;149,00;119,00"
    batch = opos(tmp_path, "Konto;Rechnungsnummer;Datum;Soll;Haben;Saldo;Saldo EUR", row)
    assert rules(batch) == [(2, "balance|not_debit_minus_credit")]
