"""Wiedervorlagen: what somebody wanted to come back to, overdue first."""

from functools import partial

import polars as pl

from clientinfo_kernel.live.cases import CONTACT
from widgets.parts.calendar_offer import calendar_offer
from widgets.parts.follow_up_tasks import follow_up_keys, follow_up_tasks
from widgets.parts.list_rows import customer_columns, customer_part, due_part, in_words, phone_column
from widgets.parts.row_parts import from_parts
from widgets.roles import WRITERS
from widgets.texts.case_words import kind_words
from widgets.texts.language import N_, _
from widgets.texts.words import CHANNELS
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, ListOffer, work_list

_WHOSE = ListChoice(
    N_("Wessen"), {"mine": N_("meine"), "nobody": N_("ohne Verantwortlichen"), "all": N_("alle")}, "mine"
)
_CASE = ("case_id", "version", "customer_number", "customer_id", "kind", "text", "assignee", "follow_up_on")
_CONTACT = ("event_id", "version", "customer_number", "channel", "note", "employee", "follow_up_on")
_SHOWN = ("row", "entity", "version", "customer_number", "customer_id", "kind", "text", "person", "on")


@work_list(
    "follow_ups",
    N_("Wiedervorlagen"),
    group="everybody",
    order=10,
    roles=WRITERS,
    text=N_("Vorgänge und Kontakte, auf die Sie zurückkommen wollten."),
    choice=_WHOSE,
    is_own=True,
    offer=ListOffer(N_("Im Kalender"), "cal", calendar_offer),
)
def follow_ups(desk: Desk) -> Table:
    """Show open cases and noted contacts with a follow-up day, the longest overdue first."""
    people = desk.me() if desk.option == "mine" else None
    cases = desk.directory.open_cases(people, filled="follow_up_on", columns=_CASE, opened=desk.opened)
    named = None if people is None else {"employee": people}
    contacts = desk.directory.written(CONTACT, "follow_up_on", named=named, columns=_CONTACT)
    rows = pl.concat(
        [
            in_words(cases, "kind", kind_words(desk.directory.settings.cases)).select(
                pl.col("case_id").alias("row"),
                pl.lit("case").alias("entity"),
                *("version", "customer_number", "customer_id", "kind", "text"),
                pl.col("assignee").alias("person"),
                pl.col("follow_up_on").alias("on"),
            ),
            in_words(contacts, "channel", CHANNELS).select(
                pl.col("event_id").alias("row"),
                pl.lit("contact").alias("entity"),
                *("version", "customer_number"),
                pl.lit(None, pl.UInt32).alias("customer_id"),
                pl.col("channel").alias("kind"),
                pl.col("note").alias("text"),
                pl.col("employee").alias("person"),
                pl.col("follow_up_on").alias("on"),
            ),
        ]
    ).select(_SHOWN)
    if desk.option == "nobody":
        rows = rows.filter(pl.col("person").is_null())
    rows = desk.with_ids(rows.sort("on", "row"))
    days, due = due_part(rows, "on", desk.key_date)
    return Table(
        columns=(
            Column("on", _("Wiedervorlage"), "date", beside="due", beside_title=_("Frist"), chips=due, phone="meta"),
            Column("text", _("Worum geht es?"), phone="meta"),
            *customer_columns("cases", "row")[:1],
            Column("kind", _("Art")),
            Column("person", _("Verantwortlich"), names_colleague=True),
            phone_column(),
        ),
        rows=rows.with_columns(is_urgent=pl.col("on") < desk.key_date),
        more=from_parts(customer_part(desk), days),
        title=_("Wiedervorlagen"),
        detail=partial(follow_up_tasks, desk),
        keys=follow_up_keys(desk),
        keys_note=_("Tasten in der Liste: E erledigt, V eine Woche später, W weitergeben, X markieren."),
        search=_("Text, Kunde, Art filtern"),
        download=_("wiedervorlagen"),
        empty=_("Nichts wartet auf Sie. Eine Wiedervorlage entsteht mit einem Kontakt oder Vorgang beim Kunden."),
        names=lambda row: (row["row"],),
    )
