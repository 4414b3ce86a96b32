import json
import re

import pytest

from clientinfo_kernel.access.rights import Viewer
from tests.widgets.app.own_tabs import panel, say
from widgets.app import CustomerApp
from widgets.view_models import Chip, Link, Notice

pytestmark = pytest.mark.usefixtures("panels")


def shown(app):
    return " ".join(getattr(child, "value", "") for child in app._main.children)


def test_without_a_customer_it_is_the_start_page(directory, query):
    query("")
    app = CustomerApp(directory)
    assert "Welchen Kunden suchen Sie?" in shown(app)
    assert app._bridge.page_title == "clientinfo"


def test_a_telephone_system_opens_the_caller_or_the_choice_or_says_that_nobody_has_the_number(directory, query):
    query("phone=%2B49928255510")
    app = CustomerApp(directory)
    assert app._bridge.page_title == "Söhne & <Töchter> GmbH · clientinfo"
    assert app._bridge.search == "?customer=0815"
    query("phone=+4992825559")  # a part of two customers' numbers
    app = CustomerApp(directory)
    assert "Wer ist es?" in shown(app)
    assert "0815" in shown(app)
    assert "4711" in shown(app)
    query("phone=0049301234")
    app = CustomerApp(directory)
    say(app, do="hello", numbers=["0815"], language="en")  # what every browser says first
    assert "Call from +49301234: unknown" in shown(app)
    say(app, do="hello", numbers=["0815"], language="de")
    assert "Anruf von +49301234: unbekannt" in shown(app)
    assert "data-ci-search" in shown(app)
    assert app._bridge.search == ""
    # the number goes with whom one chooses, until the contact is noted or somebody goes back to the start
    for number in ("0815", "4711"):
        app.show_customer(number)
        assert "Anruf von +49301234, noch nicht notiert" in shown(app)
    say(app, do="home")
    app.show_customer("0815")
    assert "Anruf von" not in shown(app)


def test_who_only_reads_is_not_asked_to_note_a_call(directory, query):
    query("phone=0049301234")
    directory.viewer = Viewer("petra", frozenset({"privacy"}))
    app = CustomerApp(directory)
    app.show_customer("0815")
    assert "Söhne" in shown(app)
    assert "Anruf von" not in shown(app)


def test_a_deep_link_opens_customer_and_tab(directory, query):
    query("customer=0815&tab=two")
    app = CustomerApp(directory)
    assert app._tabs.selected == "two"
    assert app._tabs.drawn == ["two"]
    assert app._bridge.page_title == "Söhne & <Töchter> GmbH · clientinfo"
    assert app._bridge.opened == "0815"


def test_a_tab_that_does_not_exist_is_the_first(directory, query):
    query("customer=0815&tab=nothing")
    assert CustomerApp(directory)._tabs.selected == "one"


def test_tabs_are_drawn_once_when_first_opened(directory, query):
    query("customer=0815")
    app = CustomerApp(directory)
    app._tabs.selected = "three"
    first = app._stack.children
    app._tabs.selected = "one"
    app._tabs.selected = "three"
    assert app._tabs.drawn == ["one", "three"]
    assert app._stack.children == first
    assert app._bridge.search == "?customer=0815&tab=three"


def test_another_customer_keeps_the_tab_and_draws_it_anew(directory, query):
    query("customer=0815&tab=two")
    app = CustomerApp(directory)
    (container,) = app._stack.children
    (shown,) = container.children
    app.show_customer("4711")
    assert app._bridge.search == "?customer=4711&tab=two"
    assert app._tabs.drawn == ["two"]
    assert "two of 4711" in shown.html, "the view of the tab lives on, and shows the other customer"


def test_the_other_tabs_of_an_earlier_customer_are_closed(directory, query):
    query("customer=0815")
    app = CustomerApp(directory)
    app._tabs.selected = "two"
    of_one, of_two = app._stack.children
    app.show_customer("4711")
    assert app._stack.children == (of_two,)
    assert of_one.comm is None


def test_links_lead_to_tabs_and_customers(directory, query):
    query("customer=0815")
    app = CustomerApp(directory)
    app._follow(Link(tab="two"))
    assert app._tabs.selected == "two"
    app._follow(Link(customer_number="4711", tab="three"))
    assert app._bridge.search == "?customer=4711&tab=three"
    app._follow(Link(tab="nothing"))
    app._follow(Link(href="https://example.org"))
    assert app._tabs.selected == "three"


