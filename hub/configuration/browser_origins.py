"""The two origins at which browsers come here: the pages of the staff with the Hub, and analysts' JupyterLab.

Whoever runs code in JupyterLab can serve a page, so it has a host name of its own: a browser keeps cookies apart by
host names, and not by ports. Two names of one domain are still one *site*; what keeps them apart is said in
``hub.web.foreign_requests`` and ``hub.configuration.person_cookies``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from clientinfo_kernel.errors import SettingsError


class OriginSettings(Protocol):
    """The keys of ``HubSettings`` that say where browsers come to."""

    @property
    def public_url(self) -> str:
        """Address of the staff's pages, or empty."""

    @property
    def analysts_url(self) -> str:
        """Address of JupyterLab, or empty."""

    @property
    def analysts(self) -> str:
        """As what JupyterLab runs; ``off``: nobody gets one."""

    @property
    def analysts_may_read_everything(self) -> bool:
        """The word that ``same-user`` needs."""


@dataclass(frozen=True)
class BrowserOrigins:
    """Scheme, host name and port, as in the header Origin.

    Attributes:
        staff: The pages and the Hub.
        laboratory: JupyterLab; empty where nobody gets one.
    """

    staff: str
    laboratory: str = ""


def browser_origins(hub: OriginSettings, public_port: int) -> BrowserOrigins:
    """Return the origins.

    Args:
        hub: The settings.
        public_port: The proxy's port on this machine, for browsers that come without a ``public_url``.
    """
    staff = _origin(hub.public_url) or f"http://localhost:{public_port}"
    laboratory = _origin(hub.analysts_url) or f"http://lab.localhost:{public_port}"
    return BrowserOrigins(staff, "" if hub.analysts == "off" else laboratory)


def check_origins(hub: OriginSettings) -> None:
    """Make sure that analysts' JupyterLab is kept apart, or that somebody said that it need not be.

    Raises:
        SettingsError: With what to set.
    """
    for key, url in (("public_url", hub.public_url), ("analysts_url", hub.analysts_url)):
        if url and not _origin(url):
            raise SettingsError(f'[hub] {key} = "{url}" is not an address such as https://clientinfo.example/')
    if hub.analysts == "off":
        return
    if hub.analysts == "same-user" and not hub.analysts_may_read_everything:
        raise SettingsError(
            '[hub] analysts = "same-user" lets analysts read and change everything: accounts, audit log, other'
            ' people\'s pages. Choose "system-users", "systemd", "docker" or "off", or say that you want it:'
            " analysts_may_read_everything = true"
        )
    staff, laboratory = urlsplit(hub.public_url), urlsplit(hub.analysts_url)
    if bool(hub.public_url) != bool(hub.analysts_url):
        raise SettingsError(
            "[hub] public_url and analysts_url belong together while analysts have a JupyterLab: it needs an address"
            " with a host name of its own"
        )
    if hub.public_url and staff.hostname == laboratory.hostname:
        raise SettingsError("[hub] analysts_url must have another host name than public_url; a port is not enough")
    if hub.public_url and staff.scheme != laboratory.scheme:
        raise SettingsError("[hub] public_url and analysts_url must both be https, or both http")


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}" if known else ""
