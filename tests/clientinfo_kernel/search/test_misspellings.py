"""A labelled set of misspellings: how often the customer who was meant stands first, and among the first five.

``misspellings.csv`` was printed by ``python -m benchmarks.misspellings`` for a demo of 2,000 customers with seed 1. Its
rules know nothing of the search.
"""

import csv
from collections import Counter
from pathlib import Path

import pytest

from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import Settings

SET = list(csv.DictReader(Path(__file__).with_name("misspellings.csv").read_text(encoding="utf-8").splitlines()))
FIRST, AMONG_FIVE = 0.95, 0.99  # the goal at 100,000 customers
OF_EACH_KIND = 0.85
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def places(demo_of_2000: Settings) -> list[int | None]:
    """For each case, at which place the customer stands; None: not among the first five."""
    directory = CustomerDirectory(demo_of_2000)
    customers = directory.table("customers").rows_by_key("customer_number", named=True, unique=True)
    for case in SET:
        known = customers[case["customer_number"]]
        name = " ".join(filter(None, (known["first_name"], known["name"])))
        assert (name, known["town"]) == (case["name"], case["town"]), "the demo has changed: print the set again"
    found = []
    for case in SET:
        hits = [(hit.name, hit.town) for hit in directory.search(case["query"], 5)]
        found.append(hits.index((case["name"], case["town"])) if (case["name"], case["town"]) in hits else None)
    return found


def test_the_set_is_large_and_of_many_kinds() -> None:
    assert len({(case["query"], case["customer_number"]) for case in SET}) >= 400
    assert len({case["kind"] for case in SET}) >= 12


def test_whoever_was_meant_stands_first(places: list[int | None]) -> None:
    assert sum(place == 0 for place in places) / len(SET) >= FIRST


def test_whoever_was_meant_stands_among_the_first_five(places: list[int | None]) -> None:
    assert sum(place is not None for place in places) / len(SET) >= AMONG_FIVE


def test_no_kind_of_mistake_is_left_out(places: list[int | None]) -> None:
    of = Counter(case["kind"] for case in SET)
    first = Counter(case["kind"] for case, place in zip(SET, places, strict=True) if place == 0)
    assert {kind: first[kind] / count for kind, count in of.items() if first[kind] / count < OF_EACH_KIND} == {}
