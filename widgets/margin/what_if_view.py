"""Was wäre, wenn: what is assumed otherwise, and what it makes of the page's figures, beside what is posted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import UNASSIGNED
from clientinfo_kernel.margin.what_if import Assumptions, added_up, what_if
from clientinfo_kernel.margin.what_if_facts import QUOTA_MONTHS, facts_of
from clientinfo_kernel.margin.where import MONTHS
from clientinfo_kernel.money import MONEY, rounded
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_LINES, LINES
from widgets.margin.documents_below import documents_below
from widgets.margin.words import MEASURES, margin_of, month_words, share
from widgets.margin.words import cents as euros
from widgets.texts.formats import number
from widgets.texts.language import N_, _, ngettext
from widgets.texts.typed import typed_amount
from widgets.texts.words import DIVISIONS, word
from widgets.view_models import Button, Column, Field, Form, Notice, Option, Refusal, Stack, Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from clientinfo_kernel.margin.what_if import Model, Today
    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel

WAGES: Mapping[str, str] = {
    "posted": N_("wie gebucht oder kalkuliert"),
    "percent": N_("Anteil an den Lohnerlösen, %"),
    "per_unit": N_("Kosten je AW, €"),
    "quota": N_("Lohnquote der letzten Monate"),
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
        text = _(
            "Mit Konten, Kostenstellen oder einzelnen Tagen im Filter sind keine AW bekannt. Nehmen Sie diese Filter heraus."
        )
        return Notice(_("So lässt sich kein Modell rechnen"), text)
    assumed = Assumptions.of_words(place.view.model)
    models = what_if(found, assumed, known)
    said = Notice(
        _("Modell, ändert keine Buchung"),
        " ".join((_("Verkaufte Stunden und Teilemengen bleiben gleich, ebenso Fahrzeuge und die Preise von Garantie und internen Aufträgen. Löhne werden für alle Aufträge gerechnet."), *without_effect(assumed, known))),
        tone="accent",
    )  # fmt: skip
    beside = Stack((line_table(place, models), _form(place, assumed, known)), "split")
    return Stack((said, beside, division_table(place, models)))


def line_table(place: Place, models: list[Model]) -> Table:
    """Return the lines of the gross profit, as posted and as modelled; each opens to the documents of what is posted."""
    whole = added_up(models)
    rows = [
        {"key": key, "line": _(MEASURES[key]), "facts": whole.facts[key], "model": whole.model[key], "kind": "money"}
        for key in (*LINES, _GROSS)
    ]
    frame = pl.DataFrame(
        rows, schema={"key": pl.String, "line": pl.String, "facts": MONEY, "model": MONEY, "kind": pl.String}
    )
    sides = [margin_of(side[_GROSS], side["revenue"]) for side in (whole.facts, whole.model)]
    note = _("Marge {facts} heute, {model} im Modell").format(facts=share(sides[0]), model=share(sides[1]))
    return Table(
        (
            Column("line", _("Zeile der Rechnung"), phone="title"),
            Column("facts", _("heute"), "money", phone="row"),
            Column("model", _("Modell"), "money", phone="figure", has_costs=True),
            Column("difference", _("Differenz"), "money", phone="row"),
        ),
        _with_difference(frame),
        title=_("Vorher und nachher, EUR"),
        note=note,
        detail=partial(_opened_line, place),
        download=_("was_waere_wenn"),
    )


def division_table(place: Place, models: list[Model]) -> Table:
    """Return the gross profit of each division, as posted and as modelled; each opens likewise."""
    rows = [
        {
            "key": each.division or UNASSIGNED,
            "division": word(DIVISIONS, each.division or UNASSIGNED),
            "facts": each.facts[_GROSS],
            "model": each.model[_GROSS],
        }
        for each in models
    ]
    frame = pl.DataFrame(rows, schema={"key": pl.String, "division": pl.String, "facts": MONEY, "model": MONEY})
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
        detail=partial(_opened_division, place),
        sum_detail=lambda _rows: documents_below(place.margin, place.view.question.where),
        download=_("was_waere_wenn_sparten"),
    )


def _opened_line(place: Place, row: Mapping[str, Any]) -> ViewModel:
    where = dict(place.view.question.where)
    role = next((role for role, line in GROSS_PROFIT_LINES.items() if line == row["key"]), None)
    return documents_below(place.margin, tuple((where | ({"role": (role,)} if role else {})).items()))


def _opened_division(place: Place, row: Mapping[str, Any]) -> ViewModel:
    where = {**dict(place.view.question.where), "division": (row["key"],)}
    return documents_below(place.margin, tuple(where.items()))


def assumed_words(assumed: Assumptions, known: Today) -> dict[str, tuple[str, str]]:
    """Return each assumption in words: what it is about -> as it is today, as it is assumed."""
    said = {
        _("Stundenverrechnungssatz, €"): (_euros(known.rate), _euros(assumed.rate) if assumed.rate is not None else ""),
        _("Teilerabatt im Mittel, %"): (_euros(known.discount), _euros(assumed.discount) if assumed.discount is not None else ""),
    }  # fmt: skip
    if assumed.wages != "posted":
        value = known.quota if assumed.wages == "quota" else assumed.value
        usual = known.cost_per_unit if assumed.wages == "per_unit" else known.wages_percent
        name = quota_name(known) if assumed.wages == "quota" else _(WAGES[assumed.wages])
        said[f"{_('Kalkulatorische Löhne')}: {name}"] = (_euros(usual), _euros(value))
    return {key: both for key, both in said.items() if both[1]}


def assumed_line(assumed: Assumptions) -> str:
    """Return all that is assumed in one line, without what is usual today."""
    figures = {
        _("Stundenverrechnungssatz, €"): assumed.rate,
        _("Teilerabatt im Mittel, %"): assumed.discount,
        _(WAGES[assumed.wages]): assumed.value,
    }
    said = [f"{name}: {_euros(value)}" for name, value in figures.items() if value is not None]
    return "; ".join([*said, *([_(WAGES[assumed.wages])] if assumed.wages == "quota" else [])])


def without_effect(assumed: Assumptions, known: Today) -> list[str]:
    """Return which of the assumptions change nothing here, and why."""
    said = []
    if assumed.rate is not None and not known.rate:
        said.append(_("Zu diesen Erlösen sind keine Stunden bekannt: Ein Stundenverrechnungssatz ändert nichts."))
    if assumed.wages != "posted" and known.wages_in_goods:
        said.append(_wages_in_goods())
    elif assumed.wages == "quota" and known.quota is None:
        said.append(_("Eine Lohnquote ist nicht bekannt: Die Löhne bleiben, wie sie sind."))
    return said


def quota_name(known: Today) -> str:
    """Return what the share of wages is of: six closed months, fewer, or whole months that nobody closed."""
    count = len(known.quota_months)
    if not count:
        name = WAGES["quota"]
        return _(name)
    if not known.is_quota_closed:
        return ngettext("Lohnquote des letzten Monats, nicht geschlossen", "Lohnquote der letzten {count} Monate, nicht geschlossen", count)  # fmt: skip
    if count == QUOTA_MONTHS:
        return _("Lohnquote der letzten sechs geschlossenen Monate")
    return ngettext("Lohnquote des einzigen geschlossenen Monats", "Lohnquote von nur {count} geschlossenen Monaten", count)  # fmt: skip


def quota_words(known: Today) -> str:
    """Return the share of wages and the months that it is of."""
    return _("Lohnquote {percent}, aus {months}").format(percent=share(known.quota), months=months_named(known))


def _wages_field(assumed: Assumptions, known: Today) -> Field:
    names = {key: _(name) for key, name in WAGES.items()} | {"quota": quota_name(known)}
    # Not an option's own text, which is not to be seen while the choice is closed.
    hint = _wages_in_goods()
    chosen = assumed.wages
    if known.wages_in_goods:
        names, chosen = {"posted": names["posted"]}, "posted"
    else:
        hint = quota_words(known)
    options = tuple(Option(key, name) for key, name in names.items())
    return Field("wages", _("Kalkulatorische Löhne"), "choice", value=chosen, options=options, hint=hint)


def _form(place: Place, assumed: Assumptions, known: Today) -> Form:
    usual = _("heute {percent} der Lohnerlöse, {cost} € je AW").format(
        percent=share(known.wages_percent), cost=_euros(known.cost_per_unit)
    )
    rate = _("keine Stunden bekannt")
    if known.rate:
        rate = _("heute {value}; zu {percent} der Lohnerlöse sind Stunden bekannt")
        rate = rate.format(value=_euros(known.rate), percent=share(known.rate_covers))
    fields = (
        Field("rate", _("Stundenverrechnungssatz, €"), value=_typed(assumed.rate), hint=rate),
        Field("discount", _("Teilerabatt im Mittel, %"), value=_typed(assumed.discount), hint=_("heute {value}").format(value=_euros(known.discount))),
        _wages_field(assumed, known),
        Field("value", _("Anteil oder Kosten"), value=_typed(assumed.value), hint=usual),
    )  # fmt: skip
    buttons = (
        Button(_("Rechnen"), partial(_calculate, place, known), "primary"),
        Button(_("Zurücksetzen"), lambda _values: place.go(replace(place.view, model="")), takes_fields=False),
    )
    return Form(fields, buttons, title=_("Annahmen"), kept_as="what if")


def _calculate(place: Place, known: Today, values: Values) -> None:
    wages = str(values["wages"])
    wrong: dict[str, str] = {}
    typed: dict[str, Any] = {}
    for key in ("rate", "discount", "value"):
        text = str(values[key]).strip()
        typed[key] = typed_amount(text) if text else None
        if text and typed[key] is None:
            wrong[key] = _("Bitte eine Zahl, etwa 148,00.")
    if wages in {"percent", "per_unit"} and not str(values["value"]).strip():
        wrong["value"] = _("Dafür fehlt ein Wert.")
    if typed["rate"] is not None and not known.rate:
        wrong["rate"] = _("Zu diesen Erlösen sind keine Stunden bekannt.")
    if wrong:
        raise Refusal(**wrong)
    if wages not in {"percent", "per_unit"}:
        typed["value"] = None
    try:
        assumed = Assumptions(wages=wages, **typed)  # type: ignore[arg-type]  # looked at by itself
    except QuestionError:
        raise Refusal(_("Diese Annahmen passen nicht: Sätze ab 0, Rabatte bis 100 %.")) from None
    place.go(replace(place.view, model=assumed.words()))


def _with_difference(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col("model") - pl.col("facts")).cast(MONEY).alias("difference"))


def months_named(known: Today) -> str:
    """Return the months: as a span where they follow each other, else one by one."""
    months = known.quota_months
    if not months:
        return "–"
    first, last = months[0], months[-1]
    if (last.year - first.year) * MONTHS + last.month - first.month == len(months) - 1:
        return month_words(f"{months[0]:%Y-%m}..{months[-1]:%Y-%m}")
    return ", ".join(month_words(f"{each:%Y-%m}") for each in months)


def _wages_in_goods() -> str:
    return _("Die Werkstatt hat Kosten im Wareneinsatz und keine Löhne daneben; gerechnete Löhne könnten doppelt zählen. Ordnen Sie unter Konten die Lohnkonten als Fertigungslöhne zu.")  # fmt: skip


def _euros(value: Decimal | None) -> str:
    return euros(None if value is None else rounded(value))


def _typed(value: Decimal | None) -> str:
    return "" if value is None else number(value)
