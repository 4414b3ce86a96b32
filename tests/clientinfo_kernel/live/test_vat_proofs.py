"""What is kept of a check, for years, and what it says of the customer as they are today."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live.commands import Change, Undo
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import RowFixed
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.vat.asking import kept, kept_before
from clientinfo_kernel.vat.proof import is_unchanged, request_and_response
from clientinfo_kernel.vat.standing import vat_standing
from data_sources.vat_ids.answer import Trader, VatAnswer

if TYPE_CHECKING:
    from pathlib import Path

MEIER = "10012"
TRADER = Trader("ATU13585627", "Test GmbH", "Ring 1", "1010", "Wien")
RAW = b'\n {"status": "evatr-0000",\t"ergFirmenname": "A", "x": "\xc3\xa4\xff\x00"} \n'
YES = VatAnswer("evatr", "valid", "evatr-0000", matches={"name": "A"}, request='{"a": 1}', response=RAW)
DOWN = VatAnswer("evatr", "not_answered", "timeout")


@pytest.fixture
def database(tmp_path: Path) -> LiveDatabase:
    return LiveDatabase(sa.URL.create("sqlite", database=str(tmp_path / "live" / "live.sqlite")))


def store(database: LiveDatabase, role: str = "accounting", at: datetime | None = None) -> LiveStore:
    viewer = Viewer("carla", frozenset({role}), "Carla Konto")
    return LiveStore(database, viewer) if at is None else LiveStore(database, viewer, now=lambda: at)


def test_a_proof_of_a_year_ago_is_found_and_unchanged_byte_by_byte(database: LiveDatabase) -> None:
    year_ago = datetime(2025, 11, 28, 9, tzinfo=UTC)
    proof = kept(store(database, at=year_ago), MEIER, TRADER, (DOWN, YES), "one")
    (attempt, row) = store(database).rows(VAT_CHECK, MEIER)
    assert (attempt["result"], row["check_id"], row["created_at"]) == ("not_answered", proof["check_id"], year_ago)
    assert request_and_response(row) == (b'{"a": 1}', RAW)
    assert is_unchanged(row)
    assert row["checked_by"] == "Carla Konto"
    forged = RAW.replace(b"0000", b"0001")
    assert not is_unchanged({**row, "response": b64encode(forged).decode()})
    assert not is_unchanged({**row, "request": b64encode(b'{"a": 2}').decode()})
    assert not is_unchanged({**row, "request": b64encode(b'{"a": 1}' + RAW).decode(), "response": ""})


def test_nobody_changes_or_withdraws_a_proof(database: LiveDatabase) -> None:
    accounting = store(database)
    proof = kept(accounting, MEIER, TRADER, (YES,), "one")["check_id"]
    for command in (
        Change("c", MEIER, VAT_CHECK, proof, 1, {"result": "invalid"}),
        Undo("u", MEIER, VAT_CHECK, proof),
    ):
        with pytest.raises(RowFixed):
            accounting.do(command)


def test_the_same_command_again_keeps_nothing_new(database: LiveDatabase) -> None:
    accounting = store(database)
    first = kept(accounting, MEIER, TRADER, (DOWN, YES), "one")
    assert kept_before(accounting, "one") == first
    assert kept_before(accounting, "two") is None


@pytest.mark.parametrize("role", ["service", "sales", "privacy", "admin"])
def test_who_does_not_see_receivables_neither_checks_nor_reads(database: LiveDatabase, role: str) -> None:
    kept(store(database), MEIER, TRADER, (YES,), "one")
    with pytest.raises((NotPermitted, ChangeNotPermitted)):
        kept(store(database, role), MEIER, TRADER, (YES,), "two")
    with pytest.raises(NotPermitted):
        store(database, role).rows(VAT_CHECK, MEIER)


def row(result: str = "valid", on: str = "2026-01-15", **more: Any) -> dict[str, Any]:
    asked = {"vat_id": "ATU13585627", "name": "Test GmbH", "street": "Ring 1", "postal_code": "1010", "town": "Wien"}
    at = datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC)
    return {**asked, "result": result, "created_at": at, **more}


NOW = {"vat_id": "AT U13585627", "name": "Test GmbH", "street": "Ring 1", "postal_code": "1010", "town": "Wien"}


@pytest.mark.parametrize(
    ("rows", "customer", "result", "attempt", "due"),
    [
        ([], NOW, None, None, "never"),
        ([row()], NOW, "valid", None, ""),
        ([row(on="2025-11-28")], NOW, "valid", None, "old"),
        ([row(on="2025-11-29")], NOW, "valid", None, ""),
        ([row()], {**NOW, "street": "Ring 2"}, "valid", None, "changed"),
        ([row()], {**NOW, "name": "Test AG"}, "valid", None, "changed"),
        ([row()], {**NOW, "vat_id": "ATU99999999"}, None, None, "never"),
        ([row("invalid"), row("valid", on="2026-02-01")], NOW, "valid", None, ""),
        ([row("valid"), row("not_answered", on="2026-02-01")], NOW, "valid", "not_answered", ""),
        ([row("not_answered")], NOW, None, "not_answered", "not_answered"),
        ([row(street=None)], {**NOW, "street": None}, "valid", None, ""),
    ],
)
def test_what_is_known_today(rows, customer, result, attempt, due):
    standing = vat_standing(rows, customer, date(2026, 11, 28), again_after_months=12)
    assert (standing.check and standing.check["result"]) == result
    assert (standing.attempt and standing.attempt["result"]) == attempt
    assert standing.due == due
