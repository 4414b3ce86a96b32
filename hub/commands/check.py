"""``clientinfo check``: does the snapshot agree with the ledger?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import polars as pl

from clientinfo_kernel.ingest.reconcile import Reconciliation, reconcile
from clientinfo_kernel.query.snapshot import SnapshotStore
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.command()
@choose_settings
@options.as_json
def command(settings: ChosenSettings, *, as_json: bool) -> None:
    """Print the differences; exit with 0 when every cent agrees, else with 1."""
    result = reconcile(SnapshotStore(settings.read().state_folder / "snapshots").newest())
    if as_json:
        print_json(_as_json(result))
    else:
        _as_text(result)
    sys.exit(0 if result.agrees else 1)


def _as_json(result: Reconciliation) -> dict[str, object]:
    tables = {
        "months": result.months,
        "years": result.years,
        "open_items": result.open_items,
        "tabs": result.tabs,
        "unmapped_accounts": result.unmapped,
    }
    wrong = result.months.filter(pl.col("difference") != 0)
    return {
        "agrees": result.agrees,
        "differences": _rows(wrong),
        **{name: _rows(frame) for name, frame in tables.items()},
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.with_columns(pl.col(pl.Decimal, pl.Date).cast(pl.String)).to_dicts()


def _as_text(result: Reconciliation) -> None:
    sums = result.months.filter(pl.col("role") == "revenue").select(
        pl.col("ledger", "customers", "unassigned", "difference").sum()
    )
    ledger, customers, unassigned, difference = sums.row(0)
    print(f"revenue by the ledger {ledger}, of customers {customers}, unassigned {unassigned}, difference {difference}")
    for title, frame in (
        ("months and accounts that differ", result.months.filter(pl.col("difference") != 0)),
        ("years that differ", result.years.filter(pl.col("difference") != 0)),
        ("figures on customers' tabs that differ from what lies below", result.tabs),
        ("debtors whose open items differ from their postings", result.open_items),
        ("accounts without a range in the mapping", result.unmapped),
    ):
        print(f"\n{title}: {frame.height}")
        if frame.height:
            print_rows(frame.columns, frame.head(50).rows())