def test_an_unknown_customer_gets_advice(directory, query):
    query("customer=1234")
    app = CustomerApp(directory)
    assert "Kunde 1234 ist nicht bekannt" in shown(app)
    app.show_customer("0815")
    assert app._tabs.drawn == ["one"]


def test_back_and_forward(directory, query):
    query("customer=0815")
    app = CustomerApp(directory)
    say(app, do="address", search="?customer=4711&tab=two")
    assert (app._bridge.opened, app._tabs.selected) == ("4711", "two")
    say(app, do="address", search="")
    assert "Welchen Kunden suchen Sie?" in shown(app)
    say(app, do="address", search="?customer=4711")
    assert app._tabs.drawn == ["one"]


def test_a_failing_tab_has_a_number_that_the_log_knows_without_customer_data(directory, query, capfd):
    def fails(customer_file):
        raise ValueError(f"secret of {customer_file.header().name}")

    query("customer=0815&tab=broken")
    app = CustomerApp(directory, panels=(panel("broken", 5, fails),))
    notice = app._stack.children[0].children[0].value
    number = re.search(r"V-[0-9A-F]{4}-[0-9A-F]{4}", notice).group()
    assert "secret" not in notice
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines() if number in line]
    assert [(line["where"], line["error"]) for line in logged] == [("broken", "ValueError")]
    assert any("fails" in frame for frame in logged[0]["frames"])
    assert "secret" not in json.dumps(logged)
    app._tabs.selected = "two"
    assert app._tabs.drawn == ["broken", "two"]


def test_trying_again_draws_the_tab_anew(directory, query):
    opened = []

    def fails_once(_file):
        opened.append(1)
        if len(opened) == 1:
            raise ValueError
        return Notice("works")

    query("customer=0815&tab=broken")
    app = CustomerApp(directory, panels=(panel("broken", 5, fails_once),))
    say(app, do="retry", tab="broken")
    assert len(opened) == 2
    assert "V-" not in getattr(app._stack.children[0].children[0], "value", "")


def test_a_failing_badge_costs_only_the_badge(directory, query):
    def fails(_file):
        raise ValueError

    query("customer=0815")
    app = CustomerApp(
        directory,
        panels=(panel("bad", 1, badge=fails), panel("good", 2, badge=lambda _file: Chip("7", "danger"))),
    )
    badges = {tab["key"]: tab["badge"] for tab in app._tabs.tabs}
    assert badges["bad"] is None
    assert badges["good"] == {"text": "7", "tone": "danger"}


def test_an_own_panel_replaces_a_shipped_one(directory, query):
    query("customer=0815")
    app = CustomerApp(directory, panels=(panel("two", 30),))
    assert [tab["key"] for tab in app._tabs.tabs] == ["one", "three", "two"]


def test_remembered_numbers_become_names_and_strange_ones_nothing(directory, query):
    query("")
    app = CustomerApp(directory)
    say(app, do="hello", language=None, numbers=["4711", 5, None, "9999", {"a": 1}])
    assert "Otto Ort" in shown(app)
    say(app, do="recent", numbers=[])
    assert "Otto Ort" not in shown(app)


def test_a_start_page_that_nothing_changes_is_not_drawn_again(directory, query):
    query("")
    app = CustomerApp(directory)
    (drawn,) = app._main.children
    say(app, do="hello", language=None, numbers=[])
    assert app._main.children == (drawn,)
    say(app, do="hello", language=None, numbers=["4711"])
    assert app._main.children != (drawn,)


def test_the_language_is_the_browser_s_choice(directory, query):
    query("")
    app = CustomerApp(directory)
    say(app, do="hello", language="en", numbers=[])
    assert app._tools.language == "en"
    assert "Which customer" in shown(app)
    say(app, do="hello", language="xx", numbers=[])
    assert app._tools.language == "en"


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": 5},
        {"do": "tab"},
        {"do": "tab", "tab": ["one"]},
        {"do": "customer"},
        {"do": "x" * 1000},
        {"do": "retry", "tab": "?"},
    ],
)
def test_odd_messages_do_nothing(directory, query, message):
    query("customer=0815")
    app = CustomerApp(directory)
    say(app, **message)
    app._bridge._on_message(app._bridge, "text", [])
    assert app._tabs.drawn == ["one"]
