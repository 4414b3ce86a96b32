"""The list of open items (OPOS) as CSV: not a DATEV category, but an export that every accounting office makes.

Columns are found by their headings, in any order; titles can stand above them. There is no DATEV header, so the
length of general ledger accounts is taken from the other files of the folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from data_sources.ledger.contract import UNREADABLE_LEVEL
from data_sources.ledger.datev.headings import (
    ListHeadings,
    names_euro,
    same_column,
    separated,
    values_below,
    without_euro,
)
from data_sources.ledger.datev.layout import normalised
from data_sources.ledger.datev.list_amounts import GERMAN_AMOUNT, decimal_amount, signed_texts
from data_sources.ledger.datev.tables import Prepared
from data_sources.ledger.datev.values import account_of_list, filled, name_of_list
from data_sources.records import LINE
from data_sources.remarks import Remark, remark

if TYPE_CHECKING:
    from collections.abc import Sequence

DATES = ("%d.%m.%Y", "%Y-%m-%d", "%d%m%Y")
TITLE_LINES = 20  # headings further down are not looked for
_NO_AMOUNT = "0"
_LEVEL = "^[0-9]{1,2}$"
_SUM = r"(?i)^\W*((zwischen|gesamt|end)?summen?|gesamt)\b"

HEADINGS: dict[str, tuple[str, ...]] = {
    "account": ("Konto", "Kontonummer", "Debitor", "Debitorenkonto", "Personenkonto"),
    "name": (
        *("Name", "Kontobezeichnung", "Kontoname", "Kontobeschriftung"),
        *("Kundenname", "Debitorname", "Debitorenname"),
    ),
    "document_ref1": (
        *("Rechnungsnummer", "Rechnungsnr", "Rechnungs-Nr.", "Rechnung", "Rg.-Nr.", "RgNr", "RE-Nr.", "Belegfeld 1"),
        *("OP-Nummer", "OP-Nr.", "Belegnummer", "Beleg-Nr."),
    ),
    "document_on": ("Datum", "Rechnungsdatum", "Belegdatum"),
    "due_on": ("Fälligkeit", "Fälligkeitsdatum", "Fällig am", "Fällig"),
    "debit": ("Sollbetrag", "Soll", "Betrag Soll", "Umsatz Soll"),
    "credit": ("Habenbetrag", "Haben", "Betrag Haben", "Umsatz Haben"),
    "balance": ("Saldo", "OP-Saldo", "Offener Betrag", "Offener Saldo", "Offen", "Restbetrag", "OP-Betrag"),
    "balance_in_euro": (),  # beside one that does not say its currency
    "balance_stated": (),  # that one, beside the one in euro
    "balance_side": ("S/H", "Soll/Haben", "Soll/Haben-Kennzeichen"),
    "contra_account": ("Gegenkonto",),
    "text": ("Buchungstext", "Text"),
    "dunning_level": ("Mahnstufe", "MSt"),
    "dunning_block": ("Mahnsperre",),
}
REQUIRED = ("account", "document_on", "debit", "credit", "balance")
# A list that says only what is left differs from a journal by its due days.
_LEFT_ALONE = ("account", "document_ref1", "document_on", "due_on", "balance")
_MISSED = ("document_ref1", "due_on", "text", "dunning_level")  # what pages and figures also take from the list
_KNOWN = {normalised(heading): name for name, headings in HEADINGS.items() for heading in headings}
# The least sure last: in some lists these are an entry's own number, or what was asked for at first.
_LESS_SURE = [normalised(each) for each in ("Rechnung", "Offen", "OP-Betrag", "OP-Nr.", "Belegnummer", "Beleg-Nr.")]


def find_headings(lines: list[str]) -> ListHeadings | None:
    """Find the headings of a list of open items among a file's first lines; None if it is not such a list."""
    for index, line in enumerate(lines[:TITLE_LINES]):
        separator, headings = separated(line)
        names = [_KNOWN.get(normalised(without_euro(heading)), "") for heading in headings]
        columns = {position: name for position, name in enumerate(names, start=1) if name}
        have = set(columns.values())
        required = REQUIRED if have & {"debit", "credit"} else _LEFT_ALONE
        if set(required) <= have:
            below = values_below(lines, index, separator)
            chosen = {_counting(columns, name, headings, below): name for name in have}
            chosen |= _beside(columns, chosen, headings)
            return ListHeadings(dict(sorted(chosen.items())), separator, index, len(names), required)
    return None


