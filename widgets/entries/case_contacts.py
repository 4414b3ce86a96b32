"""Contacts and their cases, from where both are seen: one noted at a case, and one linked to it later."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from widgets.entries.cases import ADD_CONTACT, cases_to_change
from widgets.texts.language import N_

if TYPE_CHECKING:
    from clientinfo_kernel.query.customer_file import CustomerFile


def _to_link(customer_file: CustomerFile) -> list[dict[str, Any]]:
    """Return the contacts; one without a case belongs to the only open one, until somebody chooses otherwise."""
    cases = [case["case_id"] for case in cases_to_change(customer_file) if case["is_open"]]
    only = cases[0] if len(cases) == 1 else None
    return [{**row, "case_id": row["case_id"] or only} for row in customer_file.contact_events().to_dicts()]


CASE_CONTACT = replace(
    ADD_CONTACT,
    key="case_contact",
    names=tuple(name for name in ADD_CONTACT.names if name != "case_id"),
    title=N_("Kontakt zum Vorgang notieren"),
    about="case_id",
    subjects=lambda file: [case["case_id"] for case in cases_to_change(file)],
)
LINK_CONTACT = replace(
    ADD_CONTACT,
    key="link_contact",
    names=("case_id",),
    change_title=N_("Mit Vorgang verknüpfen"),
    focus="",
    adds=False,
    sends_all=True,
    rows=_to_link,
)


def is_new_contact(form: str, item: str) -> bool:
    """Return whether a form about this thing notes a contact that was not there before."""
    return form == CASE_CONTACT.key or (form == ADD_CONTACT.key and not item)
