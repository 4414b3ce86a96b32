"""A link or an address names a thing: the view that has it opens it, the others stay as they are."""

from dataclasses import replace

import polars as pl
import pytest
from lxml import html

from tests.widgets.clicks import click, shown
from widgets.app.panel_stack import settings_of
from widgets.view_models import Choice, Column, GroupedList, Item, Link, MasterDetail, Notice, Stack, Table
from widgets.views import ViewContext, draw
from widgets.views.choice import options
from widgets.views.closing import with_parts
from widgets.views.markup_view import MarkupView
from widgets.views.markup_writer import MarkupWriter
from widgets.views.table import Grid
from widgets.views.wanted import holds
from widgets.views.widget_frame import WidgetFrame

ORDERS = Table(
    columns=(Column("order", "Auftrag"), Column("plate", "Fahrzeug"), Column("amount", "Betrag", "number")),
    rows=pl.DataFrame(
        {
            "order": ["403865", "634119", "634119"],
            "plate": ["NA-FR 472", "NA-PT 193", "NA-PT 193"],
            "hidden": ["X", "Y", "Y"],
            "amount": [3, 1, 2],
        }
    ),
    detail=lambda row: Notice(row["order"]),
    search="filtern",
    sort=("amount", "ascending"),
    names=lambda row: (row["order"], row["hidden"], None),
    shared_names=lambda row: (row["plate"],),
)
INBOX = MasterDetail(
    GroupedList((("Rechnungen", (Item("R1"), Item("R2"))),), pl.DataFrame({"number": ["R1", "R2"]}),
                names=lambda row: (row["number"],)),
    lambda row: Notice(f"Beleg {row['number']}"),
    selected=0,
)  # fmt: skip
YEARS = Choice(
    "Jahr",
    {"2011": "2011", "2012": "2012"},
    "2012",
    lambda year: Notice(f"Jahr {year}"),
    option_of={"R1": "2011", "R9": "1999"}.get,
)


def at(item):
    return ViewContext(navigate=lambda _link: None, item=item)


def test_what_was_open_or_chosen_is_so_when_the_tab_is_drawn_again():
    """Whoever writes below a row, or about an entry, has it in front of them after the save."""
    inside = replace(ORDERS, title="Positionen", detail=lambda row: Notice(row["plate"]))
    view = Stack((replace(ORDERS, detail=lambda _row: Stack((inside,))), INBOX))

    def opened(*widgets):
        grid = next(each for each in with_parts(widgets) if isinstance(each, Grid))
        first = list(grid.options["opened"])
        grid._receive(grid, {"do": "open", "row": 0}, [])  # by hand, or as the browser asks for what was open
        return grid, first

    drawn = draw(view, at(None))
    grid, first = opened(drawn)
    _below, below_first = opened(*grid.details)
    assert (first, below_first) == ([], [])
    entries = next(each for each in with_parts([drawn]) if isinstance(each, MarkupView) and "R2" in each.html)
    click(entries, "R2")
    again = draw(view, replace(at(None), kept=settings_of((drawn,))))
    grid, first = opened(again)
    _below, below_first = opened(*grid.details)
    assert (first, below_first) == ([0], [0])
    slot = next(each for each in with_parts([again]) if isinstance(each, WidgetFrame))
    assert "Beleg R2" in slot.child.html


def test_sums_that_were_open_are_so_again_and_no_row_in_their_place():
    """The number of the sums is -1, and no row's: least of all that of the last one."""
    view = replace(ORDERS, detail=lambda row: Notice(row["plate"]), sum_detail=lambda _rows: Notice("Summe"))
    grid = draw(view, at(None))
    grid._receive(grid, {"do": "open", "row": -1}, [])
    again = draw(view, replace(at(None), kept=settings_of((grid,))))
    assert again.options["opened"] == [-1]
    closed = draw(replace(view, sum_detail=None), replace(at(None), kept=settings_of((grid,))))
    assert closed.options["opened"] == []


