"""Which tests need a server, and which belong together so that a Hub is started once and not by each worker.

Tests that use one Hub go to one worker (``--dist loadgroup``), the largest such groups first; the others go by file.
``-m "not server"`` runs without a browser, a Hub, a database server or a directory (``make quick``).
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
# Fixtures of a whole publication that several modules use.
SHARED_HUBS = frozenset({"site", "stack", "publication"})
SERVERS = SHARED_HUBS | {"hub", "service", "chromium", "slapd", "postgres", "postgres_server", "settings_file"}
# A module that has one of these can start a server in a test.
STARTERS = frozenset({"running", "serving", "serve_command", "running_hub", "running_slapd"})


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what needs a server, and group what shares a Hub; this comes before xdist reads the groups."""
    if _needs_server(item):
        item.add_marker(pytest.mark.server)
    item.add_marker(pytest.mark.xdist_group(_group(item)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first: what shares a Hub, then what starts one; otherwise the files keep their order."""
    items.sort(key=_rank)


def _needs_server(item: pytest.Item) -> bool:
    starts = STARTERS & vars(getattr(item, "module", None)).keys()
    return bool(starts or SERVERS & set(getattr(item, "fixturenames", ())))


def _group(item: pytest.Item) -> str:
    shared = SHARED_HUBS & set(getattr(item, "fixturenames", ()))
    place = item.path.parent if shared - {"publication"} else item.path
    return "publication" if "publication" in shared else place.relative_to(TESTS).as_posix()


def _rank(item: pytest.Item) -> int:
    if SHARED_HUBS & set(getattr(item, "fixturenames", ())):
        return 0
    return 1 if item.get_closest_marker("server") else 2
