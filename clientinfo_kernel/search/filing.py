"""Under which keys a term is filed: the rules per kind, for whole columns.

In: ``term`` (UInt32), ``kind`` (String), ``text``, ``folded`` (``spelling.fold``). Out: ``term``, ``key``, ``key_class``
(``ranking.WHOLE``, ``SAME``, ``PART``), ``is_word`` (found by sound and typo, too).
"""

from collections.abc import Collection

import polars as pl

from clientinfo_kernel.search import spelling
from clientinfo_kernel.search.format import NAME_MARK, TAIL_MARK, TOPIC_MARKS
from clientinfo_kernel.search.hit import (
    ADDRESSES,
    DATES,
    NAMES,
    NUMBERS,
    PHONES,
    PLATES,
    TEXTS,
    TOPIC_OF_KIND,
)
from clientinfo_kernel.search.ranking import PART, SAME, WHOLE

_VIN_TAILS = (8, 7, 6)
_VIN_LEAST = 11
_MOST_PARTS = 5
_BREAKS = r"[ \-]+"
_EMPTY = ("", NAME_MARK, TAIL_MARK)
# A vehicle's number is found by its ends, too.
_PLAIN_NUMBERS = tuple(kind for kind in (*NUMBERS, *TOPIC_OF_KIND) if kind != "vin")
_MARKS = {kind: TOPIC_MARKS[topic] for kind, topic in TOPIC_OF_KIND.items()}


def keys(terms: pl.DataFrame) -> pl.LazyFrame:
    """Return all keys of the terms; a key can come twice."""

    def of(kinds: Collection[str]) -> pl.LazyFrame:
        """Return the terms of some kinds, chosen at once: a plan would ask its other conditions, patterns, of all terms."""
        return terms.filter(pl.col("kind").is_in(kinds)).lazy()

    texts, phones, plates, identifying = of(TEXTS), of(PHONES), of(PLATES), of(NUMBERS)
    addresses, dates, restricted = of(ADDRESSES), of(DATES), of(TOPIC_OF_KIND)
    spaced = plates.with_columns(pl.col("folded").str.replace_all(r"([a-z])([0-9])", "$1 $2"))
    found = [
        _words(texts),
        _compounds(texts),
        _names(of(NAMES)),
        _words(phones.filter(_not_only_a_number())).with_columns(is_word=False),
        *_phones(phones),
        *(_parts(identifiers) for identifiers in (spaced, identifying, addresses, dates)),
        *_short_dates(dates),
        _without_zeros(identifying),
        _vin_tails(of(("vin",))),
        _marked(pl.concat([_parts(restricted), _without_zeros(restricted)]), restricted),
    ]
    return pl.concat(found).filter(~pl.col("key").is_in(_EMPTY))


def is_only_digits(terms: pl.DataFrame) -> pl.Series:
    """Return which terms are numbers of nothing but digits (``NUMBERS``): most are, and no spelling changes them."""
    plain = pl.col("kind").is_in(_PLAIN_NUMBERS) & pl.col("text").str.contains(r"^[0-9]+$")
    return terms.select(plain.alias("plain"))["plain"]


def keys_of_digits(terms: pl.LazyFrame) -> pl.LazyFrame:
    """Return what ``keys`` gives for such terms: each whole, and without its leading zeros."""
    mark = pl.col("kind").replace_strict(_MARKS, default="")
    open_to_all = terms.filter(~pl.col("kind").is_in(TOPIC_OF_KIND))
    restricted = terms.filter(pl.col("kind").is_in(TOPIC_OF_KIND))
    bare, begins = pl.col("text").str.strip_chars_start("0"), pl.col("text").str.starts_with("0")
    found = [
        _filed(open_to_all, pl.col("text"), WHOLE),
        _filed(open_to_all.filter(begins & (bare != "")), bare, SAME),
        _filed(restricted, pl.concat_str(mark, "text"), WHOLE),
        _filed(restricted.filter(begins & (bare != "")), pl.concat_str(mark, bare), SAME),
    ]
    return pl.concat(found)


def _marked(filed: pl.LazyFrame, restricted: pl.LazyFrame) -> pl.LazyFrame:
    """Keys of kinds that not everybody finds anybody by, with the mark of their topic."""
    marks = restricted.select("term", mark=pl.col("kind").replace_strict(_MARKS))
    key = pl.concat_str("mark", "key").alias("key")
    return filed.filter(pl.col("key") != "").join(marks, on="term").with_columns(key).drop("mark")


