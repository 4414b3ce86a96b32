"""What a change of the account mapping would make of the figures: which accounts change hands, by division, and in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.account_ranges import DIVISIONS as DIVISION_CODES
from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from widgets.margin.role_words import ROLE_WORDS
from widgets.margin.words import MEASURES
from widgets.parts.list_rows import with_values_of
from widgets.texts.language import _, ngettext
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Column, Table

if TYPE_CHECKING:
    from clientinfo_kernel.margin.mapping_effect import Effect

_NO_DIVISION = "unassigned"


def effect_tables(found: Effect) -> tuple[Table, ...]:
    """Return the accounts that change hands, what each division gains or loses by them (if any does), and all divisions together."""
    divisions = () if all(each.is_same for each in found.divisions.values()) else (_divisions(found),)
    return (_accounts(found), *divisions, _lines(found))


def _accounts(found: Effect) -> Table:
    """Return the accounts, with what they are and what they would be."""
    rows = with_values_of(
        found.accounts, ("role", "division"), "before", lambda row: _held(row["role"], row["division"])
    )
    rows = with_values_of(
        rows, ("new_role", "new_division"), "after", lambda row: _held(row["new_role"], row["new_division"])
    )
    return Table(
        (
            Column(
                *("account", _("Konto"), "identifier"),
                beside="account_name",
                beside_title=_("Kontobezeichnung"),
                phone="title",
            ),
            Column("before", _("bisher"), phone="row"),
            Column("after", _("künftig"), phone="row"),
            Column("postings", _("Buchungen"), "number", total=True, phone="row"),
            Column("amount", _("Summe"), "money", total=True, strong=True, phone="figure", has_costs=True),
        ),
        rows,
        title=ngettext("{count} Konto wechselt", "{count} Konten wechseln", rows.height),
        empty=_("Alle Konten bleiben, wo sie sind."),
    )


def _held(role: str | None, division: str | None) -> str:
    """Return what an account is, and of which division."""
    if role is None:
        return _("ohne Zuordnung")
    said = word(ROLE_WORDS, role)
    return said if division in {None, _NO_DIVISION} else f"{said}, {word(DIVISIONS, division)}"


def _divisions(found: Effect) -> Table:
    """Return by how much the lines of each division change; together that is the difference of all."""
    rows = [
        {"division": _(DIVISIONS[code]), **{key: sides.after[key] - sides.before[key] for key in GROSS_PROFIT_AMOUNTS}}
        for code in DIVISION_CODES
        if (sides := found.divisions.get(code)) is not None and not sides.is_same
    ]
    schema = {"division": pl.String(), **dict.fromkeys(GROSS_PROFIT_AMOUNTS, MONEY)}
    profit = GROSS_PROFIT_AMOUNTS[-1]
    return Table(
        (
            Column("division", _("Sparte"), phone="title"),
            *(
                Column(key, _(MEASURES[key]), "money", total=True, strong=key == profit, phone="figure" if key == profit else "row")
                for key in GROSS_PROFIT_AMOUNTS
            ),
        ),
        pl.DataFrame(rows, schema),
        title=_("Was sich je Sparte ändert"),
    )  # fmt: skip


def _lines(found: Effect) -> Table:
    """Return the lines of the gross profit of the accounts that change hands, before and after."""
    rows = [
        {"line": _(MEASURES[key]), "before": found.whole.before[key], "after": found.whole.after[key]}
        for key in GROSS_PROFIT_AMOUNTS
    ]
    frame = pl.DataFrame(rows, schema={"line": pl.String(), "before": MONEY, "after": MONEY})
    return Table(
        (
            Column("line", _("Zeile der Rechnung"), phone="title"),
            Column("before", _("vorher"), "money", phone="row"),
            Column("after", _("nachher"), "money", phone="figure"),
            Column("difference", _("Differenz"), "money", strong=True, phone="row"),
        ),
        frame.with_columns((pl.col("after") - pl.col("before")).cast(MONEY).alias("difference")),
        title=_("Auswirkung auf alle Jahre"),
        note=" ".join(_guesses(found)),
    )


def _guesses(found: Effect) -> list[str]:
    """Return what the figures leave open."""
    said = (
        (found.is_exact, _("Kalkulierte Kosten sind geschätzt: höchstens so viel, wo keine gebucht sind.")),
        (found.is_tax_same, _("Der andere Steuersatz ist je Konto gerechnet, wo kein Steuerschlüssel steht; die Übernahme rundet je Buchung, einzelne Cent können abweichen.")),
        (found.is_rate_same, _("Der andere Satz ist je Konto gerechnet; die Übernahme rundet je Beleg, bei vielen Belegen sind es einige Euro.")),
        (found.is_below_known, _("Nennt der Kontenrahmen genau denselben Bereich, gilt dessen Zuordnung wieder; sie ist hier nicht bekannt.")),
    )  # fmt: skip
    return [text for is_so, text in said if not is_so]
