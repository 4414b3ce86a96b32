"""The page's address: ``?customer=10012&tab=vehicles&item=NA-FR+472``, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode

from clientinfo_kernel.query.caller_number import caller_number

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 100


@dataclass(frozen=True)
class Address:
    """Which customer (None: the start page), which tab (None: the first), and which thing in it (None: none).

    ``caller``: the number of a caller, from a telephone system (``?phone=``); it is read and never written.
    """

    customer_number: str | None = None
    tab: str | None = None
    item: str | None = None
    caller: str | None = None

    @classmethod
    def read(cls, search: str) -> Address:
        """Read it from a query, with or without its question mark. It is outside text: anything odd is left out."""
        customer_number, tab, item = read_query(search, "customer", "tab", "item")
        return cls(customer_number, tab, item, _caller(search))

    def at_tab(self, tab: str, first: str, item: str | None = None) -> Address:
        """Return the address of one of this customer's tabs; that of the first one is the customer's."""
        return Address(self.customer_number, None if tab == first and item is None else tab, item)

    def write(self) -> str:
        """Return the query of this address; empty for the start page."""
        if self.customer_number is None:
            return ""
        return write_query({"customer": self.customer_number, "tab": self.tab, "item": self.item})


def read_query(search: str, *names: str) -> tuple[str | None, ...]:
    """Return the values of some names in a query, None for what it does not have or is too long to be meant."""
    query = _values(search)
    return tuple(query.get(name, [""])[0].strip()[:_LONGEST] or None for name in names)


def _caller(search: str) -> str | None:
    return caller_number(_values(search).get("phone", [""])[0])


def _values(search: str) -> dict[str, list[str]]:
    try:
        return parse_qs(search.removeprefix("?"), max_num_fields=50) if len(search) < 50 * _LONGEST else {}
    except ValueError:  # more fields than that
        return {}


def write_query(values: Mapping[str, str | None]) -> str:
    """Return the query of these values; what is empty is left out."""
    return "?" + urlencode({key: value for key, value in values.items() if value})
