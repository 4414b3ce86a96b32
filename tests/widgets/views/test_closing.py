"""The one rule for closing widgets."""

from decimal import Decimal

import ipywidgets
import pytest
from ipywidgets.widgets import widget as registry

from widgets.texts.language import session
from widgets.view_models import Chart, Choice, Series
from widgets.views import ViewContext, draw
from widgets.views.closing import discard

pytestmark = pytest.mark.filterwarnings(
    "ignore:metadata .* was set from the constructor:DeprecationWarning"  # bqplot's import
)
CHART = Chart("bars", ("2011", "2012"), (Series("Werkstatt", (Decimal(1), Decimal(2))),))
CONTEXT = ViewContext(navigate=lambda _link: None)


@pytest.fixture
def opened():
    """What a test opened and has not closed."""
    before = set(registry._instances)
    with session("de"):
        yield lambda: [each for name, each in registry._instances.items() if name not in before]


def test_a_figure_is_closed_with_marks_axes_scales_and_layout(opened):
    import bqplot

    scales = {"x": bqplot.OrdinalScale(), "y": bqplot.LinearScale()}
    bars = bqplot.Bars(x=["2011", "2012"], y=[1, 2], scales=scales)
    axes = [bqplot.Axis(scale=scales["x"]), bqplot.Axis(scale=scales["y"], side="left")]
    drawn = bqplot.Figure(marks=[bars], axes=axes)
    assert len(opened()) > 6
    discard(drawn)
    assert opened() == []


def test_closing_twice_does_nothing_more(opened):
    drawn = ipywidgets.Box([ipywidgets.HTML("a")])
    discard(drawn)
    discard(drawn, *drawn.children)
    assert opened() == []


def test_what_a_kept_widget_shares_stays_open(opened):
    import bqplot

    scales = {"x": bqplot.LinearScale(), "y": bqplot.LinearScale()}
    gone, kept = (bqplot.Lines(x=[1], y=[1], scales=scales) for _each in range(2))
    discard(gone, keep=(kept,))
    assert set(opened()) == {kept, *scales.values()}
    discard(kept)
    assert opened() == []


def test_what_was_built_for_another_choice_is_closed_with_it(opened):
    drawn = draw(Choice("Jahr", {"a": "2011", "b": "2012"}, "a", lambda _key: CHART), CONTEXT)
    drawn.children[0]._receive(None, {"do": "choose", "number": 1}, [])
    discard(drawn)
    assert opened() == []
