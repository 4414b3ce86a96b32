"""What the upstream systems handed over in the last weeks: invoices on their way, changed customer records."""

from __future__ import annotations

import polars as pl

from demo_dealership import world
from demo_dealership.frames import money
from demo_dealership.inbox_layouts import CUSTOMER_ENTRIES, INVOICE_ENTRIES
from demo_dealership.randomness import pick, stream

_TODAY = world.AS_OF.toordinal() - 719_163
PARTS, WORKSHOP, SALES, MAIL = "alphaplus_teile", "alphaplus_werkstatt", "fahrzeugverkauf", "email"
ACCESSORIES = "zubehoerportal"
SYSTEMS = {
    PARTS: "alphaPlus Teile",
    WORKSHOP: "alphaPlus Werkstatt",
    SALES: "Fahrzeugverkauf",
    MAIL: "E-Mail rechnung@nordhof.example",
    ACCESSORIES: "Zubehörportal",
}
_SYSTEM_OF = {"parts": PARTS, "cash_sale": PARTS, "new_vehicle": SALES, "used_vehicle": SALES}
_ERRORS = ("Debitor gesperrt", "Kostenstelle ungültig", "Steuerschlüssel fehlt")
_REFUSALS = ("Buchungsperiode gesperrt", "Rechnungsnummer doppelt", "Betrag weicht vom Auftrag ab")
_FIELDS = ("Telefon", "E-Mail", "Straße", "Bankverbindung", "Name")


def invoice_entries(seed: int, chunk: int, invoices: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the last three weeks' invoices: those not posted yet wait, are stuck or were refused.

    ``source_system`` is the folder's name (a key of ``SYSTEMS``); net and gross follow the invoice.
    """
    rng = stream(seed, chunk, "invoice_entries")
    recent = invoices.filter((pl.col("day") > _TODAY - 21) & (pl.col("kind") != "internal"))
    size = recent.height
    names = customers.select(
        pl.col("customer_number").alias("paying_customer_number"), pl.col("name").alias("buyer_name"),
        pl.col("vat_id").alias("buyer_vat_id"),
    )  # fmt: skip
    fate = pl.Series("fate", rng.random(size))
    error, refusal = pick(rng, _ERRORS, size), pick(rng, _REFUSALS, size)
    frame = recent.with_columns(fate, error.alias("error"), refusal.alias("refusal")).join(
        names, on="paying_customer_number", how="left", maintain_order="left"
    )
    state = (
        pl.when("is_posted").then(pl.lit("posted")).when(pl.col("fate") < 0.8).then(pl.lit("waiting"))
        .when(pl.col("fate") < 0.92).then(pl.lit("error")).otherwise(pl.lit("rejected"))
    )  # fmt: skip
    sign = pl.when("is_credit_note").then(-1).otherwise(1)
    day = pl.col("day").cast(pl.Int32).cast(pl.Date)
    received = day.cast(pl.Datetime("us")) + pl.duration(hours=18, minutes=5)
    return INVOICE_ENTRIES.of(frame.with_columns(state.alias("state")).with_columns(
            pl.format("E{}", "invoice_number").alias("entry_id"),
            pl.col("kind").replace_strict(_SYSTEM_OF, default=WORKSHOP, return_dtype=pl.String).alias("source_system"),
            pl.when(pl.col("state") == "error").then("error").when(pl.col("state") == "rejected").then("refusal").alias("reason"),
            pl.when("is_credit_note").then(pl.lit("credit_note")).otherwise(pl.lit("invoice")).alias("kind"),
            pl.col("invoice_number").alias("document_number"),
            day.alias("document_on"),
            (pl.col("day") + pl.col("due_days")).cast(pl.Int32).cast(pl.Date).alias("due_on"),
            received.dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC").alias("received_at"),
            pl.col("paying_customer_number").alias("customer_number"),
            pl.lit(world.HOUSE_COMPANY).alias("seller_name"),
            money(pl.col("net_cents") * sign).alias("net"),
            money((pl.col("gross_cents") - pl.col("net_cents")) * sign).alias("tax"),
            money(pl.col("gross_cents") * sign).alias("gross"),
            pl.lit("EUR").alias("currency"),
        ),
    )  # fmt: skip


def customer_entries(seed: int, chunk: int, customers: pl.DataFrame) -> pl.DataFrame:
    """Return the rows: about one customer in eighty has a changed field on its way, or is new as a whole."""
    rng = stream(seed, chunk, "customer_entries")
    chosen = customers.filter(pl.Series(rng.random(customers.height) < 0.012))
    size = chosen.height
    frame = chosen.select("customer_number", "first_name", "name", "street", "town").with_columns(
        pick(rng, (WORKSHOP, SALES, PARTS, MAIL), size, (40, 35, 15, 10)).alias("source_system"),
        pick(rng, ("waiting", "error", "rejected", "posted"), size, (45, 10, 5, 40)).alias("state"),
        pick(rng, (*_FIELDS, None), size, (25, 25, 25, 10, 5, 10)).alias("field"),
        pl.Series("ago", rng.integers(0, 60, size)),
        pl.Series("digits", rng.integers(1_000_000, 9_999_999, size)).cast(pl.String),
    )
    field = pl.col("field")
    whole = pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True)
    received = (pl.lit(_TODAY) - pl.col("ago")).cast(pl.Int32).cast(pl.Date).cast(pl.Datetime("us")) + pl.duration(
        hours=9
    )
    values = {
        "Telefon": ("09281/", "+49 9281 "), "E-Mail": ("alt", "neu"), "Straße": ("Alte Straße ", "Neue Straße "),
        "Bankverbindung": ("DE00 0000 ", "DE00 1111 "), "Name": ("", "Fa. "),
    }  # fmt: skip
    old: pl.Expr = pl.lit(None, pl.String)
    new: pl.Expr = pl.lit(None, pl.String)
    for name, (before, after) in values.items():
        tail = (
            pl.col("digits")
            if name not in {"E-Mail", "Name"}
            else pl.lit("@mail.example")
            if name == "E-Mail"
            else pl.col("name")
        )
        old = pl.when(field == name).then(pl.lit(before) + tail).otherwise(old)
        new = pl.when(field == name).then(pl.lit(after) + tail).otherwise(new)
    return CUSTOMER_ENTRIES.of(frame.with_columns(
            pl.format("A{}", "customer_number").alias("entry_id"),
            pl.when(pl.col("state") == "error").then(pl.lit("Pflichtfeld fehlt")).when(pl.col("state") == "rejected")
            .then(pl.lit("Dublette vermutet")).alias("reason"),
            received.dt.replace_time_zone("Europe/Berlin").dt.convert_time_zone("UTC").alias("received_at"),
            pl.when(field.is_null()).then(None).otherwise("customer_number").alias("customer_number"),
            old.alias("old_value"),
            new.alias("new_value"),
            pl.when(field.is_null()).then(pl.concat_str(whole, pl.lit(", "), "town")).otherwise("name").alias("name"),
        ),
    )  # fmt: skip
