"""What the browser's field for a day needs to know (assets/date_field.js)."""

from __future__ import annotations

from widgets.texts.language import _, language


def date_field_texts() -> dict[str, str]:
    """Return the name of the button beside it, the sign between day, month and year, and how a later day says when it was typed.

    All are in the session's language; what is said so is read by ``texts.typed`` in both.
    """
    mark = "." if language() == "de" else "/"
    return {"pick": _("Kalender öffnen"), "mark": mark, "typed_on": _("{said}, getippt am {day}")}
