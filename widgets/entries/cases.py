"""Forms about cases and contacts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.cases import CASE, CASE_KINDS, CHANNELS, CONTACT, OWN_FIELDS
from clientinfo_kernel.live.comments import COMMENT
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.house_cases import house_case, own_names, unfolded
from clientinfo_kernel.query.advertising import permissions
from widgets.entries.row_form import Choices, Row, RowForm
from widgets.texts.case_words import case_title, kind_code, kind_words
from widgets.texts.language import N_, _
from widgets.texts.words import word
from widgets.texts.written import CONSENT_CHANNELS

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import EntryForm, TypedEntry

_NEWEST = 20
# The kind as it stands in the row, where a form shows its code.
_WRITTEN_KIND = "written_kind"
_FIELDS = ("kind", "assignee", "text", "due_at", "due_time", "follow_up_on")
_OWN = {
    name: ("kind", *(kind for kind, names in OWN_FIELDS.items() if name in names))
    for name in dict.fromkeys(chain.from_iterable(OWN_FIELDS.values()))
}
_OTHERS = tuple(name for name in _OWN if name not in _FIELDS)
# What a house is open for, from seven to half past six.
_TIMES = tuple(f"{hour:02}:{minute:02}" for hour in range(7, 19) for minute in (0, 30))


def cases_to_change(customer_file: CustomerFile) -> list[dict[str, Any]]:
    """Return the cases, with what only the house's own kinds have; the kind that another CRM wrote as a word is its code."""
    written = {row["case_id"]: row.get("own") for row in customer_file.written_rows(CASE.name)}
    entity = house_case(customer_file.settings.cases)
    rows = customer_file.cases().with_columns(pl.col("kind").alias(_WRITTEN_KIND)).to_dicts()
    return [
        unfolded(entity, {**row, "kind": kind_code(row["kind"]), "own": written.get(row["case_id"])}) for row in rows
    ]


def kind_as_code(row: Row, values: Row) -> Row:
    """Return the code of a case's kind that another CRM wrote as a word, where something is said that only this kind has.

    Args:
        row: One of ``cases_to_change``.
        values: What is written there.
    """
    kind = row["kind"]
    says_more = any(values.get(name) for name in OWN_FIELDS.get(kind, ()))
    return {"kind": kind} if says_more and row[_WRITTEN_KIND] != kind and "kind" not in values else {}


def _open_cases(customer_file: CustomerFile, row: Row) -> Choices:
    """Return the open cases, and the one that a contact belongs to now, as choices."""
    rows = [case for case in cases_to_change(customer_file) if case["is_open"] or case["case_id"] == row.get("case_id")]
    words = kind_words(customer_file.settings.cases)
    linked = ((case["case_id"], case_title(words, case)) for case in rows)
    return {"case_id": (("", _("keinem Vorgang")), *linked)}


def _people(customer_file: CustomerFile) -> dict[str, tuple[str, ...]]:
    names = [" ".join(filter(None, row)) for row in customer_file.contact_persons()["first_name", "last_name"].rows()]
    return {"contact_person": tuple(filter(None, names))}


def _writer(_file: CustomerFile, viewer: Viewer, row: Row | None, _values: Row) -> Row:
    """Return who had a new contact: the person who notes it."""
    return {"employee": viewer.full_name or viewer.name} if row is None else {}


def _kinds(customer_file: CustomerFile, row: Row) -> Choices:
    """Return the kinds of cases that the house has, and the one that a case has now."""
    words = kind_words(customer_file.settings.cases)
    present = row.get("kind") or CASE_KINDS[0]
    kinds = dict.fromkeys((*words, present))
    return {"kind": tuple((kind, word(words, kind)) for kind in kinds)}


def _begun(customer_file: CustomerFile, viewer: Viewer, row: Row | None, values: Row) -> Row:
    """Return what Python adds: a new case is open, and its writer's unless somebody else is named."""
    own = viewer.full_name or viewer.name
    if row is not None:
        given = {"assignee": _colleague(customer_file, values, row["assignee"])} if "assignee" in values else {}
        return {**given, **kind_as_code(row, values)}
    return {"status": "open", "assignee": _colleague(customer_file, values, own) or own}


def _colleague(customer_file: CustomerFile, values: Row, present: str | None) -> str:
    """Return to whom a case is given, as they are called: one of those who are here, or the one who has it now.

    Raises:
        InputRefused: Nobody is called so.
    """
    wanted = str(values.get("assignee") or "").strip()
    known = {name.casefold(): name for name in filter(None, (*customer_file.colleagues(), present))}
    if wanted and wanted.casefold() not in known:
        raise InputRefused("assignee", "not_a_person", "one of the people with an account is wanted")
    return known.get(wanted.casefold(), "")


