"""What stands beside a question: the same at another time or of other rows, or where it has targets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.margin import where as filters
from clientinfo_kernel.margin.dimensions import UNASSIGNED
from clientinfo_kernel.margin.fiscal_years import period_of, years_of
from clientinfo_kernel.margin.largest import Asked
from clientinfo_kernel.margin.question import PREVIOUS_YEAR, TARGET
from clientinfo_kernel.margin.short_years import are_even, by_year_after, in_months
from clientinfo_kernel.margin.sums import added_up
from clientinfo_kernel.margin.target_gaps import cells_of

if TYPE_CHECKING:
    from clientinfo_kernel.margin.opened import Opened
    from clientinfo_kernel.margin.question import Question
    from clientinfo_kernel.margin.sums import Sums


def other_side(opened: Opened, question: Question) -> Question | None:
    """Return the question whose sums an answer needs besides its own; None: it is compared with nothing that is posted.

    Raises:
        QuestionError: Nothing is posted.
    """
    if not question.compare:
        return None
    if question.compare == TARGET:
        return cells_of(question.plain)
    return beside(opened, question)


def beside(opened: Opened, question: Question) -> Question:
    """Return the question whose answer stands beside that of one that is compared with something.

    Raises:
        QuestionError: Nothing is posted, or it is compared with targets, which no rows stand behind.
    """
    last = period_of(opened)[1]
    if question.compare == PREVIOUS_YEAR and not are_even(years := years_of(opened)):
        question = in_months(question, years)
    question = _dated(opened, question)
    return question.other_side(last.year * filters.MONTHS + last.month - 1)


def moved(opened: Opened, question: Question, before: Sums) -> Sums:
    """Let what is of another time, or of another branch, bear the months and the branch that it is put beside."""
    is_placed = False
    if question.compare == PREVIOUS_YEAR and "year" in question.by and not are_even(years := years_of(opened)):

        def ask(asked: Question) -> Sums:
            return added_up(opened, [(Asked(beside(opened, asked)), None)])[0][0]

        before = by_year_after(question, years, before, ask)
        is_placed = True
    months = _dated(opened, question).distance
    forward = {}
    if months:
        forward["month"] = pl.col("month").dt.offset_by(f"{months}mo")
    if months and months % filters.MONTHS == 0 and not is_placed:
        forward["year"] = pl.col("year") + months // filters.MONTHS
    if question.counterpart is not None:
        key, own, _other = question.counterpart
        forward[key] = pl.lit(None if own == UNASSIGNED else own, pl.String)
    moves = [forward[key].alias(key) for key in question.by if key in forward]
    return replace(before, groups=before.groups.with_columns(moves)) if moves else before


def _dated(opened: Opened, question: Question) -> Question:
    """Return a question whose fiscal year is its months where it stands beside months, or months beside it.

    A fiscal year that begins in October is as far from months as its October is (``Question.distance``).
    """
    key, _equals, value = question.compare.partition("=")
    own = {each for each, _values in question.where}
    if key == "month" and "year" in own:
        return in_months(question, years_of(opened))
    if key == "year" and "month" in own:
        year = replace(question, where=(("year", (value,)),), within=(), compare="")
        months = dict(in_months(year, years_of(opened)).where).get("month", ())
        return replace(question, compare=f"month={months[0]}") if len(months) == 1 else question
    return question
