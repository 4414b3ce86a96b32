"""What the dealer system says twice about an order, and what it names without delivering it."""

from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.checks.missing_orders import missing_orders
from clientinfo_kernel.ingest.checks.order_sums import order_sum_differences

MONEY = pl.Decimal(18, 2)
ORDERS = range(60)
SPLIT = pl.Schema(
    {
        "order_number": pl.String,
        "split": pl.Int32,
        "invoice_key": pl.String,
        **dict.fromkeys(("labour_total", "parts_total", "external_total", "amount"), pl.String),
        "source_file": pl.String,
        "source_row": pl.Int64,
    }
)
LINES = ["100.00", "30.00", "20.00"]


def split(order: int, **more: Any) -> dict[str, Any]:
    """A split of 150.00 and its tax, billed by itself."""
    totals = {"labour_total": "100.00", "parts_total": "50.00", "amount": "178.50", "invoice_key": f"R{order}"}
    return (
        {"order_number": str(order), "split": 1, "source_file": "AUFSPLIT.csv", "source_row": order + 2} | totals | more
    )


def frame(rows: list[dict[str, Any]], schema: pl.Schema, *amounts: str) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema).with_columns(pl.col(amounts).cast(MONEY))


def lines(**other: list[str]) -> pl.LazyFrame:
    """Three lines per order; ``o7`` those of order 7."""
    rows = [
        {"order_number": str(order), "split": 1, "amount": amount, "source_file": "AUFPOS.csv", "source_row": order}
        for order in ORDERS
        for amount in other.get(f"o{order}", LINES)
    ]
    return pl.LazyFrame(rows).with_columns(pl.col("amount").cast(MONEY))


def invoices(**other: str) -> pl.LazyFrame:
    rows = [
        {
            "invoice_key": f"R{order}",
            "order_number": str(order),
            "gross": other.get(f"o{order}", "178.50"),
            "net": "150.00",
            "is_cancelled": False,
            "source_file": "RECHNUNG.csv",
            "source_row": order,
        }
        for order in ORDERS
    ]
    return pl.LazyFrame(rows).with_columns(pl.col("gross", "net").cast(MONEY))


def splits(*rows: dict[str, Any]) -> pl.LazyFrame:
    own = list(rows) or [split(order) for order in ORDERS]
    return frame(own, SPLIT, "labour_total", "parts_total", "external_total", "amount")


def sums(*frames: pl.LazyFrame) -> list[tuple[str, Decimal, int]]:
    return order_sum_differences(*frames).collect().select("subject", "amount", "source_row").rows()


def test_an_order_whose_lines_are_not_its_total_is_found() -> None:
    assert sums(splits(), lines(), invoices()) == []
    assert sums(splits(), lines(o7=["100.00", "30.00"]), invoices()) == [("7 / 1", Decimal("20.00"), 9)]


def test_an_order_whose_amount_is_not_its_invoice_s_is_found() -> None:
    assert sums(splits(), lines(), invoices(o7="187.50")) == [("7 / 1", Decimal("9.00"), 9)]
    assert sums(splits(), lines(), invoices(o7="178.51")) == [], "a cent for each split is rounding"


def test_splits_of_one_invoice_are_added_up() -> None:
    rows = [split(order) for order in ORDERS if order != 7]
    parts = [split(7, split=each, amount="89.25", labour_total="50.00", parts_total="25.00") for each in (1, 2)]
    two = lines(o7=["75.00"])
    second = pl.LazyFrame({"order_number": ["7"], "split": [2], "amount": ["75.00"]}).with_columns(
        pl.col("amount").cast(MONEY)
    )
    both = pl.concat([two, second], how="diagonal_relaxed")
    assert sums(splits(*rows, *parts), both, invoices()) == []
    assert sums(splits(*rows, parts[0]), both, invoices()) == [("7 / 1", Decimal("89.25"), 9)]


def test_what_has_no_lines_or_no_amount_says_nothing() -> None:
    assert sums(splits(), lines(o7=[]), invoices()) == []
    rows = [split(order, **({"amount": None} if order == 7 else {})) for order in ORDERS]
    assert sums(splits(*rows), lines(), invoices(o7="9.00")) == []


def test_a_system_with_more_in_its_totals_than_in_its_lines_has_no_such_rule() -> None:
    small_parts = {f"o{order}": ["100.00", "48.00"] for order in ORDERS[::9]}
    assert sums(splits(), lines(**small_parts), invoices()) == []


def orders(*without: int) -> pl.LazyFrame:
    return pl.LazyFrame({"order_number": [str(order) for order in ORDERS if order not in without]})


def missing(*frames: pl.LazyFrame) -> list[tuple[str, Decimal, str]]:
    return missing_orders(*frames).collect().select("subject", "amount", "source_file").rows()


def test_an_order_that_splits_name_and_nobody_delivered_is_found_once() -> None:
    assert missing(orders(), splits(), lines(), invoices()) == []
    assert missing(orders(7), splits(), lines(), invoices()) == [("7", Decimal("178.50"), "AUFSPLIT.csv")]


def test_a_split_that_its_lines_name_is_missing() -> None:
    rows = [split(order) for order in ORDERS if order != 7]
    assert missing(orders(), splits(*rows), lines(), invoices()) == [("7", Decimal("150.00"), "AUFPOS.csv")]


def test_an_invoice_that_a_split_names_is_missing() -> None:
    others = invoices().filter(pl.col("invoice_key") != "R7")
    assert missing(orders(), splits(), lines(), others) == [("7", Decimal("178.50"), "AUFSPLIT.csv")]


def test_a_house_that_deletes_what_it_billed_has_no_such_rule() -> None:
    assert missing(orders(1, 2, 3), splits(), lines(), invoices()) == []
