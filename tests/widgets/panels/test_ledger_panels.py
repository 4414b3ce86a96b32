"""Umsätze, Offene Posten and Rohertrag: the brochure's figures, in German, where people look for them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import polars as pl
import pytest

from tests.data_sources.ledger.datev_files import datev_file, header
from tests.golden import german, german_day, golden
from tests.widgets.panels.edge_customers import KROLL, write_edge_customers
from widgets.panel import all_panels
from widgets.parts.settled_documents import settled_documents
from widgets.texts.formats import format_value
from widgets.texts.language import session
from widgets.view_models import (
    Chart,
    Chip,
    Choice,
    Fact,
    Facts,
    ItemList,
    KeyFigure,
    Link,
    MasterDetail,
    Notice,
    Stack,
    Table,
)

PANELS = {each.key: each for each in all_panels()}


def shown(table: Table) -> list[list[str]]:
    """The cells as a person reads them."""
    return [
        [format_value(row[column.key], column.kind) for column in table.columns]
        for row in table.rows.iter_rows(named=True)
    ]


def test_revenue_table_reads_like_the_brochure(meier):
    chart, table = PANELS["revenue"].build(meier).items
    assert [column.title for column in table.columns] == [
        "Jahr",
        "Gesamt inkl. Garantie",
        "Garantie",
        "ohne Garantie",
        "Werkstatt",
        "Teile",
        "nicht zugeordnet",
    ]
    assert shown(table) == [
        ["2009", "15.960,00", "0,00", "15.960,00", "0,00", "0,00", "15.960,00"],
        ["2010", "2.451,22", "0,00", "2.451,22", "0,00", "2.451,22", "0,00"],
        ["2011", "2.506,16", "0,00", "2.506,16", "1.566,13", "940,03", "0,00"],
        ["2012", "2.651,22", "0,00", "2.651,22", "0,00", "0,00", "2.651,22"],
    ]
    assert (chart.title, chart.kind, chart.labels) == ("Jahresumsätze", "bars", ("2009", "2010", "2011", "2012"))


def test_revenue_chart_stacks_to_the_total_of_each_year(meier):
    chart = PANELS["revenue"].build(meier).items[0]
    assert [(series.name, series.color) for series in chart.series] == [
        ("Werkstatt", "1"),
        ("Teile", "2"),
        ("nicht zugeordnet", "3"),
    ]
    totals = [sum(values) for values in zip(*(series.values for series in chart.series), strict=True)]
    assert totals == [Decimal("15960.00"), Decimal("2451.22"), Decimal("2506.16"), Decimal("2651.22")]


def test_revenue_chart_keeps_every_euro_with_more_divisions_than_colours(kroll):
    """Four divisions with 1,000.00 each: two have a colour, the others share the third."""
    chart = PANELS["revenue"].build(kroll).items[0]
    assert len(chart.series) == 3
    assert chart.series[2].name == "übrige Sparten und nicht zugeordnet"
    assert [series.values[0] for series in chart.series] == [Decimal("1000.00"), Decimal("1000.00"), Decimal("2000.00")]


def test_open_items_show_balance_limit_and_credits(meier):
    figure, _paper, table, _settled, _earlier = PANELS["open_items"].build(meier).items
    assert isinstance(figure, KeyFigure)
    assert (figure.title, figure.value) == ("offener Saldo", Decimal("9366.83"))
    assert figure.text == "15 Posten, davon Guthaben -1.112,88"
    assert figure.chip == Chip("Limit überschritten", "danger")
    assert figure.foot == "Mahnstufe 0, ältester Posten 14.05.2007"
    assert table.rows["balance"].sum() == Decimal("9366.83")


def test_ageing_bar_names_every_class_with_its_amount(meier):
    bar = PANELS["open_items"].build(meier).items[0].below
    assert isinstance(bar, Chart)
    assert bar.kind == "segments"
    assert {series.name: series.values for series in bar.series} == {
        "nicht fällig": (Decimal("0.00"),),
        "1–30 Tage": (Decimal("0.00"),),
        "31–60 Tage": (Decimal("0.00"),),
        "61–90 Tage": (Decimal("0.00"),),
        "91–120 Tage": (Decimal("0.00"),),
        "über 120 Tage": (Decimal("10479.71"),),
    }


class Altered:
    """A snapshot in which one table of a customer says something else."""

    def __init__(self, snapshot, table, change):
        self._snapshot, self._table, self._change = snapshot, table, change

    def rows(self, table, customer_id, columns=None):
        if table != self._table:
            return self._snapshot.rows(table, customer_id, columns)
        whole = self._change(self._snapshot.rows(table, customer_id))
        return whole if columns is None else whole.select(columns)

    def __getattr__(self, name):
        return getattr(self._snapshot, name)


def altered(file, table, change):
    return replace(file, _snapshot=Altered(file._snapshot, table, change), _read={})


def with_balances(file, *balances):
    """The customer with these open items alone."""

    def change(items):
        return items.head(len(balances)).with_columns(pl.Series("balance", balances, dtype=items["balance"].dtype))

    return altered(file, "open_items", change)


@pytest.mark.parametrize(
    ("credit", "chip", "has_bar"),
    [
        ("-99.99", None, True),  # 100.00 - 99.99: a cent is owed
        ("-100.00", None, False),
        ("-100.01", Chip("Guthaben", "ok"), False),
    ],
)
def test_who_owes_nothing_has_no_bar_of_old_claims(meier, credit, chip, has_bar):
    figure = PANELS["open_items"].build(with_balances(meier, Decimal("100.00"), Decimal(credit))).items[0]
    assert figure.chip == chip
    assert (figure.below is not None) == has_bar


def test_nothing_open_is_said_in_one_line(meier):
    tiles = PANELS["overview"].build(with_balances(meier)).items
    figure = next(tile for tile in tiles if isinstance(tile, KeyFigure))
    assert (figure.value, figure.text, figure.below, figure.foot) == (Decimal("0.00"), "nichts offen", None, "")


def test_a_blocked_customer_is_red_at_the_open_items(meier):
    def block(record):
        return record.with_columns(pl.lit("gesperrt").alias("credit_rating"), pl.lit(None).alias("credit_limit"))

    blocked = altered(meier, "customers", block)
    assert PANELS["open_items"].build(blocked).items[0].chip == Chip("Kredit gesperrt", "danger")
    assert PANELS["open_items"].badge(blocked) == Chip("15", "danger")


def test_an_earlier_key_date_shows_what_was_open_then(meier):
    earlier = PANELS["open_items"].build(meier).items[-1]
    assert isinstance(earlier, Choice)
    assert list(earlier.options)[:3] == ["", "2012-09-30", "2012-08-31"]
    assert isinstance(earlier.build(""), Notice)
    # 31.12.2009: nine items of 2007 (4,226.16), the invoice of 10.03.2009 (18,992.40), paid in 2010, and the payment
    # of 15.06.2009 that nobody could allocate (-1,112.88).
    figure, _paper, table = earlier.build("2009-12-31").items
    opening = (785, "119.40", "89.85", 785, "246.85", "132.78", "1757.73", "246.58", "82.97")
    assert figure.value == sum(map(Decimal, opening)) + Decimal("18992.40") - Decimal("1112.88")
    assert table.rows.height == 11


def test_what_was_paid_stands_by_year_with_what_was_booked(meier):
    """Two invoices were ever paid: 18,992.40 of 10.03.2009, on 15.10.2010, and 2,916.95 of 08.03.2010, on 13.10.2011."""
    settled = PANELS["open_items"].build(meier).items[3]
    assert list(settled.options) == ["", "2010", "2009"]
    assert isinstance(settled.build(""), Notice)
    paid = {year: settled.build(year) for year in ("2009", "2010")}
    read = {year: [row[:2] + row[3:] for row in shown(table)] for year, table in paid.items()}
    assert read == {
        "2009": [["01090214", "10.03.2009", "15.10.2010", "18.992,40"]],
        "2010": [["01100214", "08.03.2010", "13.10.2011", "2.916,95"]],
    }
    facts, booked = paid["2010"].detail(paid["2010"].rows.row(0, named=True)).items
    assert [(item.title.split(" (")[0], item.amount) for item in booked.items if item.amount] == [
        ("Rechnung", Decimal("2916.95")),
        ("Zahlung", Decimal("-2916.95")),
    ]
    assert Fact("Rohertrag", "01100214", "identifier", Link(tab="gross_profit", item="01100214")) in facts.facts
    assert [settled.option_of(number) for number in ("01100214", "01111892", "99999999")] == ["2010", None, None]


def test_what_the_list_of_open_items_spells_otherwise_is_not_settled():
    """Lists drop leading zeros and marks; a number that was paid and begun again is settled once all the same."""
    booked = {
        "number": ["01120001", "RE-12/7", "01120009", "U2004", "4711", "4711"],
        "date": [date(2012, 1, day) for day in range(1, 7)],
        "debtor_account": ["10012"] * 6,
        **{name: [Decimal("119.00")] * 6 for name in ("debit", "credit")},
        "balance": [Decimal(left) for left in ("119", "119", "0", "119", "0", "119")],
    }
    owed = pl.DataFrame(
        [("10012", number, kind) for number, kind in (("1120001", "R"), ("re127", "R"), ("", "U2004"), ("4711", "R"))],
        ["debtor_account", "number", "kind"],
        orient="row",
    )
    file = SimpleNamespace(ledger_documents=lambda: pl.DataFrame(booked), open_items=lambda: owed)
    (choice,) = settled_documents(file)
    assert choice.build("2012").rows.select("number", "date").rows() == [
        ("01120009", date(2012, 1, 3)),
        ("4711", date(2012, 1, 5)),
    ]


def test_open_item_table_in_the_brochures_words(meier):
    table = PANELS["open_items"].build(meier).items[2]
    assert [column.title for column in table.columns] == [
        "Rg.Art",
        "Rg.Nummer",
        "Rg.Datum",
        "Buchungstext",
        "fällig",
        "seit Tagen",
        "Rg.Betrag",
        "Saldo",
        "MSt",
    ]
    read = {(*row[:4], *row[6:]) for row in shown(table)}
    assert read == {
        (
            item["kind"],
            item["number"] or "ohne Nummer",
            german_day(item["date"]),
            item["text"],
            german(item["amount"]),
            german(item["balance"]),
            str(item["dunning_level"]),
        )
        for item in golden()["open_items"]
    }
    first = shown(table)[0]
    assert first[1] == "0107091089"
    assert first[4:6] == ["13.06.2007", "1.947"]  # 30 NETTO; to 11.10.2012


def test_a_credit_has_the_word_not_only_the_minus(meier):
    table = PANELS["open_items"].build(meier).items[2]
    text = next(column for column in table.columns if column.title == "Buchungstext")
    with_credit = table.rows.filter(pl.col(text.beside) == "credit")
    assert with_credit["text"].to_list() == ["U2004/15.06.09/2012500"]
    assert text.chips["credit"] == Chip("Guthaben")
    assert with_credit["shown_number"].to_list() == ["ohne Nummer"]


def test_posting_text_leads_to_the_vehicle_where_it_is_known(meier):
    table = PANELS["open_items"].build(meier).items[2]
    link = next(column.link for column in table.columns if column.title == "Buchungstext")
    leads = {row["text"]: link(row) for row in table.rows.iter_rows(named=True)}
    assert leads["272237/NA-PT 193 S"] == Link(tab="vehicles", item="NA-PT 193")
    assert leads["Testbuchung"] is None


def test_posting_text_leads_to_the_order_where_that_is_known(kroll):
    table = PANELS["open_items"].build(kroll).items[2]
    link = next(column.link for column in table.columns if column.title == "Buchungstext")
    leads = {row["text"]: link(row) for row in table.rows.iter_rows(named=True)}
    assert leads["501100/HO-A 1 S"] == Link(tab="orders", item="501100")
    assert leads["999999/HO-Z 9 S"] is None


def test_open_item_opens_to_its_origin(meier):
    table = PANELS["open_items"].build(meier).items[2]
    origin, _decide, postings = table.detail(table.rows.row(0, named=True)).items
    facts = {fact.label: fact.value for fact in origin.facts}
    assert facts == {
        "Auftrag": "272237",
        "Fahrzeug": "NA-PT 193",
        "Debitor": "1010012",
        "fällig am": date(2007, 6, 13),
        "Rg.Betrag": Decimal("785.00"),
        "Datei": "OPOS_2012-10-11.csv",
        "Zeile": 2,
    }
    # what a phone leaves out of the card stands here
    assert [each.title for each in table.columns if each.phone == "hide"] == ["fällig", "Rg.Betrag"]
    # The item of 2007 was carried forward into 2009, with which the ledger begins, and from there year by year.
    assert postings.title == "Woher kommt diese Zahl?"
    again = "Saldovortrag (wiederholt das Vorjahr, zählt nicht)"
    assert [(item.title, item.amount, item.on) for item in postings.items] == [
        ("Saldovortrag (das Vorjahr liegt nicht vor)", Decimal("785.00"), date(2009, 1, 1)),
        *((again, Decimal("0.00"), date(year, 1, 1)) for year in (2010, 2011, 2012)),
    ]
    assert "EXTF_Buchungsstapel_2009-01" in postings.items[0].origin


def test_an_item_that_is_not_due_yet_has_no_days(kroll):
    table = PANELS["open_items"].build(kroll).items[2]
    assert dict(table.rows.select("number", "overdue").rows()) == {"N1": None, "T1": 1}


def test_badge_of_open_items(meier, nobody):
    assert PANELS["open_items"].badge(meier) == Chip("15", "danger")
    assert PANELS["open_items"].badge(nobody) is None


def test_gross_profit_of_2011_line_by_line(meier):
    choice = PANELS["gross_profit"].build(meier).items[0]
    assert isinstance(choice, Choice)
    assert (choice.label, choice.selected, list(choice.options)) == (
        "Buchungsjahr",
        "2012",
        ["2009", "2010", "2011", "2012"],
    )
    calculation = choice.build("2011").items[0]
    assert calculation.kind == "waterfall"
    lines = dict(zip(calculation.labels, (format_value(v, "money") for v in calculation.series[0].values), strict=True))
    assert lines == {
        "Erlöse": "2.506,16",
        "Erlösminderungen": "0,00",
        "Wareneinsatz": "-467,93",
        "Kalk. Fertigungslöhne": "-235,01",
        "Rohertrag": "1.803,22",
    }


def test_gross_profit_invoices_of_2011(meier):
    invoices = PANELS["gross_profit"].build(meier).items[0].build("2011").items[1]
    assert isinstance(invoices, MasterDetail)
    assert shown(invoices.master) == [
        ["07.03.2011", "01111892", "1.807,75", "0,00", "0,00", "-235,01", "1.572,74", "87,00\N{NO-BREAK SPACE}%"],
        ["07.03.2011", "01111893", "698,41", "0,00", "-467,93", "0,00", "230,48", "33,00\N{NO-BREAK SPACE}%"],
    ]
    assert invoices.master.columns[-1].summary(invoices.master.rows) == Decimal("71.95")


def test_where_the_figure_comes_from(meier):
    invoices = PANELS["gross_profit"].build(meier).items[0].build("2011").items[1]
    row = next(row for row in invoices.master.rows.iter_rows(named=True) if row["number"] == "01111893")
    facts, entries = invoices.detail(row).items
    assert isinstance(facts, Facts)
    assert facts.title == "Woher kommt diese Zahl?"
    assert facts.facts[0].value == "Rechnung 01111893 vom 07.03.2011"
    assert {fact.label: fact.value for fact in facts.facts}["Rohertrag"] == Decimal("230.48")
    leads = {fact.label: fact.link for fact in facts.facts if fact.link}
    assert leads["Offener Posten"] == Link(tab="open_items", item="01111893")
    assert leads["E-Rechnung"] == Link(tab="inbox", item="01111893")
    assert isinstance(entries, ItemList)
    assert entries.title == "1 Buchung, 1 Rechenregel"
    rule, posted = sorted(entries.items, key=lambda item: item.amount)
    assert posted.title == "830000 Erlöse Teile Theke"
    assert posted.text == "R0068013250000000 MEIER01118 · Rechnung (Erlös, dem Debitor belastet)"
    assert posted.origin == "EXTF_Buchungsstapel_2011-03_001.csv, Zeile 13"
    assert (posted.amount, posted.chip) == (Decimal("698.41"), None)
    assert rule.title == "Wareneinsatz Teile"
    assert rule.text == "67,00\N{NO-BREAK SPACE}% von 698,41 · 830000 Erlöse Teile"
    assert rule.origin == "kontenzuordnung.csv, Zeile 6"
    trace = entries.as_table
    assert trace is not None
    assert trace.download == "herkunft_01111893"
    assert sorted(trace.rows["source_row"]) == [6, 13]
    assert (rule.amount, rule.chip) == (Decimal("-467.93"), Chip("kalkuliert", "warn"))


def test_costs_that_are_charged_on_without_revenue_have_no_share(kroll):
    invoices = PANELS["gross_profit"].build(kroll).items[0].build("2011").items[1].master
    assert invoices.rows["cost_of_goods"].to_list() == [Decimal("100.00")]
    assert invoices.rows["share"].to_list() == [None]
    assert invoices.rows["shown_number"].to_list() == ["ohne Beleg"]
    assert invoices.columns[-1].summary(invoices.rows) is None


def test_gross_profit_per_year_stands_within_revenue(meier):
    chart = PANELS["gross_profit"].build(meier).items[1]
    assert (chart.kind, chart.title) == ("overlay", "Rohertrag je Buchungsjahr")
    at = chart.labels.index("2011")
    assert {series.name: series.values[at] for series in chart.series} == {
        "Erlöse": Decimal("2506.16"),
        "Rohertrag": Decimal("1803.22"),
    }


def test_nothing_booked_says_so_and_leads_on(nobody):
    for key, tab in {"revenue": "current_orders", "open_items": "inbox", "gross_profit": "current_orders"}.items():
        notice = PANELS[key].build(nobody)
        assert isinstance(notice, Notice)
        assert notice.text
        assert notice.link[1] == Link(tab=tab)


@pytest.mark.slow
def test_a_stale_ledger_is_told_first_and_figures_stay(tmp_path):
    house = write_edge_customers(tmp_path)
    house.refresh()
    (tmp_path / "datev").rename(tmp_path / "elsewhere")
    customer = house.refresh().customer(KROLL)
    (source,) = customer.sources().filter(pl.col("source") == "ledger").to_dicts()
    assert str(tmp_path) not in source["reason"], "the server's folders are the operator's business"
    gone = "Bei der letzten Aktualisierung war von dieser Quelle nichts da."
    for key in ("revenue", "open_items", "gross_profit", "overview"):
        stack = PANELS[key].build(customer)
        assert isinstance(stack, Stack)
        assert stack.items[0].title == f"Finanzbuchhaltung: Stand {format_value(source['as_of'], 'moment')}"
        assert stack.items[0].text == f"{gone} Sie sehen den letzten guten Stand."
        assert stack.items[0].tone == "warn"
        assert len(stack.items) == 2
    with session("en"):
        said = PANELS["revenue"].build(customer).items[0].text
    assert said == "At the last refresh there was nothing of this source. You see the last good data."
    table = next(each for each in PANELS["revenue"].build(customer).items[1].items if isinstance(each, Table))
    assert table.rows["total"].to_list()[0] == Decimal("4000.00")
    assert not isinstance(PANELS["vehicles"].build(customer), Stack)


@pytest.mark.slow
def test_what_a_fresh_delivery_lacks_is_a_hint_above_the_tab(tmp_path):
    house = write_edge_customers(tmp_path)
    recurring = datev_file([], first=header(65, f4="Wiederkehrende Buchungen"), second="Betrag;Konto")
    (tmp_path / "datev" / "EXTF_a.csv").write_bytes(recurring.encode("cp1252"))
    hint = PANELS["revenue"].build(house.refresh().customer(KROLL)).items[0]
    assert (hint.title, hint.text, hint.tone) == (
        "Finanzbuchhaltung: Hinweise zur Lieferung",
        "DATEV-Kategorie 65 (Wiederkehrende Buchungen) wird nicht gelesen: EXTF_a.csv.",
        "neutral",
    )
