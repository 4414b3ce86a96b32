"""A driver who has written more than people do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.errors import TooMuchWritten
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.tours.sheet import DriverSheet

if TYPE_CHECKING:
    import pytest


def test_a_driver_whose_ticks_wait_for_hours_reads_why(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def braked(*_args: object) -> None:
        raise TooMuchWritten(7200, 2000)

    monkeypatch.setattr(CustomerDirectory, "live", braked)
    heard: list[dict[str, Any]] = []
    sheet = DriverSheet(directory, lambda: None, lambda _days: None)
    monkeypatch.setattr(sheet, "send", heard.append)
    tick = {"do": "tick", "id": "t1", "stop": "A:fetch", "customer": "1", "version": 0, "values": {"has_keys": True}}
    sheet._receive(sheet, tick, [])
    # it is not kept, so that the browser does not throw it away
    (said,) = heard
    assert said["do"] == "paused"
    assert "In 2 Stunden geht es weiter" in said["problem"]
