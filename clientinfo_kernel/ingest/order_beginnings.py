"""To which of several orders of one number its lines belong, and which of them were delivered anew.

Lines have no day. A split's lines begin again with the next order of its number, and again where some of them are
delivered a second time: which of the two it is, the totals of the splits say.
"""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import polars as pl

from data_sources.repeated_numbers import begun

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NUMBER, _SPLIT = "order_number", ["order_number", "split"]
_MOST = 256  # ways in which the pieces of one split are tried
_PLACED = pl.Schema({"__row": pl.UInt32, "order_key": pl.String, "is_older": pl.Boolean})
_Piece = dict[int, int]


def placed_lines(lines: pl.DataFrame, orders: pl.DataFrame, splits: pl.DataFrame) -> pl.DataFrame:
    """Return the order of each line (``order_key``), and whether a newer record of it follows (``is_older``).

    Each beginning belongs to the next order that has this split, the last one to the last (what are too many to the first). Where that
    does not make up the totals of as many orders as another way does, that way counts: a piece can be of an order that
    came before, one line of it delivered again.

    Args:
        lines: ``__row``, ``order_number``, ``split``, ``line``, ``cents`` and ``source_file``, in the order of the files.
        orders: ``order_number`` and ``order_key``, the earliest first.
        splits: ``order_key``, ``split`` and ``total`` (cents; 0: they say none) of these orders.
    """
    if lines.is_empty():
        return _PLACED.to_frame()
    wanted = lines.select(_SPLIT).unique()
    of_splits = wanted.join(orders, on=_NUMBER).join(
        splits, on=["order_key", "split"], how="left", maintain_order="left"
    )
    # Without a split of any of them all orders of the number are possible.
    has_total = pl.col("total").is_not_null()
    possible = of_splits.filter(has_total | ~has_total.any().over(_SPLIT)).with_columns(
        pl.col("total").fill_null(0), pl.int_range(pl.len()).over(_SPLIT).alias("place"), pl.len().over(_SPLIT).alias("orders")
    )  # fmt: skip
    counts = possible.select(*_SPLIT, "orders").unique()
    from_end = pl.col("begun").max().over(_SPLIT) - pl.col("begun")
    last = pl.col("orders").cast(pl.Int64) - 1
    placed = (
        lines.with_columns(begun("line", _SPLIT).cast(pl.Int64).alias("begun"))
        .join(counts, on=_SPLIT, how="left", maintain_order="left")
        .with_columns(pl.max_horizontal(last - from_end, pl.lit(0)).alias("place"))
    )
    odd = _otherwise_than_the_totals(placed, possible)
    if not odd.is_empty():
        placed = placed.join(
            _by_totals(placed.join(odd, on=_SPLIT, maintain_order="left"), possible),
            on="__row",
            how="left",
            maintain_order="left",
        )
        placed = placed.with_columns(pl.coalesce("better", "place").alias("place")).drop("better")
    keys = possible.select(*_SPLIT, pl.col("place").cast(pl.Int64), "order_key")
    return (
        placed.with_columns(_is_older().alias("is_older"))
        .join(keys, on=[*_SPLIT, "place"], how="left", maintain_order="left")
        .select(_PLACED.names())
        .cast(_PLACED)
    )


def _is_older() -> pl.Expr:
    return ~pl.struct(*_SPLIT, "line", "place").is_last_distinct()


def _otherwise_than_the_totals(placed: pl.DataFrame, possible: pl.DataFrame) -> pl.DataFrame:
    """Return the splits (``_SPLIT``) of several orders of which a total is not what the lines of its order add up to."""
    newest = placed.filter(~_is_older())
    sums = newest.group_by(*_SPLIT, "place").agg(pl.col("cents").sum())
    stated = possible.filter((pl.col("total") != 0) & (pl.col("orders") > 1)).cast({"place": pl.Int64})
    added = stated.join(sums, on=[*_SPLIT, "place"], how="left")
    return added.filter(pl.col("cents").fill_null(0) != pl.col("total")).select(_SPLIT).unique()


def _by_totals(lines: pl.DataFrame, possible: pl.DataFrame) -> pl.DataFrame:
    """Return ``__row`` and ``better``, the order's place, of splits that another way of placing their pieces explains better.

    A piece is a beginning, or what a further file adds to it.
    """
    totals: dict[tuple[str, int], list[int]] = {}
    for number, split, total in (
        possible.join(lines, on=_SPLIT, how="semi").sort("place").select(*_SPLIT, "total").iter_rows()
    ):
        totals.setdefault((number, split), []).append(total)
    piece = pl.struct("begun", "source_file").rle_id().over(_SPLIT).alias("piece")
    of_splits: dict[tuple[str, int], list[tuple[int, int, int, int, int]]] = {}
    wanted = lines.select(*_SPLIT, "__row", piece, "line", "cents", "place")
    for number, split, *facts in wanted.iter_rows():
        of_splits.setdefault((number, split), []).append(tuple(facts))
    rows: list[tuple[int, int]] = []
    for key, own in of_splits.items():
        pieces: list[_Piece] = [{} for _ in range(own[-1][1] + 1)]
        usual = [0] * len(pieces)
        for _row, at, line, cents, place in own:
            pieces[at][line], usual[at] = cents, place
        way = _best_way(pieces, totals[key], usual)
        rows += [(row, way[at]) for row, at, *_line in own]
    return pl.DataFrame(rows, {"__row": pl.UInt32, "better": pl.Int64}, orient="row")


def _best_way(pieces: Sequence[_Piece], totals: Sequence[int], usual: Sequence[int]) -> Sequence[int]:
    """Return the order's place of each piece: what makes up most totals, of several the one that goes on, else as usual."""
    if len(totals) ** len(pieces) > _MOST:
        return usual
    ways: Iterable[tuple[int, ...]] = product(range(len(totals)), repeat=len(pieces))
    best = max(ways, key=lambda way: (_made_up(pieces, totals, way), all(one <= next_ for one, next_ in pairwise(way))))
    return best if _made_up(pieces, totals, best) > _made_up(pieces, totals, usual) else usual


def _made_up(pieces: Sequence[_Piece], totals: Sequence[int], way: Sequence[int]) -> int:
    """Return how many orders' totals the newest records of their lines add up to."""
    found: list[_Piece] = [{} for _total in totals]
    for piece, place in zip(pieces, way, strict=True):
        found[place].update(piece)
    return sum(bool(own) and sum(own.values()) == total for own, total in zip(found, totals, strict=True))
