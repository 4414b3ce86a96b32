"""Small ledgers for tests: postings in the contract's columns, with only what a test cares about spelled out."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.account_mapping import MAPPING, map_accounts
from clientinfo_kernel.ingest.curate.postings import as_delivered
from clientinfo_kernel.ingest.movements.account_classes import cash_discount_account, with_account_classes
from clientinfo_kernel.ingest.movements.booked import booked
from data_sources.ledger.contract import Postings

SCHEMA = Postings.create_empty().schema
DEBTORS = range(10_000, 70_000)


def kind(account: str) -> str:
    return "debtor" if len(account) == 5 and int(account) in DEBTORS else "gl"


def posting(day: str, amount: str, side: str, account: str, contra: str, **more: Any) -> dict[str, Any]:
    on = date.fromisoformat(day)
    return {
        "posted_on": on,
        "fiscal_year_start": date(on.year, 1, 1),
        "amount": amount,
        "side": side,
        "account": account,
        "contra_account": contra,
        "account_kind": kind(account),
        "contra_kind": kind(contra),
        "is_locked": False,
        "is_reversal": False,
        "source_file": "EXTF_test.csv",
        **more,
    }


def postings(*rows: dict[str, Any]) -> pl.LazyFrame:
    """The rows as a ledger delivers them, on line 3 and following."""
    filled = [{name: ({"source_row": line} | row).get(name) for name in SCHEMA} for line, row in enumerate(rows, 3)]
    text = {name: pl.String if isinstance(dtype, pl.Decimal | pl.Enum) else dtype for name, dtype in SCHEMA.items()}
    return pl.LazyFrame(filled, schema=text).cast(dict(SCHEMA))


def mapping(*rows: tuple[int, int, str, str, dict[str, Any]]) -> pl.DataFrame:
    filled = [
        {
            "account_from": first,
            "account_to": last,
            "role": role,
            "division": division,
            "is_warranty": False,
            "mapping_file": "mapping.csv",
            "mapping_row": place + 2,
            **more,
        }
        for place, (first, last, role, division, more) in enumerate(rows)
    ]
    return pl.DataFrame([{name: row.get(name) for name in MAPPING} for row in filled], schema=MAPPING)


def roles(frame: pl.LazyFrame, ranges: pl.DataFrame, chart: str | None = "03", length: int = 4) -> pl.DataFrame:
    """What the accounts of a ledger are, by a mapping and the standard chart."""
    named = frame.select("account", "contra_account", "discount_account").collect()
    each = {account for column in named.iter_columns() for account in column.drop_nulls()}
    accounts = frozenset((*each, cash_discount_account(chart, length)))
    return _roles(accounts, tuple(ranges.rows()), chart, length)


@cache
def _roles(
    accounts: frozenset[str], ranges: tuple[tuple[Any, ...], ...], chart: str | None, length: int
) -> pl.DataFrame:
    # Small ledgers have few accounts, and mostly the same.
    known = map_accounts(pl.Series(sorted(accounts)), pl.DataFrame(ranges, MAPPING, orient="row"))
    return with_account_classes(known, chart, length)


def ledger_postings(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The postings as the snapshot has them, whatever their accounts are."""
    return as_delivered(frame, booked(frame, roles(frame, mapping())))
