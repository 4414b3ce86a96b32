"""One more try for a test of real servers, where a run decides whether something lands (``CLIENTINFO_SECOND_TRIES=1``).

Thousands of tests of browsers, Hubs and databases share a machine that others use, too, so one of them can fail by
chance. It is tried again, listed as a RERUN with its traceback, and is a defect to find, of the test or of the product.
When more than a few fail, it is not by chance. What needs no server has no second try, nor has any test while people
work (``make test``).
"""

from __future__ import annotations

import os

import pytest

BY_CHANCE = 3  # tests of a run


def pytest_configure(config: pytest.Config) -> None:
    if _tries():
        config.option.max_suite_reruns = BY_CHANCE
        config.option.rerun_show_tracebacks = True


@pytest.hookimpl(trylast=True)  # tests.schedule has marked what needs a server
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if tries := _tries():
        for item in items:
            if item.get_closest_marker("server"):
                item.add_marker(pytest.mark.flaky(reruns=tries))


def _tries() -> int:
    return int(os.environ.get("CLIENTINFO_SECOND_TRIES", "0"))
