"""What a refresh frees stays with the worker for some seconds, as with ``clientinfo refresh``.

Tests refresh one small house after the other, and the system would have to clear the same memory for each again.
Servers and kernels that they start find the environment as it was.
"""

from __future__ import annotations

import os
from importlib import import_module

from clientinfo_kernel.operation.allocator import keep_freed_memory


def _keep() -> None:
    before = dict(os.environ)
    keep_freed_memory()
    import_module("polars")  # reads it now
    for name in os.environ.keys() - before.keys():
        del os.environ[name]
    os.environ.update(before)


_keep()
