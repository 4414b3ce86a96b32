"""Tables for questions across customers: what documents made and cost, by everything that is asked by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.profit_lines import LINES
from clientinfo_kernel.query.table import amounts, dates, flags, integers, of_nobody, texts, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType

LABOUR = ("labour_units", "labour_minutes")
CUBE_DIMENSIONS = ("year", "month", "branch", "division", "payer", "customer_group", "has_customer")
_MEASURES: Mapping[str, PolarsDataType] = {
    **amounts(*LINES),
    "labour_units": pl.Decimal(18, 2),
    "labour_minutes": pl.Decimal(18, 4),
}

# Sorted by customer (id of this snapshot, null: nobody's, last), fiscal year, document, month. ``document`` counts the
# documents; what has no ``number`` is one per customer and year. ``is_sale``: there is a posting of revenue in it;
# ``is_invoice``: and the document has a number, and does not just lower a price. Costs and deductions are negative. A null dimension: nobody knows.
# The row's place is the ``fact`` of its entries in ``profit_entries`` and ``unassigned_entries``.
MARGIN_FACTS = of_nobody(
    "margin_facts",
    "document, division and month",
    "gross_profit",
    {"customer": pl.UInt32},
    integers("year"),
    dates("month"),
    texts("number"),
    {"document": pl.Int64},
    dates("posted_on"),
    flags("is_sale", "is_invoice"),
    words("branch", "division", "payer", "customer_group"),
    words("make", "model", "classification", "order_kind", "adviser"),
    _MEASURES,
)
FISCAL_YEARS = of_nobody(
    "fiscal_years", "fiscal year of the ledger", "gross_profit", integers("year"), dates("starts_on")
)
MARGIN_CUBE = of_nobody(
    "margin_cube", "month, branch, division, payer and customer group", "gross_profit",
    integers("year"), dates("month"), words("branch", "division", "payer", "customer_group"), flags("has_customer"), _MEASURES,
)  # fmt: skip
# Whole months of customers without purchases of vehicles. Sorted by month, each customer once in it: a year of all of them is
# one stretch of rows. Sums of ``margin_facts``; what has no month, or is nobody's, is not here.
CUSTOMER_MONTHS = of_nobody(
    "customer_months",
    "month and customer, without purchases of vehicles",
    "gross_profit",
    dates("month"),
    {"customer": pl.UInt32},
    amounts("revenue", "gross_profit"),
)
