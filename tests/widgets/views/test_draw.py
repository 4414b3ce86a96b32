import subprocess
import sys
from typing import NamedTuple

import ipywidgets
import pytest

from tests.widgets.views import gallery
from widgets import view_models
from widgets.texts.language import session
from widgets.views import VIEWS, ViewContext, draw


class MapLayer(NamedTuple):
    name: str
    url: str
    attribution: str


CONTEXT = ViewContext(navigate=lambda _link: None)


def test_every_view_model_has_a_view():
    assert set(view_models.ViewModel.__subclasses__()) == set(VIEWS)


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
            if inner is not None and type(inner) in VIEWS:
                visit(inner)
        if isinstance(view, view_models.Choice):
            visit(view.build(view.selected))
        if isinstance(view, view_models.MasterDetail) and view.selected is not None:
            visit(view.detail(view.master.rows.row(view.selected, named=True)))

    for view in gallery.VIEWS.values():
        visit(view)
    assert seen == set(VIEWS)


def test_heavy_libraries_wait_until_something_is_seen():
    program = (
        "import sys, widgets.views as v; from tests.widgets.views import gallery;"
        "[v.draw(view, v.ViewContext(print)) for view in gallery.VIEWS.values()];"
        "print([name for name in ('bqplot', 'ipyleaflet', 'pandas', 'xlsxwriter') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.filterwarnings("ignore:metadata .* was set from the constructor:DeprecationWarning")  # bqplot's import
def test_a_chart_is_drawn_when_it_is_seen():
    tile = draw(gallery.years, CONTEXT)
    slot = tile.children[1]
    assert slot.child is None
    assert "2011: 2.506,16" in slot.label
    slot._receive(slot, {"do": "seen", "width": 430}, [])
    bars = slot.child.marks[0]
    assert list(bars.x) == ["2009", "2010", "2011", "2012"]
    assert slot.child.marks[1].text.tolist() == ["15.960,00", "2.451,22", "2.506,16", "2.651,22"]


def test_a_map_asks_only_the_configured_host():
    from widgets.views import leaflet

    streets = MapLayer("Karte", "https://tiles.example/{z}/{x}/{y}.png", "<b>OSM</b>")
    plain = leaflet.draw(gallery.place.points, None)
    assert [type(each).__name__ for each in plain.layers] == ["Marker"]
    drawn = leaflet.draw(gallery.place.points, streets)
    assert [each.url for each in drawn.layers if hasattr(each, "url")] == [streets.url]
    assert "<b>" not in next(each.attribution for each in drawn.layers if hasattr(each, "attribution"))
    leaflet.show_layer(drawn, streets._replace(url="https://tiles.example/satellite"))
    assert [each.url for each in drawn.layers if hasattr(each, "url")] == ["https://tiles.example/satellite"]


def test_a_choice_builds_once_and_ignores_nonsense():
    built = []

    def build(key):
        built.append(key)
        return gallery.facts

    choice = view_models.Choice("Jahr", {"a": "A", "b": "B"}, "b", build)
    head, content = draw(choice, CONTEXT).children
    for number in (0, 1, 0, 7):
        head._receive(head, {"do": "choose", "number": number}, [])
    assert built == ["b", "a"]
    assert len(content.children) == 1


def test_master_and_detail_follow_each_other():
    left, slot = draw(gallery.inboxes, CONTEXT).children
    assert "Autohaus Nordhof GmbH" in slot.child.html
    before = slot.child
    left._receive(left, {"do": "choose", "number": 2}, [])
    assert slot.child is not before
    assert slot.is_open
    left._receive(left, {"do": "choose", "number": 99}, [])
    assert before.comm is None
