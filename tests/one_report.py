"""A worker of a parallel run sends one report per test that passes, not one for each of its three phases.

The other two say nothing that a summary shows, and cost half a millisecond of the processor on both sides: a tenth of what a
small test takes. With ``--durations`` or a report in a file all are sent, as is every phase that fails or skips. That a test
begins and ends is sent with ``-v`` alone: nothing else shows it, and whoever deals out the tests counts by another message.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from _pytest.runner import runtestprotocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pytest


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test as pytest does, and send what is wanted of it."""
    options = item.config.option
    if "PYTEST_XDIST_WORKER" not in os.environ or options.durations is not None or options.xmlpath:
        return None
    if item.get_closest_marker("flaky"):  # whoever tries it again runs it (tests/second_try.py)
        return None
    hook, where = item.ihook, {"nodeid": item.nodeid, "location": item.location}
    is_shown = options.verbose > 0
    if is_shown:
        hook.pytest_runtest_logstart(**where)
    for report in said(runtestprotocol(item, log=False, nextitem=nextitem)):
        hook.pytest_runtest_logreport(report=report)
    if is_shown:
        hook.pytest_runtest_logfinish(**where)
    return True


def said(reports: Iterable[pytest.TestReport]) -> Iterator[pytest.TestReport]:
    """Return the reports without those of a setup or teardown in which nothing happened."""
    return (report for report in reports if report.when == "call" or not report.passed)
