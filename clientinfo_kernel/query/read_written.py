"""What people wrote about one customer, as a page can show it though its store is empty, out of reach or silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.operation.event_log import event_log
from clientinfo_kernel.query.written_rows import NOTHING_WRITTEN, WrittenRows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientinfo_kernel.live.store import LiveStore


def read_written(open_store: Callable[[], LiveStore], live_file: Path | None, customer_number: str) -> WrittenRows:
    """Return the rows; ``is_known`` is false where nobody can say which there are.

    Args:
        open_store: Opens the store for the viewer.
        live_file: The store's file; None: it is a server's database.
        customer_number: Whose rows.
    """
    try:
        if live_file is not None and not live_file.exists():
            return NOTHING_WRITTEN
    except PermissionError:  # an analyst's own kernel, or a released notebook's: it says so instead of showing less
        return WrittenRows(is_known=False)
    from clientinfo_kernel.live.errors import LiveUnavailable

    try:
        store = open_store()
        # Each row has its line of history: without one there is nothing to look for, kind by kind.
        newest, lights, credit = store.glance(customer_number)
        if newest is None:
            return WrittenRows(behind_lights=lights, behind_credit=credit) if lights or credit else NOTHING_WRITTEN
        by_kind = store.of_customer(customer_number)
        return WrittenRows(by_kind, last_change=newest.place, behind_lights=lights, behind_credit=credit)
    except LiveUnavailable as error:
        event_log().error("live store not readable", error=str(error))
        return WrittenRows(is_known=False)
