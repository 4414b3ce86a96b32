"""Lists of open items that know what is older than the ledger: what older documents make up to the cent is no contradiction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks.older_items import of_older_items

Entry = tuple[str, str, str, str]
SALE = ("2021-01-05", "R2", "invoice", "119")


def _entries(*rows: Entry) -> pl.LazyFrame:
    """Day, number, movement and amount of each."""
    names = ("posted_on", "number", "movement", "amount")
    frame = pl.DataFrame(rows, dict.fromkeys(names, pl.String), orient="row")
    return frame.lazy().with_columns(
        pl.col("posted_on").str.to_date(),
        pl.col("amount").cast(pl.Decimal(18, 2)),
        pl.col("posted_on").str.head(4).cast(pl.Int32).alias("year"),
        pl.lit("10012").alias("debtor_account"),
    )


@pytest.mark.parametrize(
    ("entries", "items", "is_older"),
    [
        ([SALE], {"R1": ("2020-11-15", "500"), "R2": ("2021-01-05", "119")}, True),
        (
            [SALE, ("2021-02-02", "R1", "payment", "-200")],
            {"R1": ("2020-11-15", "300"), "R2": ("2021-01-05", "119")},
            True,
        ),
        ([SALE, ("2021-02-02", "0R1", "payment", "-500")], {"R2": ("2021-01-05", "119")}, True),  # paid in full since
        ([SALE, ("2021-09-02", "R1", "payment", "-500")], {"R2": ("2021-01-05", "119")}, False),  # too late for that
        ([SALE, ("2021-02-02", "R9", "payment", "-500")], {"R2": ("2021-01-05", "119")}, False),  # billed in January
        ([SALE, ("2021-02-02", "R1", "credit_note", "-500")], {"R2": ("2021-01-05", "119")}, False),
        ([SALE], {"R1": ("2020-11-15", "500"), "R2": ("2021-01-05", "120")}, False),  # another cent is unexplained
        ([SALE], {"R1": ("2021-01-06", "500"), "R2": ("2021-01-05", "119")}, False),  # it should be there
        (
            [SALE, ("2021-01-01", "EB", "opening_balance", "1")],
            {"R1": ("2020-11-15", "500"), "R2": ("2021-01-05", "119"), "EB": ("2020-12-01", "1")},
            False,  # balances were carried forward, and this one was not
        ),
    ],
)
def test_what_is_older_than_the_ledger_contradicts_nothing(
    entries: list[Entry], items: dict[str, tuple[str, str]], *, is_older: bool
) -> None:
    on_list = [("10012", number, date.fromisoformat(day), Decimal(left)) for number, (day, left) in items.items()]
    listed = pl.DataFrame(on_list, ["account", "document_ref1", "document_on", "balance"], orient="row")
    difference = sum(left for *_item, left in on_list) - sum(Decimal(amount) for *_entry, amount in entries)
    differences = pl.DataFrame({"debtor_account": ["10012"], "difference": [difference]})
    billed = pl.LazyFrame({"invoice_number": ["R9"], "invoiced_on": [date(2021, 1, 20)]})
    found = of_older_items(
        differences.cast({"difference": pl.Decimal(18, 2)}), listed.lazy(), _entries(*entries), billed
    )
    assert found["debtor_account"].to_list() == ["10012"] * is_older
