"""The Hub's own permissions (scopes), cut down to what clientinfo needs.

Stock JupyterHub lets every user make API tokens, and lets an administrator open anybody's server, make tokens for
anybody and change any group unseen. Here people have no tokens, and administrators have this one door: our accounts
API, which writes down what they do.
"""

from __future__ import annotations

from typing import Any

from jupyterhub import orm
from jupyterhub.scopes import define_custom_scopes

from clientinfo_kernel.access.rights import GRANTS
from hub.configuration import addresses

ACCOUNTS_SCOPE = addresses.ACCOUNTS_SCOPE
CUSTOM_SCOPES = {ACCOUNTS_SCOPE: {"description": "Manage the accounts of clientinfo"}}
# The name of the service that the shell command speaks as.
SHELL = "clientinfo-shell"
# Start, stop and open the own server; the server itself reports that it is used.
_LABORATORY_SCOPES = ("servers!user", "access:servers!user", "users:activity!user")
_ADMIN_SCOPES = [ACCOUNTS_SCOPE, "access:services", "read:metrics"]

# Handlers name the scope when they are imported, which is before the Hub reads its configuration.
define_custom_scopes(CUSTOM_SCOPES)


def load_groups() -> dict[str, dict[str, Any]]:
    """Return the value for ``c.JupyterHub.load_groups``: one group per role, and one of those who release. Who is in it stands in the database."""
    return {role: {} for role in GRANTS}


def load_roles(*, has_laboratory: bool) -> list[dict[str, Any]]:
    """Return ``c.JupyterHub.load_roles``: people reach the pages, analysts have a server, nobody makes tokens.

    Which pages a person is allowed to open is the service's decision; somebody without a role learns there whom to ask.

    Args:
        has_laboratory: Whether analysts get a JupyterLab.
    """
    pages = f"access:services!service={addresses.SERVICE}"
    return [
        {"name": "user", "scopes": ["read:users:name!user", "read:users:groups!user", pages]},
        {"name": "laboratory", "scopes": list(_LABORATORY_SCOPES if has_laboratory else ()), "groups": ["analyst"]},
        {"name": "shell", "scopes": [ACCOUNTS_SCOPE], "services": [SHELL]},
        {"name": "oversight", "scopes": ["list:users", "read:users"], "services": [addresses.SERVICE]},
    ]


def shell_service(token: str) -> dict[str, Any]:
    """Return the value for ``c.JupyterHub.services``: ``clientinfo user`` while the Hub runs."""
    return {"name": SHELL, "api_token": token, "display": False}


def restrict_administrators(db: Any) -> None:
    """Take from the Hub's admin role everything but accounts; called when the Hub starts, before it listens.

    The configuration cannot override that role (JupyterHub refuses it), the database can.
    """
    role = orm.Role.find(db, "admin")
    if role is not None and role.scopes != _ADMIN_SCOPES:
        role.scopes = list(_ADMIN_SCOPES)
        db.commit()
