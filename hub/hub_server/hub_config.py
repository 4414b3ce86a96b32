"""The configuration of the Hub: accounts, ports, the service of the pages, analysts' JupyterLab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from traitlets.config import Config

from clientinfo_kernel.live.database import LiveDatabase
from hub.accounts.configure_accounts import configure_accounts
from hub.accounts.permissions import SHELL
from hub.configuration.addresses import ACCOUNTS_SCOPE, SERVICE, SERVICE_PREFIX
from hub.configuration.hub_settings import hub_settings
from hub.configuration.notebooks import shipped_notebooks
from hub.configuration.state_folder import hub_state
from hub.hub_server.analyst_servers import configure_analysts
from hub.hub_server.publications_api import publications_handlers
from hub.login.configure_login import configure_login
from hub.proxy.pages_first import PagesFirst
from hub.web.response_headers import reserved
from widgets.assets import ASSETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.settings import Settings
    from hub.configuration.addresses import Addresses
    from hub.configuration.state_folder import HubState


def hub_config(settings: Settings, addresses: Addresses) -> Config:
    """Return the whole configuration, set in one place.

    Args:
        settings: The operator's settings.
        addresses: Ports of this run.
    """
    config = Config()
    state, hub = hub_state(settings), hub_settings(settings)
    configure_accounts(config, settings)
    configure_login(config, settings, addresses.public)
    _processes(config, state, addresses, has_tls=hub.has_tls)
    config.JupyterHub.trusted_downstream_ips = list(hub.trusted_proxies)
    _service(config, state, hub.pages or (addresses.service,))
    configure_analysts(config, hub, state)
    if hub.analysts != "off":
        shipped = frozenset(path.name for path in shipped_notebooks().glob("*.ipynb"))
        config.JupyterHub.extra_handlers = publications_handlers(LiveDatabase.of(settings), shipped)
    return config


def _processes(config: Config, state: HubState, addresses: Addresses, *, has_tls: bool) -> None:
    own = config.JupyterHub
    own.bind_url = f"http://{addresses.address}:{addresses.public_port}/"
    own.hub_bind_url = f"{addresses.hub}/hub/"
    own.pid_file = str(state.folder / "hub.pid")
    own.init_spawners_timeout = 5
    own.default_url = SERVICE_PREFIX
    own.allow_named_servers = False
    own.tornado_settings["transforms"] += [reserved(has_tls=has_tls)]
    own.logo_file = str(ASSETS / "page" / "icon.svg")
    # The proxy outlives the Hub (hub.supervision.supervisor starts both), and gets its routes again when it was away.
    own.proxy_class = PagesFirst
    chp = config.ConfigurableHTTPProxy
    chp.should_start = False
    chp.api_url = f"http://127.0.0.1:{addresses.proxy_port}"
    chp.auth_token = state.secrets().proxy
    config.JupyterHub.load_roles.append({"name": "routes", "scopes": ["proxy"], "services": [SHELL]})


def _service(config: Config, state: HubState, pages: Sequence[str]) -> None:
    """Configure the published pages: a service that the Hub knows and does not start.

    With several processes, whatever stands in front chooses one for each browser; the Hub tells all of them when
    somebody's sessions end.
    """
    config.ManagedAccounts.page_addresses = [f"{address.rstrip('/')}{SERVICE_PREFIX}" for address in pages]
    config.JupyterHub.services.append(
        {
            "name": SERVICE,
            "url": pages[0],
            "api_token": state.secrets().service,
            "oauth_client_id": f"service-{SERVICE}",
            "oauth_no_confirm": True,
            # The one right that the service can use in an administrator's name.
            "oauth_client_allowed_scopes": [ACCOUNTS_SCOPE],
            "display": False,
            # Logins need not wait the usual half minute for pages that are away when the Hub starts.
            "timeout": 5,
        }
    )
