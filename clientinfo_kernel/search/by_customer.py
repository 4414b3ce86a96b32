"""The postings once more, by customer: what is filed about one customer, in the order of the keys.

Written in two steps so that memory stays bounded: first into a file per block of customers, then sorted block by block.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

    from clientinfo_kernel.search.container import ContainerWriter

_BLOCK = 1 << 16
_ENTRY = np.dtype([("document", "<u2"), ("key", "<u4"), ("term", "<u4")])


class ByCustomer:
    """Collects postings in the order of their keys and gives them out by customer."""

    def __init__(self, customers: int, scratch: Path) -> None:
        self._customers = customers
        self._folder = scratch / "by-customer"
        self._folder.mkdir()

    def add(
        self, documents: npt.NDArray[np.uint32], keys: npt.NDArray[np.uint32], terms: npt.NDArray[np.uint32]
    ) -> None:
        """Take postings; keys never fall from call to call."""
        blocks = (documents // _BLOCK).astype(np.uint16)
        order = np.argsort(blocks, kind="stable")
        entries = np.empty(len(order), dtype=_ENTRY)
        entries["document"] = documents[order] % _BLOCK
        entries["key"] = keys[order]
        entries["term"] = terms[order]
        numbers, starts = np.unique(blocks[order], return_index=True)
        for block, rows in zip(numbers, np.split(entries, starts[1:]), strict=False):
            with (self._folder / str(block)).open("ab") as file:
                file.write(rows.tobytes())

    def write(self, writer: ContainerWriter) -> None:
        """Write the sections: where each customer's entries start, their keys, their terms."""
        total = 0
        for first in range(0, self._customers, _BLOCK):
            file = self._folder / str(first // _BLOCK)
            entries = np.fromfile(file, dtype=_ENTRY) if file.exists() else np.empty(0, dtype=_ENTRY)
            entries = entries[np.argsort(entries["document"], kind="stable")]
            members = np.arange(min(_BLOCK, self._customers - first))
            writer.append(
                "customer_entry", np.searchsorted(entries["document"], members).astype(np.uint64) + total, "Q"
            )
            writer.append("entry_key", np.ascontiguousarray(entries["key"]), "I")
            writer.append("entry_term", np.ascontiguousarray(entries["term"]), "I")
            total += len(entries)
            file.unlink(missing_ok=True)
        writer.append("customer_entry", np.array([total], dtype=np.uint64), "Q")
