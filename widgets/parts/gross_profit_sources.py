"""Where a gross profit comes from: from an invoice's five lines down to postings and rules, with file and line."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from clientinfo_kernel.query import profit_lines
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.parts.document_trail import document_trail
from widgets.parts.whereabouts import Whereabouts
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext
from widgets.texts.movements import movement
from widgets.texts.origin_words import origin_words
from widgets.texts.words import DIVISIONS, GROSS_PROFIT_LINES, dot_separated, word
from widgets.view_models import Chip, Column, Fact, Facts, Item, ItemList, Stack, Table, ViewModel


def invoice_sources(customer_file: CustomerFile, row: Mapping[str, Any]) -> ViewModel:
    """Return the calculation of one invoice and the entries it is made of (``row`` of the invoice table)."""
    entries = customer_file.gross_profit_entries(row["year"])
    entries = entries.filter(pl.col("number").eq_missing(pl.lit(row["number"], pl.String)))
    calculated = entries.filter(pl.col("origin") == "calculated").height
    postings = ngettext("{count} Buchung", "{count} Buchungen", entries.height - calculated)
    rules = ngettext("{count} Rechenregel", "{count} Rechenregeln", calculated)
    trail = document_trail(Whereabouts(customer_file), row["number"], here="gross_profit")
    return Stack(
        (
            Facts(
                (Fact(_("Beleg"), _name(row)), *_payer(row), *_calculation(row), *trail),
                title=_("Woher kommt diese Zahl?"),
            ),
            ItemList(
                tuple(entry_item(entry) for entry in entries.iter_rows(named=True)),
                title=f"{postings}, {rules}" if calculated else postings,
                foot=_("Kalkulierte Beträge gelten, wo keine Kosten gebucht sind.") if calculated else "",
                empty=_("Zu diesem Beleg liegen keine Buchungen vor."),
                as_table=_table(entries, row),
            ),
        )
    )


def _name(row: Mapping[str, Any]) -> str:
    if not row["number"]:
        return _("Buchungen ohne Beleg")
    on = format_value(row["date"], "date")
    return _("Rechnung {number} vom {date}").format(number=row["number"], date=on)


def _payer(row: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return who pays, where that is somebody else (insurer, leasing bank, manufacturer, a collective debtor)."""
    return (Fact(_("Zahler"), row["payer"], "identifier"),) if row["payer"] else ()


def _calculation(row: Mapping[str, Any]) -> tuple[Fact, ...]:
    return tuple(Fact(_(text), row[key], "money") for key, text in GROSS_PROFIT_LINES.items())


def entry_item(entry: Mapping[str, Any]) -> Item:
    """Return a posting with account and text, or a rule with its rate and base; both with their file and line."""
    origin = origin_words(entry)
    account = " ".join(part for part in (entry["account"], entry["account_name"]) if part)
    if entry["origin"] == "posted":
        warranty = Chip(_("Garantie")) if entry.get("is_warranty") else None
        return Item(
            account,
            dot_separated(entry["text"] or "", movement(entry["movement"], entry["movement_reason"])),
            chip=warranty,
            amount=entry["amount"],
            on=entry["posted_on"],
            origin=origin,
        )
    rule = _("{rate} von {base}").format(
        rate=format_value(entry["rate_percent"], "percent"), base=format_value(entry["rate_base"], "money")
    )
    return Item(
        f"{_line(entry)} {word(DIVISIONS, entry['division'])}",
        dot_separated(rule, account),
        chip=Chip(_("kalkuliert"), "warn"),
        amount=entry["amount"],
        origin=origin,
    )


def _table(entries: pl.DataFrame, row: Mapping[str, Any]) -> Table:
    """Return the same entries as a table, for the clipboard and for a spreadsheet."""
    number = row["number"] or _("ohne Beleg")
    rows = entries.with_columns(
        line=pl.Series([_line(entry) for entry in entries.iter_rows(named=True)], dtype=pl.String),
        movement=pl.Series(
            [movement(entry["movement"], entry["movement_reason"]) for entry in entries.iter_rows(named=True)],
            dtype=pl.String,
        ),
    )
    return Table(
        columns=(
            Column("line", _("Zeile der Berechnung")),
            Column("account", _("Konto"), "identifier"),
            Column("account_name", _("Kontobezeichnung")),
            Column("text", _("Buchungstext")),
            Column("movement", _("Bewegung")),
            Column("posted_on", _("Datum"), "date"),
            Column("rate_percent", _("Satz"), "percent"),
            Column("rate_base", _("Bezug"), "money"),
            Column("amount", _("Betrag"), "money"),
            Column("source_file", _("Datei")),
            Column("source_row", _("Zeile"), "number"),
        ),
        rows=rows,
        title=_("Herkunft {number}").format(number=number),
        download=_("herkunft_{number}").format(number=number),
    )


def _line(entry: Mapping[str, Any]) -> str:
    return word(GROSS_PROFIT_LINES, profit_lines.GROSS_PROFIT_LINES.get(entry["role"], entry["role"]))
