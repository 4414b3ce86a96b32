"""The list of totals and balances (Summen- und Saldenliste), as accounting programs head it."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from tests.data_sources.ledger.datev_files import datev_file, posting, read, read_one, record, rules, write

D = Decimal
# Kanzlei-Rechnungswesen, list per month: a side stands in a column of its own, or in the heading.
DATEV = "Konto;Beschriftung;EB-Wert;S;H;Saldo;S;H;Mrz 2026 Soll;Haben;kum. Werte Soll;Haben"
VALUES = ("account", "account_kind", "opening", "debit", "credit", "month_debit", "month_credit")
MARCH = dt.date(2026, 3, 31)


def susa(folder, *lines, name="SuSa.csv"):
    """Read the list beside a file of account names, which says that general ledger accounts have 4 digits."""
    write(folder, "EXTF_Kontenbeschriftungen.csv", datev_file([record({1: "8400", 2: "Erlöse"}, 4)], 20))
    write(folder, name, "\r\n".join([*lines, ""]))
    return next(batch for batch in read(folder) if batch.table == "balances")


def values(batch):
    return batch.kept.select(VALUES).rows()


def test_every_value_of_an_account(tmp_path):
    batch = susa(
        tmp_path,
        "Summen- und Saldenliste;;;",
        DATEV,
        '8400;"Erlöse; 19 %";;;;12.500,00;;H;500,00;3.000,00;500,00;13.000,00',
    )
    assert rules(batch) == []
    assert batch.kept.row(0, named=True) == {
        "source_file": "SuSa.csv",
        "source_row": 3,
        "account": "8400",
        "account_kind": "gl",
        "name": "Erlöse; 19 %",
        "period_start": None,
        "period_end": MARCH,
        "opening": D("0.00"),
        "debit": D("500.00"),
        "credit": D("13000.00"),
        "month_debit": D("500.00"),
        "month_credit": D("3000.00"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "line"),
    [
        (DATEV, "10012;Meier;200,00;;H;50,00;S;;0,00;0,00;250,00;0,00"),
        ("Konto;Kontobezeichnung;EB-Wert Soll;EB-Wert Haben;VZ Soll;VZ Haben", "10012;Meier;0,00;200,00;250,00;0,00"),
        ("Kontonummer;Kontoname;Saldenvortrag;Soll_Kumuliert;Haben_Kumuliert;Saldo", "010012;Meier;-200;250;0;50,00"),
        ("Konto;Bezeichnung;Anfangsbestand;Soll;Haben;Saldo", "10 012;Meier;200,00-;250,00;;50,00 S"),
        ("Konto;Bezeichnung;Anfangsbestand;Soll;Haben;Saldo", "10012;Meier;(200,00);250,00;;50,00"),
        ("Konto,Bezeichnung,Anfangsbestand,Soll,Haben,Saldo", "10012,Meier,-200.00,250.00,0.00,50.00"),
        # The year's totals headed by the sides alone, after a group that has both.
        (
            "Konto;Name;EB-Wert Soll;EB-Wert Haben;Soll;Haben;Saldo Soll;Saldo Haben",
            "10012;Meier;0,00;200,00;250,00;0,00;50,00;0,00",
        ),
        ("Konto;Name;EB-Wert;S/H;Soll;Haben;Saldo;S/H", "10012;Meier;200,00;H;250,00;0,00;50,00;S"),
        (
            "Kto.-Nr.;Text;Eröffnungsbilanz Soll;Eröffnungsbilanz Haben;Umsatz Soll;Umsatz Haben",
            "10012;Meier;;200,00;250,00;",
        ),
        ("Sachkonto;Name;Saldo alt;Summe Soll;Summe Haben;Saldo neu", "10012;Meier;-200,00;250,00;0,00;50,00"),
        (
            "Konto;Name;EB Soll (EUR);EB Haben (EUR);Bewegung Soll (EUR);Bewegung Haben (EUR)",
            "10012;Meier;0;200,00;250,00;0",
        ),
        # What is of the year before, and the month's totals before those of the year.
        (
            "Konto;Name;Saldo Vorjahr;Vorjahr Soll;Haben;Vortrag Soll;Vortrag Haben;VZ Soll;VZ Haben;JVZ Soll;JVZ Haben;Endbestand",
            "10012;Meier;-7;8;9;0;200,00;1,00;2,00;250,00;0;50,00",
        ),
        (
            "Konto;Name;Anfangssaldo;S/H;Soll Umsatz;Haben Umsatz;Soll gesamt;Haben gesamt",
            "10012;Meier;200,00;H;1,00;2,00;250,00;0",
        ),
        # Columns that begin as a group's do, or are of the year before.
        ("Konto;Bezeichnung;E-Bilanz-Position;EB-Wert;Soll;Haben;Saldo", "10012;Meier;B.1;-200,00;250,00;0;50,00"),
        (
            "Konto;Name;Ebene;Saldo VJ;EB;JVZ VJ Soll;JVZ VJ Haben;JVZ Soll;JVZ Haben;Saldo-Datum;Saldo",
            "10012;Meier;3;-7;-200,00;8;9;250,00;0;31.03.2026;50,00",
        ),
        # Totals that hold the opening, told by the balance.
        ("Konto;Bezeichnung;Anfangsbestand;Soll;Haben;Saldo", "10012;Meier;200,00 H;250,00;200,00;50,00"),
    ],
)
def test_an_opening_of_200_in_credit_and_250_booked_in_every_writing(tmp_path, headings, line):
    batch = susa(tmp_path, headings, line, name="SuSa_2026-03.csv")
    assert rules(batch) == []
    assert values(batch)[0][:5] == ("10012", "debtor", D("-200.00"), D("250.00"), D("0.00"))


def test_credits_written_with_a_minus_sign(tmp_path):
    head = "Kontonummer;Kontobezeichnung;Anfangsbestand;Monatsumsatz Soll;Monatsumsatz Haben;Jahr Soll;Jahr Haben;Saldo"
    batch = susa(tmp_path, head, "8400;Erlöse;0;0;-30,00;20,00;-130,00;-110,00", name="susa_2026-03.csv")
    assert values(batch) == [("8400", "gl", D(0), D("20.00"), D("130.00"), D(0), D("30.00"))]


@pytest.mark.parametrize(
    ("titles", "name", "start", "end"),
    [
        (["Zeitraum: 01.01.2026 - 31.03.2026"], "liste.csv", dt.date(2026, 1, 1), MARCH),
        (["gedruckt 05.04.2026", "Stand: 31.03.2026"], "liste.csv", None, MARCH),
        (["Summen und Salden März 2026"], "liste.csv", None, MARCH),
        (["Summen und Salden Januar 2026 bis März 2026"], "liste.csv", dt.date(2026, 1, 1), MARCH),
        (["Summen und Salden Nov 2025 - Mrz 2026"], "liste.csv", dt.date(2025, 11, 1), MARCH),
        ([], "SuSa_Jan-Mrz2026.csv", dt.date(2026, 1, 1), MARCH),
        ([], "SuSa_2026-03.csv", None, MARCH),
        ([], "SuSa_31.03.2026.csv", None, MARCH),
        ([], "SuSa 20260331 Meier.csv", None, MARCH),
        ([], "SuSa_Feb2024.csv", None, dt.date(2024, 2, 29)),
    ],
)
def test_the_day_that_a_list_is_for(tmp_path, titles, name, start, end):
    batch = susa(tmp_path, *titles, "Konto;Name;Soll;Haben;Saldo", "8400;Erlöse;0;5;-5", name=name)
    assert batch.kept.select("period_start", "period_end").row(0) == (start, end)


@pytest.mark.parametrize("ends", [("-5;-9", "5;5"), ("-5;", ";5")])  # of the second neither says all
def test_two_columns_that_say_the_same_are_not_guessed(tmp_path, ends):
    lines = ("8400;Erlöse;0;5;" + ends[0], "1200;Bank;5;0;" + ends[1])
    batch = susa(tmp_path, "Konto;Name;Soll;Haben;Saldo;Endsaldo", *lines, name="susa_2026-03.csv")
    assert batch.damage is not None
    assert "Saldo / Endsaldo" in batch.damage
    assert batch.kept.is_empty()


@pytest.mark.parametrize(
    ("headings", "ends"),
    [
        ("Saldo;Saldo EUR", ("-5;-5", "5;5")),
        ("Saldo;Saldo EUR", ("-5;", "5;")),
        ("Saldo;Saldo EUR", (";-5", ";5")),
        ("Saldo;Saldo EUR", ("-5,55;-5", "5,55;5")),  # the other one is of a foreign currency
        ("Saldo;Endsaldo", ("-5;-5", "5;5")),
        ("Saldo;Endsaldo", ("-5;", "5;5")),
    ],
)
def test_two_columns_of_which_none_says_anything_else_are_one(tmp_path, headings, ends):
    lines = ("8400;Erlöse;0;5;" + ends[0], "1200;Bank;5;0;" + ends[1])
    batch = susa(tmp_path, f"Konto;Name;Soll;Haben;{headings}", *lines, name="susa_2026-03.csv")
    assert (batch.damage, rules(batch)) == (None, [])
    # The balance is read: one that is not what was booked is refused.
    wrong = (line.replace("8400;Erlöse;0;5;", "8400;Erlöse;0;6;") for line in lines)
    batch = susa(tmp_path, f"Konto;Name;Soll;Haben;{headings}", *wrong, name="susa_2026-03.csv")
    assert rules(batch) == [(2, "balance|not_opening_and_totals")]


def test_an_account_in_another_currency_far_down_in_a_list_counts_in_euro(tmp_path):
    lines = [f"{number};Erlöse;0;1;-1;-1" for number in range(4000, 6000)]
    heading = "Konto;Name;Soll;Haben;Saldo;Saldo EUR"
    batch = susa(tmp_path, heading, *lines, "1200;Bank;5;0;7;5", name="susa_2026-03.csv")
    assert (batch.damage, rules(batch)) == (None, [])


def test_the_name_behind_an_account_is_its_name_where_no_column_is(tmp_path):
    batch = susa(tmp_path, "Konto;Soll;Haben", "8400 Erlöse 19 %;0;5", "10012 Meier, Karl;5;0", name="susa_2026-03.csv")
    assert batch.kept.select("account", "name").rows() == [("8400", "Erlöse 19 %"), ("10012", "Meier, Karl")]


def test_a_list_that_does_not_say_its_day_is_not_guessed(tmp_path):
    batch = susa(tmp_path, "Konto;Name;Soll;Haben;Saldo", "8400;Erlöse;0;5;-5", name="susa.csv")
    assert batch.damage is not None
    assert "which day" in batch.damage
    assert batch.kept.is_empty()


@pytest.mark.parametrize("title", ["Mai 0000", "Mai 0000 bis Jun 0000", "Zeitraum: 01.01.0000 - 31.03.0000"])
def test_the_year_0000_is_no_day_and_damages_its_file_alone(tmp_path, title):
    batch = susa(tmp_path, title, "Konto;Name;Soll;Haben;Saldo", "8400;Erlöse;0;5;-5")
    assert "which day" in (batch.damage or "")
    (tmp_path / "SuSa.csv").unlink()
    named = susa(tmp_path, title, "Konto;Name;Soll;Haben;Saldo", "8400;Erlöse;0;5;-5", name="SuSa_2026-03.csv")
    assert named.kept["period_end"].to_list() == [MARCH]


def test_a_column_of_the_year_0000_is_no_month(tmp_path):
    write(tmp_path, "EXTF_Buchungsstapel.csv", datev_file([posting()]))
    write(tmp_path, "liste.csv", "Konto;Name;EB-Wert;Jan 0000;Feb 0000\r\n8400;Erlöse;0;5;5\r\n")
    assert [(batch.table, batch.kept.height) for batch in read(tmp_path) if batch.kept.height] == [("postings", 1)]


def test_rows_that_break_a_rule(tmp_path):
    batch = susa(
        tmp_path,
        DATEV,
        "8400;A;;;;12,00;;H;0;0;0;13,00",
        "8401;B;;;;13,00;;H;0;0;0;13,00x",
        "Summe Klasse 8;;;;;13,00;;H;0;0;0;13,00",
        ";;;;;13,00;;H;0;0;0;13,00",
        "8402;C;;;;13,00;;H;0;0;0;13,00",
        "8403;D;;;;1234.56;;H;0;0;0;1234.56",  # what another program wrote, or a thousand times as much
        "8404;E;;;;12,345;;H;0;0;0;12,345",
        "8405;F;;;;1,234.56;;H;0;0;0;1,234.56",
        "8406;G;;;;1.234,5;;H;0;0;0;1234,5",
    )
    assert rules(batch) == [
        (2, "balance|not_opening_and_totals"),
        (3, "year_credit|not_an_amount"),
        (4, "account|not_an_account"),
        (5, "account|missing"),
        *((line, "year_credit|not_an_amount") for line in (7, 8, 9)),
    ]
    assert batch.kept.select("account", "credit").rows() == [("8402", D("13.00")), ("8406", D("1234.50"))]


YEAR = (
    "Konto;Beschriftung;EB-Wert;Jan 2026;Feb 2026;Mrz 2026;Apr 2026;Summe",
    "8400;Erlöse;;1.000,00-;500,00-;200,00;;1.300,00-",
    "10012;Meier;200,00;1.190,00;1.390,00 H;0,00;0,00;0,00",
)


def test_one_column_per_month_is_the_total_of_the_months_that_were(tmp_path):
    """8400: - 1,000 - 500 + 200 = - 1,300; Meier: 1,190 - 1,390 = - 200. In April nothing is booked yet."""
    batch = susa(tmp_path, "Jahresübersicht", *YEAR)
    assert rules(batch) == []
    assert batch.kept["period_end"].to_list() == [MARCH, MARCH]
    assert values(batch) == [
        ("8400", "gl", D("0.00"), D("0.00"), D("1300.00"), D("200.00"), D("0.00")),
        ("10012", "debtor", D("200.00"), D("0.00"), D("200.00"), D("0.00"), D("0.00")),
    ]


def test_months_without_a_year_have_that_of_the_title(tmp_path):
    batch = susa(tmp_path, "Stand: 31.12.2025", "Konto;Name;Januar;Februar;März", "8400;Erlöse;0;5-;0", name="a.csv")
    assert batch.kept.select("period_end", "credit", "month_credit").row(0) == (dt.date(2025, 2, 28), D(5), D(5))


@pytest.mark.parametrize(
    ("headings", "line"),
    [
        ("Konto;Bezeichnung;EB-Wert;S/H;Jan;S/H;Feb;S/H", "8400;x;5,00;H;1,00;H;2,00;H"),
        ("Konto;Bezeichnung;EB-Wert;S/H;Jan;S;H;Feb;S;H", "8400;x;5,00;H;1,00;;H;2,00;;H"),
        ("Konto;Bezeichnung;EB-Wert;Jan;S;H;Feb;S;H;Saldo;S;H", "8400;x;5,00-;1,00;;H;2,00;;H;8,00;;H"),
        ("Konto;Bezeichnung;EB-Wert;S/H;Jan;S/H;Feb;S/H;Saldo", "8400;x;5,00;H;4,00;S;7,00;H;8,00-"),
    ],
)
def test_the_side_of_a_month_can_stand_in_the_column_after_it(tmp_path, headings, line):
    """Opening 5.00 in credit, and 3.00 more in credit until February."""
    batch = susa(tmp_path, headings, line, name="SuSa 2026-02.csv")
    assert rules(batch) == []
    opening, net = batch.kept.select("opening", pl.col("debit") - pl.col("credit")).row(0)
    assert (opening, net) == (D("-5.00"), D("-3.00"))


def test_a_month_can_be_followed_by_its_two_amounts(tmp_path):
    """8400: 3.00 + 10.00 less 1.00 + 4.00; its balance is what January and February come to. In March nothing is booked."""
    headings = "Konto;Name;EB-Wert;Jan;Soll;Haben;Feb;Soll;Haben;Mrz;Soll;Haben;Saldo"
    lines = (
        "8400;Erlöse;;;1,00;3,00;;4,00;10,00;;;;8,00-",
        "1200;Bank;100,00;50,00;50,00;;20,00-;0,00;20,00;;;;130,00",
        "1000;Kasse;;1,00;1,00;1,00;;;;;;;0,00",  # 1.00 less 1.00 is not 1.00
        "1360;Transit;;;1,00;x;;;;;;;1,00",
    )
    batch = susa(tmp_path, headings, *lines, name="SuSa 2026-03.csv")
    assert rules(batch) == [(4, "year_debit|not_an_amount"), (5, "year_debit|not_an_amount")]
    assert batch.kept["period_end"].unique().to_list() == [dt.date(2026, 2, 28)]
    assert values(batch) == [
        ("8400", "gl", D("0.00"), D("5.00"), D("13.00"), D("4.00"), D("10.00")),
        ("1200", "gl", D("100.00"), D("50.00"), D("20.00"), D("0.00"), D("20.00")),
    ]


def test_two_amounts_after_the_last_month_alone_are_the_totals_of_the_year(tmp_path):
    """1200 moved 999.00 in debit; what its months hold are not totals. An amount that is none refuses its account."""
    headings = "Konto;Name;Jan;Feb;Mrz;Soll;Haben"
    lines = ("1200;Bank;100,00;-50,00;7,00;999,00;0,00", "1201;Bank;100,00;-50,00;7,00;x;y")
    batch = susa(tmp_path, headings, *lines, name="SuSa 2026-03.csv")
    assert rules(batch) == [(3, "year_debit|not_an_amount")]
    assert values(batch) == [("1200", "gl", None, D("999.00"), D(0), None, None)]
    assert batch.kept["period_end"].to_list() == [MARCH]


def test_months_beside_the_totals_of_the_year_do_not_say_until_when_it_is_booked(tmp_path):
    batch = susa(tmp_path, "Konto;Name;Jan 2026;Feb 2026;Soll;Haben", "1200;Bank;1,00;0,00;1,00;0,00", name="SuSa.csv")
    assert "does not say which day it is for" in (batch.damage or "")


@pytest.mark.parametrize(
    "headings",
    ["Jan;Soll;Haben;Feb;Mrz", "Jan;Soll;Haben;Feb;Mrz;Soll;Haben", "Jan;Feb;S;H", "Jan;S/H;Feb;S;H", "Jan;S/H;Feb"],
)
def test_sides_of_some_months_alone_refuse_the_file_and_no_other(tmp_path, headings):
    line = "1200;Bank;" + ";".join(["1,00"] * len(headings.split(";")))
    batch = susa(tmp_path, f"Konto;Name;{headings}", line, name="SuSa 2026-03.csv")
    assert "which month they belong to is unclear" in (batch.damage or "")
    assert batch.kept.is_empty()
    assert next(each for each in read(tmp_path) if each.table == "accounts").kept.height == 1


def test_a_balance_that_the_months_do_not_come_to_refuses_the_account(tmp_path):
    """Cumulated columns: 100 + 200 + 300 are not the 300 of the balance."""
    headings = "Konto;Bezeichnung;EB-Wert;Jan;Feb;Mrz;Saldo"
    lines = ("8400;x;0,00;-100,00;-200,00;-300,00;-300,00", "8401;x;50,00;-100,00;0,00;-200,00;-250,00")
    batch = susa(tmp_path, headings, *lines, name="SuSa 2026-03.csv")
    assert rules(batch) == [(2, "balance|not_opening_and_totals")]
    assert batch.kept["account"].to_list() == ["8401"]


@pytest.mark.parametrize(
    ("title", "booked_until"),
    [("per 30.06.2026", dt.date(2025, 10, 31)), ("per 31.10.2025", dt.date(2025, 10, 31))],
)
def test_in_a_fiscal_year_from_july_on_the_months_before_january_lie_in_the_year_before(tmp_path, title, booked_until):
    headings = "Konto;Name;Jul;Aug;Sep;Okt;Nov;Dez;Jan;Feb;Mrz;Apr;Mai;Jun"
    batch = susa(tmp_path, title, headings, "8400;Erlöse;1-;1-;1-;1-" + 8 * ";0", name="a.csv")
    assert batch.kept.select("period_end", "credit").row(0) == (booked_until, D(4))


def test_a_month_that_is_no_amount_refuses_the_account(tmp_path):
    batch = susa(tmp_path, YEAR[0], "8400;Erlöse;;1.000,00-;500.00-;200,00;;", "8401;Erlöse;;1,00;;;;")
    assert rules(batch) == [(2, "year_debit|not_an_amount")]
    assert batch.kept["account"].to_list() == ["8401"]


def test_a_list_of_open_items_is_still_one(tmp_path):
    batch = read_one(tmp_path, "Konto;Datum;Soll;Haben;Saldo\r\n10012;01.02.2026;7;0;7\r\n", "OPOS 2026-03.csv")
    assert batch.table == "open_items"


@pytest.mark.parametrize("accounts", [("84000", "12000"), ("84000 Erlöse 19 %", "12000 Bank"), ("84 000", "12 000")])
def test_a_list_alone_says_how_long_its_accounts_are(tmp_path, accounts):
    """Of four digits 84000 would be a supplier's and 12000 a customer's."""
    sold, bank = accounts
    lines = ("Konto;Soll;Haben;Saldo", f"{sold};0,00;500,00;500,00 H", f"{bank};500,00;0,00;500,00 S", "")
    batch = read_one(tmp_path, "\r\n".join(lines), "SuSa 2026-03.csv")
    assert rules(batch) == []
    assert batch.kept.select("account", "account_kind").rows() == [("84000", "gl"), ("12000", "gl")]
