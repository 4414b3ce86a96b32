"""``clientinfo audit``: the audit log in the shell, newest first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.access.audit import AuditLog
from clientinfo_kernel.access.audit_reading import chosen, read_log
from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.settings import BERLIN
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from datetime import datetime

    from hub.commands.options import ChosenSettings

_HEADINGS = ("at", "user", "roles", "action", "subject", "detail")


@click.command()
@choose_settings
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From this day on (2026-11-03).")
@click.option("--user", help="Only this login name.")
@click.option("--customer", metavar="NUMBER", help="Only this customer: who opened them?")
@click.option("--prune", is_flag=True, help="Delete the months that are older than audit_months, and show nothing.")
@options.as_json
def command(
    settings: ChosenSettings,
    since: datetime | None,
    user: str | None,
    customer: str | None,
    *,
    prune: bool,
    as_json: bool,
) -> None:
    """Print the events; damaged lines are counted on standard error (text) or next to the events (JSON)."""
    known = settings.read()
    log = AuditLog.of(known)
    if prune:
        for name in log.prune(known.audit_months):
            print(f"deleted {name}")
        return
    reading = read_log(log, viewer(), since.date() if since else None)
    rows = chosen(reading.rows, users=(user,) if user else None, customer=customer).to_dicts()
    if as_json:
        events = [{**row, "at": row["at"].isoformat()} for row in rows]
        print_json({"events": events, "damaged": dict(reading.damaged)})
        return
    if rows:
        print_rows(_HEADINGS, [_cells(row) for row in rows])
    else:
        print("the audit log has no such event")
    for name, lines in reading.damaged.items():
        print(f"{name}: {lines} damaged lines", file=sys.stderr)


def _cells(row: dict[str, Any]) -> list[str]:
    at = f"{row['at'].astimezone(BERLIN):%Y-%m-%d %H:%M:%S}"
    return [at, row["user"], " ".join(row["roles"]), *(row[name] for name in _HEADINGS[3:])]
