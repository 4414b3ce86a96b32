"""``clientinfo list``: a work list over all customers in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from clientinfo_kernel.access.rights import ROLES, viewer
from clientinfo_kernel.query.customer_record import plain_rows
from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_rows
from widgets.work_list import all_lists, lists_of

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from hub.commands.options import ChosenSettings
    from widgets.work_list import WorkList


@click.command()
@click.argument("key", required=False)
@choose_settings
@click.option("--option", default="", help="What the list is asked for (without KEY: which options there are).")
@click.option("--role", type=click.Choice(ROLES), help="Show what this role can see (default: everything).")
@options.as_json
def command(key: str | None, settings: ChosenSettings, option: str, role: str | None, *, as_json: bool) -> None:
    """Print the rows of a list; without KEY, which lists there are."""
    asking = viewer() if role is None else viewer().only(role)
    if key is None:
        _print_lists(asking, as_json=as_json)
        return
    wanted = _list_named(key, asking)
    if option and (wanted.choice is None or option not in wanted.choice.options):
        known = ", ".join(wanted.choice.options) if wanted.choice else "none"
        raise click.UsageError(f"the list {key} has no option {option}; it has: {known}")
    table = wanted.table(wanted.desk(CustomerDirectory(settings.read(), asking), option))
    names = list(dict.fromkeys(("row", "customer_number", *(column.key for column in table.columns))))
    if as_json:
        print_json({"rows": plain_rows(table.rows.select(names))})
    elif table.rows.is_empty():
        print(table.empty)
    else:
        print_rows(names, table.rows.select(names).rows())


def _print_lists(asking: Viewer, *, as_json: bool) -> None:
    shown = [
        {"key": each.key, "title": each.title, "options": list(each.choice.options) if each.choice else []}
        for each in lists_of(asking)
    ]
    if as_json:
        print_json({"lists": shown})
    else:
        print_rows(
            ("list", "title", "options"), [(each["key"], each["title"], " ".join(each["options"])) for each in shown]
        )


def _list_named(key: str, asking: Viewer) -> WorkList:
    found = next((each for each in lists_of(asking) if each.key == key), None)
    if found is not None:
        return found
    known = ", ".join(each.key for each in lists_of(asking))
    is_hidden = any(each.key == key for each in all_lists())
    why = f"the list {key} is not for {', '.join(sorted(asking.roles))}" if is_hidden else f"there is no list {key}"
    raise click.UsageError(f"{why}; there are: {known}")
