"""What accounting decides stands beside the ledger's open item; a promise that was not kept says so by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION, item_id
from clientinfo_kernel.query import answers
from clientinfo_kernel.query.decided_items import ITEM_ID, promise_state, with_decisions, with_decisions_of_all
from clientinfo_kernel.query.payments import with_ages
from clientinfo_kernel.query.tables.ledger import OPEN_ITEMS
from clientinfo_kernel.query.written_table import written_schema

DAY = date(2012, 10, 11)


@pytest.mark.parametrize(
    ("promised_on", "amount", "then", "now", "state"),
    [
        (None, None, None, "100", None),
        (date(2012, 10, 12), None, "100", "100", "open"),
        (DAY, None, "100", "100", "open"),  # the day itself is not over
        (date(2012, 10, 10), None, "100", "100", "broken"),
        (date(2012, 10, 10), None, "100", "1", "broken"),  # all of it was promised
        (date(2012, 10, 10), "40", "100", "60", None),  # the part that was promised came
        (date(2012, 10, 10), "40", "100", "60.01", "broken"),
        (date(2012, 10, 10), "40", None, "60", "broken"),
    ],
)
def test_a_promise_is_kept_by_what_came_since(
    promised_on: date | None, amount: str | None, then: str | None, now: str, state: str | None
) -> None:
    amounts = [None if each is None else Decimal(each) for each in (amount, then)]
    assert promise_state(promised_on, amounts[0], amounts[1], Decimal(now), DAY) == state


def test_a_decision_stands_at_its_own_item_alone() -> None:
    def item(number: str) -> dict[str, object]:
        return {"debtor_account": "10012", "kind": "RE", "number": number, "date": DAY, "balance": Decimal("10.00")}

    columns = {name: dtype for name, dtype in OPEN_ITEMS.columns.items() if name != "customer_id"}
    empty = dict.fromkeys(columns)
    items = with_ages(pl.DataFrame([{**empty, **item("1")}, {**empty, **item("2")}], schema=columns), DAY)
    decision = dict.fromkeys(
        ("blocked_until", "promised_on", "promised_amount", "promised_by", "promised_balance", "is_disputed", "note")
    )
    blocked = {**decision, "item_id": item_id("10012", item("2")), "blocked_until": DAY, "version": 2}
    found = with_decisions(items, "10012", [blocked], DAY)
    assert found.schema == answers.OPEN_ITEMS
    assert found["blocked_until"].to_list() == [None, DAY]
    assert found["version"].to_list() == [0, 2]


def test_a_decision_about_a_number_of_one_customer_is_none_about_the_same_number_of_another() -> None:
    columns = {name: dtype for name, dtype in OPEN_ITEMS.columns.items() if name != "customer_id"}
    same = {"debtor_account": "10000", "kind": "RE", "number": "7", "date": DAY, "balance": Decimal("10.00")}
    items = with_ages(pl.DataFrame([dict.fromkeys(columns) | same] * 2, schema=columns), DAY)
    decision = dict.fromkeys(
        ("blocked_until", "promised_on", "promised_amount", "promised_by", "promised_balance", "is_disputed", "note")
    )
    noted = decision | {"item_id": item_id("10013", same), "note": "strittig", "promised_on": DAY, "version": 1}
    written = pl.DataFrame(
        [dict.fromkeys(written_schema(OPEN_ITEM_DECISION)) | noted], written_schema(OPEN_ITEM_DECISION)
    )
    found = with_decisions_of_all(items, pl.Series(["10012", "10013"]), written, date(2012, 10, 12))
    assert found.schema == answers.OPEN_ITEMS
    assert found.select("note", "promise", "version").rows() == [(None, None, 0), ("strittig", "broken", 1)]
    alone = with_decisions(items.tail(1), "10013", written.to_dicts(), date(2012, 10, 12))
    assert found.tail(1).equals(alone)  # as the customer's own page shows it


_PART = st.none() | st.text(st.characters(blacklist_categories=("Cs",)), max_size=6)


@given(_PART.filter(bool), _PART, _PART, _PART, st.none() | st.dates(date(1950, 1, 1)))
def test_all_items_have_the_ids_that_each_has_by_itself(
    customer: str, account: str | None, kind: str | None, number: str | None, day: date | None
) -> None:
    item = {"debtor_account": account, "kind": kind, "number": number, "date": day}
    schema = {**dict.fromkeys(("customer_number", "debtor_account", "kind", "number"), pl.String), "date": pl.Date}
    frame = pl.DataFrame([{"customer_number": customer, **item}], schema=schema)
    assert frame.select(ITEM_ID).item() == item_id(customer, item)
