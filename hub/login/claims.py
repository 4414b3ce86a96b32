"""What another system says about a person, taken with care: whatever it says, it might be wrong or hostile."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from hub.accounts.account import NewAccount, checked_email, checked_text
from hub.accounts.errors import AccountInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def login_name(value: object) -> str | None:
    """Return a login name, normalised; None if it cannot be one.

    Only ASCII: in other alphabets there are letters that become a-z in lower case, and so another person's name.
    """
    if not isinstance(value, str) or not value.isascii() or value != value.strip():
        return None
    try:
        return NewAccount(name=value).checked().name
    except AccountInvalid:
        return None


def full_name(value: object) -> str:
    """Return a name for people, on one line, without control characters; "" if it is not one."""
    if not isinstance(value, str):
        return ""
    kept = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in value)
    try:
        return checked_text(kept)
    except AccountInvalid:
        return ""


def email(value: object) -> str:
    """Return an e-mail address; "" if it is not one."""
    if not isinstance(value, str) or not value.isprintable():
        return ""
    try:
        return checked_email(value)
    except AccountInvalid:
        return ""


def groups(value: object) -> frozenset[str]:
    """Return the names of groups from a list or a single text; nothing else counts."""
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(each for each in value if isinstance(each, str)) if isinstance(value, list) else frozenset()


def claim(claims: Mapping[str, Any], path: str) -> object:
    """Return a claim by its name, or by the way to it through nested ones: ``realm_access.roles``; None: not there."""
    if path in claims:
        return claims[path]
    found: object = claims
    for step in path.split("."):
        if not isinstance(found, dict) or step not in found:
            return None
        found = found[step]
    return found


def believed(
    verified: Mapping[str, Any], more: Mapping[str, Any], *, shown: Iterable[str], opens: Iterable[str]
) -> dict[str, Any]:
    """Return what is believed of a person: all that is signed, and of the rest only what is merely shown.

    Args:
        verified: The claims of the signed token.
        more: What the provider says elsewhere (userinfo); it never replaces a signed claim.
        shown: Claims that open nothing, such as the name for people; ways to nested ones as in ``claim``.
        opens: Claims that do: they are believed of the token alone.
    """
    roots = {way.partition(".")[0] for way in shown} - {way.partition(".")[0] for way in opens}
    return {name: value for name, value in more.items() if name in roots} | dict(verified)
