"""The traffic lights, at the boundaries where they change."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.query.credit_rating import is_blocked
from clientinfo_kernel.query.lights import TrafficLight, credit_light, receivables_lights

GREEN, YELLOW, RED = (
    TrafficLight("green", "nothing stands against it"),
    TrafficLight("yellow", "credit limit almost used"),
    TrafficLight("red", "credit limit exceeded"),
)


@pytest.mark.parametrize(
    ("exposure", "limit", "expected"),
    [
        # Nine tenths of 8,000.00 are 7,200.00: used from there on, exceeded above the limit itself.
        ("0.00", "8000.00", GREEN),
        ("7199.99", "8000.00", GREEN),
        ("7200.00", "8000.00", YELLOW),
        ("8000.00", "8000.00", YELLOW),
        ("8000.01", "8000.00", RED),
        # Nine tenths of 0.01 are less than a cent, and no cents are used.
        ("0.00", "0.01", GREEN),
        ("0.01", "0.01", YELLOW),
        ("-50.00", "8000.00", GREEN),
        ("1000000.00", None, GREEN),
    ],
)
def test_the_credit_light(exposure: str, limit: str | None, expected: TrafficLight) -> None:
    assert credit_light(Decimal(exposure), None if limit is None else Decimal(limit), is_blocked=False) == expected


@pytest.mark.parametrize(("exposure", "limit"), [("-50.00", None), ("0.00", "8000.00"), ("8000.01", "8000.00")])
def test_a_blocked_customer_is_red_whatever_they_owe(exposure: str, limit: str | None) -> None:
    light = credit_light(Decimal(exposure), None if limit is None else Decimal(limit), is_blocked=True)
    assert light == TrafficLight("red", "credit is blocked")


@pytest.mark.parametrize(
    ("rating", "blocked"),
    [
        ("gesperrt", True),
        (" GESPERRT ", True),
        ("Liefersperre", True),
        ("nicht gesperrt", False),
        ("Kreditkunde", False),
        ("", False),
        (None, False),
    ],
)
def test_a_rating_that_blocks_is_the_whole_word(rating: str | None, *, blocked: bool) -> None:
    assert is_blocked(rating) == blocked


TODAY = date(2012, 10, 11)


def lights(
    items: list[tuple[int, int | None, int | None]], *states: str, decided: list[dict[str, Any]] | None = None
) -> list[tuple[str, str]]:
    """The lights of items, and of what was decided about each (nothing, where it is not said)."""
    schema = {"balance": pl.Decimal(18, 2), "days_overdue": pl.Int32, "dunning_level": pl.Int32}
    kinds = {"blocked_until": pl.Date, "is_disputed": pl.Boolean, "promise": pl.String}
    decisions = pl.DataFrame([dict.fromkeys(kinds) | each for each in decided or [{}] * len(items)], kinds)
    rows = pl.DataFrame(items, schema, orient="row").hstack(decisions)
    result = receivables_lights(rows, set(states), TODAY)
    return [(each.light, each.reason) for each in (result.open_items, result.dunning, result.inbox)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, ("green", "nothing is overdue")),
        (0, ("green", "nothing is overdue")),
        (1, ("yellow", "items are overdue")),
        (30, ("yellow", "items are overdue")),
        (31, ("red", "items are overdue for more than 30 days")),
    ],
)
def test_the_light_of_open_items_follows_the_oldest_claim(days: int, expected: tuple[str, str]) -> None:
    assert lights([(10, days, 0), (20, -5, 0), (30, None, 0)])[0] == expected


@pytest.mark.parametrize(
    ("decision", "claims", "dunning"),
    [
        ({"is_disputed": True}, "what is overdue is being settled", "dunning is suspended"),
        ({"promise": "open"}, "what is overdue is being settled", "dunning is suspended"),
        ({"blocked_until": TODAY}, "what is overdue is being settled", "dunning is suspended"),
        # the last day of the block is over
        ({"blocked_until": TODAY - timedelta(1)}, "items are overdue for more than 30 days", "dunned repeatedly"),
        ({"promise": "broken"}, "a promise to pay is broken", "dunned repeatedly"),
        ({"promise": "broken", "blocked_until": TODAY}, "a promise to pay is broken", "dunned repeatedly"),
        # Who disputes a claim is not dunned for it, whatever they promised before.
        ({"promise": "broken", "is_disputed": True}, "a promise to pay is broken", "dunning is suspended"),
    ],
)
def test_what_accounting_decided_is_in_the_lights(decision: dict[str, Any], claims: str, dunning: str) -> None:
    assert [reason for _light, reason in lights([(10, 90, 2)], decided=[decision])[:2]] == [claims, dunning]
    # another item about which nothing was decided is what it was
    both = lights([(10, 90, 2), (20, 5, 1)], decided=[{"is_disputed": True}, {}])
    assert both[:2] == [("yellow", "items are overdue"), ("yellow", "dunned once")]


def test_a_credit_is_never_overdue() -> None:
    assert lights([(-5, 400, 0), (0, 400, 0)])[0] == ("green", "nothing is overdue")


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], ("green", "not dunned")),
        ([None, 0], ("unknown", "dunning level is not known")),
        ([None, 1], ("yellow", "dunned once")),
        ([0, 1], ("yellow", "dunned once")),
        ([1, 2], ("red", "dunned repeatedly")),
        ([3, 1], ("red", "dunned repeatedly")),
    ],
)
def test_the_light_of_dunning_follows_the_highest_level(levels: list[int | None], expected: tuple[str, str]) -> None:
    assert lights([(10, -1, level) for level in levels])[1] == expected


def test_nobody_has_to_know_the_dunning_level_of_a_credit() -> None:
    assert lights([(-10, None, None), (10, -1, 0)])[1] == ("green", "not dunned")


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], ("green", "nothing is stuck")),
        (["waiting", "posted"], ("green", "nothing is stuck")),
        (["waiting", "rejected"], ("yellow", "entries are stuck")),
        (["error"], ("yellow", "entries are stuck")),
    ],
)
def test_the_light_of_the_inboxes(states: list[str], expected: tuple[str, str]) -> None:
    assert lights([], *states)[2] == expected
