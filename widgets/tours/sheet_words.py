"""What a driver writes, in words: the fields of a stop, and what stands in them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.tours.words import FUEL_WORDS

if TYPE_CHECKING:
    from clientinfo_kernel.live.field_values import Value

# Texts of the house's or the driver's own.
TYPED = ("driver_note", "courtesy_car")


def field_words() -> dict[str, str]:
    """Return the name of each field of a driver's sheet."""
    return {
        "has_keys": _("Schlüssel"),
        "is_inspected": _("Schäden notiert"),
        "has_courtesy_car": _("Ersatzwagen übergeben"),
        "courtesy_car": _("Ersatzwagen"),
        "mileage": _("Kilometerstand"),
        "fuel": _("Tank"),
        "driver_note": _("Notiz"),
        "outcome": _("Stopp"),
        "done_at": _("Zeit"),
    }


def value_words() -> dict[str, str]:
    """Return the words for what is not a text of its own, as the browser spells it."""
    outcomes = {"done": _("Erledigt"), "not_met": _("Nicht angetroffen")}
    return {"true": _("ja"), "false": _("nein"), **outcomes, **{code: _(word) for code, word in FUEL_WORDS.items()}}


def shown(name: str, value: Value) -> str:
    """Return what stands in a field of a stop, as people read it."""
    if value is None:
        return "–"
    if isinstance(value, datetime):
        return format_value(value, "moment")
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if name in TYPED else value_words().get(text, text)
