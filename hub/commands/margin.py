"""``clientinfo margin``: revenue, costs and gross profit of all customers, by whatever is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from clientinfo_kernel.access.rights import viewer
from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import DIMENSIONS, MEASURES, TARGET, UNASSIGNED, Margin, Question
from clientinfo_kernel.margin.answer import BEFORE, CHANGE
from clientinfo_kernel.margin.moving_periods import moving_periods_of
from clientinfo_kernel.margin.saved import SavedQuestion, saved_as, saved_questions
from clientinfo_kernel.margin.year_before import is_apart
from clientinfo_kernel.query.customer_record import plain_rows, plain_value
from clientinfo_kernel.query.directory import CustomerDirectory
from hub.commands import options
from hub.commands.closed_months import print_closed
from hub.commands.options import choose_settings
from hub.commands.output import print_json, print_line, print_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.margin import Answer
    from hub.commands.options import ChosenSettings


@click.command()
@click.option("--by", default="", help=f"By what, with commas between: {', '.join(DIMENSIONS)}.")
@click.option(
    "--where",
    multiple=True,
    help="Of which rows: branch=Hof, month=2024-01..2024-06, day=2024-03-01..2024-03-14, year=2022.., make=unassigned; several values of one dimension: any.",
)
@click.option("--measure", default="", help=f"What, with commas between: {', '.join(MEASURES)}.")
@click.option(
    "--saved", default="", metavar="NAME", help="A question that was saved on the page; the other options do not count."
)
@click.option("--list-saved", is_flag=True, help="Print the saved questions instead.")
@click.option(
    "--closed", is_flag=True, help="Print the closed months instead, and what changed in them; exit 1 where one did."
)
@click.option("--compare", default="", help="Beside what: previous_year, target, or another filter (branch=Naila).")
@choose_settings
@options.as_json
def command(
    by: str,
    where: tuple[str, ...],
    measure: str,
    compare: str,
    settings: ChosenSettings,
    *,
    saved: str,
    list_saved: bool,
    closed: bool,
    as_json: bool,
) -> None:
    """Print one row per group, the total, and what of it belongs to no customer."""
    try:
        directory = CustomerDirectory(settings.read(), viewer())
        if list_saved:
            _print_saved(saved_questions(directory), as_json=as_json)
            return
        if closed:
            print_closed(Margin(directory), as_json=as_json)
            return
        margin = Margin(directory)
        kept = saved_as(directory, saved) if saved else None
        question = kept.question(moving_periods_of(margin)) if kept else Question.of_words(by, where, measure, compare)
        margin.require_known(question)
        whole_is_apart = is_apart(question, margin.fiscal_years())
        answer = margin.ask(question)
    except QuestionError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        sides = _sides(answer, is_compared=whole_is_apart)
        gaps = {"target_gaps": list(answer.gaps)} if question.compare == TARGET else {}
        figures = {"rows": plain_rows(answer.rows), **{name: _plain(side) for name, side in sides.items()}, **gaps}
        print_json({**figures, "snapshot": answer.snapshot_id})
    else:
        _as_text(answer, is_compared=whole_is_apart)


def _print_saved(questions: Sequence[SavedQuestion], *, as_json: bool) -> None:
    columns = ("name", "address", "moves", "is_shared", "written_by")
    rows = [{name: getattr(each, name) for name in columns} for each in questions]
    if as_json:
        print_json({"saved": rows})
    else:
        print_rows(columns, [list(row.values()) for row in rows])


def _plain(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain_value(value) for name, value in figures.items()}


def _sides(answer: Answer, *, is_compared: bool) -> dict[str, dict[str, Any]]:
    """Return the total and what of it belongs to no customer; what would share time with what it is compared with is not."""
    left_out = () if is_compared else (BEFORE, CHANGE)
    return {
        name: {key: None if key.endswith(left_out) else value for key, value in side.items()}
        for name, side in (("total", answer.total), ("unassigned", answer.unassigned))
    }


def _as_text(answer: Answer, *, is_compared: bool) -> None:
    headings = answer.rows.columns
    keys = [name for name in headings if name not in answer.total]
    rows = [
        [UNASSIGNED if name in DIMENSIONS and value is None else value for name, value in row.items()]
        for row in (answer.rows.to_dicts() if keys else [])
    ]
    named = zip(("total", "without a customer"), _sides(answer, is_compared=is_compared).values(), strict=True)
    sides = [[title, *[None] * (max(len(keys), 1) - 1), *side.values()] for title, side in named]
    print_rows(headings if keys else ["", *headings], [*rows, *sides])
    if not is_compared:
        print_line("no total stands beside the year before it: both would share some of their time")
    if answer.gaps:
        print_line(f"targets have gaps: some of what was earned has none ({', '.join(answer.gaps)})")
    print_line(f"snapshot {answer.snapshot_id}")
