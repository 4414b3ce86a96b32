"""A line of the audit log, byte by byte: what stands in it, what is cut, and what half of one does to the next."""

from __future__ import annotations

import json
import resource
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.audit import AuditEvent, AuditLog, record
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten
from clientinfo_kernel.settings import read_settings
from tests.clientinfo_kernel.access.audit_events import event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def lines(log: AuditLog) -> list[Any]:
    """Every line of every month, as JSON has it; bytes where it is none."""
    return [_read(line) for file in log.files() for line in file.read_bytes().splitlines()]


def _read(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return line


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes: a disk that is full in the middle of a line."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def far_east(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clock is set fourteen hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_east")
def test_a_line_has_these_six_fields_and_its_time_is_utc_whatever_clock_it_came_from(log: AuditLog) -> None:
    berlin = timezone(timedelta(hours=1))
    for at in (datetime(2026, 12, 1, 0, 30, tzinfo=berlin), datetime(2026, 11, 30, 23, 30)):  # noqa: DTZ001  # no zone
        subject = AuditSubject("customer", "10012")
        log.write(AuditEvent(at, "anna", ("sales", "service"), "export", subject, "3 Zeilen"))
    line = {
        "at": "2026-11-30T23:30:00+00:00",
        "user": "anna",
        "roles": ["sales", "service"],
        "action": "export",
        "subject": "customer 10012",
        "detail": "3 Zeilen",
    }
    assert lines(log) == [line, line]
    assert [file.name for file in log.files()] == ["audit-2026-11.jsonl"]


def test_each_field_is_cut_at_its_own_length_and_says_so(log: AuditLog) -> None:
    """The lengths that the schema of the log promises: 255, 200, 500 and, of at most twenty roles, 40 each."""
    long = "x" * 600
    roles = tuple(f"{place:02}{long}" for place in range(25))
    log.write(AuditEvent(datetime(2026, 11, 3, tzinfo=UTC), long, roles, "open", AuditSubject("customer", long), long))
    (line,) = lines(log)
    assert line["user"] == "x" * 254 + "…"
    assert line["subject"] == "customer " + "x" * 190 + "…"
    assert line["detail"] == "x" * 499 + "…"
    assert line["roles"] == [f"{place:02}" + "x" * 37 + "…" for place in range(20)]


def test_half_a_line_is_refused_and_the_next_one_begins_on_its_own(
    log: AuditLog, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(40):  # longer than what is reported below, which goes to a file of the tests
        log.write(event(user="before", detail="x" * 500))
    (file,) = log.files()
    with (
        largest_file(file.stat().st_size + 40),
        pytest.raises(AuditNotWritten, match=r"\(only a part of the line was written\); until it can, nothing"),
    ):
        log.write(event(user="torn"))
    assert json.loads(capfd.readouterr().err)["error"] == "OSError: [Errno 28] only a part of the line was written"
    log.write(event(user="after"))
    log.write(event(user="last"))
    before, torn, after, last = lines(log)[39:]
    assert [before["user"], after["user"], last["user"]] == ["before", "after", "last"]
    assert len(torn) == 40


def test_what_is_lost_is_reported_with_its_name_cut_and_without_its_detail(
    log: AuditLog, capfd: pytest.CaptureFixture[str]
) -> None:
    log.folder.write_text("a file, no folder")
    at = datetime(2026, 11, 3, 13, tzinfo=timezone(timedelta(hours=1)))
    subject = AuditSubject("customer", "y" * 300)
    log.write(AuditEvent(at, "x" * 300, ("sales",), "login_failed", subject, "secret"))
    lost = json.loads(capfd.readouterr().err)
    assert lost["at"] == "2026-11-03T12:00:00+00:00"
    assert lost["user"] == "x" * 254 + "…"
    assert lost["subject"] == "customer " + "y" * 190 + "…"
    assert "secret" not in json.dumps(lost)


def test_a_search_that_cannot_be_written_finds_nothing_either(log: AuditLog) -> None:
    log.folder.write_text("a file, no folder")
    with pytest.raises(AuditNotWritten) as refused:
        log.write(event(action="search"))
    assert isinstance(refused.value.__cause__, FileExistsError)


def test_a_folder_below_folders_that_are_not_there_yet_is_made(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "state" / "audit")
    log.require()
    log.require()  # there already
    log.write(event())
    assert len(lines(log)) == 1


def test_the_environment_names_the_log_before_the_settings_and_a_viewer_before_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clientinfo.toml"
    file.write_text('state = "var"\n')
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(tmp_path / "nowhere.toml"))
    monkeypatch.delenv("CLIENTINFO_AUDIT", raising=False)
    assert AuditLog.of(read_settings(file)) == AuditLog(tmp_path / "var" / "audit")
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "named"))
    assert AuditLog.of(read_settings(file)) == AuditLog(tmp_path / "named")
    monkeypatch.setenv("CLIENTINFO_USER", "anna")
    viewer = Viewer("berta", frozenset({"service", "accounting"}))
    record("open", AuditSubject("app", "lists"), AuditSubject("list", "debtors"), viewer=viewer)
    (line,) = lines(AuditLog(tmp_path / "named"))
    assert [line[name] for name in ("user", "roles", "subject", "detail")] == [
        *("berta", ["accounting", "service"], "app lists", "list debtors"),
    ]


@pytest.mark.usefixtures("far_east")
def test_the_machine_s_own_clock_is_written_as_utc_and_what_is_not_given_stays_empty(
    log: AuditLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(log.folder))
    before = datetime.now(UTC)
    record("open", AuditSubject("app", "lists"), viewer=Viewer("berta", frozenset({"service"})))
    (line,) = lines(log)
    assert before <= datetime.fromisoformat(line["at"]) <= datetime.now(UTC)
    assert line["detail"] == ""


def test_settings_that_do_not_say_where_the_log_is_are_reported_with_their_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CLIENTINFO_AUDIT", raising=False)
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(tmp_path / "nowhere.toml"))
    record("logout", AuditSubject("login"), viewer=Viewer("berta", frozenset({"service"})))
    lost = json.loads(capfd.readouterr().err)
    assert (lost["action"], lost["user"]) == ("logout", "berta")
    assert "nowhere.toml" in lost["error"]
