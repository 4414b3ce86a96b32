"""Writes the postings of cases that were worked out on paper (``business_cases``) as batches of DATEV's, one per year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.data_sources.ledger.datev_files import datev_file, header, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.clientinfo_kernel.ingest.business_cases import Row

WIDTH = 120


def debtor(place: int) -> str:
    """The account of a case's customer, in its rows ``D``."""
    return str(10_001 + place)


def payer(place: int) -> str:
    """The account of who pays for them, in its rows ``E``."""
    return str(20_001 + place)


def own_number(place: int, number: str) -> str:
    """A document number that no other case has."""
    return f"{place:03}{number}"


def write_batches(folder: Path, chart: str, cases: Sequence[Sequence[Row]], *, own_numbers: bool = False) -> None:
    """Write a batch per year, all cases in it, in the order of the days, and one of what a ledger taken over within it opens with.

    Args:
        folder: Of the ledger.
        chart: Header field 27.
        cases: The rows of each case.
        own_numbers: Make the document numbers those of their case.
    """
    rows = sorted(((row, place) for place, case in enumerate(cases) for row in case), key=lambda each: each[0][0])
    for batch in sorted({_batch(row) for row, _place in rows}):
        lines, year = [], batch[:4]
        for row, place in rows:
            if _batch(row) != batch:
                continue
            day, amount, side, account, contra, key, number, more = row
            names = {"D": debtor(place), "E": payer(place)}
            written = own_number(place, number) if own_numbers else number
            values = {1: amount, 2: side, 7: names.get(account, account), 8: names.get(contra, contra), 9: key}
            lines.append(record(values | {10: day[8:] + day[5:7], 11: written} | more, WIDTH))
        first = header(f13=f"{year}0101", f15=f"{year}0101", f16=f"{year}1231", f27=chart)
        (folder / f"EXTF_{batch}.csv").write_bytes(datev_file(lines, width=WIDTH, first=first).encode("cp1252"))


def _batch(row: Row) -> str:
    """Return the year of a posting, and the day where it opens accounts within the year."""
    day, _amount, _side, account, contra, *_more = row
    opens_within = "9008" in {account, contra} and not day.endswith("-01-01")
    return day if opens_within else day[:4]
