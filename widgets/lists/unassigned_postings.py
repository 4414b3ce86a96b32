"""Buchungen ohne Kunden: postings of the gross profit that lead to no customer, with file and line."""

import polars as pl

from clientinfo_kernel.query import profit_lines
from widgets.parts.list_rows import with_values_of
from widgets.texts.language import N_, _
from widgets.texts.words import DIVISIONS, GROSS_PROFIT_LINES, word
from widgets.view_models import Column, Table
from widgets.work_list import Desk, ListChoice, to_customer, work_list

_COLUMNS = (
    *("year", "number", "posted_on", "account", "account_name", "role", "division", "amount", "text"),
    *("source_file", "source_row"),
)
_WHICH = ListChoice(N_("Zeitraum"), {"year": N_("letzte zwölf Monate"), "all": N_("alle Jahre")}, "year")


@work_list(
    "unassigned_postings",
    N_("Buchungen ohne Kunden"),
    group="controlling",
    order=10,
    topics=("gross_profit",),
    text=N_("Erlöse und Kosten, die zu keinem Kunden führen, mit Datei und Zeile."),
    choice=_WHICH,
)
def unassigned_postings(desk: Desk) -> Table:
    """Show postings that are part of a gross profit and belong to nobody, the largest first."""
    since = pl.lit(desk.key_date).dt.offset_by("-12mo")
    rows = desk.table("unassigned_entries", _COLUMNS, pl.col("posted_on") > since if desk.option == "year" else None)
    rows = rows.sort(pl.col("amount").abs(), "source_file", "source_row", descending=[True, False, False])
    rows = with_values_of(
        rows, ("role",), "line", lambda row: word(GROSS_PROFIT_LINES, profit_lines.GROSS_PROFIT_LINES[row["role"]])
    )
    rows = with_values_of(rows, ("division",), "division_word", lambda row: word(DIVISIONS, row["division"]))
    return Table(
        columns=(
            Column("posted_on", _("Datum"), "date", phone="meta"),
            Column("number", _("Beleg"), "identifier", link=to_customer("gross_profit"), phone="title"),
            Column("account", _("Konto"), "identifier", beside="account_name", beside_title=_("Kontobezeichnung"), phone="meta"),
            Column("line", _("Zeile der Rechnung"), phone="row"),
            Column("division_word", _("Sparte"), phone="row"),
            Column("text", _("Buchungstext"), phone="row"),
            Column("amount", _("Betrag"), "money", total=True, phone="figure", strong=True),
            Column("source_file", _("Datei"), phone="hide"),
            Column("source_row", _("Zeile"), "identifier", phone="hide"),
        ),
        rows=rows.with_columns(
            pl.col("source_row").cast(pl.String),
            pl.lit(None, pl.String).alias("customer_number"),
            # A posting that was split into several entries has one line; its accounts tell them apart.
            pl.concat_str("source_file", "source_row", pl.int_range(pl.len()), separator=" ").alias("row"),
        ),
        title=_("Buchungen ohne Kunden"),
        search=_("Beleg, Konto, Text filtern"),
        download=_("buchungen_ohne_kunden"),
        empty=_("Jede Buchung der Erlöse und Kosten führt zu einem Kunden."),
        names=lambda row: (row["row"],),
    )  # fmt: skip
