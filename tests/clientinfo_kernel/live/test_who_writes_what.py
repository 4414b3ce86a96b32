"""Every command as every role: what goes through is what the house's table of rights says, written here by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live import tables
from clientinfo_kernel.live.calendars import Calendars
from clientinfo_kernel.live.commands import Add, Change, Undo
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.publications import Draft, Publications
from clientinfo_kernel.live.store import LiveStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEIER, NOBODY = "10012", ""
EVERYBODY = {"service", "sales", "accounting", "controlling", "analyst", "privacy", "release", "admin", "none"}
STAFF = {"service", "sales", "accounting", "controlling", "analyst"}
MONEY = {"accounting", "controlling", "analyst"}
MARGINS = {"controlling", "analyst"}
DAY = date(2012, 10, 1)
# Who writes which kind of row, and the least that one holds.
WRITES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "case": (STAFF, {"kind": "complaint", "text": "Lack", "status": "open"}),
    "contact": (STAFF, {"channel": "phone", "note": "Rückruf"}),
    "comment": (STAFF, {"case_id": "C1", "text": "Gutachter kommt"}),
    "remark": (STAFF, {"text": "Schlüssel bei uns", "until": DAY}),
    "consent": (STAFF, {"channel": "call", "statement": "given", "stated_on": DAY}),
    "change_notice": (STAFF, {"subject": "phone", "value": "09281 4711"}),
    "profile": (STAFF, {"network": "xing", "address": "https://x.example/1", "source": "Visitenkarte", "found_on": DAY}),
    "customer_point": (STAFF, {"latitude_e6": 50_300_000, "longitude_e6": 11_900_000}),
    "document": (STAFF, {"origin": "attached", "file_name": "a.pdf", "media_type": "application/pdf", "content_hash": "0", "size": 1, "case_id": "C1"}),
    "open_item": (MONEY, {"note": "ruft an"}),
    "inbox_entry": (MONEY, {"decision": "done"}),
    "vat_check": (MONEY, {"vat_id": "DE136695976", "source": "evatr", "result": "valid"}),
    "tour_stop": ({"service"}, {"driver": "Dora", "agreed_at": datetime(2012, 10, 1, 8, tzinfo=UTC)}),
    "driver_day": ({"service"}, {"day": DAY, "driver": "Dora"}),
    "saved_question": (MARGINS, {"name": "Hof", "address": "?where=branch%3DHof"}),
    "target": (MARGINS, {"month": DAY, "division": "workshop", "revenue": "1000.00"}),
    "outlier_review": (MARGINS, {"number": "R1", "year": 2012, "figures": "1", "verdict": "in_order", "note": "Kulanz"}),
    "closed_period": (MARGINS, {"month": DAY, "state": "closed"}),
    "account_range": (MARGINS, {"account_from": 8000, "account_to": 8099, "role": "revenue", "division": "workshop", "note": "neu"}),
}  # fmt: skip
# Who reads which: whoever sees what it is made from.
READS = {kind: STAFF | {"privacy"} for kind in WRITES}
READS |= dict.fromkeys(("open_item", "inbox_entry", "vat_check"), MONEY)
READS |= dict.fromkeys(("saved_question", "target", "outlier_review", "closed_period", "account_range"), MARGINS)
REFUSED = (ChangeNotPermitted, NotPermitted)


def viewer(role: str) -> Viewer:
    return Viewer(f"user-{role}", frozenset() if role == "none" else frozenset({role}), role.title())


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveDatabase:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    database = LiveDatabase(sa.URL.create("sqlite", database=str(tmp_path / "live.sqlite")))
    owner = LiveStore(database, viewer("service"))
    owner.do(Add("c", MEIER, ENTITIES["case"], WRITES["case"][1], entity_id="C1"))
    return database


def goes_through(act: Callable[[], object]) -> bool:
    try:
        act()
    except REFUSED:
        return False
    return True


def those_who(act: Callable[[Viewer], object]) -> set[str]:
    """Return the roles with which it goes through."""
    return {role for role in EVERYBODY if goes_through(partial(act, viewer(role)))}


def lines(database: LiveDatabase) -> int:
    with database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(tables.events)).scalar_one())


def test_no_kind_of_row_is_missing() -> None:
    assert set(WRITES) == set(ENTITIES)


@pytest.mark.parametrize("kind", WRITES)
def test_a_row_is_written_by_those_roles_alone(database: LiveDatabase, kind: str) -> None:
    allowed, values = WRITES[kind]
    entity = ENTITIES[kind]
    number = NOBODY if entity.about else MEIER
    written = {}
    for role in EVERYBODY:
        before = lines(database)
        # each their own month, driver or day, where there is one of a kind
        own = {"month": date(2012, 1 + len(written), 1)} if "month" in values else {}
        own |= {"driver": role} if kind == "driver_day" else {}
        add = Add(f"add {role}", number, entity, values | own, entity_id=f"row of {role}")
        if goes_through(lambda add=add, role=role: LiveStore(database, viewer(role)).do(add)):
            written[role] = f"row of {role}"
        assert lines(database) - before == (role in written), f"{role} left a line"
    assert set(written) == allowed


@pytest.mark.parametrize("kind", [kind for kind, entity in ENTITIES.items() if not entity.is_kept])
def test_what_others_wrote_is_not_changed_or_taken_back_by_a_role_that_does_not_write(
    database: LiveDatabase, kind: str
) -> None:
    allowed, values = WRITES[kind]
    entity = ENTITIES[kind]
    number = NOBODY if entity.about else MEIER
    LiveStore(database, viewer(min(allowed))).do(Add("add", number, entity, values, entity_id="row"))
    before = lines(database)
    for role in EVERYBODY - allowed:
        store = LiveStore(database, viewer(role))
        with pytest.raises(REFUSED):
            store.do(Change(f"change {role}", number, entity, "row", 1, {}))
        with pytest.raises(REFUSED):
            store.do(Undo(f"undo {role}", number, entity, "row"))
    assert lines(database) == before


@pytest.mark.parametrize("kind", WRITES)
def test_a_row_and_its_history_are_read_by_those_roles_alone(database: LiveDatabase, kind: str) -> None:
    allowed, values = WRITES[kind]
    entity = ENTITIES[kind]
    number = NOBODY if entity.about else MEIER
    shared = {"is_shared": True} if "is_shared" in entity.fields else {}
    LiveStore(database, viewer(min(allowed))).do(Add("add", number, entity, values | shared, entity_id="row"))

    def readers(read: Callable[[LiveStore], object]) -> set[str]:
        return those_who(lambda asking: read(LiveStore(database, asking)))

    assert readers(lambda store: store.rows(entity, number)) == READS[kind]
    assert readers(lambda store: store.of_everybody(entity)) == READS[kind]
    assert readers(lambda store: store.history(entity, "row", number)) == READS[kind]
    if number:
        of_customer = LiveStore(database, viewer("privacy")).of_customer(MEIER)
        assert bool(of_customer.get(kind)) == ("privacy" in READS[kind])


def test_a_calendar_is_for_who_has_follow_ups(database: LiveDatabase) -> None:
    assert those_who(Calendars(database).begin) == STAFF


def test_analysts_ask_and_those_with_the_right_release(database: LiveDatabase) -> None:
    one, other = (Draft(f"{name}.ipynb", name, ("sales",), '{"cells": []}') for name in ("own", "other"))
    assert those_who(lambda asking: Publications(database, asking).request(asking.name, one)) == {"analyst"}
    wanted = Publications(database, viewer("analyst")).request("other", other)
    assert those_who(lambda asking: Publications(database, asking).refuse(asking.name, wanted, "so nicht")) == {
        "release"
    }
