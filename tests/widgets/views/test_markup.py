from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import fastexcel
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from data_sources.inbox.rendition import Rendition
from tests.widgets.clicks import click, numbers, shown
from tests.widgets.views import gallery
from widgets.markup import tag
from widgets.view_models import (
    Column,
    Document,
    Fact,
    Facts,
    Item,
    ItemList,
    Link,
    Notice,
    Table,
    Timeline,
    TimelineEntry,
)
from widgets.views import ViewContext, draw, draw_into
from widgets.views.markup_writer import MarkupWriter, deep_link, safe_href

CONTEXT = ViewContext(navigate=lambda _link: None)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(TEXT, TEXT)
def test_outside_text_stays_text(content, attribute):
    element = html.fragment_fromstring(str(tag("p", content, title=attribute)))
    assert element.text_content() == content
    assert element.get("title") == attribute
    assert list(element) == []


@pytest.mark.parametrize(
    "view", [gallery.facts, gallery.follow_ups, Notice(gallery.HOSTILE, gallery.HOSTILE), gallery.document]
)
def test_views_escape(view):
    drawn = draw(view, CONTEXT).html
    assert "<script>" not in drawn
    assert "<b>hinten" not in drawn


@pytest.mark.parametrize(
    ("href", "allowed"),
    [
        ("tel:+4992825550", True),
        ("mailto:a@b.example", True),
        ("geo:50.3,11.7", True),
        ("https://example.org/a?b=c", True),
        ("http://example.org", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https:", False),
        ("https://[broken", False),
        ("", False),
        (None, False),
    ],
)
def test_only_known_schemes_can_be_clicked(href, allowed):
    assert safe_href(href) == (href if allowed else None)
    link = MarkupWriter(CONTEXT).link(Link(href=href), "Text")
    assert ("href=" in link) == allowed


def test_links_inside_go_through_python():
    went = []
    page = draw(gallery.vehicles, ViewContext(navigate=went.append))
    (first, *_others) = numbers(page)
    page._receive(page, {"do": "act", "number": first}, [])
    for number in (max(numbers(page)) + 1, -1, True, str(first)):
        page._receive(page, {"do": "act", "number": number}, [])
    for nonsense in ("x", {}, {"do": "else", "number": first}):
        page._receive(page, nonsense, [])
    assert went == [Link(tab="vehicles")]
    assert deep_link(Link(tab="vehicles", customer_number="1&2")) == "?customer=1%262&tab=vehicles"


def test_a_click_on_what_was_written_again_meanwhile_is_answered_so_that_the_browser_finds_the_thing():
    went, sent = [], []
    page = draw(gallery.vehicles, ViewContext(navigate=went.append))
    page.send = lambda content, **_buffers: sent.append(content)
    (before, *_others) = numbers(page)
    draw_into(page, gallery.vehicles, ViewContext(navigate=went.append))
    page._receive(page, {"do": "act", "number": before, "turn": 4}, [])
    for nonsense in ({}, {"turn": True}, {"turn": "4"}):  # nobody waits for an answer
        page._receive(page, {"do": "act", "number": before} | nonsense, [])
    assert (went, sent) == ([], [{"do": "gone", "turn": 4}])


def test_an_invoice_is_a_readable_page():
    text = html.fromstring(draw(gallery.document, CONTEXT).html).text_content()
    for words in (
        "Rechnungsnummer01111893",
        "07.03.2011",
        "Zahlbetrag EUR831,11",
        "USt 19\u00a0%132,70",
        "Alle Pflichtangaben sind vorhanden.",
    ):
        assert words in text


def page_of(invoice, **changed):
    rendition = invoice.model_copy(update=changed).to_json()
    return html.fromstring(draw(replace(gallery.document, rendition=rendition), CONTEXT).html).text_content()


def test_a_pro_forma_invoice_asks_for_nothing():
    text = page_of(Rendition.from_json(gallery.RENDITION), kind="proforma")
    for words in ("Proforma-Rechnung an", "Nummer01111893", "Datum07.03.2011", "Gesamtbetrag EUR831,11"):
        assert words in text
    for words in ("Zahlbetrag", "Rechnungsnummer", "Rechnungsdatum"):
        assert words not in text


def test_what_is_due_for_others_stands_between_gross_and_due():
    invoice = Rendition.from_json(gallery.RENDITION)
    totals = invoice.totals.model_copy(update={"third_parties": Decimal("30.00"), "due": invoice.totals.gross + 30})
    text = page_of(invoice, totals=totals)
    assert "Summe brutto831,11Forderungen Dritter30,00Zahlbetrag EUR861,11" in text


def test_a_broken_rendition_is_told_and_the_original_stays():
    page = draw(Document("Beleg", "a.pdf", "application/pdf", b"x", rendition='{"oops": 1}'), CONTEXT)
    assert "nicht lesbar" in page.html
    sent = []
    page.send = lambda content, buffers: sent.append((content["name"], buffers))
    click(page, "Original")
    assert sent == [("a.pdf", [b"x"])]


def test_missing_values_say_so():
    assert "keine Angabe" in draw(Facts((Fact("Telefon", None),)), CONTEXT).html


def test_a_long_timeline_comes_in_portions_and_filters_all_of_it():
    from datetime import date, timedelta

    entries = tuple(
        TimelineEntry(date(2012, 12, 31) - timedelta(each), "payment" if each == 400 else "order", f"Ereignis {each}")
        for each in range(500)
    )
    page = draw(Timeline(entries, filters={"Zahlungen": ("payment",)}), CONTEXT)
    assert shown(page).count("ci-event__title") == 16
    click(page, "Ältere zeigen (484)")
    assert shown(page).count("ci-event__title") == 76
    click(page, "Zahlungen")
    assert "Ereignis 400" in shown(page)
    assert shown(page).count("ci-event__title") == 1


def test_a_long_timeline_looks_only_at_the_events_that_it_shows():
    from datetime import date, timedelta

    looked_at = set()

    class Events(Sequence):
        def __len__(self):
            return 200

        def __getitem__(self, place):
            if isinstance(place, slice):
                return [self[each] for each in range(*place.indices(200))]
            if place >= 200:
                raise IndexError
            looked_at.add(place)
            return TimelineEntry(date(2012, 12, 31) - timedelta(place), "order", str(place))

    page = draw(Timeline(Events()), CONTEXT)
    assert looked_at == {*range(16)}
    click(page, "Ältere zeigen (184)")
    assert looked_at == {*range(76)}


def test_what_was_written_again_forgets_what_could_be_clicked_before():
    from datetime import date

    link = Link(tab="orders")
    entries = tuple(TimelineEntry(date(2012, 1, 1), "order", f"Auftrag {each}", link=link) for each in range(3))
    page = draw(Timeline(entries, filters={"Aufträge": ("order",)}), CONTEXT)
    before = numbers(page)
    for _again in range(5):
        click(page, "Aufträge")
    assert len(page._actions) == len(before) == 5
    assert set(page._actions) == set(numbers(page))


def test_the_lines_of_a_trace_are_copied_and_exported_whole():
    rows = pl.DataFrame({"amount": [Decimal("-467.93")], "file": ["konten.csv"], "line": [6]})
    columns = (Column("amount", "Betrag", "money"), Column("file", "Datei"), Column("line", "Zeile", "number"))
    recorded = []
    context = ViewContext(navigate=lambda _link: None, record=lambda *what: recorded.append(what))
    table = Table(columns, rows, title="Herkunft 1", download="herkunft_1")
    page = draw(ItemList((Item("Einsatz", origin="konten.csv, Zeile 6"),), as_table=table), context)
    assert "konten.csv, Zeile 6" in html.fromstring(page.html).text_content()
    (copied,) = html.fromstring(page.html).xpath("//@data-copy")
    assert copied == "Betrag\tDatei\tZeile\n-467,93\tkonten.csv\t6"
    sent = []
    page.send = lambda content, buffers: sent.append((content, buffers))
    click(page, "Excel-Datei")
    ((content, (file,)),) = sent
    assert content["name"] == "herkunft_1.xlsx"
    assert fastexcel.read_excel(file).load_sheet(0).to_polars().rows() == [(-467.93, "konten.csv", 6.0)]
    assert recorded == [("export", "Herkunft 1, Excel, 1 Zeile")]
