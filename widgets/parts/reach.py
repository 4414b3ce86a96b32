"""How far a customer can be from the point that stands for their address, and how that is said."""

from data_sources.places.postal_codes import reach_m
from widgets.texts.language import _
from widgets.texts.words import ACCURACIES, word

# How far the true place can be from the point, m; of a German postal code its neighbours say it.
_REACH_M = {"street": 300, "postal_code": 10_000, "town": 5000}
# Only the middle of something larger is known.
_MIDDLES = ("postal_code", "town")


def reach_of(accuracy: str, postal_code: str | None) -> int:
    """Return how far the customer can be from the point, in m; 0: they are there."""
    own = reach_m(postal_code) if accuracy == "postal_code" and postal_code else None
    return own or _REACH_M.get(accuracy, 0)


def said_of_reach(accuracy: str, reach: int) -> str:
    """Return what the point stands for, and how far the customer can be from it (m)."""
    said = word(ACCURACIES, accuracy)
    if accuracy not in _MIDDLES:
        return said
    return f"{said} {_('Sie liegt bis etwa {far} km davon entfernt.').format(far=max(round(reach / 1000), 1))}"
