"""The audit log: no event is lost or mixed with another, whatever happens; only the privacy role reads it."""

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.audit import LONGEST, Action, AuditEvent, AuditLog, record
from clientinfo_kernel.access.audit_reading import AUDIT, chosen, may_read, read_log
from clientinfo_kernel.access.audit_subject import AuditSubject, ids_of
from clientinfo_kernel.access.rights import ADMIN, ROLES, SHELL, Viewer, viewer
from clientinfo_kernel.errors import AuditNotWritten, AuditUnavailable, NotPermitted

PRIVACY = Viewer("petra", frozenset({"privacy"}))
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


def event(at: datetime = NOON, user: str = "anna", subject: str = "customer 10012", **more: str) -> AuditEvent:
    return AuditEvent(
        at, user, ("sales",), more.get("action", "open"), AuditSubject.of(subject), more.get("detail", "")
    )  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")


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


# ---- who reads


@pytest.mark.parametrize("role", [*(role for role in ROLES if role != "privacy"), ADMIN, ""])
def test_no_other_role_reads_it(log: AuditLog, role: str) -> None:
    log.write(event())
    somebody = viewer({"CLIENTINFO_USER": "anna", "CLIENTINFO_ROLES": role})
    with pytest.raises(NotPermitted):
        read_log(log, somebody)
    with pytest.raises(NotPermitted):
        read_log(log, somebody)


def test_all_other_roles_together_do_not_read_it_nor_does_an_admin_with_the_privacy_role(log: AuditLog) -> None:
    assert not may_read(Viewer("anna", frozenset(ROLES) - {"privacy"}))
    assert not may_read(Viewer("root", frozenset({ADMIN, "privacy"})))
    assert not may_read(viewer({"CLIENTINFO_USER": "", "CLIENTINFO_ROLES": ""}))
    with pytest.raises(NotPermitted):
        read_log(log, Viewer("root", frozenset({ADMIN, "privacy"})))


def test_the_privacy_role_and_the_shell_read_it(log: AuditLog) -> None:
    log.write(event())
    assert read_log(log, PRIVACY).rows.height == 1
    assert read_log(log, Viewer("petra", frozenset({"privacy", "sales"}))).rows.height == 1
    assert read_log(log, viewer({})).rows.height == 1


# ---- reading


def test_an_empty_log_has_the_schema(log: AuditLog) -> None:
    assert read_log(log, SHELL).rows.schema == AUDIT
    log.write(event())
    log.files()[0].write_bytes(b"")
    assert read_log(log, SHELL).rows.schema == AUDIT


def test_a_period_is_whole_days_in_berlin(log: AuditLog) -> None:
    # 23:00 UTC on 31 October is midnight in Berlin: the first moment of November there.
    moments = [datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 31, 23, tzinfo=UTC), NOON]
    for number, at in enumerate(moments):
        log.write(event(at, user=str(number)))
    assert read_log(log, SHELL, since=date(2026, 11, 1)).rows["user"].to_list() == ["2", "1"]
    assert read_log(log, SHELL, until=date(2026, 10, 31)).rows["user"].to_list() == ["0"]
    assert read_log(log, SHELL, date(2026, 11, 3), date(2026, 11, 3)).rows["user"].to_list() == ["2"]
    assert read_log(log, SHELL, date(2026, 12, 1), date(2026, 10, 1)).rows.is_empty()
    assert read_log(log, SHELL, date.min, date.max).rows.height == 3


def test_one_user_one_action_one_customer(log: AuditLog) -> None:
    log.write(event(user="anna"))
    log.write(event(user="berta", action="export"))
    log.write(event(user="berta", subject="customer 100123"))
    log.write(event(user="10012", subject="user 10012"))
    assert chosen(read_log(log, SHELL).rows, customer="10012")["user"].to_list() == ["berta", "anna"]
    assert chosen(read_log(log, SHELL).rows, user="berta").height == 2
    assert chosen(read_log(log, SHELL).rows, user="berta", action="export", customer="10012").height == 1


SOUND = b'{"at":"2026-11-03T12:00:00+00:00","user":"anna","roles":["sales"],"action":"open","subject":"customer 1","detail":""}'


