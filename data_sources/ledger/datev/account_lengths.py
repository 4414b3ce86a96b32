"""How many digits the accounts of a ledger have, and had: a ledger that makes them longer writes zeros behind each.

So files of the years before name the same accounts as those of the years since, once they have the zeros, too.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data_sources.ledger.datev.header import Header

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from data_sources.ledger.datev.files import FoundFile


@dataclass(frozen=True)
class AccountLengths:
    """What the headers of a folder say of it.

    Attributes:
        headers: Those that say it, in the order of their fiscal years.
    """

    headers: tuple[Header, ...]

    @classmethod
    def of(cls, files: Iterable[FoundFile]) -> Self:
        """Return what the files of a folder say."""
        headers = [found.header for found in files if found.header and found.layout and found.table != "payment_terms"]
        return cls(tuple(sorted(headers, key=lambda header: (header.fiscal_year_start, header.created))))

    def own(self, found: FoundFile) -> int | None:
        """Return the digits of a general ledger account in a file; None: nothing says it.

        A list says none: it has those of the fiscal year of its day, a list of open items those of the last one.
        """
        if found.header:
            return found.header.account_length
        day = found.balances.period.end if found.balances and found.balances.period else dt.date.max
        before = [header for header in self.headers if header.fiscal_year_start <= day] or self.headers[:1]
        return before[-1].account_length if before else None

    def zeros(self, found: FoundFile) -> int:
        """Return how many zeros a file's accounts lack behind them."""
        client, own = found.header.client if found.header else None, self.own(found)
        of_client = [header.account_length for header in self.headers if client in (None, header.client)]
        return max(of_client, default=0) - own if own and of_client else 0
