"""``clientinfo geocode``: ask a geocoder where customers are, and keep their points."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.geocoding.run import GeocoderSilent, GeocodingRun
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.geocoder import geocoder_of
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json

if TYPE_CHECKING:
    from hub.commands.options import ChosenSettings


@click.command()
@click.argument("number", required=False)
@click.option(
    "--all", "is_all", is_flag=True, help="All customers with a street of whose address no exact point is known."
)
@click.option("--most", type=click.IntRange(min=1), help="Ask about so many at most; the next run goes on.")
@choose_settings
@options.as_json
def command(number: str | None, settings: ChosenSettings, *, is_all: bool, most: int | None, as_json: bool) -> None:
    """Ask about a customer, or about all that are due."""
    if is_all == (number is not None):
        raise click.UsageError("name a customer, or --all")
    read = settings.read()
    directory = CustomerDirectory(read)
    run = GeocodingRun(directory, geocoder_of(read.services))
    customer_numbers = [directory.customer(number).customer_number] if number is not None else run.due()[:most]
    counts: Counter[str] = Counter()
    is_silent = False
    try:
        for step in run.steps(customer_numbers):
            counts[step.located.result] += 1
            why = f" ({step.located.why})" if step.located.why else ""
            said = f"{step.place} of {step.of}: {step.customer_number}: {step.located.result.replace('_', ' ')}{why}"
            print(said, file=sys.stderr, flush=True)
    except GeocoderSilent:
        is_silent = True
    found = {name: counts[name] for name in ("point", "none", "not_answered")}
    if as_json:
        print_json(found)
    else:
        print(f"{found['point']} points kept, {found['none']} not known, {found['not_answered']} not answered")
    if is_silent:
        print("the geocoder does not answer any more; go on later", file=sys.stderr)
    if number is not None and not counts:
        print(f"somebody has set the point of customer {number}; it stays", file=sys.stderr)
    if is_silent or found["not_answered"]:
        sys.exit(1)
