"""A real Hub for the tests, without a proxy in front: requests go to the Hub's own port."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from tests.hub.accounts.warm_hub import fork_hub
from tests.ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 120
CONFIG = """
import os, sys
from pathlib import Path
from jupyterhub.proxy import Proxy
from clientinfo_kernel.settings import read_settings
from hub.accounts.configure_accounts import configure_accounts

class NoProxy(Proxy):
    should_start = False
    async def add_route(self, routespec, target, data): pass
    async def delete_route(self, routespec): pass
    async def get_all_routes(self): return {}

c = get_config()
configure_accounts(c, read_settings(Path(os.environ["SETTINGS"])))
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['PORT']}"
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['PORT']}"
c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.pid_file = ""
c.JupyterHub.cleanup_servers = True
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.default_url = "/services/clientinfo/"
c.Spawner.cmd = [sys.executable, os.environ["SERVER_SCRIPT"]]
c.Spawner.http_timeout = 10
c.JupyterHub.services.append(dict(
    name="clientinfo", url=os.environ["PAGES"], api_token="pages-token-0123456789abcdef",
    oauth_no_confirm=True, oauth_client_allowed_scopes=["custom:clientinfo:accounts"],
))
"""
# As ``hub.hub_server.process`` begins; what the grammar takes is half of a Hub's start.
START = """
from hub.web.skip_uri_grammar import skip_uri_grammar
skip_uri_grammar()
from jupyterhub.app import main
main()
"""
# Each hash costs a quarter of a second of processor time, so that guessing is slow.
CHEAP_HASHES = """
import bcrypt
from functools import partial
bcrypt.gensalt = partial(bcrypt.gensalt, rounds=4)
"""
# None ends as long as a test wants it so: for whoever waits for a hash, or behind one, it is slow.
HELD_HASHES = """
import time
from pathlib import Path
compute, held = bcrypt.hashpw, Path("hashes_are_held")
def hashpw(*words):
    while held.exists():
        held.with_name("a_hash_is_held").touch()
        time.sleep(0.01)
    return compute(*words)
bcrypt.hashpw = hashpw
"""
LABORATORY = 'analysts = "same-user"\nanalysts_may_read_everything = true\n'
# What a single-user server needs to be for the Hub: something that answers on its port. Who is "kaputt" has none.
SERVER_SCRIPT = """
import http.server, os, sys, time
from urllib.parse import urlparse
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("X-JupyterHub-Version", "6.1.1"); self.end_headers(); self.wfile.write(b"lab")
    def log_message(self, *_): pass
if os.environ["JUPYTERHUB_USER"].startswith("kaputt"):
    time.sleep(2)
    sys.exit(1)
url = urlparse(os.environ["JUPYTERHUB_SERVICE_URL"])
http.server.ThreadingHTTPServer((url.hostname, url.port), Answer).serve_forever()
"""


@dataclass(frozen=True)
class RunningHub:
    """A Hub that answers."""

    port: int
    settings: Path
    log: Path
    pid: int

    @property
    def state(self) -> Path:
        return self.settings.parent / "var"

    @property
    def shell_token(self) -> str:
        return str(json.loads((self.state / "hub" / "secrets.json").read_text())["shell"])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hub/"

    @contextmanager
    def held_hashes(self) -> Iterator[Path]:
        """Let no hash of a password end before the block does (``hashes_can_be_held``); the file that is there once one waits."""
        held, waits = (self.settings.with_name(name) for name in ("hashes_are_held", "a_hash_is_held"))
        waits.unlink(missing_ok=True)
        held.touch()
        try:
            yield waits
        finally:
            held.unlink()


def write_settings(folder: Path, extra: str = "") -> Path:
    """A settings file without any source."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "clientinfo.toml"
    file.write_text(f'house = "Autohaus Nordhof GmbH"\nstate = "var"\n[hub]\n{LABORATORY}{extra}\n', encoding="utf-8")
    return file


@contextmanager
def running_hub(
    settings: Path,
    *,
    pages: str = "http://127.0.0.1:9",
    more: str = "",
    within: Sequence[str | Path] = (),
    hashes_can_be_held: bool = False,
) -> Iterator[RunningHub]:
    """Start a Hub on a free port, with ``more`` configuration; it is ended when the block is.

    ``within``: a command that becomes the one behind it, in surroundings of its own.
    ``hashes_can_be_held``: the Hub's hashes of passwords take as long as a test wants (``RunningHub.held_hashes``).
    """
    port, folder = free_port(), settings.parent
    config, script, log = folder / "config.py", folder / "server.py", folder / "hub.log"
    config.write_text(CONFIG + more, encoding="utf-8")
    script.write_text(SERVER_SCRIPT, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CLIENTINFO_", "JUPYTER"))}
    environment |= {
        "SETTINGS": str(settings),
        "PORT": str(port),
        "PAGES": pages,
        "SERVER_SCRIPT": str(script),
        "PYTHONPATH": str(REPOSITORY),
    }
    prelude = CHEAP_HASHES + HELD_HASHES * hashes_can_be_held
    with ExitStack() as started:
        if within:
            output = started.enter_context(log.open("ab"))
            command = [*within, sys.executable, "-c", prelude + START, "-f", str(config)]
            run = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
            pid = started.enter_context(run).pid
        else:
            pid = fork_hub(config, log, environment, prelude)
        process = psutil.Process(pid)
        try:
            _wait_until_it_answers(port, process, log)
            yield RunningHub(port, settings, log, pid)
        finally:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
            try:
                process.wait(30)
            except psutil.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(port: int, process: psutil.Process, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.is_running():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/hub/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))
