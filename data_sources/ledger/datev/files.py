"""What lies in the folder of a DATEV export: each file, what kind it is, and the order to read them in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data_sources.file_names import shown_name, skipped_beside
from data_sources.ledger.datev.balances import BalanceList, find_balances
from data_sources.ledger.datev.header import Header, HeaderWrong, is_datev, parse_header
from data_sources.ledger.datev.headings import Headings, ListHeadings, datev_headings
from data_sources.ledger.datev.layout import ACCOUNTS, DEBTORS, LAYOUTS, PAYMENT_TERMS, POSTINGS, Layout
from data_sources.ledger.datev.monthly_balances import SidesUnclear
from data_sources.ledger.datev.open_items import TITLE_LINES, find_headings
from data_sources.ledger.periods import period_of
from data_sources.text_blocks import text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data_sources.text_blocks import Digest, TextBlock

_SUFFIXES = {".csv", ".txt"}
_PREFIXES = ("EXTF_", "DTVF_")
_HEAD = 32 * 1024  # bytes: the headings of the widest format take about 5,000
_TABLE_ORDER = (ACCOUNTS.table, DEBTORS.table, PAYMENT_TERMS.table, POSTINGS.table, "open_items", "balances")
_NAME_HINTS = {
    "debitor": DEBTORS.table,
    "kreditor": DEBTORS.table,
    "stammdaten": DEBTORS.table,
    "beschriftung": ACCOUNTS.table,
    "zahlungsbedingung": PAYMENT_TERMS.table,
    "opos": "open_items",
    "offene": "open_items",
    "susa": "balances",
    "saldenliste": "balances",
}
_NO_DAY = (
    "a list of totals and balances that does not say which day it is for; "
    "name the month in the file's name: SuSa_2026-03.csv"
)
# By their first bytes; the second one of GZIP is another letter in each encoding.
_PACKED = {
    "PK\x03\x04": "a ZIP archive or an Excel workbook and no text: unpack it into this folder, or save it as CSV",
    "\x1f": "a GZIP archive, which is not opened: unpack it into this folder",
}
_NEITHER = (
    "neither a DATEV file (no EXTF or DTVF in line 1) nor a list of open items "
    f"(no headings Konto, Datum, Sollbetrag, Habenbetrag, Saldo in the first {TITLE_LINES} lines) "
    "nor one of totals and balances (Konto, EB-Wert, Soll, Haben, Saldo)"
)


@dataclass(frozen=True)
class FoundFile:
    """A file of the folder and what its beginning says.

    Attributes:
        path: Where it is.
        name: Path relative to the folder, as shown to people.
        header: Line 1 of a DATEV file.
        headings: Its headings.
        open_items: Headings of a list of open items.
        listed_on: The day that it is of, as a title above the headings or the file's name says it; None: neither does.
        balances: Headings of a list of totals and balances.
        damage: Why it is none of them; ``unreadable`` says whether it could not even be opened.
        unreadable: The operating system refused to open it.
    """

    path: Path
    name: str
    header: Header | None = None
    headings: Headings | None = None
    open_items: ListHeadings | None = None
    listed_on: date | None = None
    balances: BalanceList | None = None
    damage: str | None = None
    unreadable: bool = False

    @property
    def layout(self) -> Layout | None:
        """The layout of a DATEV file that we read."""
        return LAYOUTS.get(self.header.category) if self.header else None

    @property
    def is_other_category(self) -> bool:
        """A sound DATEV file of a kind that holds nothing for us."""
        return self.header is not None and self.layout is None

    @property
    def table(self) -> str:
        """The table that it fills; for a file that is not understood, the one that its name suggests."""
        if self.layout:
            return self.layout.table
        if self.open_items or self.balances:
            return "open_items" if self.open_items else "balances"
        hints = (table for hint, table in _NAME_HINTS.items() if hint in self.name.lower())
        return next(hints, POSTINGS.table)

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Master data before postings, then by period and time of export, so that the newest comes last."""
        period = str(self.header.period_start or self.header.fiscal_year_start) if self.header else ""
        return (
            _TABLE_ORDER.index(self.table),
            period if self.table == POSTINGS.table else "",
            self.header.created if self.header else "",
            self.name,
        )


def find_files(folder: Path, encoding: str | None = None) -> list[FoundFile]:
    """Return every file below the folder that could be a DATEV export, in the order in which to read them.

    Raises:
        OSError: The folder itself cannot be listed.
    """
    list(folder.iterdir())  # rglob passes over a folder that it is not allowed to list
    paths = sorted(path for path in folder.rglob("*") if _is_candidate(path, folder))
    return sorted((look_into(path, folder, encoding) for path in paths), key=lambda found: found.order)


def skipped_files(folder: Path) -> list[str]:
    """Return the names of the files that lie next to those that could be exports: an Excel sheet, a PDF."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    names = {path.relative_to(folder).as_posix(): _is_candidate(path, folder) for path in paths}
    return skipped_beside(list(names), {name for name, is_read in names.items() if is_read})


def look_into(path: Path, folder: Path, encoding: str | None = None) -> FoundFile:
    """Find out from its beginning what kind of file this is."""
    name = shown_name(path.relative_to(folder))
    try:
        lines = next(blocks(path, encoding, _HEAD)).lines.to_list()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return FoundFile(path, name, damage=f"the file cannot be read: {reason}", unreadable=True)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        return FoundFile(path, name, damage="the file is empty")
    packed = next((what for begin, what in _PACKED.items() if first.startswith(begin)), None)
    if packed:
        return FoundFile(path, name, damage=packed)
    if is_datev(first):
        try:
            return FoundFile(path, name, header=parse_header(first), headings=datev_headings(lines))
        except HeaderWrong as error:
            return FoundFile(path, name, damage=str(error))
    return _list(path, name, lines)


def blocks(path: Path, encoding: str | None, size: int, digest: Digest | None = None) -> Iterator[TextBlock]:
    """Read a file as text: in the given encoding, else in the one that it shows (DATEV writes cp1252).

    Raises:
        OSError: It cannot be read.
        LookupError: There is no such encoding.
    """
    return text_blocks(path, encoding or "cp1252", size, is_certain=encoding is not None, digest=digest)


def _list(path: Path, name: str, lines: list[str]) -> FoundFile:
    """Find out which list of an accounting program a file is: it has headings and no DATEV header."""
    if items := find_headings(lines):
        said = period_of(lines[: items.heading_line], path.name)
        return FoundFile(path, name, open_items=items, listed_on=said.end if said else None)
    try:
        listed = find_balances(lines, path.name)
    except SidesUnclear as error:
        return FoundFile(path, name, damage=f"a list of totals and balances that is not understood: {error}")
    if listed and listed.period:
        return FoundFile(path, name, balances=listed)
    return FoundFile(path, name, damage=_NO_DAY if listed else _NEITHER)


def _is_candidate(path: Path, folder: Path) -> bool:
    if any(part.startswith((".", "~")) for part in path.relative_to(folder).parts):
        return False  # hidden and lock files
    if path.suffix.lower() not in _SUFFIXES and not path.name.upper().startswith(_PREFIXES):
        return False
    return path.is_file() or (path.is_symlink() and not path.exists())
