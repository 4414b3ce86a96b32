"""What is collected stays until the end of the run, so the garbage collector never looks at it.

Tests, their modules and the libraries are a million objects. While they are made, next to nothing of them is garbage;
afterwards each whole collection, five of them at the end of every worker, would look at them all again.

What tests make goes mostly by itself, but for widgets, of which ipywidgets keeps every one: a search for garbage among all of
them was a twentieth of the processor time of their tests, so it comes more seldom. They need no more memory for it.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

gc.disable()  # what the plugins import stays, too, until the tests are collected

# Objects that are new, and how many searches among the younger ones come before one among the older.
SELDOM = (5000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without a search for garbage, and leave what is there out of the later ones, which are few."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(*SELDOM)
        gc.enable()
