"""``clientinfo customer``: the whole view of one customer in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.access.rights import ROLES, viewer
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows
from widgets.texts.remarks import reason

if TYPE_CHECKING:
    from datetime import datetime

    from hub.commands.options import ChosenSettings

_SECTIONS = {
    "contact_persons": ("first_name", "last_name", "role", "phone", "mobile", "email"),
    "cases": ("kind", "status", "follow_up_on", "assignee", "text"),
    "contact_events": ("at", "channel", "employee", "contact_person", "note"),
    "revenue": ("year", "total", "warranty", "without_warranty", "unassigned", "divisions"),
    "open_items": ("kind", "number", "date", "due_on", "text", "amount", "balance", "dunning_level"),
    "vehicles": ("license_plate", "make", "model", "next_general_inspection_on", "mileage_km"),
    "orders": ("order", "split", "state", "title", "invoice_date", "labour_total", "parts_total", "amount"),
    "gross_profit": ("year", *GROSS_PROFIT_AMOUNTS),
    "sources": ("source", "state", "as_of", "reason"),
}


@click.command()
@click.argument("number")
@choose_settings
@click.option("--role", type=click.Choice(ROLES), help="Show what this role can see (default: everything).")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Show the receivables as they were on this day (YYYY-MM-DD), rebuilt from the postings.",
)
@options.as_json
def command(number: str, settings: ChosenSettings, role: str | None, as_of: datetime | None, *, as_json: bool) -> None:
    """Print a customer as JSON or text."""
    asking = viewer() if role is None else viewer().only(role)
    file = CustomerDirectory(settings.read(), asking).customer(number)
    record = customer_record(file.asked_for(None if as_of is None else as_of.date()))
    _write_out_remarks(record)
    if as_json:
        print_json(record)
        return
    _section(
        "customer",
        ("field", "value"),
        [(name, _in_words(value)) for name, value in record["customer"].items() if value is not None],
    )
    for name, columns in _SECTIONS.items():
        if name not in record:
            continue
        _section(name, columns, [tuple(row[column] for column in columns) for row in record[name]])


def _write_out_remarks(record: dict[str, Any]) -> None:
    """Put sentences in the place of the codes with which the sources give reasons."""
    for entries in record.get("inbox", {}).values():
        for entry in entries:
            entry["reason"] = reason(entry["reason"]) or None
    for source in record["sources"]:
        source["reason"] = reason(source["reason"]) or None
        source["notes"] = [reason(note) for note in source["notes"] or ()]


def _in_words(value: Any) -> Any:
    """Return a traffic light as ``red, credit limit exceeded``; several by their names; other values as they are."""
    if not isinstance(value, dict):
        return value
    if "light" in value:
        return f"{value['light']}, {value['reason']}"
    return "; ".join(f"{name} {_in_words(each)}" for name, each in value.items())


def _section(title: str, headings: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    print(f"\n{title} ({len(rows)})")
    if rows:
        print_rows(headings, rows)
