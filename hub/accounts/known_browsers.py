"""In which browsers a person has logged in before: a signed cookie of each browser, which opens nothing by itself.

What others try elsewhere does not lock a name there (``lockout``).
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import TYPE_CHECKING, Any

from hub.accounts.client_address import client_address
from hub.accounts.lockout import LoginPlace

if TYPE_CHECKING:
    from collections.abc import Iterable

_COOKIE = "clientinfo-browser"
_DAYS = 180
_MOST_NAMES = 20  # a desk that several people use


def place_of(handler: Any, name: str) -> LoginPlace:
    """Return where a login with this name is tried from: a browser that the person used before, else an address."""
    browser, names = _read(handler)
    return LoginPlace(browser, is_known=True) if _digest(name) in names else LoginPlace(client_address(handler))


def remember_browser(handler: Any, name: str) -> None:
    """Note in the browser that this person has logged in there."""
    browser, names = _read(handler)
    others = [each for each in names if each != _digest(name)]
    value = json.dumps([browser or secrets.token_hex(16), [_digest(name), *others][:_MOST_NAMES]])
    options = handler.settings.get("cookie_options", {})
    handler.set_secure_cookie(_name(handler), value, expires_days=_DAYS, path="/", httponly=True, **options)


def _read(handler: Any) -> tuple[str, Iterable[str]]:
    signed = handler.get_secure_cookie(_name(handler), max_age_days=_DAYS)
    if signed is None:
        return "", ()
    browser, names = json.loads(signed)
    return str(browser), tuple(map(str, names))


def _name(handler: Any) -> str:
    return f"__Host-{_COOKIE}" if handler.settings.get("cookie_options", {}).get("secure") else _COOKIE


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]
