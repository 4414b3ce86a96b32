"""A part of an inbox that cannot be read today stays as it was: what else is in the inbox does not wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data_sources.connector import AsBefore, Batch, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class ListUnusable(Exception):
    """A list that was sound cannot be used today, and its system's documents are told apart by it.

    Attributes:
        batch: Without records that are kept: what is wrong with it.
    """

    def __init__(self, batch: Batch) -> None:
        super().__init__(batch.damage)
        self.batch = batch


def as_before(
    known: Known, belongs: Callable[[str], bool], read: Collection[tuple[str, str]] = frozenset()
) -> list[AsBefore]:
    """Return the files of a part as they were last read; none where nothing is known of them.

    Args:
        known: What the refresh remembers.
        belongs: Whether a file is one of the part's.
        read: Files and tables that were read today.
    """
    return [AsBefore(*key) for key in known.last_files() if belongs(key[0]) and key not in read]