@pytest.mark.parametrize(
    "damage",
    [
        SOUND[:60],
        SOUND[60:],
        SOUND + SOUND,
        b"\x00" * 512,
        b"\xff\xfe",
        b"null",
        b"[1]",
        b"{}",
        b"[" * 100_000,
        b'{"at":"gestern","user":"a","action":"open","subject":"s"}',
        b'{"at":"2026-11-03T12:00:00","user":"a","action":"open","subject":"s"}',
        b'{"at":5,"user":["x"]}',
        b'{"at":"2026-11-03T12:00:00Z","user":"a","action":"open","subject":"s","roles":"x"}',
    ],
)
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_damaged_line_is_counted_and_hides_no_other(log: AuditLog, damage: bytes, end: bytes) -> None:
    log.write(event(user="anna"))
    (file,) = log.files()
    with file.open("ab") as appended:
        appended.write(damage + end)
    log.write(event(user="berta"))
    log.write(event(datetime(2026, 10, 1, tzinfo=UTC), user="carla"))
    reading = read_log(log, SHELL)
    assert reading.rows["user"].to_list() == ["berta", "anna", "carla"]
    assert reading.damaged == {file.name: 1}
    assert read_log(log, SHELL, until=date(2026, 10, 2)).damaged == {}


def test_what_is_just_as_long_as_a_field_stays_whole(log: AuditLog) -> None:
    longest = "u" * LONGEST["user"]
    log.write(event(user=longest))
    log.write(event(user=longest + "u"))
    assert read_log(log, SHELL).rows["user"].to_list() == [longest[:-1] + "…", longest]


def test_each_damaged_line_of_a_file_counts(log: AuditLog) -> None:
    log.write(event(user="anna"))
    (file,) = log.files()
    with file.open("ab") as appended:
        appended.write(b"{}\nnull\n" + SOUND[:60] + b"\n")
    assert read_log(log, SHELL).damaged == {file.name: 3}


def test_what_a_later_version_writes_is_read_as_it_stands(log: AuditLog) -> None:
    log.write(event())
    later = b'{"at":"2026-11-04T00:00:00Z","user":"a","action":"erase","subject":"customer 1","why":{"law":17}}\n'
    with log.files()[0].open("ab") as file:
        file.write(later)
    reading = read_log(log, SHELL)
    assert reading.damaged == {}
    assert reading.rows.row(0, named=True) == {
        "at": datetime(2026, 11, 4, tzinfo=UTC),
        "user": "a",
        "roles": [],
        "action": "erase",
        "subject": "customer 1",
        "detail": "",
    }


def test_files_of_others_are_left_alone(log: AuditLog) -> None:
    log.write(event())
    for name in ("audit-2026-11.jsonl.gz", "audit-2026.jsonl", "notes.txt"):
        (log.folder / name).write_bytes(SOUND)
    assert read_log(log, SHELL).rows.height == 1
    log.write(event(datetime(2026, 12, 24, tzinfo=UTC)))
    assert log.prune(1, datetime(2027, 1, 1, tzinfo=UTC)) == ("audit-2026-11.jsonl",)
    assert len(list(log.folder.iterdir())) == 4


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("")
    with pytest.raises(AuditUnavailable, match="cannot be read"):
        read_log(AuditLog(tmp_path / "audit"), SHELL)


def test_no_event_goes_before_its_months_are_over(log: AuditLog) -> None:
    for month in (8, 9, 10, 11):
        log.write(event(datetime(2026, month, 28, tzinfo=UTC)))
    assert log.prune(2, datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) == ("audit-2026-08.jsonl",)
    assert log.prune(2, datetime(2026, 11, 30, 23, 59, tzinfo=UTC)) == ()
    log.write(event(datetime(2026, 12, 28, tzinfo=UTC)))
    assert log.prune(2, datetime(2027, 1, 1, tzinfo=UTC)) == ("audit-2026-09.jsonl", "audit-2026-10.jsonl")
    assert AuditLog(log.folder / "none").prune(1) == ()


