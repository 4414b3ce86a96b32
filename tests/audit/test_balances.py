"""The list of totals and balances of a sound house agrees with what the product books, and a changed amount is found.

The list is summed up from the raw files in plain Python, as an accounting office would print it: gross on debtors, net on
the accounts that make or cost profit, by account and fiscal year.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.settings import read_settings
from demo_dealership.habits import USUAL
from tests.audit import raw_ledger
from tests.audit.dealership import dealership
from tests.audit.second_opinion import account_ranges, range_of
from tests.data_sources.ledger.datev_files import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

YEAR = 2011
_PERSONAL = 7  # digits of a debtor account
HEAD = "Konto;Beschriftung;EB-Wert Soll;EB-Wert Haben;VZ Soll;VZ Haben"


def totals(folder: Path) -> dict[str, tuple[Decimal, Decimal]]:
    """Sum up what each account opened the year with and what it took in it, debit positive; profit begins at nothing."""
    known = account_ranges(folder / "kontenzuordnung.csv")
    sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for leg in raw_ledger.legs(raw_ledger.postings(folder / "exports" / "datev")):
        own = range_of(known, leg.account)
        if own is not None and leg.year == YEAR:
            sums[leg.account][1] += raw_ledger.net(leg.amount, leg.key, own.tax_percent)
        elif len(leg.account) == _PERSONAL and leg.year <= YEAR:
            sums[leg.account][leg.year == YEAR] += leg.amount
    return {account: (opening, moved) for account, (opening, moved) in sums.items()}


def listed(folder: Path, sums: dict[str, tuple[Decimal, Decimal]]) -> None:
    lines = [
        ";".join([account, "", *(str(max(each, 0)) for total in pair for each in (total, -total))]).replace(".", ",")
        for account, pair in sorted(sums.items())
    ]
    write(folder / "exports" / "datev", f"SuSa_{YEAR}-12.csv", "\r\n".join([HEAD, *lines, ""]))


def found(folder: Path) -> list[tuple[str, str, Decimal]]:
    settings = read_settings(folder / "clientinfo.toml")
    refresh(settings)
    findings = SnapshotStore(settings.state_folder / "snapshots").newest().whole("findings")
    return [row for row in findings.select("kind", "subject", "amount").rows() if row[0] == "balance_differs"]


def test_the_list_of_a_house_with_every_habit_agrees(tmp_path: Path) -> None:
    folder = dealership(tmp_path, USUAL)
    sums = totals(folder)
    assert len(sums) > 50
    listed(folder, sums)
    assert found(folder) == []
    account = max(sums, key=lambda each: abs(sums[each][1]))
    opening, moved = sums[account]
    listed(folder, sums | {account: (opening, moved + Decimal("0.01"))})
    assert found(folder) == [("balance_differs", account, Decimal("0.01"))]
