"""Balance against limit, the part of the header card that must catch the eye; or lights instead of the amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.app.markup import chip, icon, joined, tip
from widgets.texts.formats import day, format_value, money
from widgets.texts.language import _
from widgets.texts.words import LIGHTS
from widgets.texts.words import chip as chip_for

if TYPE_CHECKING:
    from clientinfo_kernel.query.header import CustomerHeader
    from clientinfo_kernel.query.lights import TrafficLight


def credit(header: CustomerHeader) -> Markup:
    """Balance against limit, as the last group of the card's ``dl``; for some roles lights; for some nothing.

    What counts against the limit is the exposure: balance, unposted, unbilled.
    """
    if header.open_balance is None or header.exposure is None:
        return _lights(header)
    in_credit = chip(_("Guthaben"), "ok") if header.open_balance < 0 else Markup("")
    label = joined([_("offener Saldo"), tip(_exposure_explained(header))], " ")
    if header.credit_limit is None:
        limit = Markup('<div class="ci-credit__row"><span>{}</span></div>').format(_("kein Kreditlimit hinterlegt"))
    else:
        row = _limit_row(header, header.exposure, header.credit_limit)
        limit = _limit_bar(header.exposure, header.credit_limit) + row
    return Markup(
        '<div class="ci-credit"><dt>{}</dt><dd>{} <strong class="ci-num">{} EUR</strong></dd>'
        '<dd class="ci-credit__limit">{}</dd></div>'
    ).format(label, in_credit, money(header.open_balance), limit)


def _lights(header: CustomerHeader) -> Markup:
    """A chip per light, with its reason and no amount."""
    receivables = header.receivables_lights
    owed = (receivables.open_items, receivables.dunning, receivables.inbox) if receivables else ()
    lights = [light for light in (header.credit_light, *owed) if light is not None]
    if not lights:
        return Markup("")
    label = _("Kredit und offene Posten") if owed else _("Kredit")
    return Markup('<div class="ci-credit ci-credit--lights"><dt>{}</dt><dd>{}</dd></div>').format(
        label, joined(_light(each) for each in lights)
    )


def _light(light: TrafficLight) -> Markup:
    shown = chip_for(LIGHTS, light.reason)
    return chip(shown.text, shown.tone, "check" if shown.tone == "ok" else "alert")


def _exposure_explained(header: CustomerHeader) -> str:
    return _(
        "Obligo {exposure} = offener Saldo {balance} + nicht verbuchte Rechnungen {unposted} + nicht fakturierte"
        " Aufträge {unbilled}. Das Obligo zählt gegen das Kreditlimit. Stichtag {day}."
    ).format(
        exposure=format_value(header.exposure, "money"),
        balance=format_value(header.open_balance, "money"),
        unposted=format_value(header.unposted_invoices, "money"),
        unbilled=format_value(header.unbilled_orders, "money"),
        day=day(header.key_date),
    )


def _limit_bar(exposure: Decimal, limit: Decimal) -> Markup:
    spoken = _("Obligo {exposure} EUR bei Kreditlimit {limit} EUR").format(exposure=money(exposure), limit=money(limit))
    if exposure > limit:
        at = 100 * max(limit, Decimal(0)) / exposure if exposure > 0 else Decimal(0)
        bars = Markup('<i style="width:calc({}% - 1px)"></i><i></i>').format(f"{at:.1f}")
    else:
        at = Decimal(100)
        used = max(100 * exposure / limit, Decimal(0)) if limit else Decimal(0)
        bars = Markup('<i class="is-within" style="width:{}%"></i>').format(f"{used:.1f}")
    return Markup('<div class="ci-limitbar" style="--at:{}%" role="img" aria-label="{}">{}</div>').format(
        f"{at:.1f}", spoken, bars
    )


def _limit_row(header: CustomerHeader, exposure: Decimal, limit: Decimal) -> Markup:
    with_orders = exposure != header.open_balance
    right = Markup("")
    if header.credit_limit_exceeded:
        over = _("Obligo {amount} darüber") if with_orders else _("{amount} darüber")
        right = Markup('<span class="ci-credit__over ci-num">{}{}</span>').format(
            icon("alert"), over.format(amount=money(exposure - limit))
        )
    elif with_orders:
        right = Markup('<span class="ci-num">{}</span>').format(_("Obligo {amount}").format(amount=money(exposure)))
    return Markup('<div class="ci-credit__row"><span class="ci-num">{}</span>{}</div>').format(
        _("Kreditlimit {limit}").format(limit=money(limit)), right
    )
