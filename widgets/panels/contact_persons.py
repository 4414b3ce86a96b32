"""Ansprechpartner: who to talk to, the customer's own numbers, and whether advertising is allowed."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.parts.about_customer import advertising, change_notices, profiles, remarks
from widgets.parts.customer_numbers import customer_numbers
from widgets.parts.duplicates import duplicates
from widgets.parts.filled_columns import if_filled
from widgets.parts.freshness import with_freshness
from widgets.parts.vat_ids import vat_ids
from widgets.roles import EVERYBODY
from widgets.texts.contact_links import mail_link, phone_link
from widgets.texts.language import _, in_context
from widgets.view_models import Chip, Column, Stack, Table, ViewModel


@panel("contact_persons", in_context("several", "Ansprechpartner"), 10, EVERYBODY)
def contact_persons(customer_file: CustomerFile) -> ViewModel:
    """Show a table of persons, the main one marked, the numbers of the house, and what people wrote of the customer."""
    name = pl.concat_str("salutation", "first_name", "last_name", separator=" ", ignore_nulls=True)
    main = pl.when("is_main").then(pl.lit("main"))
    rows = customer_file.contact_persons().with_columns(name=name, main=main)
    main_chip = Chip(_("Hauptkontakt"))
    named = partial(Column, "name", _("Name"), phone="title", strong=True)
    persons = Table(
        columns=(
            named(beside="main", beside_title=main_chip.text, chips={"main": main_chip}),
            *if_filled(rows, Column("role", _("Funktion"), phone="meta")),
            Column("phone", _("Telefon"), "identifier", link=lambda row: phone_link(row["phone"])),
            *if_filled(rows, Column("mobile", _("Mobil"), "identifier", link=lambda row: phone_link(row["mobile"]))),
            Column("email", _("E-Mail"), link=lambda row: mail_link(row["email"])),
            *if_filled(rows, Column("note", _("Bemerkung"))),
        ),
        rows=rows,
        title=_(in_context("several", "Ansprechpartner")),
        search=_("Name, Funktion filtern"),
        download=_("ansprechpartner"),
        empty=_("Im Händlersystem ist kein Ansprechpartner erfasst. Nutzen Sie die Nummern des Kunden."),
        names=_names,
    )
    known_as = customer_numbers(customer_file)
    own = (known_as,) if known_as.facts else ()
    further = (remarks, change_notices, advertising, profiles, vat_ids, duplicates)
    written = (part(customer_file) for part in further)
    shown = (persons, *own, *(each for each in written if each is not None))
    return with_freshness(customer_file, Stack(shown), "dealer_system")


def _names(row: Mapping[str, Any]) -> tuple[str | None, ...]:
    """Return what a person is asked for by: the name without its salutation, the number."""
    return (" ".join(filter(None, (row["first_name"], row["last_name"]))), row["person_number"])
