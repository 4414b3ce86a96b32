"""The header card: who the customer is and how they stand, with everything that must catch the eye.

What the user is not allowed to see is not in the header; its place in the card is left out, not drawn empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.query.vat_form import form_of
from widgets.app.address import Address
from widgets.app.credit import credit
from widgets.app.vat_fact import vat_fact
from widgets.markup import LINE_BREAK, Content, chip, explanation, icon, join, tag
from widgets.parts import duplicates
from widgets.texts.birthday import age, birthday_chip
from widgets.texts.contact_links import mail_link, phone_link, web_link
from widgets.texts.formats import day, number
from widgets.texts.language import _, ngettext
from widgets.texts.monogram import monogram
from widgets.texts.names import titled_name
from widgets.texts.words import SOURCES, word
from widgets.view_models import Chip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from clientinfo_kernel.query.header import CustomerHeader
    from clientinfo_kernel.vat.standing import VatStanding
    from widgets.parts.reported import Reported

_LINK_OUT = {"target": "_blank", "rel": "noopener noreferrer"}


def header_card(
    header: CustomerHeader,
    *,
    writes: bool = False,
    vat: VatStanding | None = None,
    checks_vat: bool = False,
    reported: Sequence[Reported] = (),
) -> Markup:
    """Return the HTML of the card. Buttons and links inside carry ``data-ci-*`` marks that the page's scripts act on.

    Args:
        header: What it says.
        writes: Whether the viewer can write about the customer.
        vat: What is known of the VAT ID beyond its form; None: the viewer does not see that.
        checks_vat: Whether the viewer can ask about it.
        reported: What people reported instead of what stands in the header.
    """
    return tag(
        "section",
        _top(header, _tools(writes=writes)),
        tag("div", _chips(header), class_="ci-customer__chips ci-phone"),
        tag(
            "dl",
            *_facts(header, _vat(header, vat, can_check=checks_vat), reported),
            credit(header),
            class_="ci-facts ci-customer__facts",
        ),
        _quick(header),
        class_="ci-tile ci-customer",
    )


def _tools(*, writes: bool) -> Markup:
    """Return what can be done with the whole page: the buttons that open a form, and the one that looks again."""
    word = _("Ansicht aktualisieren")
    again = tag(
        "button",
        icon("refresh"),
        class_="ci-button ci-button--quiet ci-customer__again",
        type="button",
        title=word,
        aria_label=word,
        data_ci_refresh=True,
    )
    return tag("div", *(_write() if writes else ()), again, class_="ci-customer__write")


def _write() -> tuple[Markup, ...]:
    """Return the buttons that open a form; the key n stands for the first."""
    note = tag(
        "button",
        icon("plus"),
        _("Kontakt notieren"),
        class_="ci-button ci-button--primary",
        type="button",
        data_ci_write="contact",
        aria_keyshortcuts="n",
    )
    case = tag("button", icon("plus"), _("Neuer Vorgang"), class_="ci-button", type="button", data_ci_write="case")
    remark = tag("button", icon("chat"), _("Zuruf"), class_="ci-button", type="button", data_ci_write="remark")
    return note, case, remark


def _top(header: CustomerHeader, buttons: Markup) -> Markup:
    name = tag(
        "div",
        tag("h1", titled_name(header.name, header.title), tabindex="-1"),
        _web(header),
        class_="ci-customer__name",
    )
    name_2 = tag("p", header.name_2, class_="ci-muted ci-small") if header.name_2 else None
    customer_numbers = tag("span", _customer_numbers(header), class_="ci-num ci-customer__number")
    chips = tag("div", customer_numbers, _chips(header), class_="ci-customer__chips ci-desk")
    short = tag("span", _customer_number(header), " · ", _town(header))
    phone = tag("div", short, class_="ci-phone ci-muted ci-customer__line")
    return tag(
        "div",
        tag("div", monogram(header.name), class_="ci-customer__mono", aria_hidden="true"),
        tag("div", name, name_2, chips, phone, class_="ci-customer__id"),
        buttons,
        class_="ci-customer__top",
    )


def _customer_numbers(header: CustomerHeader) -> Markup:
    others = _other_accounts(header)
    accounts = f"{ngettext('Debitor', 'Debitoren', len(others))} {', '.join(others)}" if others else None
    born = _("geb. {day}").format(day=_birthday(header)) if header.birthday else None
    return join(_customer_number(header), accounts, born, by=" · ")


def _birthday(header: CustomerHeader) -> str:
    """Return the day, and how old somebody is on the key date; empty where it is not known."""
    if header.birthday is None:
        return ""
    years = age(header.birthday, header.key_date)
    return day(header.birthday) if years is None else f"{day(header.birthday)} ({years})"


def _customer_number(header: CustomerHeader) -> Markup:
    return join(_("Kd.-Nr."), _copied(header.customer_number, "ci-copy"), by=" ")


def _copied(text: str, style: str) -> Markup:
    """Return a text that a click copies."""
    return tag("button", text, class_=style, type="button", data_ci_copy=text, title=_("Kopieren"))


def _town(header: CustomerHeader) -> str:
    return " ".join((header.postal_code or "", header.town or ""))


def _other_accounts(header: CustomerHeader) -> list[str]:
    return [account for account in header.debtor_accounts if account != header.customer_number]


def _web(header: CustomerHeader) -> Markup | None:
    link = web_link(header.web)
    if link is None:
        return None
    page = tag("a", icon("globe"), href=link.href, **_LINK_OUT, aria_label=_("Webseite"), title=header.web)
    return tag("span", page, class_="ci-social ci-desk")


def _chips(header: CustomerHeader) -> Markup:
    chips = []
    if header.credit_rating:
        chips.append(chip(Chip(header.credit_rating, "danger" if header.credit_blocked else "accent")))
    if header.classification:
        chips.append(chip(Chip(header.classification)))
    if header.customer_group:
        group = chip(Chip(_("Kundengruppe {group}").format(group=header.customer_group)))
        chips.append(tag("span", group, class_="ci-desk"))  # the phone has it under "mehr"
    if header.dunning_level:
        level = Chip(_("Mahnstufe {level}").format(level=header.dunning_level), "danger")
        chips.append(chip(level, symbol="bell"))
    soon = birthday_chip(header.birthday, header.key_date) if header.birthday else None
    if soon is not None:
        chips.append(chip(soon))
    if header.possible_duplicates:
        chips.append(_duplicates(header))
    for source in header.stale_sources:
        stale = Chip(_("{source} veraltet").format(source=word(SOURCES, source)), "warn")
        chips.append(chip(stale, symbol="clock"))
    return join(*chips)


def _duplicates(header: CustomerHeader) -> Markup:
    text = _("möglicherweise derselbe: {count}").format(count=header.possible_duplicates)
    address = Address(header.customer_number, duplicates.TAB, duplicates.ITEM)
    shown = chip(Chip(text, "warn"))
    return tag(
        "a", shown, class_="ci-chiplink", href=address.write(), data_ci_tab=address.tab, data_ci_item=address.item
    )


def _fact(label: Content, value: Content | None, *, more: bool = False) -> Markup:
    shown = value or tag("span", "–", class_="ci-subtle")
    return tag("div", tag("dt", label), tag("dd", shown), class_="ci-more" if more else None)


def _facts(header: CustomerHeader, vat: Markup | None, reported: Sequence[Reported]) -> list[Markup]:
    others = _other_accounts(header)
    return [
        _fact(_("Anschrift"), _with_reported(_address(header), reported, "address")),
        _fact(_("Telefon und E-Mail"), _with_reported(_contact(header), reported, "phone", "mobile", "email")),
        _fact(_("USt-IdNr."), vat),
        _fact(_("Kondition"), header.payment_terms),
        *_days_fact(header),
        _fact(_("Bemerkung"), header.remark and tag("span", header.remark, class_="ci-clamp", title=header.remark)),
        _fact(_("Kundengruppe"), header.customer_group, more=True),
        _fact(ngettext("Debitor", "Debitoren", len(others)), ", ".join(others), more=True),
        _fact(_("Verkäufer"), header.salesperson, more=True),
        *((_fact(_("Geburtstag"), _birthday(header), more=True),) if header.birthday else ()),
    ]


def _with_reported(value: Markup | None, reported: Sequence[Reported], *subjects: str) -> Markup | None:
    """Return the source's value, and below it what people reported instead."""
    lines = [_reported_line(each) for each in reported if each.subject in subjects]
    return join(*([value] if value else []), *lines, by=LINE_BREAK) if lines else value


