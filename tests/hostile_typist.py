"""Somebody who types markup, templates, formulas and signs of direction into every field of a form that takes words."""

from __future__ import annotations

import csv
import uuid
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO
from typing import Any

import lxml.html

# Each field says which one it is, so that what is shown can be told apart.
HOSTILE = "=cmd|{name}<img src=x onerror=hit({name})>\"'>{{{{7*7}}}}$" + "{{7*7}}\u202e"
# What a field takes that wants another thing than words.
PLAIN = {"money": "12,50", "number": "3", "date": "heute", "time": "14:30", "email": "a@b.example"}


@dataclass
class HostileTypist:
    """Fills in what a form asks for.

    Attributes:
        number: The open customer's.
        asks: Sends a message to the page's dialog; returns what the browser is answered, empty where it is nothing.
        saved: The texts that were confirmed as saved, by the command that wrote them.
        about: Form -> what it was about when it took such a text last.
    """

    number: str
    asks: Callable[[dict[str, Any]], dict[str, Any]]
    saved: dict[str, dict[str, str]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)

    def fills(self, key: str, item: str, kind: str = "") -> set[str]:
        """Fill a form in and save it; return the fields that took the hostile text."""
        form = self.asks({"do": "open", "form": key, "item": item}).get("form")
        if form is None:
            return set()
        values = {each["key"]: filled(key, each) for each in form["fields"]}
        values |= {"kind": kind} if kind else {}
        before = {} if form["is_whole"] else {each["key"]: each["value"] for each in form["fields"]}
        given = {"do": "save", "form": key, "item": item, "version": form["version"], "customer": self.number}
        answer: dict[str, Any] = {}
        for _attempt in range(len(values) + 1):
            changed = {name: value for name, value in values.items() if value != before.get(name)}
            command = uuid.uuid4().hex
            answer = self.asks({**given, "command": command, "values": changed})
            if answer["do"] != "refused" or not answer["wrong"]:
                break
            # such a field wants no words: it takes something else, or nothing
            values |= {name: plainly(form, name, values[name]) for name in answer["wrong"] if name in values}
        took = {name: value for name, value in values.items() if "onerror" in value and answer["do"] == "saved"}
        if took:
            self.saved[command], self.about[key] = took, item
        return set(took)


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
