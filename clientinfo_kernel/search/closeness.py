"""How well the whole of what was typed agrees with a customer's own name and town.

Words alone do not tell Weber Malerbetrieb from Malerbetrieb Weber or from Weber & Söhne Malerbetrieb, nor Hofmann in
Hof from Hofmann in Naila, who meets ``hof`` with the beginning of the name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.search.spelling import canonical, canonical_column, fold_column, fold_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_BETWEEN = "\t"  # name and town
_NOTHING_ELSE = 90  # per cent of the letters that are the same: all of the name was typed


def own_text(name: pl.Series, town: pl.Series) -> pl.Series:
    """Return the texts that queries are compared with, one per customer."""
    import polars as pl

    columns = pl.DataFrame([name.alias("name"), town.alias("town")])
    plain = [
        canonical_column(fold_column(pl.col(column), fold_table(columns[column])).str.replace_all(r"[ \-]+", " "))
        for column in columns.columns
    ]
    return columns.select(pl.concat_str(plain, separator=_BETWEEN)).to_series()


def typed_text(words: Iterable[str]) -> str:
    """Return what was typed, in the form of ``own_text``; ``words`` are folded."""
    return " ".join(map(canonical, words))


def closeness(typed: str, own: str) -> tuple[int, int]:
    """Return how many typed letters a customer's name and town do not explain, and how much stands between those that they do.

    Letters count as explained in the order in which they were typed, the town last or first. The second figure (0 to
    200, smaller is better) puts those first who are called so and nothing else, then those of whose name what was typed
    is one piece: Alexander Müller and Ute Müller are equal for Müller.
    """
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.fuzz import partial_ratio, ratio

    name, _, town = own.partition(_BETWEEN)
    unexplained, text = min(
        (len(typed) - LCSseq.similarity(typed, each), each) for each in (f"{name} {town}", f"{town} {name}")
    )
    whole = int(ratio(typed, text))
    return int(unexplained), 100 - whole if whole >= _NOTHING_ELSE else 200 - int(partial_ratio(typed, text))
