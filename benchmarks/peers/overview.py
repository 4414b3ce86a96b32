"""What both peers show of a customer: as much as our Übersicht, as texts and figures that are ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from clientinfo_kernel.query.customer_file import CustomerFile

_LINES, _EVENTS = 4, 16


@dataclass(frozen=True)
class Overview:
    """A customer's overview.

    Attributes:
        header: The fields of the header card.
        balance: The open balance and its parts by age.
        years: Fiscal years.
        totals: Revenue of each, in EUR.
        lists: Titles of the short lists with their lines.
        events: The newest events.
    """

    number: str
    header: tuple[str, ...]
    balance: tuple[str, ...]
    years: tuple[int, ...]
    totals: tuple[float, ...]
    lists: dict[str, tuple[str, ...]]
    events: tuple[str, ...]


def overview(file: CustomerFile) -> Overview:
    """Read a customer's overview."""
    header, revenue = file.header(), file.revenue()
    fields = (header.street, header.postal_code, header.town, header.phone, header.email, header.vat_id)
    terms = (header.payment_terms, header.customer_group, header.classification, header.remark)
    return Overview(
        header.customer_number,
        tuple(str(each) for each in (header.name, *fields, *terms, header.days_to_pay, header.exposure) if each),
        (f"{header.open_balance} EUR", *(f"{age}: {balance}" for age, _count, balance in file.ageing().rows())),
        tuple(revenue["year"].to_list()),
        tuple(map(float, revenue["total"].to_list())),
        {
            "Fahrzeuge": _lines(file.vehicles(), "license_plate", "model", "next_general_inspection_on"),
            "Aktuelle Aufträge": _lines(file.orders(current=True), "order", "split", "title", "amount"),
            "Wiedervorlagen": _lines(file.cases(), "text", "kind", "follow_up_on"),
        },
        _texts(file.timeline(_EVENTS), "at", "what", "text", "person", "amount"),
    )


def _lines(rows: pl.DataFrame, *columns: str) -> tuple[str, ...]:
    return _texts(rows.head(_LINES), *columns)


def _texts(rows: pl.DataFrame, *columns: str) -> tuple[str, ...]:
    return tuple(" · ".join(str(cell) for cell in row if cell is not None) for row in rows.select(columns).rows())
