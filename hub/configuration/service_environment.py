"""What the service of the pages must know of the Hub: JupyterHub's usual variables for a service, and our cookie key."""

from __future__ import annotations

import json

from hub.configuration.addresses import SERVICE, SERVICE_PREFIX
from hub.configuration.person_cookies import cookie_options

TOKEN_VARIABLE = "JUPYTERHUB_API_TOKEN"  # noqa: S105  # a variable's name
COOKIE_SECRET_VARIABLE = "CLIENTINFO_COOKIE_SECRET"  # noqa: S105  # a variable's name


def service_environment(hub_api: str, token: str, cookie_secret: str, *, has_tls: bool) -> dict[str, str]:
    """Return the variables of one service process; all replicas of the service have the same.

    Args:
        hub_api: Address of the Hub's API, as the process reaches it.
        token: The service's key to the Hub.
        cookie_secret: Signs the service's cookies.
        has_tls: Whether browsers come by https.
    """
    return {
        TOKEN_VARIABLE: token,
        "JUPYTERHUB_API_URL": hub_api,
        "JUPYTERHUB_BASE_URL": "/",
        "JUPYTERHUB_COOKIE_OPTIONS": json.dumps(cookie_options(has_tls=has_tls)),
        "JUPYTERHUB_COOKIE_HOST_PREFIX_ENABLED": str(int(has_tls)),
        "JUPYTERHUB_CLIENT_ID": f"service-{SERVICE}",
        "JUPYTERHUB_SERVICE_NAME": SERVICE,
        "JUPYTERHUB_SERVICE_PREFIX": SERVICE_PREFIX,
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": f'["access:services!service={SERVICE}"]',
        COOKIE_SECRET_VARIABLE: cookie_secret,
    }
