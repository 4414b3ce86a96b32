"""The queries of a worker run on one thread: workers fill the cores, and a query of a small house takes longer on two."""

from __future__ import annotations

import os
from importlib import import_module

WORKER = "PYTEST_XDIST_WORKER"
_THREADS = "POLARS_MAX_THREADS"


def compute_on_one_thread() -> None:
    """Let this process compute on one thread where it is a worker; what it starts decides for itself.

    Polars asks the environment once, when it is imported: call this before.
    """
    if WORKER not in os.environ:
        return
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    import_module("polars")
    del os.environ[_THREADS]
    if before is not None:
        os.environ[_THREADS] = before
