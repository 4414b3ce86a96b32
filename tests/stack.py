"""The whole publication for tests: supervisor, Hub, proxy, service, kernels; and a client that speaks to it."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psutil
import pytest
import requests
from websockets.sync.client import ClientConnection, connect

from clientinfo_kernel.settings import read_settings
from hub.accounts.demo_accounts import ensure_demo_accounts
from hub.configuration.state_folder import hub_state
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

REPOSITORY = Path(__file__).parents[1]
PATIENCE = 120
# Off is the default; the attacks want a JupyterLab of the simplest kind.
WITH_LABORATORY = {"CLIENTINFO_HUB__ANALYSTS": "same-user", "CLIENTINFO_HUB__ANALYSTS_MAY_READ_EVERYTHING": "true"}
# A page that is not there: it gives a browser the service's cookies, and starts no kernel as the start page may.
NOWHERE = "/services/clientinfo/voila/render/nothing.ipynb"
SUBPROTOCOL = "v1.kernel.websocket.jupyter.org"


_resolve = socket.getaddrinfo


def _loopback(host: Any, *arguments: Any, **more: Any) -> Any:
    """Names below localhost are this machine, as in every browser (RFC 6761, 6.3); the C library knows only the one."""
    return _resolve("localhost" if str(host).endswith(".localhost") else host, *arguments, **more)


socket.getaddrinfo = _loopback


def at_intervals(seconds: float = PATIENCE) -> Iterator[None]:
    """Yield until the time is over, again and again: after 50 ms, later after a tenth of what has passed, 0.5 s at most.

    Whoever asks all the time takes the processor away from what they wait for.
    """
    started = time.monotonic()
    while (passed := time.monotonic() - started) < seconds:
        yield
        time.sleep(min(max(0.05, passed / 10), 0.5))


def eventually(holds: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until something holds; its value."""
    for _ in at_intervals(seconds):
        found = holds()
        if found:
            return found
    pytest.fail(f"never: {what}")


