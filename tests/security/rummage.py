"""Presses everything in a page that can be pressed, and sets everything that can be set, whether it is shown or not."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.security.wire import Line

TABS = ("overview", "contact_persons", "cases", "inbox", "revenue", "open_items", "vehicles", "current_orders", "orders",
        "gross_profit", "place", "audit", "margin")  # fmt: skip
# What somebody might hope that a widget believes.
CLAIMS: dict[str, Any] = {
    **{key: ["controlling", "admin"] for key in ("roles", "_roles", "access", "viewer", "user", "_user", "role")},
    "drawn": [],
    "customer_number": "10012",
    "is_open": True,
    "visible": True,
}
_PRESSED = re.compile(r'<(\w+)[^>]* data-act="(\d+)"')
_FOREIGN = (5, "<script>alert(1)</script>", None, ["IPY_MODEL_x"], {"a": {"b": []}})


def rummage(line: Line, customer: str = "10012") -> None:
    """Everything, tab by tab; what appears after a press is pressed as well."""
    line.drawn |= line.widgets()
    pressed: set[str] = set()
    for tab in TABS:
        for model, state in list(line.drawn.items()):
            _lead_to(line, model, state, customer, tab)
        line.settle()
        for _ in range(3):
            for model, state in list(line.drawn.items()):
                if model not in pressed and str(state.get("_model_name", "")).startswith("AnyModel"):
                    pressed.add(model)
                    _press(line, model, state)
                    line.settle()  # a kernel drops what it says faster than anybody listens


def set_everything(line: Line) -> None:
    """Every trait of a widget of each kind, with values that do not belong there."""
    kinds: set[str] = set()
    for model, state in line.widgets().items():
        kind = f"{state.get('_model_name')} {state.get('_anywidget_id')}"
        if kind in kinds or kind.startswith(("LayoutModel", "HTMLStyleModel")):
            continue
        kinds.add(kind)
        for place, name in enumerate(name for name in state if not name.startswith("_")):
            for value in _FOREIGN:
                line.update(model, {name: value})
            if place % 8 == 7:
                line.settle()  # a kernel drops what it says faster than anybody listens
        line.settle()


def _lead_to(line: Line, model: str, state: dict[str, Any], customer: str, tab: str) -> None:
    kind = str(state.get("_anywidget_id", ""))
    if kind.endswith("BrowserBridge"):
        line.say(model, {"do": "address", "search": f"?customer={customer}&tab={tab}"})
        line.say(model, {"do": "tab", "tab": tab})
        line.say(model, {"do": "retry", "tab": tab})
        line.say(model, {"do": "hello", "language": "de", "numbers": [customer], "roles": ["controlling"]})
    elif kind.endswith("TabBar"):
        line.update(model, {"tabs": [{"key": tab, "title": tab, "badge": None}]})
        line.update(model, {"selected": tab})


def _press(line: Line, model: str, state: dict[str, Any]) -> None:
    line.update(model, CLAIMS)
    for number in range(5):
        line.say(model, {"do": "choose", "number": number, "row": number})
    # What is pressed has a number of its own; links would lead away from what is still to be pressed.
    for element, number in _PRESSED.findall(str(state.get("html", ""))):
        if element != "a":
            line.say(model, {"do": "act", "number": int(number)})
    for number in range(2):
        line.say(model, {"do": "open", "row": number})
    line.say(model, {"do": "seen", "width": 900})
    for kind in ("csv", "xlsx"):
        line.say(model, {"do": "download", "kind": kind})
    line.say(model, {"do": "rows", "start": 0, "count": 10**9, "version": 0})
    line.say(model, {"do": "filter", "text": "9"})
    line.say(model, {"do": "query", "text": "9366,83", "sequence": 1})


def writings(figure: str) -> list[bytes]:
    """A figure as text of the kernel, in German, in English, and as a number of a chart."""
    exact = Decimal(figure)
    english = f"{exact:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    # A round figure is also the end of some axis.
    numbers = [struct.pack("<d", float(exact))] if exact % 1 else []
    return [*(text.encode() for text in (figure, german, english)), *numbers]


def contents(line: Line) -> bytes:
    """Everything that came, with the files in it unpacked."""
    whole = b"\n".join(data.encode() if isinstance(data, str) else data for data in line.received)
    return whole + b"\n".join(
        _unpacked(data) for data in line.received if isinstance(data, bytes) and b"PK\x03\x04" in data
    )


def _unpacked(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data[data.index(b"PK\x03\x04") :])) as book:
        return b"\n".join(book.read(name) for name in book.namelist())
