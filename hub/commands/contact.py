"""``clientinfo contact``: the contacts with a customer, by the same commands as the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clientinfo_kernel.live.cases import CHANNELS, CONTACT
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.settings import BERLIN
from hub.commands import acting, options, written
from hub.commands.options import choose_settings
from hub.commands.written import carry_out, given, present_version

if TYPE_CHECKING:
    from datetime import datetime

    from clientinfo_kernel.query.customer_file import CustomerFile
    from hub.commands.acting import Asked
    from hub.commands.options import ChosenSettings

_COLUMNS = ("event_id", "at", "channel", "contact_person", "employee", "case_id", "follow_up_on", "note", "version")
_FORMATS = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
_at = click.option(
    "--at", type=click.DateTime(_FORMATS), metavar="MOMENT", help="2026-11-30T14:05; without a zone it is Berlin's."
)
_person = click.option("--person", help="With whom.")
_employee = click.option("--employee", help="Who of the house.")


@click.group()
def command() -> None:
    """Contacts with a customer."""


@command.command("list")
@click.argument("number")
@choose_settings
@options.as_json
def list_all(number: str, settings: ChosenSettings, *, as_json: bool) -> None:
    """List the contacts with a customer, newest first."""
    rows = written.whole_file(settings.read(), number).contact_events()
    written.print_list(rows, "contact_events", _COLUMNS, as_json=as_json)


@command.command()
@click.argument("number")
@choose_settings
@click.option("--channel", type=click.Choice(CHANNELS), required=True)
@click.option("--note", required=True, help="What was said.")
@click.option("--case", "case_id", metavar="ID", help="The case that it belongs to.")
@_at
@_person
@_employee
@written.follow_up
@acting.asked
@options.as_json
def add(
    *,
    number: str,
    settings: ChosenSettings,
    channel: str,
    note: str,
    case_id: str | None,
    at: datetime | None,
    person: str | None,
    employee: str | None,
    follow_up: str | None,
    asked: Asked,
    as_json: bool,
) -> None:
    """Note a contact; without --at it is now."""
    texts = given(channel=channel, note=note, case_id=case_id, contact_person=person, employee=employee)
    values = {**texts, **given(follow_up_on=follow_up, at=_moment(at))}
    carry_out(
        settings,
        asked,
        number,
        lambda file: Add(asked.command_id, file.customer_number, CONTACT, values),
        as_json=as_json,
    )


@command.command()
@click.argument("number")
@click.argument("event_id")
@choose_settings
@click.option("--channel", type=click.Choice(CHANNELS))
@click.option("--note")
@_at
@_person
@_employee
@written.follow_up
@written.version
@acting.asked
@options.as_json
def change(
    *,
    number: str,
    event_id: str,
    settings: ChosenSettings,
    channel: str | None,
    note: str | None,
    at: datetime | None,
    person: str | None,
    employee: str | None,
    follow_up: str | None,
    version: int | None,
    asked: Asked,
    as_json: bool,
) -> None:
    """Change fields of a contact; an empty text empties its field."""
    texts = given(channel=channel, note=note, contact_person=person, employee=employee)
    values = {**texts, **given(follow_up_on=follow_up, at=_moment(at))}
    _change(settings, number, event_id, values, version=version, asked=asked, as_json=as_json)


@command.command()
@click.argument("number")
@click.argument("event_id")
@click.argument("case_id")
@choose_settings
@acting.asked
@options.as_json
def link(number: str, event_id: str, case_id: str, settings: ChosenSettings, asked: Asked, *, as_json: bool) -> None:
    """Link a contact to a case; with "" as the case it is linked to none."""
    _change(settings, number, event_id, {"case_id": case_id}, version=None, asked=asked, as_json=as_json)


written.add_history_and_undo(command, CONTACT)


def _change(
    settings: ChosenSettings,
    number: str,
    event_id: str,
    values: dict[str, object],
    *,
    version: int | None,
    asked: Asked,
    as_json: bool,
) -> None:
    def make(file: CustomerFile) -> Change:
        present = present_version(file.contact_events(), CONTACT, event_id, file.customer_number)
        known = present if version is None else version
        return Change(asked.command_id, file.customer_number, CONTACT, event_id, known, values)

    carry_out(settings, asked, number, make, as_json=as_json)


def _moment(at: datetime | None) -> str | None:
    if at is None:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=BERLIN)).isoformat()