@dataclass(frozen=True)
class Stack:
    """A running publication."""

    port: int
    process: psutil.Process
    state: Path
    logins: dict[str, str]
    output: list[str]

    @property
    def root(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def laboratory(self) -> str:
        return f"http://lab.localhost:{self.port}"

    @property
    def base(self) -> str:
        return f"{self.root}/services/clientinfo/"

    def page(self, notebook: str = "customer.ipynb", query: str = "") -> str:
        return f"{self.base}voila/render/{notebook}{query}"

    @property
    def address(self) -> str:
        return self.base

    def page_address(self, query: str = "", notebook: str = "customer") -> str:
        return self.page(f"{notebook}.ipynb", query)

    def kernels(self) -> list[psutil.Process]:
        """The running kernels of the open pages."""
        return [process for process in self.service().children(recursive=True) if is_kernel(process)]

    def named(self, name: str) -> list[psutil.Process]:
        """The processes below the service that have this name."""
        return [process for process in self.service().children(recursive=True) if name_of(process) == name]

    def child(self, mark: str) -> psutil.Process:
        """The running process whose command line has this mark."""
        return eventually(lambda: next(self._running(mark), None), f"a process {mark}")

    def is_running(self, mark: str) -> bool:
        """Whether a process runs whose command line has this mark."""
        return next(self._running(mark), None) is not None

    def _running(self, mark: str) -> Iterator[psutil.Process]:
        for process in [self.process, *self.process.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):  # it ends while it is looked at
                if mark in " ".join(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE:
                    yield process

    def hub(self) -> psutil.Process:
        return self.child("hub.hub_server.process")

    def service(self) -> psutil.Process:
        return self.child("hub.service.process")

    def proxy(self) -> psutil.Process:
        return self.child("configurable-http-proxy")

    def log(self, name: str) -> str:
        return (self.state / "logs" / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    def sessions(self) -> int:
        """Open pages, as the operator's metrics tell."""
        return self.figure("clientinfo_sessions")

    def figure(self, name: str) -> int:
        """One of the operator's metrics."""
        port = next(c.laddr.port for c in self.service().net_connections("tcp") if c.status == psutil.CONN_LISTEN)
        text = requests.get(f"http://127.0.0.1:{port}/services/clientinfo/metrics", timeout=PATIENCE).text
        return int(float(re.search(rf"^{name} (\S+)", text, re.MULTILINE)[1]))


@dataclass
class Client:
    """Somebody without a browser: cookies, forms, pages, sockets."""

    stack: Stack
    web: requests.Session = field(default_factory=requests.Session)

    @classmethod
    def of(cls, stack: Stack, user: str, password: str | None = None) -> Client:
        client = cls(stack)
        client.log_in(user, password or stack.logins[user], to=NOWHERE)
        return client

    def log_in(self, user: str, password: str, to: str = "/services/clientinfo/") -> requests.Response:
        form = self.web.get(f"{self.stack.root}/hub/login", timeout=PATIENCE)
        token = re.search(r'name="_xsrf"\s+value="([^"]+)"', form.text)[1]
        return self.web.post(
            f"{self.stack.root}/hub/login?next={quote(to, safe='')}",
            data={"username": user, "password": password, "_xsrf": token},
            timeout=PATIENCE,
        )

    def log_out(self) -> requests.Response:
        """Press the button that every page has."""
        page = self.get(NOWHERE).text
        return self.get(html.unescape(re.search(r'href="(/services/clientinfo/logout[^"]*)"', page)[1]))

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.web.get(self._address(path), timeout=PATIENCE, **more)

    def request(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.web.request(method, self._address(path), timeout=PATIENCE, **more)

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.stack.root}{path}"

    @property
    def xsrf(self) -> str:
        return next(c.value for c in self.web.cookies if c.name == "_xsrf" and c.path == "/services/clientinfo/")

    def open_app(self, notebook: str = "customer.ipynb", query: str = "") -> str:
        """Open an app as a browser does, without running its scripts; the kernel's id."""
        answer = self.get(self.stack.page(notebook, query))
        assert answer.status_code == 200, f"{answer.status_code} {plain(answer.text)}"
        return page_config(answer.text)["kernelId"]

    def socket(self, kernel_id: str, **more: Any) -> ClientConnection:
        cookies = "; ".join(
            f"{c.name}={c.value}" for c in self.web.cookies if "/services/clientinfo/".startswith(c.path)
        )
        headers = {"Cookie": cookies} | more.pop("headers", {})
        query = more.pop("query", "session_id=test")
        return connect(
            f"ws://localhost:{self.stack.port}/services/clientinfo/api/kernels/{kernel_id}/channels?{query}",
            subprotocols=more.pop("subprotocols", [SUBPROTOCOL]),
            additional_headers=headers,
            open_timeout=PATIENCE,
            max_size=None,
            **more,
        )


def plain(html: str) -> str:
    """What somebody reads on a page, roughly."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<body")[2]).split())[:500]


def page_config(html: str) -> dict[str, Any]:
    return json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', html, re.DOTALL)[1])


@contextmanager
def running(
    settings_file: Path, folder: Path, notebooks: Path | None = None, *, has_laboratory: bool = True, **environment: str
) -> Iterator[Stack]:
    """``clientinfo serve`` over a refreshed dealership, in a state folder of its own, ended like a service is ended."""
    state = own_state(settings_file, folder)
    with serving(settings_file, state, notebooks, has_laboratory=has_laboratory, **environment) as stack:
        yield stack


@contextmanager
def serving(
    settings_file: Path,
    state: Path,
    notebooks: Path | None = None,
    port: int | None = None,
    ended_by: signal.Signals = signal.SIGTERM,
    *,
    within: Sequence[str] = (),
    has_laboratory: bool = True,
    **environment: str,
) -> Iterator[Stack]:
    """``clientinfo serve`` with this state folder; when it ends, everything that it started must end, too.

    ``within`` is a command that becomes the one behind it. Without ``has_laboratory`` it is as an operator gets it who
    says nothing about analysts.
    """
    logins = ensure_demo_accounts(hub_state(read_settings(settings_file, state=state)))
    port = port or free_port()
    command = [*within, *serve_command(settings_file, state, port)]
    command += ["--notebooks", str(notebooks)] if notebooks else []
    with subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, **(WITH_LABORATORY if has_laboratory else {}), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as server:
        output: list[str] = []
        lines = iter(server.stdout.readline, "")
        for line in lines:
            output.append(line)
            if "is ready" in line:
                break
        else:
            logs = "".join(file.read_text() for file in (state / "logs").glob("*.log"))
            pytest.fail("".join(output) + logs)
        reader = threading.Thread(target=lambda: output.extend(lines), daemon=True)
        reader.start()
        try:
            yield Stack(port, psutil.Process(server.pid), state, logins, output)
        finally:
            started = psutil.Process(server.pid).children(recursive=True)
            os.killpg(server.pid, ended_by)  # as a terminal does it
            code = server.wait(PATIENCE)
            reader.join(10)
        expected = -signal.SIGKILL if ended_by == signal.SIGKILL else 0
        assert code == expected, "".join(output)
        eventually(lambda: not processes_of(state, started), "everything has ended")
        assert not is_listening(port)


def serve_command(settings_file: Path, state: Path, port: int) -> list[str]:
    command = [sys.executable, "-c", "from hub.cli import main; main()", "serve", "--settings", str(settings_file)]
    return [*command, "--state", str(state), "--port", str(port)]


def is_kernel(process: psutil.Process) -> bool:
    """Whether it is a kernel, and still runs; a forked one has a name, a normal one a command."""
    try:
        is_one = process.name() == "ci-kernel" or "ipykernel_launcher" in process.cmdline()
        return is_one and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def name_of(process: psutil.Process) -> str:
    """Its name; "" where it ended while it was looked at."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def processes_of(state: Path, started: Sequence[psutil.Process] = ()) -> list[psutil.Process]:
    """Every running process of a publication with this state folder, whoever is its parent now.

    Args:
        state: The folder; what was started with it in the environment is found.
        started: Those that are known already.
    """

    def runs(process: psutil.Process) -> bool:
        try:
            known = process in started or str(state) in process.environ().values()
            return known and process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    return [process for process in psutil.process_iter() if process.pid != os.getpid() and runs(process)]


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def own_state(settings_file: Path, folder: Path) -> Path:
    """A state folder with the dealership's snapshot, and nothing else of other tests."""
    state = folder / "state"
    state.mkdir()
    for name in ("snapshots", "raw"):
        source = read_settings(settings_file).state_folder / name
        if source.exists():
            (state / name).symlink_to(source)
    return state


def copy_notebooks(folder: Path) -> Path:
    """The shipped notebooks in a folder to which a test adds its own."""
    shutil.copytree(REPOSITORY / "notebooks", folder, dirs_exist_ok=True)
    return folder
