"""What is said about the form of a VAT ID, before anybody was asked about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.language import _
from widgets.view_models import Chip

if TYPE_CHECKING:
    from collections.abc import Mapping


def form_chips() -> Mapping[str, Chip]:
    """Return a chip for each form (``vat_form.form_of``): only a German ID is known to be none by its check digit."""
    return {
        "valid": Chip(_("formal gültig"), "ok"),
        "odd": Chip(_("Form ungewöhnlich"), "warn"),
        "wrong": Chip(_("formal ungültig"), "danger"),
    }
