"""The address of a list: ``?list=follow_ups&option=mine&row=C1``, both ways."""

from __future__ import annotations

from dataclasses import dataclass

from widgets.app.address import read_query, write_query


@dataclass(frozen=True)
class ListAddress:
    """Which list (None: the first), asked for what (None: as it is at first), and which row in it (None: none)."""

    key: str | None = None
    option: str | None = None
    row: str | None = None

    @classmethod
    def read(cls, search: str) -> ListAddress:
        """Read it from a query. It is outside text: anything odd is left out."""
        return cls(*read_query(search, "list", "option", "row"))

    def write(self) -> str:
        """Return the query of this address."""
        return write_query({"list": self.key, "option": self.option, "row": self.row})
