"""Buchungs-GUIDs that several postings of one file have: which of these are one posting, nobody can tell, and all count.

A program can write one GUID on everything, or on all lines of a document that it splits: that is its habit and no doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.ingest.settled import CheckedPart

_HABIT, _HABIT_SHARE = 10, 0.1  # so many GUIDs of a file, on so many of its postings that have one
_SHOWN = 6


def ids_said_twice(parts: Sequence[CheckedPart], hashed: pl.DataFrame) -> list[Remark]:
    """Return the note about a file, if there is one.

    Args:
        parts: Of one file, in their order.
        hashed: Of each of its postings ``id`` (0: none) and ``document``.
    """
    ids = hashed.with_row_index("place").filter(pl.col("id") != 0)
    said = ids.group_by("id").agg(pl.len(), pl.col("document").n_unique().alias("documents")).filter(pl.col("len") > 1)
    rows = int(said["len"].sum())
    if said.is_empty() or (said.height >= _HABIT and rows >= _HABIT_SHARE * ids.height):
        return []
    # On several documents it names one only where most others name one each.
    names_one = (pl.col("documents") == 1) | (rows * 2 <= ids.height)
    places = ids.join(said.filter(names_one), on="id", how="semi")["place"]
    if places.is_empty():
        return []
    lines = pl.concat([pl.read_parquet(part.path, columns=["source_row"]) for part in parts])["source_row"]
    found = sorted(lines.gather(places).to_list())
    shown = [str(line) for line in found[:_SHOWN]] + ([f"+{len(found) - _SHOWN}"] if len(found) > _SHOWN else [])
    file = parts[0].file
    return [remark("posting_id_repeated", files=file, lines=", ".join(shown), rows=len(found))]
