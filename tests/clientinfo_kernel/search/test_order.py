"""The best hit first."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.search import SearchIndex, build_index
from tests.clientinfo_kernel.search.dealership import MAYR, MEIER, customers, named, numbers, terms


def test_leading_zeros_as_typed_first(index: SearchIndex) -> None:
    assert numbers(index.search("0107091089")) == [MEIER, MAYR]
    assert numbers(index.search("107091089")) == [MAYR, MEIER]


def test_tiers_of_names(tmp_path: Path) -> None:
    texts = ["Meiet", "Meyer", "Meierhofer", "Karl Meier", "Meier"]  # typo, sound, beginning, word, exact
    with named(texts, tmp_path) as index:
        hits = index.search("meier")
    assert [hit.name for hit in hits] == ["Meier", "Karl Meier", "Meierhofer", "Meyer", "Meiet"]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 5


def test_an_exact_identifier_comes_before_an_exact_name(tmp_path: Path) -> None:
    people = [(1, "1", "4711", None, None, 9), (2, "4711", "Anna", None, None, 0)]
    rows = [(1, "name", "4711"), (2, "customer_number", "4711")]
    build_index(terms(rows), customers(people), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("4711")) == ["4711", "1"]


def test_common_names_in_the_order_of_their_weight_then_shorter(tmp_path: Path) -> None:
    with named(["Huber Johannes", "Huber Jan", "Huber Ina", "Huber Bo"], tmp_path, [9, 1, 5, 1]) as index:
        assert numbers(index.search("huber")) == ["1", "3", "4", "2"]


def test_of_equal_names_those_of_the_own_branch_come_first(tmp_path: Path) -> None:
    texts = ["Huber Ina", "Huber Jan", "Huber Eva", "Hubertus Ott", "Huber"]
    branches = ["Naila", "Hof", "Naila", "Hof", "Naila"]
    people = [(one, str(one), text, None, None, 9 - one) for one, text in enumerate(texts, 1)]
    described = customers(people).with_columns(branch=pl.Series(branches))
    build_index(terms([(one, "name", text) for one, text in enumerate(texts, 1)]), described, tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("huber")) == ["5", "1", "2", "3", "4"]
        # who is called so and nothing else stays first, and a mere beginning last
        assert numbers(index.search("huber", branch=" hof ")) == ["5", "2", "1", "3", "4"]
        assert numbers(index.search("huber", 2, branch="Hof")) == ["5", "2"]
        assert numbers(index.search("huber", branch="Selb")) == numbers(index.search("huber"))


def test_whoever_is_called_so_and_nothing_else_comes_first(tmp_path: Path) -> None:
    texts = ["Hans-Jürgen Schmitt", "Jürgen Schmitt", "Jürgen Schmitt Metallbau GmbH"]
    with named(texts, tmp_path, [9, 1, 5]) as index:
        assert numbers(index.search("jürgen shmitt"))[0] == "2"
        assert numbers(index.search("schmitt")) == ["1", "3", "2"]


def test_words_in_the_order_in_which_they_were_typed_come_first(tmp_path: Path) -> None:
    with named(["Malerbetrieb Weber KG", "Weber & Söhne Malerbetrieb KG", "Weber Malerbetrieb KG"], tmp_path) as index:
        assert numbers(index.search("weber malerbterieb")) == ["3", "2", "1"]
        assert numbers(index.search("malerbetrieb weber"))[0] == "1"


def test_an_exact_name_in_any_order_of_words(tmp_path: Path) -> None:
    with named(["Huber Karl Friedrich", "Huber Karl", "Hubert Karla"], tmp_path) as index:
        assert numbers(index.search("karl huber")) == ["2", "1", "3"]


def test_more_typos_come_later(tmp_path: Path) -> None:
    with named(["Vakoomtexnik", "Vakuumtecjnik", "Vakuumtexjnik"], tmp_path) as index:
        assert numbers(index.search("Vakuumtechnik")) == ["2", "3"]


def test_similar_spelling_first_among_sound_alikes(tmp_path: Path) -> None:
    with named(["Mohr", "Mayr", "Meyer"], tmp_path) as index:
        assert numbers(index.search("meier"))[0] == "3"


@pytest.mark.parametrize("limit", [0, -1])
def test_no_room_no_hits(index: SearchIndex, limit: int) -> None:
    assert index.search("meier", limit) == []


def test_limit_cuts_the_worst(index: SearchIndex) -> None:
    assert index.search("meier", 2) == index.search("meier", 20)[:2]


@pytest.mark.parametrize("limit", [1, 10, 64, 65, 5000])
def test_broad_beginnings_have_the_same_order_at_every_limit(tmp_path: Path, limit: int) -> None:
    count = 3000  # enough for heads and bitmaps
    texts = [f"Mann{'x' * (one % 7)} Nord{one}" for one in range(count)]
    with named(texts, tmp_path, [one * 7919 % 1009 for one in range(count)]) as index:
        expected = sorted(
            range(count), key=lambda one: (-(one * 7919 % 1009), len(texts[one]), texts[one], str(one + 1))
        )
        assert numbers(index.search("m", limit)) == [str(one + 1) for one in expected[:limit]]
        assert len(index.search("m n", limit)) == min(limit, 200)
        assert index.search("mann nord2999", limit)[0].name == texts[2999]


def test_a_customer_s_own_name_comes_before_that_of_somebody_who_works_there(tmp_path: Path) -> None:
    people = [
        (1, "1", "Fischer Apotheke", None, None, 99),
        (2, "2", "Meier Vakuumtechnik GmbH", None, None, 0),
        (3, "3", "Karoline Meier", None, None, 0),
    ]
    rows = [
        (1, "contact_person", "Ute Meier"),
        (2, "company", "Meier Vakuumtechnik GmbH"),
        (3, "name", "Karoline Meier"),
    ]
    build_index(terms(rows), customers(people), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        assert numbers(index.search("meier")) == ["3", "2", "1"]


BERLIN, BONN, UNMARKED = "1", "2", "3"


@pytest.fixture
def plates(tmp_path: Path) -> Iterator[SearchIndex]:
    """Three vehicles whose plates are the same characters; that of Bonn belongs to the customer who comes oftenest."""
    people = [
        (1, BERLIN, "Anna Nord", None, "B-NO 1234", 1),
        (2, BONN, "Otto Süd", None, "BN-O 1234", 99),
        (3, UNMARKED, "Ida West", None, "BNO1234", 50),
    ]
    rows = [(one, "license_plate", str(plate)) for one, _, _, _, plate, _ in people]
    build_index(terms(rows), customers(people), tmp_path / "search")
    with SearchIndex.open(tmp_path / "search") as index:
        yield index


@pytest.mark.parametrize(
    "typed", ["B-NO 1234", "b-no1234", "B NO 1234", "b – no 1234", "kfz B-NO 1234", "B-NO 12", "b-no"]
)
def test_a_plate_typed_with_its_mark_comes_before_those_divided_elsewhere(plates: SearchIndex, typed: str) -> None:
    assert numbers(plates.search(typed)) == [BERLIN, UNMARKED, BONN]
    assert numbers(plates.search(typed, 1)) == [BERLIN]


def test_the_mark_of_the_other_plate(plates: SearchIndex) -> None:
    assert numbers(plates.search("BN-O 1234")) == [BONN, UNMARKED, BERLIN]


def test_without_a_mark_all_plates_of_these_characters_are_equal(plates: SearchIndex) -> None:
    found = numbers(plates.search("bno 1234"))
    assert sorted(found) == [BERLIN, BONN, UNMARKED]
    assert found.index(BONN) < found.index(BERLIN)  # who comes oftener
