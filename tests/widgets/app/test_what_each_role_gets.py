"""Everything that leaves for the browser, for each role, whatever is clicked: no figure is in it that is not his.

The page runs as in a kernel, over the demo's files; a comm that keeps what it is given stands where the kernel's
websocket begins. Then every tab is asked for, every widget is told to open, choose, filter and download all it has, and
the amounts in all messages are held against the amounts that the role may not see.
"""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

import comm
import ipywidgets
import numpy as np
import pytest
from comm.base_comm import BaseComm
from ipywidgets.widgets import widget as registry

from clientinfo_kernel.access.rights import ROLES, SHELL, Viewer
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import CustomerDirectory, open_directory
from widgets.app import CustomerApp
from widgets.panel import all_panels
from widgets.views.markup_view import MarkupView
from widgets.views.table import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings(
    "ignore:metadata .* was set from the constructor:DeprecationWarning"  # bqplot's import
)
# One is tried while one works, too: sales sees some figures of each kind, and not the others.
SLOW_BUT_ONE = [pytest.param(role, marks=() if role == "sales" else pytest.mark.slow) for role in ROLES]
MEIER = "10012"
SMALLEST = Decimal("100.01")  # smaller amounts occur anywhere: hours, parts, sizes
TICK = 1000
AMOUNT = re.compile(r"(?<![\w.,])\d[\d.,]*(?!\w)")
# The numbers of what can be clicked are counted up, and a chart's scale is round: both meet any figure some time.
NO_FIGURES = re.compile(r"data-act=\\*\"\d+|ci-bars__scale.*?</div>")
# The customer's days to pay, and the words that stand beside them.
DAYS_TO_PAY = re.compile(r"\b(584|554)\b|Zahlungstage|Mahnstufe")
EVERYBODYS_TABS = ["overview", "contact_persons", "cases", "vehicles", "current_orders", "orders", "place"]
TABS = {
    "service": [],
    "sales": ["revenue"],
    "accounting": ["inbox", "revenue", "open_items"],
    "controlling": ["inbox", "revenue", "open_items", "gross_profit"],
    "analyst": ["inbox", "revenue", "open_items", "gross_profit"],
    "privacy": [],
}
SHIPPED = {*EVERYBODYS_TABS, *(key for keys in TABS.values() for key in keys)}
HIDDEN = {
    "service": ("credit", "receivables", "revenue", "gross_profit"),
    "sales": ("credit", "receivables", "gross_profit"),
    "accounting": ("gross_profit",),
    "controlling": (),
    "analyst": (),
    "privacy": ("credit", "receivables", "revenue", "gross_profit"),
}


# ---- what leaves for the browser


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """All messages to the browser: data and buffers."""
    messages: list[Any] = []

    class Keeping(BaseComm):
        def publish_msg(self, _kind, data=None, metadata=None, buffers=None, **_keys):
            messages.append((data, metadata, [bytes(each) for each in buffers or ()]))

    monkeypatch.setattr(comm, "create_comm", Keeping)
    return messages


def texts(messages: list[Any]) -> Iterator[str]:
    """Messages as text, without our own scripts and the round figures at the axes of charts."""
    for data, metadata, buffers in messages:
        state = (data or {}).get("state", {})
        if state.get("_model_name") == "AxisModel":
            continue
        own = {**(data or {}), "state": {name: value for name, value in state.items() if name not in ("_esm", "_css")}}
        yield json.dumps([own, metadata], ensure_ascii=False, default=str)
        for buffer in buffers:
            yield from opened(buffer)


def opened(content: bytes) -> Iterator[str]:
    """A file or an array as text."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as book:
            yield from (book.read(name).decode("utf-8", "replace") for name in book.namelist())
        return
    yield content.decode("utf-8", "replace")
    if len(content) % 8 == 0:
        yield " ".join(f"{value:.2f}" for value in np.frombuffer(content) if abs(value) < 1e9 and value % TICK)


def amounts_in(text: str) -> set[Decimal]:
    """Amounts of a text in whatever way they are written: 9366.83, 9.366,83, 9,366.83."""
    return {
        amount for found in set(AMOUNT.findall(NO_FIGURES.sub("", text))) if (amount := amount_of(found)) is not None
    }


def amount_of(written: str) -> Decimal | None:
    written = written.rstrip(".,")
    whole, mark, cents = written, "", ""
    if place := max(written.rfind("."), written.rfind(",")) + 1:
        whole, mark, cents = written[: place - 1], written[place - 1], written[place:]
    if mark and (mark in whole or len(cents) > 2):
        whole, cents = whole + cents, ""
    digits = re.sub(r"[.,]", "", whole)
    return Decimal(f"{digits}.{cents or 0}") if digits and len(digits) < 12 else None


# ---- what is whose


def amounts_of(value: Any) -> set[Decimal]:
    """Amounts (texts with two decimals) anywhere in a record."""
    if isinstance(value, dict):
        return set().union(*(amounts_of(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(amounts_of(each) for each in value))
    is_amount = isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value)
    return {abs(Decimal(value))} if is_amount and abs(Decimal(value)) >= SMALLEST else set()


@pytest.fixture(scope="module")
def directory(demo_settings: Path) -> CustomerDirectory:
    return replace(open_directory(demo_settings), viewer=SHELL)


@pytest.fixture(scope="module")
def topics(directory: CustomerDirectory) -> dict[str, set[Decimal]]:
    """Amounts of the brochure's customer by topic, without the amounts of orders, which everybody may see."""
    record = customer_record(directory.customer(MEIER))
    orders = record["orders"]
    anybodys = amounts_of(orders) | {sum(Decimal(order["amount"]) for order in orders if order["is_current"])}
    owed = [record["inbox"], record["open_items"], record["ageing"]]
    owed += [event for event in record["timeline"] if event["kind"] in ("invoice", "payment", "inbox")]
    by_topic = {
        "credit": amounts_of({name: value for name, value in record["customer"].items() if name != "unbilled_orders"}),
        "receivables": amounts_of(owed),
        "revenue": amounts_of(record["revenue"]),
        "gross_profit": amounts_of(record["gross_profit"]),
    }
    return {topic: amounts - anybodys for topic, amounts in by_topic.items()}


