"""The address that logs somebody out: it carries a proof that one of our pages wrote it for this login.

A page elsewhere can make a browser open any address, and without TLS a browser does not say that it was such a page
(``foreign_requests``). What it cannot do is read our pages: so an address without the proof asks first.
"""

from __future__ import annotations

import hashlib
import hmac

from tornado.httputil import url_concat

PROOF = "proof"


def logout_link(address: str, session: str, key: str) -> str:
    """Return the address with the proof for a browser's session.

    Args:
        address: Of a logout, the pages' or the Hub's.
        session: The id of the browser's login; empty: nobody is logged in, and nothing has to be proved.
        key: What the Hub and the pages share (the pages' API token).
    """
    return url_concat(address, {PROOF: _proof(session, key)}) if session else address


def is_meant(proof: str, session: str, key: str) -> bool:
    """Return whether one of our pages wrote the address that a browser with this session opens."""
    return bool(session) and hmac.compare_digest(proof.encode("utf-8", "surrogatepass"), _proof(session, key).encode())


def _proof(session: str, key: str) -> str:
    told = f"logout:{session}".encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()[:32]
