"""The documents on a customer's debtor accounts that are no longer open: paid, offset or cancelled, by year."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.parts.document_postings import document_postings
from widgets.parts.document_trail import document_trail
from widgets.parts.whereabouts import Whereabouts, own_number
from widgets.texts.item_key import item_key, number_key
from widgets.texts.language import _
from widgets.view_models import Choice, Column, Fact, Facts, Notice, Stack, Table, ViewModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.query.customer_file import CustomerFile


def settled_documents(customer_file: CustomerFile) -> tuple[Choice, ...]:
    """Return the choice of a year, and below it the documents of that year; nothing where none was ever settled."""
    years = sorted({str(day.year) for day in _settled(customer_file)["date"]}, reverse=True)
    if not years:
        return ()
    choice = Choice(
        label=_("Belege aus"),
        options={"": _("keinem Jahr"), **{year: year for year in years}},
        selected="",
        build=partial(_of_year, customer_file),
        title=_("Ausgeglichene Belege"),
        option_of=partial(_year_of, customer_file),
    )
    return (choice,)


def _settled(customer_file: CustomerFile) -> pl.DataFrame:
    """Return what has no balance, and what the ledger's list of open items no longer has, however that spells its number."""
    items = customer_file.open_items()
    names = ("debtor_account", "number", "kind")
    owed = ((account, own_number(number, kind)) for account, number, kind in items.select(names).iter_rows())
    still_open = {(account, number_key(number)) for account, number in owed if number}
    documents = customer_file.ledger_documents()
    keys = documents.select("debtor_account", "number", "balance").iter_rows()
    is_settled = [not balance or (account, number_key(number)) not in still_open for account, number, balance in keys]
    amount = pl.when(pl.col("debit") > 0).then("debit").otherwise(-pl.col("credit"))
    return documents.filter(pl.Series(is_settled, dtype=pl.Boolean)).with_columns(amount.alias("amount"))


def _year_of(customer_file: CustomerFile, number: str) -> str | None:
    """Return the year of a document, the latest one where its number was used again; None: it is open, or not there."""
    wanted = item_key(number)
    if wanted in {item_key(each) for each in customer_file.open_items()["number"] if each}:
        return None
    documents = _settled(customer_file).select("number", "date").iter_rows()
    return max((str(day.year) for known, day in documents if item_key(known) == wanted), default=None)


def _of_year(customer_file: CustomerFile, year: str) -> ViewModel:
    if not year:
        return Notice(
            _("Was nicht mehr offen ist"),
            _("Wählen Sie ein Jahr: Sie sehen, was bezahlt, verrechnet oder storniert ist, mit allen Buchungen."),
        )
    documents = _settled(customer_file)
    return Table(
        columns=(
            Column("number", _("Rg.Nummer"), "identifier", phone="title"),
            Column("date", _("Rg.Datum"), "date", phone="meta"),
            Column("text", _("Buchungstext"), phone="meta"),
            Column("last_on", _("zuletzt gebucht"), "date"),
            Column("amount", _("Rg.Betrag"), "money", total=True, phone="figure", strong=True),
        ),
        rows=documents.filter(documents["date"].dt.year() == int(year)),
        title=_("Belege aus {year}").format(year=year),
        detail=partial(_detail, customer_file, Whereabouts(customer_file)),
        search=_("Nummer, Text, Betrag filtern"),
        download=_("ausgeglichen_{year}").format(year=year),
        sort=("date", "descending"),
        names=lambda row: (row["number"],),
    )


def _detail(customer_file: CustomerFile, places: Whereabouts, row: Mapping[str, Any]) -> ViewModel:
    facts = (
        *document_trail(places, row["number"], here="open_items"),
        Fact(_("Debitor"), row["debtor_account"], "identifier"),
        Fact(_("Rg.Betrag"), row["amount"], "money"),
        Fact(_("Saldo"), row["balance"], "money"),
        Fact(_("Datei"), row["source_file"]),
        Fact(_("Zeile"), row["source_row"], "number"),
    )
    known = Facts(tuple(fact for fact in facts if fact.value not in (None, "")))
    booked = document_postings(customer_file, row["debtor_account"], row["number"])
    return known if booked is None else Stack((known, booked))
