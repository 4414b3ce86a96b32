"""Follow-ups in a calendar, and how somebody gets the address of theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from widgets.list_calendar import follow_up_calendar
from widgets.view_models import Refusal
from widgets.work_list import all_lists

from .house_of_three import ANNA, BERT

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

NOW = datetime(2012, 10, 11, tzinfo=UTC)


def test_a_calendar_has_one_s_own_follow_ups_by_number_and_kind_alone(house: CustomerDirectory) -> None:
    calendar = follow_up_calendar(replace(house, viewer=ANNA), NOW)
    assert calendar is not None
    assert calendar.customers == 1
    written = calendar.text.decode()
    events = [line for line in written.split("\r\n") if line.startswith(("SUMMARY", "DTSTART;"))]
    assert events == ["DTSTART;VALUE=DATE:20121001", "SUMMARY:Wiedervorlage Kd.-Nr. 10001: Verkaufschance"]
    for private in ("Albrecht", "Kombi", "Anna", "Adler"):
        assert private not in written


def test_whose_role_has_no_follow_ups_any_more_has_no_calendar(house: CustomerDirectory) -> None:
    assert follow_up_calendar(replace(house, viewer=Viewer("anna", frozenset({"privacy"}))), NOW) is None


def test_the_address_is_made_shown_once_and_ended_in_the_list(house: CustomerDirectory) -> None:
    (wanted,) = (each for each in all_lists() if each.offer is not None)
    directory = replace(house, viewer=BERT)

    def press(form: Any, label: str) -> Any:
        return next(button for button in form.buttons if button.label == label).press({})

    def offered() -> Any:
        return wanted.offer and wanted.offer.form(wanted.desk(directory))

    made = press(offered(), "Abonnieren")
    (field,) = made.fields
    secret = field.value.removeprefix("../../calendar/").removesuffix(".ics")
    opened = house.calendars().opened_by(secret)
    assert opened
    assert opened.account == "bert"
    assert secret not in str(offered())
    press(offered(), "Abo beenden")
    assert house.calendars().opened_by(secret) is None
    assert [button.label for button in offered().buttons] == ["Abonnieren", "Schließen"]


def test_who_cannot_subscribe_because_of_the_audit_log_reads_that(
    house: CustomerDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wanted,) = (each for each in all_lists() if each.offer is not None and each.key == "follow_ups")
    offer = wanted.offer and wanted.offer.form(wanted.desk(replace(house, viewer=ANNA)))
    (tmp_path / "file").touch()
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "file"))
    with pytest.raises(Refusal, match="Zugriffsprotokoll kann nicht geschrieben werden"):
        next(button for button in offer.buttons if button.label == "Abonnieren").press({})
