"""A segmented choice (fiscal year) and what it builds."""

import ipywidgets
from markupsafe import Markup

from widgets.view_models import Choice, Stack, ViewModel
from widgets.views.context import ViewContext
from widgets.views.page import Page, box
from widgets.views.pen import tag
from widgets.views.stack import Draw


def draw(choice: Choice, _context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """The choice above its content; what was built once is kept."""
    keys = tuple(choice.options)
    built: dict[str, ipywidgets.Widget] = {}
    content = box((), "ci-choice__content")

    def show(number: int) -> None:
        if number >= len(keys):
            return
        key = keys[number]
        if key not in built:
            view = choice.build(key)
            built[key] = draw_one(view)
            if _is_headless(view):
                built[key].add_class("ci-choice__joined")
        content.children = (built[key],)

    head = Page(_markup(choice, keys), choose=show)
    head.add_class("ci-choice__bar")
    if keys:
        show(keys.index(choice.selected) if choice.selected in keys else 0)
    return box((head, content), "ci-choice__view")


def _markup(choice: Choice, keys: tuple[str, ...]) -> Markup:
    selected = choice.selected if choice.selected in keys else next(iter(keys), "")
    buttons = [
        tag(
            "button",
            choice.options[key],
            type="button",
            role="radio",
            aria_checked=str(key == selected).lower(),
            tabindex="0" if key == selected else "-1",
            data_choose=number,
        )
        for number, key in enumerate(keys)
    ]
    group = tag("div", *buttons, class_="ci-choice", role="radiogroup", aria_label=choice.label)
    title = tag("h2", choice.title) if choice.title else None
    label = tag("span", choice.label, class_="ci-muted ci-small ci-desk", aria_hidden="true")
    return tag("div", title, tag("span", class_="ci-spacer"), label, group, class_="ci-choice__head")


def _is_headless(view: ViewModel) -> bool:
    """Whether the first tile has no title, so that the choice can be its head."""
    while isinstance(view, Stack) and view.items and view.layout == "column":
        view = view.items[0]
    return getattr(view, "title", None) == ""
