"""The words of dimensions, measures and their values, and figures as the page writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from babel.dates import format_skeleton

from clientinfo_kernel.margin import ALL_BUT, UNASSIGNED
from clientinfo_kernel.money import rounded
from widgets.texts.formats import LOCALES, day, money, month, number
from widgets.texts.language import N_, _, language
from widgets.texts.words import DIVISIONS, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from widgets.texts.words import Words

DIMENSIONS: Words = {
    "year": N_("Buchungsjahr"),
    "month": N_("Monat"),
    "branch": N_("Filiale"),
    "division": N_("Sparte"),
    "payer": N_("Zahler"),
    "customer_group": N_("Kundengruppe"),
    "make": N_("Marke"),
    "model": N_("Modell"),
    "customer": N_("Kunde"),
    "classification": N_("Klassifizierung"),
    "order_kind": N_("Auftragsart"),
    "adviser": N_("Berater"),
    "account": N_("Konto"),
    "cost_center": N_("Kostenstelle"),
    "day": N_("Tage"),
}
MEASURES: Words = {
    "net_revenue": N_("Erlöse nach Minderungen"),
    "revenue": N_("Erlöse"),
    "revenue_deductions": N_("Erlösminderungen"),
    "cost_of_goods": N_("Wareneinsatz"),
    "calculated_labour_cost": N_("kalk. Löhne"),
    "gross_profit": N_("Rohertrag"),
    "margin_percent": N_("Marge"),
}
# What the list measures, too, where somebody adds it: on every level counted and divided again.
ADDED: Words = {
    "labour_units": N_("Arbeitswerte"),
    "labour_hours": N_("Stunden"),
    "customers": N_("Kunden"),
    "invoices": N_("Rechnungen"),
    "revenue_per_invoice": N_("Erlöse je Rechnung"),
    "gross_profit_per_invoice": N_("Rohertrag je Rechnung"),
    "gross_profit_per_labour_hour": N_("Rohertrag je Stunde"),
}
PAYERS: Words = {
    "customer": N_("Kunde"),
    "manufacturer": N_("Hersteller"),
    "insurer": N_("Versicherung"),
    "leasing_bank": N_("Leasingbank"),
    "other_customer": N_("anderer Kunde"),
    "internal": N_("intern"),
}
ORDER_KINDS: Words = {
    "parts": N_("Teile"),
    "workshop": N_("Werkstatt"),
    "complaint": N_("Reklamation"),
    "internal": N_("intern"),
    "cash_sale": N_("Barverkauf"),
    "warranty": N_("Garantie"),
    "goodwill": N_("Kulanz"),
    "new_vehicle": N_("Neuwagen"),
    "used_vehicle": N_("Gebrauchtwagen"),
}
MARGIN = "margin_percent"
# The five figures that the page opens with.
EQUATION = ("net_revenue", "cost_of_goods", "calculated_labour_cost", "gross_profit", "margin_percent")
# Written as what is taken off, without their sign.
COSTS = frozenset({"cost_of_goods", "calculated_labour_cost"})
# From so much on a change is good or bad; below it is noise. Per cent, or points.
NOTABLE = Decimal(1)
_THOUSAND = Decimal(1000)


def value_word(dimension: str, value: object) -> str:
    """Return a value of a dimension as people say it; None and ``unassigned`` are what nothing is assigned to."""
    if value is None or value == UNASSIGNED:
        return _("nicht zugeordnet")
    if value == ALL_BUT:  # alone: there is nothing that it leaves out
        return _("Gesamt")
    writers: Mapping[str, Callable[[str], str]] = {
        "division": lambda text: word(DIVISIONS, text),
        "payer": lambda text: word(PAYERS, text),
        "order_kind": lambda text: word(ORDER_KINDS, text),
        "year": year_words,
        "month": month_words,
        "day": day_words,
    }
    text = spelled(value)
    return writers[dimension](text) if dimension in writers else text


def filter_words(dimension: str, values: Sequence[str], most: int, names: Mapping[str, str]) -> str:
    """Return what a filter lets through: ``Hof, Naila + 3``, or what it leaves out: ``ohne Hof``.

    Args:
        dimension: What it filters on.
        values: As a question has them.
        most: So many are named, more are counted.
        names: Names of customers by their numbers; others are said by their number.
    """
    said = [each for each in values if each != ALL_BUT] or list(values)
    words = [names.get(each, each) if dimension == "customer" and each != UNASSIGNED else value_word(dimension, each) for each in said[:most]]  # fmt: skip
    text = ", ".join(words) + (f" + {len(said) - most}" if len(said) > most else "")
    is_left_out = ALL_BUT in values and said != list(values)
    return _("ohne {values}").format(values=text) if is_left_out else text


def spelled(value: object) -> str:
    """Return a value of an answer's row as a filter spells it."""
    if value is None:
        return UNASSIGNED
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def month_span(first: date, last: date) -> str:
    """Return a range of months as a filter spells it."""
    return f"{first:%Y-%m}..{last:%Y-%m}"


