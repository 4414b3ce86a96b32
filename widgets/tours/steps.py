"""What a planner's steps are called when they are taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.settings import BERLIN
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.tours.day import Stop


def decided(stop: Stop, values: Mapping[str, Any]) -> str:
    """Return what was decided about a stop by hand.

    Args:
        stop: The stop.
        values: The fields that were written (``live.tour_stops``).
    """
    if "window_from" in values:
        said = _("Zeitfenster von {who}")
    elif set(values) == {"driver", "arrives_at", "is_locked"} and values["is_locked"]:
        said = _("{who} auf {hour} festgelegt")
    elif "is_locked" in values:
        said = _("{who} freigegeben")
    else:
        said = _("Ersatzwagen von {who}")
    hour = values.get("arrives_at")
    return said.format(who=stop.customer, hour="" if hour is None else f"{hour.astimezone(BERLIN):%H:%M}")
