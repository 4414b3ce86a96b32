"""The zygote's own environment: little, and nothing secret. Every session can read it in ``/proc/self/environ``."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from widgets.assets import SCRIPTS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

_PASSED_ON = frozenset(
    {
        *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH"),
        SCRIPTS_VARIABLE,  # read while our widgets are imported
        *("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE"),
    }
)
# Polars reads its own while it is imported: what a single kernel's environment says about it comes too late.
_PREFIXES = ("LC_", "POLARS_")
# Polars' threads are enough for queries of a millisecond; a thread per core and session would be thousands on a large
# machine.
_QUERY_THREADS = {"POLARS_MAX_THREADS": str(min(4, os.cpu_count() or 1))}
# One thread for each of the other libraries: a second one would be copied in no defined state.
_ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}
# How many threads a page's kernel has, forked or not: hundreds of kernels share the processors.
THREADS = _QUERY_THREADS | _ONE_THREAD
# Read by libraries while they are imported.
_FIXED = _ONE_THREAD | {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # its own allocator takes 4 MB for a start
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def zygote_environment(service: Mapping[str, str]) -> dict[str, str]:
    """Return the part of the service's environment that the zygote is allowed to have."""
    passed = {name: value for name, value in service.items() if name in _PASSED_ON or name.startswith(_PREFIXES)}
    return _QUERY_THREADS | passed | _FIXED
