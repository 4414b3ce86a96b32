"""One Hub for most tests, with an administrator; the pages' process is played by a server that writes down its calls."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.settings import read_settings
from hub.accounts.account import NewAccount
from hub.accounts.bootstrap import open_door
from hub.configuration.state_folder import hub_state
from tests.hub.accounts.hub_process import running_hub, write_settings
from tests.hub.accounts.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.hub.accounts.hub_process import RunningHub

PASSWORD = "ein langer Satz 7"


@dataclass
class PagesProcess:
    """What the pages' process was told."""

    address: str
    calls: list[dict[str, Any]] = field(default_factory=list)

    def told_about(self, user: str) -> list[str | None]:
        """Sessions of this user that were to end; None: all."""
        return [call["session"] for call in self.calls if call["user"] == user]


@pytest.fixture(scope="session")
def pages_process() -> Iterator[PagesProcess]:
    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            called = (self.path, self.headers["Authorization"])
            if called == ("/services/clientinfo/internal/end-sessions", "token pages-token-0123456789abcdef"):
                process.calls.append(body)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        process = PagesProcess(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield process
        server.shutdown()


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory, pages_process: PagesProcess) -> Iterator[RunningHub]:
    """A Hub with the administrator "chef", who was there before the first start."""
    settings = write_settings(tmp_path_factory.mktemp("hub"))
    add_account(settings, "chef", admin=True)
    with running_hub(settings, pages=pages_process.address) as running:
        yield running


@pytest.fixture
def visitor(hub: RunningHub) -> Callable[[], Visitor]:
    """A new browser at each call."""
    return lambda: Visitor(hub.port)


@pytest.fixture(scope="session")
def chef(hub: RunningHub) -> Visitor:
    """The administrator's browser."""
    browser = Visitor(hub.port)
    assert browser.login("chef", PASSWORD).status == 302
    return browser


@pytest.fixture(scope="session")
def chef_token(chef: Visitor) -> str:
    """The token that the pages hold for the administrator."""
    return chef.page_token()


@pytest.fixture
def account(hub: RunningHub, request: pytest.FixtureRequest) -> Callable[..., str]:
    """Adds an account with a password that need not be changed; answers its name, unlike those of other tests."""

    def add(suffix: str = "", **fields: Any) -> str:
        name = f"{request.node.originalname.removeprefix('test_').replace('_', '-')[:50].strip('-')}{suffix}"
        return add_account(hub.settings, name, **fields)

    return add


def add_account(settings: Path, name: str, **fields: Any) -> str:
    """Add an account as the shell does."""
    with open_door(hub_state(read_settings(settings))) as door:
        door.add(NewAccount(**{"name": name, "password": PASSWORD, **fields}))
    return name