def _reported_line(reported: Reported) -> Markup:
    value = tag("a", reported.value, class_="ci-num", href=reported.link.href) if reported.link else reported.value
    said = tag("span", reported.since, ": ", class_="ci-muted ci-small")
    return tag("span", said, value, class_="ci-customer__reported")


def _address(header: CustomerHeader) -> Markup | None:
    lines = [line for line in (header.street, _town(header).strip()) if line]
    return _to_place(header, join(*lines, by=LINE_BREAK)) if lines else None


def _to_place(header: CustomerHeader, *content: Content, style: str | None = None) -> Markup:
    href = Address(header.customer_number, "place").write()
    return tag("a", *content, class_=style, href=href, data_ci_tab="place")


def _contact(header: CustomerHeader) -> Markup | None:
    lines = [
        tag("a", text, class_="ci-num", href=link.href) if link else text
        for text, link in ((header.phone, phone_link(header.phone)), (header.email, mail_link(header.email)))
        if text
    ]
    return join(*lines, by=LINE_BREAK) if lines else None


def _vat(header: CustomerHeader, standing: VatStanding | None, *, can_check: bool) -> Markup | None:
    reported = standing.reported if standing else None
    shown = reported or header.vat_id
    if not shown:
        return None
    known = vat_fact(standing, header.customer_number, form=form_of(shown), can_check=can_check)
    said = tag("span", _("mitgeteilt, noch nicht in den Stammdaten"), class_="ci-muted ci-small") if reported else None
    return join(join(_copied(shown, "ci-copy ci-num"), said, by=" "), known, by=LINE_BREAK)


