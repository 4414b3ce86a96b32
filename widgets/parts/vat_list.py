"""What the lists about VAT IDs share: the button of a row that checks its customer's one now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.language import _
from widgets.view_models import Button, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from widgets.work_list import Desk


def vat_button(desk: Desk) -> Callable[[Mapping[str, Any]], Form] | None:
    """Return what a row opens: the button that asks; None where the page or its viewer cannot ask."""
    ask = desk.ask_vat
    if ask is None:
        return None

    def opened(row: Mapping[str, Any]) -> Form:
        number = row["customer_number"]
        return Form(buttons=(Button(_("USt-IdNr. jetzt prüfen"), lambda _values: ask([number]), "primary"),))

    return opened
