"""The list of lists: by whose work they are, the open one marked; where there is no room beside it, a choice."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from widgets.app.list_address import ListAddress
from widgets.markup import tag
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from markupsafe import Markup

    from widgets.views.markup_writer import MarkupWriter
    from widgets.work_list import Group, WorkList

GROUP_NAMES: Mapping[Group, str] = {
    "everybody": N_("Für alle"),
    "service": N_("Service"),
    "sales": N_("Verkauf"),
    "accounting": N_("Buchhaltung"),
    "controlling": N_("Controlling"),
}


def navigation(
    lists: Iterable[WorkList],
    selected: str,
    writer: MarkupWriter,
    choose: Callable[[str], None],
    *,
    takes_focus: bool = False,
) -> Markup:
    """Write the navigation.

    Args:
        lists: In their order.
        selected: Key of the open one.
        writer: Notes what a click does.
        choose: Called with the key of the list that is clicked.
        takes_focus: Whether such a click has just drawn it again, so that it gets the keyboard back.
    """
    focused = selected if takes_focus else None
    groups = [(_(GROUP_NAMES[group]), [*members]) for group, members in groupby(lists, key=lambda each: each.group)]
    written = [
        tag(
            "div",
            tag("h2", name, class_="ci-lists__group"),
            tag(
                "ul",
                *(tag("li", _entry(each, selected, writer, choose, is_wanted=each.key == focused)) for each in members),
            ),
            class_="ci-lists__part",
        )
        for name, members in groups
    ]
    options = [
        tag("optgroup", *(_option(each, selected, writer, choose) for each in members), label=name)
        for name, members in groups
    ]
    wanted = "nearest" if takes_focus else None
    pick = tag("select", *options, class_="ci-choice-list", aria_label=_("Arbeitsliste"), data_wanted=wanted)
    return tag("nav", pick, *written, class_="ci-lists__nav", aria_label=_("Arbeitslisten"))


def _entry(
    each: WorkList, selected: str, writer: MarkupWriter, choose: Callable[[str], None], *, is_wanted: bool
) -> Markup:
    return tag(
        "a",
        _(each.title),
        href=ListAddress(each.key).write(),
        class_="ci-lists__entry",
        aria_current="page" if each.key == selected else None,
        data_act=writer.note(partial(_chosen, choose, each.key)),
        data_wanted="nearest" if is_wanted else None,
    )


def _option(each: WorkList, selected: str, writer: MarkupWriter, choose: Callable[[str], None]) -> Markup:
    number = writer.note(partial(_chosen, choose, each.key))
    return tag("option", _(each.title), selected=each.key == selected, data_act=number)


def _chosen(choose: Callable[[str], None], key: str, _receiver: object) -> None:
    choose(key)
