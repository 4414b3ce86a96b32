"""The names and flags of the cookies that stand for a person.

None is shared between host names. Under https their names begin with ``__Host-`` (RFC 6265bis, 4.1.3.2): browsers take
such a cookie from this very host alone, with ``Secure`` and for the path ``/``, so that no sibling name can plant one.
"""

from __future__ import annotations

from typing import Any

_SESSION = "jupyterhub-session-id"
_FORM = "clientinfo-form"
# Half a year is the usual least; a year is what the preload lists ask for (RFC 6797 leaves it open).
HSTS = "max-age=31536000"


def session_cookie(*, has_tls: bool) -> str:
    """Return the name of the cookie with the id of a browser's login, which the Hub sets and the pages read."""
    return f"__Host-{_SESSION}" if has_tls else _SESSION


def form_cookie(*, has_tls: bool) -> str:
    """Return the name of the cookie that says which login form is a browser's own."""
    return f"__Host-{_FORM}" if has_tls else _FORM


def cookie_options(*, has_tls: bool) -> dict[str, Any]:
    """Return the flags of every cookie: another site's form or image never speaks with it, and no plain line carries it."""
    return {"samesite": "Lax", "secure": True} if has_tls else {"samesite": "Lax"}
