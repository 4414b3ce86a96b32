"""A segmented choice (fiscal year) and what it builds."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import ipywidgets
from markupsafe import Markup

from widgets.markup import tag
from widgets.view_models import Choice, Stack, ViewModel
from widgets.views.bare_widgets import BareBox
from widgets.views.closing import discard
from widgets.views.context import ViewContext
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.views.stack import Draw
from widgets.views.wanted import wanted_option

# More options than these stand in a list that opens: side by side they would not fit on a phone.
MOST_SEGMENTS = 8


class ChoiceView(BareBox):
    """The choice above its content; what was built once is kept, and closed with it."""

    def __init__(self, choice: Choice, context: ViewContext, draw_one: Draw) -> None:
        selected = wanted_option(choice, context.item)
        choice = choice if selected is None else replace(choice, selected=selected)
        self._choice = choice
        self._draw_one = draw_one
        self._built: dict[str, ipywidgets.Widget] = {}
        self._content = box((), "ci-choice__content")
        writer = MarkupWriter(context)
        head = markup_view(_markup(choice, writer, self._show), writer, "ci-choice__bar")
        super().__init__((head, self._content), _dom_classes=("ci-choice__view",))
        if choice.options:
            self._show(_selected(choice))

    def _show(self, key: str) -> None:
        if key not in self._built:
            view = self._choice.build(key)
            self._built[key] = self._draw_one(view)
            if _is_headless(view):
                self._built[key].add_class("ci-choice__joined")
        self._content.children = (self._built[key],)

    def close(self) -> None:
        """Close the choice, and what was built for options that are not chosen now."""
        discard(*self._built.values())
        self._built.clear()
        super().close()


def draw(choice: Choice, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the choice above what it builds."""
    return ChoiceView(choice, context, draw_one)


def _markup(choice: Choice, writer: MarkupWriter, show: Callable[[str], None]) -> Markup:
    title = tag("h2", choice.title) if choice.title else None
    return tag("div", title, tag("span", class_="ci-spacer"), options(choice, writer, show), class_="ci-choice__head")


def options(
    choice: Choice,
    writer: MarkupWriter,
    show: Callable[[str], None],
    most: int = MOST_SEGMENTS,
    *,
    takes_focus: bool = False,
) -> Markup:
    """Write the options side by side behind their label, or as a list that opens where there are more than ``most``.

    Args:
        choice: What can be chosen, and what is.
        writer: Notes what a click does.
        show: Called with the key that is chosen.
        most: So many stand side by side.
        takes_focus: Whether a choice in it has just drawn it again, so that it gets the keyboard back.
    """
    label = tag("span", choice.label, class_="ci-muted ci-small ci-desk", aria_hidden="true")
    control = (_segments if len(choice.options) <= most else _list)(choice, writer, show, takes_focus=takes_focus)
    return tag("div", label, control, class_="ci-choice__asked")


def _segments(choice: Choice, writer: MarkupWriter, show: Callable[[str], None], *, takes_focus: bool) -> Markup:
    selected = _selected(choice)
    buttons = [
        tag(
            "button",
            choice.options[key],
            type="button",
            role="radio",
            aria_checked=str(key == selected).lower(),
            tabindex="0" if key == selected else "-1",
            data_wanted="nearest" if takes_focus and key == selected else None,
            data_act=writer.note(partial(_chosen, show, key)),
        )
        for key in choice.options
    ]
    return tag("div", *buttons, class_="ci-choice", role="radiogroup", aria_label=choice.label)


def _list(choice: Choice, writer: MarkupWriter, show: Callable[[str], None], *, takes_focus: bool) -> Markup:
    selected = _selected(choice)
    options = [
        tag(
            "option",
            choice.options[key],
            selected=key == selected,
            data_unset=not key,  # the key of "none of them"
            data_act=writer.note(partial(_chosen, show, key)),
        )
        for key in choice.options
    ]
    wanted = "nearest" if takes_focus else None
    return tag("select", *options, class_="ci-choice-list", aria_label=choice.label, data_wanted=wanted)


def _selected(choice: Choice) -> str:
    return choice.selected if choice.selected in choice.options else next(iter(choice.options), "")


def _chosen(show: Callable[[str], None], key: str, _receiver: object) -> None:
    show(key)


def _is_headless(view: ViewModel) -> bool:
    """Return whether the first tile has no title, so that the choice can be its head."""
    while isinstance(view, Stack) and view.items and view.layout == "column":
        view = view.items[0]
    return getattr(view, "title", None) == ""
