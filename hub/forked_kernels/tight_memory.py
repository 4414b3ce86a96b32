"""Keeps what a forked process creates together, on pages of its own.

Imports leave free places between the objects that stay. A forked process would put its own objects there, one here and
one there, and each would cost it a copy of the whole page around. So the zygote takes all free places itself before it
forks. That costs nothing: their pages are there anyway, and are shared.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import typing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Objects/obmalloc.c: blocks of 16, 32 ... 512 bytes, each size in pools of its own, of 16 kB (4 kB before Python 3.10).
_BLOCK_SIZES = range(16, 513, 16)
_POOL_BYTES = 16 * 1024
_POOL_HEAD = 3 * 16
# malloc(3): what is larger is mapped by itself, and given back to the system when it is freed.
_LARGE_SIZES = tuple(1 << power for power in range(16, 10, -1))
_SMALL_SIZES = range(1016, 8, -16)
# Each at most; no allocator has so many free places, and one that works otherwise must not be asked for ever.
_ATTEMPTS = 500_000


def take_free_places() -> None:
    """Free what nobody needs, give whole free pages back, and take the places that are left between objects."""
    gc.collect()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc
        libc.malloc_trim(0)
        libc.malloc.restype = ctypes.c_size_t
        libc.malloc.argtypes = [ctypes.c_size_t]
        _fill_heap(libc.malloc, (*_LARGE_SIZES, *_SMALL_SIZES))
    python = ctypes.pythonapi.PyObject_Malloc
    python.restype = ctypes.c_size_t
    python.argtypes = [ctypes.c_size_t]
    for size in _BLOCK_SIZES:
        _fill_pools(python, size)


def settle_classes() -> None:
    """Leave nothing to be written into classes, and into the names of what they have, that a page does not use itself.

    Python keeps the newest lookups of attributes, each with a reference to its name: every later one drops one of those,
    wherever in memory that stands. So none is kept. And code that asks ``typing.Generic`` for its annotations for the first time,
    as pyzmq does for every option of a socket, has it changed, and with it all classes that derive from it.
    """
    _ = typing.Generic.__annotations__
    forget = getattr(sys, "_clear_internal_caches", None) or sys._clear_type_cache  # noqa: SLF001  # its name before Python 3.13
    forget()


def _fill_heap(allocate: Callable[[int], int], sizes: Iterable[int]) -> None:
    """Take places of each size, the largest first, until one comes from the end of the heap: behind all others."""
    end = 0
    for size in sizes:
        for _attempt in range(_ATTEMPTS):
            place = allocate(size)
            if place > end:
                end = place
                break


def _fill_pools(allocate: Callable[[int], int], size: int) -> None:
    """Take blocks of a size until a whole pool of them came, one behind the other: there was none left in use."""
    whole = (_POOL_BYTES - _POOL_HEAD) // size // 4
    run, last = 0, 0
    for _attempt in range(_ATTEMPTS):
        block = allocate(size)
        # Not next to each other: the addresses that we get are objects, too.
        run = run + 1 if last < block <= last + 4 * size else 0
        last = block
        if run >= whole:
            return
