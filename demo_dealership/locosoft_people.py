"""Customers and how to reach them, in Loco-Soft's tables."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from demo_dealership.locosoft_cells import number

Frames = Mapping[str, pl.DataFrame]

LEDGER_REFERENCE = "FIBU"
INSURER_CODE = 71
_COM_TYPES = {"phone": "Telefon", "mobile": "Mobiltelefon", "fax": "Telefax", "email": "E-Mail", "web": "Internet"}


def customer_tables(frames: Frames, staff: dict[str, int], branches: dict[str, int]) -> dict[str, pl.DataFrame]:
    """Return customers, contact persons, numbers and debtor references (the people's part of ``locosoft_tables``)."""
    persons, reach = frames["contact_persons"], frames["communication"]
    main = (
        persons.filter("is_main")
        .unique("customer_number", keep="first")
        .select(
            "customer_number",
            pl.col("last_name").alias("contact_family_name"),
            pl.col("first_name").alias("contact_first_name"),
        )
    )
    preferred = (
        reach.filter("is_preferred")
        .unique("customer_number", keep="first")
        .select("customer_number", pl.col("kind").cast(pl.String).alias("preferred_com_number_type"))
    )
    customers = frames["customers"].select(
        "customer_number",
        number("branch", branches).alias("subsidiary"),
        pl.lit("f").alias("is_supplier"),
        pl.lit("f").alias("is_dummy_customer"),
        (pl.col("kind") == "person").alias("is_natural_person"),
        pl.col("salutation").alias("salutation_code"),
        pl.col("title").alias("name_prefix"),
        "first_name",
        pl.col("name").alias("family_name"),
        pl.col("name_2").alias("name_postfix"),
        pl.col("country").alias("country_code"),
        pl.col("postal_code").alias("zip_code"),
        pl.col("town").alias("home_city"),
        pl.col("street").alias("home_street"),
        pl.col("vat_id").alias("vat_id_number"),
        "birthday",
        pl.col("created_on").alias("created_date"),
        number("salesperson", staff).alias("sales_assistant_employee_no"),
    )
    insurers = (
        frames["order_splits"]
        .filter(pl.col("payer") == "insurance")
        .select(pl.col("paying_customer_number").alias("customer_number"), pl.lit(INSURER_CODE).alias("customer_code"))
    )
    return {
        "customers_suppliers": customers.join(main, on="customer_number", how="left").join(
            preferred, on="customer_number", how="left"
        ),
        "customer_com_numbers": pl.concat([_reach(reach), _reach_of_persons(persons)], how="diagonal").with_columns(
            pl.int_range(1, pl.len() + 1).over("customer_number").alias("counter")
        ),
        "external_customer_references": frames["debtor_accounts"].select(
            pl.lit(LEDGER_REFERENCE).alias("api_type"), "customer_number", pl.col("debtor_account").alias("reference")
        ),
        "customer_to_customercodes": insurers.unique().drop_nulls(),
    }


def _reach(communication: pl.DataFrame) -> pl.DataFrame:
    return communication.select(
        "customer_number",
        pl.col("kind").cast(pl.String).alias("com_type"),
        "address",
        pl.lit(value=False).alias("has_contact_person_fields"),
        "note",
    )


def _reach_of_persons(persons: pl.DataFrame) -> pl.DataFrame:
    """Return one record per number of a person; who has none keeps one without an address."""
    ways_to_reach = ["phone", "mobile", "email"]
    long = persons.with_columns(
        pl.when(pl.all_horizontal(pl.col(ways_to_reach).is_null())).then(pl.lit("")).alias("none")
    )
    return (
        long.unpivot([*ways_to_reach, "none"], index=[name for name in persons.columns if name not in ways_to_reach])
        .drop_nulls("value")
        .sort("customer_number", "person_number", maintain_order=True)
        .select(
            "customer_number",
            pl.when(pl.col("variable") != "none").then("variable").alias("com_type"),
            pl.when(pl.col("value") != "").then("value").alias("address"),
            pl.lit(value=True).alias("has_contact_person_fields"),
            pl.col("salutation").alias("contact_salutation"),
            pl.col("first_name").alias("contact_firstname"),
            pl.col("last_name").alias("contact_lastname"),
            pl.col("role").alias("contact_description"),
            "note",
        )
    )
