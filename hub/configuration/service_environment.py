"""What the service of the pages must know of the Hub: JupyterHub's usual variables for a service, and our cookie key."""

from __future__ import annotations

from hub.configuration.addresses import SERVICE, SERVICE_PREFIX

TOKEN_VARIABLE = "JUPYTERHUB_API_TOKEN"  # noqa: S105  # a variable's name
COOKIE_SECRET_VARIABLE = "CLIENTINFO_COOKIE_SECRET"  # noqa: S105  # a variable's name


def service_environment(hub_api: str, token: str, cookie_secret: str) -> dict[str, str]:
    """Return the variables of one service process; all replicas of the service have the same.

    Args:
        hub_api: Address of the Hub's API, as the process reaches it.
        token: The service's key to the Hub.
        cookie_secret: Signs the service's cookies.
    """
    return {
        TOKEN_VARIABLE: token,
        "JUPYTERHUB_API_URL": hub_api,
        "JUPYTERHUB_BASE_URL": "/",
        # Another site's form or image never speaks with somebody's cookies; a link in a mail still works.
        "JUPYTERHUB_COOKIE_OPTIONS": '{"samesite": "Lax"}',
        "JUPYTERHUB_CLIENT_ID": f"service-{SERVICE}",
        "JUPYTERHUB_SERVICE_NAME": SERVICE,
        "JUPYTERHUB_SERVICE_PREFIX": SERVICE_PREFIX,
        "JUPYTERHUB_OAUTH_ACCESS_SCOPES": f'["access:services!service={SERVICE}"]',
        COOKIE_SECRET_VARIABLE: cookie_secret,
    }
