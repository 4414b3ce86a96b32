"""``clientinfo serve``: publish the notebooks behind a login."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.errors import LiveUnavailable
from hub.accounts.demo_accounts import ensure_demo_accounts
from hub.commands import options
from hub.commands.handed_on_settings import hand_on
from hub.commands.options import choose_settings
from hub.configuration.addresses import Addresses
from hub.configuration.browser_origins import browser_origins
from hub.configuration.extras import check_extras
from hub.configuration.hub_settings import hub_settings
from hub.configuration.machine_users import check_proxy_users
from hub.configuration.notebooks import shipped_notebooks
from hub.configuration.state_folder import hub_state
from hub.hub_server.analyst_servers import WARNING as ANALYSTS_WARNING
from hub.login.configure_login import prepare_login
from hub.page_script.build import ensure_built
from hub.service.notebooks_user import check_notebooks_user
from hub.supervision.reserved_ports import ReservedPorts
from hub.supervision.supervisor import Publication, serve
from hub.web.caller import TrustedProxies

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.settings import Settings
    from hub.commands.options import ChosenSettings


@click.command()
@choose_settings
@click.option("--port", type=options.port_number, help="Port (default: the setting, else 8000).")
@options.notebooks_folder
@click.option("--demo", is_flag=True, help="Serve a demo dealership, built at the first start.")
def command(settings: ChosenSettings, port: int | None, notebooks: Path | None, *, demo: bool) -> None:
    """Serve until Ctrl-C; the first start with the demo builds it, later ones take it as it is."""
    if demo:
        _show_everything()
    known = hand_on(settings, demo=demo)
    hub = hub_settings(known)
    check_extras(hub)
    check_proxy_users(hub)
    check_notebooks_user(hub, known.snapshot_readers)
    prepare_login(known)
    without_live_store = _prepare_live_store(known)
    ensure_built()
    with ReservedPorts() as ports:
        addresses = Addresses.choose(hub, port, ports.free)
        publication = Publication(
            hub_state(known),
            addresses,
            browser_origins(hub, addresses.public_port),
            notebooks or shipped_notebooks(),
            TrustedProxies.of(hub.trusted_proxies, hub.trusted_proxy_users).owners,
            hub.pages,
            "JOURNAL_STREAM" in os.environ,
        )
        logins = ensure_demo_accounts(publication.state) if demo else {}
        if hub.analysts == "same-user":
            print(ANALYSTS_WARNING, file=sys.stderr, flush=True)
        sys.exit(serve(publication, ports, lambda: _say_ready(addresses.public, logins, without_live_store)))


def _show_everything() -> None:
    """Give the demo's analyst a JupyterLab, there is nothing that must not be seen.

    The environment can say otherwise; and a demo for others (``public_url``) has none.
    """
    if "CLIENTINFO_HUB__PUBLIC_URL" in os.environ:
        return
    os.environ.setdefault("CLIENTINFO_HUB__ANALYSTS", "same-user")
    os.environ.setdefault("CLIENTINFO_HUB__ANALYSTS_MAY_READ_EVERYTHING", "true")


def _prepare_live_store(settings: Settings) -> str:
    """Bring the tables of what people write to this version, and return why that failed; empty: it did not.

    Without them pages show what the sources deliver.
    """
    try:
        LiveDatabase.of(settings).prepare()
    except LiveUnavailable as error:
        return str(error)
    return ""


def _say_ready(address: str, logins: dict[str, str], without_live_store: str) -> None:
    if without_live_store:
        print(f"clientinfo: {without_live_store}; pages open, but nothing can be written", file=sys.stderr, flush=True)
    print(f"clientinfo is ready: {address}  (Ctrl-C ends it)", flush=True)
    if logins:
        print("\nlogins of the demo, one per role, and one that releases notebooks:")
        for name, password in logins.items():
            print(f"  {name:<12} {password}")
        print(flush=True)
