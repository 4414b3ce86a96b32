"""Write the demo dealership in its sources' own formats."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from demo_dealership.alphaplus_files import AlphaplusFiles
from demo_dealership.crm_database import append_crm
from demo_dealership.datev_files import DatevFiles
from demo_dealership.dealership import chunks
from demo_dealership.growing_file import FileReport
from demo_dealership.habits import USUAL, Habits
from demo_dealership.inbox_documents import with_documents
from demo_dealership.inbox_files import InboxFiles
from demo_dealership.settings_files import CRM, write_account_mapping, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class DemoReport:
    """What was written.

    Attributes:
        folder: The demo's folder.
        settings: Its clientinfo.toml.
        customers: Customers, without the three partners who pay for others.
        files: Every file with records, with how many rows and how many broken ones.
        documents: Number of documents in the inboxes.
    """

    folder: Path
    settings: Path
    customers: int
    files: tuple[FileReport, ...]
    documents: int


def write_demo(
    folder: Path,
    customers: int = 2000,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
    habits: Habits = USUAL,
) -> DemoReport:
    """Write the made-up dealership "Autohaus Nordhof GmbH" as of 2012-10-11.

    The same seed and number of customers give the same bytes. Customers are written 20,000 at a time, so memory does
    not grow with their number.

    Args:
        folder: Where to; it is made. Files of an earlier demo are replaced.
        customers: How many (at least 1); the brochure's customer 10012 is always one of them.
        seed: Start of all random numbers.
        progress: Called after each chunk with the customers written and to be written.
        habits: How the ledger writes the business down.

    Raises:
        ValueError: ``customers`` is below 1.
        OSError: The folder cannot be written.
    """
    if customers < 1:
        raise ValueError(f"a dealership needs at least 1 customer, not {customers}")
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    alphaplus, datev, inbox = AlphaplusFiles(folder), DatevFiles(folder), InboxFiles(folder)
    documents = done = 0
    for chunk in chunks(customers, seed):
        alphaplus.append(chunk.dealer_system)
        datev.append({**chunk.ledger, "postings": habits.written(chunk.ledger["postings"])})
        entries, attached = (
            with_documents(chunk.inbox["invoice_entries"], chunk.dealer_system)
            if done == 0
            else (chunk.inbox["invoice_entries"], [])
        )
        inbox.append({**chunk.inbox, "invoice_entries": entries})
        inbox.attach(attached)
        append_crm(folder / CRM, chunk.crm)
        documents += len(attached)
        done = min(done + chunk.size, customers)
        if progress:
            progress(done, customers)
    files = (*alphaplus.close(), *datev.close(), *inbox.close())
    write_account_mapping(folder, automatic=habits.automatic_accounts)
    return DemoReport(folder, write_settings(folder), customers, files, documents)


def _clear(folder: Path) -> None:
    """Remove the files of an earlier demo: it might have had more parts."""
    for old in sorted((folder / "exports").rglob("*"), reverse=True):
        if old.is_file():
            old.unlink()
    (folder / CRM).unlink(missing_ok=True)
