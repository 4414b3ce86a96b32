"""Postings that were exported more than once: what is certainly the same counts once, what is in doubt counts and is said.

A posting is the same by its GUID (DATEV field 103): the newest export of it counts. One that a newer export of its batch
lacks was posted again there under another GUID, or it is in doubt. Without GUIDs, a file stands for an older one only if both are the same batch (client, fiscal year, period, origin, name) and it holds the older one's
rows, but for corrected ones. A month usually has several batches (cash, bank, invoices, parts of 99,999 rows), and two
equal rows in one batch are two postings. Where this cannot be decided, both count, and a note names both files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from clientinfo_kernel.ingest.export_periods import period_notes
from clientinfo_kernel.ingest.ids_said_twice import ids_said_twice
from clientinfo_kernel.ingest.settled import CheckedPart, Hashes, Settled, repeated
from data_sources.connector import Export
from data_sources.remarks import Code, remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Flags: TypeAlias = npt.NDArray[np.bool_]

# What makes a posting; its lock can come later, its file, line and fiscal year are the export's.
_ROW = (
    *("posted_on", "amount", "side", "account", "contra_account", "tax_key", "document_ref1", "document_ref2", "text"),
    *("cash_discount", "is_reversal", "order_number"),
)
_CORRECTED = ("posted_on", "amount", "side", "account", "contra_account", "tax_key", "text")
_DOUBTFUL_SHARE = 0.1
_MOST_CORRECTIONS = 2_000
_MOST_FILES_OF_A_ROW = 20


@dataclass
class _File:
    """A file of postings.

    Attributes:
        rows: Hash of each row, over all its parts.
        ids: Hash of each row's GUID, 0 without one.
        gone: Which rows do not count.
    """

    name: str
    export: Export | None
    order: int
    parts: list[CheckedPart] = field(default_factory=list)
    rows: Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))
    ids: Hashes = field(default_factory=lambda: np.zeros(0, np.uint64))
    gone: Flags = field(default_factory=lambda: np.zeros(0, np.bool_))

    @property
    def age(self) -> tuple[str, int, int]:
        """Sorts older exports before newer ones; of two of one moment the fuller one counts, of two copies the first."""
        return (self.export.created if self.export else "", len(self.rows), -self.order)

    @property
    def client(self) -> str:
        return self.export.client if self.export else ""

    @property
    def counting(self) -> Hashes:
        """Hashes of the rows that count so far."""
        rows: Hashes = self.rows[~self.gone]
        return rows

    @property
    def has_ids(self) -> bool:
        """Whether its postings have GUIDs: then content proves nothing against them."""
        return bool(len(self.ids)) and bool((self.ids != 0).all())


def repeated_postings(parts: Sequence[CheckedPart]) -> Settled:
    """Decide which postings of which files count; notes say what was repeated, in doubt, missing or shifted."""
    settled = Settled("ledger", "postings")
    files = _files(parts, settled)
    by_client: dict[str, list[_File]] = {}
    for file in files:
        by_client.setdefault(file.client, []).append(file)
    for own in by_client.values():
        if len(own) > 1:
            _same_ids(own, settled)
            shared = repeated(np.concatenate([np.unique(file.rows) for file in own]))
            if len(shared):
                alike = [file for file in own if np.isin(file.rows, shared).any()]
                _same_batches(alike, settled)
                _left_behind(alike, settled)
                _doubts(alike, settled)
    settled.notes.extend(period_notes(parts))
    return settled


def _files(parts: Sequence[CheckedPart], settled: Settled) -> list[_File]:
    files: dict[str, _File] = {}
    for part in parts:
        file = files.setdefault(part.file, _File(part.file, part.export, len(files)))
        file.parts.append(part)
    for file in files.values():
        hashed = pl.concat(_hashes(part, is_alone=len(files) == 1) for part in file.parts)
        settled.notes += ids_said_twice(file.parts, hashed)
        file.rows = hashed["row"].to_numpy()
        file.ids = _telling(hashed).to_numpy()
        file.gone = np.zeros(len(file.rows), np.bool_)
    return list(files.values())


def _hashes(part: CheckedPart, *, is_alone: bool) -> pl.DataFrame:
    """Return a hash of each posting (0 where no other file can hold it), of its document and of its GUID (0 without one)."""
    posting_id = pl.col("posting_id").str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
    says_something = posting_id.str.contains("[^0]").fill_null(value=False)
    found = pl.scan_parquet(part.path).select(
        pl.lit(0, pl.UInt64).alias("row") if is_alone else pl.struct(pl.col(*_ROW)).hash().alias("row"),
        pl.col("document_ref1").hash().alias("document"),
        pl.when(says_something).then(posting_id.hash()).otherwise(0).alias("id"),
    )
    return found.collect()


def _telling(hashed: pl.DataFrame) -> pl.Series:
    """Return the GUIDs that name one document; one that a program writes on everything names nothing and is 0."""
    documents = hashed.filter(pl.col("id") != 0).group_by("id").agg(pl.col("document").n_unique())
    common = documents.filter(pl.col("document") > 1)["id"]
    return hashed.select(pl.when(~pl.col("id").is_in(common.implode())).then("id").otherwise(0).alias("id"))["id"]


def _same_ids(files: list[_File], settled: Settled) -> None:
    """Let the newest export of each GUID count."""
    own = [np.unique(file.ids[file.ids != 0]) for file in files]
    shared = repeated(np.concatenate(own))
    if not len(shared):
        return
    ranked = sorted(range(len(files)), key=lambda at: files[at].age)
    newest = np.zeros(len(shared), np.int64)
    for at in ranked:
        newest[np.isin(shared, own[at])] = at
    for at, file in enumerate(files):
        place = np.searchsorted(shared, file.ids)
        found = np.minimum(place, len(shared) - 1)
        is_older = (shared[found] == file.ids) & (newest[found] != at)
        for winner in np.unique(newest[found][is_older]).tolist():
            rows = is_older & (newest[found] == winner)
            _take_out(file, rows, "repeated_posting", files[winner].name, settled)
            values = {"older": file.name, "newer": files[winner].name, "rows": int(rows.sum())}
            settled.notes.append(remark("postings_repeated", **values, files=f"{file.name}, {files[winner].name}"))


def _by_batch(files: list[_File]) -> Iterator[list[_File]]:
    """Yield the exports of each batch, newest first."""
    batches: dict[tuple[str, ...], list[_File]] = {}
    for file in files:
        if file.export:
            batches.setdefault(file.export.batch, []).append(file)
    for exports in batches.values():
        yield sorted(exports, key=lambda file: file.age, reverse=True)


def _left_behind(files: list[_File], settled: Settled) -> None:
    """Decide about postings with a GUID that a newer export of their batch lacks: corrected there, or in doubt."""
    for newest_first in _by_batch([file for file in files if file.has_ids]):
        for at, older in enumerate(newest_first):
            missing = ~older.gone
            newer = next((each for each in newest_first[:at] if np.isin(each.ids, older.ids).any()), None)
            if newer is None or not missing.any():
                continue
            if missing.sum() <= _MOST_CORRECTIONS and _are_corrections(
                _rows(older, missing), _rows(newer, ~np.isin(newer.ids, older.ids))
            ):
                _replace(older, newer, settled)
            else:
                _doubt("batch_lacks_postings", older, newer, int(missing.sum()), settled)


def _same_batches(files: list[_File], settled: Settled) -> None:
    """Let a newer export of a batch count that holds the rows of an older one; where both have GUIDs, these say it."""
    for newest_first in _by_batch(files):
        for at, older in enumerate(newest_first):
            rivals = [each for each in newest_first[:at] if not ((each.has_ids and older.has_ids) or each.gone.all())]
            newer = next((each for each in rivals if _replaces(each, older)), None)
            if newer is not None and not older.gone.all():
                _replace(older, newer, settled)


def _replace(older: _File, newer: _File, settled: Settled) -> None:
    _take_out(older, ~older.gone, "replaced_batch", newer.name, settled)
    note = remark("batch_replaced", older=older.name, newer=newer.name, files=f"{older.name}, {newer.name}")
    settled.notes.append(note)


def _doubt(code: Code, first: _File, second: _File, rows: int, settled: Settled) -> None:
    files = f"{first.name}, {second.name}"
    settled.notes.append(remark(code, first=first.name, second=second.name, rows=rows, files=files))


def _replaces(newer: _File, older: _File) -> bool:
    """Return whether a file holds the rows of an older one of its batch, but for corrected ones (at most every second)."""
    had, has = older.counting, newer.counting
    values, counts = np.unique(had, return_counts=True)
    there, times = np.unique(has, return_counts=True)
    place = np.minimum(np.searchsorted(there, values), max(len(there) - 1, 0))
    found = np.where(there[place] == values, times[place], 0) if len(there) else np.zeros(len(values), np.int64)
    shared = int(np.minimum(counts, found).sum())
    missing = len(had) - shared
    if not shared or missing > min(shared, _MOST_CORRECTIONS):
        return False
    if not missing:
        return True
    lacking, added = np.isin(older.rows, values[found < counts]), ~np.isin(newer.rows, values)
    return _are_corrections(_rows(older, lacking), _rows(newer, added))


def _rows(file: _File, wanted: Flags) -> pl.DataFrame:
    frames = [pl.read_parquet(part.path, columns=["document_ref1", *_CORRECTED]) for part in file.parts]
    return pl.concat(frames).filter(pl.Series(wanted))


def _are_corrections(missing: pl.DataFrame, added: pl.DataFrame) -> bool:
    """Return whether each missing posting has another of its document in the new file that differs in two values at most."""
    by_document: dict[str, list[tuple[object, ...]]] = {}
    for number, *values in added.select("document_ref1", *_CORRECTED).rows():
        by_document.setdefault(number, []).append(tuple(values))
    for number, *values in missing.select("document_ref1", *_CORRECTED).rows():
        candidates = by_document.get(number, []) if number else []
        near = [
            each
            for each in candidates
            if sum(one != other for one, other in zip(each, values, strict=True)) <= 2  # noqa: PLR2004
        ]
        if not near:
            return False
        candidates.remove(near[0])
    return True


def _doubts(files: list[_File], settled: Settled) -> None:
    """Name the pairs of files that share so many equal postings that one could repeat the other."""
    own = [np.unique(file.counting) for file in files]
    shared = repeated(np.concatenate(own))
    if not len(shared):
        return
    holders = [np.isin(shared, each) for each in own]
    often = np.sum(holders, axis=0) > _MOST_FILES_OF_A_ROW
    for one, other in combinations([at for at, held in enumerate(holders) if held.any()], 2):
        first, second = files[one], files[other]
        if first.has_ids and second.has_ids:
            continue
        same = shared[holders[one] & holders[other] & ~often]
        if len(same) * _MOST_FILES_OF_A_ROW < _DOUBTFUL_SHARE * min(len(first.counting), len(second.counting)):
            continue
        rows = min(int(np.isin(file.counting, same).sum()) for file in (first, second))
        if rows and rows >= _DOUBTFUL_SHARE * min(len(first.counting), len(second.counting)):
            _doubt("batch_doubtful", first, second, rows, settled)


def _take_out(file: _File, rows: Flags, rule: str, value: str, settled: Settled) -> None:
    file.gone |= rows
    begin = 0
    for part in file.parts:
        height = int(pl.scan_parquet(part.path).select(pl.len()).collect().item())
        places = pl.Series(np.flatnonzero(rows[begin : begin + height]), dtype=pl.UInt32)
        settled.take_out(part, places, rule, pl.lit(value))
        begin += height
