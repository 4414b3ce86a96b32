"""Which credit ratings of a dealer system say that a customer is not delivered to on credit."""

from __future__ import annotations

# As dealer systems write it, in lower case: the rating is text, typed or chosen there.
BLOCKED = frozenset({"gesperrt", "sperre", "kreditsperre", "liefersperre", "blocked"})


def is_blocked(credit_rating: str | None) -> bool:
    """Return whether a rating is one of ``BLOCKED``, whatever its case and the spaces around it."""
    return (credit_rating or "").strip().casefold() in BLOCKED