def _counting(columns: dict[int, str], name: str, headings: Sequence[str], below: Sequence[Sequence[str]]) -> int:
    """Return the column of a name that counts: of ``Saldo`` and ``Saldo EUR`` the other one is of a foreign currency.

    Where both say the same, it is the one that says it in all lines; else the first of a name counts. ``Belegnummer``
    is the item's number only where no ``Rechnungsnummer`` stands beside it.
    """
    doubts = {at: _doubt(headings[at - 1]) for at, each in columns.items() if each == name}
    surest = [at for at, doubt in doubts.items() if doubt == min(doubts.values())]
    positions = sorted(surest, key=lambda at: not names_euro(headings[at - 1]))
    return same_column(positions, below) or positions[0]


def _beside(columns: dict[int, str], chosen: dict[int, str], headings: Sequence[str]) -> dict[int, str]:
    """Return the balance in euro beside one that does not say its currency, or the other way round: each row shows which it has.

    Programs leave the one in euro empty where both are the same: of an item in another currency, further down, it counts.
    """
    (counting,) = (headings[at - 1] for at, name in chosen.items() if name == "balance")
    of_balance = {at: headings[at - 1] for at, name in columns.items() if name == "balance" and at not in chosen}
    name = "balance_stated" if names_euro(counting) else "balance_in_euro"
    alike = [
        at
        for at, each in of_balance.items()
        if names_euro(each) != names_euro(counting) and _doubt(each) == _doubt(counting)
    ]
    return dict.fromkeys(alike[:1], name)


def _doubt(heading: str) -> int:
    """Return how likely a heading means something else; 0: it does not."""
    known = normalised(without_euro(heading))
    return _LESS_SURE.index(known) + 1 if known in _LESS_SURE else 0


def missing_headings(found: ListHeadings) -> tuple[Remark, ...]:
    """Return a note per heading that a list lacks without harm to the others: without *Mahnstufe* nobody knows who is dunned."""
    have = set(found.columns.values())
    return tuple(
        remark("heading_missing", heading=HEADINGS[name][0], field=name) for name in _MISSED if name not in have
    )


def open_items(raw: pl.DataFrame, account_length: int | None) -> Prepared:
    """Turn the values of the list into the contract's columns. The balance must be debit minus credit, to the cent.

    Of a list that says only what is left, that is debit or credit by its sign.

    Args:
        raw: Text columns named as in ``HEADINGS``.
        account_length: Digits of a general ledger account; None: unknown, accounts only lose leading zeros.
    """
    missing = [name for name in HEADINGS if name not in raw.columns]
    rows = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    rows = rows.with_columns(
        pl.coalesce(filled("balance_in_euro"), filled("balance"), "balance_stated").alias("balance"),
        pl.coalesce(filled("balance_stated"), "balance").alias("balance_stated"),
        pl.when(_is_sum()).then("account").otherwise(_of_group(rows["account"], rows[LINE])).alias("account"),
    )
    rows = _with_amounts(rows, missing).with_columns(
        _account("account", account_length).alias("account"),
        pl.coalesce(filled("name"), name_of_list("account")).alias("name"),
        _account("contra_account", account_length).alias("contra_account"),
        # Only a list without the column does not say who is dunned.
        pl.lit(None, pl.String).alias("dunning_level")
        if "dunning_level" in missing
        else _level().alias("dunning_level"),
    )
    not_an_account = pl.when(~pl.col("account").str.contains("^[0-9]{1,9}$")).then(pl.lit("account|not_an_account"))
    debit, credit, balance = (decimal_amount(pl.col(name)) for name in ("debit", "credit", "balance"))
    unequal = pl.when(debit - credit != balance).then(pl.lit("balance|not_debit_minus_credit"))
    # As in the other lists: of ``12,345`` or ``12,`` nobody knows which program wrote it, and what it left out.
    unreadable = [
        pl.when(~pl.col(name).str.contains(GERMAN_AMOUNT)).then(pl.lit(f"{name}|not_a_number"))
        for name in ("debit", "credit", "balance")
    ]
    return Prepared(rows, pl.coalesce(not_an_account, *unreadable, unequal))


