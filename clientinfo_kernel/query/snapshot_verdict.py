"""What the check says of the figures of a snapshot."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.verdict import Verdict, delivery_findings, verdict

if TYPE_CHECKING:
    from clientinfo_kernel.query.snapshot import Snapshot
    from clientinfo_kernel.settings import Settings


def snapshot_verdict(snapshot: Snapshot, settings: Settings, more: pl.DataFrame | None = None) -> Verdict:
    """Return the verdict on a snapshot.

    Args:
        snapshot: Which.
        settings: What they accept is known.
        more: Further findings (``tables.findings.FINDINGS``).
    """
    last = snapshot.columns("ledger_months", ["month"])["month"].max()
    until = None
    if isinstance(last, date):
        until = min(last.replace(day=monthrange(last.year, last.month)[1]), settings.key_date())
    found = [snapshot.whole("findings"), delivery_findings(snapshot.sources), *([] if more is None else [more])]
    return verdict(pl.concat(found), settings.check.accepted, settings.key_date(), until)
