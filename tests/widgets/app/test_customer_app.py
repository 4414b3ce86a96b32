import json
import re

import polars as pl
import pytest

from widgets.app import CustomerApp
from widgets.panel import EVERYBODY, Panel
from widgets.view_models import Chip, Column, Link, Notice, Table
from widgets.views.table import Grid

pytestmark = pytest.mark.usefixtures("panels")


def panel(key, order, build=None, badge=None):
    return Panel(
        key,
        key.title(),
        order,
        EVERYBODY,
        build or (lambda file: Notice(f"{key} of {file.header().customer_number}")),
        badge,
    )


@pytest.fixture
def query(monkeypatch):
    """Set the query that the page was opened with."""
    return lambda text: monkeypatch.setenv("QUERY_STRING", text)


@pytest.fixture
def panels(monkeypatch):
    """Three tabs instead of the shipped ones."""
    shipped = (panel("one", 0), panel("two", 10), panel("three", 20))
    monkeypatch.setattr("widgets.app.customer_app.all_panels", lambda: shipped)
    return shipped


def say(app, **message):
    app._bridge._on_message(app._bridge, message, [])


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
    assert app._bridge.search == ""


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


def test_search_answers_each_keystroke_with_its_number(directory, capfd):
    from widgets.app.search_box import SearchBox

    chosen = []
    box = SearchBox(directory.search, lambda number, hit: chosen.append((number, hit and hit.reason)))
    answer = box.answer("dre", 3)
    assert answer["sequence"] == 3
    assert answer["hits"][0] == {
        "customer_number": "0815",
        "name": "Söhne & <Töchter> GmbH",
        "about": ["0815", "Dresden", "Weg 1", "geb. 12.03.1960"],
        "license_plate": None,
        "reason_kind": "town",
        "reason": "Ort",
        "matched": "Dresden",
    }
    assert answer["more"] is False
    assert box.answer("  ", 4)["hits"] == []
    assert box.answer("broken", 5)["failed"]
    assert "secret" not in capfd.readouterr().err
    box.answer("dre", 6)
    box._on_message(box, {"do": "choose", "customer_number": "0815"}, [])
    box._on_message(box, {"do": "choose", "customer_number": "4711"}, [])
    box._on_message(box, {"do": "choose", "customer_number": 5}, [])
    assert chosen == [("0815", "town"), ("4711", None)], "one that was not among the hits is opened as a whole"


def test_more_hits_come_when_asked_for_and_the_browser_cannot_ask_for_all():
    from clientinfo_kernel.search import Hit
    from widgets.app.search_box import SearchBox

    everybody = [Hit(str(one), "Müller", "Hof", (("name", "Müller"),), 0.9, None) for one in range(200)]
    box = SearchBox(lambda _text, limit: everybody[:limit], lambda _number, _hit: None)
    sent = []
    box.send = sent.append
    for limit in (None, 20, 5000, -1, "20", True):
        box._on_message(box, {"do": "query", "text": "müller", "sequence": 1, "limit": limit}, [])
    assert [(len(answer["hits"]), answer["more"]) for answer in sent] == [
        (10, True), (20, True), (100, False), (10, True), (10, True), (10, True),
    ]  # fmt: skip
    some = SearchBox(lambda _text, limit: everybody[:10][:limit], lambda _number, _hit: None)
    assert some.answer("müller", 1)["more"] is False


def test_every_kind_of_match_has_a_word():
    from clientinfo_kernel.search import KINDS
    from widgets.app.search_box import REASONS

    assert set(REASONS) == set(KINDS)


class Drawn:
    """A tab with a table of vehicles; remembers each drawing."""

    def __init__(self):
        self.times = 0

    def __call__(self, _file):
        self.times += 1
        rows = pl.DataFrame({"plate": ["NA-FR 472", "NA-PT 193"]})
        return Table((Column("plate", "Kennzeichen"),), rows, names=lambda row: (row["plate"],))


@pytest.fixture
def vehicles(panels, monkeypatch):
    drawn = Drawn()
    shipped = (*panels, panel("vehicles", 30, drawn))
    monkeypatch.setattr("widgets.app.customer_app.all_panels", lambda: shipped)
    return drawn


def grids(app):
    return [child for container in app._stack.children for child in container.children if isinstance(child, Grid)]


def sent_by(app, monkeypatch):
    sent = []
    monkeypatch.setattr(app._bridge, "send", sent.append)
    return sent


