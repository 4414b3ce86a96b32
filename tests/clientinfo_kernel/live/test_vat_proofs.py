"""What is kept of a check, for years, and what it says of the customer as they are today."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, NotPermitted
from clientinfo_kernel.live.commands import Change, Undo
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import InputRefused, RowFixed
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


def test_where_many_rows_are_read_the_raw_answers_stay_in_the_database(database: LiveDatabase) -> None:
    accounting = store(database)
    proof = kept(accounting, MEIER, TRADER, (YES,), "one")
    (one,), (among_all,) = accounting.of_customer(MEIER)["vat_check"], accounting.of_everybody(VAT_CHECK)
    assert one == among_all == {**proof, "request": None, "response": None}
    assert accounting.rows(VAT_CHECK, MEIER) == [proof]


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


def test_whatever_a_service_sends_its_answer_is_kept(database: LiveDatabase) -> None:
    odd = "\x00x\ud83d\u202e\n" + "y" * 11_000
    answer = VatAnswer(
        "vies",
        "valid",
        odd,
        odd,
        {"name": odd},
        reference=odd,
        request="{}",
        response=odd.encode("utf-16", "surrogatepass"),
    )
    proof = kept(store(database), MEIER, TRADER, (answer,), "one")
    assert (proof["result"], proof["reference"][:4], len(proof["text"])) == ("valid", "x yy", 10_000)
    assert request_and_response(proof)[1] == answer.response


def test_all_answers_of_a_check_are_kept_or_none(database: LiveDatabase) -> None:
    accounting = store(database)
    with pytest.raises(InputRefused):  # no field holds such a request
        kept(accounting, MEIER, TRADER, (DOWN, replace(YES, request="x" * 40_000)), "one")
    assert kept_before(accounting, "one") is None
    assert accounting.rows(VAT_CHECK, MEIER) == []


def test_who_asks_the_same_twice_at_once_gets_what_was_kept_first(database: LiveDatabase) -> None:
    accounting = store(database)
    first = kept(accounting, MEIER, TRADER, (YES,), "one")
    assert kept(accounting, MEIER, TRADER, (replace(YES, reference="another"),), "one") == first


def test_where_nobody_was_asked_nothing_is_kept(database: LiveDatabase) -> None:
    accounting = store(database)
    nobody = VatAnswer("check_digit", "not_answered", "no_member_state")
    proof = kept(accounting, MEIER, TRADER, (nobody,), "one")
    assert (proof["result"], proof["code"], proof["check_id"]) == ("not_answered", "no_member_state", None)
    assert accounting.rows(VAT_CHECK, MEIER) == []


def row(result: str = "valid", on: str = "2026-01-15", **more: Any) -> dict[str, Any]:
    asked = {"vat_id": "ATU13585627", "name": "Test GmbH", "street": "Ring 1", "postal_code": "1010", "town": "Wien"}
    at = datetime.fromisoformat(on).replace(hour=12, tzinfo=UTC)
    return {**asked, "result": result, "code": "evatr-0000", "created_at": at, **more}


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


def test_the_newest_answer_counts_in_whatever_order_a_database_hands_them_out():
    newer = row("invalid", on="2026-03-01")
    for rows in ([row(), newer], [newer, row()]):
        standing = vat_standing(rows, NOW, date(2026, 11, 28), again_after_months=12)
        assert (standing.check, standing.attempt) == (newer, None)


@pytest.mark.parametrize(
    ("code", "result", "valid_from", "valid_until", "today", "said", "due"),
    [
        # asked on 15 January: valid from the first of March, so that it is to be asked again then
        ("evatr-2002", "invalid", date(2026, 3, 1), None, date(2026, 2, 28), "invalid", ""),
        ("evatr-2002", "invalid", date(2026, 3, 1), None, date(2026, 3, 1), "valid", "old"),
        # valid until the end of March
        ("evatr-2006", "valid", date(2025, 1, 1), date(2026, 3, 31), date(2026, 3, 31), "valid", ""),
        ("evatr-2006", "valid", date(2025, 1, 1), date(2026, 3, 31), date(2026, 4, 1), "invalid", "old"),
        # "not registered" stays what it is, whatever days stand beside it
        ("evatr-2001", "invalid", date(2025, 1, 1), date(2026, 12, 31), date(2026, 4, 1), "invalid", ""),
    ],
)
def test_the_days_of_an_answer_count(code, result, valid_from, valid_until, today, said, due):  # noqa: PLR0917  # a table
    answer = row(result, code=code, valid_from=valid_from, valid_until=valid_until)
    standing = vat_standing([answer], NOW, today, again_after_months=12)
    assert (standing.result, standing.due) == (said, due)
