from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.curate.people import identity_links, term_days, with_communication
from clientinfo_kernel.ingest.identity import Identity
from clientinfo_kernel.ingest.raw_store import RawStore
from clientinfo_kernel.ingest.raw_tables import RawTables
from data_sources.dealer_system.contract import Communication, Customers
from data_sources.ledger.contract import Debtors, PaymentTerms

from .contract_rows import table


def reach(*entries: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    rows = table(Communication, *({"customer_number": "12", **entry} for entry in entries))
    customers = table(Customers, {"customer_number": "12"}, {"customer_number": "99"}).collect()
    found = with_communication(customers, rows)
    assert found["customer_number"].to_list() == ["12", "99"]
    assert found.select("phone", "email", "web").row(1) == (None, None, None)
    phone, email, web = found.select("phone", "email", "web").row(0)
    return phone, email, web


def test_the_preferred_entry_counts_then_phones_before_mobiles_then_the_first() -> None:
    mobile, first = {"kind": "mobile", "address": "0171 1"}, {"kind": "phone", "address": "09281 1"}
    second = {"kind": "phone", "address": "09281 2"}
    assert reach(mobile, first, second)[0] == "09281 1"
    assert reach(first, {**second, "is_preferred": True})[0] == "09281 2"
    assert reach(first, {**mobile, "is_preferred": True})[0] == "0171 1"
    assert reach(mobile)[0] == "0171 1"


def test_a_fax_is_not_a_phone_and_mail_and_web_have_places_of_their_own() -> None:
    fax = {"kind": "fax", "address": "09281 9"}
    mail, web = {"kind": "email", "address": "a@example.org"}, {"kind": "web", "address": "example.org"}
    assert reach(fax, mail, web) == (None, "a@example.org", "example.org")


def identity() -> Identity:
    ids = {"customer_id": pl.UInt32, "other_id": pl.UInt32}
    return Identity(
        customers=pl.DataFrame(
            {
                "customer_id": [0, 1],
                "customer_number": ["12", "99"],
                "first_name": [None, "Anna"],
                "name": ["Meier", "Maier"],
                "town": ["Hof", "Naila"],
                "payment_terms": ["30 NETTO", " 14 tage"],
            },
            schema_overrides=ids,
        ),
        debtors=pl.DataFrame(
            {"account": ["10012", "10099"], "customer_id": [0, 1], "reason": ["debtor_account", "vat_id"]},
            schema_overrides=ids,
        ),
        suggestions=pl.DataFrame(
            {"customer_id": [0], "other_id": [1], "reason": ["same_phone"], "score": [0.6]}, schema_overrides=ids
        ),
    )


def test_accounts_are_certain_links_and_likely_duplicates_are_suggestions() -> None:
    rows = identity_links(identity()).select("customer_id", "customer_number", "name", "reason", "score", "certain")
    assert rows.sort("customer_id", "certain").rows() == [
        (0, "99", "Anna Maier", "same_phone", 0.6, False),
        (0, "10012", "Meier", "debtor_account", 1.0, True),
        (1, "10099", "Anna Maier", "vat_id", 1.0, True),
    ]


class Ledger(RawTables):
    """Raw tables of a ledger that were never written to disk."""

    def __init__(self, folder: Path, **tables: pl.LazyFrame) -> None:
        super().__init__(RawStore(folder), frozenset({"ledger"}))
        for name, rows in tables.items():
            (folder / "ledger" / name).mkdir(parents=True)
            rows.collect().write_parquet(folder / "ledger" / name / "000001.parquet")


@pytest.mark.parametrize(
    ("debtor", "days"),
    [
        ({"due_days": 8, "payment_terms": "10"}, 8),  # the account's own days
        ({"payment_terms": "10"}, 21),  # those of its payment terms
        ({"due_days": 0, "payment_terms": "10"}, 21),  # 0 is what exports write where nothing is agreed
        ({"due_days": 0}, 30),
        ({}, 30),  # what the dealer system writes: 30 NETTO
    ],
)
def test_the_days_of_the_account_count_before_its_terms_and_these_before_the_customers(
    tmp_path: Path, debtor: dict[str, Any], days: int
) -> None:
    ledger = Ledger(
        tmp_path,
        debtors=table(Debtors, {"account": "10012", "kind": "debtor", **debtor}),
        payment_terms=table(PaymentTerms, {"number": "10", "due_days": 21}),
    )
    assert dict(term_days(ledger, identity()).collect().rows()) == {"10012": days, "10099": 14}


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("14 Tage 2% Skonto, 30 Tage netto", 30),
        ("8 Tage 2 %, 30 Tage netto", 30),
        ("10 T 3% / 30 T netto", 30),
        ("2 % 10 Tage, netto 30", 30),
        ("Skonto 2% 10 Tage netto 30 Tage", 30),
        ("14 Tage 2% Skonto, 30 Tage ohne Abzug", 30),
        ("14 Tage netto ohne Skonto", 14),
        ("14 Tage 2% Skonto", None),  # until when all of it is due is not said
        ("14 Tage netto, Mahnung nach 30 Tagen", 14),
        ("30 NETTO", 30),
        ("sofort", None),
    ],
)
def test_the_net_days_that_terms_say_in_words(tmp_path: Path, written: str, days: int | None) -> None:
    people = identity()
    customers = people.customers.with_columns(pl.lit(written).alias("payment_terms"))
    nothing = Ledger(tmp_path, debtors=table(Debtors), payment_terms=table(PaymentTerms))
    found = term_days(nothing, Identity(customers, people.debtors, people.suggestions)).collect()
    assert dict(found.rows()) == {"10012": days, "10099": days}
