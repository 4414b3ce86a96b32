import datetime as dt
import sqlite3

import polars as pl
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from data_sources.connector import connector_class
from data_sources.crm import tables
from data_sources.crm.contract import Cases, ContactEvents
from data_sources.crm.database import CrmDatabase
from data_sources.crm.store import upgrade, write_crm
from data_sources.errors import SourceAbsent, SourceMalformed, SourceSettingsWrong
from tests.postgres import own_database

CREATED = dt.datetime(2011, 7, 17, 11, 11, tzinfo=dt.UTC)


def cases() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "case_id": ["007", "C-2"],
            "customer_number": ["0010012", "10012"],
            "kind": ["Verkaufschance", "Reklamation"],
            "text": ["Kunde hat Interesse an GW bekundet, fährt derzeit W124", "x' OR 1=1; --"],
            "status": ["In Bearbeitung", "Erledigt"],
            "assignee": ["Müller", None],
            "due_at": [dt.date(2011, 7, 15), None],
            "follow_up_on": [dt.date(2011, 7, 10), None],
            "created_at": [CREATED, dt.datetime(2012, 12, 31, 23, 59, 59, 123456, tzinfo=dt.UTC)],
            "closed_at": [None, dt.datetime(2013, 1, 1, tzinfo=dt.UTC)],
        },
        schema_overrides={"created_at": pl.Datetime("us", "UTC"), "closed_at": pl.Datetime("us", "UTC")},
    )


def events(count: int = 5) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "event_id": [f"{number:06}" for number in range(count)],
            "customer_number": ["10012"] * count,
            "case_id": ["007", *[None] * (count - 1)],
            "at": [dt.datetime(2012, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=n) for n in range(count)],
            "channel": ["Telefon"] * count,
            "note": ["Zeile 1\nZeile 2", *[None] * (count - 1)],
        }
    )


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'crm.sqlite'}"
    return own_database(request.getfixturevalue("postgres_server"), f"crm_{tmp_path.name}")


def read(url: str, **settings: object) -> dict[str, pl.DataFrame]:
    batches = list(connector_class("crm", "database")(url=url, **settings).read())
    assert all(batch.rejects.is_empty() for batch in batches)
    return {
        table: pl.concat(batch.kept for batch in batches if batch.table == table)
        for table in ("cases", "contact_events")
    }


def test_what_was_written_is_read(url) -> None:
    write_crm(url, cases(), events())
    found = read(url)
    assert found["cases"].drop("source_file", "source_row").equals(cases())
    assert found["cases"]["source_file"].unique().to_list() == ["cases"]
    assert found["cases"]["source_row"].to_list() == [1, 2]
    assert found["contact_events"]["event_id"].to_list() == ["000000", "000001", "000002", "000003", "000004"]
    assert found["contact_events"]["note"][0] == "Zeile 1\nZeile 2"
    assert found["contact_events"]["at"].dtype == pl.Datetime("us", "UTC")
    Cases.validate(found["cases"])
    ContactEvents.validate(found["contact_events"])


def test_a_second_write_adds_and_a_known_id_writes_nothing_at_all(url) -> None:
    write_crm(url, cases(), events())
    write_crm(url, cases().clear(), events().with_columns(("E" + pl.col("event_id")).alias("event_id")))
    with pytest.raises(sa.exc.IntegrityError) as caught:
        write_crm(url, cases().with_columns(pl.Series("case_id", ["new", "007"])), events().clear())
    assert "Interesse" not in str(caught.value)
    found = read(url)
    assert found["cases"]["case_id"].to_list() == ["007", "C-2"]
    assert found["contact_events"].height == 10


def test_reading_goes_in_stretches(url) -> None:
    write_crm(url, cases(), events(7))
    batches = list(CrmDatabase(url, rows_at_once=3).read())
    assert [(batch.table, batch.rows) for batch in batches] == [
        ("cases", 2), ("contact_events", 3), ("contact_events", 3), ("contact_events", 1),
    ]  # fmt: skip


def test_migrations_make_the_declared_tables(url) -> None:
    upgrade(url)
    upgrade(url)
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_empty_tables_keep_their_schema(url) -> None:
    upgrade(url)
    found = read(url)
    assert found["cases"].schema == Cases.create_empty().schema
    assert found["contact_events"].schema == ContactEvents.create_empty().schema


def test_moments_of_other_zones_are_written_in_utc(url) -> None:
    moments = cases().with_columns(pl.col("created_at").dt.convert_time_zone("Europe/Berlin"))
    write_crm(url, moments, events())
    assert read(url)["cases"]["created_at"][0] == CREATED


def test_a_value_that_is_no_date_is_quarantined(tmp_path) -> None:
    file = tmp_path / "crm.sqlite"
    write_crm(f"sqlite:///{file}", cases(), events())
    connection = sqlite3.connect(file)
    connection.execute("UPDATE cases SET due_at = 'morgen' WHERE case_id = '007'")
    connection.execute("UPDATE contact_events SET customer_number = '' WHERE event_id = '000003'")
    connection.commit()
    connection.close()
    batches = {batch.table: batch for batch in CrmDatabase(f"sqlite:///{file}").read()}
    assert batches["cases"].kept["case_id"].to_list() == ["C-2"]
    reject = batches["cases"].rejects.row(0, named=True)
    assert (reject["file"], reject["line"], reject["value"]) == ("cases", 1, "morgen")
    assert reject["rule"] == "due_at|not_a_date"
    assert (batches["contact_events"].kept.height, batches["contact_events"].rejects.height) == (4, 1)


def test_an_absent_database_says_so(tmp_path, monkeypatch) -> None:
    with pytest.raises(SourceAbsent):
        list(CrmDatabase(f"sqlite:///{tmp_path / 'none.sqlite'}").read())
    with pytest.raises(SourceAbsent) as caught:
        list(CrmDatabase("postgresql+psycopg://someone:geheim@127.0.0.1:1/crm?connect_timeout=2").read())
    assert "geheim" not in str(caught.value)
    monkeypatch.delenv("CRM_URL", raising=False)
    with pytest.raises(SourceSettingsWrong, match="CRM_URL"):
        list(CrmDatabase(url_env="CRM_URL").read())


def test_a_database_without_our_tables_is_malformed(tmp_path) -> None:
    file = tmp_path / "other.sqlite"
    sqlite3.connect(file).close()
    with pytest.raises(SourceMalformed, match="cases"):
        list(CrmDatabase(f"sqlite:///{file}").read())


def test_the_url_may_stand_in_the_environment(tmp_path, monkeypatch) -> None:
    url = f"sqlite:///{tmp_path / 'crm.sqlite'}"
    write_crm(url, cases(), events())
    monkeypatch.setenv("CRM_URL", url)
    assert sum(batch.rows for batch in CrmDatabase(url_env="CRM_URL").read()) == 7


def test_a_sqlite_file_is_enough(tmp_path) -> None:
    file = tmp_path / "crm.sqlite"
    write_crm(f"sqlite:///{file}", cases(), events())
    assert sum(batch.rows for batch in CrmDatabase(file=file).read()) == 7
    with pytest.raises(SourceAbsent):
        list(CrmDatabase(file=tmp_path / "none.sqlite").read())
