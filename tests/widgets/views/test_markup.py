import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.widgets.views import gallery
from widgets.markup import tag
from widgets.view_models import Document, Fact, Facts, Link, Notice, Timeline, TimelineEntry
from widgets.views import ViewContext, draw
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
    page._receive(page, {"do": "act", "number": 0}, [])
    for nonsense in ({"do": "act", "number": 1}, {"do": "act", "number": -1}, {"do": "act", "number": True}, "x", {}):
        page._receive(page, nonsense, [])
    assert went == [Link(tab="vehicles")]
    assert deep_link(Link(tab="vehicles", customer_number="1&2")) == "?customer=1%262&tab=vehicles"


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


def test_a_broken_rendition_is_told_and_the_original_stays():
    page = draw(Document("Beleg", "a.pdf", "application/pdf", b"x", rendition='{"oops": 1}'), CONTEXT)
    assert "nicht lesbar" in page.html
    sent = []
    page.send = lambda content, buffers: sent.append((content["name"], buffers))
    page._receive(page, {"do": "act", "number": 0}, [])
    assert sent == [("a.pdf", [b"x"])]


def test_missing_values_say_so():
    assert "keine Angabe" in draw(Facts((Fact("Telefon", None),)), CONTEXT).html


def test_a_long_timeline_comes_in_portions_and_filters_all_of_it():
    from datetime import date, timedelta

    entries = tuple(
        TimelineEntry(date(2012, 12, 31) - timedelta(each), "payment" if each == 400 else "order", f"Ereignis {each}")
        for each in range(500)
    )
    head, events = draw(Timeline(entries, filters={"Zahlungen": ("payment",)}), CONTEXT).children
    assert events.html.count("ci-event__title") == 120
    events._receive(events, {"do": "act", "number": 0}, [])
    assert events.html.count("ci-event__title") == 240
    head._receive(head, {"do": "choose", "number": 1}, [])
    assert "Ereignis 400" in events.html
    assert events.html.count("ci-event__title") == 1
