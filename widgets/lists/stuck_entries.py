"""Hängt im Briefkasten: what upstream systems sent and is not in the ledger or the master data yet, with its age."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.settings import BERLIN
from widgets.parts.assigned_customers import customers_assigned
from widgets.parts.inbox_entries import PENDING, entry_title, system_name
from widgets.parts.list_rows import with_values_of
from widgets.texts.language import N_, _
from widgets.texts.remarks import reason
from widgets.texts.words import INVOICE_INBOX_STATES, chip_column, word
from widgets.texts.written import INBOX_DECISIONS
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, to_customer, work_list

_STUCK = ("error", "rejected")
_WHICH = ListChoice(N_("Welche"), {"all": N_("alle offenen"), "stuck": N_("Fehler und abgewiesen")}, "all")
_NUMBER = "\0"  # stands in a title for a document's
_SHARED = ("entry_id", "source_system", "state", "reason", "received_at", "source_file")


@work_list(
    "stuck_entries",
    N_("Hängt im Briefkasten"),
    group="accounting",
    order=50,
    topics=("receivables",),
    text=N_("Rechnungen und Kundendaten, die noch nicht verbucht sind, auch ohne Kunden."),
    choice=_WHICH,
)
def stuck_entries(desk: Desk) -> Table:
    """Show pending entries of all inboxes, those without a customer too, the oldest first, with what was decided."""
    wanted = pl.col("state").is_in(list(_STUCK if desk.option == "stuck" else PENDING))
    invoices = desk.table("inbox_invoices", ("customer_id", *_SHARED, "kind", "document_number", "gross"), wanted)
    records = desk.table("inbox_customers", ("customer_id", *_SHARED, "name", "field"), wanted)
    nobodys = desk.table(
        "inbox_unassigned", (*_SHARED, "kind", "document_number", "buyer_name", "gross", "field"), wanted
    )
    decisions = desk.directory.written(INBOX_DECISION)["entry_id", "decision", "assigned_to"]
    whose = customers_assigned(desk, decisions)
    nobodys = nobodys.join(whose, on="entry_id", how="left", maintain_order="left")
    parts = (
        invoices.with_columns(inbox=pl.lit("invoices")),
        records.with_columns(inbox=pl.lit("customers")),
        nobodys.with_columns(
            inbox=pl.when(pl.col("kind") == "record").then(pl.lit("customers")).otherwise(pl.lit("invoices")),
            name=pl.col("buyer_name"),
        ),
    )
    rows = desk.of_customers(pl.concat(parts, how="diagonal_relaxed").sort("received_at", "entry_id", nulls_last=True))
    rows = rows.join(decisions, on="entry_id", how="left", maintain_order="left")
    rows = _with_titles(rows)
    for name, value, made_of in (
        ("decided", _decided, ("decision", "assigned_to")),
        ("why", _why, ("reason",)),
        ("system", _system, ("source_system",)),
        ("who", _customer_name, ("customer", "name")),
    ):
        rows = with_values_of(rows, made_of, name, value)
    received_on = pl.col("received_at").dt.convert_time_zone(BERLIN.key).dt.date()
    return Table(
        columns=(
            Column("state", _("Status"), "chip", chips=chip_column(INVOICE_INBOX_STATES), phone="meta"),
            Column("received_at", _("eingegangen"), "moment", phone="hide"),
            Column("days", _("seit Tagen"), "number", phone="meta"),
            Column("what", _("Eintrag"), link=to_customer("inbox", "entry_id"), phone="meta"),
            Column("who", _("Kunde"), link=to_customer("inbox", "entry_id"), phone="title"),
            Column("gross", _("Brutto"), "money", phone="figure"),
            Column("system", _("Vorsystem")),
            Column("why", _("Grund")),
            Column("decided", _("Entscheidung"), phone="meta"),
        ),
        rows=rows.with_columns(
            (pl.lit(desk.key_date) - received_on).dt.total_days().cast(pl.Int32).alias("days"),
            pl.format("{} {}", pl.col("entry_id").fill_null(pl.col("source_file")), "inbox").alias("row"),
            is_urgent=pl.col("state").is_in(list(_STUCK)) & pl.col("decided").is_null(),
        ),
        title=_("Hängt im Briefkasten"),
        search=_("Kunde, Nummer, Vorsystem filtern"),
        download=_("briefkasten_offen"),
        empty=_("Alles, was ankam, ist verbucht oder übernommen."),
        names=lambda row: (row["row"], row["entry_id"]),
    )


def _with_titles(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``what``, their titles: words that many share are put together once, each number is set in."""
    number, is_invoice = pl.col("document_number"), pl.col("inbox") == "invoices"
    shared = rows.select(
        *("inbox", "kind", "field"),
        document_number=pl.when(is_invoice & (number != "")).then(pl.lit(_NUMBER)),
        name=pl.when(~is_invoice).then("name"),
    )
    titles = with_values_of(shared, shared.columns, "what", entry_title)["what"]
    return rows.with_columns(titles).with_columns(
        pl.col("what").str.replace(_NUMBER, number.fill_null(""), literal=True)
    )


def _decided(row: Mapping[str, Any]) -> str | None:
    """Return what was decided about an entry: readers of the list need not look at it again."""
    said = [word(INBOX_DECISIONS, row["decision"])] if row["decision"] else []
    if row["assigned_to"]:
        said.append(_("gehört zu Kd.-Nr. {number}").format(number=row["assigned_to"]))
    return ", ".join(said) or None


def _why(row: Mapping[str, Any]) -> str:
    return reason(row["reason"])


def _system(row: Mapping[str, Any]) -> str:
    return system_name(row["source_system"])


def _customer_name(row: Mapping[str, Any]) -> str:
    return row["customer"] or (_("ohne Kunde: {name}").format(name=row["name"]) if row["name"] else _("ohne Kunde"))
