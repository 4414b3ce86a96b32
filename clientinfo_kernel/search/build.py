"""Terms and customers become one search file: in batches, so that memory stays bounded at any number of customers.

Keys are sorted bucket by bucket (by first letter); each bucket ends in the file before the next one is read.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.search import filing, spelling
from clientinfo_kernel.search.closeness import own_text
from clientinfo_kernel.search.hit import KINDS
from clientinfo_kernel.search.key_table import ByCustomer, KeyTableWriter
from clientinfo_kernel.search.neighbours import write_neighbours
from clientinfo_kernel.search.ranking import term_ranks
from clientinfo_kernel.search.writer import ContainerWriter, TextColumnWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

_BATCH = 1_000_000
_CUSTOMERS_AT_ONCE = 50_000  # whose terms are sorted together: as many terms as a batch has, or less
_COLUMNS = ("customer_number", "name", "town", "street", "license_plate", "branch")
_KINDS = pl.Enum(KINDS)


def build(terms: pl.LazyFrame | pl.DataFrame, customers: pl.DataFrame, path: Path) -> None:
    """Write the search file, beside first, then in the place of an older one.

    Args:
        terms: ``customer_id`` (UInt32), ``kind`` (one of ``hit.KINDS``), ``text``, in any order: the file is the same.
            Empty texts and texts of customers that are not in ``customers`` find nobody and are left out.
        customers: one row per customer: ``customer_id``, ``customer_number``, ``name``, ``town``, ``street``,
            ``license_plate`` (null: none), ``branch`` (null: none), ``birthday`` (Date), ``weight`` (who is likelier to
            be meant, decides ties).
        path: the file to write.
    """
    order = _ordered(customers)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".search-", dir=path.parent) as folder:
        scratch = Path(folder)
        writer = ContainerWriter(path, scratch)
        _write_customers(order, writer)
        documents = order.select("customer_id", pl.int_range(pl.len(), dtype=pl.UInt32).alias("document"))
        buckets = _file_terms(terms, documents, writer, scratch)
        by_customer = ByCustomer(order.height, scratch)
        table = KeyTableWriter(writer, by_customer, order.height)
        for bucket in sorted(buckets):
            table.add(_sorted_bucket(scratch / bucket))
        table.finish()
        by_customer.write(writer)
        write_neighbours(table.words(), writer)
        writer.finish({"customers": order.height, "keys": table.keys, "words": table.word_count})


def _ordered(customers: pl.DataFrame) -> pl.DataFrame:
    """Return the customers in the order in which they win a tie: higher weight, then shorter name. Their row is their number."""
    texts = [pl.col(name).fill_null("") for name in _COLUMNS]
    birthday = pl.col("birthday").dt.to_string("iso").fill_null("")
    named = customers.with_columns(*texts, birthday, pl.col("weight").fill_null(0))
    shorter = pl.col("name").str.len_chars()
    return named.sort("weight", shorter, "name", "customer_number", descending=[True, False, False, False])


def _write_customers(order: pl.DataFrame, writer: ContainerWriter) -> None:
    for column in (*_COLUMNS, "birthday"):
        texts = TextColumnWriter(column, writer)
        texts.add(order[column])
        texts.finish()
    own = TextColumnWriter("own", writer)
    own.add(own_text(order["name"], order["town"]))
    own.finish()


def _batches(terms: pl.LazyFrame | pl.DataFrame, documents: pl.DataFrame, scratch: Path) -> Iterator[pl.DataFrame]:
    """Yield the terms in an order of their own: they are numbered in it, and several threads deliver them in any.

    Of terms of one customer that meet a query alike, the first one says why it was found: names before dates.
    """
    kind = pl.col("kind").cast(pl.String).cast(_KINDS)
    for part in _by_customers(terms.lazy().select("customer_id", kind, "text"), documents, scratch / "unsorted"):
        yield from part.sort("customer_id", "kind", "text").iter_slices(_BATCH)


def _by_customers(terms: pl.LazyFrame, documents: pl.DataFrame, folder: Path) -> Iterator[pl.DataFrame]:
    """Yield the terms of one range of customers after the other: more of them than memory holds are put down first."""
    firsts = documents["customer_id"].sort().to_numpy()[_CUSTOMERS_AT_ONCE::_CUSTOMERS_AT_ONCE]
    if firsts.size == 0:
        yield terms.collect(engine="streaming")
        return
    for number, batch in enumerate(terms.collect_batches(chunk_size=_BATCH, maintain_order=False)):
        place = pl.Series("place", np.searchsorted(firsts, batch["customer_id"].to_numpy(), side="right"))
        parts = batch.with_columns(place).partition_by("place", as_dict=True, include_key=False)
        for (at,), part in parts.items():
            own = folder / f"{at:05}"
            own.mkdir(parents=True, exist_ok=True)
            part.write_ipc(own / f"{number:05}.arrow")
    for own in sorted(folder.iterdir()) if folder.exists() else ():
        yield pl.concat([pl.read_ipc(file) for file in own.iterdir()])
        shutil.rmtree(own)


def _file_terms(
    terms: pl.LazyFrame | pl.DataFrame, documents: pl.DataFrame, writer: ContainerWriter, scratch: Path
) -> set[str]:
    """Write the terms' texts; leave their keys in a folder per bucket."""
    texts = TextColumnWriter("term", writer)
    buckets: set[str] = set()
    count = 0
    for number, raw in enumerate(_batches(terms, documents, scratch)):
        batch = _numbered(raw, documents, count)
        count += batch.height
        texts.add(batch["text"])
        writer.append("term_kind", np.ascontiguousarray(batch["term_kind"].to_numpy()), "B")
        writer.append("term_rank", np.ascontiguousarray(batch["term_rank"].to_numpy()), "H")
        for bucket, rows in _keyed(batch).items():
            folder = scratch / bucket
            folder.mkdir(exist_ok=True)
            rows.write_ipc(folder / f"{number:05}.arrow")
            buckets.add(bucket)
    texts.finish()
    return buckets


