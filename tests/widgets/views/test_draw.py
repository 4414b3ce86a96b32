import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import ipywidgets
import pytest
from lxml import html

from clientinfo_kernel.query.branch_places import BranchPlace
from clientinfo_kernel.sections.places import MapLayer
from tests.widgets.clicks import click, numbers
from tests.widgets.views import gallery
from widgets import view_models
from widgets.texts.language import session
from widgets.views import VIEW_MODELS, ViewContext, draw
from widgets.views.markup_view import MarkupView

CONTEXT = ViewContext(navigate=lambda _link: None)


def test_every_view_model_has_a_view():
    assert set(view_models.ViewModel.__subclasses__()) == VIEW_MODELS


def test_what_is_no_view_model_is_refused():
    with pytest.raises(TypeError, match="no view draws str"):
        draw("text", CONTEXT)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", gallery.VIEWS)
def test_everything_in_the_gallery_can_be_drawn(name, language):
    with session(language):
        drawn = draw(gallery.VIEWS[name], CONTEXT)
    assert isinstance(drawn, ipywidgets.DOMWidget)


def test_the_gallery_holds_one_of_each():
    seen = set()

    def visit(view):
        seen.add(type(view))
        for inner in (*getattr(view, "items", ()), getattr(view, "below", None), getattr(view, "master", None)):
            if inner is not None and type(inner) in VIEW_MODELS:
                visit(inner)
        if isinstance(view, view_models.Choice):
            visit(view.build(view.selected))
        if isinstance(view, view_models.MasterDetail) and view.selected is not None:
            visit(view.detail(view.master.rows.row(view.selected, named=True)))

    for view in gallery.VIEWS.values():
        visit(view)
    assert seen == VIEW_MODELS


