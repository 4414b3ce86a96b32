"""Vorgänge mit Termin: was bis wann erledigt sein muss, und wer an welchem Tag wann kommt."""

from functools import partial

import polars as pl

from widgets.parts.follow_up_tasks import case_keys, case_tasks
from widgets.parts.list_rows import customer_columns, customer_part, due_part, in_words, phone_column
from widgets.parts.row_parts import from_parts
from widgets.roles import WRITERS
from widgets.texts.case_words import kind_words
from widgets.texts.language import N_, _
from widgets.texts.written import label
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, work_list

_WHOSE = ListChoice(N_("Wessen"), {"mine": N_("meine"), "all": N_("alle")}, "mine")
_SHOWN = ("case_id", "version", "customer_number", "customer_id", "kind", "text", "assignee", "due_at", "due_time")


@work_list(
    "due_cases",
    N_("Vorgänge mit Termin"),
    group="everybody",
    order=15,
    roles=WRITERS,
    text=N_("Was bis wann erledigt sein muss, und wer wann kommt."),
    choice=_WHOSE,
    is_own=True,
)
def due_cases(desk: Desk) -> Table:
    """Show open cases that have a day, the longest overdue first, and those of a day by their times."""
    whose = desk.me() if desk.option == "mine" else None
    cases = desk.directory.open_cases(whose, filled="due_at", columns=_SHOWN, opened=desk.opened).sort(
        "due_at", "due_time", "case_id"
    )
    rows = in_words(cases, "kind", kind_words(desk.directory.settings.cases))
    rows = desk.with_ids(rows.with_columns(row="case_id", entity=pl.lit("case")))
    days, due = due_part(rows, "due_at", desk.key_date)
    return Table(
        columns=(
            Column(
                "due_at",
                label("case", "due_at"),
                "date",
                beside="due",
                beside_title=_("Frist"),
                chips=due,
                phone="meta",
            ),
            Column("due_time", label("case", "due_time"), phone="figure"),
            Column("text", _("Worum geht es?"), phone="meta"),
            *customer_columns("cases", "row")[:1],
            Column("kind", _("Art")),
            Column("assignee", _("Verantwortlich"), names_colleague=True),
            phone_column(),
        ),
        rows=rows.with_columns(is_urgent=pl.col("due_at") < desk.key_date),
        more=from_parts(customer_part(desk), days),
        title=_("Vorgänge mit Termin"),
        detail=partial(case_tasks, desk),
        keys=case_keys(desk),
        keys_note=_("Tasten in der Liste: E erledigt, W weitergeben, X markieren."),
        search=_("Text, Kunde, Art filtern"),
        download=_("vorgaenge_mit_termin"),
        empty=_(
            "Kein offener Vorgang hat einen Termin. Er steht beim Kunden im Vorgang, mit Uhrzeit, wo jemand kommt."
        ),
        names=lambda row: (row["row"],),
    )
