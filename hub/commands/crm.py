"""``clientinfo crm``: what another CRM holds."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.ingest.crm_take_over import take_over
from data_sources.errors import SourceError
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.group()
def command() -> None:
    """Take the cases and contacts of another CRM over, once."""


@command.command("take-over")
@choose_settings
@options.as_json
def take_over_all(settings: ChosenSettings, *, as_json: bool) -> None:
    """Write the cases and contacts of [sources.crm] into our own store; a repeat adds only what is new."""
    try:
        done = take_over(settings.read())
    except SourceError as error:
        raise ClientInfoError(str(error)) from error
    if as_json:
        print_json(asdict(done))
        return
    print(f"taken over: {done.cases} cases, {done.contacts} contacts; {done.known} had been here before")
    if done.unlinked:
        print(f"{done.unlinked} contacts name a case that does not exist; it stands in their history")
    if done.quarantined:
        print(f"{done.quarantined} rows were not understood; see: clientinfo rejects --source crm")
