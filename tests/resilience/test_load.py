"""Many people at once, and many one after the other."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.resilience.pages import OpenPage
from tests.stack import PATIENCE, Client, Stack, eventually, is_kernel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psutil

    from tests.resilience.pages import Opens

AT_ONCE = 30
ONE_BY_ONE = 30
MEGABYTES_OF_A_PAGE = 40
KILOBYTES_OF_A_LEAK = 200
PEOPLE = ("service", "sales", "accounting", "controlling", "analyst")


@pytest.fixture(scope="module")
def silent(site: Stack) -> Iterator[tuple[OpenPage, float]]:
    """A page that is open beside all others and says nothing; since when."""
    page = OpenPage.of(Client.of(site, "controlling"))
    assert page.widgets()
    yield page, time.monotonic()
    page.leave()
    page.socket.close()


def in_another_tab(person: Client) -> Client:
    """The same browser session; a tab does not wait for the others."""
    tab = Client(person.stack)
    tab.web.cookies.update(person.web.cookies)
    return tab


def proportional_kilobytes(process: psutil.Process) -> int:
    """Its memory; what several processes share counts for each in part (PSS). One that has ended has none."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


@pytest.mark.usefixtures("silent")
def test_all_who_come_at_once_arrive(site: Stack, page: OpenPage, opens: Opens) -> None:
    people = [Client.of(site, name) for name in PEOPLE]

    def arrive(number: int) -> OpenPage:
        mine = opens(in_another_tab(people[number % len(people)]))
        assert mine.widgets()
        return mine

    with ThreadPoolExecutor(AT_ONCE) as crowd:
        pages = list(crowd.map(arrive, range(AT_ONCE)))
    assert len({each.kernel_id for each in pages}) == AT_ONCE
    # They are all there together, and disturb nobody.
    assert all(each.widgets() for each in (page, *pages))
    sessions = site.sessions()
    assert sessions > AT_ONCE
    processes = site.service().children(recursive=True)
    assert len([each for each in processes if is_kernel(each)]) == sessions
    assert sum(map(proportional_kilobytes, processes)) / 1024 / sessions < MEGABYTES_OF_A_PAGE


def files_that_stay(process: psutil.Process) -> int:
    """How many files it holds open when it has closed what it is about to close."""
    seen: deque[int] = deque(maxlen=30)

    def is_settled() -> bool:
        seen.append(process.num_fds())
        return len(seen) == seen.maxlen and len(set(seen)) == 1

    eventually(is_settled, "it closes no more files")
    return seen[-1]


def test_pages_that_were_closed_leave_nothing_behind(site: Stack) -> None:
    people = [Client.of(site, name) for name in PEOPLE]
    service = site.service()

    def come_and_go(number: int) -> None:
        mine = OpenPage.of(in_another_tab(people[number % len(people)]))
        assert mine.widgets()
        mine.leave()
        mine.socket.close()

    def many(times: int) -> tuple[int, int, int]:
        with ThreadPoolExecutor(4) as some:
            list(some.map(come_and_go, range(times)))
        eventually(lambda: len(site.kernels()) == site.sessions(), "closed pages have no kernels")
        # Each time: the service has some files open for it, too.
        # After a start that failed, which a busy machine lets happen, the stock waits for a minute.
        eventually(lambda: site.figure("clientinfo_kernels_in_stock") == 1, "a kernel is in stock", 2 * PATIENCE)
        return service.memory_info().rss, files_that_stay(service), site.sessions()

    memory, files, sessions = many(10)
    more_memory, more_files, more_sessions = many(ONE_BY_ONE)
    assert more_sessions <= sessions
    assert more_files <= files + 2  # one left open by every tenth page would be seen
    assert (more_memory - memory) / 1024 < ONE_BY_ONE * KILOBYTES_OF_A_LEAK


def test_a_page_that_says_nothing_stays_connected(silent: tuple[OpenPage, float]) -> None:
    page, since = silent
    assert page.is_quiet_for(since + 35 - time.monotonic())  # longer than the service waits for a sign of life
    assert page.widgets()
