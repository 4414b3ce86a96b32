"""The audit log is read by the privacy role alone, with every sound line, for as many months as it is kept."""

import json
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.access.audit import LONGEST, AuditEvent, AuditLog
from clientinfo_kernel.access.audit_reading import AUDIT, chosen, may_read, read_log
from clientinfo_kernel.access.audit_subject import AuditSubject, ids_of
from clientinfo_kernel.access.rights import ADMIN, ROLES, SHELL, Viewer, viewer
from clientinfo_kernel.errors import AuditUnavailable, NotPermitted
from tests.clientinfo_kernel.access.audit_events import NOON, PRIVACY, event

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
    assert chosen(read_log(log, SHELL).rows, users=["berta"]).height == 2
    assert chosen(read_log(log, SHELL).rows, users=["berta"], action="export", customer="10012").height == 1


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


def _once(each: AuditEvent) -> object:
    """Refusals that are alike are a line a minute (``test_audit``)."""
    return (each.user, str(each.subject), each.detail) if each.action == "refuse" else id(each)


@pytest.mark.slow
@given(st.lists(EVENTS, max_size=6, unique_by=_once), st.timedeltas(timedelta(0), timedelta(days=1)))
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
