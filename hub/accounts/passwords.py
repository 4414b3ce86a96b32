"""Passwords: what is refused, how they are kept, and the one-time ones.

bcrypt takes 72 bytes at most, and version 5 raises beyond. A password is therefore hashed with SHA-256 first, so that
long passphrases count to their last character. Unicode is normalised (NFC): the same "ü" from any keyboard is the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import bcrypt

from hub.web.page_texts import N_, _

MINIMUM, MAXIMUM = 10, 1024
_FEWEST_DIFFERENT = 5
_FEWEST_BESIDE_THE_NAME = 6
# Says how the rest was made, so that another way can come later. No stock hash begins like this.
_SCHEME = b"sha256-bcrypt$"
# Without characters that look alike in print: a start password is often read from paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


class Objection(NamedTuple):
    """Why a password is refused.

    Attributes:
        source: German text, marked for the catalogue.
        english: For the shell.
        limit: The value of ``{limit}`` in the text.
    """

    source: str
    english: str
    limit: int = 0

    @property
    def for_person(self) -> str:
        """The reason for the screen, in the person's language."""
        return _(self.source).format(limit=self.limit)


_SHORT = Objection(
    N_("Das Kennwort braucht mindestens {limit} Zeichen. Ein kurzer Satz lässt sich leicht merken."),
    f"the password needs at least {MINIMUM} characters",
    MINIMUM,
)
_LONG = Objection(
    N_("Das Kennwort darf höchstens {limit} Zeichen lang sein."),
    f"the password has more than {MAXIMUM} characters",
    MAXIMUM,
)
_NAME = Objection(N_("Das Kennwort darf nicht der Benutzername sein."), "the password is the user's name")
_EASY = Objection(
    N_("Dieses Kennwort ist zu leicht zu erraten. Wählen Sie ein anderes."), "the password is too easy to guess"
)


def objection(password: str, name: str) -> Objection | None:
    """Return why this password is refused for this user; None: it is good."""
    if len(password) < MINIMUM:
        return _SHORT
    if len(password) > MAXIMUM:
        return _LONG
    folded, own = password.casefold(), name.casefold()
    if own and own in folded and len(folded) - len(own) < _FEWEST_BESIDE_THE_NAME:
        return _NAME
    if len(set(folded)) < _FEWEST_DIFFERENT or folded in _common():
        return _EASY
    return None


def hashed(password: str) -> bytes:
    """Return a password as it is kept. Takes a quarter of a second of one core."""
    return _SCHEME + bcrypt.hashpw(_digest(password), bcrypt.gensalt())


def matches(password: str, stored: bytes | None) -> bool:
    """Return whether the password is the stored one; without a stored one False after the same time."""
    known = stored is not None and stored.startswith(_SCHEME) and len(password) <= MAXIMUM
    salted = stored.removeprefix(_SCHEME) if known and stored is not None else _nobody()
    computed = bcrypt.hashpw(_digest(password[:MAXIMUM]), salted)
    return hmac.compare_digest(computed, salted) and known


def one_time_password() -> str:
    """Return a start password, easy to read aloud: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))


def _digest(password: str) -> bytes:
    normal = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(normal).digest())


@cache
def _nobody() -> bytes:
    return bcrypt.hashpw(_digest(secrets.token_hex(16)), bcrypt.gensalt())


@cache
def _common() -> frozenset[str]:
    text = (files("nativeauthenticator") / "common-credentials.txt").read_text(encoding="utf-8")
    return frozenset(text.casefold().splitlines())
