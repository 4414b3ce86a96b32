"""Konten: what the account mapping catches, and what it does not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.live.account_ranges import ON_SCREEN
from clientinfo_kernel.margin.account_mapping import account_sums, ranges
from clientinfo_kernel.money import MONEY
from widgets.margin.account_below import account_below, accounts_below
from widgets.margin.range_decided import RATES
from widgets.margin.range_form import range_form, take_back_form
from widgets.margin.role_words import ROLE_WORDS
from widgets.parts.list_rows import with_values_of
from widgets.texts.language import _
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Choice, Column, Notice, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.margin.place import Place
    from widgets.view_models import ViewModel

RANGES, UNMAPPED = "ranges", "unmapped"


def accounts(place: Place) -> Choice:
    """Return the ranges of the mapping, and the accounts that none of them holds.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    options = {RANGES: _("Bereiche"), UNMAPPED: _("ohne Zuordnung")}
    builds = {RANGES: range_table, UNMAPPED: unmapped_table}
    return Choice(_("Konten"), options, RANGES, lambda which: builds[which](place))


def range_table(place: Place) -> ViewModel:
    """Return the ranges as the snapshot was made with them, and what they catch; a new one is written below.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    sums = account_sums(place.margin)
    rows = _worded(ranges(place.margin)).rename({"account_from": "first", "account_to": "last"})
    for name in RATES:
        rows = rows.with_columns((pl.col(f"{name}_rate").cast(MONEY) / 100).cast(MONEY).alias(f"{name}_percent"))
    table = Table(
        (
            Column("first", _("von Konto"), "identifier", phone="title"),
            Column("last", _("bis"), "identifier", phone="row"),
            Column("range_name", _("Bezeichnung"), phone="meta"),
            Column("role_word", _("Art"), phone="meta"),
            Column("division_word", _("Sparte"), phone="row"),
            Column("cost_of_goods_percent", _("Einsatz"), "percent", phone="hide"),
            Column("labour_cost_percent", _("Löhne"), "percent", phone="hide"),
            Column("accounts", _("Konten"), "number", phone="row"),
            Column("postings", _("Buchungen"), "number", phone="row"),
            Column("amount", _("Summe"), "money", phone="figure", strong=True, has_costs=True),
        ),
        rows.with_columns(pl.col("first", "last").cast(pl.String).str.zfill(_digits(sums))),
        title=_("Kontenzuordnung dieses Datenstands"),
        note=" ".join((_("Der engste Bereich gilt. Was hier geändert wird, gilt ab der nächsten Übernahme."), _wages(place))),
        detail=partial(_opened, place),
        search=_("Konto, Bezeichnung filtern"),
        download=_("kontenzuordnung"),
        empty=_("Kein Bereich ist zugeordnet."),
    )  # fmt: skip
    return Stack((table, range_form(place, None))) if place.may_decide else table


def unmapped_table(place: Place) -> Table:
    """Return the accounts that no range holds: what stands on them is in no figure.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    sums = account_sums(place.margin)
    return Table(
        _of_account(),
        sums.filter(pl.col("role").is_null()).sort(pl.col("amount").abs(), "account", descending=[True, False]),
        title=_("Konten ohne Zuordnung"),
        detail=partial(_opened_unmapped, place),
        sum_detail=partial(accounts_below, place.margin),
        search=_("Konto filtern"),
        download=_("konten_ohne_zuordnung"),
        empty=_("Jedes Konto hat einen Bereich."),
    )


def _opened(place: Place, row: Mapping[str, Any]) -> ViewModel:
    """Return the accounts that a range catches, and the form that changes it."""
    sums = account_sums(place.margin)
    caught = sums.filter((pl.col("range_from") == int(row["first"])) & (pl.col("range_to") == int(row["last"])))
    table = Table(
        _of_account(),
        caught,
        title=_("Konten in diesem Bereich, aus {file}, Zeile {line}").format(
            file=row["mapping_file"], line=row["mapping_row"]
        ),
        detail=partial(account_below, place.margin),
        sum_detail=partial(accounts_below, place.margin),
        empty=_("Kein gebuchtes Konto liegt in diesem Bereich."),
    )
    if not place.may_decide:
        return table
    shown: list[ViewModel] = [table, range_form(place, row)]
    if row["mapping_file"] == ON_SCREEN:
        shown.append(take_back_form(place, (int(row["first"]), int(row["last"]))))
    return Stack(tuple(shown))


def _opened_unmapped(place: Place, row: Mapping[str, Any]) -> ViewModel:
    """Return what is posted on an account, and the form that gives it a range."""
    known = {"first": row["account"], "last": row["account"], "range_name": row["account_name"]}
    form: ViewModel = Notice(_("Konto ohne Zuordnung"), _("Wer Controlling macht, ordnet es zu."))
    if place.may_decide:
        form = range_form(place, known)
    return Stack((account_below(place.margin, row), form))


def _of_account() -> tuple[Column, ...]:
    """Return the columns of an account and what stands on it."""
    named = _("Kontobezeichnung")
    return (
        Column("account", _("Konto"), "identifier", beside="account_name", beside_title=named, phone="title"),
        Column("postings", _("Buchungen"), "number", total=True, phone="row"),
        Column("amount", _("Summe"), "money", total=True, strong=True, phone="figure", has_costs=True),
    )


def _digits(sums: pl.DataFrame) -> int:
    """Return how many digits an account of the ledger has at least: so many, zeros first, its ranges are written with."""
    return int(sums.select(pl.col("account").str.len_chars().min().fill_null(0)).item())


def _wages(place: Place) -> str:
    """Return what of wages can be read: people who map their accounts ask where the single ones are."""
    if place.margin.directory.settings.wages.postings == "single":
        return _("Buchungen von Löhnen stehen einzeln im Datenstand.")
    return _("Löhne stehen im Datenstand als Summe je Monat und Konto; wessen Lohn es ist, steht in der Fibu.")


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    rows = with_values_of(rows, ("role",), "role_word", lambda row: word(ROLE_WORDS, row["role"]))
    return with_values_of(rows, ("division",), "division_word", lambda row: word(DIVISIONS, row["division"]))
