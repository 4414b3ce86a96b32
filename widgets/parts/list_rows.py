"""What the rows of work lists share: the customer's columns, how far away a day is, days in the house's time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import polars.selectors as cs

from clientinfo_kernel.settings import BERLIN
from widgets.named_customers import NAMED
from widgets.parts.row_parts import Part
from widgets.parts.vehicle_due import model_first
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.contact_links import phone_link
from widgets.texts.due import due_chip
from widgets.texts.language import _
from widgets.texts.words import Words, word
from widgets.view_models import Column, Source
from widgets.work_list import to_customer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from widgets.view_models import Chip
    from widgets.work_list import Desk


def customer_columns(tab: str, item: str | None = None) -> tuple[Column, ...]:
    """Return the customer's columns of a list; the name leads to a tab, and there to what stands in column ``item``."""
    return (
        Column(
            "customer",
            _("Kunde"),
            link=to_customer(tab, item),
            phone="title",
            sorted_by="name_place",
            searched_in=("first_name", "name"),
        ),
        Column("town", _("Ort"), phone="hide"),
    )


def customer_part(desk: Desk, more: Sequence[str] = ()) -> Part:
    """Return what gives rows the columns of their customers (``customer_id``), and some ``more`` of them."""
    columns = (*NAMED, "first_name", "name", "name_place", "phone_place", *more)
    whose = Source("customer_id", desk.coded("customers", ("customer_id",)).rows.height, desk.every_customer)
    return Part(columns, lambda rows, wanted: desk.of_customers(rows, only=wanted), source=whose)


def customer_row() -> Part:
    """Return what names rows after their customers, where each has one of their own."""
    return Part(("row",), lambda rows, _columns: rows.with_columns(row="customer_number"), ("customer_number",))


def plate_column() -> Column:
    """Return the column of ``license_plate`` with ``vehicle`` beside it, which leads to the vehicle."""
    lead = to_customer("vehicles", "license_plate")
    return Column(
        "license_plate",
        _("Kennzeichen"),
        "plate",
        beside="vehicle",
        beside_title=_("Fahrzeug"),
        link=lead,
        phone="meta",
        sorted_by="plate_place",
        searched_in=("license_plate", "make", "model"),
    )


def phone_column() -> Column:
    """Return the column of the customer's phone number, which calls."""
    return Column(
        "phone", _("Telefon"), "identifier", link=lambda row: phone_link(row["phone"]), sorted_by="phone_place"
    )


def due_part(rows: pl.DataFrame, day: str, key_date: date, warn_days: int = 0) -> tuple[Part, Mapping[str, Chip]]:
    """Return what gives rows how far away a day is (column ``due``: an Enum of keys), and the chips for the keys.

    Each day is put into words once, however many rows have it.
    """
    days = rows[day].unique().drop_nulls().to_list()
    said = {each: due_chip(each, key_date, warn_days) for each in days}
    chips = chips_by_key(said.values())
    keys = pl.DataFrame(
        {day: list(said), "due": [chip_key(chip) for chip in said.values()]},
        schema={day: pl.Date, "due": pl.Enum(list(chips))},
    )

    def due(of: pl.Series) -> pl.Series:
        return of.to_frame(day).join(keys, on=day, how="left", maintain_order="left")["due"]

    texts = [chip.text for chip in chips.values()]
    return Part(("due",), lambda some, _columns: some.with_columns(of_each_day(some[day], due)), texts=texts), chips


def of_each_day(days: pl.Series, value: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return what a rule gives for days; where many share one, it looks at each day from the first to the last once."""
    first, last = days.min(), days.max()
    if not isinstance(first, date) or not isinstance(last, date) or (last - first).days >= len(days):
        return value(days)
    places = days.to_physical()
    return value(pl.date_range(first, last, eager=True)).gather(places - places.min())


def in_order_of(day: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in the order of a day, those of one day as they stood.

    Each day is compared once: where many rows share one, to sort them all takes twice as long.
    """
    together = rows.group_by(day).agg(pl.all()).sort(day)
    return together.explode(cs.exclude(day), empty_as_null=False, keep_nulls=False).select(rows.columns)


def in_words(rows: pl.DataFrame, column: str, words: Words, name: str = "") -> pl.DataFrame:
    """Return the rows with words for the codes of a column, in column ``name`` or its own; a code without a word stays as it came."""
    said = {code: word(words, code) for code in rows[column].unique().drop_nulls().to_list()}
    return rows.with_columns(pl.col(column).cast(pl.String).replace(said).alias(name or column))


def with_values(
    rows: pl.DataFrame, name: str, value: Callable[[Mapping[str, Any]], Any], kind: Any = pl.String
) -> pl.DataFrame:
    """Return the rows with a column that a rule gives row by row; for lists that are short by nature."""
    return rows.with_columns(pl.Series(name, [value(row) for row in rows.iter_rows(named=True)], kind))


def with_values_of(
    rows: pl.DataFrame,
    columns: Sequence[str],
    name: str,
    value: Callable[[Mapping[str, Any]], Any],
    kind: Any = pl.String,
) -> pl.DataFrame:
    """Return the rows with a column that a rule gives for the values of some others, each combination of them once."""
    known = with_values(rows.select(columns).unique(), name, value, kind)
    return rows.join(known, on=list(columns), how="left", nulls_equal=True, maintain_order="left")


def with_vehicle_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``vehicle``, the name of their ``model`` and ``make``."""
    return with_values_of(rows, ("make", "model"), "vehicle", model_first)


def start_of(day: date) -> datetime:
    """Return the moment (UTC) at which a day begins in the house."""
    return datetime.combine(day, time.min, BERLIN).astimezone(UTC)


def within(moment: str, first: date, days: int) -> pl.Expr:
    """Return the condition that a moment lies in these days of the house."""
    return (pl.col(moment) >= start_of(first)) & (pl.col(moment) < start_of(first + timedelta(days=days)))


def with_vehicles(desk: Desk, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``license_plate`` and ``vehicle`` (model and make) of their ``vehicle_number``.

    Args:
        desk: Where the vehicles are.
        rows: Have ``customer_id`` and ``vehicle_number``.
    """
    wanted = pl.col("vehicle_number").is_in(rows["vehicle_number"].unique().implode())
    columns = ("customer_id", "vehicle_number", "license_plate", "make", "model")
    vehicles = desk.table("vehicles", columns, wanted).unique(["customer_id", "vehicle_number"], keep="first")
    named = with_vehicle_names(vehicles).drop("make", "model")
    return rows.join(named, on=["customer_id", "vehicle_number"], how="left", maintain_order="left")
