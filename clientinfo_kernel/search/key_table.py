"""All keys in order, and who is filed under each, best first: the heart of the search file, bucket by bucket.

Beside each key stand its postings (customer, term). Broad beginnings ("m", "01", "gmbh") hold far too many to look at
while somebody types: for each of them the best few are chosen here, and for the broadest a bitmap of all customers.

The places of the postings are kept by customer (``ByCustomer``): what is filed about one customer, in the order of the
keys; first in a file per block of customers, then sorted block by block, so that memory stays bounded.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.search.format import BROAD, CLASS_SHIFT, HEAD, NAME_MARK, NO_BITMAP, bitmap_least
from clientinfo_kernel.search.writer import TextColumnWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from clientinfo_kernel.search.writer import ContainerWriter

_HEAD_CHOICE = 8 * HEAD  # postings to choose a head from: one customer may come several times
_BLOCK = 1 << 16
_ENTRY = np.dtype([("document", "<u2"), ("posting", "<u4")])


class ByCustomer:
    """Collects postings in the order of their keys and gives out their places by customer."""

    def __init__(self, customers: int, scratch: Path) -> None:
        self._customers = customers
        self._folder = scratch / "by-customer"
        self._folder.mkdir()

    def add(self, documents: npt.NDArray[np.uint32], first: int) -> None:
        """Take the customers of postings, which stand from place ``first`` on in the order of all keys."""
        blocks = (documents // _BLOCK).astype(np.uint16)
        order = np.argsort(blocks, kind="stable")
        entries = np.empty(len(order), dtype=_ENTRY)
        entries["document"] = documents[order] % _BLOCK
        entries["posting"] = first + order
        filled, starts = np.unique(blocks[order], return_index=True)
        for block, rows in zip(filled, np.split(entries, starts[1:]), strict=False):
            with (self._folder / str(block)).open("ab") as file:
                file.write(rows.tobytes())

    def write(self, writer: ContainerWriter) -> None:
        """Write the sections: where each customer's entries start, and the postings that they are."""
        total = 0
        for first in range(0, self._customers, _BLOCK):
            file = self._folder / str(first // _BLOCK)
            entries = np.fromfile(file, dtype=_ENTRY) if file.exists() else np.empty(0, dtype=_ENTRY)
            entries = entries[np.argsort(entries["document"], kind="stable")]
            members = np.arange(min(_BLOCK, self._customers - first))
            writer.append(
                "customer_entry", np.searchsorted(entries["document"], members).astype(np.uint64) + total, "Q"
            )
            writer.append("entry", np.ascontiguousarray(entries["posting"]), "I")
            total += len(entries)
            file.unlink(missing_ok=True)
        writer.append("customer_entry", np.array([total], dtype=np.uint64), "Q")


class KeyTableWriter:
    """Takes the sorted buckets in order and writes keys, postings and broad beginnings."""

    def __init__(self, writer: ContainerWriter, by_customer: ByCustomer, customers: int) -> None:
        self.keys = 0
        self.word_count = 0
        self._writer = writer
        self._by_customer = by_customer
        self._customers = customers
        self._postings = 0
        self._heads = 0
        self._bitmaps = 0
        self._key_texts = TextColumnWriter("key", writer)
        self._broad_texts = TextColumnWriter("broad", writer)
        self._words: list[pl.DataFrame] = []

    def add(self, bucket: pl.DataFrame) -> None:
        """Append a bucket: ``key``, ``key_class``, ``term_rank``, ``document``, ``term``, ``is_word``, sorted by the first four."""
        grouped = bucket.group_by("key", maintain_order=True).agg(pl.len().alias("postings"), pl.col("is_word").any())
        lengths = grouped["postings"].to_numpy().astype(np.uint64)
        first = np.cumsum(lengths, dtype=np.uint64) - lengths
        self._key_texts.add(grouped["key"])
        self._writer.append("key_posting", first + np.uint64(self._postings), "Q")
        documents = np.ascontiguousarray(bucket["document"].to_numpy())
        classed = bucket["term"].to_numpy() | bucket["key_class"].to_numpy().astype(np.uint32) << CLASS_SHIFT
        self._writer.append("posting_document", documents, "I")
        self._writer.append("posting_term", classed, "I")
        self._by_customer.add(documents, self._postings)
        self._keep_words(grouped)
        if not grouped["key"][0].startswith(NAME_MARK):
            self._add_broad(grouped, first, bucket, documents, classed)
        self.keys += grouped.height
        self._postings += bucket.height

    def finish(self) -> None:
        """Write the ends."""
        self._key_texts.finish()
        self._broad_texts.finish()
        self._writer.append("key_posting", np.array([self._postings], dtype=np.uint64), "Q")
        self._writer.append("broad_head", np.array([self._heads], dtype=np.uint32), "I")

    def words(self) -> pl.DataFrame:
        """Return the keys that are words (``key``), with their number in the table (``number``)."""
        return pl.concat(self._words) if self._words else pl.DataFrame(schema={"key": pl.String, "number": pl.UInt32})

    def _keep_words(self, grouped: pl.DataFrame) -> None:
        numbered = grouped.select(
            "key", "is_word", (pl.int_range(pl.len()) + self.keys).cast(pl.UInt32).alias("number")
        )
        words = numbered.filter("is_word").drop("is_word")
        self.word_count += words.height
        self._words.append(words)

    def _add_broad(
        self,
        grouped: pl.DataFrame,
        first: npt.NDArray[np.uint64],
        bucket: pl.DataFrame,
        documents: npt.NDArray[np.uint32],
        classed: npt.NDArray[np.uint32],
    ) -> None:
        order = bucket["term_rank"].to_numpy().astype(np.uint64) << np.uint64(32) | documents
        ends = np.append(first, np.uint64(bucket.height))
        beginnings = sorted(_broad_beginnings(grouped))
        self._broad_texts.add(pl.Series([text for text, _, _ in beginnings], dtype=pl.String))
        for _, start_key, end_key in beginnings:
            start, end = int(ends[start_key]), int(ends[end_key])
            head = start + _best(order[start:end], documents[start:end])
            self._writer.append("broad_head", np.array([self._heads], dtype=np.uint32), "I")
            self._writer.append("head_document", documents[head], "I")
            self._writer.append("head_term", classed[head], "I")
            self._heads += len(head)
            self._writer.append("broad_bitmap", np.array([self._bitmap(documents[start:end])], dtype=np.uint32), "I")

    def _bitmap(self, documents: npt.NDArray[np.uint32]) -> int:
        if len(documents) < bitmap_least(self._customers):
            return NO_BITMAP
        marked = np.zeros(self._customers, dtype=np.bool_)
        marked[documents] = True
        self._writer.append("bitmap", np.packbits(marked, bitorder="little"))
        self._bitmaps += 1
        return self._bitmaps - 1


def _broad_beginnings(grouped: pl.DataFrame) -> Iterator[tuple[str, int, int]]:
    """Beginnings shared by more than ``BROAD`` postings, with the range of their keys within the bucket."""
    rows = grouped.select("key", "postings", pl.int_range(pl.len()).alias("row"))
    for length in count(1):
        long_enough = rows.filter(pl.col("key").str.len_chars() >= length)
        started = long_enough.with_columns(pl.col("key").str.slice(0, length).alias("start"))
        sums = started.group_by("start", maintain_order=True).agg(
            pl.col("postings").sum(), pl.col("row").min().alias("low"), pl.col("row").max().alias("high")
        )
        broad = sums.filter(pl.col("postings") > BROAD)
        if broad.is_empty():
            return
        for text, _, low, high in broad.iter_rows():
            yield text, low, high + 1
        rows = started.join(broad, on="start", how="semi")


def _best(order: npt.NDArray[np.uint64], documents: npt.NDArray[np.uint32]) -> npt.NDArray[np.int64]:
    """Return the places of the best postings, one per customer, best first."""
    few = min(_HEAD_CHOICE, len(order))
    chosen = np.argpartition(order, few - 1)[:few]
    chosen = chosen[np.argsort(order[chosen], kind="stable")]
    _, place = np.unique(documents[chosen], return_index=True)
    return chosen[np.sort(place)[:HEAD]]
