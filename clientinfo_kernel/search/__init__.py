"""The search: from a few typed characters to the customers meant, best first, and why.

A refresh builds one file (``build_index``); every process maps it read-only (``SearchIndex``) and shares its pages.
Answering needs the standard library alone (and rapidfuzz for typos): the shell command starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.search.hit import KINDS, SEARCHED_TOPICS, Hit, Kind
from clientinfo_kernel.search.index import SearchIndex

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

__all__ = ["KINDS", "SEARCHED_TOPICS", "Hit", "Kind", "SearchIndex", "build_index"]


def build_index(terms: pl.LazyFrame | pl.DataFrame, customers: pl.DataFrame, path: Path) -> None:
    """Write the search file of a snapshot (see ``build.build``; loads Polars only when called)."""
    from clientinfo_kernel.search.build import build

    build(terms, customers, path)
