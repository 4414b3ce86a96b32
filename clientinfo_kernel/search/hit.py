"""One line of a search's answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A customer that was found, and why.

    Attributes:
        reason: The kind of what matched best: one of ``kinds.KINDS``.
        matched: The text that matched; where words met several texts, all of them, joined by " · ".
        score: 1.0 for an exact identifier, falling towards 0; never rises along an answer.
        license_plate: A plate of the customer for the list, None without a vehicle.
    """

    customer_number: str
    name: str
    town: str
    reason: str
    matched: str
    score: float
    license_plate: str | None
