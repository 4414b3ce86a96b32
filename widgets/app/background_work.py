"""Work that waits for somebody outside, done beside the page: its kernel goes on answering, and hears of the end."""

from __future__ import annotations

import asyncio
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Found = TypeVar("_Found")


def begin_beside(name: str, work: Callable[[], _Found], done: Callable[[_Found | Exception], None]) -> None:
    """Begin work in a thread of its own, from the kernel's; ``done`` is called there with what came, or what broke.

    Args:
        name: Of the thread.
        work: Touches nothing that the page shows.
        done: What the page makes of it.
    """
    loop = asyncio.get_running_loop()

    def run() -> None:
        found: _Found | Exception
        try:
            found = work()
        except Exception as error:  # noqa: BLE001  # said on the page
            found = error
        loop.call_soon_threadsafe(done, found)

    Thread(target=run, name=name, daemon=True).start()
