"""Tabs of other roles: they are not there, and an address that leads to one says why."""

from dataclasses import replace

import lxml.html
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted
from widgets.app import CustomerApp
from widgets.panel import EVERYBODY, Panel
from widgets.roles import GROSS_PROFIT
from widgets.texts.language import language
from widgets.view_models import Chip, Link, Notice

asked = []


def build(_file):
    asked.append("tab")
    return Notice("Marge", link=("Rohertrag", Link(tab="gross_profit")))


def badge(_file):
    asked.append("badge")
    return Chip("7")


PANELS = (
    Panel(
        "overview",
        "Übersicht",
        0,
        EVERYBODY,
        lambda _file: Notice("hier", link=("Rohertrag", Link(tab="gross_profit"))),
    ),
    Panel("orders", "Aufträge gesamt", 10, EVERYBODY, lambda _file: Notice("orders")),
    Panel("gross_profit", "Rohertrag", 20, GROSS_PROFIT, build, badge),
)


@pytest.fixture(autouse=True)
def panels(monkeypatch):
    asked.clear()
    monkeypatch.setattr("widgets.app.customer_app.all_panels", lambda: PANELS)


@pytest.fixture
def page(directory, monkeypatch):
    def opened(query, *roles, more=()):
        monkeypatch.setenv("QUERY_STRING", query)
        return CustomerApp(replace(directory, viewer=Viewer("anna", frozenset(roles))), more)

    return opened


def say(app, **message):
    app._bridge._on_message(app._bridge, message, [])


def words(html):
    return " ".join(lxml.html.fromstring(html).text_content().split()) if html else ""


def test_a_tab_of_another_role_is_neither_shown_nor_asked(page):
    app = page("customer=0815", "sales")
    assert [tab["key"] for tab in app._tabs.tabs] == ["overview", "orders"]
    say(app, do="tab", tab="gross_profit")
    say(app, do="retry", tab="gross_profit")
    app._tabs.set_state({"selected": "gross_profit"})
    app._follow(Link(tab="gross_profit"))
    assert app._tabs.drawn == ["overview"]
    assert asked == []


def test_an_address_that_leads_there_opens_the_first_tab_and_says_why(page):
    app = page("customer=0815&tab=gross_profit", "sales")
    assert app._tabs.selected == "overview"
    assert app._bridge.search == "?customer=0815"
    assert words(app._refusal.value) == (
        "Der Reiter Rohertrag ist für die Rolle Verkauf nicht freigegeben"
        "Ihn sehen die Rollen Controlling, Analyse. Wenden Sie sich bei Bedarf an Ihre Administration."
    )
    assert "ci-notice--" not in app._refusal.value, "it is no warning"


def test_all_roles_of_the_user_are_named(page):
    app = page("customer=0815&tab=gross_profit", "sales", "service")
    assert "für die Rollen Service, Verkauf nicht" in words(app._refusal.value)


def test_the_refusal_goes_with_the_next_tab_and_the_next_customer(page):
    app = page("customer=0815&tab=gross_profit", "sales")
    app._tabs.selected = "orders"
    assert app._refusal.value == ""
    say(app, do="address", search="?customer=0815&tab=gross_profit")
    assert app._refusal.value
    app.show_customer("4711")
    assert app._refusal.value == ""


def test_the_refusal_stays_when_the_browser_says_its_language(page):
    app = page("customer=0815&tab=gross_profit", "sales")
    say(app, do="hello", language="en", numbers=[])
    assert language() == "en"
    assert words(app._refusal.value).startswith("The tab Gross profit is not available to the role Sales")


@pytest.mark.parametrize("tab", ["nothing", "", "orders"])
def test_nothing_is_refused_that_is_not_there_or_allowed(page, tab):
    assert page(f"customer=0815&tab={tab}", "sales")._refusal.value == ""


def test_who_may_sees_tab_and_badge(page):
    app = page("customer=0815&tab=gross_profit", "controlling")
    assert app._tabs.selected == "gross_profit"
    assert app._refusal.value == ""
    assert asked == ["badge", "tab"]


def test_links_to_hidden_tabs_are_not_offered(page):
    def drawn(*roles):
        return page("customer=0815", *roles)._stack.children[0].children[0].html

    assert "Rohertrag" in drawn("controlling")
    assert "Rohertrag" not in drawn("sales")
    assert "hier" in drawn("sales")


def test_a_tab_that_asks_too_much_says_so_and_is_no_incident(page, capfd):
    def too_much(_file):
        raise NotPermitted("revenue")

    own = Panel("own", "Eigene", 5, EVERYBODY, too_much)
    app = page("customer=0815&tab=own", "service", more=(own,))
    notice = app._stack.children[0].children[0].value
    assert words(notice).startswith("Der Reiter Eigene ist für die Rolle Service nicht freigegeben")
    assert "Verkauf, Buchhaltung, Controlling, Analyse" in words(notice)
    assert "incident" not in capfd.readouterr().err


@pytest.mark.parametrize(
    ("roles", "says"),
    [
        (("admin",), "Die Administration verwaltet Benutzer und sieht keine Kundendaten."),
        ((), "keine Rolle zugeordnet"),
    ],
)
@pytest.mark.parametrize("query", ["", "customer=0815", "customer=0815&tab=gross_profit"])
def test_who_sees_no_customers_is_told_so(page, query, roles, says, capfd):
    app = page(query, *roles)
    say(app, do="hello", language=None, numbers=["0815"])
    (shown,) = app._main.children
    assert says in words(shown.value)
    assert "Söhne" not in shown.value
    assert app._middle.answer("söhne", 1)["hits"] == []
    assert "incident" not in capfd.readouterr().err
