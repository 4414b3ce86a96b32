"""Which of several orders a number means that the dealer system begins to count again each year.

While a snapshot is built, an order of such a number is called by number and day (``1001@2021-03-01``), so that whatever is
joined by it belongs together; what is written has the number again (``with_order_numbers``).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import polars as pl

from clientinfo_kernel.ingest.billed_numbers import in_turn, is_in_turn
from clientinfo_kernel.ingest.checks.order_sums import TOTALS
from clientinfo_kernel.ingest.order_beginnings import placed_lines
from clientinfo_kernel.money import cents
from data_sources.repeated_numbers import APART

if TYPE_CHECKING:
    from collections.abc import Sequence

# The day that says which order something of its number belongs to; lines have none.
DAYS = {"orders": "ordered_at", "order_splits": "invoiced_on", "invoices": "invoiced_on"}
_NUMBER = "order_number"
_BUYER = "customer_number"
_USES = pl.Schema({_NUMBER: pl.String, "order_key": pl.String, _BUYER: pl.String, "since": pl.Date, "until": pl.Date})
_PLACES = pl.Schema({"__row": pl.UInt32, "order_key": pl.String})
_Named: TypeAlias = tuple[Any, str | None]
_NAMES = pl.Schema({"customer_id": pl.UInt32, "order": pl.String, "name": pl.String})
_DAY_BEHIND = "@[0-9]{4}-[0-9]{2}-[0-9]{2}( / .*)?$"  # a split can stand behind it


def orders_used_again(orders: pl.LazyFrame) -> pl.DataFrame:
    """Return the orders whose numbers were used again, with the days of what belongs to each; hardly any house has such.

    Args:
        orders: Contract ``dealer_system.Orders``.
    """
    days = orders.select(_NUMBER, _BUYER, pl.col("ordered_at").dt.date().alias("first_on")).drop_nulls(
        [_NUMBER, "first_on"]
    )
    first, last = pl.col("first_on").min().alias("first"), pl.col("first_on").max().alias("last")
    far = days.group_by(_NUMBER).agg(first, last).filter((pl.col("last") - pl.col("first")).dt.total_days() > APART)
    numbers = far.select(_NUMBER).collect(engine="streaming")
    if numbers.is_empty():
        return _USES.to_frame()
    theirs = days.join(numbers.lazy(), on=_NUMBER, how="semi").with_columns(
        pl.concat_str(_NUMBER, pl.col("first_on").cast(pl.String), separator="@").alias("order_key")
    )
    turns = in_turn(theirs.rename({_NUMBER: "key"})).rename({"key": _NUMBER})
    return turns.select(_USES.names()).collect(engine="streaming")


def of_orders(rows: pl.LazyFrame, uses: pl.DataFrame, day: str) -> pl.LazyFrame:
    """Return rows with the key of the order that their number means on a day; what has no day yet belongs to the last one.

    Args:
        rows: Have ``order_number`` and the day.
        uses: Result of ``orders_used_again``.
        day: Column of the day.
    """
    on = pl.col(day).dt.date() if rows.collect_schema()[day] != pl.Date else pl.col(day)
    return (
        rows.with_columns(on.alias("__on"))
        .join(uses.lazy().drop(_BUYER), on=_NUMBER, how="left", maintain_order="left")
        .filter(is_in_turn("__on"))
        .with_columns(pl.coalesce("order_key", _NUMBER).alias(_NUMBER))
        .drop("__on", "order_key", "since", "until")
    )


def splits_of_orders(splits: pl.LazyFrame, uses: pl.DataFrame) -> pl.LazyFrame:
    """Return splits with the key of their order, as ``of_orders``; those that are not billed yet have an order of their own each.

    They belong to the orders that have no bill of this split: to that of the customer who pays, the others in the order of
    the files, the last one to the last.

    Args:
        splits: Contract ``dealer_system.OrderSplits``.
        uses: Result of ``orders_used_again``.
    """
    keyed = of_orders(splits, uses, DAYS["order_splits"])
    theirs = uses.select(_NUMBER, "order_key", _BUYER, pl.col("since").fill_null(date.min)).sort("since")
    numbered = keyed.select(
        pl.col(_NUMBER).alias("order_key"),
        "split",
        pl.col("paying_customer_number").alias("payer"),
        pl.col(DAYS["order_splits"]).is_null().alias("is_open"),
    )
    rows = numbered.with_row_index("__row").join(theirs.lazy(), on="order_key", maintain_order="left").collect()
    split, waiting = [_NUMBER, "split"], rows.filter("is_open")
    if waiting.is_empty():
        return keyed
    billed = rows.filter(~pl.col("is_open")).select("order_key", "split")
    free = waiting.select(split).unique().join(theirs, on=_NUMBER, maintain_order="right")
    free = free.join(billed, on=["order_key", "split"], how="anti", maintain_order="left")
    orders = _by_split(free, "order_key", _BUYER)
    placed = [
        pair
        for number, own in _by_split(waiting, "__row", "payer").items()
        for pair in _placed(own, orders.get(number, []))
    ]
    return _with_keys(keyed, pl.DataFrame(placed, _PLACES, orient="row"))


def _by_split(rows: pl.DataFrame, what: str, name: str) -> dict[tuple[str, str], list[_Named]]:
    """Return two columns of the rows of each split of a number: a million splits wait where a source says no day of a bill."""
    found: dict[tuple[str, str], list[_Named]] = {}
    for number, split, *named in rows.select(_NUMBER, "split", what, name).iter_rows():
        found.setdefault((number, split), []).append((named[0], named[1]))
    return found


def _placed(waiting: Sequence[_Named], orders: Sequence[_Named]) -> list[tuple[int, str]]:
    """Return the row of each split that waits for its bill, with its order's key, if one is left.

    Args:
        waiting: Row and payer of each, in the order of the files.
        orders: Key and customer of each order without a bill, the earliest first.
    """
    payers, buyers = ([name for _what, name in each] for each in (waiting, orders))
    said = {name for name in payers if name and payers.count(name) == buyers.count(name) == 1}
    known = [(row, key) for row, payer in waiting for key, buyer in orders if payer == buyer and payer in said]
    rest = [row for row, payer in waiting if payer not in said]
    left = [key for key, buyer in orders if buyer not in said]
    return [*known, *zip(reversed(rest), reversed(left), strict=False)]


def lines_of_orders(lines: pl.LazyFrame, splits: pl.LazyFrame, uses: pl.DataFrame) -> pl.LazyFrame:
    """Return lines with the key of their order (``order_beginnings``).

    Args:
        lines: Contract ``dealer_system.OrderLines``, in the order of the files.
        splits: Result of ``splits_of_orders``.
        uses: Result of ``orders_used_again``.
    """
    return _with_keys(lines, with_places(lines, splits, uses))


def _with_keys(rows: pl.LazyFrame, placed: pl.DataFrame) -> pl.LazyFrame:
    """Return rows with the key of their order where it was found: ``__row`` of ``placed`` counts them, ``order_key`` is it."""
    keys = placed.lazy().select("__row", pl.col("order_key").alias("__key"))
    return (
        rows.with_row_index("__row")
        .join(keys, on="__row", how="left", maintain_order="left")
        .with_columns(pl.coalesce("__key", _NUMBER).alias(_NUMBER))
        .drop("__row", "__key")
    )


def with_places(lines: pl.LazyFrame, splits: pl.LazyFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """Return ``placed_lines`` of the lines whose numbers were used again: ``__row`` counts all of them.

    Args:
        lines: Contract ``dealer_system.OrderLines``, in the order of the files.
        splits: Result of ``splits_of_orders``.
        uses: Result of ``orders_used_again``.
    """
    orders = uses.sort(pl.col("since").fill_null(date.min), _NUMBER).select(_NUMBER, "order_key")
    total = pl.sum_horizontal(cents(pl.col(name)).fill_null(0) for name in TOTALS).alias("total")
    theirs = splits.select(pl.col(_NUMBER).alias("order_key"), "split", total)
    stated = theirs.join(orders.lazy(), on="order_key", how="semi").unique(["order_key", "split"]).collect()
    columns = ("__row", _NUMBER, "split", "line", cents(pl.col("amount")).fill_null(0).alias("cents"), "source_file")
    own = lines.with_row_index("__row").join(orders.lazy(), on=_NUMBER, how="semi", maintain_order="left")
    return placed_lines(own.select(columns).sort("__row").collect(), orders, stated)


def same_customers_orders(orders: pl.LazyFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """Return what orders are called of a customer who has a later one of their number: ``5001 (2011)``.

    Args:
        orders: ``customer_id`` and ``order``, the key.
        uses: Result of ``orders_used_again``.

    Returns:
        ``customer_id``, ``order`` (the key) and ``name``.
    """
    if uses.is_empty():
        return pl.DataFrame(schema=_NAMES)
    keyed = orders.filter(pl.col("order").is_in(uses["order_key"].implode())).select("customer_id", "order").unique()
    number, day = pl.col("order").str.replace(_DAY_BEHIND, "${1}"), pl.col("order").str.extract("([0-9]{4})-[0-9-]*$")
    rows = keyed.with_columns(number.alias("number")).collect()
    earlier = rows.filter(pl.col("order") != pl.col("order").max().over("customer_id", "number"))
    name = pl.format("{} ({})", "number", day)
    return earlier.select("customer_id", "order", name.alias("name")).cast({"customer_id": pl.UInt32})


def with_order_numbers(
    rows: pl.LazyFrame, uses: pl.DataFrame, name: str = "order", names: pl.DataFrame | None = None
) -> pl.LazyFrame:
    """Return rows with the number of their order in place of its key.

    Args:
        rows: Have the key.
        uses: Result of ``orders_used_again``.
        name: Column of the key.
        names: Result of ``same_customers_orders``; the rows have ``customer_id``, and ``order`` is the key.
    """
    if uses.is_empty():
        return rows
    number = pl.col(name).str.replace(_DAY_BEHIND, "${1}")
    if names is None:
        return rows.with_columns(number)
    told_apart = rows.with_columns(pl.col("customer_id").cast(pl.UInt32)).join(
        names.lazy().rename({"name": "__name"}), on=["customer_id", "order"], how="left", maintain_order="left"
    )
    return told_apart.with_columns(pl.coalesce("__name", number).alias(name)).drop("__name")
