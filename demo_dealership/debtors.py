"""The ledger's view of the customers: personal accounts, general accounts, conditions."""

from __future__ import annotations

from datetime import date

import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import DEBTOR_ACCOUNTS
from demo_dealership.ledger_layouts import ACCOUNTS, DEBTORS, PAYMENT_TERMS
from demo_dealership.open_items import NO_DUNNING


def debtor_accounts(traits: pl.DataFrame) -> pl.DataFrame:
    """Return the rows: which debtor accounts a customer has (some have a second one for vehicles)."""
    main = traits.select("index", "customer_number", "debtor_account")
    second = traits.filter(pl.col("sales_debtor_account") != pl.col("debtor_account")).select(
        "index", "customer_number", pl.col("sales_debtor_account").alias("debtor_account")
    )
    both = pl.concat([main, second]).filter(pl.col("debtor_account").is_not_null())
    return DEBTOR_ACCOUNTS.of(both.sort("index", "debtor_account"))


def debtors(customers: pl.DataFrame, accounts: pl.DataFrame, phones: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the personal accounts.

    Args:
        customers: Contract rows of the customers.
        accounts: Contract rows of their debtor accounts.
        phones: Contract rows of their communication.
    """
    phone = phones.filter(pl.col("kind") == "phone").unique("customer_number", keep="first", maintain_order=True)
    email = phones.filter(pl.col("kind") == "email").unique("customer_number", keep="first", maintain_order=True)
    frame = (
        accounts.join(customers, on="customer_number", how="left", maintain_order="left")
        .join(phone.select("customer_number", pl.col("address").alias("phone")), on="customer_number", how="left", maintain_order="left")
        .join(email.select("customer_number", pl.col("address").alias("email")), on="customer_number", how="left", maintain_order="left")
        .join(_terms(), left_on="payment_terms", right_on="terms_name", how="left", maintain_order="left")
    )  # fmt: skip
    digits = pl.col("customer_number").cast(pl.Int64)
    quiet = (
        pl.when((digits < world.FIRST_CUSTOMER) | (digits == world.BROCHURE_CUSTOMER) | (digits % 19 == 13))
        .then(pl.lit(NO_DUNNING))
        .otherwise(pl.lit("7"))
    )
    return DEBTORS.of(
        frame.with_columns(
            pl.col("debtor_account").alias("account"),
            pl.col("kind").cast(pl.String).alias("customer_kind"),
            pl.lit("debtor").alias("kind"),
            pl.col("name").str.slice(0, 15).alias("short_name"),
            quiet.alias("dunning_flag"),
            pl.when(digits % 97 == 5).then(pl.lit(date(2012, 12, 31))).alias("dunning_block_until"),
            pl.col("terms_number").alias("payment_terms"),
        ),
    )


def _terms() -> pl.DataFrame:
    rows = [(name, number, days, percent) for name, (number, days, percent, _) in world.PAYMENT_TERMS.items()]
    schema = {
        "terms_name": pl.String,
        "terms_number": pl.String,
        "due_days": pl.Int32,
        "cash_discount_percent": pl.Int32,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")  # fmt: skip


def payment_terms() -> pl.DataFrame:
    """Return the rows of the conditions."""
    rows = [
        {"number": number, "name": name, "due_days": days, "discount1_percent": percent or None, "discount1_days": until or None}
        for name, (number, days, percent, until) in world.PAYMENT_TERMS.items()
    ]  # fmt: skip
    return PAYMENT_TERMS.of(pl.DataFrame(rows, infer_schema_length=None))


def accounts() -> pl.DataFrame:
    """Return the rows of the general ledger accounts."""
    return ACCOUNTS.of(pl.DataFrame({"account": list(world.ACCOUNT_NAMES), "name": list(world.ACCOUNT_NAMES.values())}))
