"""The tables of a snapshot: their columns, one row per what, and which topic of access they belong to.

Each table is declared in the module of its subject and nowhere else. The refresh writes nothing that differs from its
declaration, the answers (``answers``) choose from these columns, and every read of a table passes the gate of its topic
(``permitted``).

Money is Decimal(18, 2) in EUR; ``*_on`` are dates, ``*_at`` moments in UTC; identifiers are text. A table of customers
begins with ``customer_id`` (the place of the customer in this snapshot, 0 to customers - 1) and is sorted by it. Plain
Polars schemas: reading a snapshot must not cost the start-up time of a validation library.
"""

from __future__ import annotations

from clientinfo_kernel.errors import TableUnknown
from clientinfo_kernel.query.table import Table
from clientinfo_kernel.query.tables import customers, dealings, findings, gross_profit, inbox, ledger, margin

TABLES = {
    table.name: table
    for subject in (customers, dealings, ledger, inbox, gross_profit, margin, findings)
    for table in vars(subject).values()
    if isinstance(table, Table)
}


def table_named(name: str) -> Table:
    """Return the declaration of a table.

    Raises:
        TableUnknown: No snapshot has such a table; the message names the nearest ones.
    """
    if name not in TABLES:
        raise TableUnknown(name, list(TABLES))
    return TABLES[name]
