"""A driver whose ticks cannot be written now."""

from __future__ import annotations

from typing import Any

import pytest

from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.live.errors import TooMuchWritten
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.tours.sheet import DriverSheet


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (TooMuchWritten(7200, 2000), "In 2 Stunden geht es weiter"),
        (AuditNotWritten("disk full"), "Das Zugriffsprotokoll kann nicht geschrieben werden."),
    ],
)
def test_a_driver_whose_ticks_wait_for_hours_reads_why(
    directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def braked(*_args: object) -> None:
        raise error

    monkeypatch.setattr(CustomerDirectory, "live", braked)
    heard: list[dict[str, Any]] = []
    sheet = DriverSheet(directory, lambda: None, lambda _days: None)
    monkeypatch.setattr(sheet, "send", heard.append)
    tick = {"do": "tick", "id": "t1", "stop": "A:fetch", "customer": "1", "version": 0, "values": {"has_keys": True}}
    sheet._receive(sheet, tick, [])
    # it is not kept, so that the browser does not throw it away
    (said,) = heard
    assert said["do"] == "paused"
    assert why in said["problem"]
