"""What the Hub's configuration takes from here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit import AuditLog
from hub.accounts.authenticator import AccountsAuthenticator
from hub.accounts.client_address import PROXIES_SETTING
from hub.accounts.hub_pages import link_logouts
from hub.accounts.login_cookie import bind_logins
from hub.accounts.login_form_cookie import bind_login_forms
from hub.accounts.permissions import CUSTOM_SCOPES, load_groups, load_roles, shell_service
from hub.configuration.hub_settings import hub_settings
from hub.configuration.person_cookies import cookie_options
from hub.configuration.state_folder import hub_state
from hub.web.asset_handler import script_version, stylesheet_version
from hub.web.caller import TrustedProxies
from hub.web.page_texts import RequestLanguage, translate
from widgets.assets import icons
from widgets.texts.language import language

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings

# Who worked yesterday logs in today.
SESSION_DAYS = 1
TEMPLATES = Path(__file__).parents[1] / "templates" / "hub"


def page_policy(base_url: str = "/hub/") -> dict[str, str]:
    """Return the headers of every answer of the Hub: nothing from elsewhere, nothing inline, in nobody's frame."""
    rules = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" report-uri {base_url}security/csp-report"
    )
    return {
        "Content-Security-Policy": rules,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }


def page_variables(settings: Settings) -> dict[str, Any]:
    """Return what the templates know. JupyterHub calls what can be called, with the user of each page."""
    contact = hub_settings(settings).contact
    return {
        "_": lambda _user: translate,
        "language": lambda _user: language,
        "house": settings.house,
        "contact": lambda _user: translate(contact),
        "own_passwords": hub_settings(settings).login == "accounts",
        "icons": icons(),
        "style_version": stylesheet_version(),
        "script_version": script_version(),
    }


def configure_accounts(config: Any, settings: Settings) -> None:
    """Set everything about accounts in a JupyterHub configuration (``c``).

    The service of the pages, its addresses and the spawner are not set here.
    """
    state, hub = hub_state(settings), hub_settings(settings)
    state.prepare()
    has_tls = hub.has_tls
    config.JupyterHub.db_url = state.database_url
    config.JupyterHub.cookie_secret_file = str(state.cookie_secret_file)
    config.JupyterHub.template_paths = [str(TEMPLATES)]
    config.JupyterHub.template_vars = page_variables(settings)
    config.JupyterHub.tornado_settings = {
        "headers": page_policy(),
        "cookie_options": cookie_options(has_tls=has_tls),
        "xsrf_cookie_kwargs": cookie_options(has_tls=has_tls),
        "transforms": [RequestLanguage],
        PROXIES_SETTING: TrustedProxies.of(hub.trusted_proxies, hub.trusted_proxy_users),
    }
    config.JupyterHub.cookie_max_age_days = SESSION_DAYS
    config.JupyterHub.cookie_host_prefix_enabled = has_tls
    bind_logins(has_tls=has_tls, session_days=SESSION_DAYS)
    link_logouts()
    bind_login_forms(has_tls=has_tls)
    config.JupyterHub.custom_scopes = CUSTOM_SCOPES
    config.JupyterHub.load_groups = load_groups()
    config.JupyterHub.load_roles = load_roles(has_laboratory=hub.analysts != "off")
    config.JupyterHub.services = [shell_service(state.secrets().shell)]
    config.JupyterHub.authenticator_class = AccountsAuthenticator
    config.Authenticator.admin_users = set()
    config.AccountsAuthenticator.enable_signup = hub.enable_signup
    config.ManagedAccounts.contact = hub.contact
    config.ManagedAccounts.audit_folder = str(AuditLog.of(settings).folder)
    config.ManagedAccounts.address_file = str(state.address_file)
    config.ManagedAccounts.names_folder = str(settings.state_folder)
