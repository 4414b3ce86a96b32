"""Customers who come or go in a bridge and may only have another number: the suspected duplicates among the others in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin.change import Change
    from clientinfo_kernel.margin.margin import Margin

# Who came is new, and who went is lost, by their number alone.
PARTS = frozenset({"new_customers", "lost_customers"})


def other_numbers(margin: Margin, found: Change, part: str) -> Mapping[str, tuple[str, str]]:
    """Return, of the customers of a part, number -> number and name of the likeliest other record that is in another part.

    Nobody who came or went by another part than these (``PARTS``) has any.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    if part not in PARTS:
        return {}
    steps = found.steps.drop_nulls("customer")
    own = steps.filter(pl.col("part") == part)["customer"].unique()
    others = steps.filter(pl.col("part") != part)["customer"].unique()
    columns = ("customer_id", "customer_number", "name", "score", "certain")
    suspected = ~pl.col("certain") & pl.col("customer_number").is_in(others.implode())
    links = margin.directory.table("identity_links", columns, suspected).sort("score", descending=True)
    is_one = pl.col("customer_id").is_in(links["customer_id"].unique().implode())
    numbers = margin.directory.table("customers", ("customer_id", "customer_number"), is_one)
    named = links.join(numbers.rename({"customer_number": "own"}), on="customer_id", maintain_order="left")
    kept = named.filter(pl.col("own").is_in(own.implode())).unique("own", keep="first", maintain_order=True)
    return {own: (number, name) for own, number, name in kept.select("own", "customer_number", "name").iter_rows()}
