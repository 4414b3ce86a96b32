"""A form that is sent before anybody is logged in belongs to the browser that got it.

Stock JupyterHub binds the token of such a form to an address and a User-Agent, which all browsers of an office share: with
a token of their own, somebody could log the browser of another person into an account of theirs, and read what is typed
there. Here a cookie of each browser says which form is its own. Under https no other host name can plant one (``__Host-``).
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from jupyterhub.handlers import base

from hub.configuration.person_cookies import form_cookie

_KEY = re.compile(r"[\w-]{43}")


def bind_login_forms(*, has_tls: bool) -> None:
    """Let all handlers of the Hub in this process make and check the tokens of people without a login by that cookie.

    Args:
        has_tls: Whether browsers come by https.
    """
    name = form_cookie(has_tls=has_tls)

    def browser_of(handler: Any) -> str:
        """Return whose form it is, as it stands in the token; a browser without the cookie gets one."""
        key = getattr(handler, "clientinfo_form", None) or handler.get_cookie(name, "")
        if not _KEY.fullmatch(key):
            key = secrets.token_urlsafe(32)
            options = handler.settings.get("cookie_options", {})
            handler.set_cookie(name, key, path="/", httponly=True, **options)
        handler.clientinfo_form = key
        return hashlib.sha256(key.encode()).hexdigest()

    base._anonymous_xsrf_id = browser_of  # noqa: SLF001  # JupyterHub has no setting for it
