"""What people typed is read by those alone who see what it is about: every page, list, form, history and file of each role."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.access.rights import ROLES, Viewer
from clientinfo_kernel.errors import ClientInfoError, NotPermitted
from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.entities import ENTITIES
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.vat_checks import VAT_CHECK
from clientinfo_kernel.query.customer_record import customer_record
from clientinfo_kernel.query.directory import CustomerDirectory
from widgets.app.remarks_bar import remarks_bar
from widgets.entries.all_forms import FORMS, forms_of
from widgets.list_calendar import follow_up_calendar
from widgets.panel import all_panels
from widgets.roles import WRITERS
from widgets.work_list import lists_of

from .house_of_three import BERT, write

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.customer_file import CustomerFile

OWES, WAITS = "10001", "10003"
READER = "somebody"
DEEPEST = 3
RECEIVABLES = {f"ZUTEXT{number}" for number in range(1, 9)}
GROSS_PROFIT = {"ZUTEXT9"}
SEES = {
    "service": set(),
    "sales": set(),
    "privacy": set(),
    "accounting": RECEIVABLES,
    "controlling": RECEIVABLES | GROSS_PROFIT,
    "analyst": RECEIVABLES | GROSS_PROFIT,
}


@pytest.fixture
def told(house: CustomerDirectory) -> CustomerDirectory:
    """A house in which accounting and controlling typed what is theirs; the reader comes back to the letters."""
    asked = CustomerDirectory(house.settings, BERT)
    item = asked.customer(OWES).open_items().row(0, named=True)["item_id"]
    first = {"note": "ZUTEXT1", "promised_by": "ZUTEXT2", "promised_on": date(2012, 10, 1), "is_disputed": True}
    write(house, BERT, OWES, Change("1", OWES, OPEN_ITEM_DECISION, item, 0, first))
    # what stood there before is in the history alone
    write(house, BERT, OWES, Change("2", OWES, OPEN_ITEM_DECISION, item, 2, {"note": "ZUTEXT3"}))
    entry = asked.customer(WAITS).inbox_invoices().row(0, named=True)["entry_id"]
    sent_back = {"decision": "sent_back", "reason": "ZUTEXT4", "note": "ZUTEXT5"}
    write(house, BERT, WAITS, Change("3", WAITS, INBOX_DECISION, entry, 0, sent_back))
    asked_about = {"vat_id": "DE136695976", "name": "ZUTEXT6", "source": "evatr", "result": "invalid"}
    write(house, BERT, OWES, Add("4", OWES, VAT_CHECK, asked_about))
    for key, topic, (name, subject) in (
        ("5", "receivables", ("ZUTEXT7", "ZUTEXT8")),
        ("6", "gross_profit", ("ZUTEXT9",) * 2),
    ):
        sent = {"channel": "letter", "note": "Brief", "employee": READER, "follow_up_on": date(2012, 10, 20)}
        contact = Add(f"{key}c", OWES, CONTACT, sent)
        document = {"origin": "letter", "file_name": f"{name}.pdf", "subject": subject, "topics": topic}
        document |= {"media_type": "application/pdf", "content_hash": "0" * 64, "size": 1}
        controller = Viewer("carla", frozenset({"controlling"}), "Carla")
        write(house, controller, OWES, Add(key, OWES, DOCUMENT, document, contact, "event_id"))
    return house


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in view models, with what each row opens."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, pl.DataFrame):
        yield json.dumps(value.to_dicts(), default=str, ensure_ascii=False)
    elif isinstance(value, Mapping | list | tuple | set | frozenset):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from texts(each, depth)
    elif is_dataclass(value):
        yield from texts([getattr(value, each.name) for each in fields(value)], depth)
        yield from details(value, depth)


def details(value: Any, depth: int) -> Iterator[str]:
    """What the rows of a table open, as far as somebody can click from row to row."""
    rows, detail = getattr(value, "rows", None), getattr(value, "detail", None)
    if isinstance(rows, pl.DataFrame) and callable(detail) and depth < DEEPEST:
        for row in rows.to_dicts():
            yield from texts(detail(row), depth + 1)


def everything(asked: CustomerDirectory, file: CustomerFile) -> Iterator[str]:
    """Everything that somebody can be shown of a customer, and in lists."""
    for panel in all_panels():
        with suppress(NotPermitted):  # a tab of others, asked for all the same
            yield from texts(panel.build(file))
    yield str(remarks_bar(file))
    yield json.dumps(customer_record(file), default=str, ensure_ascii=False)
    for name in ENTITIES:
        written = file.written_rows(name)
        yield json.dumps(written, default=str, ensure_ascii=False)
        for row in written:
            row_id = row[ENTITIES[name].key]
            yield json.dumps([str(each) for each in file.history(name, row_id)])
    items = [row[ENTITIES[name].key] for name in ENTITIES for row in file.written_rows(name)]
    for key in forms_of(asked.viewer.access):
        for item in ["", *items, *(f"{name}:{each}" for name in ENTITIES for each in items)]:
            try:
                yield from texts(FORMS[key].build(file, item))
            except ClientInfoError as refused:
                yield str(refused)
    for each in lists_of(asked.viewer):
        yield from texts(each.table(each.desk(asked)))
    # what leaves beside the pages: what a search finds, and what a calendar is told
    for word in sorted(RECEIVABLES | GROSS_PROFIT):
        yield "".join(texts(asked.search(word)))
    calendar = follow_up_calendar(asked, datetime(2012, 10, 11, tzinfo=UTC))
    assert (calendar is None) == asked.viewer.roles.isdisjoint(WRITERS)
    if calendar is not None:
        assert calendar.customers > 0  # else there is nothing in which it could stand
        yield calendar.text.decode()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_role_reads_what_was_typed_about_its_topics_and_nothing_else(told: CustomerDirectory, role: str) -> None:
    asked = CustomerDirectory(told.settings, Viewer(READER, frozenset({role})))
    shown = "\n".join(each for number in (OWES, WAITS) for each in everything(asked, asked.customer(number)))
    assert {word for word in RECEIVABLES | GROSS_PROFIT if word in shown} == SEES[role]
    assert "Brief" in shown  # everybody sees that there was a letter


@pytest.mark.slow
def test_nothing_that_was_typed_stands_in_the_log_of_who_did_what(told: CustomerDirectory, tmp_path: Path) -> None:
    """Whoever reads the audit log sees no receivables and no gross profits: it names rows and fields, and no values."""
    written = [line for file in (tmp_path / "audit").glob("*.jsonl") for line in file.read_text("utf-8").splitlines()]
    assert sum(json.loads(line)["action"] == "change" for line in written) >= len(told.written(DOCUMENT)) > 0
    assert not [word for word in RECEIVABLES | GROSS_PROFIT if word in "".join(written)]
