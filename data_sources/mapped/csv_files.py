"""CSV files, in stretches of bounded size."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from data_sources.delimited_text import Delimited
from data_sources.mapped.damage import FileDamaged, FileUnread
from data_sources.mapped.opened import Opened
from data_sources.read_as import encoding_note

if TYPE_CHECKING:
    from pathlib import Path

    from data_sources.mapped.mapping import Formats

# Each costs memory for every stretch of the file; Excel has as many.
_MOST_COLUMNS = 16_384


def open_csv(path: Path, formats: Formats) -> Opened:
    """Open a CSV file: its first record after ``skip_lines`` holds the headings.

    Raises:
        FileDamaged: It is empty, or has more columns than any export.
        FileUnread: It cannot be read.
    """
    layout = Delimited(formats.separator, formats.quote, formats.encoding)
    digest = hashlib.sha256()
    try:
        file = layout.opened(path, formats.skip_lines, digest=digest)
    except OSError as error:
        raise FileUnread(f"cannot be read: {error.strerror}") from None
    if not file.headings:
        raise FileDamaged("the file is empty: no headings")
    if len(file.headings) > _MOST_COLUMNS:
        raise FileDamaged(f"is refused: it has {len(file.headings)} columns, more than {_MOST_COLUMNS}")
    return Opened(file.headings, file.records, digest.hexdigest, encoding_note(file.encoding, formats.encoding))
