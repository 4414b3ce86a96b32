"""What was decided about an inbox entry, beside what the ledger says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from widgets.parts.history import history
from widgets.texts.language import _
from widgets.texts.written import label, shown_value
from widgets.view_models import Action, Actions, Fact, Facts, Link, Stack, ViewModel

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile


def decided_entries(customer_file: CustomerFile) -> list[dict[str, Any]]:
    """Return every inbox entry of the customer with what was decided about it; version 0: nothing yet."""
    decided = {row["entry_id"]: dict(row) for row in customer_file.written_rows(INBOX_DECISION.name)}
    ids = (*customer_file.inbox_invoices()["entry_id"], *customer_file.inbox_customers()["entry_id"])
    empty = dict.fromkeys(INBOX_DECISION.fields)
    return [decided.get(each) or {**empty, "entry_id": each, "version": 0} for each in dict.fromkeys(ids)]


def entry_decision(customer_file: CustomerFile, entry_id: str) -> tuple[ViewModel, ...]:
    """Return what was decided about an entry, the button that opens the form, and the history."""
    row = next(each for each in decided_entries(customer_file) if each["entry_id"] == entry_id)
    kind = INBOX_DECISION.name
    facts = tuple(
        Fact(
            label(kind, name),
            shown_value(kind, name, row[name]),
            link=Link(customer_number=row[name], tab="inbox") if name == "assigned_to" else None,
        )
        for name in ("decision", "reason", "assigned_to", "note")
        if row[name] is not None
    )
    if row["assigned_to"] == customer_file.customer_number:
        facts += (_assigned_by(customer_file, entry_id),)
    shown: list[ViewModel] = [Facts(facts, title=_("Entscheidung"))] if facts else []
    if INBOX_DECISION.right in customer_file.access.changes:
        shown.append(Actions((Action(_("Eintrag bearbeiten"), kind, entry_id),)))
    if row["version"]:
        shown.append(history(customer_file, kind, entry_id))
    return (Stack(tuple(shown)),) if shown else ()


def _assigned_by(customer_file: CustomerFile, entry_id: str) -> Fact:
    """Return who said that an entry which led to nobody is this customer's."""
    try:
        events = customer_file.history(INBOX_DECISION.name, entry_id)
    except LiveUnavailable:
        events = []
    person = next((each.user_name or each.user for each in events if (each.after or {}).get("assigned_to")), None)
    return Fact(_("Zugeordnet von"), person)
