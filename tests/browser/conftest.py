"""A real server over a small demo dealership, and a real Chromium in front of it."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
# The demo's Chromium may run as root in a container, and must not speak to anybody on its own.
ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 60_000
BROKEN_TAB = """\
from widgets.panel import Panel
from widgets.panel import EVERYBODY
from widgets.view_models import Notice
opened = []
def fails_once(customer_file):
    opened.append(1)
    if len(opened) == 1:
        raise ValueError("secret of " + customer_file.header().name)
    return Notice("Jetzt geht es")
broken = Panel("broken", "Kaputt", 5, EVERYBODY, fails_once)"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def find_chromium(playwright: Playwright) -> str | None:
    """CLIENTINFO_CHROMIUM, then PATH, then Playwright's own."""
    named = [os.environ.get("CLIENTINFO_CHROMIUM")]
    on_path = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome", "chrome")]
    candidates = [*named, *on_path, playwright.chromium.executable_path]
    return next((path for path in candidates if path and Path(path).exists()), None)


@dataclass(frozen=True)
class Site:
    """The running server."""

    address: str
    process: psutil.Process
    log: list[str]

    def page_address(self, query: str = "", notebook: str = "customer") -> str:
        return f"{self.address}voila/render/{notebook}.ipynb{query}"

    def kernels(self) -> list[psutil.Process]:
        """Running kernels of this server."""
        found = []
        for process in self.process.children(recursive=True):
            try:
                if "ipykernel_launcher" in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.NoSuchProcess:
                continue
        return found


@pytest.fixture(scope="session")
def settings_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo dealership with its snapshot."""
    folder = tmp_path_factory.mktemp("dealership")
    settings = folder / "clientinfo.toml"
    for arguments in (["demo", str(folder), "--customers", "60"], ["refresh", "--settings", str(settings)]):
        subprocess.run([sys.executable, "-c", "from hub.cli import main; main()", *arguments], check=True, timeout=300)
    return settings


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped page, and one more with a tab that fails."""
    folder = tmp_path_factory.mktemp("notebooks")
    shipped = nbformat.read(REPOSITORY / "notebooks" / "customer.ipynb", as_version=4)
    nbformat.write(shipped, folder / "customer.ipynb")
    shipped.cells.insert(2, nbformat.v4.new_code_cell(BROKEN_TAB))
    shipped.cells[-1].source = "CustomerApp(directory, panels=(broken,))"
    nbformat.write(shipped, folder / "broken.ipynb")
    failing = nbformat.v4.new_notebook(metadata=shipped.metadata)
    failing.cells = [nbformat.v4.new_code_cell("raise ValueError('secret')")]
    nbformat.write(failing, folder / "failing.ipynb")
    return folder


@contextmanager
def serving(settings_file: Path, notebooks: Path) -> Iterator[Site]:
    """``serve`` on a free port, ended like a service is ended."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = (
        "import sys; from pathlib import Path; from hub.serve import serve;"
        "sys.exit(serve(Path(sys.argv[1]), int(sys.argv[2]), notebooks=Path(sys.argv[3])))"
    )
    log: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-c", program, str(settings_file), str(port), str(notebooks)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        for line in lines:
            log.append(line)
            if "is ready" in line:
                break
        else:
            pytest.fail("".join(log))
        reader = threading.Thread(target=lambda: log.extend(lines), daemon=True)
        reader.start()
        try:
            yield Site(f"http://localhost:{port}/", psutil.Process(server.pid), log)
        finally:
            server.terminate()
            code = server.wait(30)
            reader.join(10)
        assert code == 0, "".join(log)


@pytest.fixture(scope="session")
def site(settings_file: Path, notebooks: Path) -> Iterator[Site]:
    """The server of all tests."""
    with serving(settings_file, notebooks) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the tests are skipped loudly, or fail where CLIENTINFO_REQUIRE_BROWSER=1."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            message = "NO CHROMIUM FOUND: the page was not tested. Set CLIENTINFO_CHROMIUM or install chromium."
            if os.environ.get("CLIENTINFO_REQUIRE_BROWSER") == "1":
                pytest.fail(message)
            pytest.skip(message)
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser session of its own, as wide as a desktop."""
    opened = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE", color_scheme="light")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab of that session."""
    return context.new_page()


def answer_of(address: str, **headers: str) -> http.client.HTTPResponse:
    """Answer to a GET without any session, read to its end."""
    host, _slash, path = address.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=30)
    try:
        connection.request("GET", f"/{path}", headers=headers)
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()
