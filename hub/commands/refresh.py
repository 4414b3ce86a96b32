"""``clientinfo refresh``: sources -> snapshot, with a line per source."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import click
import polars as pl
from rich.console import Console

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.errors import AuditUnavailable, NotPermitted
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.live.across import known_contents
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.document_files import DocumentFiles, NoRoomForDocuments
from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.margin import Margin
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods
from clientinfo_kernel.margin.kept_wages import put_kept_wages_in_sums
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.snapshot import SnapshotStore
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import plain, print_json, print_line, print_rows
from widgets.texts.language import session
from widgets.texts.remarks import sentence

if TYPE_CHECKING:
    from clientinfo_kernel.ingest.refresh import RefreshReport
    from clientinfo_kernel.settings import Settings
    from data_sources.remarks import Remark
    from hub.commands.options import ChosenSettings


# A browser keeps a draft for 7 days; a draft that is saved then finds the content that it was made with.
_DRAFTS_LIVE = timedelta(days=8)


@click.command()
@choose_settings
@click.option("--full", is_flag=True, help="Read every file and build again, whether anything changed or not.")
@click.option("--accept", multiple=True, metavar="SOURCE", help="Take a delivery that was held back.")
@options.as_json
def command(settings: ChosenSettings, *, full: bool, accept: tuple[str, ...], as_json: bool) -> None:
    """Refresh, showing the running step on a terminal; then delete what the audit log has kept long enough.

    A line per source is followed by the notes on the deliveries, indented. It ends with 1 when a source could not be
    read, stays at an older delivery, or a whole file of it was refused; refused records alone leave it at 0.
    """
    known = settings.read()
    unknown = sorted(set(accept) - set(known.sources))
    if unknown:
        there = ", ".join(known.sources) or "none"
        raise click.BadParameter(f"no source {', '.join(unknown)} in the settings; there are: {there}")
    with Console(stderr=True).status("refresh") as status:
        report = refresh(known, status.update, full=full, accept=frozenset(accept))
    _prune_audit_log(known)
    _sweep_contents(known)
    _compare_closed_months(known)
    unassigned = SnapshotStore(known.state_folder / "snapshots").newest().whole("inbox_unassigned")
    if as_json:
        print_json(_as_json(report, unassigned))
        sys.exit(_exit_code(report))
    headings = ("source", "connector", "state", "read", "kept", "quarantined", "seconds", "reason")
    print_rows(
        headings,
        [
            (
                each.source, each.connector, each.state, each.rows, each.rows - each.quarantined, each.quarantined,
                f"{each.seconds:.1f}", each.reason,
            )
            for each in report.sources
        ],
    )  # fmt: skip
    with session("en"):
        for each in report.sources:
            for note in each.notes:
                print_line(f"  {each.source}: {plain(sentence(note))}")
    if unassigned.height:
        print(f"{unassigned.height} entries of the inboxes lead to no customer: clientinfo refresh --json names them")
    print(f"snapshot {report.snapshot}: {report.customers} customers in {report.seconds:.1f} s")
    sys.exit(_exit_code(report))


def _exit_code(report: RefreshReport) -> int:
    """Return 0 if every source is fresh. What refused records mean for the figures is the answer of ``check``."""
    return 0 if all(each.state == "fresh" for each in report.sources) else 1


def _prune_audit_log(settings: Settings) -> None:
    """Delete old months of the audit log here, in what every operator runs again and again; a failure is only said.

    A refresh with a user of its own has no way to the log: there ``clientinfo audit --prune`` does it.
    """
    log = AuditLog.of(settings)
    if not os.access(log.folder, os.R_OK | os.W_OK | os.X_OK):
        return
    try:
        deleted = log.prune(settings.audit_months)
    except AuditUnavailable as error:
        print(f"clientinfo: {error}", file=sys.stderr)
        return
    if deleted:
        print(f"audit log: older than {settings.audit_months} months, deleted: {', '.join(deleted)}", file=sys.stderr)


def _sweep_contents(settings: Settings) -> None:
    """Delete contents of documents that nobody saved, here as well; a refresh with a user of its own leaves them."""
    files = DocumentFiles.of(settings.state_folder)
    if not os.access(files.folder, os.R_OK | os.W_OK | os.X_OK):
        return
    try:
        database = LiveDatabase.of(settings)
        swept = files.sweep(partial(known_contents, database), _DRAFTS_LIVE) if database.exists() else 0
    except (LiveUnavailable, OSError) as error:
        print(f"clientinfo: contents of documents are not looked through: {error}", file=sys.stderr)
        return
    if swept:
        print(f"documents: {swept} contents that no document has, deleted", file=sys.stderr)


def _compare_closed_months(settings: Settings) -> None:
    """Find out here what the refresh made of closed months, so that no page has to; what cannot be found out here a page does then.

    Before that, what was kept of them with single wages gets sums in their place.
    """
    try:
        margin = Margin(CustomerDirectory(settings, viewer()))
        if LiveDatabase.of(settings).exists():
            rewritten = put_kept_wages_in_sums(margin)
            if rewritten:
                print(f"closed months: wages of {rewritten} are kept in sums now", file=sys.stderr)
            changed(margin, closed_periods(margin))
    except (LiveUnavailable, NoRoomForDocuments, NotPermitted, OSError) as error:
        print(f"clientinfo: closed months are not compared: {error}", file=sys.stderr)


def _note(note: Remark) -> dict[str, str]:
    with session("en"):
        return {"code": note.code, **dict(note.values), "text": sentence(note)}


def _as_json(report: RefreshReport, unassigned: pl.DataFrame) -> dict[str, object]:
    sources = {
        each.source: {
            "connector": each.connector,
            "state": each.state,
            "reason": each.reason,
            "as_of": each.as_of,
            "seconds": round(each.seconds, 2),
            "rows": each.rows,
            "quarantined": each.quarantined,
            "notes": [_note(note) for note in each.notes],
            "attribution": each.attribution,
            "files": [asdict(file) for file in each.files],
        }
        for each in report.sources
    }
    entries = unassigned.with_columns(pl.col(pl.Decimal, pl.Date, pl.Datetime).cast(pl.String)).to_dicts()
    return {
        "sources": sources,
        "snapshot": report.snapshot,
        "customers": report.customers,
        "entries_without_customer": entries,
    }
