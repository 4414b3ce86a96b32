"""Which form a snapshot has: a snapshot of other columns, or made by other rules, is not read but made again.

The form is a hash of the declared tables, of how their files hold them, and of everything in ``ingest`` and ``search``,
code and charts of accounts, read as files: nobody has to think of raising a number. Reading them takes some milliseconds,
once per process.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from clientinfo_kernel.query.rule_files import rule_files
from clientinfo_kernel.query.stored_form import stored_types
from clientinfo_kernel.query.table import Table
from clientinfo_kernel.query.tables import TABLES

# What writes the tables, and what writes the search file and looks up in it what it wrote.
_PACKAGES = ("ingest", "search")


@cache
def snapshot_format() -> str:
    """Return the form of the snapshots that this version of clientinfo writes and reads."""
    return form_of(TABLES.values(), (files("clientinfo_kernel").joinpath(package) for package in _PACKAGES))


def form_of(tables: Iterable[Table], folders: Iterable[Traversable]) -> str:
    """Return a hash of the declarations of tables, and of the files below the folders of rules."""
    digest = sha256()
    for table in tables:
        columns, stored = list(table.columns.items()), list(stored_types(table).items())
        digest.update(f"{table.name} {table.topic} {columns} {stored} {table.continued} {table.is_packed}\n".encode())
    for name, content in sorted(rule for folder in folders for rule in rule_files(folder, folder.name)):
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
