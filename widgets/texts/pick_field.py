"""What the browser's field in which people look for somebody needs to know (assets/pick_field.js)."""

from __future__ import annotations

from widgets.texts.language import _


def pick_field_texts() -> dict[str, str]:
    """Return the name of its list, and what is said where nobody is found, in the session's language."""
    return {"offered": _("Vorschläge"), "nobody": _("Niemand gefunden.")}