def forbidden(topics: dict[str, set[Decimal]], role: str) -> set[Decimal]:
    allowed = set().union(*(amounts for topic, amounts in topics.items() if topic not in HIDDEN[role]))
    return set().union(*(topics[topic] for topic in HIDDEN[role])) - allowed


# ---- somebody who clicks everything


def click_everything(app: CustomerApp) -> None:
    """Ask for every tab by every way, then tell every widget that there is to show all it has."""
    keys = [panel.key for panel in all_panels()]
    for key in [*keys, "nothing"]:
        tell(app._bridge, {"do": "address", "search": f"?customer={MEIER}&tab={key}"})
        tell(app._bridge, {"do": "tab", "tab": key})
        tell(app._bridge, {"do": "retry", "tab": key})
        app._tabs.set_state({"selected": key})
        use_widgets()
    app._middle._on_message(app._middle, {"do": "query", "text": "meier", "sequence": 1}, [])
    tell(app._bridge, {"do": "hello", "language": "en", "numbers": [MEIER]})
    tell(app._bridge, {"do": "address", "search": ""})


def tell(bridge: Any, message: dict[str, Any]) -> None:
    bridge._on_message(bridge, message, [])


def use_widgets() -> None:
    used: set[str] = set()
    while new := [each for name, each in list(registry._instances.items()) if name not in used]:
        used |= {each.model_id for each in new}
        for each in new:
            use(each)


def use(widget: ipywidgets.Widget) -> None:
    if isinstance(widget, Grid):
        for number in range(widget.table.rows.height):
            widget._receive(None, {"do": "open", "row": number}, [])
            widget._receive(None, {"do": "choose", "row": number}, [])
        for kind in ("csv", "xlsx"):
            widget._receive(None, {"do": "download", "kind": kind}, [])
    elif isinstance(widget, MarkupView):
        for number, action in list(widget._actions.items()):
            code = getattr(action, "__code__", None)  # what is bound to an entry of a list has none
            if code is None or "navigate" not in code.co_names:  # a way to another tab closes this one
                widget._receive(None, {"do": "act", "number": number}, [])


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No widget of another test is used, none of this one is left."""
    ipywidgets.Widget.close_all()
    yield
    ipywidgets.Widget.close_all()


def open_page(directory: CustomerDirectory, monkeypatch: pytest.MonkeyPatch, *roles: str, tab: str = "") -> CustomerApp:
    monkeypatch.setenv("QUERY_STRING", f"customer={MEIER}" + (f"&tab={tab}" if tab else ""))
    return CustomerApp(replace(directory, viewer=Viewer("anna", frozenset(roles)) if roles else SHELL))


# ---- the tests


@pytest.mark.slow
def test_the_brochures_figures_are_among_those_that_are_held_back(topics: dict[str, set[Decimal]]) -> None:
    assert {Decimal(each) for each in ("9366.83", "8000.00", "14054.63")} <= topics["credit"]
    assert {Decimal(each) for each in ("785.00", "1112.88", "2651.22", "3154.95")} <= topics["receivables"]
    assert {Decimal(each) for each in ("15960.00", "2451.22", "2506.16")} <= topics["revenue"]
    assert {Decimal(each) for each in ("1803.22", "467.93", "235.01", "1572.74", "230.48")} <= topics["gross_profit"]
    assert Decimal("9366.83") in forbidden(topics, "sales")
    assert Decimal("1803.22") in forbidden(topics, "accounting")


@pytest.mark.parametrize("role", SLOW_BUT_ONE)
def test_no_figure_that_a_role_may_not_see_leaves_for_the_browser(directory, topics, sent, monkeypatch, role) -> None:
    app = open_page(directory, monkeypatch, role)
    shown = {tab["key"] for tab in app._tabs.tabs}
    assert shown == {panel.key for panel in all_panels() if role in panel.roles}
    assert shown & SHIPPED == {*EVERYBODYS_TABS, *TABS[role]}
    click_everything(app)
    read = list(texts(sent))
    found = {amount: text for text in read for amount in amounts_in(text)}
    assert {amount: found[amount][:400] for amount in forbidden(topics, role) & set(found)} == {}
    assert Decimal("1396.21") in found, "not even the order was shown"
    assert ("revenue" in HIDDEN[role]) != (Decimal(15960) in found)
    if not HIDDEN[role]:
        assert set().union(*topics.values()) - set(found) == set(), "the net has holes"
    days = [text[:400] for text in read if DAYS_TO_PAY.search(NO_FIGURES.sub("", text))]
    assert bool(days) != ("receivables" in HIDDEN[role]), f"days to pay are figures too: {days[:1]}"


@pytest.mark.slow
@pytest.mark.parametrize("roles", [("admin",), ("admin", "analyst"), ("king",)])
def test_who_sees_no_customer_is_sent_none(directory, sent, monkeypatch, roles) -> None:
    app = open_page(directory, monkeypatch, *roles)
    click_everything(app)
    assert not [text for text in texts(sent) if "Vakuum" in text]
    assert "nicht freigegeben" in " ".join(texts(sent))
