"""USt-IdNr. zu prüfen: VAT IDs that nobody has asked about, or not since something changed, or not for long."""

from datetime import datetime

import polars as pl

from clientinfo_kernel.sections.vat import vat_services
from clientinfo_kernel.settings import BERLIN
from clientinfo_kernel.vat.due import due_vat_ids
from widgets.parts.list_rows import customer_columns, customer_part, in_words
from widgets.parts.row_parts import Part, from_parts
from widgets.parts.vat_list import vat_button
from widgets.roles import LEDGER
from widgets.texts.language import N_, _
from widgets.texts.vat import DUE, RESULTS
from widgets.texts.words import word
from widgets.view_models import Chip, Column, Table
from widgets.work_list import Desk, work_list


@work_list(
    "vat_checks",
    N_("USt-IdNr. zu prüfen"),
    group="accounting",
    order=71,
    topics=("customers", "receivables"),
    roles=LEDGER,
    text=N_("Nummern, nach denen niemand gefragt hat, oder nicht seit Name und Anschrift sich geändert haben."),
    is_counted=False,
)
def vat_checks(desk: Desk) -> Table:
    """Show whose VAT ID is to be asked about, never checked ones first, then by the last attempt."""
    services = vat_services(desk.directory.settings.services)
    due = due_vat_ids(desk.directory, services, datetime.now(BERLIN).date(), desk.opened)

    more = from_parts(
        customer_part(desk),
        Part(("why",), lambda some, _columns: in_words(some, "due", DUE, "why")),
        Part(("row",), lambda some, _columns: some.with_columns(row="customer_number")),
    )
    chips = {"valid": Chip(word(RESULTS, "valid"), "ok"), "invalid": Chip(word(RESULTS, "invalid"), "danger")}
    nobody = _("In den Einstellungen steht kein Dienst, der gefragt werden kann.")
    return Table(
        columns=(
            Column("vat_id", _("USt-IdNr."), "identifier", phone="figure"),
            *customer_columns("overview"),
            Column("why", _("Warum"), phone="meta"),
            Column("result", _("zuletzt"), "chip", chips=chips),
            Column("tried_at", _("zuletzt gefragt"), "moment", phone="hide"),
        ),
        rows=due.with_columns(pl.col("result").replace("", None)),
        more=more,
        title=_("USt-IdNr. zu prüfen"),
        detail=vat_button(desk),
        note=_("Markierte Zeilen werden nacheinander geprüft; jede Antwort wird als Nachweis aufbewahrt."),
        search=_("Kunde, Nummer, Grund filtern"),
        download=_("ust_idnr_zu_pruefen"),
        empty=_("Jede USt-IdNr., nach der gefragt werden kann, ist geprüft.") if services.is_any else nobody,
        names=lambda row: (row["row"], row["vat_id"]),
    )
