"""The stops of tours: who drives when, what was changed by hand, and how it really was.

A row is one way of an appointment's car, to the house (``fetch``) or back (``bring``): it begins with the dealer system's
appointment when somebody first plans it, and its id is made of both, so that two planners never begin two. A stop that a
planner adds has no appointment: its row says for when it was agreed (``agreed_at``), and its id begins with ``hand-``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.live.fields import LONGEST_TEXT, Field, entity

if TYPE_CHECKING:
    from collections.abc import Mapping

StopKind = Literal["fetch", "bring"]
# What the dealer system's wish means for the driver.
KINDS_OF_SERVICE: Mapping[str, tuple[StopKind, ...]] = {
    "pickup": ("fetch",),
    "delivery": ("bring",),
    "both": ("fetch", "bring"),
}
FUEL = ("empty", "quarter", "half", "three_quarters", "full")

# ``driver`` and ``arrives_at``: the plan that was accepted; ``is_locked``: a plan leaves both alone; ``window_from`` and
# ``window_until``: agreed by hand; ``wanted_car``: the courtesy car that a planner chose, which every plan gives where it is
# there (``courtesy_car``: the one that is given); ``is_cancelled``: nobody drives there. From ``has_keys`` on: what the driver writes.
TOUR_STOP = entity(
    "tour_stop",
    "tour_stops",
    "stop_id",
    Field("driver"),
    Field("arrives_at", "moment"),
    Field("is_locked", "flag"),
    Field("window_from", "moment"),
    Field("window_until", "moment"),
    Field("courtesy_car"),
    Field("is_without_car", "flag"),
    Field("is_automatic_wanted", "flag"),
    Field("wanted_car"),
    Field("is_cancelled", "flag"),
    Field("agreed_at", "moment"),
    Field("plate"),
    Field("planner_note"),
    Field("has_keys", "flag"),
    Field("is_inspected", "flag"),
    Field("has_courtesy_car", "flag"),
    Field("mileage", "number", least=0, most=9_999_999),
    Field("fuel", "code", words=FUEL),
    Field("driver_note", longest=LONGEST_TEXT),
    Field("outcome", "code", words=("done", "not_met")),
    Field("done_at", "moment", is_over=True),
    right="tours",
    source="dealer_system",
    # the driver of one plan at the hour of another one is nobody's plan
    together=(("driver", "arrives_at"), ("window_from", "window_until")),
)


def stop_id(appointment_number: str, kind: StopKind) -> str:
    """Return the id of a stop."""
    return f"{appointment_number}:{kind}"


def appointment_of(entity_id: str) -> tuple[str, str]:
    """Return the appointment's number and the kind of a stop."""
    number, _, kind = entity_id.rpartition(":")
    return number, kind
