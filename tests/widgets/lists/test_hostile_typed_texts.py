"""Markup, templates, formulas and signs of direction typed into every field of every form come out as a text, everywhere."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import ipywidgets
import pytest
from ipywidgets.widgets import widget as registry

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.hostile_typist import HostileTypist, require_text
from widgets.app import CustomerApp
from widgets.app.entry_dialog import WRITTEN_TABS, EntryDialog
from widgets.app.lists_app import ListsApp
from widgets.entries.all_forms import FORMS
from widgets.papers.templates import templates
from widgets.views.table import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.customer_file import CustomerFile

CLARA = Viewer("clara", frozenset({"controlling"}), "Clara Kern")
OWES, WAITS = "10001", "10003"
# Forms with fields of words, by hand; the others ask a question, choose a point, or want a file.
WORDY = {
    *(
        "contact",
        "case_contact",
        "comment",
        "case",
        "change_case",
        "close_case",
        "remark",
        "consent",
        "change_notice",
        "settle_notice",
        "profile",
    ),
    *("open_item", "inbox_entry", "letter"),
}
# Where what is typed stands.
TABS = sorted(WRITTEN_TABS - {"place"})
LISTS = ("news", "opportunities", "due_cases", "follow_ups", "change_notices", "debtors", "broken_promises")
# A letter's text is in its PDF alone, and a letter is sent to no address.
NOT_ON_A_PAGE = {"letter.body", "letter.email"}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    ipywidgets.Widget.close_all()
    yield
    ipywidgets.Widget.close_all()


def writer(house: CustomerDirectory, number: str) -> HostileTypist:
    """Somebody whose browser fills in what a form asks for."""
    said: list[dict[str, Any]] = []
    dialog = EntryDialog(CustomerDirectory(house.settings, CLARA), lambda: None)
    dialog.send = lambda message, buffers=None: said.append(message)  # type: ignore[method-assign]  # noqa: ARG005
    dialog.show(CustomerDirectory(house.settings, CLARA).customer(number))

    def asks(message: dict[str, Any]) -> dict[str, Any]:
        said.clear()
        dialog._receive(None, message, [])
        return said[-1] if said else {}

    return HostileTypist(number, asks)


def written_everywhere(house: CustomerDirectory) -> set[str]:
    """Fill in every form about everything that it can be about; return ``form.field`` of what took the text."""
    took: set[str] = set()
    for number in (OWES, WAITS):
        typist = writer(house, number)
        for key in ("case", "contact", *(each for each in FORMS if each not in ("case", "contact"))):
            for item in ["", *items(CustomerDirectory(house.settings, CLARA).customer(number))]:
                for kind in ("complaint", "opportunity") if key == "case" else ("",):
                    took |= {f"{key}.{field}" for field in typist.fills(key, item, kind)}
    return took


def items(file: CustomerFile) -> list[str]:
    """Whatever a form can be about."""
    written = [row[ENTITIES[name].key] for name in ENTITIES for row in file.written_rows(name)]
    owed = [row["item_id"] for row in file.open_items().to_dicts()]
    return [*written, *owed, *(row["entry_id"] for row in file.inbox_invoices().to_dicts()), *templates(file.settings)]


def look_at_everything() -> Iterator[tuple[str, bytes]]:
    """Open and download all that the widgets offer; every piece of markup, and every file with its kind."""
    used: set[str] = set()
    while new := [each for name, each in list(registry._instances.items()) if name not in used]:
        used |= {each.model_id for each in new}
        for each in new:
            if isinstance(each, Grid):
                yield from look_at_table(each)
            for trait in ("html", "value", "description"):
                shown = getattr(each, trait, "")
                if isinstance(shown, str):
                    yield "html", shown.encode()


def look_at_table(grid: Grid) -> Iterator[tuple[str, bytes]]:
    yield "cells", " ".join(map(str, grid.table.rows.to_dicts())).encode()  # the browser writes each as a text
    for number in range(grid.table.rows.height):
        grid._receive(None, {"do": "open", "row": number}, [])
    sent: list[tuple[str, bytes]] = []
    grid.send = lambda content, buffers=None: sent.extend((content["type"], each) for each in buffers or ())  # type: ignore[method-assign]
    for kind in ("csv", "xlsx"):
        grid._receive(None, {"do": "download", "kind": kind}, [])
    yield from sent


@pytest.mark.slow
def test_what_is_typed_into_any_field_stays_a_text(house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> None:
    took = written_everywhere(house)
    assert {each.partition(".")[0] for each in took} == WORDY
    assert took >= {
        "remark.text",
        "open_item.promised_by",
        "inbox_entry.reason",
        "consent.proof",
        "change_notice.value",
    }
    asked = CustomerDirectory(house.settings, CLARA)
    for number, tab in product((OWES, WAITS), TABS):
        monkeypatch.setenv("QUERY_STRING", f"customer={number}&tab={tab}")
        CustomerApp(asked)
    for key in LISTS:
        monkeypatch.setenv("QUERY_STRING", f"list={key}&option=all")
        ListsApp(asked)
    read = " ".join(require_text(kind, content) for kind, content in look_at_everything())
    assert "\u202e" not in read
    shown = {each for each in took if f"=cmd|{each}<img" in read.replace("&lt;", "<")}
    assert sorted(took - shown) == sorted(NOT_ON_A_PAGE)
