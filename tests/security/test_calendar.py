"""A calendar program without a login: the secret in its address opens one person's follow-ups, while they have an account."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import requests

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.calendars import Calendars
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from tests.command import clientinfo
from tests.security.test_harvest import lines
from tests.stack import PATIENCE, Client

if TYPE_CHECKING:
    from pathlib import Path

    from tests.stack import Stack

KARL = Viewer("karl", frozenset({"sales"}))
PASSWORD = "Ein langes Kennwort 4711"
CASE_VALUES = {"kind": "complaint", "text": "Geheimes", "status": "open", "assignee": "karl"}


@pytest.fixture
def calendars(stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Calendars:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return Calendars(LiveDatabase.at(stack.state / "live" / "live.sqlite"))


def test_a_secret_opens_one_person_s_follow_ups_while_they_have_an_account(
    stack: Stack, dealership: Path, calendars: Calendars, tmp_path: Path
) -> None:
    def user(*words: str) -> None:
        done = clientinfo("user", *words, "--settings", dealership, CLIENTINFO_STATE=str(stack.state))
        assert done.returncode == 0, done.stderr

    def answer(secret: str) -> requests.Response:
        english = {"Accept-Language": "en"}  # a program's own, whoever reads its days
        return requests.get(f"{stack.base}calendar/{secret}.ics", timeout=PATIENCE, headers=english)

    (tmp_path / "password").write_text(PASSWORD)
    user("add", "karl", "--role", "sales", "--password-file", str(tmp_path / "password"))
    LiveStore(calendars.database, KARL).do(
        Add("karl-1", "10012", CASE, {**CASE_VALUES, "follow_up_on": date(2026, 12, 1)})
    )
    secret = calendars.begin(KARL)
    assert answer(secret).status_code == 404  # nobody has logged in with it yet
    Client.of(stack, "karl", PASSWORD)

    found = answer(secret)
    assert (found.status_code, found.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "DTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202\r\n" in found.text
    assert "SUMMARY:Wiedervorlage Kd.-Nr. 10012: Reklamation\r\n" in found.text
    assert "Geheimes" not in found.text
    assert [line["detail"] for line in lines(stack, "karl", "export")] == ["calendar of 1"]
    assert found.headers["Cache-Control"] == "private, no-store"
    assert answer("x" * 43).status_code == 404

    user("lock", "karl")
    assert answer(secret).status_code == 404
    user("unlock", "karl")
    # another second, and nothing new; weak (RFC 9110, 8.8.1), for each copy says when it was made
    assert answer(secret).headers["ETag"] == found.headers["ETag"]
    assert found.headers["ETag"].startswith('W/"')
    assert len(lines(stack, "karl", "export")) == 1
    user("delete", "karl", "--yes")
    assert answer(secret).status_code == 404
    assert calendars.of(KARL) is None

    # somebody else who is called so is not the one who subscribed
    earlier = calendars.begin(KARL)
    user("add", "karl", "--role", "sales", "--password-file", str(tmp_path / "password"))
    Client.of(stack, "karl", PASSWORD)
    assert answer(earlier).status_code == 404
    user("delete", "karl", "--yes")
    for log in (stack.state / "logs").glob("*.log"):
        assert not any(each in log.read_text("utf-8", "replace") for each in (secret, earlier, "x" * 43)), log.name


def test_one_calendar_is_read_so_often_and_no_more(
    stack: Stack, people: dict[str, Client], calendars: Calendars
) -> None:
    assert people["sales"]
    secret = calendars.begin(Viewer("sales", frozenset({"sales"})))
    codes = [requests.get(f"{stack.base}calendar/{secret}.ics", timeout=PATIENCE).status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_an_address_that_guesses_too_often_still_opens_what_it_has(
    stack: Stack, people: dict[str, Client], calendars: Calendars
) -> None:
    """An office has one address: 300 wrong tries of one machine there are not everybody's."""
    assert people["accounting"]
    secret = calendars.begin(Viewer("accounting", frozenset({"accounting"})))
    with requests.Session() as program:
        codes = [
            program.get(f"{stack.base}calendar/{number:043}.ics", timeout=PATIENCE).status_code for number in range(301)
        ]
        assert (set(codes[:290]), codes[-1]) == ({404}, 429)
        assert program.get(f"{stack.base}calendar/{secret}.ics", timeout=PATIENCE).status_code == 200
