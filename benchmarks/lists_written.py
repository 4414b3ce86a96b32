"""What the people of a large house wrote, in its live store: cases, contacts, consents, decisions and notices."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from clientinfo_kernel.live.cases import CASE, CHANNELS, CONTACT, STAGES
from clientinfo_kernel.live.change_notices import CHANGE_NOTICE
from clientinfo_kernel.live.consents import CONSENT, CONSENT_CHANNELS
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION, item_id
from clientinfo_kernel.live.take_over import take_over_rows
from clientinfo_kernel.live.vat_checks import VAT_CHECK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from clientinfo_kernel.query.directory import CustomerDirectory

_PEOPLE = [f"Person {number:02d}" for number in range(60)]
_KINDS = ("opportunity", "complaint", "correspondence", "test_drive", "appointment", "other")
# Of a hundred rows.
_SHARES = (
    (CASE, 40),
    (CONTACT, 42),
    (CONSENT, 8),
    (OPEN_ITEM_DECISION, 6),
    (CHANGE_NOTICE, 2),
    (VAT_CHECK, 1),
    (INBOX_DECISION, 1),
)
_OPEN, _FOLLOWED = 0.35, 0.2
_AT_ONCE = 500
_HISTORY = timedelta(days=730)
_ANSWER = "eyJ" * 400  # as long as an answer of the tax office is


def write(directory: CustomerDirectory, rows: int, seed: int = 1) -> int:
    """Write about so many rows, as a CRM's are taken over, within two years before the key date; return how many."""
    rng = np.random.default_rng(seed)
    key_date = directory.key_date
    customers = directory.table("customers", ["customer_number", "vat_id"]).sample(
        rows, seed=seed, with_replacement=True
    )
    numbers: list[str] = customers["customer_number"].to_list()
    items = directory.table("open_items", ["customer_id", "debtor_account", "kind", "number", "date", "balance"])
    decided = items.sample(min(items.height, rows // 10), seed=seed)
    whose = (
        directory.table("customers", ["customer_number"])["customer_number"].gather(decided["customer_id"]).to_list()
    )
    entries = (
        directory.table("inbox_invoices", ["entry_id", "customer_id"])
        .drop_nulls()
        .unique("entry_id", maintain_order=True)
    )
    made: dict[str, Callable[[int], dict[str, Any]]] = {
        CASE.name: lambda place: _case(rng, key_date, numbers[place]),
        CONTACT.name: lambda place: _contact(rng, key_date, numbers[place]),
        CONSENT.name: lambda place: _consent(rng, key_date, numbers[place]),
        CHANGE_NOTICE.name: lambda place: {
            "customer_number": numbers[place],
            "subject": "phone",
            "value": f"09282 {place}",
        },
        VAT_CHECK.name: lambda place: _vat_check(rng, numbers[place], customers["vat_id"][place]),
        OPEN_ITEM_DECISION.name: lambda place: _decision(rng, key_date, whose[place], decided.row(place, named=True)),
        INBOX_DECISION.name: lambda place: {
            "entry_id": entries["entry_id"][place],
            "customer_number": "",
            "decision": "done",
        },
    }
    most = {OPEN_ITEM_DECISION.name: decided.height, INBOX_DECISION.name: entries.height}
    database, written = LiveDatabase.of(directory.settings), 0
    for entity, share in _SHARES:
        height = min(rows * share // 100, most.get(entity.name, rows))
        for places in _stretches(height):
            moment = _moment(key_date) - _HISTORY * (1 - (places[-1] + 1) / height)
            found = [
                {entity.key: f"{entity.name}-{place}", "created_at": moment, **made[entity.name](place)}
                for place in places
            ]
            with database.writing() as connection:
                written += len(take_over_rows(connection, entity, found, moment))
    return written


def _stretches(height: int) -> Iterator[Sequence[int]]:
    for start in range(0, height, _AT_ONCE):
        yield range(start, min(start + _AT_ONCE, height))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _somebody(rng: np.random.Generator) -> str:
    return _PEOPLE[rng.integers(len(_PEOPLE))]


def _around(rng: np.random.Generator, day: date, before: int, after: int) -> date:
    return day + timedelta(days=int(rng.integers(-before, after)))


def _case(rng: np.random.Generator, day: date, number: str) -> dict[str, Any]:
    kind, is_open = _KINDS[rng.integers(len(_KINDS))], rng.random() < _OPEN
    case: dict[str, Any] = {
        "customer_number": number,
        "kind": kind,
        "text": f"Anfrage zu {number}, bitte melden",
        "status": "open" if is_open else "closed",
        "closed_at": None if is_open else _moment(_around(rng, day, 700, 0)),
        "assignee": _somebody(rng),
        "due_at": _around(rng, day, 20, 60) if rng.random() < _FOLLOWED else None,
        "follow_up_on": _around(rng, day, 20, 60) if rng.random() < 3 * _FOLLOWED else None,
    }
    if kind == "opportunity":
        case |= {
            "stage": STAGES[rng.integers(3)],
            "budget": Decimal(int(rng.integers(5_000, 40_000))),
            "probability": 50,
        }
    return case


def _contact(rng: np.random.Generator, day: date, number: str) -> dict[str, Any]:
    return {
        "customer_number": number,
        "channel": CHANNELS[rng.integers(len(CHANNELS))],
        "note": f"Rückruf zu {number} erbeten, Wagen steht bereit",
        "at": _moment(_around(rng, day, 700, 1)),
        "employee": _somebody(rng),
        "follow_up_on": _around(rng, day, 20, 60) if rng.random() < _FOLLOWED else None,
    }


def _consent(rng: np.random.Generator, day: date, number: str) -> dict[str, Any]:
    return {
        "customer_number": number,
        "channel": CONSENT_CHANNELS[rng.integers(len(CONSENT_CHANNELS))],
        "statement": "given" if rng.random() < 1 - _FOLLOWED else "refused",
        "stated_on": _around(rng, day, 700, 0),
    }


def _vat_check(rng: np.random.Generator, number: str, vat_id: str | None) -> dict[str, Any]:
    return {
        "customer_number": number,
        "vat_id": vat_id or "DE136695976",
        "source": "evatr",
        "result": "valid" if rng.random() < 1 - _FOLLOWED else "invalid",
        "request": _ANSWER,
        "response": _ANSWER,
    }


def _decision(rng: np.random.Generator, day: date, number: str, item: Mapping[str, Any]) -> dict[str, Any]:
    promised = rng.random() < 0.5  # the others are blocked
    return {
        "item_id": item_id(number, item),
        "customer_number": number,
        "debtor_account": item["debtor_account"],
        "item_kind": item["kind"],
        "number": item["number"],
        "item_date": item["date"],
        "blocked_until": None if promised else _around(rng, day, 20, 60),
        "promised_on": _around(rng, day, 20, 60) if promised else None,
        "promised_amount": item["balance"] if promised else None,
        "promised_balance": item["balance"] if promised else None,
    }
