"""Lists under group headings; one entry is chosen with the mouse or the arrow keys."""

from collections.abc import Callable

from markupsafe import Markup

from widgets.markup import chip, empty, join, tag
from widgets.view_models import Chip, GroupedList, Item
from widgets.views.item_list import line
from widgets.views.markup_writer import MarkupWriter

_DOTS = {"warn": " ci-dot--warn", "danger": " ci-dot--danger", "neutral": " ci-dot--none"}


def markup(
    groups: GroupedList,
    writer: MarkupWriter,
    selected: int | None = None,
    choose: Callable[[int], None] | None = None,
    wanted: int | None = None,
) -> Markup:
    """Write the tile. Entries are numbered over all groups, as the rows of the view model are.

    Args:
        groups: What to write.
        writer: Notes what can be clicked.
        selected: The chosen entry.
        choose: Called with the number of the entry that is clicked.
        wanted: The entry that a link asked for: it takes the focus.
    """
    badge = chip(groups.chip) if groups.chip else None
    head = tag("div", tag("h2", groups.title), tag("span", class_="ci-spacer"), badge, class_="ci-tile__head")
    body: list[Markup] = []
    number = 0
    for index, (name, items) in enumerate(groups.groups):
        state = groups.states[index] if index < len(groups.states) else None
        entries = [
            _entry(
                item,
                writer,
                selected=at == selected,
                is_stop=at == (selected or 0),
                is_wanted=at == wanted,
                action=_action(writer, choose, at),
            )
            for at, item in enumerate(items, number)
        ]
        body.append(tag("div", _group(name, state), *entries, role="group", aria_label=name))
        number += len(items)
    if not number:
        return join(head, empty(groups.empty))
    return join(head, tag("div", *body, class_="ci-list", role="listbox", aria_label=groups.title or None))


def _group(name: str, state: Chip | None) -> Markup:
    if state is None:
        return tag("div", name, class_="ci-group", role="presentation")
    dot = tag("span", class_=f"ci-dot{_DOTS.get(state.tone, '')}")
    text = tag("span", state.text, class_="ci-num ci-group__state")
    return tag("div", dot, name, tag("span", class_="ci-spacer"), text, class_="ci-group", role="presentation")


def _action(writer: MarkupWriter, choose: Callable[[int], None] | None, number: int) -> int | None:
    return None if choose is None else writer.note(lambda _receiver: choose(number))


def _entry(
    item: Item, writer: MarkupWriter, *, selected: bool, is_stop: bool, is_wanted: bool, action: int | None
) -> Markup:
    return tag(
        "div",
        *line(item, writer),
        class_="ci-list__item",
        role="option",
        tabindex="0" if is_stop else "-1",
        aria_selected=str(selected).lower(),
        data_act=action,
        data_wanted=is_wanted,
    )
