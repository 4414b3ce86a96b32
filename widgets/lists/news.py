"""Neu seit gestern: what happened with customers since yesterday, as far as one is allowed to see it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from clientinfo_kernel.live.cases import CASE, CONTACT
from widgets.parts.list_rows import customer_columns, customer_part, start_of, with_values_of, within
from widgets.parts.row_parts import Part, from_parts
from widgets.parts.timeline import TABS, event_title, event_words
from widgets.roles import WRITERS
from widgets.texts.language import N_, _
from widgets.texts.words import Words, word
from widgets.view_models import Column, Link, Table
from widgets.work_list import Desk, work_list

_SHOWN = ("customer_id", "customer_number", "at", "kind", "what", "text", "person", "item")


@work_list(
    "news",
    N_("Neu seit gestern"),
    group="everybody",
    order=20,
    roles=WRITERS,
    text=N_("Kontakte, Vorgänge, Aufträge, Belege und Zahlungen seit gestern."),
    is_counted=False,
)
def news(desk: Desk) -> Table:
    """Show the events since the beginning of the day before, the newest first."""
    first = desk.key_date - timedelta(days=1)
    columns = ("customer_id", "at", "kind", "what", "text", "person", "item")
    known = desk.table("timeline", columns, within("at", first, 2))
    # What people write is new by the clock, also where the sources, and with them the key date, are of an earlier day.
    begin = start_of(first)
    written = pl.concat([_written(desk, each, begin) for each in (CASE, CONTACT)]).filter(pl.col("at") >= begin)
    shown = desk.of_customers(known.join(written, on=["kind", "item"], how="anti"), only=("customer_number",))
    rows = pl.concat([shown.select(_SHOWN), desk.with_ids(written).select(_SHOWN)]).sort(
        ["at", "kind", "item"], descending=[True, False, False]
    )
    title = partial(_title, event_words(desk.directory.settings.cases))
    return Table(
        columns=(
            Column("at", _("Wann"), "moment", phone="meta"),
            Column("title", _("Was"), link=_lead, phone="meta"),
            *customer_columns("overview"),
            Column("person", _("Person"), names_colleague=True),
            Column("text", _("Text"), phone="meta"),
        ),
        rows=rows.with_row_index("row").with_columns(pl.col("row").cast(pl.String)),
        more=from_parts(
            customer_part(desk),
            Part(("title",), lambda some, _columns: with_values_of(some, ("kind", "what"), "title", title)),
        ),
        title=_("Neu seit gestern"),
        search=_("Art, Kunde, Text filtern"),
        download=_("neu_seit_gestern"),
        empty=_("Seit gestern ist nichts geschehen, was eine Quelle festgehalten hat."),
        names=lambda row: (row["row"],),
    )


def _written(desk: Desk, entity: Any, begin: datetime) -> pl.DataFrame:
    """Return what people wrote or changed since a moment as events of the timeline."""
    at, what, text, person = (
        ("created_at", "kind", "text", "assignee") if entity is CASE else ("at", "channel", "note", "contact_person")
    )
    columns = dict.fromkeys(("customer_number", at, what, text, person, entity.key))
    return desk.directory.written(entity, since=begin, columns=tuple(columns)).select(
        "customer_number",
        pl.col(at).alias("at"),
        pl.lit(entity.name).alias("kind"),
        pl.col(what).alias("what"),
        pl.col(text).alias("text"),
        pl.col(person).alias("person"),
        pl.col(entity.key).alias("item"),
    )


def _title(words: Mapping[str, Words], row: Mapping[str, Any]) -> str:
    return event_title(row["kind"], word(words.get(row["kind"], {}), row["what"]))


def _lead(row: Mapping[str, Any]) -> Link | None:
    tab = TABS.get(row["kind"])
    return None if tab is None else Link(tab, row["customer_number"], item=row["item"])
