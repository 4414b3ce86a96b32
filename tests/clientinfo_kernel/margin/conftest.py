"""Margins of the demo, and its postings with everything they can be asked by."""

from pathlib import Path

import polars as pl
import pytest

from clientinfo_kernel.margin import DIMENSIONS, Margin
from clientinfo_kernel.query.directory import open_directory


@pytest.fixture(scope="session")
def margin(demo_settings: Path) -> Margin:
    return Margin(open_directory(demo_settings))


@pytest.fixture(scope="session")
def postings(margin: Margin) -> pl.DataFrame:
    """Each posting and calculated cost with everything it can be asked by, joined from the tables one by one.

    The entries are those of the customers' tabs, which other tests hold against the business; the dimensions of the
    documents are those of the facts.
    """
    directory = margin.directory
    facts = directory.table("margin_facts").with_row_index("fact").cast({"fact": pl.Int64})
    names = [name for name in DIMENSIONS if name in facts.columns and name != "customer"]
    columns = ["fact", "account", "cost_center", "role", "amount", "number", "posted_on"]
    owned = directory.table("profit_entries", ["customer_id", *columns])
    customers = directory.table("customers", ["customer_id", "customer_number"])
    owned = (
        owned.join(customers, on="customer_id", how="left").drop("customer_id").rename({"customer_number": "customer"})
    )
    others = directory.table("unassigned_entries", columns).with_columns(pl.lit(None, pl.String).alias("customer"))
    every = pl.concat([owned, others.select(owned.columns)])
    return every.join(facts.select("fact", *names), on="fact", how="left")
