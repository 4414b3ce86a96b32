"""What is collected stays until the end of the run, so the garbage collector never looks at it.

Tests, their modules and the libraries are a million objects. While they are made, next to nothing of them is garbage;
afterwards each whole collection, five of them at the end of every worker, would look at them all again.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without a search for garbage, and leave what is there out of every later search."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
