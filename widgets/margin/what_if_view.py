"""Was wäre, wenn: what is assumed otherwise, and what it makes of the page's figures, beside what is posted."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.measures import LINES
from clientinfo_kernel.margin.what_if import Assumptions, added_up, facts_of, what_if
from clientinfo_kernel.money import MONEY
from widgets.margin.words import MEASURES, margin_of, month_words, share
from widgets.margin.words import cents as euros
from widgets.texts.formats import number
from widgets.texts.language import N_, _
from widgets.texts.typed import typed_amount
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Button, Column, Field, Form, Notice, Option, Refusal, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin.what_if import Model, Today
    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

WAGES: Mapping[str, str] = {
    "posted": N_("wie gebucht oder kalkuliert"),
    "percent": N_("Anteil an den Lohnerlösen, %"),
    "per_unit": N_("Kosten je AW, €"),
    "quota": N_("Quote der letzten sechs geschlossenen Monate"),
}
_GROSS = "gross_profit"


def what_if_view(place: Place) -> ViewModel:
    """Return the form with what is assumed, and both sides of each line and division.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    try:
        found, known = facts_of(place.margin, place.view.question.where)
    except QuestionError:
        text = _("Mit Konten und Kostenstellen im Filter sind keine AW bekannt. Nehmen Sie diese Filter heraus.")
        return Notice(_("So lässt sich kein Modell rechnen"), text)
    assumed = Assumptions.of_words(place.view.model)
    models = what_if(found, assumed, known)
    said = Notice(
        _("Modell, ändert keine Buchung"),
        _("Verkaufte Stunden und Teilemengen bleiben gleich; Fahrzeuge, Garantie und interne Aufträge unverändert."),
        tone="accent",
    )
    beside = Stack((line_table(models), _form(place, assumed, known)), "split")
    return Stack((said, beside, division_table(models)))


def line_table(models: list[Model]) -> Table:
    """Return the lines of the gross profit, as posted and as modelled."""
    whole = added_up(models)
    rows = [
        {"line": _(MEASURES[key]), "facts": whole.facts[key], "model": whole.model[key], "kind": "money"}
        for key in (*LINES, _GROSS)
    ]
    frame = pl.DataFrame(rows, schema={"line": pl.String, "facts": MONEY, "model": MONEY, "kind": pl.String})
    sides = [margin_of(side[_GROSS], side["revenue"]) for side in (whole.facts, whole.model)]
    note = _("Marge {facts} heute, {model} im Modell").format(facts=share(sides[0]), model=share(sides[1]))
    return Table(
        (
            Column("line", _("Zeile der Rechnung"), phone="title"),
            Column("facts", _("heute"), "money", phone="row"),
            Column("model", _("Modell"), "money", phone="figure"),
            Column("difference", _("Differenz"), "money", phone="row"),
        ),
        _with_difference(frame),
        title=_("Vorher und nachher, EUR"),
        note=note,
        download=_("was_waere_wenn"),
    )


def division_table(models: list[Model]) -> Table:
    """Return the gross profit of each division, as posted and as modelled."""
    rows = [
        {
            "division": word(DIVISIONS, each.division or "unassigned"),
            "facts": each.facts[_GROSS],
            "model": each.model[_GROSS],
        }
        for each in models
    ]
    frame = pl.DataFrame(rows, schema={"division": pl.String, "facts": MONEY, "model": MONEY})
    return Table(
        (
            Column("division", _("Sparte"), phone="title"),
            Column("facts", _("Rohertrag heute"), "money", total=True, phone="row"),
            Column("model", _("Rohertrag Modell"), "money", total=True, strong=True, phone="figure"),
            Column("difference", _("Differenz"), "money", total=True, phone="row"),
        ),
        _with_difference(frame),
        title=_("Rohertrag je Sparte, Modell"),
        sort=("facts", "descending"),
        download=_("was_waere_wenn_sparten"),
    )


def assumed_words(assumed: Assumptions, known: Today) -> dict[str, tuple[str, str]]:
    """Return each assumption in words: what it is about -> as it is today, as it is assumed."""
    said = {
        _("Stundenverrechnungssatz, €"): (_euros(known.rate), _euros(assumed.rate) if assumed.rate is not None else ""),
        _("Teilerabatt im Mittel, %"): (_euros(known.discount), _euros(assumed.discount) if assumed.discount is not None else ""),
    }  # fmt: skip
    if assumed.wages != "posted":
        value = known.quota if assumed.wages == "quota" else assumed.value
        usual = known.cost_per_unit if assumed.wages == "per_unit" else known.wages_percent
        said[f"{_('Kalkulatorische Löhne')}: {_(WAGES[assumed.wages])}"] = (_euros(usual), _euros(value))
    return {key: both for key, both in said.items() if both[1]}


def _form(place: Place, assumed: Assumptions, known: Today) -> Form:
    quota = _("{percent} in {months}").format(percent=share(_rounded(known.quota)), months=_months(known))
    options = [Option(key, _(name), quota if key == "quota" else "") for key, name in WAGES.items()]
    usual = _("heute {percent} der Lohnerlöse, {cost} € je AW").format(
        percent=share(_rounded(known.wages_percent)), cost=_euros(known.cost_per_unit)
    )
    fields = (
        Field("rate", _("Stundenverrechnungssatz, €"), value=_typed(assumed.rate), hint=_("heute {value}").format(value=_euros(known.rate))),
        Field("discount", _("Teilerabatt im Mittel, %"), value=_typed(assumed.discount), hint=_("heute {value}").format(value=_euros(known.discount))),
        Field("wages", _("Kalkulatorische Löhne"), "choice", value=assumed.wages, options=tuple(options)),
        Field("value", _("Anteil oder Kosten"), value=_typed(assumed.value), hint=usual),
    )  # fmt: skip
    buttons = (
        Button(_("Rechnen"), partial(_calculate, place), "primary"),
        Button(_("Zurücksetzen"), lambda _values: place.go(replace(place.view, model="")), takes_fields=False),
    )
    return Form(fields, buttons, title=_("Annahmen"))


def _calculate(place: Place, values: Values) -> None:
    wages = str(values["wages"])
    wrong: dict[str, str] = {}
    numbers: dict[str, Any] = {}
    for key in ("rate", "discount", "value"):
        text = str(values[key]).strip()
        numbers[key] = typed_amount(text) if text else None
        if text and numbers[key] is None:
            wrong[key] = _("Bitte eine Zahl, etwa 148,00.")
    if wages in {"percent", "per_unit"} and not str(values["value"]).strip():
        wrong["value"] = _("Dafür fehlt ein Wert.")
    if wrong:
        raise Refusal(**wrong)
    if wages not in {"percent", "per_unit"}:
        numbers["value"] = None
    try:
        assumed = Assumptions(wages=wages, **numbers)  # type: ignore[arg-type]  # looked at by itself
    except QuestionError:
        raise Refusal(_("Diese Annahmen passen nicht: Sätze ab 0, Rabatte bis 100 %.")) from None
    place.go(replace(place.view, model=assumed.words()))


def _with_difference(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col("model") - pl.col("facts")).cast(MONEY).alias("difference"))


def _months(known: Today) -> str:
    months = known.quota_months
    return month_words(f"{months[0]:%Y-%m}..{months[-1]:%Y-%m}") if months else "–"


def _rounded(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(Decimal("0.01"))


def _euros(value: Decimal | None) -> str:
    return euros(_rounded(value))


def _typed(value: Decimal | None) -> str:
    return "" if value is None else number(value)
