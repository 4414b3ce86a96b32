"""The brake of writing: three changes in a day here, on both databases; time is told by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add, Change, Undo
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import TooMuchWritten
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.live.writing_limit import WritingLimit
from clientinfo_kernel.query.live_directory import LiveDirectory
from clientinfo_kernel.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientinfo_kernel.live.store import LiveStore

MEIER = "10012"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
VALUES = {"kind": "complaint", "text": "Klappert", "status": "open"}


def case(number: int) -> Add:
    return Add(f"case {number}", MEIER, CASE, VALUES)


@pytest.fixture
def at(store: LiveStore) -> Callable[..., LiveStore]:
    """Anna's store so many hours after noon, or after a moment."""
    limit = WritingLimit(3)
    return lambda hours=0, minutes=0: replace(
        store, limit=limit, now=lambda: NOON + timedelta(hours=hours, minutes=minutes)
    )


def test_the_fourth_change_of_a_day_has_to_wait_until_the_first_is_a_day_old(
    at: Callable[..., LiveStore], other: LiveStore
) -> None:
    assert at().room() == 3
    first = at().do(case(1))
    at(1).do(case(2))
    assert at(2).room() == 1
    at(2).do(Change("change", MEIER, CASE, first.entity_id, 1, {"text": "Klappert laut"}))
    for more in (case(4), replace(case(2), command_id="other id")):
        with pytest.raises(TooMuchWritten) as stopped:
            at(3).do(more)
        assert (stopped.value.seconds, stopped.value.most) == (21 * 3600, 3)
    assert at(3).room() == 0
    assert at(3).do(case(1)).is_repeat  # what was confirmed is answered again
    assert len(at().rows(CASE, MEIER)) == 2
    replace(other, limit=WritingLimit(3), now=at(3).now).do(case(5))  # another person's day is their own
    assert at(24).room() == 1
    at(24).do(case(4))
    with pytest.raises(TooMuchWritten):
        at(24, 1).do(case(6))


def test_what_became_of_a_mail_on_its_way_is_kept_all_the_same(at: Callable[..., LiveStore]) -> None:
    values = {"origin": "mail", "file_name": "a.eml", "media_type": "message/rfc822", "content_hash": "0", "size": 1}
    mail = at().do(Add("mail", MEIER, DOCUMENT, values))
    at().do(case(1))
    at().do(Change("send", MEIER, DOCUMENT, mail.entity_id, 1, {"sending": "sending"}))
    with pytest.raises(TooMuchWritten):
        at().do(case(2))
    at().do(Change("send:answer", MEIER, DOCUMENT, mail.entity_id, 2, {"sending": "failed", "answer": "550"}))
    for version in (3, 4):
        at().do(Change(f"again {version}", MEIER, DOCUMENT, mail.entity_id, version, {"answer": f"{version}"}))
    with pytest.raises(TooMuchWritten):  # as much room again, and no more
        at().do(Change("again", MEIER, DOCUMENT, mail.entity_id, 5, {"answer": "5"}))


def test_what_was_too_much_can_be_taken_back(at: Callable[..., LiveStore]) -> None:
    added = [at().do(case(number)) for number in range(3)]
    with pytest.raises(TooMuchWritten):
        at().do(case(3))
    for each in added[:2]:
        at().do(Undo(f"undo {each.entity_id}", MEIER, CASE, each.entity_id))
    # a step of several rows, as of tours, is taken back by what stood there
    wanted = Change("undo a step", MEIER, CASE, added[2].entity_id, 1, {"text": "Klapperte"})
    with pytest.raises(TooMuchWritten):
        at().do(wanted)
    at().do(replace(wanted, takes_back=True))
    assert [(each["text"], each["is_withdrawn"]) for each in at().rows(CASE, MEIER)] == [
        ("Klappert", True),
        ("Klappert", True),
        ("Klapperte", False),
    ]
    with pytest.raises(TooMuchWritten):  # as much room again, and no more
        at().do(Undo("undo again", MEIER, CASE, added[0].entity_id))


def test_it_is_one_line_for_the_privacy_role_in_an_hour(
    at: Callable[..., LiveStore], audit_log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for number in range(3):
        at().do(case(number))
    for _ in range(4):
        with pytest.raises(TooMuchWritten):
            at(23).do(case(9))
    lines = [json.loads(line) for file in audit_log.glob("*.jsonl") for line in file.read_text().splitlines()]
    said = "stopped for 60 min: 3 changes in a day"
    assert [(each["user"], each["detail"]) for each in lines if each["action"] == "refuse"] == [("anna", said)]
    assert json.loads(capfd.readouterr().err)["detail"] == said


def test_the_shell_has_none(at: Callable[..., LiveStore]) -> None:
    shell = replace(at(), viewer=SHELL)
    for number in range(5):
        shell.do(case(number))
    assert shell.room() is None


def test_checks_of_vat_ids_have_as_much_room_of_their_own(at: Callable[..., LiveStore]) -> None:
    """They had none: what a check digit decides asks nobody, and a script wrote one after the other."""
    accounting = replace(at(), viewer=replace(at().viewer, roles=frozenset({"accounting"})))

    def check(number: int) -> Add:
        proof = {"vat_id": "DE136695977", "source": "check_digit", "result": "invalid"}
        return Add(f"vat {number}", MEIER, VAT_CHECK, proof)

    for number in range(3):
        accounting.do(check(number))
    with pytest.raises(TooMuchWritten):
        accounting.do(check(3))
    assert accounting.room() == 3
    for number in range(3):  # a list of them is much, and leaves the day to the other work
        accounting.do(case(number))
    with pytest.raises(TooMuchWritten):
        accounting.do(case(3))


def test_a_clock_that_was_set_back_stops_nobody(at: Callable[..., LiveStore]) -> None:
    for number in range(3):
        at(48).do(case(number))
    at().do(case(9))


def test_pages_have_the_limit_of_the_settings(tmp_path: Path) -> None:
    directory = LiveDirectory(Settings(state=tmp_path, changes_per_day=7))
    assert directory.live_of_house().limit is directory.live_of_house().limit  # one line an hour, not one a command
    assert directory.live_of_house().limit.per_day == 7
    assert Settings().changes_per_day == 5000
