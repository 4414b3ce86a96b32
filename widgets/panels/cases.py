"""Vorgänge und Kundenkontakte: open and closed cases with their contacts, and contacts without a case."""

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.case_tables import case_table, contact_table
from widgets.parts.correspondence import correspondence
from widgets.parts.freshness import with_freshness
from widgets.roles import EVERYBODY
from widgets.texts.language import N_, _
from widgets.view_models import Notice, Stack, ViewModel


@panel("cases", N_("Vorgänge und Kundenkontakte"), 20, EVERYBODY)
def cases(customer_file: CustomerFile) -> ViewModel:
    """Show open cases, contacts without a case, closed cases; the contacts of a case open below its row."""
    every, events = customer_file.cases(), customer_file.contact_events()
    closed = every.filter(~pl.col("is_open"))
    unlinked = events.filter(~pl.col("case_id").is_in(every["case_id"].implode()).fill_null(value=False))
    if every.is_empty() and events.is_empty():
        text = _(
            "Im CRM ist zu diesem Kunden noch nichts erfasst. Aufträge und Belege stehen im Verlauf der Übersicht."
        )
        nothing = Notice(_("Keine Vorgänge und Kontakte"), text)
        return with_freshness(customer_file, Stack((nothing, *correspondence(customer_file))), "crm")
    tables = [
        case_table(customer_file, every.filter("is_open"), _("Vorgänge")),
        contact_table(customer_file, unlinked, _("Unverknüpfte Kundenkontakte"), links=bool(every["is_open"].any())),
    ]
    if closed.height:
        tables.append(case_table(customer_file, closed, _("Abgeschlossene Vorgänge")))
    return with_freshness(customer_file, Stack((*tables, *correspondence(customer_file))), "crm")
