"""Which change notices still wait for a source to have them, over all customers at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.query.corrections import newest_of_each, said_by_sources
from clientinfo_kernel.query.taken_over import is_taken_over

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.work_list import Desk

_OF_CUSTOMER = ("phone", "email", "vat_id", "street", "postal_code", "town")


def waiting_notices(desk: Desk, notices: pl.DataFrame) -> pl.DataFrame:
    """Return the notices that nobody has settled and no source has taken over, as the customer's own page counts them.

    Args:
        desk: Where the sources' values are.
        notices: Rows of ``live.change_notices``.
    """
    of_each = notices.sort("created_at").partition_by("customer_number", maintain_order=True)
    standing = [row for theirs in of_each for row in newest_of_each(theirs.to_dicts())]
    wanted = pl.col("customer_number").is_in(list({row["customer_number"] for row in standing}))
    customers = desk.table("customers", ("customer_id", "customer_number", *_OF_CUSTOMER), wanted)
    theirs = pl.col("customer_id").is_in(customers["customer_id"].implode())
    addresses = _by_customer(desk.table("communication", ("customer_id", "kind", "address"), theirs))
    people = _by_customer(desk.table("contact_persons", ("customer_id", "first_name", "last_name"), theirs))
    known = {
        row["customer_number"]: said_by_sources(
            row, addresses.get(row["customer_id"], ()), people.get(row["customer_id"], ())
        )
        for row in customers.iter_rows(named=True)
    }

    def waits(row: Mapping[str, Any]) -> bool:
        said = known.get(row["customer_number"], {})
        return not is_taken_over(row["subject"], row["value"], said.get(row["subject"], ()))

    return pl.DataFrame([row for row in standing if waits(row)], notices.schema)


def _by_customer(rows: pl.DataFrame) -> dict[str, list[tuple[str | None, str | None]]]:
    """Return the two other columns of each customer's rows, by ``customer_id``."""
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for customer_id, *pair in rows.iter_rows():
        found.setdefault(customer_id, []).append((pair[0], pair[1]))
    return found
