"""Where links are drawn, one that leads to a tab which the user does not have is not offered."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from lxml import html

from widgets.view_models import (
    Chart,
    Column,
    Fact,
    Facts,
    Item,
    ItemList,
    Link,
    Notice,
    Series,
    Stack,
    Table,
    Timeline,
    TimelineEntry,
)
from widgets.views import ViewContext, draw

WENT = []
CONTEXT = ViewContext(navigate=WENT.append, tabs=frozenset({"orders"}))
SHOWN, HIDDEN = Link(tab="orders"), Link(tab="gross_profit")


def drawn(view):
    widget = draw(view, CONTEXT)
    children = getattr(widget, "children", None) or (widget,)
    return html.fromstring("<div>" + "".join(str(each.html) for each in children) + "</div>")


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (lambda link: Facts((Fact("Auftrag", "403865", link=link),)), "403865"),
        (lambda link: ItemList((Item("Titel", link=link),)), "Titel"),
        (lambda link: Timeline((TimelineEntry(date(2012, 1, 1), "order", "Ereignis", link=link),)), "Ereignis"),
    ],
)
def test_what_would_lead_there_is_text(view, words):
    (link,) = drawn(view(SHOWN)).xpath("//a")
    assert link.text_content() == words
    without = drawn(view(HIDDEN))
    assert words in without.text_content()
    assert not without.xpath("//a")


@pytest.mark.parametrize(
    "view",
    [
        lambda link: Notice("Leer", link=("Weiter", link)),
        lambda link: ItemList((Item("Titel"),), more=("Weiter", link)),
    ],
)
def test_a_button_that_would_lead_there_is_not_there(view):
    assert "Weiter" in drawn(view(SHOWN)).text_content()
    assert "Weiter" not in drawn(view(HIDDEN)).text_content()


def test_a_cell_that_would_lead_there_is_text_and_a_forged_click_goes_nowhere():
    rows = pl.DataFrame({"number": ["1", "2"]})
    column = Column("number", "Nummer", link=lambda row: SHOWN if row["number"] == "1" else HIDDEN)
    grid = draw(Table((column,), rows), CONTEXT)
    assert [each["links"][0] for each in grid.state["rows"]] == [{"href": "?tab=orders", "inside": True}, None]
    for row in (0, 1):
        grid._receive(grid, {"do": "follow", "row": row, "column": 0}, [])
    assert WENT == [SHOWN]


@pytest.mark.parametrize(
    ("tiles", "spans"),
    [(5, [3, 3, 2, 2, 2]), (4, [3, 3, 3, 3]), (3, [3, 3, 3]), (2, [3, 3]), (1, [6]), (7, [3, 3, 2, 2, 2, 2, 2])],
)
def test_the_tiles_of_the_overview_fill_their_rows(tiles, spans):
    lists = tuple(ItemList((Item("eins"), Item("zwei")), title=str(number)) for number in range(tiles))
    page = html.fromstring(draw(Stack((*lists, Timeline(())), "overview"), CONTEXT).html)
    *shown, history = (tile.get("class").split() for tile in page)
    assert [name for tile in shown for name in tile if "span" in name] == [f"ci-span-{span}" for span in spans]
    assert "ci-tile--tall" in history


@pytest.mark.parametrize(("items", "is_short", "spans"), [(0, True, [4, 2]), (1, True, [4, 2]), (2, False, [3, 3])])
def test_a_tile_with_little_to_say_leaves_its_place_to_its_neighbour(items, is_short, spans):
    said = ItemList(tuple(Item(str(number)) for number in range(items)))
    others = tuple(ItemList((Item("eins"), Item("zwei"))) for _place in range(3))
    page = html.fromstring(draw(Stack((others[0], said, *others[1:], Timeline(())), "overview"), CONTEXT).html)
    first, second = (tile.get("class").split() for tile in page[:2])
    assert [f"ci-span-{span}" for span in spans] == [first[-1], *(name for name in second if "span" in name)]
    assert ("ci-tile--short" in second) == is_short


@pytest.mark.parametrize(("years", "is_short", "spans"), [((), True, [2, 4]), (("2012",), False, [3, 3])])
def test_a_chart_without_figures_takes_no_room_of_one(years, is_short, spans):
    revenue = Chart("bars", years, (Series("Werkstatt", tuple(Decimal(1) for _year in years)),) if years else ())
    lists = tuple(ItemList((Item("eins"), Item("zwei"))) for _place in range(4))
    page = html.fromstring(draw(Stack((revenue, *lists, Timeline(())), "overview"), CONTEXT).html)
    first, second = (tile.get("class").split() for tile in page[:2])
    assert [next(name for name in tile if "span" in name) for tile in (first, second)] == [
        f"ci-span-{each}" for each in spans
    ]
    assert ("ci-tile--short" in first) == is_short
