"""A link leads to a thing in a tab: it is an address of its own, and what is not there is said."""

import polars as pl
import pytest

from tests.widgets.app.own_tabs import panel, say
from widgets.app import CustomerApp
from widgets.view_models import Column, Link, Table
from widgets.views.table import Grid

pytestmark = pytest.mark.usefixtures("panels")


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
    app.show_customer("1234")
    assert "focus_name" not in str(sent)
    sent.clear()
    app.show_customer("4711")
    # One message: each that a click is answered with costs the kernel as much as a dozen rows of a customer.
    (said,) = sent
    assert said["do"] == "several"
    assert [each["do"] for each in said["messages"]] == ["announce", "go", "focus_name"]


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
