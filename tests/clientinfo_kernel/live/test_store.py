"""What two people write is kept, merged by field, and can be taken back."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from clientinfo_kernel.access.rights import SHELL, Viewer
from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, NotPermitted, SettingsError
from clientinfo_kernel.live import tables
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.commands import Add, Change, Conflict, Differing, Saved, Undo, close_case, reopen_case
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import CommandReused, InputRefused, LiveUnavailable, NothingToUndo, RowUnknown
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.settings import Settings
from tests.clientinfo_kernel.live.conftest import ANNA

if TYPE_CHECKING:
    from pathlib import Path

MEIER = "10012"
NOON = datetime(2012, 10, 11, 10, 0, tzinfo=UTC)
CASE_VALUES = {"kind": "opportunity", "text": "Sucht einen Kombi", "status": "open", "follow_up_on": "2012-10-15"}


def add_case(store: LiveStore, command_id: str = "1", **more: object) -> str:
    saved = store.do(Add(command_id, MEIER, CASE, CASE_VALUES | more))
    assert isinstance(saved, Saved)
    return saved.entity_id


def change(case_id: str, version: int, command_id: str, **values: object) -> Change:
    return Change(command_id, MEIER, CASE, case_id, version, values)


def only(store: LiveStore, entity: Any = CASE) -> dict[str, Any]:
    (row,) = store.rows(entity, MEIER)
    return row


def test_nothing_was_written_and_nothing_is_made_by_looking(store: LiveStore) -> None:
    assert store.rows(CASE, MEIER) == []
    file = store.database.file
    assert file is None or not file.exists()


def test_the_history_says_that_somebody_acted_in_a_name_at_a_shell(store: LiveStore) -> None:
    at_shell = LiveStore(store.database, replace(ANNA, at_shell="ops"))
    case_id = add_case(store)
    at_shell.do(change(case_id, 1, "2", text="Sucht einen Bus"))
    names = [event.user_name for event in store.history(CASE, case_id, MEIER)]
    assert names == ["Anna Ampel (shell:ops)", "Anna Ampel"]
    assert store.writers() == ("Anna Ampel",)  # one colleague, to whom work can be given


def test_a_contact_is_there_as_it_was_typed(store: LiveStore, other: LiveStore) -> None:
    note = " Zeile 1\r\nZeile 2 – „ß“ 🚗\n'; DROP TABLE cases; -- "
    saved = store.do(
        Add(
            "c1", MEIER, CONTACT, {"channel": "phone", "note": note, "at": "2012-10-11T12:00+02:00", "employee": "Anna"}
        )
    )
    assert isinstance(saved, Saved)
    row = only(other, CONTACT)
    assert row["event_id"] == saved.entity_id
    assert row["note"] == "Zeile 1\nZeile 2 – „ß“ 🚗\n'; DROP TABLE cases; --"
    assert (row["at"], row["case_id"], row["contact_person"], row["version"]) == (NOON, None, None, 1)
    assert other.rows(CONTACT, "1001") == other.rows(CONTACT, "010012") == []


def test_the_same_command_acts_once_and_answers_the_same(store: LiveStore) -> None:
    command = Add("c1", MEIER, CASE, CASE_VALUES)
    first, second = store.do(command), store.do(command)
    assert isinstance(first, Saved)
    assert second == Saved(first.entity_id, 1, is_repeat=True)
    case_id = only(store)["case_id"]
    changed = change(case_id, 1, "c2", text="Sucht zwei")
    assert store.do(changed) == Saved(case_id, 2)
    store.do(change(case_id, 2, "c3", text="Sucht drei"))
    assert store.do(changed) == Saved(case_id, 2, is_repeat=True)
    assert only(store)["text"] == "Sucht drei"


def test_an_id_is_not_taken_for_another_wish_or_by_another_person(store: LiveStore, other: LiveStore) -> None:
    add_case(store, "c1")
    with pytest.raises(CommandReused):
        store.do(Add("c1", MEIER, CASE, CASE_VALUES | {"text": "etwas anderes"}))
    with pytest.raises(CommandReused):
        other.do(Add("c1", MEIER, CASE, CASE_VALUES))
    assert only(store)["text"] == CASE_VALUES["text"]


def test_different_fields_merge_and_the_same_field_asks(store: LiveStore, other: LiveStore) -> None:
    case_id = add_case(store)
    assert other.do(change(case_id, 1, "b", text="Sucht einen Van", assignee="Bernd")) == Saved(case_id, 2)
    assert store.do(change(case_id, 1, "a1", follow_up_on=date(2012, 10, 20))) == Saved(case_id, 3)
    answer = store.do(change(case_id, 1, "a2", text="Sucht ein Cabrio", assignee="Bernd", due_at="2012-11-01"))
    assert isinstance(answer, Conflict)
    assert answer.fields == {"text": Differing("Sucht ein Cabrio", "Sucht einen Van", "Sucht einen Kombi")}
    assert (answer.version, answer.changed_by) == (3, "Anna Ampel")
    row = only(store)
    assert (row["text"], row["assignee"], row["due_at"]) == ("Sucht einen Van", "Bernd", None)
    assert row["follow_up_on"] == date(2012, 10, 20)
    assert store.do(change(case_id, answer.version, "a2", text="Sucht ein Cabrio", due_at="2012-11-01")) == Saved(
        case_id, 4
    )
    assert (only(store)["text"], only(store)["due_at"]) == ("Sucht ein Cabrio", date(2012, 11, 1))


def test_a_change_to_what_stands_there_writes_no_history(store: LiveStore) -> None:
    case_id = add_case(store)
    assert store.do(change(case_id, 1, "n", text=CASE_VALUES["text"])) == Saved(case_id, 1, is_changed=False)
    assert len(store.history(CASE, case_id, MEIER)) == 1


def test_history_says_who_when_before_and_after(database: LiveDatabase, other: LiveStore) -> None:
    store = LiveStore(database, SHELL, now=lambda: NOON)
    case_id = add_case(store)
    other.do(change(case_id, 1, "b", follow_up_on=None))
    latest, first = other.history(CASE, case_id, MEIER)
    assert (latest.user, latest.user_name, latest.action, latest.version) == ("bernd", "Bernd Bremse", "change", 2)
    assert (latest.before, latest.after) == ({"follow_up_on": date(2012, 10, 15)}, {"follow_up_on": None})
    assert (first.at, first.user, first.action, first.before) == (NOON, "", "add", None)
    assert first.after is not None
    assert first.after["text"] == CASE_VALUES["text"]
    with pytest.raises(RowUnknown):
        other.history(CASE, case_id, "10013")


def test_closing_and_opening_again(database: LiveDatabase) -> None:
    store = LiveStore(database, ANNA, now=lambda: NOON)
    case_id = add_case(store)
    store.do(close_case("c", MEIER, case_id, 1))
    assert (only(store)["status"], only(store)["closed_at"]) == ("closed", NOON)
    store.do(reopen_case("o", MEIER, case_id, 2))
    assert (only(store)["status"], only(store)["closed_at"]) == ("open", None)


def test_undo_takes_back_one_s_own_last_change_only(store: LiveStore, other: LiveStore) -> None:
    case_id = add_case(store)
    store.do(change(case_id, 1, "a", text="vertippt", assignee="Anna"))
    with pytest.raises(NothingToUndo):
        other.do(Undo("b", MEIER, CASE, case_id))
    assert store.do(Undo("u", MEIER, CASE, case_id)) == Saved(case_id, 3)
    assert (only(store)["text"], only(store)["assignee"]) == (CASE_VALUES["text"], None)
    other.do(change(case_id, 3, "b", assignee="Bernd"))
    with pytest.raises(NothingToUndo):
        store.do(Undo("u2", MEIER, CASE, case_id))


def test_undo_of_a_new_row_withdraws_it_and_keeps_its_history(store: LiveStore) -> None:
    case_id = add_case(store)
    store.do(Undo("u", MEIER, CASE, case_id))
    assert only(store)["is_withdrawn"] is True
    assert [event.action for event in store.history(CASE, case_id, MEIER)] == ["undo", "add"]
    store.do(Undo("u2", MEIER, CASE, case_id))
    assert only(store)["is_withdrawn"] is False


def test_a_case_of_another_customer_is_out_of_reach(store: LiveStore) -> None:
    case_id = add_case(store)
    foreign = Change("f", "10013", CASE, case_id, 1, {"text": "fremd"})
    linked = Add("l", "10013", CONTACT, {"channel": "phone", "note": "n", "at": NOON, "case_id": case_id})
    for command in (foreign, linked, Undo("u", "10013", CASE, case_id), Undo("u", MEIER, CASE, "none")):
        with pytest.raises(RowUnknown):
            store.do(command)
    assert only(store)["version"] == 1


@pytest.mark.parametrize("entity_id", ["a\0b", "a\ud800b", "x" * 100_000])
def test_an_id_that_no_database_can_look_for_is_of_no_row(store: LiveStore, entity_id: str) -> None:
    """From a browser: PostgreSQL breaks off at NUL, both drivers at half a character."""
    add_case(store)
    for command in (change(entity_id, 1, "a", text="x"), Undo("u", MEIER, CASE, entity_id)):
        with pytest.raises(RowUnknown):
            store.do(command)
    with pytest.raises(RowUnknown):
        store.history(CASE, entity_id, MEIER)


@pytest.mark.parametrize("version", [-1, 2**31, 10**40])
def test_a_version_that_no_row_can_have_is_refused(store: LiveStore, version: int) -> None:
    case_id = add_case(store)
    for command in (change(case_id, version, "a", text="x"), Undo("u", MEIER, CASE, case_id, version)):
        with pytest.raises(InputRefused) as refused:
            store.do(command)
        assert refused.value.field == "version"
    assert only(store)["text"] == CASE_VALUES["text"]


def test_a_row_of_the_snapshot_is_taken_over_when_it_is_first_changed(database: LiveDatabase) -> None:
    case = {
        "case_id": "V-1",
        "customer_number": MEIER,
        "kind": "Service",
        "text": "alt",
        "status": "Neu",
        "created_at": NOON,
    }
    contact = {
        "event_id": "K-1",
        "customer_number": MEIER,
        "case_id": "V-1",
        "at": NOON,
        "channel": "Telefon",
        "note": None,
    }
    rows: dict[tuple[str, str], dict[str, Any]] = {("case", "V-1"): case, ("contact", "K-1"): contact}
    store = LiveStore(database, SHELL, lambda entity, key: rows.get((entity.name, key)))
    assert store.history(CASE, "V-1", MEIER) == []
    saved = store.do(Change("c", MEIER, CONTACT, "K-1", 0, {"note": "nachgetragen"}))
    assert saved == Saved("K-1", 2)
    assert (only(store)["kind"], only(store)["status"], only(store)["version"]) == ("Service", "Neu", 1)
    found = only(store, CONTACT)
    assert (found["channel"], found["note"], found["case_id"], found["at"]) == ("Telefon", "nachgetragen", "V-1", NOON)
    actions = [(event.action, event.user_name) for event in store.history(CONTACT, "K-1", MEIER)]
    assert actions == [("change", ""), ("take_over", "CRM")]
    answer = store.do(Change("d", MEIER, CONTACT, "K-1", 0, {"note": "zu spät"}))
    assert isinstance(answer, Conflict)
    assert answer.fields["note"] == Differing("zu spät", "nachgetragen", None)


@pytest.mark.parametrize(
    ("values", "field", "rule"),
    [
        ({"text": ""}, "text", "missing"),
        ({"text": " \n "}, "text", "missing"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text", "too_long"),
        ({"text": "a\x00b"}, "text", "bad_characters"),
        ({"text": "half \ud83d"}, "text", "bad_characters"),
        ({"text": 5}, "text", "not_text"),
        ({"kind": "Verkaufschance"}, "kind", "not_a_word"),
        ({"due_at": "31.12.2012"}, "due_at", "not_a_day"),
        ({"due_at": 7}, "due_at", "not_a_day"),
        ({"closed_at": "2012-10-11T12:00+02:00"}, "closed_at", "unknown_field"),
        ({"is_withdrawn": True}, "is_withdrawn", "unknown_field"),
        ({"customer_number": "10013"}, "customer_number", "unknown_field"),
        ({"version": 9}, "version", "unknown_field"),
    ],
)
def test_what_cannot_stand_there_is_refused_by_field(
    store: LiveStore, values: dict[str, Any], field: str, rule: str
) -> None:
    case_id = add_case(store)
    for command in (Add("x", MEIER, CASE, CASE_VALUES | values), Change("x", MEIER, CASE, case_id, 1, values)):
        with pytest.raises(InputRefused) as caught:
            store.do(command)
        assert (caught.value.field, caught.value.rule) == (field, rule)
    assert only(store)["version"] == 1


@pytest.mark.parametrize("at", [datetime(2012, 1, 1), "0001-01-01T00:00+14:00", "gestern", date(2012, 1, 1)])  # noqa: DTZ001
def test_a_moment_has_a_zone_and_stands_in_a_calendar(store: LiveStore, at: object) -> None:
    with pytest.raises(InputRefused) as caught:
        store.do(Add("x", MEIER, CONTACT, {"channel": "phone", "note": "n", "at": at}))
    assert (caught.value.field, caught.value.rule) == ("at", "not_a_moment")


def test_a_contact_has_been(database: LiveDatabase) -> None:
    """A day ahead is for clocks and zones that differ; a year ahead it would stand first in the history for a year."""
    store, tomorrow = LiveStore(database, ANNA, now=lambda: NOON), NOON + timedelta(days=1)
    values = {"channel": "phone", "note": "n"}
    saved = store.do(Add("soon", MEIER, CONTACT, values | {"at": tomorrow - timedelta(seconds=1)}))
    assert isinstance(saved, Saved)
    for command in (
        Add("late", MEIER, CONTACT, values | {"at": tomorrow}),
        Change("later", MEIER, CONTACT, saved.entity_id, saved.version, {"at": tomorrow}),
    ):
        with pytest.raises(InputRefused) as caught:
            store.do(command)
        assert (caught.value.field, caught.value.rule) == ("at", "ahead")


def test_a_contact_that_says_no_moment_is_of_now_and_its_repeat_is_the_same(database: LiveDatabase) -> None:
    command = Add("x", MEIER, CONTACT, {"channel": "phone", "note": "n"})
    LiveStore(database, ANNA, now=lambda: NOON).do(command)
    LiveStore(database, ANNA, now=lambda: NOON.replace(hour=15)).do(command)
    assert only(LiveStore(database, ANNA), CONTACT)["at"] == NOON


def test_the_repeat_of_a_change_is_known_though_the_row_has_moved_on(store: LiveStore) -> None:
    case_id = add_case(store)
    store.do(close_case("c", MEIER, case_id, 1))
    assert store.do(close_case("c", MEIER, case_id, 2)) == Saved(case_id, 2, is_repeat=True)


@pytest.mark.parametrize("command_id", ["", "x" * 201, "a\nb", "ä", "take-over:case:C-1", "content:document:1:1"])
def test_a_command_needs_an_id(store: LiveStore, command_id: str) -> None:
    with pytest.raises(InputRefused):
        store.do(Add(command_id, MEIER, CASE, CASE_VALUES))


@pytest.mark.parametrize("role", ["service", "sales", "accounting", "controlling", "analyst"])
def test_who_works_with_customers_writes(store: LiveStore, role: str) -> None:
    writer = LiveStore(store.database, Viewer("somebody", frozenset({role})))
    assert isinstance(writer.do(Add("x", MEIER, CASE, CASE_VALUES)), Saved)


@pytest.mark.parametrize("roles", [{"privacy"}, {"admin"}, {"admin", "service"}, set()])
def test_nobody_else_writes_and_an_administrator_does_not_even_see(database: LiveDatabase, roles: set[str]) -> None:
    store = LiveStore(database, Viewer("somebody", frozenset(roles)))
    with pytest.raises((ChangeNotPermitted, NotPermitted)):
        store.do(Add("x", MEIER, CASE, CASE_VALUES))
    assert not database.file or not database.file.exists()
    if roles != {"privacy"}:
        with pytest.raises(NotPermitted):
            store.rows(CASE, MEIER)


def test_the_migrations_make_what_the_tables_declare(store: LiveStore) -> None:
    add_case(store)
    with store.database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_tables_of_a_newer_version_are_left_alone(store: LiveStore) -> None:
    add_case(store)
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LiveUnavailable, match="newer"):
        LiveStore(LiveDatabase(store.database.url), SHELL).rows(CASE, MEIER)


def test_the_file_is_for_its_user_only_and_safe_against_a_power_cut(tmp_path: Any) -> None:
    database = LiveDatabase.of(Settings(state=tmp_path / "state"))
    add_case(LiveStore(database, SHELL))
    assert database.file == tmp_path / "state" / "live" / "live.sqlite"
    assert stat.S_IMODE(database.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(database.file.parent.stat().st_mode) == 0o700
    with database.reading() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert pragmas == ["wal", 2, 1]


@pytest.mark.parametrize("url", ["mysql://x", "sqlite://", "sqlite:///:memory:", "no url"])
def test_a_database_that_cannot_keep_anything_is_refused(tmp_path: Any, url: str) -> None:
    with pytest.raises(SettingsError, match="live_database"):
        LiveDatabase.of(Settings(state=tmp_path, live_database=url))


def test_a_server_that_is_not_there_is_said_without_waiting_for_ever(tmp_path: Any) -> None:
    settings = Settings(state=tmp_path, live_database="postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(LiveUnavailable, match="does not answer"):
        LiveStore(LiveDatabase.of(settings), SHELL).rows(CASE, MEIER)


def test_every_change_stands_in_the_audit_log_without_what_was_typed(store: LiveStore, audit_log: Path) -> None:
    case_id = add_case(store)
    store.do(change(case_id, 1, "a", text="geheim", assignee="Anna"))
    with pytest.raises(InputRefused):
        store.do(change(case_id, 2, "b", text=""))
    (file,) = audit_log.glob("*.jsonl")
    lines = [json.loads(line) for line in file.read_text("ascii").splitlines()]
    assert [(line["user"], line["action"], line["subject"]) for line in lines] == [
        ("anna", "change", "customer 10012")
    ] * 2
    assert lines[1]["detail"] == f"case {case_id}: change, text, assignee, handed_over_by"
    assert "geheim" not in file.read_text("ascii")
    assert CASE_VALUES["text"] not in file.read_text("ascii")


def test_what_the_audit_log_cannot_write_down_is_not_done(store: LiveStore, audit_log: Path) -> None:
    case_id = add_case(store)
    (file,) = audit_log.glob("*.jsonl")
    file.unlink()
    file.mkdir()  # somebody broke it
    with pytest.raises(AuditNotWritten):
        store.do(change(case_id, 1, "a", text="unbemerkt"))
    assert (only(store)["version"], only(store)["text"]) == (1, CASE_VALUES["text"])
    file.rmdir()
    assert store.do(change(case_id, 1, "a", text="bemerkt")) == Saved(case_id, 2)


def test_what_a_change_is_about_must_still_be_so(store: LiveStore, other: LiveStore) -> None:
    """Bert has seen what was handed to him; meanwhile it was handed on to Dora, who has not."""
    case_id = add_case(store)
    store.do(change(case_id, 1, "h1", assignee="Bert"))
    store.do(change(case_id, 2, "h2", assignee="Dora"))
    seen = Change("h3", MEIER, CASE, case_id, 2, {"handed_over_by": ""}, stays=("assignee",))
    answer = other.do(seen)
    assert isinstance(answer, Conflict)
    assert (answer.fields["assignee"].theirs, answer.version) == ("Dora", 3)
    assert only(store)["handed_over_by"] == "Anna Ampel"
    assert other.do(replace(seen, version=3)) == Saved(case_id, 4)
