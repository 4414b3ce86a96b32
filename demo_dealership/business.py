"""What happened in the dealership: the events of one chunk of customers, before anybody writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from demo_dealership import (
    bills,
    customers,
    debtors,
    invoices,
    ledger_book,
    meier,
    orders,
    settlements,
    vehicle_contracts,
    vehicles,
)
from demo_dealership.customers import Clients
from demo_dealership.invoices import Billing
from demo_dealership.orders import Workshop

if TYPE_CHECKING:
    from demo_dealership.randomness import Ints


@dataclass(frozen=True)
class Counters:
    """Running numbers that must be unique over all chunks."""

    vehicles: int = 0
    orders: int = 0
    invoices: int = 0
    appointments: int = 0


@dataclass(frozen=True)
class Business:
    """The events of some customers.

    Attributes:
        people: Who they are.
        accounts: Their debtor accounts (``DebtorAccounts``).
        fleet: What they drive.
        shop: Their workshop orders.
        billed: Their invoices (``Billing``).
        paid: How those were paid (``settlements``).
        opening: Items from before the first day, and their late payments (``ledger_book.opening``).
    """

    people: Clients
    accounts: pl.DataFrame
    fleet: pl.DataFrame
    shop: Workshop
    billed: Billing
    paid: pl.DataFrame
    opening: pl.DataFrame


def business(seed: int, number: int, indices: Ints, first: Counters) -> Business:
    """Draw what happened with the customers of these indices.

    Args:
        seed: Seed of the whole dealership.
        number: Of the chunk.
        indices: Customer number = 10000 + index.
        first: Where running numbers go on.
    """
    people = customers.clients(seed, number, indices)
    traits = people.traits
    registered = vehicles.fleet(seed, number, traits, first.vehicles, meier.PLATES)
    fleet = vehicle_contracts.with_contracts(seed, number, registered, traits)
    shop = orders.workshop(seed, number, fleet, first.orders, meier.ORDER_NUMBERS)
    from_splits = bills.split_bills(seed, number, shop.splits, traits)
    from_sales = bills.sale_bills(seed, number, traits, fleet, from_splits.bills.height)
    opened = ledger_book.opening(seed, number, traits)
    billed = invoices.billing(seed, number, (from_splits, from_sales), traits, first.invoices, opened)
    return Business(
        people,
        debtors.debtor_accounts(traits),
        fleet,
        shop,
        billed,
        settlements.settlements(seed, number, billed.invoices),
        opened,
    )