@pytest.mark.slow
def test_heavy_libraries_wait_until_something_is_seen():
    program = (
        "import sys, widgets.views as v; from tests.widgets.views import gallery;"
        "[v.draw(view, v.ViewContext(print)) for view in gallery.VIEWS.values()];"
        "print([name for name in ('bqplot', 'ipyleaflet', 'pandas', 'xlsxwriter') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_bars_stand_on_a_round_scale_as_high_as_their_figures():
    """The brochure's years with warranty: 15,960.00 is the highest, which four steps of 4,000 hold."""
    picture = html.fromstring(draw(gallery.years, CONTEXT).html)
    ticks = [each.text_content() for each in picture.find_class("ci-bars__scale")[0]]
    assert ticks == ["0", "4.000", "8.000", "12.000", "16.000"]
    sums = [each.text_content() for each in picture.find_class("ci-bars__sum")]
    assert sums == ["15.960,00", "2.451,22", "2.506,16", "2.651,22"]
    (drawing,) = picture.find_class("ci-bars")
    assert "2011: 2.506,16" in drawing.get("aria-label")
    heights = [sum(float(each.get("height")) for each in bars) for bars in by_place(picture)]
    assert heights == [pytest.approx(figure / 160, abs=0.02) for figure in (15960.00, 2451.22, 2506.16, 2651.22)]


def by_place(picture):
    """The rectangles of each label, from left to right."""
    places = {}
    for rectangle in picture.iter("rect"):
        places.setdefault(float(rectangle.get("x")), []).append(rectangle)
    return [places[x] for x in sorted(places)]


def test_negative_pieces_hang_from_zero():
    chart = view_models.Chart(
        "bars",
        ("2012",),
        (
            view_models.Series("Erlöse", (Decimal(300),)),
            view_models.Series("Gutschriften", (Decimal(-100),), "2"),
        ),
    )
    picture = html.fromstring(draw(chart, CONTEXT).html)
    # The scale runs from -100 to 300 in steps of 100: zero is three quarters down.
    up, down = picture.iter("rect")
    assert (float(up.get("y")), float(up.get("height"))) == (0.0, 75.0)
    assert (float(down.get("y")), float(down.get("height"))) == (75.0, 25.0)
    assert [each.text_content() for each in picture.find_class("ci-bars__sum")] == ["200,00"]


def test_what_is_counted_has_no_cents_wherever_a_chart_says_it():
    series = (view_models.Series("Fahrzeuge", (2820, 573)),)
    drawn = draw(view_models.Chart("bars", ("Mercedes-Benz", "VW"), series, unit="Stück"), CONTEXT).html
    said = html.fromstring(drawn).text_content() + html.fromstring(drawn).xpath(
        "string(//@aria-label[contains(., 'VW')])"
    )
    assert said.count("2.820") == 4, "above its bar, under the pointer, in the table and in words"
    assert ",00" not in said


def test_a_panel_of_markup_is_one_widget():
    assert isinstance(draw(gallery.overview, CONTEXT), MarkupView)


STREETS = MapLayer("Straßen", "https://tiles.example/{z}/{x}/{y}.png", "© Kartenamt")


def test_the_map_needs_no_internet_and_shows_the_house_with_its_distance():
    hof = BranchPlace("Hof", "95028 Hof", 50.3219, 11.9178)
    _, slot, words = draw(gallery.place, replace(CONTEXT, branches=(hof,))).children
    assert [(each["label"], each["kind"]) for each in slot.child.points] == [
        ("Meier Vakuumtechnik GmbH", "customer"),
        ("Hof", "branch"),
    ]
    assert slot.child.layers == [], "what nobody configured is not asked for"
    # 11.9178 - 11.7061 degrees of longitude are 15.0 km at 50.32 degrees north (111.32 km times its cosine)
    assert "15 km westlich von Hof (Luftlinie)" in words.html
    assert "Ortsdaten: GeoNames, CC BY 4.0" in words.html, "the licence asks for it"
    assert {"GeoNames, CC BY 4.0", "OpenStreetMap, ODbL"} <= set(slot.child.attribution.split("; "))


@pytest.mark.parametrize(("own", "seen_at_first"), [("", "Hof"), ("Hamburg", "Hamburg")])
def test_the_map_begins_with_the_customer_and_the_viewers_branch_or_the_nearest(own, seen_at_first):
    # Hof is 15 km from the customer in Naila, Hamburg about 380
    hamburg, hof = BranchPlace("Hamburg", "", 53.55, 10.0), BranchPlace("Hof", "", 50.3219, 11.9178)
    branches = tuple(each._replace(is_own=each.name == own) for each in (hamburg, hof))
    _, slot, _ = draw(gallery.place, replace(CONTEXT, branches=branches)).children
    kinds = {each["label"]: each["kind"] for each in slot.child.points if each["kind"] != "customer"}
    assert kinds == {seen_at_first: "branch", ({"Hof", "Hamburg"} - {seen_at_first}).pop(): "other"}


def test_the_operators_layers_can_be_chosen_on_our_own_map():
    _, slot, _ = draw(gallery.place, replace(CONTEXT, map_layers=(STREETS,))).children
    assert slot.child.layers == [
        {"name": "Straßen", "url": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "© Kartenamt"}
    ]
    assert {"layers", "own"} <= set(slot.child.words), "the choice has a name, and our own map in it"


def test_a_choice_builds_once_and_ignores_nonsense():
    built = []

    def build(key):
        built.append(key)
        return gallery.facts

    choice = view_models.Choice("Jahr", {"a": "A", "b": "B"}, "b", build)
    head, content = draw(choice, CONTEXT).children
    for word in "ABA":
        click(head, word)
    head._receive(head, {"do": "act", "number": 10**9}, [])
    assert built == ["b", "a"]
    assert len(content.children) == 1


def test_master_and_detail_follow_each_other():
    left, slot = draw(gallery.inboxes, CONTEXT).children
    assert "Autohaus Nordhof GmbH" in slot.child.html
    before = slot.child
    left._receive(left, {"do": "act", "number": numbers(left)[2]}, [])
    assert slot.child is not before
    assert slot.is_open
    left._receive(left, {"do": "act", "number": -1}, [])
    assert before.comm is None
