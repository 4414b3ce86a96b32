"""A running publication that tests may hurt: whatever they kill, it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from tests.resilience.pages import OpenPage
from tests.stack import PATIENCE, Client, Stack, eventually, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.resilience.pages import Opens


@pytest.fixture(scope="session")
def site(demo_settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with running(demo_settings, tmp_path_factory.mktemp("site"), CLIENTINFO_HUB__SESSIONS_PER_USER="60") as stack:
        yield stack


@pytest.fixture
def person(site: Stack) -> Client:
    """Somebody who is logged in; what shows the form may have been killed by the test before, and comes back."""
    eventually(lambda: shows_the_login(site), "the login is there")
    return Client.of(site, "controlling")


def shows_the_login(site: Stack) -> bool:
    """Whether the Hub answers at the public address."""
    try:
        return 'name="_xsrf"' in requests.get(f"{site.root}/hub/login", timeout=PATIENCE).text
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):  # also in the middle of an answer
        return False


@pytest.fixture
def opens() -> Iterator[Opens]:
    """Opens pages that are closed when the test ends."""
    opened: list[OpenPage] = []

    def opens(client: Client, notebook: str = "customer.ipynb") -> OpenPage:
        opened.append(OpenPage.of(client, notebook))
        return opened[-1]

    yield opens
    for page in opened:
        page.leave()
        page.socket.close()


@pytest.fixture
def page(person: Client, opens: Opens) -> OpenPage:
    """A page that somebody works with."""
    opened = opens(person)
    assert opened.widgets()
    return opened
