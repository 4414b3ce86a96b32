"""The customers of one chunk: master records and the traits that later stages live by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from demo_dealership import world
from demo_dealership.addresses import addresses
from demo_dealership.alphaplus_layouts import CUSTOMERS
from demo_dealership.duplicates import respell
from demo_dealership.frames import money
from demo_dealership.hostile import overlay
from demo_dealership.names import companies, people
from demo_dealership.randomness import Ints, pick, stream, weighted
from demo_dealership.vat_numbers import vat_ids

_TERMS = tuple(world.PAYMENT_TERMS)
_REMARKS = (
    None, "sammelt Modelle", "bitte vorher anrufen", "Schlüssel im Briefkasten", "möchte Ersatzwagen", "Stammkunde seit 1998",
    "Rechnung per E-Mail", "Fahrzeug immer vorführen lassen", "kommt über Empfehlung", "Kostenvoranschlag ab 500 €",
    "nur Originalteile", "Überführung gewünscht",
)  # fmt: skip


@dataclass(frozen=True)
class Clients:
    """Customers of one chunk.

    Attributes:
        customers: Contract columns of the dealer system's customers.
        traits: One row per customer, in the same order: customer_number, index, contact_index (whose phone digits it
            has: a duplicate shares them), plate, is_company, debtor_account (null: prospect), sales_debtor_account,
            payment_terms, due_days, discount_permille, discount_days, median_days, is_cash, fleet (expected vehicles).
    """

    customers: pl.DataFrame
    traits: pl.DataFrame


def clients(seed: int, chunk: int, indices: Ints) -> Clients:
    """Draw the customers with these indices (customer number = 10000 + index)."""
    size = len(indices)
    rng = stream(seed, chunk, "customers")
    is_company = pl.Series(rng.random(size) < 0.38)
    persons = people(rng, size)
    address = addresses(rng, size)
    firm = companies(rng, persons["last_name"], address["town"])
    day = date(1935, 1, 1).toordinal() - date(1970, 1, 1).toordinal()
    frame = pl.concat([persons, address], how="horizontal").with_columns(
        pl.Series("index", indices),
        pl.Series("number", indices + world.FIRST_CUSTOMER).cast(pl.String).alias("customer_number"),
        is_company.alias("is_company"),
        firm.alias("firm"),
        vat_ids(indices).alias("vat_id"),
        pl.Series(rng.random(size) < 0.9).alias("has_vat_id"),
        pl.Series("birthday", day + rng.integers(0, 21_900, size)).cast(pl.Int32).cast(pl.Date),
        pl.Series(rng.random(size) < 0.7).alias("has_birthday"),
        pick(rng, ("10", "20", "30", "40", "55", "60"), size, (30, 20, 20, 10, 10, 10)).alias("customer_group"),
        pick(
            rng,
            ("NEUFAHRZEUGKUNDE", "GEBRAUCHTWAGENKUNDE", "SERVICEKUNDE", "TEILEKUNDE", "INTERESSENT"),
            size,
            (22, 25, 38, 9, 6),
        ).alias("classification"),
        pick(rng, ("Kreditkunde", "Barzahler", "gesperrt"), size, (72, 26, 2)).alias("credit_rating"),
        pl.Series("limit", np.array([0, 0, 2000, 5000, 8000, 15000, 40000])[rng.integers(0, 7, size)] * 100),
        pl.Series("terms", weighted(rng, (15, 30, 30, 18, 7), size)),
        pick(rng, _REMARKS, size, (78, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2)).alias("remark"),
        pick(rng, world.SALESPEOPLE, size).alias("salesperson"),
        pick(rng, world.BRANCHES, size, (75, 25)).alias("branch"),
        pl.Series("created_on", 9_000 + rng.integers(0, 5_700, size)).cast(pl.Int32).cast(pl.Date),
        pl.Series("median_days", np.exp(rng.normal(3.1, 0.55, size))),
        pl.Series("fleet", 1.0 + rng.exponential(0.9, size)),
        pl.Series(rng.random(size) < 0.04).alias("has_second_debtor"),
    )
    named = respell(stream(seed, chunk, "duplicates"), overlay(_named(frame)))
    return Clients(CUSTOMERS.of(named), _traits(named))


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    company = pl.col("is_company")
    terms = pl.Series("payment_terms", _TERMS).gather(frame["terms"])
    cash = pl.col("credit_rating") == "Barzahler"
    return frame.with_columns(terms).with_columns(
        pl.when(company).then(pl.lit("company")).otherwise(pl.lit("person")).alias("kind"),
        pl.when(company).then(pl.lit("Firma")).otherwise("salutation").alias("salutation"),
        pl.when(~company).then("title").alias("title"),
        pl.when(~company).then("first_name").alias("first_name"),
        pl.when(company).then("firm").otherwise("last_name").alias("name"),
        pl.when(company & (pl.col("title").is_not_null())).then(pl.format("z. Hd. {}", "last_name")).alias("name_2"),
        pl.when(company & pl.col("has_vat_id")).then("vat_id").alias("vat_id"),
        pl.when(~company & pl.col("has_birthday")).then("birthday").alias("birthday"),
        money(pl.when(~cash & (pl.col("limit") > 0)).then("limit")).alias("credit_limit"),
        pl.when(cash).then(pl.lit("SOFORT")).otherwise("payment_terms").alias("payment_terms"),
        pl.col("index").alias("contact_index"),
    )


def _traits(frame: pl.DataFrame) -> pl.DataFrame:
    terms_by_part = {name: pl.Series([terms[part] for terms in world.PAYMENT_TERMS.values()], dtype=pl.Int64)
               for part, name in ((1, "due_days"), (2, "percent"), (3, "discount_days"))}  # fmt: skip
    by_name = pl.DataFrame({"payment_terms": _TERMS, **terms_by_part})
    prospect = pl.col("classification") == "INTERESSENT"
    debtor = pl.when(~prospect).then((pl.col("customer_number").cast(pl.Int64) + world.DEBTOR_OFFSET).cast(pl.String))
    second = (pl.col("customer_number").cast(pl.Int64) + world.SECOND_DEBTOR_OFFSET).cast(pl.String)
    return frame.join(by_name, on="payment_terms", how="left", maintain_order="left").select(
        "customer_number",
        "index",
        "contact_index",
        "plate",
        "is_company",
        debtor.alias("debtor_account"),
        pl.when(prospect).then(None).when("has_second_debtor").then(second).otherwise(debtor).alias("sales_debtor_account"),
        "payment_terms",
        "due_days",
        (pl.col("percent") * 10).alias("discount_permille"),
        "discount_days",
        (pl.col("median_days") + pl.col("due_days") * 0.5).alias("median_days"),
        (pl.col("credit_rating") == "Barzahler").alias("is_cash"),
        pl.when(prospect).then(0.0).when("is_company").then(pl.col("fleet") * 1.25).otherwise("fleet").alias("fleet"),
    )  # fmt: skip
