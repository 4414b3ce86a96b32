"""The form that maps a range of accounts: its effect is seen before it is written, and so is that of taking one back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.live.account_ranges import ACCOUNT_RANGE, NO_RANGE, ON_SCREEN, ROLES
from clientinfo_kernel.live.account_ranges import DIVISIONS as DIVISION_CODES
from clientinfo_kernel.live.commands import Conflict, new_command_id
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.margin.account_mapping import Accounts, Range, mapping_of, said_of, taken_back
from clientinfo_kernel.margin.mapping_effect import Effect, effect
from widgets.margin.differing import leave
from widgets.margin.place import refused
from widgets.margin.range_decided import RATE_LABELS, RATES, decided_now, differing, said_last
from widgets.margin.range_effect import effect_tables
from widgets.margin.role_words import ROLE_WORDS
from widgets.texts.formats import number
from widgets.texts.language import _
from widgets.texts.typed import typed_amount
from widgets.texts.words import DIVISIONS
from widgets.view_models import Button, Field, Form, Notice, Option, Refusal, Stack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin.account_mapping import Decided
    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

# What the form calls the fields of a range.
_KEYS = {"account_from": "first", "account_to": "last", **{f"{name}_percent": name for name in RATES}}


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
            for name, label in zip(RATES, RATE_LABELS, strict=True)
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


def _preview(place: Place, stands: Stands | None, values: Values, beside: tuple[ViewModel, ...] = ()) -> Stack:
    """Return what a range would change, and who decided what about it before.

    Args:
        place: Where it stands.
        stands: The range that the form was opened from.
        values: What was typed.
        beside: What somebody else decided since the last preview, in place of who decided before.
    """
    wanted, seen = _range(values), decided_now(place)
    old = _old(stands, wanted)
    found = _effect(place, wanted, old)
    saves = partial(_save, place, stands, values, seen)
    save = Button(_("Speichern, gilt ab der nächsten Übernahme"), saves, "primary", takes_fields=False)
    typed = _typed(values) | ({} if stands is None else stands.as_row())
    back = Button(_("Zurück"), lambda _values: range_form(place, typed), takes_fields=False, settles=False)
    said = beside or tuple(said_last(seen[each]) for each in filter(None, (wanted.place, old)) if each in seen)
    if stands and stands.place != wanted.place:
        said = (Notice(_moved(stands), tone="accent"), *said)
    buttons = (save, leave(place), back) if beside else (save, back)
    return Stack((*said, *effect_tables(found), Form((), buttons, title=_("Vorschau"), kept_as=_kept_as(stands))))


def _old(stands: Stands | None, wanted: Range) -> tuple[int, int] | None:
    """Return the range of the house's own that another one stands in place of."""
    return stands.place if stands and stands.is_own and stands.place != wanted.place else None


def _kept_as(stands: Stands | None) -> str:
    return f"range {stands.place if stands else ''}"


def _moved(stands: Stands) -> str:
    first, last = stands.first, stands.last
    if stands.is_own:
        return _("Der bisherige Bereich {first} bis {last} wird dabei zurückgenommen.").format(first=first, last=last)
    said = _("Der Bereich {first} bis {last} aus {file} bleibt daneben bestehen; für jedes Konto gilt der engste.")
    return said.format(first=first, last=last, file=stands.file)


def _preview_back(place: Place, old: tuple[int, int], values: Values, beside: tuple[ViewModel, ...] = ()) -> Stack:
    seen = decided_now(place)
    found = _effect(place, Range(*old, NO_RANGE), None)
    take = partial(_take_back, place, old, values, seen)
    save = Button(_("Zurücknehmen, gilt ab der nächsten Übernahme"), take, "primary", takes_fields=False)
    back = Button(_("Zurück"), lambda _values: take_back_form(place, old), takes_fields=False, settles=False)
    said = beside or ((said_last(seen[old]),) if old in seen else ())
    buttons = (save, leave(place), back) if beside else (save, back)
    return Stack((*said, *effect_tables(found), Form((), buttons, title=_("Vorschau"), kept_as=f"range back {old}")))


def _effect(place: Place, wanted: Range, old: tuple[int, int] | None) -> Effect:
    return effect(Accounts.of(place.margin), wanted, old)


def _save(place: Place, stands: Stands | None, typed: Values, seen: Decided, _values: Values) -> ViewModel | None:
    wanted, note = _range(typed), str(typed["note"])
    old = _old(stands, wanted)
    answer = place.do(mapping_of(wanted, new_command_id(), note, old, seen))
    if isinstance(answer, Conflict):
        found = _decided_since(
            place, seen, {wanted.place: wanted} | ({old: Range(*old, NO_RANGE)} if old else {}), note
        )
        return _preview(place, stands, typed, found)
    text = _("Die Zahlen ändern sich mit der nächsten Übernahme der Daten.")
    said = _("Bereich {first} bis {last} ist gespeichert.").format(first=typed["first"], last=typed["last"])
    return place.done(said, text)


def _decided_since(
    place: Place, seen: Decided, wanted: Mapping[tuple[int, int], Range], note: str
) -> tuple[ViewModel, ...]:
    """Return what somebody else decided about these ranges since they were seen, beside what was wanted of them."""
    now = decided_now(place)
    since = (each for each in wanted if each in now and now[each] != seen.get(each))
    return tuple(part for each in since for part in differing(wanted[each], note, now[each]))


def _take_back(place: Place, old: tuple[int, int], typed: Values, seen: Decided, _values: Values) -> ViewModel | None:
    note = str(typed["note"])
    if isinstance(place.do(taken_back(*old, new_command_id(), note, seen)), Conflict):
        found = _decided_since(place, seen, {old: Range(*old, NO_RANGE)}, note)
        return _preview_back(place, old, typed, found)
    return place.done(_("Der Bereich ist zurückgenommen und gilt ab der nächsten Übernahme nicht mehr."))


@dataclass(frozen=True)
class Stands:
    """The range that the form was opened from.

    Attributes:
        first: Its first account, as accounts are written.
        last: Its last one.
        file: The mapping that it stands in.
    """

    first: str
    last: str
    file: str

    @property
    def place(self) -> tuple[int, int]:
        """Its first and last account."""
        return int(self.first), int(self.last)

    @property
    def is_own(self) -> bool:
        """Whether the house wrote it on screen, and can take it back."""
        return self.file == ON_SCREEN

    def as_row(self) -> dict[str, Any]:
        """Return what the form reads it from."""
        return {"stands_first": self.first, "stands_last": self.last, "mapping_file": self.file}


def _stands(row: Mapping[str, Any]) -> Stands | None:
    if not row.get("mapping_file"):
        return None
    first, last = (row.get(f"stands_{end}", row[end]) for end in ("first", "last"))
    return Stands(str(first), str(last), str(row["mapping_file"]))


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
        wanted = Range(
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
        ACCOUNT_RANGE.checked(said_of(wanted, str(values["note"])))
    except InputRefused as error:  # said at the field, which the preview no longer has
        raise refused(error, _KEYS) from None
    except QuestionError:
        raise Refusal(_("So geht es nicht: Der Bereich beginnt vor seinem Ende, Sätze sind 0 bis 100 %, und kalkuliert wird nur von Erlösen.")) from None  # fmt: skip
    return wanted


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