def _numbered(raw: pl.DataFrame, documents: pl.DataFrame, count: int) -> pl.DataFrame:
    kind = pl.col("kind").cast(pl.String).cast(_KINDS).to_physical()
    return (
        raw.filter(pl.col("text").str.len_bytes() > 0)
        .join(documents, on="customer_id", how="inner", maintain_order="left")
        .with_columns(
            (pl.int_range(pl.len(), dtype=pl.UInt32) + count).cast(pl.UInt32).alias("term"),
            kind.cast(pl.UInt8).alias("term_kind"),
            term_ranks(kind, pl.col("text").str.len_chars()).alias("term_rank"),
        )
    )


def _keyed(batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    is_digits = filing.is_only_digits(batch)
    digits, others = batch.filter(is_digits).lazy(), batch.filter(~is_digits)
    table = spelling.fold_table(others["text"])
    folded = others.select("term", "kind", "text", spelling.fold_column(pl.col("text"), table).alias("folded"))
    first = pl.col("key").str.slice(0, 1)
    bucket = pl.when(first <= "~").then(first).otherwise(pl.lit("\u007f"))
    code = bucket.cast(pl.Binary).bin.encode("hex")
    filed = pl.concat([filing.keys(folded), filing.keys_of_digits(digits)]).collect()
    place = filed["term"] - (batch["term"].min() or 0)  # the terms of a batch are numbered in turn
    of_terms = (batch[name].gather(place) for name in ("document", "term_rank"))
    found = filed.with_columns(*of_terms, code.alias("bucket"))
    parts = found.partition_by("bucket", as_dict=True, include_key=False)
    return {str(name): part for (name,), part in parts.items()}


def _sorted_bucket(folder: Path) -> pl.DataFrame:
    rows = pl.concat([pl.read_ipc(file) for file in sorted(folder.iterdir())])
    return rows.sort("key", "key_class", "term_rank", "document", "term")
