"""Tables of cases and of contacts."""

from collections.abc import Mapping
from datetime import date
from itertools import chain
from typing import Any

import polars as pl

from clientinfo_kernel.live.cases import CASE, CONTACT, OWN_FIELDS
from clientinfo_kernel.live.house_cases import own_names, unfolded
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.comments import comments
from widgets.parts.documents import document_histories, documents
from widgets.parts.history import history
from widgets.texts.case_words import RowWords, kind_words
from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.due import due_chip
from widgets.texts.language import _
from widgets.texts.words import CASE_STATUSES, CHANNELS, Words, word
from widgets.texts.written import label, shown_value
from widgets.view_models import Action, Actions, Column, Fact, Facts, Kind, Stack, Table, ViewModel

_OWN_KINDS: Mapping[str, Kind] = {"budget": "money", "expected_on": "date", "probability": "number"}


def case_table(customer_file: CustomerFile, cases: pl.DataFrame, title: str) -> Table:
    """Return cases with the distance to their follow-up; a row opens what only its kind has, its contacts, its history.

    Args:
        customer_file: Whose cases they are.
        cases: Those of them that stand in this table (``answers.CASES``).
        title: Of the table.
    """
    events, key_date = customer_file.contact_events(), customer_file.key_date
    due = [due_chip(day, key_date) if is_open else None for day, is_open in _follow_ups(cases)]
    counts = events.group_by("case_id").agg(contacts=pl.len())
    rows = cases.with_columns(due=pl.Series([chip_key(chip) for chip in due], dtype=pl.String)).join(
        counts, on="case_id", how="left", maintain_order="left"
    )

    contacts_by_case = {
        case: tuple(contacts) for case, contacts in events.group_by("case_id").agg("event_id").iter_rows()
    }

    def below(row: Mapping[str, Any]) -> ViewModel:
        of_case = events.filter(pl.col("case_id") == row["case_id"])
        contacts = contact_table(customer_file, of_case, _("Kundenkontakte"))
        case = next(each for each in cases.to_dicts() if each["case_id"] == row["case_id"])
        shown: list[ViewModel] = [contacts]
        own = own_facts(customer_file, case)
        if own.facts:
            shown.insert(0, own)
        if writes(customer_file):
            attach = Action(_("Datei anhängen"), "attach", f"{CASE.name}:{row['case_id']}", "file")
            change = Action(_("Vorgang bearbeiten"), "change_case", row["case_id"])
            contact = Action(_("Kontakt notieren"), "case_contact", row["case_id"], "plus")
            close = Action(_("Abschließen"), "close_case", row["case_id"], "check")
            reopen = Action(_("Wieder öffnen"), "reopen_case", row["case_id"])
            shown.insert(0, Actions((contact, change, close, attach) if case["is_open"] else (change, reopen, attach)))
        shown.extend(documents(customer_file, "case_id", row["case_id"]))
        shown.extend(document_histories(customer_file, "case_id", row["case_id"]))
        shown.extend(comments(customer_file, row["case_id"]))
        if row["version"]:
            shown.append(history(customer_file, "case", row["case_id"]))
        return Stack(tuple(shown))

    return Table(
        columns=(
            Column("text", _("Vorgang"), phone="title"),
            Column("kind", _("Art"), phone="meta"),
            Column("status", _("Status"), phone="meta"),
            Column("assignee", _("Verantwortlich"), names_colleague=True),
            Column(
                "due_at", label("case", "due_at"), "date", beside="due_time", beside_title=label("case", "due_time")
            ),
            Column(
                "follow_up_on",
                _("Wiedervorlage"),
                "date",
                beside="due",
                beside_title=_("Frist"),
                chips=chips_by_key(due),
            ),
            Column("created_at", _("Erstellt am/um"), "moment", phone="hide"),
            *((Column("closed_at", _("Abgeschlossen"), "moment"),) if cases["closed_at"].count() else ()),
            Column("contacts", _("Kontakte"), "number", phone="hide"),
        ),
        rows=_in_words(
            _in_words(rows, "kind", kind_words(customer_file.settings.cases)), "status", CASE_STATUSES
        ).with_columns(pl.col("contacts").fill_null(0)),
        title=title,
        detail=below,
        search=_("Vorgang, Art, Person filtern"),
        download=_("vorgaenge"),
        empty=_("Kein offener Vorgang."),
        names=lambda row: (row["case_id"], *contacts_by_case.get(row["case_id"], ())),
    )