def _own_case(customer_file: CustomerFile) -> Row:
    return {"kind": CASE_KINDS[0], "assignee": next(iter(customer_file.colleagues()), None)}


def _suggested(customer_file: CustomerFile) -> dict[str, tuple[str, ...]]:
    """Return who can look after a case, and the newest orders and invoices: what a complaint is about most of the time."""
    rows = customer_file.orders()[:, ["order", "invoice_number"]].head(_NEWEST).rows()
    concerned = dict.fromkeys(number for row in rows for number in row if number)
    return {"assignee": tuple(customer_file.colleagues()), "concerns": tuple(concerned), "due_time": _TIMES}


def _advertising(customer_file: CustomerFile, row: Row | None) -> tuple[str, ...]:
    return () if row is not None else (advertising_note(customer_file),)


def advertising_note(customer_file: CustomerFile) -> str:
    """Return on which channels advertising is allowed, said before anybody advertises."""
    every = permissions(customer_file.written_rows("consent"))
    allowed, others = (
        ", ".join(word(CONSENT_CHANNELS, each.channel) for each in every if each.is_allowed is which)
        for which in (True, False)
    )
    said = _("Werbung erlaubt: {allowed}. Nicht erlaubt: {others}. Zu Auftrag, Rechnung und Rückruf immer möglich.")
    return said.format(allowed=allowed or "–", others=others or "–")


def at_call(form: EntryForm, number: str) -> EntryForm:
    """Return the form of a new contact as it begins at a call; what is typed stands before the number."""
    begun = {"channel": "phone", "note": "\n" + _("Anruf von {number}").format(number=number)}
    return replace(form, fields=tuple(replace(each, value=begun.get(each.key, each.value)) for each in form.fields))


ADD_CONTACT = RowForm(
    "contact",
    CONTACT,
    ("channel", "contact_person", "note", "follow_up_on", "case_id", "at"),
    N_("Kontakt notieren"),
    N_("Kontakt bearbeiten"),
    focus="note",
    rows=lambda file: file.contact_events().to_dicts(),
    defaults=lambda _file: {"channel": CHANNELS[0]},
    options=_open_cases,
    suggestions=_people,
    given=_writer,
    note=_advertising,
    hints={"at": N_("Leer: jetzt. Sonst zum Beispiel „gestern 14:30“.")},
)


@dataclass(frozen=True)
class CaseForm:
    """A form about cases as the house has them: with its own kinds and their fields.

    Attributes:
        form: With what every house has.
    """

    form: RowForm

    @property
    def key(self) -> str:
        """Its name in messages."""
        return self.form.key

    @property
    def right(self) -> Changeable:
        """What somebody must be allowed to change in order to open it."""
        return self.form.right

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form about a case (empty: a new one); None: there is no such case."""
        return self._of_house(customer_file).build(customer_file, item)

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Command:
        """Return the command for what was typed."""
        return self._of_house(customer_file).command(typed, customer_file, viewer)

    def _of_house(self, customer_file: CustomerFile) -> RowForm:
        entity = house_case(customer_file.settings.cases)
        own = {name: ("kind", name.partition(".")[0]) for name in own_names(entity)}
        form = self.form
        return replace(form, entity=entity, names=(*form.names, *own), only_with={**form.only_with, **own})


_CASE = RowForm(
    "case",
    CASE,
    (*_FIELDS, *_OTHERS),
    N_("Neuer Vorgang"),
    N_("Vorgang bearbeiten"),
    focus="text",
    rows=cases_to_change,
    defaults=_own_case,
    options=_kinds,
    suggestions=_suggested,
    only_with=_OWN,
    given=_begun,
    kinds={"assignee": "person"},
    hints={"due_time": N_("zum Beispiel 14:30, auch 1430")},
)
ADD_CASE = CaseForm(_CASE)
CHANGE_CASE = CaseForm(
    replace(_CASE, key="change_case", names=(*_FIELDS, "status", *_OTHERS), adds=False, defaults=lambda _file: {})
)
ADD_COMMENT = RowForm(
    "comment",
    COMMENT,
    ("text",),
    N_("Kommentar zum Vorgang"),
    N_("Kommentar zum Vorgang"),
    about="case_id",
    subjects=lambda file: [case["case_id"] for case in cases_to_change(file)],
)
