"""Which days the ledger has under a document number that an inbox or an order spells in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from clientinfo_kernel.query.document_key import document_key

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class LedgerNumbers:
    """The days that stand in the ledger, by the keys of their numbers; ``cut``: by those without leading zeros.

    A number of which nothing stands, or not yet, has no days in ``exact``: it is another one than those it is like without
    its zeros.
    """

    exact: Mapping[str, Sequence[date | None]]
    cut: Mapping[str, Sequence[date | None]]

    @classmethod
    def of(cls, days: Iterable[tuple[str | None, date | None]], known: Iterable[str | None] = ()) -> LedgerNumbers:
        """Sort days by the keys of their numbers; what has no number is left out.

        Args:
            days: Number and day of what stands.
            known: All numbers that the ledger spells, also where nothing of them stands.
        """
        exact: dict[str, list[date | None]] = {}
        cut: dict[str, list[date | None]] = {}
        for number, day in days:
            key = document_key(number)
            if key is not None:
                exact.setdefault(key, []).append(day)
                cut.setdefault(key.lstrip("0"), []).append(day)
        for key in map(document_key, known):
            if key is not None:
                exact.setdefault(key, [])
        return cls(exact, cut)

    def days(self, key: str) -> Sequence[date | None]:
        """Return the days of a number; a ledger can cut leading zeros off, which counts where it has no number as spelled."""
        if key in self.exact:
            return self.exact[key]
        return self.cut.get(bare, ()) if (bare := key.lstrip("0")) else ()
