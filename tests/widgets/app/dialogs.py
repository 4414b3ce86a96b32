"""The dialog in which people write, at a customer's page, as a browser would use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from tests.house import House
from tests.stack import own_state
from widgets.app.entry_dialog import EntryDialog

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ANNA, OTTO = "30001", "30002"


class Dialog:
    """A dialog at Anna's page, with what it said to its browser."""

    def __init__(self, directory: CustomerDirectory) -> None:
        self.saved = 0
        self.said: list[dict[str, Any]] = []
        self.widget = EntryDialog(directory, self._count)
        self.widget.send = lambda message, buffers=None: self.said.append(message)  # noqa: ARG005
        self.widget.show(directory.customer(ANNA))

    def _count(self) -> None:
        self.saved += 1

    def hear(self, message: Any) -> list[dict[str, Any]]:
        self.said.clear()
        self.widget._receive(None, message, [])
        return list(self.said)


def save(form: str = "contact", **more: Any) -> dict[str, Any]:
    values = {"channel": "phone", "note": "Rückruf", "contact_person": "", "follow_up_on": "", "case_id": ""}
    return {"do": "save", "form": form, "customer": ANNA, "command": "c1", "values": values} | more


def is_gone(answers: list[dict[str, Any]]) -> bool:
    """Whether the one answer says that the row is no longer there, or no longer as it was."""
    (answer,) = answers
    return (
        answer["do"] == "problem" and answer["is_gone"] and "inzwischen geändert oder zurückgezogen" in answer["text"]
    )


def write_two_customers(folder: Path) -> None:
    """Write and refresh a house with two customers."""
    house = House.at(folder)
    house.dealer_system(
        "customers",
        {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"},
        {"customer_number": OTTO, "kind": "person", "name": "Otto Ohne"},
    )
    house.refresh()


def where_nobody_has_written(settings_file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> CustomerDirectory:
    """Return the house's snapshot as Lena of sales sees it, with a state folder of its own."""
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(folder / "audit"))
    settings = read_settings(settings_file, state=own_state(settings_file, folder))
    return CustomerDirectory(settings, viewer=Viewer("lena", frozenset({"sales"}), "Lena Lack"))
