"""Markup, templates, formulas and signs of direction typed into every field of every form come out as a text, everywhere."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO, StringIO
from itertools import product
from typing import TYPE_CHECKING, Any

import ipywidgets
import lxml.html
import pytest
from ipywidgets.widgets import widget as registry

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.app import CustomerApp
from widgets.app.entry_dialog import WRITTEN_TABS, EntryDialog
from widgets.app.lists_app import ListsApp
from widgets.entries.all_forms import FORMS
from widgets.papers.templates import templates
from widgets.views.table import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile

CLARA = Viewer("clara", frozenset({"controlling"}), "Clara Kern")
OWES, WAITS = "10001", "10003"
# Each field says which one it is, so that what is shown can be told apart.
HOSTILE = "=cmd|{name}<img src=x onerror=hit({name})>\"'>{{{{7*7}}}}$" + "{{7*7}}\u202e"
# What a field takes that wants another thing than words.
PLAIN = {"money": "12,50", "number": "3", "date": "heute", "time": "14:30", "email": "a@b.example"}
# Forms with fields of words, by hand; the others ask a question, choose a point, or want a file.
WORDY = {
    *("contact", "comment", "case", "change_case", "remark", "consent", "change_notice", "settle_notice", "profile"),
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


class Writer:
    """Somebody whose browser fills in what a form asks for."""

    def __init__(self, house: CustomerDirectory, number: str) -> None:
        self.house, self.number = house, number
        self.said: list[dict[str, Any]] = []
        self.dialog = EntryDialog(CustomerDirectory(house.settings, CLARA), lambda: None)
        self.dialog.send = lambda message, buffers=None: self.said.append(message)  # type: ignore[method-assign]  # noqa: ARG005
        self.dialog.show(CustomerDirectory(house.settings, CLARA).customer(number))

    def asks(self, **message: Any) -> dict[str, Any]:
        self.said.clear()
        self.dialog._receive(None, message, [])
        return self.said[-1] if self.said else {}

    def fills(self, key: str, item: str, kind: str = "") -> set[str]:
        """Fill a form in and save it; return the fields that took the hostile text."""
        form = self.asks(do="open", form=key, item=item).get("form")
        if form is None:
            return set()
        values = {each["key"]: filled(key, each) for each in form["fields"]}
        values |= {"kind": kind} if kind else {}
        before = {} if form["is_whole"] else {each["key"]: each["value"] for each in form["fields"]}
        given = {"do": "save", "form": key, "item": item, "version": form["version"], "customer": self.number}
        answer: dict[str, Any] = {}
        for attempt in range(len(values) + 1):
            changed = {name: value for name, value in values.items() if value != before.get(name)}
            answer = self.asks(**given, command=f"{key} {item} {kind} {attempt}", values=changed)
            if answer["do"] != "refused" or not answer["wrong"]:
                break
            # such a field wants no words: it takes something else, or nothing
            values |= {name: plainly(form, name, values[name]) for name in answer["wrong"] if name in values}
        return {name for name, value in values.items() if "onerror" in value and answer["do"] == "saved"}


def filled(form: str, field: Mapping[str, Any]) -> str:
    if field["kind"] in ("text", "long", "person", "customer"):
        return HOSTILE.format(name=f"{form}.{field['key']}")
    if field["kind"] == "choice":
        return str(field["value"]) or next((key for key, _label in field["options"] if key), "")
    return str(field["value"] or PLAIN.get(field["kind"], ""))


def plainly(form: Mapping[str, Any], name: str, before: str) -> str:
    field = next(each for each in form["fields"] if each["key"] == name)
    if "onerror" in before:
        return str(field["value"] or PLAIN.get("email" if "mail" in name else field["kind"], ""))
    return ""


def written_everywhere(house: CustomerDirectory) -> set[str]:
    """Fill in every form about everything that it can be about; return ``form.field`` of what took the text."""
    took: set[str] = set()
    for number in (OWES, WAITS):
        writer = Writer(house, number)
        for key in ("case", "contact", *(each for each in FORMS if each not in ("case", "contact"))):
            for item in ["", *items(CustomerDirectory(house.settings, CLARA).customer(number))]:
                for kind in ("complaint", "opportunity") if key == "case" else ("",):
                    took |= {f"{key}.{field}" for field in writer.fills(key, item, kind)}
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


def require_text(kind: str, content: bytes) -> str:
    """Make sure that nothing of it runs; return what can be read."""
    if kind == "cells":
        return content.decode()
    if kind == "html":
        shown = lxml.html.fromstring(f"<div>{content.decode()}</div>")
        assert not shown.xpath("//@onerror | //script | //img[@src='x']")
        return str(shown.text_content())
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/")]
        assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
        return " ".join(sheets)
    cells = [cell for row in csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]
    return " ".join(cells)


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
