"""A customer's page as somebody has it open to write letters and mails."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.widgets.clicks import click
from widgets.app.entry_dialog import EntryDialog
from widgets.parts.documents import documents
from widgets.view_models import Actions, Download
from widgets.views import ViewContext, draw

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.directory import CustomerDirectory


def at_once(_name: str, work: Any, done: Any) -> None:
    """Do the work before anything else."""
    done(work())


class Page:
    """A customer's page as somebody has it open: what its dialog answers, and what stands at its newest contact."""

    def __init__(self, directory: CustomerDirectory, number: str, beside: Any = None) -> None:
        self.directory, self.number = directory, number
        self.said: list[dict[str, Any]] = []
        self.day = ""  # on which the browser sent it first
        self.widget = EntryDialog(directory, lambda: None, beside or at_once)
        self.widget.send = lambda message, buffers=None: self.said.append(message)  # noqa: ARG005
        self.widget.show(directory.customer(number))

    def open(self, form: str, item: str) -> dict[str, Any]:
        return self._hear({"do": "open", "form": form, "item": item})

    def save(self, form: str, item: str, values: dict[str, str] | None = None, command: str = "c1") -> dict[str, Any]:
        message = {"do": "save", "form": form, "item": item, "customer": self.number, "command": command}
        return self._hear(message | {"values": values or {}} | ({"day": self.day} if self.day else {}))

    def _hear(self, message: dict[str, Any]) -> dict[str, Any]:
        self.said.clear()
        self.widget._receive(None, message, [])
        *waiting, answer = self.said
        assert all(each["do"] == "waiting" for each in waiting)
        return answer

    def contact(self) -> dict[str, Any]:
        (row,) = self.directory.customer(self.number).contact_events().to_dicts()
        return row

    def shown(self) -> Any:
        return documents(self.directory.customer(self.number), "event_id", self.contact()["event_id"])

    def file(self) -> tuple[str, bytes]:
        """The name and the bytes of the one document, as its button hands them over."""
        (button,) = (each for each in self.shown()[0].items[0].actions if isinstance(each, Download))
        handed: list[tuple[str, bytes]] = []
        view = draw(Actions((button,)), ViewContext(print))
        view.deliver = lambda name, _media_type, content: handed.append((name, content))
        click(view, button.label)
        return handed[0]


def values_of(form: dict[str, Any]) -> dict[str, str]:
    return {field["key"]: field["value"] for field in form["fields"]}


def seen_by(house: CustomerDirectory, viewer: Viewer) -> CustomerDirectory:
    return replace(house, viewer=viewer)
