"""What the browser says about a draft that it kept (assets/draft_changes.js)."""

from __future__ import annotations

from widgets.texts.language import _


def draft_words() -> dict[str, str]:
    """Return that a draft stands here, which of its fields do not, and its button, in the session's language."""
    return {
        "kept": _("Ihr Entwurf von vorhin steht noch hier."),
        "left_out": _("Inzwischen von jemandem geändert und darum nicht aus dem Entwurf übernommen: {fields}."),
        "discard": _("Verwerfen"),
    }
