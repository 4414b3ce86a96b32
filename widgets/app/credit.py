"""Balance against limit, the part of the header card that must catch the eye; or lights instead of the amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from clientinfo_kernel.query.lights import TrafficLight
from widgets.markup import chip, explanation, icon, join, tag
from widgets.texts.formats import day, format_value, money
from widgets.texts.language import _
from widgets.texts.words import light_chip
from widgets.view_models import Chip

if TYPE_CHECKING:
    from markupsafe import Markup

    from clientinfo_kernel.query.header import CustomerHeader


def credit(header: CustomerHeader) -> Markup | None:
    """Return balance against limit, the last group of the card's ``dl``; for some roles lights; for some nothing.

    What counts against the limit is the exposure: balance, unposted, unbilled.
    """
    if header.open_balance is None or header.exposure is None:
        return _lights(header)
    in_credit = chip(Chip(_("Guthaben"), "ok"), plain=True) if header.open_balance < 0 else None
    blocked = chip(light_chip(TrafficLight("red", "credit is blocked"))) if header.credit_blocked else None
    amount = tag("strong", f"{money(header.open_balance)} EUR", class_="ci-num")
    return tag(
        "div",
        tag("dt", _("offener Saldo"), " ", explanation(_exposure_explained(header))),
        tag("dd", blocked, " ", in_credit, " ", amount),
        tag("dd", _limit(header, _used(header, header.exposure)), class_="ci-credit__limit"),
        class_="ci-credit",
    )


def _lights(header: CustomerHeader) -> Markup | None:
    """Return a chip per light, with its reason and no amount."""
    receivables = header.receivables_lights
    owed = (receivables.open_items, receivables.dunning, receivables.inbox) if receivables else ()
    lights = [light for light in (header.credit_light, *owed) if light is not None]
    if not lights:
        return None
    label = _("Kredit und offene Posten") if owed else _("Kredit")
    chips = (chip(light_chip(each)) for each in lights)
    return tag("div", tag("dt", label), tag("dd", *chips), class_="ci-credit ci-credit--lights")


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


def _used(header: CustomerHeader, exposure: Decimal) -> Decimal:
    """Return what counts against the limit: an unposted credit note does not lift the warning."""
    if header.credit_limit is None or not header.credit_limit_exceeded or exposure > header.credit_limit:
        return exposure
    return exposure - (header.unposted_credits or Decimal(0))


def _limit(header: CustomerHeader, exposure: Decimal) -> Markup:
    if header.credit_limit is None:
        return tag("div", tag("span", _("kein Kreditlimit hinterlegt")), class_="ci-credit__row")
    return join(_limit_bar(exposure, header.credit_limit), _limit_row(header, exposure, header.credit_limit))


def _limit_bar(exposure: Decimal, limit: Decimal) -> Markup:
    spoken = _("Obligo {exposure} EUR bei Kreditlimit {limit} EUR").format(exposure=money(exposure), limit=money(limit))
    if exposure > limit:
        at = 100 * max(limit, Decimal(0)) / exposure if exposure > 0 else Decimal(0)
        bars = join(tag("i", style=f"width:calc({at:.1f}% - 1px)"), tag("i"))
    else:
        at = Decimal(100)
        used = max(100 * exposure / limit, Decimal(0)) if limit else Decimal(0)
        bars = tag("i", class_="is-within", style=f"width:{used:.1f}%")
    return tag("div", bars, class_="ci-limitbar", style=f"--at:{at:.1f}%", role="img", aria_label=spoken)


def _limit_row(header: CustomerHeader, exposure: Decimal, limit: Decimal) -> Markup:
    with_orders = exposure != header.open_balance
    right = None
    if header.credit_limit_exceeded:
        over = _("Obligo {amount} darüber") if with_orders else _("{amount} darüber")
        text = over.format(amount=money(exposure - limit))
        right = tag("span", icon("alert"), text, class_="ci-credit__over ci-num")
    elif with_orders:
        right = tag("span", _("Obligo {amount}").format(amount=money(exposure)), class_="ci-num")
    left = tag("span", _("Kreditlimit {limit}").format(limit=money(limit)), class_="ci-num")
    return tag("div", left, right, class_="ci-credit__row")
