"""Tables of cases and of contacts."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from widgets.texts.chip_keys import chip_key, chips_by_key
from widgets.texts.due import due_chip
from widgets.texts.language import _
from widgets.texts.words import CASE_KINDS, CASE_STATUSES, CHANNELS, Words, word
from widgets.view_models import Action, Actions, Column, Stack, Table, ViewModel


def case_table(cases: pl.DataFrame, events: pl.DataFrame, key_date: date, title: str, *, writes: bool = False) -> Table:
    """Return cases with the distance to their follow-up; a row opens its contacts.

    Args:
        cases: Rows of ``answers.CASES``.
        events: All rows of ``answers.CONTACT_EVENTS`` of the customer.
        key_date: The day from which follow-ups are seen.
        title: Of the table.
        writes: Whether the viewer can change a case.
    """
    due = [due_chip(day, key_date) if is_open else None for day, is_open in _follow_ups(cases)]
    counts = events.group_by("case_id").agg(contacts=pl.len())
    rows = cases.with_columns(due=pl.Series([chip_key(chip) for chip in due], dtype=pl.String)).join(
        counts, on="case_id", how="left", maintain_order="left"
    )

    contacts_by_case = {
        case: tuple(contacts) for case, contacts in events.group_by("case_id").agg("event_id").iter_rows()
    }

    def contacts_of(row: Mapping[str, Any]) -> ViewModel:
        contacts = contact_table(events.filter(pl.col("case_id") == row["case_id"]), _("Kundenkontakte"))
        change = Action(_("Vorgang bearbeiten"), "change_case", row["case_id"])
        return Stack((Actions((change,)), contacts)) if writes else contacts

    return Table(
        columns=(
            Column("text", _("Vorgang"), phone="title"),
            Column("kind", _("Art"), phone="meta"),
            Column("status", _("Status"), phone="meta"),
            Column("assignee", _("Verantwortlich")),
            Column("due_at", _("Termin"), "date"),
            Column(
                "follow_up_on",
                _("Wiedervorlage"),
                "date",
                beside="due",
                chips=chips_by_key(due),
            ),
            Column("created_at", _("Erstellt am/um"), "moment"),
            *((Column("closed_at", _("Abgeschlossen"), "moment"),) if cases["closed_at"].count() else ()),
            Column("contacts", _("Kontakte"), "number"),
        ),
        rows=_in_words(_in_words(rows, "kind", CASE_KINDS), "status", CASE_STATUSES).with_columns(
            pl.col("contacts").fill_null(0)
        ),
        title=title,
        detail=contacts_of,
        search=_("Vorgang, Art, Person filtern"),
        download=_("vorgaenge"),
        empty=_("Kein offener Vorgang."),
        names=lambda row: (row["case_id"], *contacts_by_case.get(row["case_id"], ())),
    )


def _follow_ups(cases: pl.DataFrame) -> list[tuple[date | None, bool]]:
    return cases.select("follow_up_on", "is_open").rows()


def contact_table(events: pl.DataFrame, title: str) -> Table:
    """Return contacts, newest first."""
    return Table(
        columns=(
            Column("at", _("Datum/Uhrzeit"), "moment", phone="meta"),
            Column("channel", _("Art"), phone="title"),
            Column("contact_person", _("Ansprechpartner")),
            Column("employee", _("Mitarbeiter")),
            Column("note", _("Notiz")),
            *((Column("follow_up_on", _("Wiedervorlage"), "date"),) if events["follow_up_on"].count() else ()),
        ),
        rows=_in_words(events, "channel", CHANNELS),
        title=title,
        empty=_("Hierzu ist kein Kontakt erfasst."),
        names=lambda row: (row["event_id"],),
    )


def _in_words(rows: pl.DataFrame, column: str, words: Words) -> pl.DataFrame:
    """Return rows with words for the codes of a column; the words of another CRM stay as they came."""
    shown = [None if code is None else word(words, code) for code in rows[column].to_list()]
    return rows.with_columns(pl.Series(column, shown, dtype=pl.String))
