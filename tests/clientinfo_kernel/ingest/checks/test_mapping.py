"""Accounts whose place in the mapping is another than in the last snapshot."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks.mapping import moved_accounts
from clientinfo_kernel.live.account_ranges import ON_SCREEN
from clientinfo_kernel.query.tables.gross_profit import ACCOUNT_SUMS


def sums(**more: Any) -> pl.LazyFrame:
    """What stands on 8400 in two years, by a range of the house's file."""
    common: dict[str, Any] = {
        "account": "8400", "role": "revenue", "division": "workshop", "is_warranty": False, "labour_cost_rate": 1000,
        "mapping_file": "accounts.csv", "mapping_row": 4,
    }  # fmt: skip
    years = (("2011", "100.00"), ("2012", "50.00"))
    rows = [{**common, "year": int(year), "amount": Decimal(amount), **more} for year, amount in years]
    columns = ACCOUNT_SUMS.columns
    return pl.LazyFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)


@pytest.mark.parametrize(
    ("now", "row"),
    [
        ({}, None),
        ({"mapping_row": 5, "mapping_file": "other.csv", "range_name": "Lohn"}, None),  # the same, in another line
        ({"division": "parts"}, 4),
        ({"role": "revenue_deduction"}, 4),
        ({"is_warranty": True}, 4),
        ({"labour_cost_rate": None}, 4),
        ({"cost_of_goods_rate": 6700}, 4),
        ({"tax_rate": 700}, 4),
        ({"division": "parts", "mapping_row": 9}, 9),
        ({"role": None, "division": None, "mapping_file": None, "mapping_row": None}, 4),  # its range is gone
        ({"division": "parts", "mapping_file": ON_SCREEN}, None),  # controlling did, and saw what it does
        ({"division": "parts", "amount": Decimal("0.00")}, None),
        ({"division": "parts", "account": "8401"}, None),  # another account
    ],
)
def test_an_account_that_the_file_maps_elsewhere_is_found_with_what_stands_on_it(
    now: dict[str, Any], row: int | None
) -> None:
    found = moved_accounts(sums(), sums(**now)).collect()
    expected = [] if row is None else [("account_moved", "8400", Decimal("150.00"), "accounts.csv", row)]
    assert found.select("kind", "subject", "amount", "source_file", "source_row").rows() == expected
    assert moved_accounts(ACCOUNT_SUMS.columns.to_frame().lazy(), sums(**now)).collect().is_empty()


def test_a_range_that_was_taken_back_on_screen_is_no_finding() -> None:
    before = sums(division="parts", mapping_file=ON_SCREEN)
    assert moved_accounts(before, sums()).collect().is_empty()
