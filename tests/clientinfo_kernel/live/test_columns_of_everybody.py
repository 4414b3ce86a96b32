"""Rows of all customers read as columns: the same values, and the same rows, as one by one, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.live import tables
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.column_types import Cents, Day, Moment, OwnFields
from clientinfo_kernel.live.commands import Add, Saved, Undo
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.saved_questions import SAVED_QUESTION
from clientinfo_kernel.live.seen_kinds import is_seen_alike
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.query.written_table import columns_of, stored_table, written_schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clientinfo_kernel.live.fields import Entity

MORNING = datetime(2012, 10, 28, 0, 30, 5, 120_000, tzinfo=UTC)  # the hour that Berlin has twice
VALUES: Mapping[type[sa.types.TypeEngine[Any]], tuple[Any, ...]] = {
    Cents: (Decimal("-0.01"), Decimal("0.00"), Decimal("999999999999.99"), Decimal(1)),
    Moment: (MORNING, MORNING.replace(microsecond=0), MORNING + timedelta(hours=1), MORNING),
    Day: (date(1900, 1, 1), date(2012, 2, 29), date(9999, 12, 31), date(2012, 1, 1)),
    sa.Boolean: (False, True, False, True),
    sa.Integer: (-1, 0, 2**31 - 1, 1),
    OwnFields: ({"own.size": "L"}, {}, {"own.size": None}, {}),
}
TEXTS = ("", "0042", "Änderung", "1.50")
ROWS = len(TEXTS)
SELLER = Viewer("sven", frozenset({"sales"}), "Sven Skoda")


def written(store: LiveStore, entity: Entity, names: tuple[str, ...] = (), filled: str | None = None) -> pl.DataFrame:
    schema = written_schema(entity)
    wanted = pl.Schema({name: schema[name] for name in names or schema})
    return stored_table(store.columns_of_everybody(entity, wanted.names(), filled), wanted)


def test_amounts_days_and_moments_are_what_was_written(database: LiveDatabase) -> None:
    store = LiveStore(database, SELLER, now=lambda: MORNING)
    sold = {"kind": "opportunity", "text": "Octavia", "status": "open", "budget": "12000.50", "probability": 40}
    store.do(Add("1", "10012", CASE, {**sold, "stage": "offer", "due_at": "2012-12-24", "expected_on": "2013-01-02"}))
    store.do(Add("2", "0042", CASE, {"kind": "other", "text": "ohne alles", "status": "open"}))
    names = ("customer_number", "version", "budget", "probability", "due_at", "due_time", "expected_on", "created_at")
    rows = written(store, CASE, names).sort("customer_number", descending=True)
    assert rows.rows() == [
        ("10012", 1, Decimal("12000.50"), 40, date(2012, 12, 24), None, date(2013, 1, 2), MORNING),
        ("0042", 1, None, None, None, None, None, MORNING),
    ]
    assert rows.schema == {name: written_schema(CASE)[name] for name in names}
    assert written(store, CASE, filled="due_at")["customer_number"].to_list() == ["10012"]


def test_a_flag_is_yes_no_or_nothing(database: LiveDatabase) -> None:
    store = LiveStore(database, SELLER)
    for command_id, done in (("1", None), ("2", True), ("3", False)):
        notice = {"subject": "phone", "value": "09282 1"} | ({} if done is None else {"is_done": done})
        store.do(Add(command_id, command_id, CHANGE_NOTICE, notice))
    rows = written(store, CHANGE_NOTICE, ("customer_number", "is_done")).sort("customer_number")
    assert rows["is_done"].to_list() == [None, True, False]


def test_what_was_taken_back_is_not_there_and_nothing_written_is_a_table_without_rows(database: LiveDatabase) -> None:
    store = LiveStore(database, SELLER)
    assert written(store, CONTACT).schema == written_schema(CONTACT)
    assert written(store, CONTACT).is_empty()
    said = store.do(Add("1", "10012", CONTACT, {"channel": "phone", "note": "ruft an", "at": MORNING.isoformat()}))
    assert written(store, CONTACT)["at"].to_list() == [MORNING]
    assert isinstance(said, Saved)
    store.do(Undo("2", "10012", CONTACT, said.entity_id))
    assert written(store, CONTACT).is_empty()


def _stored(column: sa.Column[Any], row: int) -> Any:
    """A value of a column in one of the rows; in the last one only what a row must have."""
    if column.primary_key or column.foreign_keys:
        return f"{row}"
    if column.name == "is_withdrawn":
        return False
    if column.nullable and row == ROWS - 1:
        return None
    return next((values for kind, values in VALUES.items() if isinstance(column.type, kind)), TEXTS)[row]


def test_whoever_sees_a_kind_has_the_same_rows_of_it_in_columns_as_one_by_one(database: LiveDatabase) -> None:
    alike = [entity for entity in ENTITIES.values() if is_seen_alike(entity)]
    with database.writing() as connection:
        for table in tables.metadata.sorted_tables:
            if table in {tables.BY_NAME[entity.table] for entity in alike}:
                rows = [{each.name: _stored(each, row) for each in table.columns} for row in range(ROWS)]
                connection.execute(sa.insert(table), rows)
    compared = set()
    for role in ROLES:
        store = LiveStore(database, Viewer("sven", frozenset({role}), "Sven Skoda"))
        for entity in alike:
            try:
                one_by_one = columns_of(store.of_everybody(entity), written_schema(entity))
            except NotPermitted:
                with pytest.raises(NotPermitted):
                    store.columns_of_everybody(entity, [entity.key])
                continue
            assert one_by_one.height == ROWS
            assert written(store, entity).sort(entity.key).equals(one_by_one.sort(entity.key)), (role, entity.name)
            compared.add(entity.name)
    assert compared == {entity.name for entity in alike}


def test_a_file_that_breaks_off_while_it_is_read_is_a_store_that_does_not_answer(tmp_path: Path) -> None:
    store = LiveStore(LiveDatabase.at(tmp_path / "live" / "live.sqlite"), SELLER)
    store.do(Add("1", "10012", CASE, {"kind": "other", "text": "heil", "status": "open"}))
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE cases SET text = CAST(x'4d65696572ff' AS TEXT)")
    with pytest.raises(LiveUnavailable, match="does not answer") as said:
        written(store, CASE, ("text",))
    assert "Meier" not in str(said.value), "what people wrote is in no log"
    assert written(store, CASE, ("customer_number",)).rows() == [("10012",)]


def test_a_day_that_no_calendar_has_breaks_no_list_and_is_said_where_its_row_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = LiveStore(LiveDatabase.at(tmp_path / "live" / "live.sqlite"), SELLER)
    for number in range(5):
        offer = {"kind": "opportunity", "text": f"Octavia {number}", "status": "open", "stage": "offer"}
        store.do(Add(f"{number}", f"1001{number}", CASE, {**offer, "due_at": "2012-12-24", "budget": "12000.50"}))
    with store.database.writing() as connection:
        for column, value in (("due_at", "31.02.2012"), ("budget", "zwölf"), ("created_at", "gestern")):
            connection.exec_driver_sql(f"UPDATE cases SET {column} = ? WHERE text = 'Octavia 3'", (value,))
    rows = written(store, CASE, ("text", "due_at", "budget", "created_at"), filled="due_at").sort("text")
    assert rows["text"].to_list() == [f"Octavia {number}" for number in range(5)]
    assert rows[3, 1:].row(0) == (None, None, None)
    assert rows["due_at"].drop_nulls().to_list() == [date(2012, 12, 24)] * 4
    assert rows["budget"].drop_nulls().to_list() == [Decimal("12000.50")] * 4
    assert rows["created_at"].null_count() == 1
    said = capfd.readouterr().err
    assert said.count("due_at") == said.count("budget") == said.count("created_at") == 1
    with pytest.raises(LiveUnavailable, match="in place of a day") as refused:
        store.rows(CASE, "10013")
    assert "31.02." not in said + str(refused.value)
    assert len(store.rows(CASE, "10012")) == 1


def test_who_is_not_allowed_to_see_a_kind_gets_no_column_of_it(database: LiveDatabase) -> None:
    store = LiveStore(database, SELLER)
    with pytest.raises(NotPermitted):
        store.columns_of_everybody(OPEN_ITEM_DECISION, ["note"])
    for entity in (DOCUMENT, SAVED_QUESTION):
        with pytest.raises(ValueError, match="one by one"):
            store.columns_of_everybody(entity, [entity.key])
