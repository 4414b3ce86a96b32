"""Those who pay for others: the manufacturer, the leasing bank and the insurer, with their own debtor accounts."""

from __future__ import annotations

import polars as pl

from demo_dealership import world
from demo_dealership.alphaplus_layouts import CUSTOMERS

MANUFACTURER = "5001"
LEASING_BANK = "5002"
INSURER = "5003"


def debtor_of(partner: str) -> str:
    """Return the debtor account of a partner."""
    return str(world.DEBTOR_OFFSET + int(partner))


def partners() -> pl.DataFrame:
    """Return the rows of the partners as customers."""
    frame = pl.DataFrame(
        {
            "customer_number": [MANUFACTURER, LEASING_BANK, INSURER],
            "name": ["Stern Kraftwagen AG", "Frankenwald Leasing Bank AG", "Saale Versicherung VVaG"],
            "street": ["Werkstraße 1", "Bankplatz 3", "Saaleufer 20"],
            "postal_code": ["70173", "90402", "95028"],
            "town": ["Stuttgart", "Nürnberg", "Hof"],
            "classification": ["HERSTELLER", "LEASINGBANK", "VERSICHERUNG"],
        }
    ).with_columns(
        pl.lit("company").alias("kind"),
        pl.lit("Firma").alias("salutation"),
        pl.lit("DE").alias("country"),
        pl.lit("90").alias("customer_group"),
        pl.lit("Kreditkunde").alias("credit_rating"),
        pl.lit("30 NETTO").alias("payment_terms"),
        pl.lit("Hof").alias("branch"),
    )
    return CUSTOMERS.of(frame)


def partner_debtors() -> pl.DataFrame:
    """customer_number and debtor_account of the partners."""
    customer_numbers = [MANUFACTURER, LEASING_BANK, INSURER]
    return pl.DataFrame(
        {"customer_number": customer_numbers, "debtor_account": [debtor_of(number) for number in customer_numbers]}
    )
