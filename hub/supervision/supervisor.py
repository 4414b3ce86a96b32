"""``clientinfo serve``: runs the Hub, the service and the proxy, keeps them running, and ends everything with itself.

None of them is a child of another: a Hub that crashes or is restarted ends no open page and cuts no connection.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from hub.configuration.addresses import ADDRESSES_VARIABLE, SERVICE_PREFIX, Addresses
from hub.configuration.browser_origins import BrowserOrigins
from hub.configuration.login_settings import without_secret_variables
from hub.configuration.service_environment import service_environment
from hub.configuration.state_folder import HubState
from hub.node_packages import node
from hub.proxy.proxy_command import proxy_command, proxy_environment
from hub.supervision.adopted_processes import AdoptedProcesses
from hub.supervision.child_process import Child, child_environment, keep_logs_small
from hub.supervision.reserved_ports import PortTaken, ReservedPorts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_READY_SECONDS = 120
# The Hub waits up to 30 s for a proxy that it has to tell something.
_PATIENCE = 40
_PAUSE = 0.2


@dataclass(frozen=True)
class Publication:
    """What is to run.

    Attributes:
        state: Its files.
        addresses: Its ports.
        origins: Where browsers come to.
        notebooks: Folder of the published notebooks.
        proxy_owners: Numbers of the users of this machine whose processes are proxies in front.
        elsewhere: Addresses of page services on other machines; then none is started here.
        to_journal: Let the children print to our standard error instead of into log files.
    """

    state: HubState
    addresses: Addresses
    origins: BrowserOrigins
    notebooks: Path
    proxy_owners: frozenset[int]
    elsewhere: tuple[str, ...] = ()
    to_journal: bool = False

    def children(self) -> tuple[Child, ...]:
        """Hub, service (unless the pages are on other machines) and, last, the proxy.

        Raises:
            ProxyMissing: The proxy is not to be had.
            OSError: The state folder cannot be written.
        """
        service = () if self.elsewhere else (self._service(),)
        return self._hub(), *service, self._proxy()

    def keep_ports(self, ports: ReservedPorts, children: Sequence[Child]) -> None:
        """Keep the ports at which the children listen, as far as they can share them.

        Raises:
            PortTaken: Somebody has one of them.
        """
        own = self.addresses
        service = () if self.elsewhere else (("127.0.0.1", own.service_port),)
        # A proxy on PATH runs in a Node of which we know nothing.
        is_pinned = node() in children[-1].command
        proxy = ((own.address, own.public_port), ("127.0.0.1", own.proxy_port)) if is_pinned else ()
        # "localhost" is ::1 to browsers first; who listens at all addresses has it already.
        first = (("::1", own.public_port),) if is_pinned and own.address != "::" else ()
        ports.keep(((own.hub_address, own.hub_port), *service, *proxy), beside=first)

    def _hub(self) -> Child:
        ports = {ADDRESSES_VARIABLE: msgspec.json.encode(self.addresses).decode()}
        command = (sys.executable, "-m", "hub.hub_server.process", str(os.getpid()))
        return Child("hub", command, child_environment(**ports), self._log("hub"))

    def _service(self) -> Child:
        """Return the child that runs the service. It learns from the Hub's usual variables where it belongs."""
        keys = self.state.secrets()
        known = service_environment(
            f"{self.addresses.hub}/hub/api",
            keys.service,
            keys.cookie,
            has_tls=self.origins.staff.startswith("https://"),
        )
        command = (
            *(sys.executable, "-m", "hub.service.process", "--parent", str(os.getpid())),
            *("--port", str(self.addresses.service_port), "--notebooks", str(self.notebooks)),
        )
        return Child("service", command, without_secret_variables(child_environment(**known)), self._log("service"))

    def _proxy(self) -> Child:
        known = proxy_environment(self.state.secrets().proxy, self.origins, self.proxy_owners)
        environment = child_environment(**known)
        return Child("proxy", proxy_command(self.state, self.addresses), environment, self._log("proxy"))

    def _log(self, name: str) -> Path | None:
        return None if self.to_journal else self.state.logs / f"{name}.log"


