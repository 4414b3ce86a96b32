"""``clientinfo check``: do the figures agree with the ledger, the dealer system and each other?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import polars as pl

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.ingest.reconcile import Reconciliation, reconcile
from clientinfo_kernel.query.finding_kinds import FINDING_KINDS
from clientinfo_kernel.query.snapshot import SnapshotStore
from clientinfo_kernel.query.snapshot_verdict import snapshot_verdict
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_line, print_rows
from widgets.texts.findings import finding_sentence, verdict_sentence
from widgets.texts.language import session

if TYPE_CHECKING:
    from clientinfo_kernel.query.verdict import Verdict
    from clientinfo_kernel.settings import Settings
    from hub.commands.options import ChosenSettings

_SHOWN = 50
_TRACED = 5


@click.command()
@choose_settings
@options.as_json
def command(settings: ChosenSettings, *, as_json: bool) -> None:
    """Print what does not agree; exit with 0 when the figures are sound, with 1 when one can be wrong."""
    chosen = settings.read()
    _know_what_is_accepted(chosen)
    snapshot = SnapshotStore(chosen.state_folder / "snapshots").newest()
    result = reconcile(snapshot)
    verdict = snapshot_verdict(snapshot, chosen, result.as_findings())
    with session("en"):  # commands speak English
        if as_json:
            print_json(_as_json(result, verdict))
        else:
            _as_text(result, verdict)
    sys.exit(0 if verdict.judgement == "sound" else 1)


def _know_what_is_accepted(settings: Settings) -> None:
    unknown = sorted({each.kind for each in settings.check.accepted} - set(FINDING_KINDS))
    if unknown:
        known = ", ".join(FINDING_KINDS)
        raise SettingsError(f"check.accepted: unknown kind {', '.join(unknown)}; there are: {known}")


def _as_json(result: Reconciliation, verdict: Verdict) -> dict[str, object]:
    tables = {
        "months": result.months,
        "years": result.years,
        "open_items": result.open_items,
        "tabs": result.tabs,
        "unmapped_accounts": result.unmapped,
    }
    wrong = result.months.filter(pl.col("difference") != 0)
    return {
        "verdict": verdict.judgement,
        "sentence": verdict_sentence(verdict),
        "until": verdict.until and verdict.until.isoformat(),
        "findings": [
            {
                "kind": group.kind,
                "gravity": group.gravity,
                "amount": str(group.amount),
                "count": group.count,
                "sentence": finding_sentence(group),
                "accepted": group.is_accepted,
                "reason": group.reason,
                "examples": [
                    {
                        "file": each.file,
                        "row": each.row,
                        "subject": each.subject,
                        "amount": str(each.amount),
                        "stated": None if each.stated is None else str(each.stated),
                        "booked": None if each.booked is None else str(each.booked),
                    }
                    for each in group.examples
                ],
            }
            for group in verdict.groups
        ],
        "agrees": result.agrees,
        "differences": _rows(wrong),
        **{name: _rows(frame) for name, frame in tables.items()},
    }


def _rows(frame: pl.DataFrame) -> list[dict[str, object]]:
    return frame.with_columns(pl.col(pl.Decimal, pl.Date).cast(pl.String)).to_dicts()


def _as_text(result: Reconciliation, verdict: Verdict) -> None:
    print_line(f"{verdict.judgement}: {verdict_sentence(verdict)}")
    for group in verdict.groups:
        print_line(f"\n{group.kind}: {finding_sentence(group)}".lstrip("\n"))
        print_rows(
            ("subject", "amount", "stated", "booked", "file", "line"),
            [
                (each.subject, each.amount, each.stated, each.booked, each.file, each.row)
                for each in group.examples[:_TRACED]
            ],
        )
    sums = result.months.filter(pl.col("role") == "revenue").select(
        pl.col("ledger", "customers", "unassigned", "difference").sum()
    )
    ledger, customers, unassigned, difference = sums.row(0)
    print(
        f"\nrevenue by the ledger {ledger}, of customers {customers}, unassigned {unassigned}, difference {difference}"
    )
    for title, frame in (
        ("months and accounts that differ", result.months.filter(pl.col("difference") != 0)),
        ("years that differ", result.years.filter(pl.col("difference") != 0)),
        ("figures on customers' tabs that differ from what lies below", result.tabs),
        ("debtors whose open items differ from their postings", result.open_items),
        ("accounts without a range in the mapping", result.unmapped),
    ):
        print(f"\n{title}: {frame.height}")
        if frame.height:
            print_rows(frame.columns, frame.head(_SHOWN).rows())
