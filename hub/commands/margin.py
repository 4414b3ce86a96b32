"""``clientinfo margin``: revenue, costs and gross profit of all customers, by whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import DIMENSIONS, MEASURES, UNASSIGNED, Margin, Question
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import options
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_line, print_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Answer
    from hub.commands.options import ChosenSettings


@click.command()
@click.option("--by", default="", help=f"By what, with commas between: {', '.join(DIMENSIONS)}.")
@click.option(
    "--where",
    multiple=True,
    help="Of which rows: branch=Hof, month=2024-01..2024-06, make=unassigned; several values of one dimension: any.",
)
@click.option("--measure", default="", help=f"What, with commas between: {', '.join(MEASURES)}.")
@click.option("--compare", default="", help="Beside what: previous_year, or another filter (branch=Naila).")
@choose_settings
@options.as_json
def command(
    by: str, where: tuple[str, ...], measure: str, compare: str, settings: ChosenSettings, *, as_json: bool
) -> None:
    """Print one row per group, the total, and what of it belongs to no customer."""
    try:
        question = Question.of_words(by, where, measure, compare)
        margin = Margin(CustomerDirectory(settings.read(), viewer()))
        margin.require_known(question)
        answer = margin.ask(question)
    except QuestionError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        sides = {"total": answer.total, "unassigned": answer.unassigned}
        print_json({"rows": plain_rows(answer.rows), **{name: _plain(side) for name, side in sides.items()}})
    else:
        _as_text(answer)


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in figures.items()}


def _as_text(answer: Answer) -> None:
    headings = answer.rows.columns
    keys = [name for name in headings if name not in answer.total]
    rows = [
        [UNASSIGNED if name in DIMENSIONS and value is None else value for name, value in row.items()]
        for row in (answer.rows.to_dicts() if keys else [])
    ]
    sides = [
        [title, *[None] * (max(len(keys), 1) - 1), *side.values()]
        for title, side in (("total", answer.total), ("without a customer", answer.unassigned))
    ]
    print_rows(headings if keys else ["", *headings], [*rows, *sides])
    print_line(f"snapshot {answer.snapshot_id}")
