"""Which of several cookies named ``_xsrf`` counts.

A sibling name can set one for ours, with a token that was made for somebody else and is signed as ours are. JupyterHub
takes the first that is signed, finds that it is not this login's, and refuses every form until the cookie is gone. Such
tokens say for whom they were made: the one of this login counts.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any


def prefer_own_xsrf_cookie() -> None:
    """Make JupyterHub's checks look at all of them; for the Hub's process and the service's."""
    from jupyterhub import _xsrf_utils

    read = _xsrf_utils._get_signed_value_urlsafe  # noqa: SLF001  # it has no other way in

    def own_or_first(handler: Any) -> tuple[bytes | None, bytes | None]:
        found: list[tuple[bytes, bytes]] = []
        for token in _tokens(handler.request.headers.get("Cookie", "")):
            made_for = read(handler, "_xsrf", token)
            if made_for and made_for == handler._xsrf_token_id:  # noqa: SLF001
                return token, made_for
            if made_for:
                found.append((token, made_for))
        return found[0] if found else (None, None)

    _xsrf_utils._get_xsrf_token_cookie = own_or_first  # noqa: SLF001


def _tokens(cookies: str) -> list[bytes]:
    found = []
    for each in cookies.split(";"):
        if each.partition("=")[0].strip() == "_xsrf":
            try:
                found.append(SimpleCookie(each)["_xsrf"].value.encode("ascii"))
            except (CookieError, KeyError, ValueError):
                continue
    return found
