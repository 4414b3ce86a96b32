"""Woher kommt diese Zahl? From a figure of the pivot to why it changed, its customers, invoices, postings, file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import TARGET, Page, Question
from clientinfo_kernel.margin.bridge import PARTS
from clientinfo_kernel.margin.change import Change, change
from clientinfo_kernel.margin.other_numbers import other_numbers
from clientinfo_kernel.margin.targets import targets_behind
from clientinfo_kernel.margin.where import Where
from clientinfo_kernel.money import euros
from widgets.margin.exact_margin import with_exact_margins
from widgets.margin.view import BEFORE, PREVIOUS_YEAR
from widgets.margin.words import value_word
from widgets.texts.language import _

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin
    from widgets.margin.view import View


@dataclass(frozen=True)
class Documents:
    """Documents of one side.

    Attributes:
        rows: The first ones (``Margin.documents``).
        height: How many there are.
        profit: What all of them earned.
        is_before: They are of what is compared with.
        where: The filters that let them through.
        among: Whose they are of these, and of which division (``Margin.documents``); None: whosesoever.
        descending: What earned most stands first.
    """

    rows: pl.DataFrame
    height: int
    profit: Decimal
    is_before: bool = False
    where: Where = ()
    among: pl.DataFrame | None = None
    descending: bool = True


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from.

    Attributes:
        figures: The row of the pivot: its sums, and what they are compared with.
        has_gaps: Its target is one of a part of it only.
        change: The bridge; None: nothing is compared, or it is a target.
        parts: What each part of it changed, in EUR, in the order of ``PARTS``.
        customers: Customer, name and amount: of the chosen part what each changed, else what each earned.
        documents: The invoices, of both sides where a part asks for them.
        postings: The first ones of the chosen document, with the sum of all; None: none is chosen.
        targets: Those that the row is compared with (``targets.targets_behind``); None: it is compared with none.
        alike: Of who came or went, those who may only have another number (``other_numbers``).
    """

    figures: dict[str, Any]
    has_gaps: bool
    change: Change | None
    parts: dict[str, Decimal]
    customers: pl.DataFrame
    documents: Sequence[Documents]
    postings: Page | None
    targets: pl.DataFrame | None
    alike: Mapping[str, tuple[str, str]]


def origin(margin: Margin, view: View, within: Where | None = None) -> Origin:
    """Ask where the figure of the open row comes from.

    Args:
        margin: Who is asked.
        view: The page, with a row of the pivot open.
        within: What that has in common which is open (``pivot_rows.rest_filters``); None: what the row has.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: The row cannot be asked for.
    """
    question = replace(view.question, within=within or view.within(view.cell or ()), by=())
    where = question.plain.where
    measures = (
        "revenue",
        "net_revenue",
        "revenue_deductions",
        "cost_of_goods",
        "calculated_labour_cost",
        "gross_profit",
        "margin_percent",
    )
    answer = with_exact_margins(margin.ask(replace(question, measures=measures)))
    # Behind a target there are no postings, so no bridge leads from it.
    found = change(margin, question) if question.compare not in {"", TARGET} else None
    parts = {} if found is None else _parts(found)
    among = _whose(found, view.part)
    return Origin(
        answer.total,
        "gross_profit" in answer.gaps,
        found,
        parts,
        _customers(margin, where, found, view.part),
        _documents(margin, view, where, found, among),
        _postings(margin, view, found.before if found is not None and view.side == BEFORE else where, among),
        targets_behind(margin.directory, question, margin.fiscal_years()) if question.compare == TARGET else None,
        {} if found is None else other_numbers(margin, found, view.part),
    )


def _parts(found: Change) -> dict[str, Decimal]:
    sums = dict(found.steps.group_by("part").agg(pl.col("amount").sum()).iter_rows())
    return {part: Decimal(sums[part]).scaleb(-2) for part in PARTS if part in sums}


