"""On what it was measured: enough to judge the figures, nothing that names the machine."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version

_PACKAGES = ("polars", "pyarrow", "duckdb", "psycopg", "voila", "rapidfuzz")


def machine_lines(more: dict[str, str]) -> list[str]:
    """Facts as Markdown list items; ``more``: versions that only the run learned."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    packages = {name: version(name) for name in _PACKAGES} | {"SQLite": sqlite3.sqlite_version} | more
    return [
        f"- {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GiB of memory, {platform.system()}",
        f"- {platform.python_implementation()} {platform.python_version()}",
        "- " + ", ".join(f"{name} {number}" for name, number in packages.items()),
    ]


def load() -> float:
    """How many processes wanted to run during the last minute; above a few tenths, others were at work."""
    return os.getloadavg()[0]
