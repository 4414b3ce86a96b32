"""What the browser's field for a day is told (assets/date_field.js)."""

from __future__ import annotations

from widgets.texts.language import _, language


def date_field_texts() -> dict[str, str]:
    """Return the name of the button beside it, and the sign between day, month and year, in the session's language."""
    return {"pick": _("Kalender öffnen"), "mark": "." if language() == "de" else "/"}
