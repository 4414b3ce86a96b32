"""The audit log is written: no event is lost or mixed with another, whatever happens."""

import errno
import json
import os
import stat
import subprocess
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import Mock

import polars as pl
import pytest

from clientinfo_kernel.access.audit import LONGEST, Action, AuditEvent, AuditLog, record
from clientinfo_kernel.access.audit_reading import read_log
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.line_limit import FOLDER
from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import AuditNotWritten, TooManyLines
from tests.clientinfo_kernel.access.audit_events import PRIVACY, event


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AuditLog:
    """This process as the service starts a kernel."""
    monkeypatch.setenv("CLIENTINFO_USER", "anna")
    monkeypatch.setenv("CLIENTINFO_ROLES", "sales,service")
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return AuditLog(tmp_path / "audit")


# ---- writing

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_subject import AuditSubject
log, name, count = AuditLog(Path(sys.argv[1])), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for number in range(count):
    log.write(AuditEvent(datetime.now(UTC), name, ("sales",), "open", AuditSubject("customer", str(number)), name * (number % 500)))
"""


@pytest.mark.slow
def test_many_processes_at_once_lose_and_mix_no_line(log: AuditLog) -> None:
    names, count = [f"{letter}\U0001f600" for letter in "abcdefgh"], 400
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(log.folder), name, str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    reading = read_log(log, PRIVACY)
    assert reading.damaged == {}
    for name in names:
        mine = reading.rows.filter(pl.col("user") == name).reverse()
        assert mine["subject"].to_list() == [f"customer {number}" for number in range(count)]
        assert mine["detail"].str.len_chars().max() == 500
        assert set("".join(mine["detail"])) <= {*name, "…"}
    assert reading.rows.height == len(names) * count


def test_files_are_for_their_owner_only(log: AuditLog) -> None:
    before = os.umask(0)
    try:
        log.write(event())
    finally:
        os.umask(before)
    assert stat.S_IMODE(log.folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in log.folder.iterdir()] == [0o600]


def test_a_new_month_is_a_new_file_and_the_old_one_stays_as_it_is(log: AuditLog) -> None:
    # Half past midnight in Berlin is still the old month of the files, which count in UTC.
    log.write(event(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), user="old"))
    october = (log.folder / "audit-2026-10.jsonl").read_bytes()
    log.write(event(datetime(2026, 11, 1, 0, 0, tzinfo=UTC), user="new"))
    assert [file.name for file in log.files()] == ["audit-2026-10.jsonl", "audit-2026-11.jsonl"]
    assert (log.folder / "audit-2026-10.jsonl").read_bytes() == october
    assert read_log(log, PRIVACY).rows["user"].to_list() == ["new", "old"]


def test_what_was_written_before_is_never_rewritten(log: AuditLog) -> None:
    seen = b""
    for number in range(5):
        log.write(event(subject=f"customer {number}"))
        (file,) = log.files()
        content = file.read_bytes()
        assert content.startswith(seen)
        assert content.count(b"\n") == number + 1
        seen = content


def test_whatever_somebody_types_stays_in_one_short_line(log: AuditLog) -> None:
    hostile = ['a\n{"at":"2026"}', "\r\u2028\x00\x1b[2J", "\ud800", "\U0001f600" * 100_000, "x" * 1_000_000, '"\\']
    for text in hostile:
        log.write(event(user=text, subject=text, detail=text))
    (file,) = log.files()
    lines = file.read_bytes().split(b"\n")
    assert len(lines) == len(hostile) + 1
    assert max(len(line) for line in lines) < 16_384
    assert all(line.isascii() for line in lines)
    rows = read_log(log, PRIVACY).rows.reverse()
    assert rows["user"].to_list()[:2] == hostile[:2]
    assert rows["user"].str.len_chars().max() == LONGEST["user"]
    assert rows["user"].to_list()[3].endswith("…")


TORN = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from clientinfo_kernel.access.audit import AuditEvent, AuditLog
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import AuditNotWritten
log = AuditLog(Path(sys.argv[1]))
(file,) = log.files()
resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 40, resource.RLIM_INFINITY))
try:
    log.write(AuditEvent(datetime(2026, 11, 3, 13, tzinfo=UTC), "berta", ("sales",), "open", AuditSubject("customer", "4711"), "secret"))
except AuditNotWritten as error:
    print("refused:", error)
"""


