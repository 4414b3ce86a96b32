"""The whole 360-degree view of a customer as plain values: the contract of ``clientinfo customer --json``.

English snake_case keys, amounts as decimal strings, dates and moments ISO, absent values None.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query.profit_lines import DIVISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

_LIGHTS = ("credit_light", "receivables_lights")


def customer_record(file: CustomerFile) -> dict[str, Any]:
    """Return everything about a customer that the file's viewer is allowed to see, ready for ``json.dumps``.

    Sections and fields that they are not allowed to see are left out, not emptied.
    """
    allows = file.access.allows
    record = {
        "customer": _header(file),
        "contact_persons": plain_rows(file.contact_persons()),
        "communication": plain_rows(file.communication()),
        "cases": plain_rows(file.cases()),
        "contact_events": plain_rows(file.contact_events()),
    }
    if allows("receivables"):
        record["inbox"] = {"invoices": _inbox_invoices(file), "customers": plain_rows(file.inbox_customers())}
    if allows("revenue"):
        record["revenue"] = [_revenue(row) for row in file.revenue().to_dicts()]
    if allows("receivables"):
        record |= {"open_items": plain_rows(file.open_items()), "ageing": plain_rows(file.ageing())}
    record |= {"vehicles": plain_rows(file.vehicles()), "recalls": plain_rows(file.recalls())}
    record |= {"appointments": plain_rows(file.appointments()), "orders": _orders(file)}
    if allows("gross_profit"):
        record["gross_profit"] = _gross_profit(file)
    record |= {"place": plain_rows(file.place())[0], "timeline": plain_rows(file.timeline())}
    return record | {"identity_links": plain_rows(file.identity_links()), "sources": plain_rows(file.sources())}


def _header(file: CustomerFile) -> dict[str, Any]:
    header = file.header()
    hidden = file.access.hidden_fields() | {name for name in _LIGHTS if getattr(header, name) is None}
    return {name: plain_value(value) for name, value in asdict(header).items() if name not in hidden}


def _revenue(row: dict[str, Any]) -> dict[str, Any]:
    divisions = {name: plain_value(row[name]) for name in DIVISIONS if name != "unassigned" and row[name]}
    totals = {name: plain_value(row[name]) for name in ("year", "total", "warranty", "without_warranty", "unassigned")}
    return {**totals, "divisions": divisions}


def _inbox_invoices(file: CustomerFile) -> list[dict[str, Any]]:
    """Return the staged invoices with the codes of what our checks found wrong in their documents (``findings``)."""
    found: dict[str, list[str]] = {}
    documents = file.documents()
    # Whole columns: a select of a few rows would be a query plan.
    for entry_id, rendition in zip(documents["entry_id"], documents["rendition"], strict=True):
        said = json.loads(rendition)["findings"] if rendition else []
        codes = [each["code"] for each in said if each.get("code") and each.get("severity") != "ok"]
        found.setdefault(entry_id, []).extend(codes)
    return [{**row, "findings": found.get(row["entry_id"], [])} for row in plain_rows(file.inbox_invoices())]


def _orders(file: CustomerFile) -> list[dict[str, Any]]:
    lines = _grouped(plain_rows(file.order_lines()), "order", "split")
    return [{**row, "lines": lines.get((row["order"], row["split"]), [])} for row in plain_rows(file.orders())]


def _gross_profit(file: CustomerFile) -> list[dict[str, Any]]:
    entries = _grouped(plain_rows(file.gross_profit_entries()), "year", "number")
    invoices = [
        {**invoice, "entries": entries.get((invoice["year"], invoice["number"]), [])}
        for invoice in plain_rows(file.gross_profit_invoices())
    ]
    by_year = _grouped(invoices, "year")
    return [{**row, "invoices": by_year.get((row["year"],), [])} for row in plain_rows(file.gross_profit())]


def _grouped(rows: Iterable[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], list[dict[str, Any]]]:
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in keys), []).append(row)
    return groups


def plain_rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows as plain values, without columns of bytes; converted column by column, not cell by cell."""
    if frame.is_empty():
        return []
    names, columns = [], []
    for column in frame.get_columns():
        dtype = type(column.dtype)
        if dtype is not pl.Binary:
            names.append(column.name)
            columns.append(_PLAIN_COLUMN.get(dtype, pl.Series.to_list)(column))
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _texts(column: pl.Series) -> list[str | None]:
    return column.cast(pl.String).to_list()


def _iso_texts(column: pl.Series) -> list[str | None]:
    return [None if value is None else value.isoformat() for value in column.to_list()]


_PLAIN_COLUMN: Mapping[type, Callable[[pl.Series], list[Any]]] = {
    pl.Decimal: _texts,
    pl.Date: _texts,  # as ISO writes them, made at once
    pl.Datetime: _iso_texts,
}


def plain_value(value: object) -> Any:
    """Return a value as JSON takes it: amounts, days and moments as text."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value
