"""What an OpenID Connect provider says about itself (discovery): its addresses and ways."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import msgspec
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

from clientinfo_kernel.errors import SettingsError
from hub.configuration.login_settings import check_encrypted
from hub.configuration.state_folder import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from hub.configuration.login_settings import OidcSettings

_LOG = logging.getLogger("clientinfo")
SECONDS = 10.0
LARGEST = 1 << 20


class Provider(msgspec.Struct, frozen=True):
    """The provider's own word; names as in OpenID Connect Discovery 1.0.

    Attributes:
        issuer: Its name, as it stands in its tokens.
        authorization_endpoint: Where people log in.
        token_endpoint: Where a code becomes tokens.
        jwks_uri: Its public keys.
        userinfo_endpoint: More about a person; not everybody has it.
        end_session_endpoint: Logout; not everybody has it.
        token_endpoint_auth_methods_supported: How a client can show its secret.
    """

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    def check(self, oidc: OidcSettings) -> None:
        """Refuse what is not the provider of the settings, or would not be safe.

        Raises:
            SettingsError: With the reason.
        """
        if self.issuer.rstrip("/") != oidc.issuer.rstrip("/"):
            raise SettingsError(f"[hub.oidc] issuer: the provider there calls itself {self.issuer!r}, use that")
        for name in (
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
            "userinfo_endpoint",
            "end_session_endpoint",
        ):
            address = getattr(self, name)
            if address:
                check_encrypted(address, oidc, f"the provider's {name}")


def discover(oidc: OidcSettings, ca_file: str, remembered: Path) -> Provider:
    """Ask the provider; when it does not answer, take what it said at an earlier start.

    So a restart while the provider is down ends no open page: the Hub comes up, and logins work when the provider does.

    Args:
        oidc: The settings.
        ca_file: Certificates to trust; "" for the system's.
        remembered: File with the provider's last answer.

    Raises:
        SettingsError: No sensible answer, now or ever.
    """
    address = f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        answer = _fetch(address, ca_file)
    except (OSError, HTTPClientError, ValueError) as error:
        earlier = _earlier(oidc, remembered)
        if earlier is None:
            raise SettingsError(f"[hub.oidc] issuer: {address} does not answer: {_reason(error)}") from error
        _LOG.warning("%s does not answer (%s); going on with what it said last time", address, _reason(error))
        return earlier
    try:
        provider = msgspec.json.decode(answer, type=Provider)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"[hub.oidc] issuer: {address} is not a provider's description: {error}") from error
    provider.check(oidc)
    write_private(remembered, msgspec.json.encode(provider).decode())
    return provider


def _earlier(oidc: OidcSettings, remembered: Path) -> Provider | None:
    try:
        provider = msgspec.json.decode(remembered.read_bytes(), type=Provider)
        provider.check(oidc)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, SettingsError):
        return None
    return provider


def _fetch(address: str, ca_file: str) -> bytes:
    """In a thread with a loop of its own: the Hub reads its configuration inside a running one."""

    async def ask() -> bytes:
        client = SimpleAsyncHTTPClient(force_instance=True, max_body_size=LARGEST)
        try:
            answer = await client.fetch(
                HTTPRequest(
                    address,
                    connect_timeout=SECONDS,
                    request_timeout=SECONDS,
                    follow_redirects=False,
                    ca_certs=ca_file or None,
                )
            )
        finally:
            client.close()
        return answer.body

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, ask()).result()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
