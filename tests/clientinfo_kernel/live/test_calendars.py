"""Whose follow-ups a secret opens: one person's, as long as they want."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted
from clientinfo_kernel.live.calendars import Calendars, Subscription
from tests.clientinfo_kernel.live.conftest import ANNA, BERND

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.live.database import LiveDatabase

NOW = datetime(2026, 11, 28, 7, tzinfo=UTC)


@pytest.fixture
def calendars(database: LiveDatabase) -> Calendars:
    return Calendars(database, lambda: NOW)


def test_nobody_has_one_until_they_ask_and_each_opens_one_s_own(calendars: Calendars) -> None:
    assert (calendars.of(ANNA), calendars.opened_by("x" * 43)) == (None, None)
    annas, bernds = calendars.begin(ANNA), calendars.begin(BERND)
    assert calendars.opened_by(annas) == calendars.of(ANNA) == Subscription("anna", NOW)
    assert calendars.opened_by(bernds) == Subscription("bernd", NOW)


def test_a_new_address_and_the_end_close_the_old_one(calendars: Calendars, audit_log: Path) -> None:
    first, second = calendars.begin(ANNA), calendars.begin(ANNA)
    assert (calendars.opened_by(first), calendars.opened_by(second)) == (None, Subscription("anna", NOW))
    calendars.end(ANNA)
    assert (calendars.opened_by(second), calendars.of(ANNA)) == (None, None)
    (file,) = audit_log.glob("*.jsonl")
    said = file.read_text("utf-8")
    assert (said.count("calendar subscription made"), said.count("calendar subscription ended")) == (2, 1)
    assert first not in said


def test_a_new_account_does_not_have_the_calendar_of_a_deleted_one_of_its_name(calendars: Calendars) -> None:
    calendars.begin(ANNA)
    assert calendars.of(replace(ANNA, since=NOW)) == Subscription("anna", NOW)
    assert calendars.of(replace(ANNA, since=NOW + timedelta(seconds=1))) is None


def test_the_secret_is_not_kept(calendars: Calendars) -> None:
    secret = calendars.begin(ANNA)
    with calendars.database.reading() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM calendars")).all()
    assert secret not in str(row)
    assert len(secret) >= 43  # 256 bits, six to a character


def test_who_has_no_follow_ups_has_no_calendar(calendars: Calendars) -> None:
    with pytest.raises(ChangeNotPermitted):
        calendars.begin(Viewer("petra", frozenset({"privacy"})))
    assert not calendars.database.file or not calendars.database.file.exists()
