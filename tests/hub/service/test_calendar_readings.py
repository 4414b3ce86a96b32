"""Readings of a calendar in the audit log: one line a day, and none without a line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten
from hub.service.calendar_readings import CalendarReadings

if TYPE_CHECKING:
    from pathlib import Path

ANNA, BERT = (Viewer(name, frozenset({"sales"})) for name in ("anna", "bert"))


def test_a_line_for_each_account_and_day_of_berlin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path))
    moments = iter(datetime(2026, 7, 1, hour, tzinfo=UTC) for hour in (8, 9, 10, 20, 21, 22, 23))
    readings = CalendarReadings(now=lambda: next(moments))
    readings.note(ANNA, 3)
    readings.note(ANNA, 3)
    readings.note(BERT, 3)
    readings.note(ANNA, 2)  # 22:00 in Berlin: less than what was said today
    readings.note(ANNA, 4)  # and more
    readings.note(ANNA, 1)  # the next day, 0:00
    readings.note(BERT, 0)  # shows nobody
    (file,) = tmp_path.glob("*.jsonl")
    written = [json.loads(line) for line in file.read_text().splitlines()]
    assert {(line["action"], line["subject"]) for line in written} == {("export", "list follow_ups")}
    said = [("anna", "calendar of 3"), ("bert", "calendar of 3"), ("anna", "calendar of 4"), ("anna", "calendar of 1")]
    assert [(line["user"], line["detail"]) for line in written] == said


def test_what_cannot_be_written_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "file"))
    readings = CalendarReadings()
    for _time in range(2):
        with pytest.raises(AuditNotWritten):
            readings.note(ANNA, 3)