def year_words(text: str) -> str:
    """Return a fiscal year or a range of them: ``2012``, ``2010 – 2012``, ``ab 2010``, ``bis 2012``."""
    first, is_range, last = text.partition("..")
    if is_range and bool(first) != bool(last):
        return (_("ab {month}") if first else _("bis {month}")).format(month=first or last)
    return " – ".join(dict.fromkeys((first, last or first)))


def month_words(text: str) -> str:
    """Return a month or a range of them: ``März 2012``, ``Jan – Okt 2012``, ``Nov 2011 – Jan 2012``, ``ab März 2012``."""
    first, is_range, last = text.partition("..")
    if is_range and bool(first) != bool(last):
        return (_("ab {month}") if first else _("bis {month}")).format(month=month_words(first or last))
    try:
        begin = date.fromisoformat(f"{first}-01")
        end = date.fromisoformat(f"{last or first}-01")
    except ValueError:
        return text
    if begin == end:
        return month(begin)
    start = short_month(begin) if begin.year == end.year else f"{short_month(begin)} {begin.year}"
    return f"{start} – {short_month(end)} {end.year}"


def day_words(text: str) -> str:
    """Return a day or a range of them: ``01.10.2012 – 14.10.2012``, ``ab 01.10.2012``, ``bis 14.10.2012``."""
    first, is_range, last = text.partition("..")
    if is_range and bool(first) != bool(last):
        return (_("ab {month}") if first else _("bis {month}")).format(month=day_words(first or last))
    try:
        ends = [date.fromisoformat(each) for each in (first, last) if each]
    except ValueError:
        return text
    return " – ".join(dict.fromkeys(map(day, ends)))


def short_month(of: date) -> str:
    """Return the name of a month in three signs, where the year is clear."""
    return str(format_skeleton("MMM", of, locale=LOCALES[language()])).removesuffix(".")


def bar_month(first: date | None, *, with_year: bool) -> str:
    """Return a month as it stands at a bar; what is billed without a date has none."""
    if first is None:
        return value_word("month", None)
    return f"{short_month(first)} {first:%y}" if with_year else short_month(first)


def shown(measure: str, value: Decimal | None) -> Decimal | None:
    """Return a figure as the equation and the charts show it: a cost as what is taken off."""
    return -value if measure in COSTS and value is not None else value


def thousands(value: Decimal, places: int = 0) -> str:
    """Return euros in thousands."""
    return _with_places(value / _THOUSAND, places)


def whole(value: Decimal) -> str:
    """Return euros without cents."""
    return number(rounded(value, places=0))


def share(value: Decimal | None, places: int = 1) -> str:
    """Return per cent with one place; a dash where there is none."""
    return "–" if value is None else f"{_with_places(value, places)}\N{NO-BREAK SPACE}%"


def cents(value: Decimal | None) -> str:
    """Return euros with cents; a dash where there can be none."""
    return "–" if value is None else money(value)


def change_percent(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Return by how many per cent a figure changed; None without a figure to compare with."""
    return None if now is None or not before else (now - before) * 100 / abs(before)


def change_words(measure: str, figures: Mapping[str, Any]) -> tuple[str, str]:
    """Return a change in words (``+0,5 %``, ``-0,5 PP``) and whether it is ``good``, ``bad`` or neither (empty).

    Args:
        measure: What changes.
        figures: A row of an answer, or its total; of margins exact ones (``exact_margin``).
    """
    if measure == MARGIN:
        change, unit = figures.get(f"{MARGIN}_change"), _("PP")
    else:
        now, before = (shown(measure, figures.get(key)) for key in (measure, f"{measure}_before"))
        change, unit = change_percent(now, before), "%"
    if change is None:
        return "", ""
    written = f"{_with_places(change, 1)}\N{NO-BREAK SPACE}{unit}"
    sign = "+" if rounded(change, places=1) > 0 else ""
    rises = change >= NOTABLE
    tone = "" if abs(change) < NOTABLE else "good" if rises != (measure in COSTS) else "bad"
    return sign + written, tone


def compared_head(*, has_gaps: bool) -> str:
    """Return the heading of what a gross profit is apart from that which stands beside it.

    Args:
        has_gaps: That is a target of a part of it only (``Answer.gaps``).
    """
    return _("Rohertrag ggü. Ziel (lückenhaft)") if has_gaps else _("Rohertrag ggü. Vergleich")


def _with_places(value: Decimal, places: int) -> str:
    text = money(rounded(value, places))
    return text[:-3] if places == 0 else text[: len(text) - (2 - places)]


def margin_of(profit: Decimal, revenue: Decimal) -> Decimal | None:
    """Return a gross profit in per cent of revenue, not rounded; None where nothing was earned."""
    return profit * 100 / revenue if revenue else None
