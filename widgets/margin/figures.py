"""What one click asks the kernel: every view's question at once, and its answers by what they are for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clientinfo_kernel.margin import ALL_BUT, Answer, Asked, Largest, Ranking
from widgets.margin.exact_margin import with_exact_margins
from widgets.margin.view import Path
from widgets.margin.words import COSTS, EQUATION, MARGIN, spelled

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin, Question
    from widgets.margin.view import View

# So many values of the first level open by themselves.
_FEW = 6
# So many rows of a level stand in the pivot at the most; all of them stand in the list.
MOST_ROWS = 200
# So many customers a chart has bars for, and beyond so many points it shows nothing but their number.
FIRST, MOST_POINTS = 50, 2000


@dataclass(frozen=True)
class Figures:
    """The answers of one click.

    Attributes:
        head: The equation, with what it is compared with.
        months: By month, likewise.
        divisions: By division, likewise.
        customers: By customer, as far as a chart draws them.
        nodes: The children of each opened row of the pivot, by its path.
        chosen: What of head, months, divisions and customers belongs to the selection; empty without one.
    """

    head: Answer
    months: Answer
    divisions: Answer
    customers: Answer
    nodes: Mapping[Path, Answer]
    chosen: Mapping[str, Answer]


def asked(view: View) -> dict[str, Question]:
    """Return the questions of a page, but for those below opened rows, which depend on the answers.

    Raises:
        QuestionError: A filter or level cannot be asked for.
    """
    question = _measured(view)
    plain = replace(question, compare="")
    views = {"head": (), "months": ("month",), "divisions": ("division",), "customers": ("customer",)}
    questions = {key: (plain if key == "customers" else question).grouped(*by) for key, by in views.items()}
    questions["nodes"] = question.grouped(view.levels[0])
    if view.selection is not None:
        lit = plain.filtered(view.selection[0], *_within(view))
        questions |= {f"chosen {key}": lit.grouped(*by) for key, by in views.items()}
    return questions


def ask(margin: Margin, view: View) -> Figures:
    """Ask for everything that a page shows.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: A filter or level cannot be asked for.
    """
    questions = {key: Asked(question) for key, question in asked(view).items()}
    drawn = questions["customers"] = Asked(questions["customers"].question, Largest(drawn_customers(view.measure)))
    if "chosen customers" in questions:
        chosen_ones = questions["chosen customers"].question
        questions["chosen customers"] = Asked(chosen_ones, Largest(beside=drawn))
    questions["nodes"] = _listed(questions["nodes"].question)
    answers = dict(zip(questions, _answers(margin, list(questions.values())), strict=True))
    nodes = {(): answers["nodes"], **_children(margin, view, _measured(view), answers["nodes"])}
    chosen = {key.removeprefix("chosen "): answer for key, answer in answers.items() if key.startswith("chosen ")}
    return Figures(answers["head"], answers["months"], answers["divisions"], answers["customers"], nodes, chosen)


def _measured(view: View) -> Question:
    return replace(view.question, measures=(*EQUATION, "revenue"))


def drawn_customers(measure: str) -> tuple[Ranking, Ranking]:
    """Return which customers the charts draw: the first by a measure, and those with most revenue as points."""
    ordered = "gross_profit" if measure == MARGIN else measure
    first = Ranking(ordered, FIRST, by_size=ordered in COSTS)
    return first, Ranking("net_revenue", MOST_POINTS, above_zero=True, known=MARGIN)


def opened(view: View, root: Answer) -> frozenset[Path]:
    """Return the rows of the pivot whose children are shown: of a short first level all, until somebody chooses."""
    if view.opened is not None:
        return view.opened
    few = root.rows.height <= _FEW and len(view.levels) > 1
    return frozenset((spelled(value),) for value in root.rows[view.levels[0]]) if few else frozenset()


def _within(view: View) -> tuple[str, ...]:
    """Return the selected values that the filter of their dimension lets through."""
    dimension, values = view.selection or ("", ())
    kept = view.values_of(dimension)
    if not kept or dimension in {"month", "year"}:
        return values
    return tuple(value for value in values if (value in kept) != (ALL_BUT in kept)) or values


def _children(margin: Margin, view: View, question: Question, root: Answer) -> dict[Path, Answer]:
    paths = [path for path in sorted(opened(view, root), key=len) if 0 < len(path) < len(view.levels)]
    questions = [_listed(replace(question, within=view.within(path)).grouped(view.levels[len(path)])) for path in paths]
    return dict(zip(paths, _answers(margin, questions), strict=True)) if paths else {}


def _answers(margin: Margin, questions: Sequence[Asked]) -> list[Answer]:
    return [with_exact_margins(each) for each in margin.ask_all(questions)]


def _listed(question: Question) -> Asked:
    """Ask for the rows of a level as far as the pivot can show them: there can be a million customers."""
    if question.by != ("customer",):
        return Asked(question)
    return Asked(question, Largest((Ranking("gross_profit", MOST_ROWS),), with_nobody=True))
