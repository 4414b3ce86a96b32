"""The form that maps a range of accounts: its effect is seen before it is written, and so is that of taking one back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import DIVISIONS as DIVISION_CODES
from clientinfo_kernel.live.account_ranges import NO_RANGE, ON_SCREEN, ROLES
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.margin.account_mapping import Accounts, Effect, Range, effect, mapping_of, taken_back
from clientinfo_kernel.money import MONEY
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS
from widgets.margin.words import MEASURES
from widgets.texts.formats import number
from widgets.texts.language import N_, _, ngettext
from widgets.texts.typed import typed_amount
from widgets.texts.words import DIVISIONS
from widgets.view_models import Button, Column, Field, Form, Notice, Option, Refusal, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

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
RATES = ("cost_of_goods", "labour_cost", "tax")
_LABELS = (N_("Wareneinsatz, %"), N_("Fertigungslöhne, %"), N_("Steuer ohne Schlüssel, %"))
_FEW = 8


def range_form(place: Place, known: Mapping[str, Any] | None) -> Form:
    """Return the form that maps a range, filled with what is known of it.

    Args:
        place: Where it stands.
        known: The range that is opened, or what is typed so far; with ``mapping_file`` where the snapshot has it.
    """
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
            for name, label in zip(RATES, _LABELS, strict=True)
        ),
        Field("name", _("Bezeichnung"), value=str(row.get("range_name") or "")),
        Field("note", _("Warum?"), value=str(row.get("note") or ""), required=True, longest=LONGEST_TEXT),
    )
    button = Button(_("Auswirkung zeigen"), partial(_preview, place, _stands(row)), "primary", settles=False)
    title = _("Bereich ändern") if _stands(row) else _("Neuer Bereich")
    return Form(fields, (button,), title=title, kept_as=_kept_as(_stands(row)))


def take_back_form(place: Place, old: tuple[int, int]) -> Form:
    """Return the form that takes a range of the house's own back: its effect first, as with every other change."""
    field = Field("note", _("Warum?"), required=True, longest=LONGEST_TEXT)
    button = Button(_("Bereich zurücknehmen"), partial(_preview_back, place, old), settles=False)
    return Form((field,), (button,), kept_as=f"range back {old}")


def effect_table(found: Effect) -> Table:
    """Return the lines of the gross profit of the accounts that change hands, before and after."""
    rows = [
        {"line": _(MEASURES[key]), "before": found.before[key], "after": found.after[key]}
        for key in GROSS_PROFIT_AMOUNTS
    ]
    frame = pl.DataFrame(rows, schema={"line": pl.String, "before": MONEY, "after": MONEY})
    named = ", ".join(found.accounts["account"].head(_FEW))
    more = found.accounts.height - _FEW
    said = ngettext("{count} Konto wechselt", "{count} Konten wechseln", found.accounts.height)
    said = f"{said}: {named}{' …' if more > 0 else '.'}" if named else f"{said}."
    return Table(
        (
            Column("line", _("Zeile der Rechnung"), phone="title"),
            Column("before", _("vorher"), "money", phone="row"),
            Column("after", _("nachher"), "money", phone="figure"),
            Column("difference", _("Differenz"), "money", strong=True, phone="row"),
        ),
        frame.with_columns((pl.col("after") - pl.col("before")).cast(MONEY).alias("difference")),
        title=_("Auswirkung auf alle Jahre"),
        note=" ".join((said, *_guesses(found))),
    )


def _guesses(found: Effect) -> list[str]:
    """Return what the figures leave open."""
    said = (
        (found.is_exact, _("Kalkulierte Kosten sind geschätzt: höchstens so viel, wo keine gebucht sind.")),
        (found.is_tax_same, _("Der andere Steuersatz ist je Konto gerechnet, wo kein Steuerschlüssel steht; die Übernahme rundet je Buchung, einzelne Cent können abweichen.")),
        (found.is_below_known, _("Nennt der Kontenrahmen genau denselben Bereich, gilt dessen Zuordnung wieder; sie ist hier nicht bekannt.")),
    )  # fmt: skip
    return [text for is_so, text in said if not is_so]


