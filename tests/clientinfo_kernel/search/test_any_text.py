"""Nothing that is typed or stored makes the search stumble."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientinfo_kernel.search import SEARCHED_TOPICS, SearchIndex
from clientinfo_kernel.search.hit import KINDS
from clientinfo_kernel.search.query import read
from tests.clientinfo_kernel.search.dealership import named, numbers

JUNK = [
    "",
    " ",
    "\"'",
    "*",
    "'; DROP TABLE x; --",
    "NEAR(a b)",
    "OR AND NOT",
    "\x00\x01",
    "\ud800",
    "~",
    "=",
    "==meier",
    "~65",
    "+",
    "(0)",
    "0",
    "00000",
    "+49",
    "%_",
    "\\",
    "x" * 10_000,
    "a " * 5_000,
    "ß" * 10_000,
    "1" * 10_000,
]
EVERY_TOPIC = frozenset(SEARCHED_TOPICS)
# No e, no t and no aü: a typo within "ue" or "strasse", which are one letter and one word to the search, counts twice, and
# so does one that parts an a from an ü, which are written like the aue of Bauer.
NAMES = st.text("abimnrsuäöü", min_size=4, max_size=9).filter(lambda name: "aü" not in name)
GERMAN = st.text("abcdefghijklmnopqrstuvwxyzäöüß -", max_size=25)


@pytest.mark.parametrize("typed", JUNK)
def test_junk_is_no_error(index: SearchIndex, typed: str) -> None:
    assert isinstance(index.search(typed), list)


@pytest.mark.parametrize("typed", ["", " ", "\"'*", "\x00", "---", "qqqqxxx zzz"])
def test_nothing_meant_nothing_found(index: SearchIndex, typed: str) -> None:
    assert index.search(typed) == []


@pytest.mark.slow
@given(st.text(max_size=60))
def test_any_text_is_answered(index: SearchIndex, typed: str) -> None:
    assert all(0 < hit.score <= 1 and hit.reason in KINDS for hit in index.search(typed))


@given(GERMAN)
def test_case_and_umlauts_do_not_matter(index: SearchIndex, typed: str) -> None:
    hits = index.search(typed)
    assert index.search(typed.upper()) == hits
    for umlaut, pair in zip("äöüß", ("ae", "oe", "ue", "ss"), strict=True):
        assert index.search(typed.replace(umlaut, pair)) == hits


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=30),
            GERMAN,
            st.from_regex(r"\+?[0-9 ()/\-]{1,15}", fullmatch=True),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(KINDS),
)
@example(["0¼"], "phone")
def test_every_term_is_found_by_its_own_text(texts: list[str], kind: str) -> None:
    import polars as pl

    from clientinfo_kernel.search import build_index

    people = pl.DataFrame(
        {"customer_id": range(len(texts)), "customer_number": [str(one) for one in range(len(texts))]}
    ).with_columns(
        pl.col("customer_id").cast(pl.UInt32),
        name=pl.lit("x"),
        town=pl.lit("y"),
        street=pl.lit("z"),
        license_plate=pl.lit(None, pl.String),
        branch=pl.lit(None, pl.String),
        birthday=pl.lit(None, pl.Date),
        weight=pl.lit(0, pl.Int32),
    )
    rows = pl.DataFrame({"customer_id": range(len(texts)), "text": texts}).select(
        pl.col("customer_id").cast(pl.UInt32), kind=pl.lit(kind), text="text"
    )
    with tempfile.TemporaryDirectory() as folder:
        build_index(rows, people, Path(folder) / "search")
        with SearchIndex.open(Path(folder) / "search") as index:
            for one, text in enumerate(texts):
                if read(text).readings:
                    assert str(one) in numbers(index.search(text, topics=EVERY_TOPIC))


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(st.lists(NAMES, min_size=1, max_size=6), st.data())
def test_every_single_typo_of_a_name_is_forgiven(texts: list[str], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder, named(texts, Path(folder)) as index:
        text = data.draw(st.sampled_from(texts))
        place = data.draw(st.integers(0, len(text)))
        typed = text[:place] + "x" + text[place:]
        assert text in {hit.name for hit in index.search(typed)}
