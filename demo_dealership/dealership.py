"""One chunk of the dealership in memory: every table in its layout."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from demo_dealership import (
    appointments,
    contacts,
    crm_records,
    debtors,
    inbox_entries,
    invoices,
    ledger_book,
    meier,
    meier_inbox,
    meier_postings,
    open_items,
    partners,
    vehicle_contracts,
    world,
)
from demo_dealership.alphaplus_layouts import ORDER_SPLITS, VEHICLES
from demo_dealership.business import Business, Counters, business
from demo_dealership.frames import gross_cents, money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from demo_dealership.randomness import Ints

CHUNK = 20_000


@dataclass(frozen=True)
class Chunk:
    """The tables of some customers; each frame has the columns of its layout.

    Attributes:
        dealer_system: Members of ``DealerSystem`` by name.
        ledger: Members of ``Ledger`` by name (accounts and payment_terms are the same in every chunk).
        inbox: invoice_entries and customer_entries.
        crm: cases and contact_events.
        counters: Where the next chunk goes on.
    """

    dealer_system: dict[str, pl.DataFrame] = field(default_factory=dict)
    ledger: dict[str, pl.DataFrame] = field(default_factory=dict)
    inbox: dict[str, pl.DataFrame] = field(default_factory=dict)
    crm: dict[str, pl.DataFrame] = field(default_factory=dict)
    counters: Counters = field(default_factory=Counters)

    @property
    def size(self) -> int:
        """Customers in the chunk."""
        return self.dealer_system["customers"].height


def chunks(size: int, seed: int) -> Iterator[Chunk]:
    """Return the dealership, some customers at a time: the brochure's customer, ``size - 1`` drawn ones and the partners."""
    counters = Counters()
    for number, indices in enumerate(chunks_of(size)):
        chunk = _written_down(seed, number, business(seed, number, indices, counters), counters)
        counters = chunk.counters
        yield _with_open_items(_with_brochure(chunk) if number == 0 else chunk)


def chunks_of(size: int) -> Iterator[Ints]:
    """Return the indices of the drawn customers, chunk by chunk; the brochure's customer is not drawn."""
    brochure = world.BROCHURE_CUSTOMER - world.FIRST_CUSTOMER
    indices = np.arange(1, size + 2, dtype=np.int64)
    indices = indices[indices != brochure][: max(size - 1, 0)]
    for start in range(0, max(len(indices), 1), CHUNK):
        yield indices[start : start + CHUNK]


def _written_down(seed: int, number: int, happened: Business, first: Counters) -> Chunk:
    people, fleet, shop, billed = happened.people, happened.fleet, happened.shop, happened.billed
    traits = people.traits
    reach = contacts.communication(seed, number, people)
    visits = appointments.appointments(seed, number, fleet, shop.orders, first.appointments)
    known = crm_records.cases(seed, number, traits)
    return Chunk(
        dealer_system={
            "customers": people.customers,
            "debtor_accounts": happened.accounts,
            "contact_persons": contacts.contact_persons(seed, number, people),
            "communication": reach,
            "vehicles": VEHICLES.of(fleet),
            "recalls": vehicle_contracts.recalls(seed, number, fleet),
            "orders": shop.orders,
            "order_splits": _invoiced(shop.splits, billed.invoices),
            "order_lines": shop.lines,
            "invoices": invoices.invoice_rows(billed),
            "appointments": visits,
        },
        ledger={
            "debtors": debtors.debtors(people.customers, happened.accounts, reach),
            "postings": ledger_book.postings(billed, happened.paid, happened.opening),
        },
        inbox={
            "invoice_entries": inbox_entries.invoice_entries(seed, number, billed.invoices, people.customers),
            "customer_entries": inbox_entries.customer_entries(seed, number, people.customers),
        },
        crm={"cases": known, "contact_events": crm_records.contact_events(seed, number, traits, known)},
        counters=Counters(
            first.vehicles + fleet.height,
            first.orders + shop.orders.height,
            first.invoices + billed.invoices.height,
            first.appointments + visits.height,
        ),
    )


def _invoiced(splits: pl.DataFrame, billed: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the splits: billed ones with number and gross of their invoice, others with what they will cost."""
    invoiced = billed.filter(~pl.col("is_credit_note") & pl.col("order_number").is_not_null()).select(
        "order_number", "split", "invoice_number", "gross_cents"
    )
    joined = splits.join(invoiced, on=["order_number", "split"], how="left", maintain_order="left")
    expected = pl.sum_horizontal(
        gross_cents(pl.col(name), pl.lit("3")) for name in ("labour_cents", "parts_cents", "external_cents")
    )
    amount = money(pl.coalesce("gross_cents", expected)).alias("amount")
    return ORDER_SPLITS.of(joined.with_columns(amount))


def _with_brochure(chunk: Chunk) -> Chunk:
    """Add the brochure's customer and the partners."""
    mine = {
        "customers": pl.concat([meier.customer(), partners.partners()]),
        "debtor_accounts": pl.concat([meier.debtor_accounts(), partners.partner_debtors()]),
        "contact_persons": meier.contact_persons(),
        "communication": meier.communication(),
        "vehicles": meier.vehicles(),
        "recalls": meier.recalls(),
        "appointments": meier.appointments(),
        "orders": meier.orders(),
        "order_splits": meier.order_splits(),
        "order_lines": meier.order_lines(),
        "invoices": meier.invoices(),
    }
    dealer = chunk.dealer_system | {name: pl.concat([frame, chunk.dealer_system[name]]) for name, frame in mine.items()}
    personal = debtors.debtors(mine["customers"], mine["debtor_accounts"], mine["communication"])
    booked = pl.concat([meier_postings.postings(), chunk.ledger["postings"]]).sort("posted_on", maintain_order=True)
    return replace(
        chunk,
        dealer_system=dealer,
        ledger={"debtors": pl.concat([personal, chunk.ledger["debtors"]]), "postings": booked},
        inbox={
            "invoice_entries": pl.concat([meier_inbox.invoice_entries(), chunk.inbox["invoice_entries"]]),
            "customer_entries": pl.concat([meier_inbox.customer_entries(), chunk.inbox["customer_entries"]]),
        },
        crm={
            "cases": pl.concat([meier.cases(), chunk.crm["cases"]]),
            "contact_events": pl.concat([meier.contact_events(), chunk.crm["contact_events"]]),
        },
    )


def _with_open_items(chunk: Chunk) -> Chunk:
    """Add the ledger's list of open items: the remainder of the chunk's postings."""
    items = open_items.open_items(chunk.ledger["postings"], chunk.ledger["debtors"])
    return replace(chunk, ledger=chunk.ledger | {"open_items": items})
