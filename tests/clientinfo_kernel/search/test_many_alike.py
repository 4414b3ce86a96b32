"""Words that hundreds of customers share: who is shown is who a look at each of them by hand would choose."""

from collections.abc import Iterator

import pytest

from clientinfo_kernel.search import SearchIndex
from tests.clientinfo_kernel.search.dealership import named, numbers

# Enough for beginnings whose best are chosen in advance (more than 1,024 customers), and more than are ranked (200).
_MOST = 3000
_OTTERS, _OTTS = 400, 30


def _names() -> list[str]:
    """Two in three are called Hans, every other one Maler; then many Otter, and a few Ott, who come here less often."""
    common = [f"{'Ina' if one % 3 == 0 else 'Hans'} {'Maler' if one % 2 else 'Adler'}" for one in range(_MOST)]
    return [
        *common,
        *["Kuno Otter Bau"] * _OTTERS,
        *["Kuno Ott Bau"] * _OTTS,
        *["Kuno Weiss"] * _OTTS,
        "Hans Maler Zwack",
        "Ina Maler Zwack",
    ]


NAMES = _names()
# Distinct, and in no order of the names; the Otts come last.
WEIGHTS = [-one if name == "Kuno Ott Bau" else (one * 7919) % 100_003 for one, name in enumerate(NAMES)]


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    with named(NAMES, tmp_path_factory.mktemp("crowd"), WEIGHTS) as index:
        yield index


def _most_active(*words: str, whole: str = "") -> list[str]:
    """Return the numbers of all whose names have each of the words, those who come here most first; ``whole``: is called just so."""
    met = [one for one, name in enumerate(NAMES) if set(words) <= set(name.split()) and whole in ("", name)]
    return [str(one + 1) for one in sorted(met, key=lambda one: -WEIGHTS[one])]


@pytest.mark.parametrize("limit", [1, 10, 64, 100])
def test_a_beginning_of_thousands_leads_to_the_most_active(crowd: SearchIndex, limit: int) -> None:
    assert numbers(crowd.search("han", limit)) == _most_active("Hans")[:limit]
    assert numbers(crowd.search("otte", limit)) == _most_active("Otter")[:limit]


@pytest.mark.parametrize(("typed", "name"), [("hans maler", "Hans Maler"), ("adler, ina", "Ina Adler")])
def test_two_words_of_thousands_lead_to_the_most_active_of_that_name(crowd: SearchIndex, typed: str, name: str) -> None:
    assert numbers(crowd.search(typed)) == _most_active(*name.split(), whole=name)[:10]


def test_a_rare_word_beside_those_of_thousands_is_met(crowd: SearchIndex) -> None:
    assert numbers(crowd.search("hans zwack"))[:1] == [str(NAMES.index("Hans Maler Zwack") + 1)]
    assert numbers(crowd.search("maler zwack"))[:2] == _most_active("Zwack")


def test_those_who_are_called_so_come_before_more_active_ones_whose_names_go_on(crowd: SearchIndex) -> None:
    assert numbers(crowd.search("kuno ott", 30)) == _most_active("Ott")
    assert numbers(crowd.search("ott kuno", 10)) == _most_active("Ott")[:10]
