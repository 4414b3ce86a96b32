"""Numbers of nothing but digits, most of what is filed, take a shorter way to the same keys as all others."""

import polars as pl
import pytest

from clientinfo_kernel.search import filing
from clientinfo_kernel.search.hit import KINDS, NUMBERS, TOPIC_OF_KIND

TEXTS = ["272237", "0010012", "000", "0", "7", "01061891", "R1", "10 012", "\N{SUPERSCRIPT TWO}5", "\u0661\u0662"]


@pytest.mark.parametrize("kind", KINDS)
def test_both_ways_file_a_number_under_the_same_keys(kind: str) -> None:
    terms = pl.DataFrame(
        {"term": range(len(TEXTS)), "kind": [kind] * len(TEXTS), "text": TEXTS}, schema_overrides={"term": pl.UInt32}
    )
    is_digits = filing.is_only_digits(terms)
    plain = terms.filter(is_digits)
    takes_it = kind in {*NUMBERS, *TOPIC_OF_KIND} - {"vin"}
    assert plain["text"].to_list() == (TEXTS[:6] if takes_it else [])
    long_way = filing.keys(plain.with_columns(pl.col("text").alias("folded"))).collect()
    short_way = filing.keys_of_digits(plain.lazy()).collect()
    assert short_way.schema == long_way.schema
    assert set(short_way.rows()) == set(long_way.rows())
