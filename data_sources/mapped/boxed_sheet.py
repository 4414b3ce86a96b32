"""The rows of a workbook, read in the box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from data_sources.mapped.boxed_file import boxed_parts
from data_sources.mapped.sheet_process import Answer, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data_sources.mapped.sheet import Row


def boxed_rows(path: Path, sheet: str | int) -> Iterator[Row]:
    """Yield the rows with cells of a sheet, by its name or its number from 0.

    Raises:
        FileDamaged: No such sheet, no Excel file, or one that exceeds what is read.
        FileUnread: It cannot be read.
    """
    groups = boxed_parts(
        path,
        "data_sources.mapped.sheet_process",
        lambda descriptor, seconds: Wanted(descriptor, sheet, seconds),
        msgspec.msgpack.Decoder(Answer).decode,
    )
    for group in groups:
        yield from group
