"""Every form as every role over the raw socket: what goes through is what the house's table of rights says.

``tests/clientinfo_kernel/live/test_who_writes_what.py`` has the table; here its sets meet what a browser can send, whatever
the page of a role shows.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.tables import events
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.settings import read_settings
from tests.clientinfo_kernel.live.test_who_writes_what import MONEY, STAFF
from tests.security.conftest import refusals
from tests.security.test_written import dialog, save
from tests.security.wire import page
from widgets.entries.all_forms import FORMS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.security.wire import Line
    from tests.stack import Client, Stack

MEIER = "10012"
REFUSED = "Ihre Rolle darf das nicht ändern."
# Who saves which form, about what, and the least that it holds. In braces: a row that is there, or the role.
TABLE: dict[str, tuple[set[str], str, dict[str, str]]] = {
    "case": (STAFF, "", {"kind": "complaint", "text": "Lack"}),
    "change_case": (STAFF, "{case}", {"text": "Lack vorn"}),
    "close_case": (STAFF, "{case}", {"settlement": "neu lackiert"}),
    "reopen_case": (STAFF, "{case}", {}),
    "comment": (STAFF, "{case}", {"text": "Gutachter kommt"}),
    "contact": (STAFF, "", {"channel": "phone", "note": "Rückruf"}),
    "case_contact": (STAFF, "{case}", {"channel": "phone", "note": "Rückruf dazu"}),
    "link_contact": (STAFF, "{contact}", {"case_id": "{case}"}),
    "remark": (STAFF, "", {"text": "Schlüssel bei uns", "until": "morgen"}),
    "consent": (STAFF, "", {"channel": "call", "statement": "given", "stated_on": "heute"}),
    "change_notice": (STAFF, "", {"subject": "phone", "value": "09281 4711"}),
    "settle_notice": (STAFF, "{change_notice}", {"is_done": "yes"}),
    "profile": (STAFF, "", {"network": "xing", "address": "https://x.example/1", "source": "Visitenkarte", "found_on": "heute"}),
    "customer_point": (STAFF, "", {"where": "{point}"}),
    "open_item": (MONEY, "{open_item}", {"note": "{role} ruft an"}),
    "inbox_entry": (MONEY, "{inbox_entry}", {"note": "{role} sieht nach"}),
    "vat_id": (MONEY, "", {"value": "USt-IdNr. DE136695976"}),
    "undo": (STAFF, "case:{case}", {}),
    "handed_over": (STAFF, "{case}", {}),
    # who is allowed to is told that something else is missing
    "attach": (STAFF, "case:{case}", {}),
    "letter": (STAFF, "nothing", {}),
    "send_mail": (STAFF, "nothing", {}),
    "mail_not_sent": (STAFF, "nothing", {}),
}  # fmt: skip
INCOMPLETE = {"attach", "letter", "send_mail", "mail_not_sent"}
# One's own case was handed over by nobody: nothing is to be written.
WITHOUT_A_LINE = {"handed_over"}


class History:
    """What was written, as it stands in the live store."""

    def __init__(self, stack: Stack) -> None:
        self._database = LiveDatabase.at(stack.state / "live" / "live.sqlite")

    def _ask(self, query: sa.Select[Any]) -> Any:
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def lines(self, user: str) -> int:
        return int(self._ask(sa.select(sa.func.count()).where(events.c.user == user)))

    def row_of(self, command: str) -> str:
        return str(self._ask(sa.select(events.c.entity_id).where(events.c.command_id == command)))

    def version(self, row: str) -> int:
        return int(self._ask(sa.select(sa.func.max(events.c.version)).where(events.c.entity_id == row)) or 0)


def there(stack: Stack, dealership: Path) -> dict[str, str]:
    """What can be decided about customer 10012, and where they are."""
    asked = CustomerDirectory(read_settings(dealership, state=stack.state), Viewer("x", frozenset({"controlling"})))
    file = asked.customer(MEIER)
    point = file.place().row(0, named=True)
    return {
        "open_item": file.open_items()["item_id"][0],
        "inbox_entry": file.inbox_invoices()["entry_id"][0],
        "point": f"{point['latitude']:.5f}, {point['longitude']:.5f}",
    }


def send_the_table(line: Line, history: History, known: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Send each form once; the answers. What a form makes is what the later ones are about."""
    model, answers = dialog(line), {}
    for form, (_roles, item, values) in TABLE.items():
        about, command = item.format_map(known), uuid.uuid4().hex
        given = {name: text.format_map(known) for name, text in values.items()}
        version = history.version(about.rpartition(":")[2])
        answers[form] = save(line, model, form, command, item=about, version=version, **given)
        if answers[form]["do"] == "saved" and not item:
            known[form] = history.row_of(command)
    return answers


def test_no_form_is_missing() -> None:
    assert set(TABLE) == set(FORMS)


def test_every_form_goes_through_for_those_roles_alone(
    stack: Stack, dealership: Path, people: dict[str, Client]
) -> None:
    history, known = History(stack), there(stack, dealership)
    went: dict[str, set[str]] = {form: set() for form in TABLE}
    for role in ("service", "sales", "accounting", "controlling", "analyst", "privacy"):
        before, refused = history.lines(role), len(refusals(stack, role))
        with page(people[role], query=f"?customer={MEIER}") as line:
            # a role that makes none of its own tries what others made
            known["role"] = role
            answers = send_the_table(line, history, known)
        for form, said in answers.items():
            if said["do"] == "saved" or said["problem"] != REFUSED:
                went[form].add(role)
                assert said["do"] == ("refused" if form in INCOMPLETE else "saved"), f"{role} {form}: {said}"
        saved = sum(said["do"] == "saved" for form, said in answers.items() if form not in WITHOUT_A_LINE)
        assert history.lines(role) - before == saved, f"{role} wrote something else than was confirmed"
        tried = [said for said in answers.values() if said.get("problem") == REFUSED]
        assert len(refusals(stack, role)) - refused == len(tried), f"what {role} tried stands in the audit log"
    assert went == {form: roles for form, (roles, _item, _values) in TABLE.items()}
