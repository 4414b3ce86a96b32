"""On how many threads a worker computes."""

from __future__ import annotations

import os

import polars as pl

from tests.one_thread import WORKER


def test_a_worker_computes_on_one_thread_and_what_it_starts_decides_for_itself() -> None:
    is_worker = WORKER in os.environ  # without workers a run has all cores to itself
    assert pl.thread_pool_size() == 1 or not is_worker
    assert os.environ.get("POLARS_MAX_THREADS") != "1" or not is_worker
