"""What the browser is told when something is drawn: a message for each widget, and no word more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import comm
import pytest
from markupsafe import Markup

from tests.widgets.views import gallery
from widgets.texts.language import session
from widgets.view_models import Choice, MapPoints, Point, Stack
from widgets.views import ViewContext, draw
from widgets.views.closing import discard
from widgets.views.markup_view import MarkupView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from widgets.view_models import ViewModel

CONTEXT = ViewContext(navigate=lambda _link: None)
TABLE = gallery.open_items
MAP = MapPoints((Point(50.32, 11.7, "Meier", "Naila", 2000),), title="Naila")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """What the browser is told from now on: kind of message and the model's name."""
    found: list[tuple[str, Any]] = []

    def note(_comm: object, kind: str, data: dict[str, Any] | None = None, **_more: object) -> None:
        found.append((kind, ((data or {}).get("state") or {}).get("_model_name")))

    with monkeypatch.context() as patch, session("de"):
        # a test before may have imported a kernel, which brings its own
        patch.setattr(comm, "create_comm", comm.DummyComm)
        patch.setattr(comm.DummyComm, "publish_msg", note)
        yield found


@pytest.mark.parametrize(
    ("view_model", "widgets"),
    [
        # the tile, its head, the frame of the map, the map, its words
        (MAP, ["AnyModel", "AnyModel", "AnyModel", "AnyModel", "BoxModel"]),
        (TABLE, ["AnyModel"]),
        (Stack((TABLE, MAP)), [*["AnyModel"] * 5, "BoxModel", "BoxModel"]),
    ],
)
def test_a_widget_comes_whole_and_brings_no_other_along(
    said: list[tuple[str, Any]], view_model: ViewModel, widgets: list[str]
) -> None:
    drawn = draw(view_model, CONTEXT)
    assert sorted(name for _kind, name in said) == sorted(widgets)
    assert {kind for kind, _name in said} == {"comm_open"}
    discard(drawn)


def test_what_a_choice_exchanges_is_the_one_thing_told_twice(said: list[tuple[str, Any]]) -> None:
    drawn = draw(Choice("Jahr", {"a": "2011", "b": "2012"}, "a", lambda _key: TABLE), CONTEXT)
    assert [kind for kind, _name in said if kind != "comm_open"] == ["comm_msg"]
    discard(drawn)


def test_two_widgets_of_a_class_have_its_script_and_are_of_one_class() -> None:
    first, second = MarkupView(Markup("a")), MarkupView(Markup("b"))
    assert type(first) is type(second)
    scripts = {each.get_state()["_esm"] for each in (first, second)}
    assert len(scripts) == 1
    assert "export default" in scripts.pop()
    discard(first, second)
