"""How long Polars' allocator (jemalloc) keeps memory that was freed, before the system has it back.

Polars says half a second, which suits a program that rests between its queries. A refresh asks for the same memory again
a second later, and the system has to clear each page of it again.
"""

from __future__ import annotations

import os
import re

_VARIABLE = "_RJEM_MALLOC_CONF"  # Polars reads it when it is imported, behind what it says itself
# Polars puts its own default before it, for itself and for every process that is started afterwards: once per generation.
_DEFAULTS = re.compile(r"(?:,?dirty_decay_ms:500,muzzy_decay_ms:1000(?:,thp:always,metadata_thp:always)?)*")
_MILLISECONDS = 5_000


def keep_freed_memory() -> None:
    """Keep it for some seconds in this process, unless the environment says otherwise. Polars must not be imported yet.

    Polars' own default says nothing: it stands there in every process that a program with Polars starts.
    """
    if _DEFAULTS.fullmatch(os.environ.get(_VARIABLE, "")):
        os.environ[_VARIABLE] = f"dirty_decay_ms:{_MILLISECONDS}"
