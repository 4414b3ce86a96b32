"""``clientinfo vat``: ask whether a VAT ID is registered, and keep the answer as a proof at the customer."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.query.customer_record import plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.asking import ask_and_keep
from clientinfo_kernel.vat.checking import check, trader_of, written_plainly
from clientinfo_kernel.vat.services import vat_services
from data_sources.vat_ids.answer import FIELDS
from hub.commands import options, written
from hub.commands.options import choose_settings
from hub.commands.output import print_json
from hub.commands.written import chosen_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from hub.commands.options import ChosenSettings

_PRINTED = ("result", "source", "code", "text", "valid_from", "valid_until", "reference")


@click.command()
@click.argument("number", metavar="NUMBER|VATID")
@choose_settings
@written.command_id
@options.as_json
def command(number: str, settings: ChosenSettings, command_id: str | None, *, as_json: bool) -> None:
    """Check the VAT ID of a customer (and keep the proof), or any VAT ID (which keeps nothing)."""
    read = settings.read()
    services, today = vat_services(read), datetime.now(BERLIN).date()
    directory = CustomerDirectory(read)
    file = _customer(directory, number)
    if file is None:
        trader = trader_of({"vat_id": number})
        answer = check(trader, services, today)[-1]
        row = {name: getattr(answer, name) or None for name in _PRINTED}
        row |= {"vat_id": trader.vat_id, "check_id": None}
        row |= {f"{name}_match": answer.matches.get(name) for name in FIELDS}
    elif not file.header().vat_id:
        raise click.UsageError(f"customer {number} has no VAT ID")
    else:
        row = ask_and_keep(directory.live(file), file, services, today, chosen_id(command_id))
    _print(row, as_json=as_json)
    if row["result"] != "valid":
        sys.exit(1)


def _customer(directory: CustomerDirectory, number: str) -> CustomerFile | None:
    """Return the customer of a number; None for what looks like a VAT ID and is no customer's number."""
    try:
        return directory.customer(number)
    except CustomerUnknown:
        if written_plainly(number)[:2].isalpha():
            return None
        raise


def _print(row: Mapping[str, Any], *, as_json: bool) -> None:
    matches = {name: row[f"{name}_match"] for name in FIELDS}
    if as_json:
        said = {name: plain_value(row[name]) for name in _PRINTED}
        print_json({"vat_id": row["vat_id"], **said, "matches": matches, "proof": row["check_id"]})
        return
    words = f" ({row['text']})" if row["text"] else ""
    print(f"{row['vat_id']}: {row['result'].replace('_', ' ')}, {row['source']} {row['code']}{words}")
    for name, letter in matches.items():
        if letter:
            print(f"  {name.replace('_', ' ')}: {letter}")
    if row["check_id"]:
        print(f"  proof {row['check_id']}")