def test_a_full_disk_refuses_to_open_a_customer_is_shouted_and_tears_one_line_only(log: AuditLog) -> None:
    log.write(event(user="before"))
    done = subprocess.run(
        [sys.executable, "-c", TORN, str(log.folder)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("refused: the audit log cannot be written (")
    lost = json.loads(done.stderr)
    assert (lost["level"], lost["user"], lost["action"], lost["subject"]) == (
        "critical",
        "berta",
        "open",
        "customer 4711",
    )
    assert "secret" not in done.stderr
    log.write(event(user="after"))
    reading = read_log(log, PRIVACY)
    assert reading.rows["user"].to_list() == ["after", "before"]
    assert reading.damaged == {"audit-2026-11.jsonl": 1}


def test_a_folder_that_cannot_be_is_shouted_too(
    published: AuditLog, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    published.folder.write_text("a file, no folder")
    before = datetime.now(UTC)
    with pytest.raises(
        AuditNotWritten, match=r"^the audit log cannot be written \(File exists\); until it can, nothing"
    ):
        record("open", AuditSubject("customer", "10012"), "revenue")
    lost = json.loads(capfd.readouterr().err)
    assert before <= datetime.fromisoformat(lost["at"]) <= datetime.now(UTC)
    assert {key: lost[key] for key in ("event", "level", "user", "action", "subject")} == {
        "event": "audit event not written",
        "level": "critical",
        "user": "anna",
        "action": "open",
        "subject": "customer 10012",
    }
    assert lost["error"].startswith("FileExistsError: [Errno 17] File exists: ")
    assert "revenue" not in json.dumps(lost)
    # The same where not even the settings say where the log is.
    monkeypatch.delenv("CLIENTINFO_AUDIT")
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(tmp_path / "nowhere.toml"))
    with pytest.raises(AuditNotWritten, match=r"\(.*nowhere\.toml"):
        record("export", AuditSubject("customer", "4711"))
    assert json.loads(capfd.readouterr().err)["subject"] == "customer 4711"


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        *((action, pytest.raises(AuditNotWritten)) for action in ("open", "export", "change")),
        *((action, nullcontext()) for action in ("login", "login_failed", "logout", "refuse")),
    ],
)
def test_what_gives_data_is_refused_unwritten_and_the_rest_goes_on(
    published: AuditLog, capfd: pytest.CaptureFixture[str], action: Action, outcome: AbstractContextManager[object]
) -> None:
    published.folder.write_text("a file, no folder")
    with outcome:
        record(action, AuditSubject("customer", "10012"))
    assert json.loads(capfd.readouterr().err)["action"] == action


def test_a_change_asks_first_whether_it_can_be_written(log: AuditLog, capfd: pytest.CaptureFixture[str]) -> None:
    log.require()
    assert [file.stat().st_size for file in log.files()] == [0]
    assert read_log(log, PRIVACY).rows.is_empty()
    broken = AuditLog(log.files()[0])
    with pytest.raises(AuditNotWritten, match=r"\(File exists\); until it can, nothing is shown, exported or changed"):
        broken.require()
    shouted = json.loads(capfd.readouterr().err)
    assert shouted["event"] == "the audit log cannot be written"
    assert shouted["error"].startswith("FileExistsError: [Errno 17] File exists: ")