def _follow_ups(cases: pl.DataFrame) -> list[tuple[date | None, bool]]:
    return cases.select("follow_up_on", "is_open").rows()


def own_facts(customer_file: CustomerFile, case: Mapping[str, Any]) -> Facts:
    """Return what only a kind of case has, as far as it is known; what the house added comes last."""
    facts = (
        Fact(label("case", name), _own_value(name, case[name]), _OWN_KINDS.get(name, "text"))
        for name in dict.fromkeys(chain.from_iterable(OWN_FIELDS.values()))
        if case[name] is not None
    )
    return Facts((*facts, *_house_facts(customer_file, case["case_id"])))


def _house_facts(customer_file: CustomerFile, case_id: str) -> list[Fact]:
    words = RowWords.of(CASE.name, customer_file.settings.cases)
    row = next((row for row in customer_file.written_rows(CASE.name) if row["case_id"] == case_id), {})
    held = unfolded(words.entity, row)
    names = own_names(words.entity)
    return [Fact(words.label(name), words.shown(name, held[name])) for name in names if held[name] is not None]


def _own_value(name: str, value: Any) -> Any:
    return shown_value("case", name, value) if name == "stage" else value


def writes(customer_file: CustomerFile) -> bool:
    """Return whether the viewer can write about the customer."""
    return "contacts" in customer_file.access.changes


def contact_table(customer_file: CustomerFile, events: pl.DataFrame, title: str, *, links: bool = False) -> Table:
    """Return contacts, newest first; a row opens its whole note, and its history where somebody changed it here.

    Args:
        customer_file: Whose contacts they are.
        events: Those of them that stand in this table (``answers.CONTACT_EVENTS``).
        title: Of the table.
        links: Whether there is a case that they can be linked to.
    """

    def below(row: Mapping[str, Any]) -> ViewModel:
        shown: list[ViewModel] = [Facts((Fact(_("Notiz"), row["note"]),))]
        shown.extend(documents(customer_file, "event_id", row["event_id"]))
        if writes(customer_file):
            attach = Action(_("Datei anhängen"), "attach", f"{CONTACT.name}:{row['event_id']}", "file")
            link = (Action(_("Mit Vorgang verknüpfen"), "link_contact", row["event_id"]),) if links else ()
            shown.append(Actions((*link, Action(_("Kontakt bearbeiten"), "contact", row["event_id"]), attach)))
        if row["version"]:
            shown.append(history(customer_file, "contact", row["event_id"]))
        shown.extend(document_histories(customer_file, "event_id", row["event_id"]))
        return Stack(tuple(shown))

    return Table(
        columns=(
            Column("at", _("Datum/Uhrzeit"), "moment", phone="meta"),
            Column("channel", _("Art"), phone="title"),
            Column("contact_person", _("Ansprechpartner")),
            Column("employee", _("Mitarbeiter"), names_colleague=True),
            Column("note", _("Notiz")),
            *((Column("follow_up_on", _("Wiedervorlage"), "date"),) if events["follow_up_on"].count() else ()),
        ),
        rows=_in_words(events, "channel", CHANNELS),
        title=title,
        detail=below,
        empty=_("Hierzu ist kein Kontakt erfasst."),
        names=lambda row: (row["event_id"],),
    )


def _in_words(rows: pl.DataFrame, column: str, words: Words) -> pl.DataFrame:
    """Return rows with words for the codes of a column; the words of another CRM stay as they came."""
    shown = [None if code is None else word(words, code) for code in rows[column].to_list()]
    return rows.with_columns(pl.Series(column, shown, dtype=pl.String))
