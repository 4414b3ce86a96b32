"""The user administration as a person uses it, without a browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import ipywidgets

from widgets.users.view import UsersView
from widgets.views.form import FormView
from widgets.views.markup_view import MarkupView

if TYPE_CHECKING:
    from collections.abc import Iterator


def inside(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    yield widget
    children = [*getattr(widget, "children", ()), getattr(widget, "child", None)]
    for child in children:
        if isinstance(child, ipywidgets.Widget):
            yield from inside(child)


class Screen:
    """The view as a person uses it."""

    def __init__(self, client: Any) -> None:
        self.view = UsersView(client)

    @property
    def head(self) -> MarkupView:
        return self.view.children[0]

    @property
    def grid(self) -> Any:
        return self.view.children[1].children[0]

    @property
    def slot(self) -> Any:
        return self.view.children[1].children[1]

    @property
    def text(self) -> str:
        """The markup of the pane."""
        return "".join(each.html for each in inside(self.slot) if isinstance(each, MarkupView))

    @property
    def forms(self) -> list[FormView]:
        return [each for each in inside(self.slot) if isinstance(each, FormView)]

    def shown(self, name: str) -> list[Any]:
        """The cells of an account's row."""
        (row,) = (row for row in self.grid.state["rows"] if row["cells"][0] == name)
        return list(row["cells"])

    def number(self, name: str) -> int:
        """The number of an account's row."""
        (number,) = (row["row"] for row in self.grid.state["rows"] if row["cells"][0] == name)
        return int(number)

    def choose(self, name: str) -> None:
        self.grid._receive(self.grid, {"do": "choose", "row": self.number(name)}, [])

    def click(self, label: str) -> None:
        """A button of the head."""
        (number,) = re.findall(
            rf'data-act="(\d+)"[^>]*>(?:<svg(?:(?!</svg>).)*</svg>)?{re.escape(label)}<', self.head.html
        )
        self.head._receive(self.head, {"do": "act", "number": int(number)}, [])

    def buttons(self) -> list[str]:
        return [button["label"] for form in self.forms for button in form.form["buttons"]]

    def fill_in(self, title: str) -> FormView:
        """Somebody begins to change something in a form of the pane."""
        (form,) = (form for form in self.forms if form.form["title"] == title)
        form.set_state({"typed": {"email": "halb@"}})
        return form

    def press(self, label: str, **values: Any) -> FormView:
        """A button of the pane; the fields that are not given stay as they are shown."""
        return press_button(self.forms, label, **values)


def press_button(forms: list[FormView], label: str, **values: Any) -> FormView:
    """Press the first button of this label; the fields that are not given stay as they are shown."""
    (form, number), *_others = (
        (form, number)
        for form in forms
        for number, button in enumerate(form.form["buttons"])
        if button["label"] == label
    )
    typed = {field["key"]: field["value"] for field in form.form["fields"]} | values
    message = {"do": "press", "turn": form.state["turn"], "button": number, "values": typed}
    form._receive(form, message, [])
    return form