def test_a_change_needs_room_for_its_line_on_the_disk(log: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    log.require()
    free, blocks = os.statvfs(log.folder), list(os.statvfs(log.folder))
    # f_frsize and f_bavail are the second and the fifth (os.statvfs): 16 blocks of 4096 bytes are 64 kB.
    blocks[1], blocks[4] = 4096, 16
    monkeypatch.setattr(os, "statvfs", lambda _path: type(free)(blocks))
    log.require()
    blocks[4] = 15
    with pytest.raises(AuditNotWritten, match=r"\(No space left on device\)") as refused:
        log.require()
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.ENOSPC


# ---- who writes


def test_record_knows_who_it_is_from_the_environment(published: AuditLog) -> None:
    before = datetime.now(UTC)
    record("export", AuditSubject("customer", "10012"), "Offene Posten, CSV, 3 Zeilen")
    (row,) = read_log(published, PRIVACY).rows.to_dicts()
    assert before <= row.pop("at") <= datetime.now(UTC)
    assert row == {
        "user": "anna",
        "roles": ["sales", "service"],
        "action": "export",
        "subject": "customer 10012",
        "detail": "Offene Posten, CSV, 3 Zeilen",
    }


def test_the_same_refusal_is_a_line_a_minute_and_no_way_to_fill_the_volume(tmp_path: Path) -> None:
    log, noon = AuditLog(tmp_path / "audit"), datetime(2026, 11, 29, 12, tzinfo=UTC)

    def refuse(seconds: int, detail: str = "form open_item", user: str = "sales") -> None:
        subject = AuditSubject("customer", "10012")
        log.write(AuditEvent(noon + timedelta(seconds=seconds), user, ("sales",), "refuse", subject, detail))

    for second in range(90):
        refuse(second)
    refuse(90, "form promise")
    refuse(90, user="service")
    log.write(AuditEvent(noon, "sales", (), "open", AuditSubject("customer", "10012")))
    log.write(AuditEvent(noon, "sales", (), "open", AuditSubject("customer", "10012")))
    rows = read_log(log, PRIVACY).rows.select("user", "action", "detail").sort("user", "action", "detail").rows()
    assert rows == [
        ("sales", "open", ""),
        ("sales", "open", ""),
        ("sales", "refuse", "form open_item"),
        ("sales", "refuse", "form open_item"),
        ("sales", "refuse", "form promise"),
        ("service", "refuse", "form open_item"),
    ]


def test_one_person_s_lines_of_an_hour_have_an_end_in_all_their_pages(
    published: AuditLog, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A download that is asked for again and again wrote a line each time, until nobody was shown anything any more."""
    monkeypatch.setattr("clientinfo_kernel.access.audit.MOST_IN_AN_HOUR", 4)
    hour = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
    clock = Mock(wraps=datetime)
    monkeypatch.setattr("clientinfo_kernel.access.audit.datetime", clock)
    clock.now.return_value = hour
    before = os.umask(0)
    for _ in range(3):
        record("export", AuditSubject("list", "follow_ups"))
    os.umask(before)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (published.folder, published.folder / FOLDER)} == {0o700}
    for _ in range(3):
        with pytest.raises(TooManyLines) as stopped:
            record("export", AuditSubject("list", "follow_ups"))
        assert stopped.value.seconds == 1800  # half an hour of this one is left
    record("refuse", AuditSubject("app", "margin.ipynb"))  # gives nobody anything, and fills the volume as well
    record("export", AuditSubject("list", "follow_ups"), viewer=Viewer("otto", frozenset({"sales"})))
    clock.now.return_value = hour + timedelta(minutes=30)
    record("open", AuditSubject("customer", "10012"))
    rows = read_log(published, PRIVACY).rows.filter(user="anna").select("action", "detail").rows()
    said = "stopped for 30 min: 4 lines of the audit log in an hour"
    assert sorted(rows) == [*[("export", "")] * 3, ("open", ""), ("refuse", said)]
    assert json.loads(capfd.readouterr().err)["detail"] == said
    for count in (published.folder / FOLDER).iterdir():  # a damaged one begins again
        assert stat.S_IMODE(count.stat().st_mode) == 0o600
        count.write_text("nonsense")
    record("open", AuditSubject("customer", "10013"))


def test_without_a_login_nothing_is_written(published: AuditLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIENTINFO_USER")
    monkeypatch.delenv("CLIENTINFO_ROLES")
    record("open", AuditSubject("customer", "10012"))
    assert not published.folder.exists()


def test_the_log_is_in_the_state_folder_unless_the_environment_names_another(
    published: AuditLog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = tmp_path / "clientinfo.toml"
    settings.write_text('state = "var"\n')
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(settings))
    monkeypatch.delenv("CLIENTINFO_AUDIT")
    record("open", AuditSubject("customer", "10012"))
    assert read_log(AuditLog(tmp_path / "var" / "audit"), PRIVACY).rows.height == 1
    assert not published.folder.exists()
