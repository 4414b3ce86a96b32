"""Whose the rows of a list are, looked up by the customers' ids: a million rows as well as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

    from clientinfo_kernel.query.permitted import OpenedSnapshot

# What a row says of its customer, where nothing else is asked for; ``customer`` is the whole name.
NAMED = ("customer_number", "customer", "town", "phone", "branch")
_NAME = ("first_name", "name")


def with_customers(
    opened: OpenedSnapshot, rows: pl.DataFrame, on: str, columns: Collection[str], *, in_codes: bool
) -> pl.DataFrame:
    """Return the rows, in the same order, with columns of their customers; they stay empty where nobody has the number.

    Args:
        opened: Where the customers are.
        rows: Have the column ``on``.
        on: ``customer_id`` or ``customer_number``.
        columns: Of the customers, and ``customer``.
        in_codes: Whether a text that repeats is an Enum.

    Raises:
        NotPermitted: The viewer is not allowed to see customers, or one of the columns.
    """
    wanted = [name for name in columns if name != on]
    ids = rows[on] if on == "customer_id" else opened.customer_ids(rows[on])
    known = opened.coded("customers", _read(wanted))
    found = known.rows.select(pl.all().gather(ids))
    found = known.in_codes(found) if in_codes else known.decoded(found)
    if "customer" in wanted:
        found = found.with_columns(pl.when(pl.lit(ids).is_not_null()).then(_whole_name()).alias("customer"))
    return rows.hstack(found.select(wanted))


def every_customer(opened: OpenedSnapshot, columns: Collection[str]) -> pl.DataFrame:
    """Return columns of all customers, and ``customer``, by their ids; a text that repeats is an Enum.

    Raises:
        NotPermitted: The viewer is not allowed to see customers, or one of the columns.
    """
    known = opened.coded("customers", _read(columns))
    found = known.in_codes(known.rows)
    return found.with_columns(_whole_name().alias("customer")).select(columns) if "customer" in columns else found


def _read(columns: Collection[str]) -> list[str]:
    return list(dict.fromkeys(name for each in columns for name in (_NAME if each == "customer" else (each,))))


def _whole_name() -> pl.Expr:
    return pl.concat_str(pl.col(_NAME).cast(pl.String), separator=" ", ignore_nulls=True)
