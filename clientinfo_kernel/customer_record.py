"""The whole 360-degree view of a customer as plain values: the contract of ``clientinfo customer --json``.

English snake_case keys, amounts as decimal strings, dates and moments ISO, absent values None.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access import Access, access_of, credit_light
from clientinfo_kernel.answers import DIVISIONS

if TYPE_CHECKING:
    from clientinfo_kernel.customer_file import CustomerFile

_ITEM = ("order", "split")


def customer_record(file: CustomerFile, role: str | None = None) -> dict[str, Any]:
    """Everything about a customer that a role may see, ready for ``json.dumps``.

    Args:
        file: The customer's file.
        role: One of ``access.ROLES``; None: everything. Sections that a role may not see are left out, not emptied.
    """
    access = access_of(role)
    record = {
        "customer": _header(file, access),
        "contact_persons": _rows(file.contact_persons()),
        "communication": _rows(file.communication()),
        "cases": _rows(file.cases()),
        "contact_events": _rows(file.contact_events()),
    }
    if access.receivables == "yes":
        record["inbox"] = {"invoices": _rows(file.inbox_invoices()), "customers": _rows(file.inbox_customers())}
    if access.revenue:
        record["revenue"] = [_revenue(row) for row in file.revenue().to_dicts()]
    if access.receivables == "yes":
        record |= {"open_items": _rows(file.open_items()), "ageing": _rows(file.ageing())}
    record |= {"vehicles": _rows(file.vehicles()), "orders": _orders(file)}
    if access.gross_profit:
        record["gross_profit"] = _gross_profit(file)
    record["place"] = _rows(file.place())[0]
    if access.receivables == "yes":
        record["timeline"] = _rows(file.timeline())
    return record | {"identity_links": _rows(file.identity_links()), "sources": _rows(file.sources())}


def _header(file: CustomerFile, access: Access) -> dict[str, Any]:
    header = file.header()
    hidden = access.hidden_fields()
    shown = {name: _plain(value) for name, value in asdict(header).items() if name not in hidden}
    if "light" in (access.credit, access.receivables):
        shown["credit_light"] = asdict(credit_light(header))
    return shown


def _revenue(row: dict[str, Any]) -> dict[str, Any]:
    divisions = {name: _plain(row[name]) for name in DIVISIONS if name != "unassigned" and row[name]}
    totals = {name: _plain(row[name]) for name in ("year", "total", "warranty", "without_warranty", "unassigned")}
    return {**totals, "divisions": divisions}


def _orders(file: CustomerFile) -> list[dict[str, Any]]:
    lines = file.order_lines().partition_by(*_ITEM, as_dict=True)
    orders = _rows(file.orders())
    return [{**row, "lines": _rows(lines.get((row["order"], row["split"])))} for row in orders]


def _gross_profit(file: CustomerFile) -> list[dict[str, Any]]:
    invoices = file.gross_profit_invoices().partition_by("year", as_dict=True)
    entries = file.gross_profit_entries().partition_by("year", "number", as_dict=True)
    return [
        {
            **row,
            "invoices": [
                {**invoice, "entries": _rows(entries.get((row["year"], invoice["number"])))}
                for invoice in _rows(invoices.get((row["year"],)))
            ],
        }
        for row in _rows(file.gross_profit())
    ]


def _rows(frame: pl.DataFrame | None) -> list[dict[str, Any]]:
    if frame is None:
        return []
    shown = frame.select(pl.exclude(pl.Binary))
    return [{name: _plain(value) for name, value in row.items()} for row in shown.to_dicts()]


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
