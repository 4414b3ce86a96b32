"""What stands on an account of the ledger: documents and postings of what makes profit, else postings as the ledger has them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.margin.account_postings import account_postings
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES
from widgets.margin.documents_below import EVERY, MOST, documents_below
from widgets.margin.words import cents
from widgets.parts.filled_columns import if_filled
from widgets.texts.formats import number
from widgets.texts.language import _
from widgets.view_models import Column, Link, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.margin import Margin
    from clientinfo_kernel.margin.account_postings import AccountPostings


def account_below(margin: Margin, row: Mapping[str, Any]) -> Table:
    """Return what an account's sum is made of.

    Args:
        margin: Who is asked.
        row: ``account``, ``role`` and ``amount`` (``account_mapping.account_sums``).

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    return _below(margin, [row["account"]], row["role"], row["amount"])


def accounts_below(margin: Margin, rows: pl.DataFrame) -> Table:
    """Return the same of several accounts of one role; nothing is posted on none.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    role = rows.item(0, "role") if rows.height else None
    return _below(margin, rows["account"].to_list(), role, sum(rows["amount"], Decimal(0)))


def _below(margin: Margin, accounts: Sequence[str], role: str | None, amount: Decimal) -> Table:
    if role in GROSS_PROFIT_LINES:
        return documents_below(margin, (("account", tuple(accounts)), ("role", (role,))))
    return _postings(margin, accounts, amount, MOST)


def _postings(margin: Margin, accounts: Sequence[str], amount: Decimal, most: int) -> Table:
    """Return the postings with so many rows; a file of it has all.

    Args:
        margin: Who is asked.
        accounts: Their accounts.
        amount: The sum that they lie below, EUR: credit without the tax that keys split off.
        most: So many rows.
    """
    found = account_postings(margin, accounts, most)
    is_whole = found.height == found.rows.height
    reversal = pl.when("is_reversal").then(pl.lit(value=True)).alias("is_reversal")
    rows = found.rows.with_columns(pl.col("source_row").cast(pl.String), reversal)
    notes = [_("So, wie die Fibu sie liefert: brutto, wo ein Steuerschlüssel die Steuer abteilt.")]
    if tax := found.credit - found.debit - amount:
        said = _("Ohne {tax} € Steuer sind es die {amount} € der Summe.")
        notes.append(said.format(tax=cents(abs(tax)), amount=cents(amount)))
    reversed_ones = if_filled(rows, Column("is_reversal", _("Storno"), "yes_no", phone="meta"))
    if reversed_ones:
        notes.append(_("Ein Storno steht mit Minus auf der Seite, von der es zurücknimmt."))
    return Table(
        (
            *((Column("account", _("Konto"), "identifier", phone="row"),) if len(accounts) > 1 else ()),
            Column("posted_on", _("Datum"), "date", phone="meta"),
            Column("number", _("Beleg"), "identifier", phone="title"),
            Column("other", _("Gegenkonto"), "identifier", phone="row"),
            Column("customer_name", _("Kunde"), link=_to_customer, phone="meta"),
            Column("text", _("Buchungstext"), phone="row"),
            *reversed_ones,
            Column("debit", _("Soll"), "money", total=is_whole, phone="row"),
            Column("credit", _("Haben"), "money", total=is_whole, phone="figure"),
            Column("source_file", _("Datei"), phone="row"),
            Column("source_row", _("Zeile"), "identifier", phone="row"),
        ),
        rows,
        title=_title(found),
        note=" ".join(notes),
        download=_("buchungen"),
        empty=_("Auf diesem Konto steht keine Buchung."),
        customers="customer",
        every=None if is_whole else lambda: _postings(margin, accounts, amount, EVERY),
    )


def _title(found: AccountPostings) -> str:
    said = [_("Soll {debit} €, Haben {credit} €").format(debit=cents(found.debit), credit=cents(found.credit))]
    if found.height > found.rows.height:
        said.append(_("die {shown} größten von {all}").format(shown=found.rows.height, all=number(found.height)))
    return f"{_('Buchungen')}: {', '.join(said)}"


def _to_customer(row: Mapping[str, Any]) -> Link | None:
    return Link(customer_number=row["customer"]) if row["customer"] else None
