"""Where the things of a customer stand: the tab and the name under which a link finds each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from widgets.texts.item_key import item_key
from widgets.view_models import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


class Whereabouts:
    """Links to a customer's vehicles, orders and documents: only to what is there and can be seen by the viewer.

    Args:
        customer_file: Whose things they are. Each table is read when the first link into it is asked for.
    """

    def __init__(self, customer_file: CustomerFile) -> None:
        self._file = customer_file

    def vehicle(self, name: str | None) -> Link | None:
        """Return the link to a vehicle by its license plate or VIN."""
        return _link("vehicles", self._vehicles, name)

    def order(self, number: str | None) -> Link | None:
        """Return the link to an order with all its splits, to one split (``403865/1``), or to an invoice's splits."""
        return _link("orders", self._orders, number)

    def orders_of_vehicle(self, license_plate: str | None) -> Link | None:
        """Return the link to the orders of one vehicle alone."""
        return _link("orders", self._plates_of_orders, license_plate)

    def invoice(self, number: str | None) -> Link | None:
        """Return the link to an invoice: as long as it is open to its open item, later to where it was earned.

        What was earned with another customer (a manufacturer pays), or before the ledger begins, stands among what is settled.
        """
        earned = self.gross_profit(number) or self.order(number)
        return self.open_item(number) or earned or self.settled(number) or self.inbox(number)

    def open_item(self, number: str | None) -> Link | None:
        """Return the link to an open item by the number of its invoice or order."""
        return _link("open_items", self._open_items, number)

    def settled(self, number: str | None) -> Link | None:
        """Return the link to a document on the customer's debtor accounts that is no longer open."""
        return None if self.open_item(number) else _link("open_items", self._documents, number)

    def gross_profit(self, number: str | None) -> Link | None:
        """Return the link to an invoice in the gross profit of its year."""
        return _link("gross_profit", self._gross_profit, number)

    def inbox(self, number: str | None) -> Link | None:
        """Return the link to a document in the inboxes."""
        return _link("inbox", self._inbox, number)

    def person(self, name: str | None) -> Link | None:
        """Return the link to a contact person."""
        return _link("contact_persons", self._persons, name)

    @cached_property
    def _vehicles(self) -> Mapping[str, str]:
        vehicles = self._file.vehicles()
        return _by_key((*vehicles["license_plate"], *vehicles["vin"]))

    @cached_property
    def _orders(self) -> Mapping[str, str]:
        orders = self._file.orders()
        splits = (f"{order}/{split}" for order, split in orders[:, ["order", "split"]].rows())
        return _by_key((*orders["order"], *splits, *orders["invoice_number"]))

    @cached_property
    def _plates_of_orders(self) -> Mapping[str, str]:
        return _by_key(self._file.orders()["license_plate"])

    @cached_property
    def _open_items(self) -> Mapping[str, str]:
        if not self._file.access.allows("receivables"):
            return {}
        items = self._file.open_items()
        numbers = (own_number(number, kind) for number, kind in items[:, ["number", "kind"]].rows())
        return _by_key((*numbers, *items["order_number"]))

    @cached_property
    def _documents(self) -> Mapping[str, str]:
        seen = self._file.access.allows("receivables")
        return _by_key(self._file.ledger_documents()["number"]) if seen else {}

    @cached_property
    def _gross_profit(self) -> Mapping[str, str]:
        seen = self._file.access.allows("gross_profit")
        return _by_key(self._file.gross_profit_invoices()["number"]) if seen else {}

    @cached_property
    def _inbox(self) -> Mapping[str, str]:
        seen = self._file.access.allows("receivables")
        return _by_key(self._file.inbox_invoices()["document_number"]) if seen else {}

    @cached_property
    def _persons(self) -> Mapping[str, str]:
        names = self._file.contact_persons()[:, ["first_name", "last_name"]].rows()
        return _by_key(" ".join(filter(None, parts)) for parts in names)


def own_number(number: str | None, kind: str) -> str | None:
    """Return the number under which an open item stands in the ledger: its invoice's, its own (U2004), or none."""
    return number or (kind if kind != "U" else None)


def _by_key(names: Iterable[str | None]) -> dict[str, str]:
    return {item_key(name): name for name in names if name}


def _link(tab: str, known: Mapping[str, str], name: str | None) -> Link | None:
    item = known.get(item_key(name)) if name else None
    return Link(tab=tab, item=item) if item is not None else None
