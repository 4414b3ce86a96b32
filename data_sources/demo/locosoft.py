"""The made-up dealership in Loco-Soft's reporting database, to prove its connector against a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import polars as pl

from data_sources.dealer_system.locosoft_tables import INVOICE_TYPES, TABLES

if TYPE_CHECKING:
    import psycopg

Frames = Mapping[str, pl.DataFrame]

LEDGER_REFERENCE = "FIBU"
INSURER_CODE = 71
_EXTERNAL, _WORKSHOP = 95, 10
_TYPES = {word: number for number, word in INVOICE_TYPES.items()}
_COM_TYPES = {"phone": "Telefon", "mobile": "Mobiltelefon", "fax": "Telefax", "email": "E-Mail", "web": "Internet"}
_PICKUP = {
    "none": "ohne",
    "pickup": "Holen",
    "delivery": "Bringen",
    "both": "Holen und Bringen",
    "loaner": "Ersatzwagen",
}
_PART_TYPES = {"parts": "Originalteile", "other": "Sonstiges"}


def write_locosoft(dsn: str, frames: Frames) -> None:
    """Create Loco-Soft's tables and fill them.

    Args:
        dsn: An empty PostgreSQL database.
        frames: The members of ``DealerSystem`` by name, all of them, in the contract's columns. Numbers of customers,
            vehicles, orders, invoices and appointments must be digits, as in Loco-Soft.
    """
    import psycopg

    with psycopg.connect(dsn) as connection:
        for name, columns in TABLES.items():
            body = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            connection.execute(f"create table {name} ({body})")
        for name, rows in locosoft_tables(frames).items():
            _copy(connection, name, rows)


def locosoft_tables(frames: Frames) -> dict[str, pl.DataFrame]:
    """The same facts in Loco-Soft's tables (columns as in ``TABLES``; left-out ones are null)."""
    staff = _numbered([frames["customers"]["salesperson"], frames["orders"]["service_advisor"], *_people(frames)])
    branches = _numbered([frames[name]["branch"] for name in ("customers", "orders", "invoices")])
    return {
        **_lookups(staff, branches),
        **_customers(frames, staff, branches),
        **_vehicles(frames["vehicles"]),
        "orders": _orders(frames, staff, branches),
        **_lines(frames, staff),
        "invoices": _invoices(frames, staff, branches),
        "appointments": frames["appointments"].select(
            pl.col("appointment_number").alias("id"),
            "customer_number",
            "vehicle_number",
            pl.col("note").alias("comment"),
            _local("bring_at").alias("bring_timestamp"),
            _local("return_at").alias("return_timestamp"),
            "order_number",
            _position("service", _PICKUP).alias("customer_pickup_bring"),
        ),
    }


def _people(frames: Frames) -> list[pl.Series]:
    return [frames["order_lines"]["mechanic"], frames["invoices"]["salesperson"]]


def _lookups(staff: dict[str, int], branches: dict[str, int]) -> dict[str, pl.DataFrame]:
    employees = pl.DataFrame({"name": list(staff), "employee_number": list(staff.values())}).with_columns(
        pl.col("employee_number").alias("mechanic_number"), pl.lit("2000-01-01").alias("validity_date")
    )
    return {
        "employees_history": employees,
        "subsidiaries": pl.DataFrame({"subsidiary": list(branches.values()), "description": list(branches)}),
        "com_number_types": pl.DataFrame({"typ": list(_COM_TYPES), "description": list(_COM_TYPES.values())}),
        "wtp_pickup_bring_type": _described(_PICKUP),
        "part_types": _described(_PART_TYPES),
    }


