"""What the filter bar and its parts are written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from clientinfo_kernel.margin import Answer
from clientinfo_kernel.margin.fiscal_years import FiscalYear
from clientinfo_kernel.margin.running_month import RunningMonth
from widgets.margin.view import View


@dataclass(frozen=True)
class Bar:
    """What the filter bar is written from.

    Attributes:
        view: The page as it is.
        go: Goes to another one.
        choose: Opens the values of a dimension, or closes them (empty).
        choosing: The dimension whose values are open; empty: none.
        dimensions: What can be filtered by.
        values: Of the open dimension (``Margin.values``); None: none is open.
        names: Names of customers by their numbers, as far as the page has them.
        years: The fiscal years with postings, the earliest first.
        branches: The others, where the page is about one.
        chosen: What the selection adds up to.
        running: The last month as long as it is posted in part; None: it is over.
    """

    view: View
    go: Callable[[View], None]
    choose: Callable[[str], None]
    choosing: str
    dimensions: Sequence[str]
    values: pl.DataFrame | None
    names: Mapping[str, str]
    years: Sequence[FiscalYear]
    branches: Sequence[str]
    chosen: Answer | None
    running: RunningMonth | None
