"""Turning from day to day, as far as there are days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.live.errors import LiveUnavailable
from widgets.tours.app import ToursApp

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ipywidgets

    from clientinfo_kernel.query.directory import CustomerDirectory


@pytest.mark.parametrize(("day", "by"), [("9999-12-31", 1), ("0001-01-01", -1)])
def test_nobody_turns_past_the_days_that_there_are(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], day: str, by: int
) -> None:
    monkeypatch.setenv("QUERY_STRING", f"day={day}&driver=Anna")
    app = ToursApp(directory)
    shown = app._board.state, app._sheet.state
    for place in (app._board, app._sheet):
        place._receive(place, {"do": "turn", "by": by}, [])
    assert (app._board.state, app._sheet.state) == shown
    assert app._bridge.search == f"?day={day}&driver=Anna"
    assert "incident" not in capfd.readouterr().err
    app._board._receive(app._board, {"do": "turn", "by": -by}, [])
    assert app._board.state["day"] != shown[0]["day"]


def test_a_day_that_cannot_be_loaded_says_nothing_of_the_server(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error, why in (
        (LiveUnavailable("sqlite:////srv/state/live.sqlite is locked"), "Der Speicher antwortet nicht."),
        (SettingsError("/srv/clientinfo.toml: tours.drivers is wrong"), "Das hat nicht geklappt (Vorfall V-"),
    ):

        def fails(*_args: object, error: Exception = error) -> None:
            raise error

        with monkeypatch.context() as cut:
            cut.setattr("widgets.tours.day_plan.read_day", fails)
            said = "".join(str(each.get_state()) for each in _leaves(ToursApp(directory)._main))
        assert why in said
        assert "/srv" not in said


def _leaves(place: ipywidgets.DOMWidget) -> Iterator[ipywidgets.DOMWidget]:
    for each in getattr(place, "children", ()):
        yield from _leaves(each) if hasattr(each, "children") else (each,)


def test_the_whole_page_is_said_in_another_language(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUERY_STRING", "")
    app = ToursApp(directory)
    before = app._tools.state
    app._choose_language("en")
    try:
        assert "key date" in str(app._tools.state)
    finally:
        app._choose_language("de")
    assert "Stichtag" in str(before)
    assert app._tools.state == before
