"""The node proxy's command and environment. It belongs to the supervisor, not to the Hub, so that a Hub's crash cuts no connection."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hub.proxy.proxy_program import proxy_program
from hub.web.away_page import write_away_page

if TYPE_CHECKING:
    from collections.abc import Collection

    from hub.configuration.addresses import Addresses
    from hub.configuration.browser_origins import BrowserOrigins
    from hub.configuration.state_folder import HubState

TOKEN_VARIABLE = "CONFIGPROXY_AUTH_TOKEN"  # noqa: S105  # a variable's name
_GATE = Path(__file__).with_name("gate.cjs")


def proxy_environment(token: str, origins: BrowserOrigins, owners: Collection[int]) -> dict[str, str]:
    """Return the variables of the proxy's process.

    Args:
        token: The Hub's key to it.
        origins: Which host name leads to JupyterLab, and which to everything else.
        owners: Numbers of the users of this machine whose word about a browser's address counts.
    """
    known = {TOKEN_VARIABLE: token, "NODE_OPTIONS": f'--require "{_GATE}"', "CLIENTINFO_STAFF_ORIGIN": origins.staff}
    trusted = {"CLIENTINFO_PROXY_OWNERS": ",".join(map(str, sorted(owners)))}
    return known | trusted | {"CLIENTINFO_LABORATORY_ORIGIN": origins.laboratory}


def proxy_command(state: HubState, addresses: Addresses) -> tuple[str, ...]:
    """Return the command that runs the proxy until its parent ends; finds the proxy or fetches it.

    The proxy keeps its routes in memory. A new one sends everything to the service until the Hub has told it the rest:
    the open pages find their kernels at once, where "not found" would mean to them that their session is over.

    Raises:
        ProxyMissing: It is not to be had.
        OSError: The page for absent parts cannot be written.
    """
    return (
        *(sys.executable, "-m", "hub.supervision.end_with_parent", str(os.getpid())),
        *proxy_program(state.folder.parent),
        *("--ip", addresses.address, "--port", str(addresses.public_port)),
        *("--api-ip", "127.0.0.1", "--api-port", str(addresses.proxy_port)),
        *("--default-target", addresses.service),
        *("--error-path", str(write_away_page(state.folder / "away"))),
        *("--log-level", "warn"),
    )