def _preview(place: Place, stands: Stands | None, values: Values) -> ViewModel:
    wanted = _range(values)
    old = stands.place if stands and stands.is_own and stands.place != wanted.place else None
    found = _effect(place, wanted, old)
    save = Button(_("Speichern, gilt ab der nächsten Übernahme"), partial(_save, place, wanted, str(values["note"]), old), "primary", takes_fields=False)  # fmt: skip
    typed = _typed(values) | ({} if stands is None else stands.as_row())
    back = Button(_("Zurück"), lambda _values: range_form(place, typed), takes_fields=False, settles=False)
    said: tuple[ViewModel, ...] = ()
    if stands and stands.place != wanted.place:
        said = (Notice(_moved(stands), tone="accent"),)
    return Stack((*said, effect_table(found), Form((), (save, back), title=_("Vorschau"), kept_as=_kept_as(stands))))


def _kept_as(stands: Stands | None) -> str:
    return f"range {stands.place if stands else ''}"


def _moved(stands: Stands) -> str:
    first, last = stands.place
    if stands.is_own:
        return _("Der bisherige Bereich {first} bis {last} wird dabei zurückgenommen.").format(first=first, last=last)
    said = _("Der Bereich {first} bis {last} aus {file} bleibt daneben bestehen; für jedes Konto gilt der engste.")
    return said.format(first=first, last=last, file=stands.file)


def _preview_back(place: Place, old: tuple[int, int], values: Values) -> ViewModel:
    found = _effect(place, Range(*old, NO_RANGE), None)
    take = partial(_take_back, place, old, str(values["note"]))
    buttons = (
        Button(_("Zurücknehmen, gilt ab der nächsten Übernahme"), take, "primary", takes_fields=False),
        Button(_("Zurück"), lambda _values: take_back_form(place, old), takes_fields=False, settles=False),
    )
    return Stack((effect_table(found), Form((), buttons, title=_("Vorschau"), kept_as=f"range back {old}")))


def _effect(place: Place, wanted: Range, old: tuple[int, int] | None) -> Effect:
    return effect(Accounts.of(place.margin), wanted, old)


def _save(place: Place, wanted: Range, note: str, old: tuple[int, int] | None, _values: Values) -> ViewModel | None:
    place.do(mapping_of(wanted, new_command_id(), note, old))
    text = _("Die Zahlen ändern sich mit der nächsten Übernahme der Daten.")
    return place.done(_("Bereich {first} bis {last} ist gespeichert.").format(first=wanted.first, last=wanted.last), text)  # fmt: skip


def _take_back(place: Place, old: tuple[int, int], note: str, _values: Values) -> ViewModel | None:
    place.do(taken_back(*old, new_command_id(), note))
    return place.done(_("Der Bereich ist zurückgenommen und gilt ab der nächsten Übernahme nicht mehr."))


@dataclass(frozen=True)
class Stands:
    """The range that the form was opened from.

    Attributes:
        place: Its first and last account.
        file: The mapping that it stands in.
    """

    place: tuple[int, int]
    file: str

    @property
    def is_own(self) -> bool:
        """Whether the house wrote it on screen, and can take it back."""
        return self.file == ON_SCREEN

    def as_row(self) -> dict[str, Any]:
        """Return what the form reads it from."""
        return {"stands_first": self.place[0], "stands_last": self.place[1], "mapping_file": self.file}


def _stands(row: Mapping[str, Any]) -> Stands | None:
    if not row.get("mapping_file"):
        return None
    first, last = (row.get(f"stands_{end}", row[end]) for end in ("first", "last"))
    return Stands((int(first), int(last)), str(row["mapping_file"]))


def _range(values: Values) -> Range:
    wrong = {key: _("Bitte eine Kontonummer.") for key in ("first", "last") if not str(values[key]).strip().isdecimal()}
    rates: dict[str, Decimal | None] = {}
    for name in RATES:
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
    rates = {f"{name}_percent": typed_amount(str(values[name]) or "0") for name in RATES if str(values[name]).strip()}
    return {
        **known,
        **rates,
        "is_warranty": values["is_warranty"] == "yes",
        "range_name": values["name"],
        "note": values["note"],
    }


def _percent(value: object) -> str:
    return number(value) if isinstance(value, Decimal) else ""
