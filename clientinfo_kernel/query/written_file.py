"""What people wrote about one customer, as far as the viewer sees it, beside the rows of the snapshot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from clientinfo_kernel.access.account_since import is_of_account
from clientinfo_kernel.live.event import Event
from clientinfo_kernel.live.fields import Entity
from clientinfo_kernel.query.customer_rows import CustomerRows
from clientinfo_kernel.query.written_rows import NOTHING_WRITTEN, WrittenRows
from clientinfo_kernel.settings import Settings


@dataclass(frozen=True)
class WrittenFile(CustomerRows):
    """A customer's rows, and what people wrote about them, read from the live store when it is first asked for.

    Attributes:
        settings: The settings in force.
        account: Login name of the viewer; empty: the shell.
        account_since: When the viewer's account was made (UTC); None: not known.
        own_names: What the viewer is called where something is theirs (``Viewer.own_names``).
    """

    _read_written: Callable[[], WrittenRows] = field(default=lambda: NOTHING_WRITTEN, repr=False)
    _read_history: Callable[[Self, str, str], list[Event]] = field(default=lambda *_row: [], repr=False)
    _read_colleagues: Callable[[], tuple[str, ...]] = field(default=tuple, repr=False)
    _read_archived: Callable[[str, str], list[dict[str, Any]]] = field(default=lambda *_kind: [], repr=False)
    _read_of_others: Callable[[Entity, Sequence[str]], list[dict[str, Any]]] = field(
        default=lambda _entity, _customers: [], repr=False
    )
    settings: Settings = field(default_factory=Settings, repr=False)
    account: str = ""
    account_since: datetime | None = None
    own_names: tuple[str, ...] = ()
    _written: list[WrittenRows] = field(default_factory=list, repr=False)

    @property
    def customer_number(self) -> str:
        """The customer's number."""
        return str(self._all_rows("customers", ("customer_number",))["customer_number"][0])

    def written(self) -> WrittenRows:
        """Return what people wrote about the customer, read once until ``read_again``."""
        self.access.require("customers")
        if not self._written:
            self._written.append(self._read_written())
        return self._written[0]

    def written_rows(self, kind: str) -> list[Mapping[str, Any]]:
        """Return the rows of one kind that people wrote and the viewer sees (``live.entities``), withdrawn ones left out."""
        return self.written().shown(kind)

    def history(self, kind: str, row_id: str) -> list[Event]:
        """Return who changed a row, when, and what, newest first; the values as far as the viewer sees them.

        Raises:
            NotPermitted: The viewer is not allowed to see such rows.
            RowUnknown: The customer has no such row.
            LiveUnavailable: The store does not answer.
        """
        self.access.require("customers")
        return self._read_history(self, kind, row_id)

    def is_own(self, event: Event) -> bool:
        """Return whether a change is the viewer's own."""
        return is_of_account(event.user, event.at, self.account, self.account_since)

    def archived_rows(self, kind: str) -> list[dict[str, Any]]:
        """Return the rows of a kind with the long fields that ``written_rows`` leaves empty; raises as ``history``."""
        return self._read_archived(kind, self.customer_number)

    def colleagues(self) -> tuple[str, ...]:
        """Return who of the house writes here, the viewer among them: whom something can be handed over to."""
        self.access.require("customers")
        return self._read_colleagues()

    def read_again(self) -> None:
        """Look again at what people wrote."""
        self._written.clear()
