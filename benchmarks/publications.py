"""What is measured in a browser: clientinfo behind its login, stock Voila with plain kernels, and a Dash app."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import requests

from benchmarks.dealership import COMMAND, ROOT
from clientinfo_kernel.settings import read_settings
from hub.accounts.demo_accounts import ensure_demo_accounts
from hub.configuration.state_folder import hub_state

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.dealership import Dealership

_USER = "controlling"
_SECONDS = 120
_WORKERS = ("ipykernel_launcher", "benchmarks.peers.dash_page")


@dataclass(frozen=True)
class Published:
    """A running publication.

    Attributes:
        address: What the notebooks' addresses begin with.
        cookies: Of somebody who is logged in; empty where there is no login.
        server: The process that starts the kernels.
    """

    address: str
    cookies: tuple[Any, ...]
    server: psutil.Process

    def page(self, notebook: str, query: str = "") -> str:
        """Address of a notebook as a page."""
        return f"{self.address}voila/render/{notebook}.ipynb{query}"

    def session(self) -> requests.Session:
        """Return a browser without scripts, logged in."""
        opened = requests.Session()
        for cookie in self.cookies:
            # What Python's cookie jar makes of a host without a dot (http.cookiejar.eff_request_host).
            domain = f"{cookie['domain']}.local"
            opened.cookies.set(cookie["name"], cookie["value"], domain=domain, path=cookie["path"])
        return opened

    def workers(self) -> frozenset[int]:
        """Process ids of what answers the pages: kernels, forked (ci-kernel) or plain, or the workers of gunicorn."""
        return frozenset(
            process.pid
            for process in self.server.children(recursive=True)
            if process.name() == "ci-kernel" or any(mark in " ".join(process.cmdline()) for mark in _WORKERS)
        )


def proportional_size(pid: int) -> int:
    """Proportional set size in bytes: shared pages count for each sharer's part (proc(5), smaps_rollup)."""
    return _rolled_up(pid, "Pss")


def anonymous_size(pid: int) -> int:
    """Bytes that the process holds itself, without the files that it has mapped."""
    return _rolled_up(pid, "Anonymous")


def _rolled_up(pid: int, kind: str) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
    return 1024 * int(found[1]) if found else 0


@contextmanager
def clientinfo(dealership: Dealership, notebooks: Path) -> Iterator[Published]:
    """``clientinfo serve`` with a person who is logged in."""
    with tempfile.TemporaryDirectory(prefix="clientinfo-bench-state-") as folder:
        state = Path(folder)
        (state / "snapshots").symlink_to(read_settings(dealership.settings_file).state_folder / "snapshots")
        logins = ensure_demo_accounts(hub_state(read_settings(dealership.settings_file, state=state)))
        port = _free_port()
        command = [str(COMMAND), "serve", "--settings", str(dealership.settings_file), "--state", folder]
        with _running([*command, "--port", str(port), "--notebooks", str(notebooks)], "is ready") as process:
            root = f"http://localhost:{port}"
            cookies = _log_in(root, logins[_USER])
            server = next(
                child
                for child in process.children(recursive=True)
                if "hub.service.process" in " ".join(child.cmdline())
            )
            yield Published(f"{root}/services/clientinfo/", cookies, server)


@contextmanager
def stock_voila(dealership: Dealership, notebooks: Path) -> Iterator[Published]:
    """``voila`` as it is installed: its own template, a plain kernel per page, nothing set but the port."""
    port = _free_port()
    command = [sys.executable, "-m", "voila", str(notebooks), "--no-browser", f"--port={port}"]
    with _running(command, "is running at", **_peer(dealership)) as process:
        address = f"http://localhost:{port}/"
        _answers(f"{address}voila/static/voila.js")
        yield Published(address, (), process)


@contextmanager
def dash_app(dealership: Dealership) -> Iterator[Published]:
    """The Dash app behind gunicorn, with a worker per core."""
    port = _free_port()
    # A worker that is killed on a busy machine takes a page's scripts with it: the page would wait for ever.
    workers = ["--workers", str(os.cpu_count() or 1), "--threads", "4", "--timeout", str(_SECONDS)]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.peers.dash_page:server", "--bind", f"localhost:{port}"]
    with _running([*command, *workers], "Booting worker", **_peer(dealership)) as process:
        address = f"http://localhost:{port}/"
        _answers(address)
        yield Published(address, (), process)


@contextmanager
def another_site() -> Iterator[str]:
    """Serve an empty page, whose site is another one than that of all others here: the machine by its number."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Empty) as server:
        answers = threading.Thread(target=server.serve_forever, daemon=True)
        answers.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            answers.join()


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # its name is http.server's way
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>another site</title>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its signature
        """Say nothing."""


def _peer(dealership: Dealership) -> dict[str, str]:
    return {"CLIENTINFO_SETTINGS": str(dealership.settings_file), "PYTHONPATH": str(ROOT)}


@contextmanager
def _running(command: list[str], ready: str, **environment: str) -> Iterator[psutil.Process]:
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        if not any(ready in line for line in lines):
            raise RuntimeError(f"did not start: {command[0]}")
        reader = threading.Thread(target=lambda: list(lines), daemon=True)
        reader.start()
        try:
            yield psutil.Process(server.pid)
        finally:
            server.terminate()
            server.wait(60)
            reader.join(10)


def _log_in(root: str, password: str) -> tuple[Any, ...]:
    web = requests.Session()
    form = web.get(f"{root}/hub/login", timeout=_SECONDS).text
    found = re.search(r'name="_xsrf"\s+value="([^"]+)"', form)
    if found is None:
        raise RuntimeError("the login page has no form")
    data = {"username": _USER, "password": password, "_xsrf": found[1]}
    web.post(f"{root}/hub/login?next=%2Fservices%2Fclientinfo%2Fassets%2Ficon.svg", data=data, timeout=_SECONDS)
    # The service's own cookie comes with its first answer.
    web.get(f"{root}/services/clientinfo/voila/render/none.ipynb", timeout=_SECONDS)
    kept = [cookie for cookie in web.cookies if cookie.value is not None]
    return tuple(
        {"name": each.name, "value": str(each.value), "domain": "localhost", "path": each.path} for each in kept
    )


def _answers(address: str) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            requests.get(address, timeout=_SECONDS)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no answer from {address}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