def serve(publication: Publication, ports: ReservedPorts, when_ready: Callable[[], None]) -> int:
    """Run until Ctrl-C or SIGTERM.

    Args:
        publication: What is to run.
        ports: Keeps those of its ports that were free.
        when_ready: Called once a login works.

    Returns:
        Exit code: 0 after a signal, 1 when it could not be started.
    """
    problem = publication.addresses.problem()
    if problem:
        print(f"clientinfo: {problem}", file=sys.stderr)
        return 1
    with publication.state.sole_use():
        children = publication.children()
        try:
            publication.keep_ports(ports, children)
        except PortTaken as taken:
            print(f"clientinfo: {publication.addresses.in_use(taken.port)}", file=sys.stderr)
            return 1
        return asyncio.run(_run(publication, children, when_ready))


async def _run(publication: Publication, children: Sequence[Child], when_ready: Callable[[], None]) -> int:
    stopped = asyncio.create_task(_signalled())
    adopted = AdoptedProcesses(lambda: {child.pid for child in children if child.pid is not None})
    tasks: list[asyncio.Task[Any]] = [asyncio.create_task(adopted.look_after())]
    try:
        for child in children:
            await child.start()
        ended = {asyncio.create_task(child.ended()): child for child in children}
        ready = asyncio.create_task(_ready(publication))
        tasks += [ready, *ended]
        await asyncio.wait({ready, stopped, *ended}, return_when=asyncio.FIRST_COMPLETED, timeout=_READY_SECONDS)
        if stopped.done():
            return 0
        if not ready.done():
            print(_failure(publication, [child for task, child in ended.items() if task.done()]), file=sys.stderr)
            return 1
        when_ready()
        tasks += [asyncio.create_task(child.keep()) for child in children]
        tasks.append(asyncio.create_task(keep_logs_small(children)))
        tasks.append(asyncio.create_task(_keep_routes(publication, children[-1])))
        await stopped
        return 0
    finally:
        with suppress(OSError):  # perhaps nobody is there to read it
            print("ending ...", file=sys.stderr, flush=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*(child.stop() for child in children))
        await adopted.end_all()
        publication.state.address_file.unlink(missing_ok=True)


async def _signalled() -> None:
    """Wait for Ctrl-C, for the terminal's end, or for who started us to ask for our end."""
    asked = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    await asked.wait()


def _failure(publication: Publication, ended: list[Child]) -> str:
    where = "the journal" if publication.to_journal else publication.state.logs
    if not ended:
        return f"clientinfo: not ready within {_READY_SECONDS} s; the cause is in {where}"
    return f"clientinfo: the {ended[0].name} ended at its start ({ended[0].exit_reason()}); more is in {where}"


async def _ready(publication: Publication) -> None:
    """Wait until a login works: its page and, where it is ours, the service answer through the proxy."""
    paths = ("hub/login",) if publication.elsewhere else ("hub/login", f"{SERVICE_PREFIX[1:]}metrics")
    for path in paths:
        await _ask("GET", f"{publication.addresses.public_here}{path}", publication.state.secrets().service)


async def _keep_routes(publication: Publication, proxy: Child) -> None:
    """Let the Hub tell a new proxy where everything is. A new Hub does that on its own."""
    while True:
        await proxy.restarted.wait()
        proxy.restarted.clear()
        await _ask("POST", f"{publication.addresses.hub}/hub/api/proxy", publication.state.secrets().shell)


async def _ask(method: str, address: str, token: str) -> None:
    """Ask until it is done."""
    request = HTTPRequest(
        address,
        method=method,
        headers={"Authorization": f"token {token}"},
        body=b"" if method == "POST" else None,
        request_timeout=_PATIENCE,
    )
    while True:
        with suppress(OSError, HTTPError):
            # At our end it is left alone, with nobody to hear how it ends: else that would be printed as a mistake.
            asked = AsyncHTTPClient().fetch(request)
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
            await asyncio.shield(asked)
            return
        await asyncio.sleep(_PAUSE)
