"""``clientinfo case``: the cases of a customer, by the same commands as the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clientinfo_kernel.live.cases import CASE, CASE_STATUSES
from clientinfo_kernel.live.commands import Add, Change, close_case, reopen_case
from clientinfo_kernel.live.house_cases import house_case, names_of_kind, unfolded
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from hub.commands import acting, options, written
from hub.commands.options import choose_settings
from hub.commands.output import print_json
from hub.commands.written import carry_out, given, present_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.query.customer_file import CustomerFile
    from hub.commands.acting import Asked
    from hub.commands.options import ChosenSettings

_COLUMNS = ("case_id", "kind", "status", "text", "assignee", "due_at", "due_time", "follow_up_on", "version")
_assignee = click.option("--assignee", help="Who looks after it.")
_own = click.option(
    "--field",
    "own",
    multiple=True,
    metavar="NAME=VALUE",
    help="What only this kind of case has, e.g. budget=15000.00, due_time=14:30 or a field of the house's own kind.",
)
_due = click.option("--due", metavar="DATE", help="Until when it must be done (2026-11-30).")


@click.group()
def command() -> None:
    """Cases of a customer."""


@command.command("list")
@click.argument("number")
@choose_settings
@options.as_json
def list_all(number: str, settings: ChosenSettings, *, as_json: bool) -> None:
    """List a customer's cases, open ones first."""
    customer_file = written.whole_file(settings.read(), number)
    rows = customer_file.cases()
    if not as_json:
        written.print_list(rows, "cases", _COLUMNS, as_json=False)
        return
    own = _own_of_house(customer_file)
    print_json({"cases": [{**row, "own": own.get(row["case_id"], {})} for row in plain_rows(rows)]})


@command.command()
@click.argument("number")
@choose_settings
@click.option("--kind", required=True, help="opportunity, complaint ..., or one of the house's own kinds.")
@click.option("--text", required=True, help="What it is about.")
@_assignee
@_due
@_own
@written.follow_up
@acting.asked
@options.as_json
def add(
    *,
    number: str,
    settings: ChosenSettings,
    kind: str,
    text: str,
    assignee: str | None,
    due: str | None,
    own: tuple[str, ...],
    follow_up: str | None,
    asked: Asked,
    as_json: bool,
) -> None:
    """Add a case."""
    values = given(kind=kind, text=text, assignee=assignee, due_at=due, follow_up_on=follow_up, status="open")

    def make(file: CustomerFile) -> Add:
        entity = house_case(file.settings.cases)
        return Add(asked.command_id, file.customer_number, entity, values | _own_values(entity, kind, own))

    carry_out(settings, asked, number, make, as_json=as_json)


@command.command()
@click.argument("number")
@click.argument("case_id")
@choose_settings
@click.option("--kind")
@click.option("--text")
@click.option("--status", type=click.Choice([each for each in CASE_STATUSES if each != "closed"]))
@_assignee
@_due
@_own
@written.follow_up
@written.version
@acting.asked
@options.as_json
def change(
    *,
    number: str,
    case_id: str,
    settings: ChosenSettings,
    kind: str | None,
    text: str | None,
    status: str | None,
    assignee: str | None,
    due: str | None,
    own: tuple[str, ...],
    follow_up: str | None,
    version: int | None,
    asked: Asked,
    as_json: bool,
) -> None:
    """Change fields of a case; an empty text empties its field."""
    values = given(kind=kind, text=text, status=status, assignee=assignee, due_at=due, follow_up_on=follow_up)

    def make(file: CustomerFile) -> Change:
        known = _version(file, case_id) if version is None else version
        entity = house_case(file.settings.cases)
        kinds = dict(file.cases().select("case_id", "kind").rows())
        changed = values | _own_values(entity, kind or kinds.get(case_id), own)
        return Change(asked.command_id, file.customer_number, entity, case_id, known, changed)

    carry_out(settings, asked, number, make, as_json=as_json)


def _add_step(name: str, step: Callable[[str, str, str, int], Change], purpose: str) -> None:
    """Add a command that moves a case on by a step that takes nothing but the case."""

    @command.command(name, help=purpose)
    @click.argument("number")
    @click.argument("case_id")
    @choose_settings
    @acting.asked
    @options.as_json
    def take(number: str, case_id: str, settings: ChosenSettings, asked: Asked, *, as_json: bool) -> None:
        def make(file: CustomerFile) -> Change:
            return step(asked.command_id, file.customer_number, case_id, _version(file, case_id))

        carry_out(settings, asked, number, make, as_json=as_json)


_add_step("close", close_case, "Close a case.")
_add_step("reopen", reopen_case, "Open a closed case again.")
written.add_history_and_undo(command, CASE)


def _own_values(entity: Entity, kind: str | None, given_fields: tuple[str, ...]) -> dict[str, object]:
    """Return the values of fields that only a kind of case has; an empty text empties its field.

    Raises:
        UsageError: It is not a pair, or the kind has no such field.
    """
    known = names_of_kind(entity, kind)
    values: dict[str, object] = {}
    for each in given_fields:
        name, is_pair, value = each.partition("=")
        if not is_pair or name not in known:
            there = ", ".join(known) or "none"
            raise click.BadParameter(
                f"{each!r}: NAME=VALUE is wanted; {kind} has of its own: {there}", param_hint="--field"
            )
        values[known[name]] = value
    return values


def _own_of_house(customer_file: CustomerFile) -> dict[str, dict[str, object]]:
    """Return the fields that the house added, of each case that has some: their names -> their values."""
    entity = house_case(customer_file.settings.cases)
    return {
        row[CASE.key]: {
            short: plain_value(unfolded(entity, row)[name])
            for short, name in names_of_kind(entity, row["kind"]).items()
            if "." in name
        }
        for row in customer_file.written_rows(CASE.name)
    }


def _version(customer_file: CustomerFile, case_id: str) -> int:
    return present_version(customer_file.cases(), CASE, case_id, customer_file.customer_number)
