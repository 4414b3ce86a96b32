"""Where the parts of a running publication find each other on this machine."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hub.configuration.hub_settings import HubSettings

SERVICE = "clientinfo"
SERVICE_PREFIX = f"/services/{SERVICE}/"
# The right to manage accounts: administrators and the shell have it.
ACCOUNTS_SCOPE = "custom:clientinfo:accounts"
# Under these keys the Hub's answer about a person says what they are called, where they work, and when their account was made.
FULL_NAME, BRANCH, SINCE = "full_name", "branch", "since"
ADDRESSES_VARIABLE = "CLIENTINFO_ADDRESSES"


@dataclass(frozen=True)
class Addresses:
    """Ports of one run. Where the operator chooses no other, all but the public one listen on this machine alone.

    Attributes:
        address: Network address of the public port.
        public_port: The proxy: what people's browsers ask.
        hub_address: Network address of the Hub itself.
        hub_port: The Hub itself.
        proxy_port: The proxy's own interface, for the Hub.
        service_port: The published pages.
    """

    address: str
    public_port: int
    hub_address: str
    hub_port: int
    proxy_port: int
    service_port: int

    @classmethod
    def choose(cls, hub: HubSettings, public_port: int | None, free: Callable[[], int]) -> Addresses:
        """Return the operator's ports, and free ones for everything that people never see.

        Args:
            hub: What the operator chose.
            public_port: The public port, if it is another one than in the settings.
            free: Returns a port that nobody has, and that nobody gets before it is used.
        """
        port = public_port or hub.port
        return cls(hub.address, port, hub.hub_address, hub.hub_port or free(), free(), free())

    @property
    def public(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://localhost:{self.public_port}/"

    @property
    def reachable(self) -> str:
        """The public address as this machine itself reaches it."""
        return "127.0.0.1" if self.address in ("", "0.0.0.0", "::") else self.address  # noqa: S104  # compared, not bound

    @property
    def public_here(self) -> str:
        """The public port, asked from this machine itself."""
        return f"http://{self.reachable}:{self.public_port}/"

    @property
    def hub(self) -> str:
        """The Hub, without the proxy."""
        return f"http://{self.hub_address}:{self.hub_port}"

    @property
    def service(self) -> str:
        """The service, without the proxy."""
        return f"http://127.0.0.1:{self.service_port}"

    def problem(self) -> str:
        """Return why nobody can listen at the ports that the operator chose now; empty: everybody can."""
        # A listener elsewhere, such as on all addresses, can leave ours free: it is asked, too.
        for address, port in ((self.reachable, self.public_port), (self.hub_address, self.hub_port)):
            if _is_answered(address, port):
                return self.in_use(port)
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        try:
            socket.create_server((self.address, self.public_port), family=family).close()
        except OSError as error:
            return f"port {self.public_port} of {self.address or 'this machine'} cannot be used: {error.strerror}"
        return ""

    def in_use(self, port: int) -> str:
        """Return what to do about a port that somebody else has."""
        other = "hub_port in the section [hub]" if port == self.hub_port else "one with --port"
        return f"port {port} is in use; choose another {other}"


def _is_answered(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True
