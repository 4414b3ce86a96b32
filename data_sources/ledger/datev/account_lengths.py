"""How many digits the accounts of a ledger have, and had: one that makes them longer gives each another number.

What was written against the former numbers (mappings, ranges, decisions about open items, the dealer system's debtors) does
not know the new ones, so both stay as they were delivered, and the check says it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from data_sources.ledger.datev.header import Header
from data_sources.remarks import remark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from data_sources.ledger.datev.files import FoundFile
    from data_sources.remarks import Remark


@dataclass(frozen=True)
class AccountLengths:
    """What the headers of a folder say of it.

    Attributes:
        said: Names of the files that say it, with their headers, in the order of their fiscal years.
    """

    said: tuple[tuple[str, Header], ...]

    @classmethod
    def of(cls, files: Iterable[FoundFile]) -> Self:
        """Return what the files of a folder say."""
        said = [
            (found.name, found.header)
            for found in files
            if found.header and found.layout and found.table != "payment_terms"
        ]
        return cls(tuple(sorted(said, key=lambda each: (each[1].fiscal_year_start, each[1].created))))

    def own(self, found: FoundFile) -> int | None:
        """Return the digits of a general ledger account in a file; None: nothing says it.

        A list says none: it has those of the fiscal year of its day, a list of open items those of the last one.
        """
        if found.header:
            return found.header.account_length
        day = found.balances.period.end if found.balances and found.balances.period else dt.date.max
        headers = [header for _name, header in self.said]
        before = [header for header in headers if header.fiscal_year_start <= day] or headers[:1]
        return before[-1].account_length if before else None

    def changes(self) -> list[Remark]:
        """Return where one client's accounts have another length: the last file that has one, and the first that has the next."""
        found = []
        for client in sorted({header.client for _name, header in self.said}):
            files: dict[int, list[str]] = {}
            for name, header in self.said:
                if header.client == client:
                    files.setdefault(header.account_length, []).append(name)
            for former, later in pairwise(files):
                found.append(
                    remark(
                        "account_lengths_changed",
                        client=client, first=files[former][-1], second=files[later][0], former=former, later=later,
                    )
                )  # fmt: skip
        return found
