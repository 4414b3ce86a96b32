"""What the Hub's configuration takes from here, and what is found out before the Hub starts."""

from __future__ import annotations

import sys
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from tornado.httputil import url_concat

from clientinfo_kernel.access.rights import ADMIN
from clientinfo_kernel.errors import SettingsError
from hub.configuration.hub_settings import hub_settings
from hub.configuration.login_settings import existing_file, read_secret
from hub.configuration.state_folder import hub_state
from hub.login.provider_discovery import SECONDS, discover
from hub.login.role_mapping import RoleMapping

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings
    from hub.configuration.hub_settings import HubSettings
    from hub.configuration.login_settings import LdapSettings, OidcSettings
    from hub.login.ldap_directory import Directory
    from hub.login.provider_discovery import Provider


def configure_login(config: Any, settings: Settings, here: str) -> None:
    """Choose the authenticator in a JupyterHub configuration (``c``) that has that of our own accounts.

    Args:
        config: The configuration.
        settings: The operator's settings.
        here: The address to type into a browser on this machine, where no ``public_url`` is set.

    Raises:
        SettingsError: A secret or certificate is missing, or the provider is not what the settings say.
    """
    hub = hub_settings(settings)
    if hub.login == "accounts":
        return
    if hub.roles:
        config.Authenticator.manage_groups = True
        # The Hub refuses to do both; the groups come when somebody is in them.
        config.JupyterHub.load_groups = {}
    if hub.oidc is not None and hub.login == "oidc":
        _configure_oidc(config, settings, hub, hub.oidc, hub.public_url or here)
    elif hub.ldap is not None:
        _configure_ldap(config, settings, hub, hub.ldap)


def prepare_login(settings: Settings) -> None:
    """Report what is wrong with the login before anything starts; what is merely doubtful is a warning.

    Raises:
        SettingsError: With what to change.
    """
    hub = hub_settings(settings)
    if hub.login == "accounts":
        return
    if hub.roles and not any(ADMIN in roles for roles in hub.roles.values()):
        _warn('no group in [hub.roles] gives "admin": nobody can manage accounts in the browser')
    if hub.oidc is not None and hub.login == "oidc":
        _check_return(hub)
        _client_secret(settings, hub.oidc)
        _provider(settings, hub.oidc)
    elif hub.ldap is not None:
        _directory(settings, hub.ldap)
        if hub.ldap.allow_insecure and any(address.startswith("ldap:") for address in hub.ldap.addresses):
            _warn("[hub.ldap] allow_insecure: passwords travel readable between here and the directory")


def _configure_oidc(config: Any, settings: Settings, hub: HubSettings, oidc: OidcSettings, public_url: str) -> None:
    from hub.login.oidc_login import OidcAuthenticator

    provider, public = _provider(settings, oidc), public_url.rstrip("/")
    ca_file = existing_file(settings, "oidc", "ca_file", oidc.ca_file)
    config.JupyterHub.authenticator_class = OidcAuthenticator
    own = config.OidcAuthenticator
    own.mapping = RoleMapping(hub.roles)
    own.issuer = provider.issuer
    own.authorize_url = provider.authorization_endpoint
    own.token_url = provider.token_endpoint
    own.userdata_url = provider.userinfo_endpoint
    own.keys_url = provider.jwks_uri
    own.oauth_callback_url = f"{public}/hub/oauth_callback"
    own.client_id = oidc.client_id
    own.client_secret = _client_secret(settings, oidc)
    # Providers disagree on the spelling of secrets in the header; in the form there is but one.
    own.basic_auth = "client_secret_post" not in provider.token_endpoint_auth_methods_supported
    own.scope = list(dict.fromkeys(["openid", *oidc.scopes]))
    own.username_claim = oidc.username_claim
    own.full_name_claim = oidc.full_name_claim
    own.email_claim = oidc.email_claim
    own.branch_claim = oidc.branch_claim
    own.groups_claim = oidc.groups_claim
    own.login_service = oidc.button
    own.auto_login = oidc.auto_login
    own.validate_server_cert = True
    own.http_request_kwargs = {"connect_timeout": SECONDS, "request_timeout": SECONDS, "follow_redirects": False}
    if ca_file:
        own.http_request_kwargs["ca_certs"] = ca_file
    if oidc.logout_at_provider and provider.end_session_endpoint:
        back = {"client_id": oidc.client_id, "post_logout_redirect_uri": f"{public}/hub/login?logged-out=1"}
        own.logout_redirect_url = url_concat(provider.end_session_endpoint, back)


def _configure_ldap(config: Any, settings: Settings, hub: HubSettings, ldap: LdapSettings) -> None:
    from hub.login.ldap_directory import group_spelling
    from hub.login.ldap_login import LdapAuthenticator

    config.JupyterHub.authenticator_class = LdapAuthenticator
    config.LdapAuthenticator.mapping = RoleMapping(hub.roles, group_spelling)
    config.LdapAuthenticator.directory = _directory(settings, ldap)


def _directory(settings: Settings, ldap: LdapSettings) -> Directory:
    from hub.login.ldap_directory import Directory

    password = read_secret(settings, "ldap", "lookup_password", ldap.lookup_password_file)
    if ldap.lookup_dn and not password:
        raise SettingsError(
            "[hub.ldap] lookup_dn needs its password: name a file with it (lookup_password_file) or set the variable"
            " CLIENTINFO_HUB__LDAP__LOOKUP_PASSWORD"
        )
    return Directory(ldap, password, existing_file(settings, "ldap", "ca_file", ldap.ca_file))


def _client_secret(settings: Settings, oidc: OidcSettings) -> str:
    secret = read_secret(settings, "oidc", "client_secret", oidc.client_secret_file)
    if not secret:
        raise SettingsError(
            "[hub.oidc] needs the client's secret: name a file with it (client_secret_file) or set the variable"
            " CLIENTINFO_HUB__OIDC__CLIENT_SECRET"
        )
    return secret


def _provider(settings: Settings, oidc: OidcSettings) -> Provider:
    ca_file = existing_file(settings, "oidc", "ca_file", oidc.ca_file)
    state = hub_state(settings)
    state.prepare()
    return discover(oidc, ca_file, state.folder / "oidc-provider.json")


def _check_return(hub: HubSettings) -> None:
    """Make sure that the provider can send people back: to ``public_url``, or to a browser on this machine."""
    try:
        is_here = ip_address(hub.address).is_loopback
    except ValueError:
        is_here = hub.address == "localhost"
    if not hub.public_url and not is_here:
        raise SettingsError(
            '[hub] login = "oidc" needs public_url: the address to which the provider sends people back'
        )


def _warn(text: str) -> None:
    print(f"clientinfo: warning: {text}", file=sys.stderr, flush=True)
