"""A small ledger for tests: what its debtors owe and how they pay, and what its accounts earn."""

from functools import cached_property
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.curate import receivables
from clientinfo_kernel.ingest.curate.entries import debtor_entries, profit_entries
from clientinfo_kernel.ingest.movements.booked import booked
from clientinfo_kernel.ingest.movements.companions import with_companions
from clientinfo_kernel.ingest.movements.interim_accounts import interim_accounts, with_interim_invoices
from clientinfo_kernel.ingest.movements.opening_balances import with_new_openings
from clientinfo_kernel.ingest.movements.set_offs import with_set_offs
from clientinfo_kernel.ingest.movements.settlement import with_settlement

from .ledger_rows import mapping, posting, postings, roles

MAPPING = mapping(
    (8000, 8999, "revenue", "unassigned", {}),
    (8400, 8409, "revenue", "workshop", {"tax_rate": 1900}),
    (8730, 8739, "revenue_deduction", "unassigned", {}),
)
NO_TERMS = pl.LazyFrame(schema={"debtor_account": pl.String, "term_days": pl.Int32})


class Book:
    """The receivables and profits of a small ledger; each is made when a test first asks for it, and once."""

    def __init__(self, *rows: dict[str, Any], terms: pl.LazyFrame = NO_TERMS) -> None:
        self._rows = rows
        self._terms = terms

    @cached_property
    def amounts(self) -> pl.LazyFrame:
        return booked(self._postings, self._roles).collect().lazy()

    @cached_property
    def profits(self) -> pl.LazyFrame:
        return profit_entries(self.amounts, self._roles, self._interim).collect().lazy()

    @cached_property
    def entries(self) -> pl.LazyFrame:
        sides = debtor_entries(self.amounts).collect().lazy()
        opened = with_interim_invoices(with_new_openings(sides), self._interim)
        return with_settlement(with_set_offs(with_companions(opened), self._roles)).collect().lazy()

    @cached_property
    def documents(self) -> pl.DataFrame:
        return receivables.documents(self.entries).collect()

    @cached_property
    def payments(self) -> pl.DataFrame:
        return receivables.payments(self.entries, self.documents.lazy(), self._terms).collect()

    @cached_property
    def rebuilt(self) -> pl.DataFrame:
        return receivables.rebuilt_open_items(self.entries, self.documents.lazy()).collect()

    @cached_property
    def _postings(self) -> pl.LazyFrame:
        return postings(*self._rows)

    @cached_property
    def _roles(self) -> pl.DataFrame:
        return roles(self._postings, MAPPING)

    @cached_property
    def _interim(self) -> pl.DataFrame:
        return interim_accounts(self.amounts)

    def kinds(self) -> list[tuple[str, str]]:
        """Kind and reason of each entry on a debtor, in the order of the lines."""
        return self.entries.sort("source_row").select("movement", "movement_reason").collect().rows()

    def profit(self) -> dict[str, Any]:
        """The sum per role of accounts that make or cost profit."""
        sums = self.profits.group_by("role").agg(pl.col("amount").sum()).collect()
        return dict(sums.rows())

    def open_items(self, terms: pl.LazyFrame = NO_TERMS) -> pl.DataFrame:
        return receivables.open_items(self.rebuilt.lazy(), terms).collect().sort("date")


def invoice(day: str, amount: str, number: str, **more: Any) -> dict[str, Any]:
    return posting(day, amount, "S", "10012", "8300", **{"document_ref1": number, "tax_key": "3"} | more)


def payment(day: str, amount: str, number: str | None, **more: Any) -> dict[str, Any]:
    return posting(day, amount, "S", "1200", "10012", document_ref1=number, **more)