@pytest.mark.parametrize("written", ["403865", "40 38-65", "x"])
def test_the_row_that_is_named_opens_where_it_stands(written):
    grid = draw(ORDERS, at(written))
    assert grid.options["wanted"] == {"row": 0, "place": 2, "opens": True}
    assert grid.options["filter"] == ""
    assert grid.state["count"] == 3


@pytest.mark.parametrize("item", ["634119", "NA-PT 193"])
def test_a_name_of_several_rows_shows_them_alone(item):
    grid = draw(ORDERS, at(item))
    assert grid.options["filter"] == item
    assert [row["row"] for row in grid.state["rows"]] == [1, 2]
    assert grid.state["filtered"]
    assert grid.options["wanted"] == {"row": 1, "place": 0, "opens": False}


def test_a_shared_name_shows_a_single_row_alone_and_opens_it():
    grid = draw(ORDERS, at("NA-FR 472"))
    assert grid.options["filter"] == "NA-FR 472"
    assert grid.state["count"] == 1
    assert grid.options["wanted"] == {"row": 0, "place": 0, "opens": True}


def test_a_name_that_no_column_shows_does_not_filter():
    grid = draw(ORDERS, at("Y"))
    assert grid.options["filter"] == ""
    assert grid.options["wanted"] == {"row": 1, "place": 0, "opens": False}


@pytest.mark.parametrize("item", [None, "4711", ""])
def test_a_table_without_it_stays_as_it_is(item):
    grid = draw(ORDERS, at(item))
    assert grid.options["wanted"] is None
    assert grid.state["count"] == 3


def test_the_entry_that_is_named_is_chosen_and_takes_the_focus():
    entries, slot = draw(INBOX, at("R2")).children
    (wanted,) = html.fromstring(shown(entries)).xpath("//*[@data-wanted]")
    assert wanted.get("aria-selected") == "true"
    assert "R2" in wanted.text_content()
    assert "Beleg R2" in slot.child.html
    assert slot.is_open, "on the phone the detail is a sheet"
    entries, slot = draw(INBOX, at(None)).children
    assert not html.fromstring(shown(entries)).xpath("//*[@data-wanted]")
    assert "Beleg R1" in slot.child.html
    assert not slot.is_open


@pytest.mark.parametrize(("item", "year"), [("R1", "2011"), ("R9", "2012"), (None, "2012")])
def test_a_choice_stands_at_the_option_that_has_it(item, year):
    _head, content = draw(YEARS, at(item)).children
    assert f"Jahr {year}" in content.children[0].html


@pytest.mark.parametrize(("most", "found"), [(8, ["2012"]), (0, ["20112012"])])  # the radio that is chosen; the list
def test_options_drawn_anew_by_a_choice_take_the_focus(most, found):
    drawn = [
        html.fromstring(options(YEARS, MarkupWriter(at(None)), print, most, takes_focus=takes_focus))
        for takes_focus in (True, False)
    ]
    assert [[each.text_content() for each in one.xpath("//*[@data-wanted]")] for one in drawn] == [found, []]


def test_what_a_view_holds_is_known_before_it_is_drawn():
    whole = Stack((Notice("Hinweis"), Stack((ORDERS, YEARS)), INBOX))
    assert all(holds(whole, item) for item in ("403865", "R1", "R2"))
    assert not any(holds(whole, item) for item in ("4711", "R9", "Hinweis"))
    assert not holds(Notice("403865"), "403865")


def test_a_link_in_a_table_names_its_item_in_the_address():
    column = Column("order", "Auftrag", link=lambda row: Link(tab="vehicles", item=row["plate"]))
    grid = draw(Table((column,), ORDERS.rows), at(None))
    assert grid.state["rows"][0]["links"][0] == {"href": "?tab=vehicles&item=NA-FR%20472", "inside": True}
