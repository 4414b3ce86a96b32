"""The made-up dealership in Loco-Soft's reporting database, to prove its connector against a real PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from demo_dealership.locosoft_cells import described, invoice_type, local_time, number, numbered, position
from demo_dealership.locosoft_layouts import TABLES
from demo_dealership.locosoft_people import INSURER_CODE, LEDGER_REFERENCE, Frames, customer_tables

if TYPE_CHECKING:
    import psycopg

__all__ = ["INSURER_CODE", "LEDGER_REFERENCE", "locosoft_tables", "write_locosoft"]

_EXTERNAL, _WORKSHOP = 95, 10
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
        frames: The tables of ``alphaplus_layouts`` by name, all of them. Numbers of customers,
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
    """Return the same facts in Loco-Soft's tables (columns as in ``TABLES``; left-out ones are null)."""
    staff = numbered([frames["customers"]["salesperson"], frames["orders"]["service_advisor"], *_people(frames)])
    branches = numbered([frames[name]["branch"] for name in ("customers", "orders", "invoices")])
    return {
        **_lookups(staff, branches),
        **customer_tables(frames, staff, branches),
        **_vehicles(frames["vehicles"]),
        "orders": _orders(frames, staff, branches),
        **_lines(frames, staff),
        "invoices": _invoices(frames, staff, branches),
        "appointments": frames["appointments"].select(
            pl.col("appointment_number").alias("id"),
            "customer_number",
            "vehicle_number",
            pl.col("note").alias("comment"),
            local_time("bring_at").alias("bring_timestamp"),
            local_time("return_at").alias("return_timestamp"),
            "order_number",
            position("service", _PICKUP).alias("customer_pickup_bring"),
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
        "wtp_pickup_bring_type": described(_PICKUP),
        "part_types": described(_PART_TYPES),
    }


def _vehicles(vehicles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    makes, fuels = numbered([vehicles["make"]]), numbered([vehicles["fuel"]])
    model = pl.concat_str("model", pl.lit("/"), pl.col("fuel").fill_null(""))
    coded = vehicles.with_columns(
        number("make", makes).alias("make_number"),
        model.alias("model_code"),
        number("fuel", fuels).alias("fuel_code_1"),
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
        number("branch", branches).alias("subsidiary"),
        local_time("ordered_at").alias("order_date"),
        local_time("promised_at").alias("estimated_outbound_time"),
        number("service_advisor", staff).alias("order_taking_employee_no"),
        "vehicle_number",
        pl.col("mileage_km").alias("order_mileage"),
        pl.col("customer_number").alias("order_customer"),
        "paying_customer",
    )


def _lines(frames: Frames, staff: dict[str, int]) -> dict[str, pl.DataFrame]:
    billed = frames["invoices"].select("invoice_number", invoice_type("kind").alias("billed_type"))
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
        number("mechanic", staff).alias("mechanic_no"),
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
        position("kind", _PART_TYPES).alias("parts_type"),
    )
    return {"labours": labours.select(list(TABLES["labours"])), "parts": parts.select(list(TABLES["parts"]))}


def _invoices(frames: Frames, staff: dict[str, int], branches: dict[str, int]) -> pl.DataFrame:
    invoices = frames["invoices"]
    corrected = invoices.select(
        pl.col("invoice_number").alias("corrects_invoice_number"), invoice_type("kind").alias("credit_invoice_type")
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
        invoice_type("kind").alias("invoice_type"),
        "invoice_number",
        number("branch", branches).alias("subsidiary"),
        "order_number",
        pl.col("paying_customer_number").alias("paying_customer"),
        pl.col("invoiced_on").alias("invoice_date"),
        pl.col("is_cancelled").alias("is_canceled"),
        pl.col("is_credit_note").alias("is_credit"),
        "credit_invoice_type",
        pl.col("corrects_invoice_number").alias("credit_invoice_number"),
        number("salesperson", staff).alias("creating_employee"),
        "vehicle_number",
        "job_amount_net",
        "part_amount_net",
        pl.col("gross").alias("total_gross"),
        pl.col("net").alias("total_net"),
    )


def _copy(connection: psycopg.Connection, table: str, rows: pl.DataFrame) -> None:
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    statement = f"copy {table} ({columns}) from stdin (format csv)"
    with connection.cursor().copy(statement) as copy:
        copy.write(rows.write_csv(include_header=False).encode())