@pytest.mark.usefixtures("vehicles")
def test_a_deep_link_opens_the_thing_in_the_tab(directory, query):
    query("customer=0815&tab=vehicles&item=NA-PT+193")
    app = CustomerApp(directory)
    (grid,) = grids(app)
    assert grid.options["wanted"]["row"] == 1
    assert app._bridge.search == "?customer=0815&tab=vehicles&item=NA-PT+193"


def test_a_link_to_a_thing_is_an_address_of_its_own(directory, query, vehicles, monkeypatch):
    query("customer=0815")
    app = CustomerApp(directory)
    sent = sent_by(app, monkeypatch)
    app._follow(Link(tab="vehicles", item="NA-FR 472"))
    assert sent == [
        {"do": "go", "search": "?customer=0815&tab=vehicles&item=NA-FR+472", "replace": False, "stays": False}
    ]
    assert grids(app)[0].options["wanted"]["row"] == 0
    app._follow(Link(tab="vehicles", item="NA-PT 193"))
    assert (grids(app)[0].options["wanted"]["row"], vehicles.times) == (1, 2), "a tab that is drawn is drawn again"
    app._tabs.selected = "one"
    assert app._bridge.search == "?customer=0815"
    app._follow(Link(tab="vehicles"))
    assert app._bridge.search == "?customer=0815&tab=vehicles"
    assert vehicles.times == 2, "a link to the tab alone leaves it as it is"
    say(app, do="address", search="?customer=0815&tab=vehicles&item=NA-FR+472")
    assert grids(app)[0].options["wanted"]["row"] == 0


@pytest.mark.usefixtures("vehicles")
def test_what_is_not_there_is_said_and_the_tab_opens(directory, query):
    query("customer=0815&tab=vehicles&item=HO-XX+1")
    app = CustomerApp(directory)
    (container,) = app._stack.children
    notice, grid = container.children[0].children
    assert "HO-XX 1 ist hier nicht (mehr) zu finden" in notice.html
    assert grid.options["wanted"] is None


@pytest.mark.usefixtures("vehicles")
def test_an_item_of_a_tab_that_is_not_there_is_forgotten(directory, query):
    query("customer=0815&tab=nothing&item=NA-FR+472")
    app = CustomerApp(directory)
    assert app._bridge.search == "?customer=0815"
    assert "zu finden" not in str(app._stack.children[0].children[0].html)


@pytest.mark.usefixtures("vehicles")
def test_a_chosen_customer_s_name_takes_the_focus_unless_a_thing_does(directory, query, monkeypatch):
    query("")
    app = CustomerApp(directory)
    sent = sent_by(app, monkeypatch)
    app.show_customer("0815", "vehicles", "NA-FR 472")
    assert {"do": "focus_name"} not in sent
    app.show_customer("4711")
    assert sent[-1] == {"do": "focus_name"}
    sent.clear()
    app.show_customer("1234")
    assert {"do": "focus_name"} not in sent


def filters(app):
    return [each for each in _inside(app._stack) if isinstance(each, Grid)]


def _inside(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _inside(child)


def test_a_link_into_a_tab_that_is_drawn_leaves_its_filter_and_order(directory, query):
    """Unless the filter would hide what the link names."""
    frame = pl.DataFrame({"plate": ["HO-A 1", "HO-A 2", "NA-B 3"], "model": ["x", "y", "z"]})
    columns = (Column("plate", "Kennzeichen", "plate"), Column("model", "Modell"))
    cars = Table(columns, frame, title="Autos", search="filtern", names=lambda row: (row["plate"],))
    query("customer=0815&tab=cars")
    app = CustomerApp(directory, panels=(panel("cars", 30, lambda _file: cars),))

    def shown():
        (grid,) = filters(app)
        return grid, [row["cells"][0] for row in grid.state["rows"]]

    grid, _ = shown()
    grid._receive(grid, {"do": "filter", "text": "ho"}, [])
    grid._receive(grid, {"do": "sort", "column": 0}, [])
    grid._receive(grid, {"do": "sort", "column": 0}, [])
    app._follow(Link(tab="cars", item="HO-A 1"))
    grid, plates = shown()
    assert (grid.options["filter"], plates) == ("ho", ["HO-A 2", "HO-A 1"])
    assert grid.options["wanted"]["place"] == 1
    app._follow(Link(tab="cars", item="NA-B 3"))
    grid, plates = shown()
    assert (grid.options["filter"], plates) == ("", ["NA-B 3", "HO-A 2", "HO-A 1"])
    app.show_customer("4711")
    grid, plates = shown()
    assert plates == ["HO-A 1", "HO-A 2", "NA-B 3"], "another customer's table begins as it is"
