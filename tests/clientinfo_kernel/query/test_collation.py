"""Texts in the order of DIN 5007-1, held against Python's own tables of Unicode."""

import unicodedata

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.query.collation import folded, places

_WORDS = st.text(st.sampled_from("aAzZ9 -äÄößéÉñÅøİ\u0301ǆ"), max_size=6)


def _by_hand(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(mark for mark in apart if not unicodedata.category(mark).startswith("M"))


@given(st.lists(st.none() | _WORDS, max_size=8))
def test_a_text_loses_case_and_accents_and_nothing_stays_nothing(texts: list[str | None]) -> None:
    expected = [None if text is None else _by_hand(text) for text in texts]
    assert folded(pl.Series(texts, dtype=pl.String)).to_list() == expected


def test_places_are_those_of_the_alphabet_and_equal_texts_share_one() -> None:
    texts = ["Zander", "Ärzte", "Straße", "abel", None, "Strasse", "Arzt", "abel"]
    assert places(pl.Series(texts)).to_list() == [5, 2, 4, 0, None, 3, 1, 0]


def test_words_that_stand_once_have_the_places_of_their_texts() -> None:
    words = pl.Series(["Zander", None, "abel", "Zander"], dtype=pl.Enum(["Zander", "Arzt", "abel"]))
    assert places(words).rank("dense").to_list() == [2, None, 1, 2]
