"""The header card: who the customer is and how he stands, with everything that must catch the eye.

What the user may not see is not in the header; its place in the card is left out, not drawn empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.app.credit import credit
from widgets.app.markup import chip, icon, joined, tip
from widgets.texts.contact_links import mail_link, phone_link, web_link
from widgets.texts.formats import number
from widgets.texts.language import _, ngettext
from widgets.texts.monogram import monogram
from widgets.texts.names import shown_name
from widgets.texts.words import SOURCES, word

if TYPE_CHECKING:
    from clientinfo_kernel.query.header import CustomerHeader

_NOTHING = Markup('<span class="ci-subtle">–</span>')


def header_card(header: CustomerHeader) -> Markup:
    """HTML of the card. Buttons and links inside carry ``data-ci-*`` marks that the browser bridge answers."""
    return Markup(
        '<section class="ci-tile ci-customer">{top}{phone_chips}<dl class="ci-facts ci-customer__facts">'
        "{facts}{credit}</dl>{quick}</section>"
    ).format(
        top=_top(header),
        phone_chips=Markup('<div class="ci-customer__chips ci-phone">{}</div>').format(_chips(header)),
        facts=joined(_facts(header)),
        credit=credit(header),
        quick=_quick(header),
    )


def _top(header: CustomerHeader) -> Markup:
    name_2 = Markup('<p class="ci-muted ci-small">{}</p>').format(header.name_2) if header.name_2 else Markup("")
    return Markup(
        '<div class="ci-customer__top"><div class="ci-customer__mono" aria-hidden="true">{mono}</div>'
        '<div class="ci-customer__id"><div class="ci-customer__name"><h1 tabindex="-1">{name}</h1>{web}</div>{name_2}'
        '<div class="ci-customer__chips ci-desk"><span class="ci-num ci-customer__number">{number}</span>{chips}</div>'
        '<div class="ci-phone ci-muted ci-customer__line"><span>{customer_number} · {town}</span></div></div></div>'
    ).format(
        mono=monogram(header.name),
        name=shown_name(header.name),
        web=_web(header),
        name_2=name_2,
        number=_numbers(header),
        customer_number=_customer_number(header),
        chips=_chips(header),
        town=joined([header.postal_code or "", header.town or ""], " "),
    )


def _numbers(header: CustomerHeader) -> Markup:
    others = _other_accounts(header)
    if not others:
        return _customer_number(header)
    accounts = Markup("{} {}").format(ngettext("Debitor", "Debitoren", len(others)), ", ".join(others))
    return joined([_customer_number(header), accounts], " · ")


def _customer_number(header: CustomerHeader) -> Markup:
    copy = Markup('<button class="ci-copy" type="button" data-ci-copy="{0}" title="{1}">{0}</button>')
    return joined([_("Kd.-Nr."), copy.format(header.customer_number, _("Kopieren"))], " ")


def _other_accounts(header: CustomerHeader) -> list[str]:
    return [account for account in header.debtor_accounts if account != header.customer_number]


def _web(header: CustomerHeader) -> Markup:
    link = web_link(header.web)
    if link is None:
        return Markup("")
    return Markup(
        '<span class="ci-social ci-desk"><a href="{0}" target="_blank" rel="noopener noreferrer" aria-label="{1}"'
        ' title="{2}">{3}</a></span>'
    ).format(link.href, _("Webseite"), header.web, icon("globe"))


def _chips(header: CustomerHeader) -> Markup:
    chips = []
    if header.credit_rating:
        chips.append(chip(header.credit_rating, "accent"))
    if header.classification:
        chips.append(chip(header.classification))
    if header.customer_group:
        group = chip(_("Kundengruppe {group}").format(group=header.customer_group))
        chips.append(Markup('<span class="ci-desk">{}</span>').format(group))  # the phone has it under "mehr"
    if header.dunning_level:
        chips.append(chip(_("Mahnstufe {level}").format(level=header.dunning_level), "danger", "bell"))
    chips += [
        chip(_("{source} veraltet").format(source=word(SOURCES, source)), "warn", "clock")
        for source in header.stale_sources
    ]
    return joined(chips)


def _fact(label: object, value: object, *, more: bool = False) -> Markup:
    return Markup("<div{}><dt>{}</dt><dd>{}</dd></div>").format(
        Markup(' class="ci-more"') if more else "", label, value or _NOTHING
    )


def _facts(header: CustomerHeader) -> list[Markup]:
    others = _other_accounts(header)
    return [
        _fact(_("Anschrift"), _address(header)),
        _fact(_("Telefon und E-Mail"), _contact(header)),
        _fact(_("USt-IdNr."), _vat(header)),
        _fact(_("Kondition"), header.payment_terms),
        *_days_fact(header),
        _fact(
            _("Bemerkung"),
            header.remark and Markup('<span class="ci-clamp" title="{0}">{0}</span>').format(header.remark),
        ),
        _fact(_("Kundengruppe"), header.customer_group, more=True),
        _fact(ngettext("Debitor", "Debitoren", len(others)), ", ".join(others), more=True),
        _fact(_("Verkäufer"), header.salesperson, more=True),
    ]


def _address(header: CustomerHeader) -> Markup | None:
    lines = [
        line for line in (header.street, joined([header.postal_code or "", header.town or ""], " ").strip()) if line
    ]
    if not lines:
        return None
    return Markup('<a href="?customer={}&amp;tab=place" data-ci-tab="place">{}</a>').format(
        header.customer_number, joined(lines, "<br>")
    )


def _contact(header: CustomerHeader) -> Markup | None:
    lines = []
    for text, link in ((header.phone, phone_link(header.phone)), (header.email, mail_link(header.email))):
        if text:
            lines.append(
                Markup('<a class="ci-num" href="{}">{}</a>').format(link.href, text)
                if link
                else Markup("{}").format(text)
            )
    return joined(lines, "<br>") if lines else None


def _vat(header: CustomerHeader) -> Markup | None:
    if not header.vat_id:
        return None
    form = (
        chip(_("formal gültig"), "ok", "check")
        if header.vat_id_formally_valid
        else chip(_("formal ungültig"), "danger", "alert")
    )
    return Markup(
        '<button class="ci-copy ci-num" type="button" data-ci-copy="{0}" title="{1}">{0}</button><br>{2}'
    ).format(header.vat_id, _("Kopieren"), form)


def _days_fact(header: CustomerHeader) -> tuple[Markup, ...]:
    return () if header.paid_invoices is None else (_fact(_days_label(header, header.paid_invoices), _days(header)),)


def _days_label(header: CustomerHeader, paid: int) -> Markup:
    explained = _(
        "Tage von der Rechnung bis zur Zahlung, nach Beträgen gewichtet, über {count} bezahlte Rechnungen."
        " In Klammern: letzte 12 Monate / die 12 davor."
    ).format(count=number(paid))
    if header.payment_delay_days is not None:
        explained += " " + _("Zahlungsverzug: {days} Tage nach Fälligkeit.").format(days=header.payment_delay_days)
    return joined([_("Zahlungstage"), tip(explained)], " ")


def _days(header: CustomerHeader) -> Markup | None:
    if header.days_to_pay is None:
        return None
    last, before = ("–" if days is None else days for days in (header.days_to_pay_last_12, header.days_to_pay_before))
    return Markup('<span class="ci-num">{} <span class="ci-muted">({} / {})</span></span>').format(
        header.days_to_pay, last, before
    )


def _quick(header: CustomerHeader) -> Markup:
    """The phone's row of actions: call, write, see the place, show the rest."""
    buttons = []
    for text, link, glyph in (
        (_("Anrufen"), phone_link(header.phone), "phone"),
        (_("E-Mail"), mail_link(header.email), "mail"),
    ):
        if link is not None:
            buttons.append(Markup('<a class="ci-button" href="{}">{}{}</a>').format(link.href, icon(glyph), text))
    buttons.append(
        Markup('<a class="ci-button" href="?customer={}&amp;tab=place" data-ci-tab="place">{}{}</a>').format(
            header.customer_number, icon("pin"), _("Ort")
        )
    )
    buttons.append(
        Markup(
            '<button class="ci-button" type="button" data-ci-toggle="is-open" data-ci-more="{0}" data-ci-less="{1}"'
            ' aria-expanded="false">{2}<span>{0}</span></button>'
        ).format(_("mehr"), _("weniger"), icon("down"))
    )
    return Markup('<div class="ci-quick ci-phone">{}</div>').format(joined(buttons))
