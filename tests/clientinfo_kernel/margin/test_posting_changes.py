"""What came, went and changed: by hand, and what must hold of any two deliveries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.margin.posting_changes import CHANGES, POSTINGS, canonical, documents_of, posting_changes


def posting(number: str | None, amount: str, **more: Any) -> dict[str, Any]:
    usual = {
        "customer": "12",
        "year": 2012,
        "number": number,
        "account": "8400",
        "role": "revenue",
        "division": "workshop",
        "origin": "posted",
        "branch": None,
        "payer": None,
        "cost_center": None,
        "posted_on": date(2012, 3, 10),
        "amount": Decimal(amount),
        "text": "Inspektion",
        "source_file": "EXTF.csv",
        "source_row": 3,
    }
    return {**usual, **more}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=POSTINGS)


def test_another_amount_is_a_change_and_other_documents_came_and_went() -> None:
    before = frame(posting("R1", "100"), posting("R2", "50"), posting("R3", "10"))
    now = frame(posting("R1", "110", source_row=9), posting("R3", "10", source_file="other.csv"), posting("R4", "7"))
    found = posting_changes(before, now)
    assert found.schema == CHANGES
    assert found.select("change", "number", "before", "now", "difference", "source_row").rows() == [
        ("went", "R2", Decimal(50), None, Decimal(-50), 3),
        ("changed", "R1", Decimal(100), Decimal(110), Decimal(10), 9),
        ("came", "R4", None, Decimal(7), Decimal(7), 3),
    ]


def test_of_postings_that_say_the_same_the_number_counts() -> None:
    two, three = frame(*[posting("R1", "5")] * 2), frame(*[posting("R1", "5")] * 3)
    assert posting_changes(two, three)["change"].to_list() == ["came"]
    assert posting_changes(three, two)["change"].to_list() == ["went"]
    nobodys = frame(posting(None, "5", customer=None))
    assert posting_changes(nobodys, nobodys).is_empty()


@pytest.mark.parametrize("place", ["branch", "payer", "cost_center"])
def test_a_posting_that_moves_goes_in_one_place_and_comes_in_the_other(place: str) -> None:
    before, now = frame(posting("R1", "5", **{place: "a"})), frame(posting("R1", "5", **{place: "b"}))
    found = posting_changes(before, now)
    assert set(found.select("change", place, "difference").rows()) == {
        ("went", "a", Decimal(-5)),
        ("came", "b", Decimal(5)),
    }
    assert _hash(before) != _hash(now), "a closed month is another one"


_postings = st.lists(
    st.builds(
        lambda customer, number, account, cents, text: posting(
            number, str(Decimal(cents) / 100), customer=customer, account=account, text=text
        ),
        st.sampled_from(["12", "13", None]),
        st.sampled_from(["R1", "R2", None]),
        st.sampled_from(["8400", "8300"]),
        st.integers(-300, 300),
        st.sampled_from(["a", "b", None]),
    ),
    max_size=12,
)


def _hash(rows: pl.DataFrame) -> str:
    return sha256(canonical(documents_of(rows))).hexdigest()


@pytest.mark.slow
@given(_postings, _postings, st.randoms(use_true_random=False))
def test_differences_add_up_and_order_and_files_say_nothing(
    before: list[dict[str, Any]], now: list[dict[str, Any]], random: Any
) -> None:
    found = posting_changes(frame(*before), frame(*now))
    sums = [sum((row["amount"] for row in side), Decimal(0)) for side in (before, now)]
    assert sum(found["difference"], Decimal(0)) == sums[1] - sums[0]
    moved = [{**row, "source_file": "again.csv", "source_row": 99} for row in random.sample(now, len(now))]
    assert posting_changes(frame(*now), frame(*moved)).is_empty()
    assert _hash(frame(*now)) == _hash(frame(*moved))
    back = posting_changes(frame(*now), frame(*before))
    assert sorted(-each for each in back["difference"]) == sorted(found["difference"])
    if found.is_empty():
        assert _hash(frame(*before)) == _hash(frame(*now))
