"""Coroutines of tests that are plain functions."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine


def in_a_loop(work: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine in an event loop and a thread of its own.

    The thread of the tests has a running loop as soon as Playwright's browser was started in it.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()
