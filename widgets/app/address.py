"""The page's address: ``?customer=10012&tab=vehicles&item=NA-FR+472``, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

_LONGEST = 100


@dataclass(frozen=True)
class Address:
    """Which customer (None: the start page), which tab (None: the first), and which thing in it (None: none)."""

    customer_number: str | None = None
    tab: str | None = None
    item: str | None = None

    @classmethod
    def read(cls, search: str) -> Address:
        """Read it from a query, with or without its question mark. It is outside text: anything odd is left out."""
        query = parse_qs(search.removeprefix("?"), max_num_fields=50) if len(search) < 50 * _LONGEST else {}

        def first(name: str) -> str | None:
            value = query.get(name, [""])[0].strip()[:_LONGEST]
            return value or None

        return cls(first("customer"), first("tab"), first("item"))

    def write(self) -> str:
        """Return the query of this address; empty for the start page."""
        if self.customer_number is None:
            return ""
        named = {"customer": self.customer_number, "tab": self.tab, "item": self.item}
        return "?" + urlencode({key: value for key, value in named.items() if value})
