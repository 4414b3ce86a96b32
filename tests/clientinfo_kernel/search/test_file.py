"""The file: built from any shape of input, replaced while open, refused when damaged."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from clientinfo_kernel.errors import SnapshotDamaged
from clientinfo_kernel.search import SearchIndex, build, build_index, key_table
from clientinfo_kernel.search.format import Container, TextColumn
from clientinfo_kernel.search.writer import ContainerWriter, TextColumnWriter
from tests.clientinfo_kernel.search.dealership import CUSTOMERS, TERMS, customers, dealership, named, numbers, terms


def test_an_open_index_outlives_its_file(tmp_path: Path) -> None:
    with named(["Alt"], tmp_path) as old, named(["Neu"], tmp_path) as new:
        assert numbers(old.search("alt")) == ["1"]
        assert old.search("neu") == []
        assert numbers(new.search("neu")) == ["1"]


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    path = dealership(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_no_customers_no_hits(tmp_path: Path) -> None:
    build_index(pl.LazyFrame(schema=TERMS), pl.DataFrame(schema=CUSTOMERS), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert index.search("meier") == []


def test_empty_and_ownerless_terms_find_nobody(tmp_path: Path) -> None:
    rows = terms([(1, "name", ""), (2, "name", "Fremd"), (1, "name", "Anna")]).vstack(
        pl.DataFrame({"customer_id": [1], "kind": ["name"], "text": [None]}, schema=TERMS)
    )
    build_index(rows, customers([(1, "1", "Anna", None, None, 0)]), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("anna")) == ["1"]
        assert index.search("fremd") == []


@pytest.mark.slow
def test_batches_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = dealership(tmp_path / "whole").read_bytes()
    monkeypatch.setattr(build, "_BATCH", 3)
    assert dealership(tmp_path / "batches").read_bytes() == whole
    monkeypatch.setattr(build, "_CUSTOMERS_AT_ONCE", 2)
    assert dealership(tmp_path / "pieces").read_bytes() == whole


def test_the_order_in_which_terms_come_makes_no_difference(tmp_path: Path) -> None:
    """Several threads deliver them: two builds of the same data give the same file."""
    first = dealership(tmp_path / "first").read_bytes()
    assert dealership(tmp_path / "second", is_turned=True).read_bytes() == first


def test_lazy_terms(tmp_path: Path) -> None:
    people = customers([(7, "1", "Anna", None, None, 0)])
    build_index(terms([(7, "name", "Anna")]).lazy(), people, tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("ann")) == ["1"]


@pytest.mark.parametrize(
    ("places", "bits"),
    [
        ([0, 7, 2**16 - 1], 16),
        ([0, 7, 2**16], 32),
        ([0, 7, 2**32 - 1], 32),
        ([0, 7, 2**32], 64),
        ([2**32, *range(1 << 20)], 64),
        ([], 64),
    ],
)
def test_places_take_as_many_bits_as_the_greatest_needs(tmp_path: Path, places: list[int], bits: int) -> None:
    writer = ContainerWriter(tmp_path / "search", tmp_path)
    writer.append("place", np.array(places, dtype=np.uint64), "Q")
    writer.append("text", b"ab")
    writer.finish({"customers": 1})
    with Container(tmp_path / "search") as container:
        assert container.section("place").tolist() == places
        assert container.section("place").itemsize * 8 == bits
        assert container.section("text").tobytes() == b"ab"


@pytest.mark.parametrize("content", [b"", b"x", b"x" * 500, None])
def test_a_damaged_file_says_so(tmp_path: Path, content: bytes | None) -> None:
    path = dealership(tmp_path)
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(SnapshotDamaged, match="refresh again"):
        SearchIndex.open(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SnapshotDamaged):
        SearchIndex.open(tmp_path / "none")


def test_a_customer_leads_to_what_is_filed_about_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_table, "_BLOCK", 2)
    with Container(dealership(tmp_path)) as container:
        filed, starts = container.section("posting_document").tolist(), container.section("customer_entry").tolist()
        entries = container.section("entry").tolist()
        customers = container.facts["customers"]
    assert customers > 4
    of_each = [entries[start:end] for start, end in pairwise(starts)]
    assert of_each == [
        [place for place, whose in enumerate(filed) if whose == customer] for customer in range(customers)
    ]


@pytest.mark.parametrize(("longest", "bits"), [(900, 16), (1100, 32)])
@pytest.mark.parametrize("count", [0, 1, 64, 65, 300])
def test_each_text_is_read_by_its_number_and_found_by_its_bytes(
    tmp_path: Path, count: int, longest: int, bits: int
) -> None:
    texts = [f"{number:04}ü".ljust(longest, "x") for number in range(count)]
    writer = ContainerWriter(tmp_path / "search", tmp_path)
    column = TextColumnWriter("word", writer)
    for start in range(0, count, 37):
        column.add(pl.Series(texts[start : start + 37], dtype=pl.String))
    column.finish()
    writer.finish({})
    with Container(tmp_path / "search") as container:
        words = TextColumn("word", container)
        assert [words[number] for number in range(len(words))] == texts
        assert [words.length(number) for number in range(count)] == [longest + 1] * count
        assert [words.first_from(text.encode()) for text in texts] == list(range(count))
        assert container.section("word_start").itemsize * 8 == (
            bits if count > 64 else 16 if count * longest < 2**16 else 32
        )
