"""Lists of open items that were exported again: a list says what is open on its day, so the newest one counts."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.ingest.settled import CheckedPart, Settled
from data_sources.ledger.periods import period_of
from data_sources.remarks import remark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ITEM = ("account", "document_ref1", "document_on")
_SHARED = 0.1
_DAY = len("20261130")


def repeated_lists(parts: Sequence[CheckedPart]) -> Settled:
    """Leave out each list of which a newer one says the same: it shares a tenth of the shorter one's items.

    The one that says a later day, in a title or its name, is the newer; where not all say one, the one whose file was
    written on a later day, then the one with the later document, then by name. Lists of different accounts (A to K, L to Z) share nothing and all count.
    """
    settled = Settled("ledger", "open_items")
    files: dict[str, list[CheckedPart]] = {}
    for part in parts:
        files.setdefault(part.file, []).append(part)
    if len(files) < 2:  # noqa: PLR2004 - one list repeats nothing
        return settled
    items = {
        file: pl.concat(pl.read_parquet(part.path, columns=[*_ITEM]) for part in own) for file, own in files.items()
    }
    last_document = {file: str(rows["document_on"].max()) for file, rows in items.items()}
    said = _where_all_say({file: _day_of(file, own[0]) for file, own in files.items()})
    written = _where_all_say({file: _written_on(own[0]) for file, own in files.items()})

    def age(file: str) -> tuple[str, ...]:
        return said.get(file, ""), written.get(file, ""), last_document[file], file

    newest_first = sorted(items, key=age, reverse=True)
    counting: list[str] = []
    for file in newest_first:
        newer = next((each for each in counting if _tell_the_same(items[each], items[file])), None)
        if newer is None:
            counting.append(file)
            continue
        for part in files[file]:
            rows = pl.int_range(_height(part), dtype=pl.UInt32, eager=True)
            settled.take_out(part, rows, "replaced_list", pl.lit(newer))
        settled.notes.append(remark("list_replaced", older=file, newer=newer, files=f"{file}, {newer}"))
    return settled


def _day_of(file: str, part: CheckedPart) -> str:
    if part.export and part.export.period_end:
        return part.export.period_end
    named = period_of((), PurePosixPath(file).name)
    return named.end.isoformat() if named else ""


def _written_on(part: CheckedPart) -> str:
    return part.export.created[:_DAY] if part.export else ""


def _where_all_say(days: Mapping[str, str]) -> Mapping[str, str]:
    return days if all(days.values()) else {}


def _height(part: CheckedPart) -> int:
    return int(pl.scan_parquet(part.path).select(pl.len()).collect().item())


def _tell_the_same(one: pl.DataFrame, other: pl.DataFrame) -> bool:
    shared = other.join(one.unique(), on=[*_ITEM], how="semi", nulls_equal=True).height
    return shared > 0 and shared >= _SHARED * min(one.height, other.height)
