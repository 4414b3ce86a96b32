"""How long Polars' allocator (jemalloc) keeps memory that was freed, before the system has it back.

Polars says half a second, which suits a program that rests between its queries. A refresh asks for the same memory again
a second later, and the system has to clear each page of it anew.
"""

from __future__ import annotations

import os

_VARIABLE = "_RJEM_MALLOC_CONF"  # Polars reads it when it is imported, behind what it says itself
_MILLISECONDS = 5_000


def keep_freed_memory() -> None:
    """Keep it for some seconds in this process, unless the environment says otherwise. Polars must not be imported yet."""
    os.environ.setdefault(_VARIABLE, f"dirty_decay_ms:{_MILLISECONDS}")