def _days_fact(header: CustomerHeader) -> tuple[Markup, ...]:
    return () if header.paid_invoices is None else (_fact(_days_label(header, header.paid_invoices), _days(header)),)


def _days_label(header: CustomerHeader, paid: int) -> Markup:
    explained = _(
        "Tage von der Rechnung bis zur Zahlung, nach Beträgen gewichtet, über {count} bezahlte Rechnungen."
        " In Klammern: letzte 12 Monate / die 12 davor."
    ).format(count=number(paid))
    if header.payment_delay_days is not None:
        explained += " " + _("Zahlungsverzug: {days} Tage nach Fälligkeit.").format(days=header.payment_delay_days)
    return join(_("Zahlungstage"), explanation(explained), by=" ")


def _days(header: CustomerHeader) -> Markup | None:
    if header.days_to_pay is None:
        return None
    last, before = ("–" if days is None else days for days in (header.days_to_pay_last_12, header.days_to_pay_before))
    return tag(
        "span", f"{header.days_to_pay} ", tag("span", f"({last} / {before})", class_="ci-muted"), class_="ci-num"
    )


def _quick(header: CustomerHeader) -> Markup:
    """Return the phone's row of actions: call, write, see the place, show the rest."""
    links = ((_("Anrufen"), phone_link(header.phone), "phone"), (_("E-Mail"), mail_link(header.email), "mail"))
    buttons = [
        tag("a", icon(symbol), text, class_="ci-button", href=link.href)
        for text, link, symbol in links
        if link is not None
    ]
    more = tag(
        "button",
        icon("down"),
        tag("span", _("mehr")),
        class_="ci-button",
        type="button",
        data_ci_toggle="is-open",
        data_ci_more=_("mehr"),
        data_ci_less=_("weniger"),
        aria_expanded="false",
    )
    return tag(
        "div", *buttons, _to_place(header, icon("pin"), _("Ort"), style="ci-button"), more, class_="ci-quick ci-phone"
    )
