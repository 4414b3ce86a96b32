"""What ``clientinfo case`` and ``clientinfo contact`` share: carry out a command, and say what came of it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.live.commands import Conflict, Saved, Undo
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable, RowUnknown
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import acting, options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.settings import Settings
    from hub.commands.acting import Asked
    from hub.commands.options import ChosenSettings

follow_up = click.option("--follow-up", metavar="DATE", help="When to come back to it (2026-11-30).")
version = click.option(
    "--version", type=click.IntRange(min=0), help="The version that the change is based on (default: the present one)."
)


def carry_out(
    chosen: ChosenSettings, asked: Asked, number: str, make: Callable[[CustomerFile], Command], *, as_json: bool
) -> None:
    """Carry out a command about a customer, and print the answer; a conflict ends with exit code 1."""
    settings = chosen.read()
    directory = CustomerDirectory(settings, acting.who_writes(settings, asked.account))
    customer_file = directory.customer(number)
    command = make(customer_file)
    try:
        answer = directory.live(customer_file).do(command)
    except InputRefused as error:
        raise click.UsageError(str(error)) from error
    if isinstance(answer, Saved):
        _print_saved(command.entity, answer, as_json=as_json)
    else:
        _print_conflict(answer, as_json=as_json)
        sys.exit(1)


def given(**values: str | None) -> dict[str, object]:
    """Return the values that were given; an empty text empties its field."""
    return {name: value for name, value in values.items() if value is not None}


def present_version(rows: pl.DataFrame, entity: Entity, entity_id: str, number: str) -> int:
    """Return the version of one of a customer's rows.

    Raises:
        RowUnknown: There is none of this id.
    """
    found = dict(zip(rows[entity.key].to_list(), rows["version"].to_list(), strict=True))
    if entity_id not in found:
        raise RowUnknown(entity.name, entity_id, number)
    return int(found[entity_id])


def whole_file(settings: Settings, number: str) -> CustomerFile:
    """Return a customer of whom everything that was written is known: a list without it would look like all there is.

    Raises:
        LiveUnavailable: What was written cannot be read.
        CustomerUnknown: Nobody has this number.
    """
    directory = CustomerDirectory(settings)
    file = directory.customer(number)
    if not file.written().is_known:
        directory.last_change(file)  # it says why
        raise LiveUnavailable("what was written about this customer cannot be read, so there is no list of it")
    return file


def print_list(rows: pl.DataFrame, section: str, columns: Sequence[str], *, as_json: bool) -> None:
    """Print a customer's rows."""
    if as_json:
        print_json({section: plain_rows(rows)})
    elif rows.is_empty():
        print("there is none yet")
    else:
        print_rows(columns, rows.select(columns).rows())


def add_history_and_undo(group: click.Group, entity: Entity) -> None:
    """Add the commands that are the same for all rows that people write."""

    @group.command()
    @click.argument("number")
    @click.argument("row_id", metavar="ID")
    @choose_settings
    @options.as_json
    def history(number: str, row_id: str, settings: ChosenSettings, *, as_json: bool) -> None:
        """Show who changed what, and when, newest first."""
        directory = CustomerDirectory(settings.read())
        customer_file = directory.customer(number)
        found = directory.live(customer_file).history(entity, row_id, customer_file.customer_number)
        events = [
            {
                **{name: plain_value(value) for name, value in asdict(event).items()},
                "before": _plain(event.before),
                "after": _plain(event.after),
            }
            for event in found
        ]
        if as_json:
            print_json({"events": events})
            return
        names = ("at", "user_name", "action", "version", "before", "after")
        print_rows(names, [[event[name] for name in names] for event in events])

    @group.command()
    @click.argument("number")
    @click.argument("row_id", metavar="ID")
    @choose_settings
    @acting.asked
    @options.as_json
    def undo(number: str, row_id: str, settings: ChosenSettings, asked: Asked, *, as_json: bool) -> None:
        """Take back the last change, where it was made at the shell, or by the account of --as."""
        carry_out(
            settings,
            asked,
            number,
            lambda file: Undo(asked.command_id, file.customer_number, entity, row_id),
            as_json=as_json,
        )


def _print_saved(entity: Entity, saved: Saved, *, as_json: bool) -> None:
    if as_json:
        print_json({entity.key: saved.entity_id, "version": saved.version})
    else:
        print(f"saved: {entity.name} {saved.entity_id}, version {saved.version}")


def _print_conflict(conflict: Conflict, *, as_json: bool) -> None:
    fields = {name: _plain(asdict(each)) for name, each in conflict.fields.items()}
    if as_json:
        print_json({"conflict": {"version": conflict.version, "changed_by": conflict.changed_by, "fields": fields}})
        return
    print(f"not saved: {conflict.changed_by or 'somebody'} changed it meanwhile (now version {conflict.version})")
    print_rows(("field", "mine", "theirs", "was"), [[name, *(each or {}).values()] for name, each in fields.items()])


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if values is None else {name: plain_value(value) for name, value in values.items()}