def _customers(frames: Frames, staff: dict[str, int], branches: dict[str, int]) -> dict[str, pl.DataFrame]:
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
        _number("branch", branches).alias("subsidiary"),
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
        _number("salesperson", staff).alias("sales_assistant_employee_no"),
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
    """One record per number of a person; who has none keeps one without an address."""
    numbers = ["phone", "mobile", "email"]
    long = persons.with_columns(pl.when(pl.all_horizontal(pl.col(numbers).is_null())).then(pl.lit("")).alias("none"))
    return (
        long.unpivot([*numbers, "none"], index=[name for name in persons.columns if name not in numbers])
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


def _vehicles(vehicles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    makes, fuels = _numbered([vehicles["make"]]), _numbered([vehicles["fuel"]])
    model = pl.concat_str("model", pl.lit("/"), pl.col("fuel").fill_null(""))
    coded = vehicles.with_columns(
        _number("make", makes).alias("make_number"),
        model.alias("model_code"),
        _number("fuel", fuels).alias("fuel_code_1"),
    )
    return {
        "makes": pl.DataFrame({"make_number": list(makes.values()), "description": list(makes)}),
        "fuels": pl.DataFrame({"code": list(fuels.values()), "description": list(fuels)}),
        "models": coded.select("make_number", "model_code", pl.col("model").alias("description"), "fuel_code_1")
        .drop_nulls(["make_number", "model_code"])
        .unique(),
        "vehicles": coded.select(
            pl.col("vehicle_number").alias("internal_number"),
            "vin",
            "license_plate",
            "make_number",
            "model_code",
            pl.col("model").alias("free_form_model_text"),
            pl.col("first_registration_on").alias("first_registration_date"),
            pl.col("next_service_on").alias("next_service_date"),
            "next_service_km",
            "owner_number",
            pl.col("keeper_number").alias("holder_number"),
            pl.col("kba_hsn").alias("german_kba_hsn"),
            pl.col("kba_tsn").alias("german_kba_tsn"),
            "mileage_km",
            pl.col("mileage_on").alias("odometer_reading_date"),
            pl.col("sold_on").alias("sale_date"),
            pl.col("next_emission_test_on").alias("next_emission_test_date"),
            pl.col("next_general_inspection_on").alias("next_general_inspection_date"),
        ),
    }


def _orders(frames: Frames, staff: dict[str, int], branches: dict[str, int]) -> pl.DataFrame:
    paying = (
        frames["order_splits"]
        .filter(pl.col("payer") == "customer")
        .sort("order_number", "split")
        .unique("order_number", keep="first", maintain_order=True)
    )
    joined = frames["orders"].join(
        paying.select("order_number", pl.col("paying_customer_number").alias("paying_customer")),
        on="order_number",
        how="left",
    )
    return joined.select(
        pl.col("order_number").alias("number"),
        _number("branch", branches).alias("subsidiary"),
        _local("ordered_at").alias("order_date"),
        _local("promised_at").alias("estimated_outbound_time"),
        _number("service_advisor", staff).alias("order_taking_employee_no"),
        "vehicle_number",
        pl.col("mileage_km").alias("order_mileage"),
        pl.col("customer_number").alias("order_customer"),
        "paying_customer",
    )


def _lines(frames: Frames, staff: dict[str, int]) -> dict[str, pl.DataFrame]:
    billed = frames["invoices"].select("invoice_number", _type("kind").alias("billed_type"))
    intended = pl.col("payer").cast(pl.String).replace_strict({"internal": 4, "warranty": 6, "goodwill": 6}, default=2)
    splits = frames["order_splits"].join(billed, on="invoice_number", how="left")
    joined = frames["order_lines"].join(
        splits.select(
            "order_number",
            "split",
            "invoice_number",
            pl.coalesce("billed_type", intended).alias("invoice_type"),
            pl.when(pl.col("payer") == "goodwill").then(100).otherwise(0).alias("goodwill_percent"),
        ),
        on=["order_number", "split"],
        how="left",
    )
    common = joined.with_columns(
        pl.col("split").alias("order_position"),
        pl.col("line").alias("order_position_line"),
        pl.col("invoice_number").is_not_null().alias("is_invoiced"),
        pl.col("text").alias("text_line"),
        pl.col("cost").alias("usage_value"),
        pl.lit(0).alias("rebate_percent"),
        _number("mechanic", staff).alias("mechanic_no"),
    )
    is_labour = pl.col("kind").is_in(["labour", "external"])
    labours = common.filter(is_labour).with_columns(
        pl.col("item_number").alias("labour_operation_id"),
        pl.col("labour_units").alias("time_units"),
        pl.col("amount").alias("net_price_in_order"),
        pl.when(pl.col("kind") == "external").then(_EXTERNAL).otherwise(_WORKSHOP).alias("charge_type"),
    )
    parts = common.filter(~is_labour).with_columns(
        pl.col("item_number").alias("part_number"),
        pl.col("amount").alias("sum"),
        pl.col("quantity").alias("amount"),
        _position("kind", _PART_TYPES).alias("parts_type"),
    )
    return {"labours": labours.select(list(TABLES["labours"])), "parts": parts.select(list(TABLES["parts"]))}


def _invoices(frames: Frames, staff: dict[str, int], branches: dict[str, int]) -> pl.DataFrame:
    invoices = frames["invoices"]
    corrected = invoices.select(
        pl.col("invoice_number").alias("corrects_invoice_number"), _type("kind").alias("credit_invoice_type")
    )
    totals = frames["order_splits"].select(
        "invoice_number",
        pl.sum_horizontal("labour_total", "external_total").alias("job_amount_net"),
        pl.col("parts_total").alias("part_amount_net"),
    )
    joined = invoices.join(corrected, on="corrects_invoice_number", how="left").join(
        totals.drop_nulls("invoice_number"), on="invoice_number", how="left"
    )
    return joined.select(
        _type("kind").alias("invoice_type"),
        "invoice_number",
        _number("branch", branches).alias("subsidiary"),
        "order_number",
        pl.col("paying_customer_number").alias("paying_customer"),
        pl.col("invoiced_on").alias("invoice_date"),
        pl.col("is_cancelled").alias("is_canceled"),
        pl.col("is_credit_note").alias("is_credit"),
        "credit_invoice_type",
        pl.col("corrects_invoice_number").alias("credit_invoice_number"),
        _number("salesperson", staff).alias("creating_employee"),
        "vehicle_number",
        "job_amount_net",
        "part_amount_net",
        pl.col("gross").alias("total_gross"),
        pl.col("net").alias("total_net"),
    )


def _numbered(texts: list[pl.Series]) -> dict[str, int]:
    names = pl.concat([text.rename("name") for text in texts]).drop_nulls().unique().sort().to_list()
    return {name: number for number, name in enumerate(names, 1)}


def _number(column: str, numbers: dict[str, int]) -> pl.Expr:
    return pl.col(column).replace_strict(numbers, default=None, return_dtype=pl.Int64)


def _type(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).replace_strict(_TYPES, return_dtype=pl.Int64)


def _position(column: str, words: dict[str, str]) -> pl.Expr:
    numbers = {word: number for number, word in enumerate(words)}
    return pl.col(column).cast(pl.String).replace_strict(numbers, default=None, return_dtype=pl.Int64)


def _described(words: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame({"type": list(range(len(words))), "description": list(words.values())})


def _local(column: str) -> pl.Expr:
    return pl.col(column).dt.convert_time_zone("Europe/Berlin").dt.strftime("%Y-%m-%d %H:%M:%S%.f")


def _copy(connection: psycopg.Connection, table: str, rows: pl.DataFrame) -> None:
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    statement = f"copy {table} ({columns}) from stdin (format csv)"
    with connection.cursor().copy(statement) as copy:
        copy.write(rows.write_csv(include_header=False).encode())