def _filed(rows: pl.LazyFrame, key: pl.Expr, key_class: int, *, is_word: bool = False) -> pl.LazyFrame:
    word = pl.col("key").str.contains(r"^[a-z]{3,}$") if is_word else pl.lit(value=False)
    filed = rows.select("term", key.alias("key"), pl.lit(key_class, pl.UInt8).alias("key_class"))
    return filed.with_columns(word.alias("is_word"))


def _words(rows: pl.LazyFrame) -> pl.LazyFrame:
    words = rows.with_columns(pl.col("folded").str.replace_all(_BREAKS, " ").str.split(" ")).explode("folded")
    return _filed(words, spelling.canonical_column(pl.col("folded")), PART, is_word=True)


def _compounds(rows: pl.LazyFrame) -> pl.LazyFrame:
    """``Meier-Hess-Anlage`` and ``Bahnhof Straße`` written as one word."""
    street = pl.col("folded").str.replace_all(r"([a-z])[ \-]+(str(?:asse)?)\b", "$1$2")
    glued = rows.with_columns(street.str.replace_all("-", "").alias("glued")).filter(
        pl.col("glued") != pl.col("folded")
    )
    words = glued.with_columns(pl.col("glued").str.split(" ")).explode("glued")
    return _filed(words, spelling.canonical_column(pl.col("glued")), PART, is_word=True)


def _names(rows: pl.LazyFrame) -> pl.LazyFrame:
    spaced = spelling.canonical_column(pl.col("folded").str.replace_all(_BREAKS, " ").str.strip_chars(" "))
    return _filed(rows, NAME_MARK + spaced.str.split(" ").list.sort().list.join(" "), WHOLE)


def _parts(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return the whole in one word, and each rest of it behind a blank or mark: ``napt193``, ``pt193``, ``193``."""
    spaced = pl.col("folded").str.replace_all(_BREAKS, " ").str.strip_chars(" ")
    split = rows.select("term", spaced.str.split(" ").alias("parts"))
    rests = []
    for first in range(_MOST_PARTS):
        some = split.filter(pl.col("parts").list.len() > first)
        rest = spelling.canonical_column(pl.col("parts").list.slice(first).list.join(""))
        rests.append(_filed(some, rest, PART if first else WHOLE))
    return pl.concat(rests)


def _without_zeros(rows: pl.LazyFrame) -> pl.LazyFrame:
    bare = pl.col("folded").str.replace_all(_BREAKS, "")
    leading = rows.filter(bare.str.starts_with("0"))
    return _filed(leading, spelling.canonical_column(bare.str.strip_chars_start("0")), SAME)


def _vin_tails(rows: pl.LazyFrame) -> pl.LazyFrame:
    bare = pl.col("folded").str.replace_all(_BREAKS, "")
    long = rows.filter(bare.str.len_chars() >= _VIN_LEAST)
    return pl.concat(_filed(long, spelling.canonical_column(bare.str.tail(length)), PART) for length in _VIN_TAILS)


def _short_dates(rows: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return the keys of days written ``dd-mm-yyyy``, also with two digits for the year, without leading zeros, or both."""
    bare = pl.col("folded").str.replace_all(r"\b0", "").str.replace_all("-", "")
    short = pl.concat_str(pl.col("folded").str.head(6), pl.col("folded").str.tail(2))
    as_spoken = short.str.replace_all(r"\b0([0-9]-)", "$1").str.replace_all("-", "")
    return [_filed(rows, key, SAME) for key in (bare, short.str.replace_all("-", ""), as_spoken)]


def _not_only_a_number() -> pl.Expr:
    """Say whether a phone field holds anything but a number (a sign like ¼, whose digits nobody dials), or no number."""
    return pl.col("text").str.contains(r"[^0-9\s+()/.\-]") | (spelling.national_column(pl.col("text")) == "")


def _phones(rows: pl.LazyFrame) -> list[pl.LazyFrame]:
    dialled = rows.with_columns(spelling.national_column(pl.col("text")).alias("dialled"))
    subscriber = pl.col("dialled").str.strip_chars_start("0")
    return [
        _filed(dialled, pl.col("dialled"), WHOLE),
        _filed(dialled.filter(pl.col("dialled").str.starts_with("0")), subscriber, SAME),
        _filed(dialled, TAIL_MARK + subscriber.str.reverse(), PART),
    ]