def test_months_are_counted_from_now_and_a_file_that_cannot_be_deleted_is_said(log: AuditLog) -> None:
    now = datetime.now(UTC)
    before = now.replace(day=1) - timedelta(days=1)
    log.write(event(now))
    log.write(event(before))
    log.write(event(datetime(2020, 1, 31, tzinfo=UTC)))
    assert log.prune(1) == ("audit-2020-01.jsonl",)
    assert [file.name for file in log.files()] == [f"audit-{each:%Y-%m}.jsonl" for each in (before, now)]
    (log.folder / "audit-2019-12.jsonl").mkdir()
    with pytest.raises(AuditUnavailable, match="the audit log's old months cannot be deleted: "):
        log.prune(1)


def test_a_clock_that_jumps_years_ahead_deletes_nothing(log: AuditLog) -> None:
    for month in (8, 9, 10, 11):
        log.write(event(datetime(2026, month, 28, tzinfo=UTC)))
    log.write(event(datetime(2031, 5, 1, tzinfo=UTC)))  # written after the jump
    with pytest.raises(AuditUnavailable, match=r"2031-05, so the clock might be wrong: no old month was deleted$"):
        log.prune(2, datetime(2031, 5, 2, tzinfo=UTC))
    assert len(log.files()) == 5


TEXTS = st.text(max_size=LONGEST["subject"])
EVENTS = st.builds(
    AuditEvent,
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bounds)
    user=TEXTS,
    roles=st.lists(st.sampled_from(ROLES), max_size=4).map(tuple),
    action=st.sampled_from(["login", "open", "export", "refuse"]),
    subject=TEXTS.map(AuditSubject.of),
    detail=TEXTS,
)


@given(st.lists(EVENTS, max_size=6), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_what_is_written_is_read_newest_first(events: list[AuditEvent], later: timedelta) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = AuditLog(Path(folder) / "audit")
        for each in events:
            log.write(each)
        if events:
            log.write(AuditEvent(events[0].at + later, "later", (), "logout", AuditSubject(""), ""))
            events = [*events, AuditEvent(events[0].at + later, "later", (), "logout", AuditSubject(""), "")]
        read = [
            AuditEvent(**{**row, "roles": tuple(row["roles"]), "subject": AuditSubject.of(row["subject"])})
            for row in read_log(log, SHELL).rows.to_dicts()
        ]
    assert read == sorted(reversed(events), key=lambda each: each.at, reverse=True)  # noqa: C414 (ties: last one first)


SUBJECTS = [
    ("customer 10012", AuditSubject("customer", "10012")),
    ("app margin.ipynb", AuditSubject("app", "margin.ipynb")),
    ("user anna b", AuditSubject("user", "anna b")),
    ("document Rechnung 7.pdf, application/pdf", AuditSubject("document", "Rechnung 7.pdf, application/pdf")),
    ("audit log", AuditSubject("audit log")),
    ("login", AuditSubject("login")),
    ("tour 2026-11-03", AuditSubject("tour 2026-11-03")),  # of a later version
    ("user", AuditSubject("user")),  # somebody typed no name
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS)
def test_lines_of_earlier_versions_have_the_same_subjects(log: AuditLog, text: str, subject: AuditSubject) -> None:
    assert (AuditSubject.of(text), str(subject)) == (subject, text)
    log.folder.mkdir()
    line = {"at": "2026-10-03T12:00:00+00:00", "user": "anna", "roles": ["sales"], "action": "open", "subject": text}
    (log.folder / "audit-2026-10.jsonl").write_text(json.dumps(line) + "\n")
    log.write(AuditEvent(NOON, "anna", ("sales",), "open", subject))
    assert read_log(log, SHELL).rows["subject"].to_list() == [text, text]


@given(st.text())
def test_any_text_is_a_subject_and_stays_as_it_is(text: str) -> None:
    assert str(AuditSubject.of(text)) == text


def test_the_ids_of_one_kind() -> None:
    texts = pl.DataFrame({"text": [text for text, _subject in SUBJECTS]})
    assert texts.select(ids_of("user", pl.col("text"))).to_series().to_list()[2] == "anna b"
    assert texts.select(ids_of("customer", pl.col("text")).drop_nulls()).to_series().to_list() == ["10012"]
    assert texts.select(ids_of("user", pl.col("text")).drop_nulls()).to_series().to_list() == ["anna b", ""]
