"""Spellings of words and numbers, one by one and in columns."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientinfo_kernel.search import spelling

WORDS = st.text("abeimnoqrstuy", max_size=12)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Müller", "mueller"),
        ("STRASSE Straße", "strasse strasse"),
        ("O'Neill & Söhne\tGmbH", "o-neill - soehne gmbh"),
        ("Đoković Łukasz Ærø", "dokovic lukasz aero"),
        ("Mu\u0308ller", "muller"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert spelling.fold(text) == folded


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("mueller", "muller"),
        ("bauer", "bauer"),
        ("neuer", "neuer"),
        ("quelle", "quelle"),
        ("goethe", "gothe"),
        ("bahnhofstrasse", "bahnhofstr"),
        ("stra", "str"),
        ("strassner", "strassner"),
    ],
)
def test_keys(word: str, key: str) -> None:
    assert spelling.canonical(word) == key


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("+49 (0)9282 1234-56", "09282123456"),
        ("0049 9282 123456", "09282123456"),
        ("09282/123456", "09282123456"),
        ("9282 123456", "9282123456"),
        ("+43 1 5880", "004315880"),
        ("ohne", ""),
    ],
)
def test_phone_numbers_as_dialled(phone: str, dialled: str) -> None:
    assert spelling.national(phone) == dialled


@given(WORDS, st.integers(0, 12))
def test_the_key_of_a_beginning_begins_the_key(word: str, length: int) -> None:
    assert spelling.canonical(word).startswith(spelling.canonical(word[:length]))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1))
def test_columns_are_folded_alike(texts: list[str]) -> None:
    column = pl.Series("text", texts)
    folded = column.to_frame().select(spelling.fold_column(pl.col("text"), spelling.fold_table(column)))
    assert folded["text"].to_list() == list(map(spelling.fold, texts))


@given(st.lists(WORDS, min_size=1))
def test_columns_of_words_have_the_same_keys(words: list[str]) -> None:
    keys = pl.DataFrame({"word": words}).select(spelling.canonical_column(pl.col("word")))["word"]
    assert keys.to_list() == list(map(spelling.canonical, words))


@given(st.lists(st.text("+0123456789 ()/-a", max_size=20), min_size=1))
def test_columns_of_phone_numbers_are_dialled_alike(phones: list[str]) -> None:
    dialled = pl.DataFrame({"phone": phones}).select(spelling.national_column(pl.col("phone")).alias("dialled"))
    assert dialled["dialled"].to_list() == list(map(spelling.national, phones))
