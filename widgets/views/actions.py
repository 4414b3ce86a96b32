"""Buttons that open a form of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.markup import icon, join, tag

if TYPE_CHECKING:
    from markupsafe import Markup

    from widgets.view_models import Actions
    from widgets.views.markup_writer import MarkupWriter


def markup(actions: Actions, _writer: MarkupWriter) -> Markup:
    """Write the buttons, with marks that the page's dialog acts on."""
    return join(
        *(
            tag(
                "button",
                icon(each.icon) if each.icon else None,
                each.label,
                class_="ci-button",
                type="button",
                data_ci_write=each.form,
                data_ci_item=each.item,
            )
            for each in actions.actions
        )
    )
