"""``clientinfo dunning``: what accounting decides about an open item, by the same commands as the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.live.commands import Change
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import acting, options, written
from hub.commands.options import choose_settings
from hub.commands.written import carry_out, given

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile
    from hub.commands.acting import Asked
    from hub.commands.options import ChosenSettings

_COLUMNS = (
    *("item_id", "number", "balance", "dunning_level", "blocked_until", "promised_on", "promised_amount"),
    *("promised_by", "promise", "is_disputed", "note"),
)


@click.group()
def command() -> None:
    """What accounting decides about open items: blocks, promises, disputes, notes."""


def _about_item(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the arguments and options that all decisions have."""
    for decorate in (
        options.as_json,
        acting.asked,
        written.version,
        choose_settings,
        click.argument("document"),
        click.argument("number"),
    ):
        function = decorate(function)
    return function


@command.command("list")
@click.argument("number")
@choose_settings
@options.as_json
def list_all(number: str, settings: ChosenSettings, *, as_json: bool) -> None:
    """List a customer's open items with what was decided about each."""
    rows = CustomerDirectory(settings.read()).customer(number).open_items()
    written.print_list(rows, "open_items", _COLUMNS, as_json=as_json)


@command.command()
@_about_item
@click.option("--until", metavar="DATE", required=True, help='The last day without dunning (2026-11-30); "" ends it.')
def block(until: str, **about: Any) -> None:
    """Stop dunning an item until a day."""
    _decide(lambda _item: {"blocked_until": until}, **about)


@command.command()
@_about_item
@click.option("--on", metavar="DATE", required=True, help='Until when it will be paid (2026-11-30); "" takes it back.')
@click.option("--amount", metavar="EUR", help="How much (1803.22); without it: all that is open.")
@click.option("--by", metavar="NAME", help="Who promised it.")
def promise(on: str, amount: str | None, by: str | None, **about: Any) -> None:
    """Note a promise to pay; it is broken when its day is over and the money is not there."""

    def values(item: Mapping[str, Any]) -> dict[str, object]:
        asked = {"promised_on": on, "promised_amount": amount or "", "promised_by": by or ""}
        return {**asked, "promised_balance": item["balance"] if on else ""}

    _decide(values, **about)


@command.command()
@_about_item
@click.argument("text")
@click.option("--disputed/--undisputed", default=None, help="Whether the customer disputes the item.")
def note(text: str, *, disputed: bool | None, **about: Any) -> None:
    """Write a note at an item; an empty text empties it."""
    _decide(lambda _item: {**given(note=text), **({} if disputed is None else {"is_disputed": disputed})}, **about)


written.add_history_and_undo(command, OPEN_ITEM_DECISION)


def _decide(
    values: Callable[[Mapping[str, Any]], dict[str, object]],
    *,
    number: str,
    document: str,
    settings: ChosenSettings,
    version: int | None,
    asked: Asked,
    as_json: bool,
) -> None:
    def make(file: CustomerFile) -> Change:
        item = _named_item(file, document)
        known = int(item["version"]) if version is None else version
        return Change(asked.command_id, file.customer_number, OPEN_ITEM_DECISION, item["item_id"], known, values(item))

    carry_out(settings, asked, number, make, as_json=as_json)


def _named_item(file: CustomerFile, document: str) -> Mapping[str, Any]:
    """Return the open item of a document's number, or of its id where several have the number.

    Raises:
        UsageError: None has it, or several.
    """
    items = [item for item in file.open_items().to_dicts() if document in (item["number"], item["item_id"])]
    if len(items) == 1:
        return items[0]
    if items:
        ids = " or ".join(repr(item["item_id"]) for item in items)
        raise click.UsageError(f"several open items have the number {document!r}; name one: {ids}")
    raise click.UsageError(
        f"customer {file.customer_number} has no open item {document!r}; see: clientinfo dunning list"
    )
