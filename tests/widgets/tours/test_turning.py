"""Turning from day to day, as far as there are days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from widgets.tours.app import ToursApp

if TYPE_CHECKING:
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
