"""What the four readers (CSV, Excel, Parquet, SQL) hand to the common one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from data_sources.records import Records
from data_sources.remarks import Remark

STRETCH_ROWS = 100_000


@dataclass(frozen=True)
class Opened:
    """A file or query that is open for reading.

    Attributes:
        headings: Its columns, as written.
        stretches: Given unique names for the columns, the records in stretches of bounded size.
        content: Returns the SHA-256 of the bytes that are read so far (all, with the last stretch); empty where nobody
            counts them.
        notes: What there is to say about the file.
    """

    headings: list[str]
    stretches: Callable[[Sequence[str]], Iterator[Records]]
    content: Callable[[], str] = str
    notes: tuple[Remark, ...] = ()
