"""Other records that might be the same customer (Dubletten): how many, and which, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from widgets.texts.language import _
from widgets.texts.words import IDENTITY_REASONS, word
from widgets.view_models import Column, Link, Table

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile

# Where the list stands, and the name by which a link asks for it.
TAB, ITEM = "contact_persons", "duplicates"


def duplicates(customer_file: CustomerFile) -> Table | None:
    """Return the suspected duplicates, the likeliest first, each leading to its customer; None: there are none."""
    suspected = customer_file.identity_links().filter(~pl.col("certain"))
    if suspected.is_empty():
        return None
    why = [", ".join(word(IDENTITY_REASONS, code) for code in codes.split(", ")) for codes in suspected["reason"]]
    return Table(
        columns=(
            Column(
                "customer_number",
                _("Kd.-Nr."),
                "identifier",
                phone="meta",
                link=lambda row: Link(customer_number=row["customer_number"], tab="overview"),
            ),
            Column("name", _("Name"), phone="title", strong=True),
            Column("town", _("Ort"), phone="meta"),
            Column("why", _("Warum")),
        ),
        rows=suspected.with_columns(why=pl.Series(why, dtype=pl.String)),
        title=_("Möglicherweise derselbe Kunde"),
        download=_("dubletten"),
        customers="customer_number",
        names=lambda row: (row["customer_number"],),
        shared_names=lambda _row: (ITEM,),
    )
