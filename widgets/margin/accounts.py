"""Konten: what the account mapping catches, what it does not, and what a change would make of the figures before it counts."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import DIVISIONS as DIVISION_CODES
from clientinfo_kernel.live.account_ranges import NO_RANGE, ON_SCREEN, ROLES
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.margin.account_mapping import (
    Effect,
    Range,
    account_sums,
    calculated_costs,
    effect,
    mapping_of,
    ranges,
    taken_back,
)
from clientinfo_kernel.margin.measures import LINES
from clientinfo_kernel.money import MONEY
from widgets.margin.words import MEASURES
from widgets.parts.list_rows import with_values_of
from widgets.texts.formats import number
from widgets.texts.language import N_, _, ngettext
from widgets.texts.typed import typed_amount
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Button, Choice, Column, Field, Form, Notice, Option, Refusal, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

RANGES, UNMAPPED = "ranges", "unmapped"
ROLE_WORDS: Mapping[str, str] = {
    "revenue": N_("Erlöse"),
    "revenue_deduction": N_("Erlösminderungen"),
    "cost_of_goods": N_("Wareneinsatz"),
    "labour_cost": N_("Fertigungslöhne"),
    "money": N_("Geld"),
    "write_off": N_("Ausbuchung"),
    "deposit": N_("Anzahlung"),
    "opening_balance": N_("Saldenvortrag"),
    "dunning_charge": N_("Mahngebühr"),
    "cash_discount": N_("Skonto"),
    "transfer": N_("Umbuchung"),
    "internal": N_("intern"),
    "ignore": N_("nicht im Rohertrag"),
}
_RATES = ("cost_of_goods", "labour_cost", "tax")
_LABELS = (N_("Wareneinsatz, %"), N_("Fertigungslöhne, %"), N_("Steuer ohne Schlüssel, %"))


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
    rows = _worded(ranges(place.margin)).rename({"account_from": "first", "account_to": "last"})
    for name in _RATES:
        rows = rows.with_columns((pl.col(f"{name}_rate").cast(MONEY) / 100).cast(MONEY).alias(f"{name}_percent"))
    table = Table(
        (
            Column("first", _("von Konto"), "identifier", phone="title"),
            Column("last", _("bis"), "identifier", phone="meta"),
            Column("range_name", _("Bezeichnung"), phone="meta"),
            Column("role_word", _("Art"), phone="meta"),
            Column("division_word", _("Sparte"), phone="row"),
            Column("cost_of_goods_percent", _("Einsatz"), "percent", phone="hide"),
            Column("labour_cost_percent", _("Löhne"), "percent", phone="hide"),
            Column("accounts", _("Konten"), "number", phone="row"),
            Column("postings", _("Buchungen"), "number", phone="row"),
            Column("amount", _("Summe"), "money", phone="figure", strong=True),
        ),
        rows.with_columns(pl.col("first", "last").cast(pl.String)),
        title=_("Kontenzuordnung dieses Datenstands"),
        note=_("Der engste Bereich gilt. Was hier geändert wird, gilt ab der nächsten Übernahme."),
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
        (
            Column("account", _("Konto"), "identifier", beside="account_name", phone="title"),
            Column("postings", _("Buchungen"), "number", total=True, phone="row"),
            Column("amount", _("Summe"), "money", total=True, strong=True, phone="figure"),
        ),
        sums.filter(pl.col("role").is_null()).sort(pl.col("amount").abs(), "account", descending=[True, False]),
        title=_("Konten ohne Zuordnung"),
        detail=partial(_opened_unmapped, place),
        search=_("Konto filtern"),
        download=_("konten_ohne_zuordnung"),
        empty=_("Jedes Konto hat einen Bereich."),
    )


def range_form(place: Place, known: Mapping[str, Any] | None) -> Form:
    """Return the form that maps a range, filled with what is known of it."""
    row: Mapping[str, Any] = known or {}
    roles = tuple(Option(role, _(ROLE_WORDS[role])) for role in ROLES if role != NO_RANGE)
    divisions = tuple(Option(code, _(DIVISIONS[code])) for code in reversed(DIVISION_CODES))
    yes_no = (Option("no", _("nein")), Option("yes", _("ja")))
    fields = (
        Field("first", _("von Konto"), value=str(row.get("first") or ""), required=True),
        Field("last", _("bis Konto"), value=str(row.get("last") or ""), required=True),
        Field("role", _("Art"), "choice", value=str(row.get("role") or "revenue"), options=roles),
        Field("division", _("Sparte"), "choice", value=str(row.get("division") or "unassigned"), options=divisions),
        Field("is_warranty", _("Garantie"), "choice", value="yes" if row.get("is_warranty") else "no", options=yes_no),
        *(
            Field(name, _(label), value=_percent(row.get(f"{name}_percent")))
            for name, label in zip(_RATES, _LABELS, strict=True)
        ),
        Field("name", _("Bezeichnung"), value=str(row.get("range_name") or "")),
        Field("note", _("Warum?"), value=str(row.get("note") or ""), required=True, longest=LONGEST_TEXT),
    )
    button = Button(_("Auswirkung zeigen"), partial(_preview, place), "primary")
    return Form(fields, (button,), title=_("Bereich ändern") if known else _("Neuer Bereich"))


def effect_table(found: Effect) -> Table:
    """Return the lines of the gross profit of the accounts that change hands, before and after."""
    rows = [
        {"line": _(MEASURES[key]), "before": found.before[key], "after": found.after[key]}
        for key in (*LINES, "gross_profit")
    ]
    frame = pl.DataFrame(rows, schema={"line": pl.String, "before": MONEY, "after": MONEY})
    named = ", ".join(found.accounts["account"].head(_FEW))
    more = found.accounts.height - _FEW
    said = ngettext("{count} Konto wechselt", "{count} Konten wechseln", found.accounts.height)
    said = f"{said}: {named}{' …' if more > 0 else '.'}" if named else f"{said}."
    guess = "" if found.is_exact else " " + _("Kalkulierte Kosten sind geschätzt: höchstens so viel, wo keine gebucht sind.")  # fmt: skip
    return Table(
        (
            Column("line", _("Zeile der Rechnung"), phone="title"),
            Column("before", _("vorher"), "money", phone="row"),
            Column("after", _("nachher"), "money", phone="figure"),
            Column("difference", _("Differenz"), "money", strong=True, phone="row"),
        ),
        frame.with_columns((pl.col("after") - pl.col("before")).cast(MONEY).alias("difference")),
        title=_("Auswirkung auf alle Jahre"),
        note=said + guess,
    )


_FEW = 8


def _opened(place: Place, row: Mapping[str, Any]) -> ViewModel:
    """Return the accounts that a range catches, and the form that changes it."""
    sums = account_sums(place.margin)
    caught = sums.filter((pl.col("range_from") == int(row["first"])) & (pl.col("range_to") == int(row["last"])))
    table = Table(
        (
            Column("account", _("Konto"), "identifier", beside="account_name", phone="title"),
            Column("postings", _("Buchungen"), "number", total=True, phone="row"),
            Column("amount", _("Summe"), "money", total=True, phone="figure"),
        ),
        caught,
        title=_("Konten in diesem Bereich, aus {file}, Zeile {line}").format(
            file=row["mapping_file"], line=row["mapping_row"]
        ),
        empty=_("Kein gebuchtes Konto liegt in diesem Bereich."),
    )
    if not place.may_decide:
        return table
    shown: list[ViewModel] = [table, range_form(place, row)]
    if row["mapping_file"] == ON_SCREEN:
        field = Field("note", _("Warum?"), required=True, longest=LONGEST_TEXT)
        shown.append(Form((field,), (Button(_("Bereich zurücknehmen"), partial(_take_back, place, row)),)))
    return Stack(tuple(shown))


def _opened_unmapped(place: Place, row: Mapping[str, Any]) -> ViewModel:
    known = {"first": row["account"].lstrip("0"), "last": row["account"].lstrip("0"), "range_name": row["account_name"]}
    if not place.may_decide:
        return Notice(_("Konto ohne Zuordnung"), _("Wer Controlling macht, ordnet es zu."))
    return range_form(place, known)


def _preview(place: Place, values: Values) -> ViewModel:
    wanted = _range(values)
    found = effect(account_sums(place.margin), calculated_costs(place.margin), wanted)
    save = Button(_("Speichern, gilt ab der nächsten Übernahme"), partial(_save, place, wanted, str(values["note"])), "primary", takes_fields=False)  # fmt: skip
    back = Button(_("Zurück"), lambda _values: range_form(place, _typed(values)), takes_fields=False)
    return Stack((effect_table(found), Form((), (save, back), title=_("Vorschau"))))


def _save(place: Place, wanted: Range, note: str, _values: Values) -> ViewModel | None:
    place.do(mapping_of(wanted, new_command_id(), note))
    text = _("Die Zahlen ändern sich mit der nächsten Übernahme der Daten.")
    return place.done(_("Bereich {first} bis {last} ist gespeichert.").format(first=wanted.first, last=wanted.last), text)  # fmt: skip


def _take_back(place: Place, row: Mapping[str, Any], values: Values) -> ViewModel | None:
    place.do(taken_back(int(row["first"]), int(row["last"]), new_command_id(), str(values["note"])))
    return place.done(_("Der Bereich ist zurückgenommen und gilt ab der nächsten Übernahme nicht mehr."))


def _range(values: Values) -> Range:
    wrong = {key: _("Bitte eine Kontonummer.") for key in ("first", "last") if not str(values[key]).strip().isdecimal()}
    rates: dict[str, Decimal | None] = {}
    for name in _RATES:
        text = str(values[name]).strip()
        rates[name] = typed_amount(text) if text else None
        if text and rates[name] is None:
            wrong[name] = _("Bitte eine Zahl, etwa 13,00.")
    if wrong:
        raise Refusal(**wrong)
    try:
        return Range(
            int(str(values["first"])),
            int(str(values["last"])),
            str(values["role"]),
            str(values["division"]),
            is_warranty=values["is_warranty"] == "yes",
            cost_of_goods_percent=rates["cost_of_goods"],
            labour_cost_percent=rates["labour_cost"],
            tax_percent=rates["tax"],
            name=str(values["name"]),
        )
    except QuestionError:
        raise Refusal(_("So geht es nicht: Der Bereich beginnt vor seinem Ende, Sätze sind 0 bis 100 %, und kalkuliert wird nur von Erlösen.")) from None  # fmt: skip


def _typed(values: Values) -> dict[str, Any]:
    known: dict[str, Any] = {key: values[key] for key in ("first", "last", "role", "division")}
    rates = {f"{name}_percent": typed_amount(str(values[name]) or "0") for name in _RATES if str(values[name]).strip()}
    return {
        **known,
        **rates,
        "is_warranty": values["is_warranty"] == "yes",
        "range_name": values["name"],
        "note": values["note"],
    }


def _percent(value: object) -> str:
    return number(value) if isinstance(value, Decimal) else ""


def _worded(rows: pl.DataFrame) -> pl.DataFrame:
    rows = with_values_of(rows, ("role",), "role_word", lambda row: word(ROLE_WORDS, row["role"]))
    return with_values_of(rows, ("division",), "division_word", lambda row: word(DIVISIONS, row["division"]))
