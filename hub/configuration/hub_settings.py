"""What an operator can set about the publication: section ``[hub]`` of clientinfo.toml."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import msgspec

from clientinfo_kernel.errors import SettingsError
from clientinfo_kernel.sections.services import is_web_address
from hub.configuration.browser_origins import check_origins
from hub.configuration.login_settings import (
    LdapSettings,
    OidcSettings,
    check_ldap,
    check_oidc,
    check_roles,
    without_secrets,
)
from widgets.texts.language import N_

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Seconds: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
# A name; or a number, where this machine has no name for it.
MachineUser: TypeAlias = str | Annotated[int, msgspec.Meta(ge=0, lt=2**32 - 1)]
Login: TypeAlias = Literal["accounts", "oidc", "ldap"]
Analysts: TypeAlias = Literal["same-user", "system-users", "systemd", "docker", "off"]


# Users as whom distributions run a proxy; those that a machine does not have are of no matter.
USUAL_PROXIES = ("www-data", "nginx", "caddy", "haproxy", "apache", "traefik")


class HubSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The publication's settings.

    Attributes:
        address: Address to listen on; behind nginx the loopback one.
        port: TCP port; ``--port`` wins.
        public_url: The address that people type (``https://clientinfo.example/``), where a proxy stands in front.
        trusted_proxies: Addresses of proxies in front, whose word about a browser's address counts (X-Forwarded-For).
        trusted_proxy_users: Whose processes on this machine such proxies are; that of clientinfo and root always are
            (hub.configuration.machine_users).
        hub_address: Address of the Hub itself; another than the loopback one only for pages on other machines.
        hub_port: Its port; 0: a free one at each start.
        pages: Addresses of page services on other machines (``http://10.0.0.2:8100``); empty: one on this machine.
        database: SQLAlchemy URL of the Hub's database; empty: SQLite in the state folder.
        login: Who knows the passwords: our own accounts, an OpenID Connect provider, or an LDAP directory.
        oidc: The provider, for that login.
        ldap: The directory, for that login.
        roles: Which of their groups give which roles (or "admin"), at each login; empty: roles are given here.
        enable_signup: Whether people can ask for an account on the login page; an administrator decides about each.
        contact: Who helps with accounts, as it stands in a sentence: "Wenden Sie sich an {contact}."
        analysts: As which operating-system user analysts' JupyterLab runs (hub.hub_server.analyst_servers), or that nobody gets one.
        analysts_may_read_everything: The word that "same-user" needs: accounts, audit log, everybody's pages.
        analysts_url: The address of JupyterLab (``https://lab.clientinfo.example/``): another host name than that of
            ``public_url``. Without both it is a name below ``localhost``.
        notebooks_user: Account of the machine as which released notebooks of analysts run (hub.service.notebooks_user);
            empty: as the service's own, with all that it can reach.
        sessions_at_most: Open pages on this server; the next one gets a polite page.
        sessions_per_user: Open pages of one person.
        idle_minutes: A page that nobody touches ends after so long.
        warn_seconds: How long before that the page warns.
        abandoned_seconds: A page without a connection (closed by a crash, a sleeping phone) ends after so long.
        start_seconds: How long a page is given to start; then it says that it failed.
        message_seconds: How long a page's kernel is given for one message (a click, a search, an export); then the page ends.
        kernel_megabytes: How much memory a page's kernel is allowed beyond what it has at its start (Linux); 0: any amount.
        forked_kernels: Fork kernels from a warm process (Linux); else each starts alone.
        widget_packages: Further widget packages that pages are allowed to load, by the names of their front ends
            (``ipydatagrid``); anywidget, bqplot and ipyleaflet are always there.
    """

    address: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 8000
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    trusted_proxy_users: tuple[MachineUser, ...] = USUAL_PROXIES
    hub_address: str = "127.0.0.1"
    hub_port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 0
    pages: tuple[str, ...] = ()
    database: str = ""
    login: Login = "accounts"
    oidc: OidcSettings | None = None
    ldap: LdapSettings | None = None
    roles: dict[str, tuple[str, ...]] = {}
    enable_signup: bool = False
    contact: str = N_("Ihre Administration")
    analysts: Analysts = "off"
    analysts_may_read_everything: bool = False
    analysts_url: str = ""
    notebooks_user: str = ""
    sessions_at_most: Number = 300
    sessions_per_user: Number = 20
    idle_minutes: Annotated[float, msgspec.Meta(gt=0, le=10_080)] = 60
    warn_seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 120
    abandoned_seconds: Seconds = 300
    start_seconds: Seconds = 120
    message_seconds: Seconds = 60
    kernel_megabytes: Annotated[int, msgspec.Meta(ge=0, le=1 << 20)] = 512
    forked_kernels: bool = True
    widget_packages: tuple[str, ...] = ()

    @property
    def has_tls(self) -> bool:
        """Whether browsers come by https."""
        return self.public_url.startswith("https://")


def hub_settings(settings: Settings) -> HubSettings:
    """Return the section ``[hub]``.

    Raises:
        SettingsError: A key that does not exist, or a value that cannot be.
    """
    try:
        found = msgspec.convert(without_secrets(settings.hub), HubSettings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"clientinfo.toml, section [hub]: {error}") from error
    _check_login(found)
    _check_addresses(found)
    check_origins(found)
    if found.analysts == "system-users" and not settings.snapshot_readers:
        # Without it each person's account of the machine would do, the administrator's too: a login name is not proof.
        raise SettingsError(
            'clientinfo.toml: analysts = "system-users" needs snapshot_readers, the Unix group of the analysts\' accounts'
        )
    return found


def _check_addresses(hub: HubSettings) -> None:
    """Refuse what leads nowhere, or what no request comes from: everybody behind such a proxy would have one brake."""
    where = "clientinfo.toml, section [hub]"
    for page in hub.pages:
        if not is_web_address(page):
            raise SettingsError(f"{where}: pages has {page!r}, which is not an address such as http://10.0.0.2:8100")
    if hub.database and "://" not in hub.database:
        raise SettingsError(
            f"{where}: database is not an SQLAlchemy URL such as postgresql+psycopg://clientinfo@db/hub"
        )
    for address in hub.trusted_proxies:
        try:
            ip_address(address)
        except ValueError:
            raise SettingsError(
                f"{where}: trusted_proxies has {address!r}, which is not the address of a machine: names and networks are"
                " not understood"
            ) from None


def _check_login(hub: HubSettings) -> None:
    check_roles(hub.roles)
    if hub.login != "accounts" and getattr(hub, hub.login) is None:
        raise SettingsError(f'clientinfo.toml: login = "{hub.login}" needs a section [hub.{hub.login}]')
    if hub.login == "oidc" and hub.oidc is not None:
        check_oidc(hub.oidc)
    if hub.login == "ldap" and hub.ldap is not None:
        check_ldap(hub.ldap)