def _customers(margin: Margin, where: Where, found: Change | None, part: str) -> pl.DataFrame:
    """Return the customers: who changed most in a part first, else who earned most."""
    if found is None or not part:
        rows = margin.ask(Question(("gross_profit",), ("customer",), where)).rows
        return rows.select("customer", "customer_name", amount="gross_profit").sort(
            "amount", descending=True, nulls_last=True
        )
    steps = found.steps.filter(pl.col("part") == part)
    summed = steps.group_by("customer", "customer_name", maintain_order=True).agg(pl.col("amount").sum())
    ordered = summed.sort(pl.col("amount").abs(), descending=True)
    return ordered.with_columns(euros(pl.col("amount")))


def _whose(found: Change | None, part: str) -> pl.DataFrame | None:
    """Return whose documents a part of the change is about, and of which division; None: no part is chosen, or there is none such."""
    if found is None or not part:
        return None
    steps = found.steps.filter(pl.col("part") == part)
    return None if steps.is_empty() else steps.select("customer", "division")


def _documents(
    margin: Margin, view: View, where: Where, found: Change | None, among: pl.DataFrame | None
) -> list[Documents]:
    """Return the invoices of the row; those of a part's customers and divisions where one is chosen, of both sides."""
    sides: list[tuple[Where, bool]] = [(where, False)]
    is_loss = False
    if found is not None and view.part:
        if among is None:
            return []
        sides = [(found.where, False), (found.before, True)]
        is_loss = found.steps.filter(pl.col("part") == view.part)["amount"].sum() < 0
    documents = []
    for filters, is_before in sides:
        side = tuple({**dict(filters), "customer": (view.customer,)}.items()) if view.customer else filters
        # Of a loss the documents that made it come first: the worst of now, the best of what is gone.
        first = is_before or not is_loss
        page = margin.documents(side, among=among, descending=first, limit=view.length)
        documents.append(Documents(page.rows, page.height, page.total["gross_profit"], is_before, side, among, first))
    # Who is new or lost can have a discount or a cost on the other side, which is of that part, too; most have nothing there.
    is_one_sided = view.part in {"new_customers", "lost_customers"}
    return [each for each in documents if each.height or not is_one_sided]


def _postings(margin: Margin, view: View, where: Where, among: pl.DataFrame | None) -> Page | None:
    """Return the postings that make up the chosen document's line: its owner's, of its side's filters, of the part's divisions."""
    if not view.document:
        return None
    named = {"number": (view.document,)} | ({"year": (view.year,)} if view.year else {})
    owner = view.owner or view.customer
    if owner:
        named["customer"] = (owner,)
    page = margin.postings(tuple({**dict(where), **named}.items()), among=among)
    # What is calculated comes of what is posted.
    return replace(page, rows=page.rows.sort("origin", descending=True, maintain_order=True))


def other_side(view: View, found: Change) -> View | None:
    """Return the page of what the open row is compared with, open at the same row; None: its filters cannot say that."""
    now, before, own = dict(found.where), dict(found.before), dict(view.question.where)
    levels = view.levels[: len(view.cell or ())]
    moved = {key for key in {*now, *before} if now.get(key) != before.get(key)}
    # A year and a month are compared with months alone: of such a year nothing is known on the other side.
    if view.rest or not moved <= (own.keys() - set(levels)) & before.keys():
        return None
    where = tuple((key, before[key] if key in moved else values) for key, values in own.items())
    compare = view.question.compare if view.question.compare == PREVIOUS_YEAR else ""
    return replace(view.narrowed(), question=replace(view.question, where=where, compare=compare), selection=None)


def path_words(view: View) -> str:
    """Return the row of the pivot that is open: ``Hof · Werkstatt``."""
    named = (value_word(dimension, value) for dimension, value in zip(view.levels, view.cell or (), strict=False))
    return " · ".join([*named, *([_("weitere Zeilen")] if view.rest else [])])
