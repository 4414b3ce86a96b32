"""What happens where something that tests need is missing: a loud skip, or a failure where it was promised.

``CLIENTINFO_REQUIRE_ALL=1`` promises everything: no test is skipped, whatever the reason. ``CLIENTINFO_REQUIRE_BROWSER=1``
(or another word after the last underscore) promises one thing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NoReturn, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def missing(what: str, message: str) -> NoReturn:
    """Skip the test, or fail where this thing is promised.

    Args:
        what: Names the thing as the environment does: ``BROWSER`` for ``CLIENTINFO_REQUIRE_BROWSER``.
        message: What is missing, what was not tested, and how to get it.
    """
    if _is_promised(what):
        pytest.fail(message)
    pytest.skip(message)


def _is_promised(what: str) -> bool:
    return os.environ.get(f"CLIENTINFO_REQUIRE_{what}") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:  # noqa: ARG001
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,  # noqa: ARG001
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail") and _is_promised("ALL"):
        report.outcome = "failed"
        report.longrepr = f"skipped, although CLIENTINFO_REQUIRE_ALL=1 promises everything: {report.longrepr}"
    return report