def levels_left_open(kept: pl.DataFrame) -> tuple[Remark, ...]:
    """Return a note where *Mahnstufe* says something of items that is not a level (``letzte Mahnung``): they count, their level is unknown."""
    rows = int((kept["dunning_level"] == UNREADABLE_LEVEL).sum())
    return (remark("levels_unreadable", heading=HEADINGS["dunning_level"][0], rows=rows),) if rows else ()


def _level() -> pl.Expr:
    """Return the level of a dunning with words around it (``2. Mahnung``, ``M2``, ``Stufe: 2``); an empty one is 0."""
    text = filled("dunning_level").str.replace(r"^[\p{L}.:() ]*([0-9])[\p{L}.:() ]*$", "${1}")
    unreadable = pl.lit(str(UNREADABLE_LEVEL))
    return pl.when(text.is_null()).then(pl.lit("0")).when(text.str.contains(_LEVEL)).then(text).otherwise(unreadable)


def _is_sum() -> pl.Expr:
    """Return whether a line calls itself a sum: it is not an item of the account above it, even with a day."""
    return pl.any_horizontal(
        pl.col(name).str.contains(_SUM).fill_null(value=False) for name in ("name", "document_ref1", "text")
    )


def _of_group(account: pl.Series, line: pl.Series) -> pl.Series:
    """Return the account of each item where a list has it in the first line of its items only.

    Such a list never repeats an account in the next line. Behind a line that could not be read nobody knows the group.
    """
    text = account.str.strip_chars()
    named = text.filter(text != "")
    if named.len() == text.len() or (named == named.shift(1)).any():
        return account
    stretch = (line.diff() != 1).fill_null(value=True).cum_sum()
    rows = pl.DataFrame({"account": text, "stretch": stretch})
    group = pl.when(pl.col("account") != "").then("account").forward_fill().over("stretch")
    return rows.select(group.alias("account")).to_series()


def _with_amounts(rows: pl.DataFrame, missing: list[str]) -> pl.DataFrame:
    """Return ``debit``, ``credit`` and ``balance`` with their signs in front; a balance can have its side in a column beside it.

    Of an item in another currency, whose debit and credit make the balance in that one, the euro says only what is left.
    """
    rows = rows.with_columns(signed_texts(rows, ("debit", "credit", "balance", "balance_stated")))
    rows = rows.with_columns(_on_its_side(name).alias(name) for name in ("balance", "balance_stated"))
    balance = pl.col("balance")
    is_negative = balance.str.starts_with("-")
    left: dict[str, pl.Expr] = {
        "debit": pl.when(~is_negative).then(balance),
        "credit": pl.when(is_negative).then(balance.str.strip_prefix("-")),
    }
    if {"debit", "credit"} <= set(missing):
        sides = left
    else:
        stated = decimal_amount(pl.col("balance_stated"))
        debit, credit = (decimal_amount(pl.col(name).fill_null(_NO_AMOUNT)) for name in left)
        is_foreign = ((stated != decimal_amount(balance)) & (debit - credit == stated)).fill_null(value=False)
        sides = {name: pl.when(is_foreign).then(side).otherwise(name) for name, side in left.items()}
    return rows.with_columns(side.fill_null(_NO_AMOUNT).alias(name) for name, side in sides.items())


def _on_its_side(name: str) -> pl.Expr:
    """Return a balance with its sign in front, by the side that stands beside it, where one does."""
    bare, side = pl.col(name), filled("balance_side")
    is_credit = side.str.contains("^[Hh]") & bare.str.contains("^[0-9]")
    unreadable = pl.concat_str(bare, side, separator=" ")  # no amount: nobody knows on which side it is
    return (
        pl.when(is_credit.fill_null(value=False))
        .then("-" + bare)
        .when(~side.str.contains("^[SsHh]"))
        .then(unreadable)
        .otherwise(bare)
    )


def _account(name: str, length: int | None) -> pl.Expr:
    text = account_of_list(name).str.strip_chars()
    text = pl.when(text != "").then(text)
    digits = text.str.strip_chars_start("0").str.zfill(length or 1)
    return pl.when(text.str.contains("^[0-9]{1,9}$")).then(digits).otherwise(text)
