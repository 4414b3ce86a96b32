"""Which tests need a server, and which belong together so that a Hub is started once and not by each worker.

Tests that share a Hub go to one worker, the other ones by file. What takes longest comes first, so that no worker is
left with it at the end: what shares a Hub, of that the largest groups before the others, then what is slow. Among equals,
one file makes the demo dealership, and those that need it come after those that do not: nobody waits for it.
``-m "not server"`` runs without a browser, a Hub, a database, mail server or directory (``make quick``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Mapping

    from xdist.remote import Producer

ROOT = Path(__file__).parents[1]
# Fixtures of a whole publication that several modules use.
SHARED_HUBS = frozenset({"site", "stack", "publication", "oidc_office"})
SERVERS = SHARED_HUBS | {
    "hub",
    "service",
    "chromium",
    "slapd",
    "postgres_server",
    "settings_file",
    "own_service",
    "oidc_provider",
}
# What takes seconds to make and many files share: the first that asks makes it, and the others wait.
DEMO = "demo_settings"
# The modules of such a folder share what takes seconds to make and stays in memory.
MADE_IN_MEMORY = frozenset({"tests/demo_dealership"})
# A module that has one of these can start a server in a test.
STARTERS = frozenset({"running", "running_dovecot", "serving", "serve_command", "running_hub", "running_slapd"})
# The modules of such a folder share one Hub, but for those that start one of their own.
HUB_FOLDERS = frozenset({"tests/browser", "tests/hub/accounts", "tests/resilience", "tests/security"})
OWN_HUB = "with running("
# Half of what shares the browser tests' Hub has one of its own: on one worker, all of it takes longer than everything else.
SECOND_SITE = frozenset(
    f"tests/browser/test_{name}.py" for name in ("accessibility", "publishing", "users_page", "without_hub")
)
# What takes longest begins first. The idle pages of the last one wait for minutes: at the end, everybody would wait for them.
LONGEST = ("tests/browser", "second site", "tests/resilience", "tests/security", "tests/resilience/test_sessions.py")
LAST = len(LONGEST) + 3
# Files of several folders that share one: the fixture's name, and who uses it.
USERS = {
    "publication": frozenset(
        {"tests/clientinfo_kernel/access/test_accounts.py", "tests/widgets/users/test_users_view.py"}
    ),
    "oidc_office": frozenset(
        {
            "tests/browser/test_login_at_a_provider.py",
            "tests/hub/login/test_no_laboratory.py",
            "tests/hub/login/test_oidc_login.py",
            "tests/widgets/users/test_login_elsewhere.py",
        }
    ),
}


@cache
def group(file: str) -> str:
    """Return what goes to one worker together with this file (a path in the repository)."""
    for shared, users in USERS.items():
        if file in users:
            return shared
    if file in SECOND_SITE:
        return "second site"
    folder = file.rpartition("/")[0]
    if folder in MADE_IN_MEMORY:
        return folder
    shares = folder in HUB_FOLDERS and OWN_HUB not in (ROOT / file).read_text(encoding="utf-8")
    return folder if shares else file


class ByHub(LoadScopeScheduling):
    """Deals out groups of files instead of single ones (xdist's own groups need node ids that pytest 9.2 keeps)."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByHub:
    return ByHub(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Mark what needs a server, before tests are chosen by it, and bring the chosen ones into their order."""
    for item in items:
        if _needs_server(item):
            item.add_marker(pytest.mark.server)
    yield
    ranks: dict[str, int] = {}
    for item in items:
        ranks[_file(item)] = min(_rank(item), ranks.get(_file(item), LAST))
    users = {_file(item) for item in items if DEMO in getattr(item, "fixturenames", ())}
    place = {file: at for at, file in enumerate(in_order(ranks, users))}
    items.sort(key=lambda item: place[_file(item)])


def in_order(ranks: Mapping[str, int], users: Collection[str]) -> list[str]:
    """Return the files by rank: of equals one that makes what all users share, then the others, then the users.

    Args:
        ranks: Of each file, the first one's the lowest; files of the same rank keep their order.
        users: Files that wait for what the first of them makes.
    """
    makers: dict[int, str] = {}
    for file in ranks:
        if file in users:
            makers.setdefault(ranks[file], file)
    return sorted(ranks, key=lambda file: (ranks[file], file != makers.get(ranks[file]), file in users))


def _needs_server(item: pytest.Item) -> bool:
    # A fixture's parameter can ask for the database server that the test does not name.
    starts = STARTERS & vars(getattr(item, "module", None)).keys() or item.get_closest_marker("postgres")
    return bool(starts or SERVERS & set(getattr(item, "fixturenames", ())))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _rank(item: pytest.Item) -> int:
    together = group(_file(item))
    if together in LONGEST:
        return LONGEST.index(together)
    if together in HUB_FOLDERS | USERS.keys():
        return LAST - 3
    if item.get_closest_marker("slow") or item.get_closest_marker("wheel"):
        return LAST - 2
    return LAST - 1 if item.get_closest_marker("server") else LAST
