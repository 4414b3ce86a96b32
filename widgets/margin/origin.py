"""Woher kommt diese Zahl? From a figure of the pivot to why it changed, its customers, invoices, postings, file and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin import Question
from clientinfo_kernel.margin.bridge import PARTS
from clientinfo_kernel.margin.change import Change, change
from clientinfo_kernel.money import euros
from widgets.margin.words import value_word

if TYPE_CHECKING:
    from clientinfo_kernel.margin import Margin
    from widgets.margin.view import View, Where

# So many rows of each step; all of them stand in the customer's page, and in the list.
SHOWN = 8
_MOST_OF_PART = 200
_TIMES = frozenset({"year", "month"})


@dataclass(frozen=True)
class Documents:
    """Documents of one side.

    Attributes:
        rows: The first ones (``Margin.documents``).
        height: How many there are.
        profit: What all of them earned.
        is_before: They are of what is compared with.
    """

    rows: pl.DataFrame
    height: int
    profit: Decimal
    is_before: bool = False


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from.

    Attributes:
        figures: The row of the pivot: its sums, and what they are compared with.
        change: The bridge; None: nothing is compared.
        parts: What each part of it changed, in EUR, in the order of ``PARTS``.
        customers: Customer, name and amount: of the chosen part what each changed, else what each earned.
        documents: The invoices, of both sides where a part asks for them.
        postings: Of the chosen document; None: none is chosen.
    """

    figures: dict[str, Any]
    change: Change | None
    parts: dict[str, Decimal]
    customers: pl.DataFrame
    documents: Sequence[Documents]
    postings: pl.DataFrame | None


def origin(margin: Margin, view: View) -> Origin:
    """Ask where the figure of the open row comes from.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
        QuestionError: The row cannot be asked for.
    """
    where = view.where(view.cell or ())
    question = replace(view.question, where=where, by=())
    measures = (
        "revenue",
        "net_revenue",
        "revenue_deductions",
        "cost_of_goods",
        "calculated_labour_cost",
        "gross_profit",
        "margin_percent",
    )
    total = margin.ask(replace(question, measures=measures)).total
    found = change(margin, where, question.compare) if question.compare else None
    parts = {} if found is None else _parts(found)
    customers = _customers(margin, where, found, view.part)
    return Origin(
        total,
        found,
        parts,
        customers,
        _documents(margin, view, where, found, customers),
        _postings(margin, view, where),
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


def _documents(
    margin: Margin, view: View, where: Where, found: Change | None, customers: pl.DataFrame
) -> list[Documents]:
    """Return the invoices of the row; of the customers of a part where one is chosen, and then of both sides."""
    sides: list[tuple[Where, bool]] = [(where, False)]
    if found is not None and view.part:
        sides = [(found.where, False), (found.before, True)]
        if view.part == "new_customers":
            sides = sides[:1]
        elif view.part == "lost_customers":
            sides = sides[1:]
    whose: tuple[str, ...] = ()
    if view.customer:
        whose = (view.customer,)
    elif view.part:
        whose = tuple(customers["customer"].drop_nulls().head(_MOST_OF_PART))
    documents = []
    for side, is_before in sides:
        narrowed = tuple({**dict(side), **({"customer": whose} if whose else {})}.items())
        page = margin.documents(narrowed, descending=True, limit=SHOWN)
        documents.append(Documents(page.rows, page.height, page.total["gross_profit"], is_before))
    return documents


def _postings(margin: Margin, view: View, where: Where) -> pl.DataFrame | None:
    if not view.document:
        return None
    timeless = {key: values for key, values in where if key not in _TIMES}
    named = {"number": (view.document,)} | ({"year": (view.year,)} if view.year else {})
    if view.customer:
        named["customer"] = (view.customer,)
    rows = margin.postings(tuple({**timeless, **named}.items())).rows
    return rows.sort("origin", descending=True, maintain_order=True)  # what is calculated comes of what is posted


def path_words(view: View) -> str:
    """Return the row of the pivot that is open: ``Hof · Werkstatt``."""
    named = (value_word(dimension, value) for dimension, value in zip(view.levels, view.cell or (), strict=False))
    return " · ".join(named)
