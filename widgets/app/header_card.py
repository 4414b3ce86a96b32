"""The header card: who the customer is and how he stands, with everything that must catch the eye."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.app.markup import icon, joined
from widgets.contact_links import mail_link, phone_link, web_link
from widgets.formats import day, money, number
from widgets.language import _, ngettext
from widgets.words import SOURCES, word

if TYPE_CHECKING:
    from clientinfo_kernel.header import CustomerHeader

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
        credit=_credit(header),
        quick=_quick(header),
    )


def monogram(name: str) -> str:
    """Two letters for the square beside the name: initials of the first two words, or the first two letters."""
    words = [each for each in name.replace("-", " ").split() if each[0].isalnum()]
    letters = "".join(each[0] for each in words[:2]) if len(words) > 1 else "".join(words)[:2]
    return letters.upper() or "?"


def _top(header: CustomerHeader) -> Markup:
    name_2 = Markup('<p class="ci-muted ci-small">{}</p>').format(header.name_2) if header.name_2 else Markup("")
    return Markup(
        '<div class="ci-customer__top"><div class="ci-customer__mono" aria-hidden="true">{mono}</div>'
        '<div class="ci-customer__id"><div class="ci-customer__name"><h1 tabindex="-1">{name}</h1>{web}</div>{name_2}'
        '<div class="ci-customer__chips ci-desk"><span class="ci-num ci-customer__number">{number}</span>{chips}</div>'
        '<div class="ci-phone ci-num ci-muted ci-customer__line"><span>{number} · {town}</span></div></div></div>'
    ).format(
        mono=monogram(header.name),
        name=header.name,
        web=_web(header),
        name_2=name_2,
        number=_numbers(header),
        chips=_chips(header),
        town=joined([header.postal_code or "", header.town or ""], " "),
    )


def _numbers(header: CustomerHeader) -> Markup:
    copy = Markup('<button class="ci-copy" type="button" data-ci-copy="{0}" title="{1}">{0}</button>')
    parts = [joined([_("Kd.-Nr."), copy.format(header.customer_number, _("Kopieren"))], " ")]
    others = [account for account in header.debtor_accounts if account != header.customer_number]
    if others:
        parts.append(Markup("{} {}").format(ngettext("Debitor", "Debitoren", len(others)), ", ".join(others)))
    return joined(parts, " · ")


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
        chips.append(_chip(header.credit_rating, "accent"))
    if header.classification:
        chips.append(_chip(header.classification))
    if header.customer_group:
        group = _chip(_("Kundengruppe {group}").format(group=header.customer_group))
        chips.append(Markup('<span class="ci-desk">{}</span>').format(group))  # the phone has it under "mehr"
    if header.dunning_level > 0:
        chips.append(_chip(_("Mahnstufe {level}").format(level=header.dunning_level), "danger", "bell"))
    chips += [
        _chip(_("{source} veraltet").format(source=word(SOURCES, source)), "warn", "clock")
        for source in header.stale_sources
    ]
    return joined(chips)


def _chip(text: str, tone: str = "", with_icon: str = "") -> Markup:
    return Markup('<span class="ci-chip{}">{}{}</span>').format(
        f" ci-chip--{tone}" if tone else "", icon(with_icon) if with_icon else "", text
    )


def _fact(label: object, value: object, *, more: bool = False) -> Markup:
    return Markup("<div{}><dt>{}</dt><dd>{}</dd></div>").format(
        Markup(' class="ci-more"') if more else "", label, value or _NOTHING
    )


def _facts(header: CustomerHeader) -> list[Markup]:
    return [
        _fact(_("Anschrift"), _address(header)),
        _fact(_("Telefon und E-Mail"), _contact(header)),
        _fact(_("USt-IdNr."), _vat(header)),
        _fact(_("Kondition"), header.payment_terms),
        _fact(_days_label(header), _days(header)),
        _fact(
            _("Bemerkung"),
            header.remark and Markup('<span class="ci-clamp" title="{0}">{0}</span>').format(header.remark),
        ),
        _fact(_("Kundengruppe"), header.customer_group, more=True),
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
    chip = (
        _chip(_("formal gültig"), "ok", "check")
        if header.vat_id_formally_valid
        else _chip(_("formal ungültig"), "danger", "alert")
    )
    return Markup(
        '<button class="ci-copy ci-num" type="button" data-ci-copy="{0}" title="{1}">{0}</button><br>{2}'
    ).format(header.vat_id, _("Kopieren"), chip)


def _days_label(header: CustomerHeader) -> Markup:
    explained = _(
        "Tage von der Rechnung bis zur Zahlung, nach Beträgen gewichtet, über {count} bezahlte Rechnungen."
        " In Klammern: letzte 12 Monate / die 12 davor."
    ).format(count=number(header.paid_invoices))
    if header.payment_delay_days is not None:
        explained += " " + _("Zahlungsverzug: {days} Tage nach Fälligkeit.").format(days=header.payment_delay_days)
    return joined([_("Zahlungstage"), _tip(explained)], " ")


def _tip(text: str) -> Markup:
    return Markup(
        '<button class="ci-tip" type="button" aria-label="{0}">{1}'
        '<span class="ci-tip__text" role="tooltip">{2}</span></button>'
    ).format(_("Erklärung"), icon("info"), text)


def _days(header: CustomerHeader) -> Markup | None:
    if header.days_to_pay is None:
        return None
    last, before = ("–" if days is None else days for days in (header.days_to_pay_last_12, header.days_to_pay_before))
    return Markup('<span class="ci-num">{} <span class="ci-muted">({} / {})</span></span>').format(
        header.days_to_pay, last, before
    )


def _credit(header: CustomerHeader) -> Markup:
    """Balance against limit. What counts against the limit is the exposure: balance, unposted, unbilled."""
    credit = _chip(_("Guthaben"), "ok") if header.open_balance < 0 else Markup("")
    label = joined([_("offener Saldo"), _tip(_exposure_explained(header))], " ")
    first = Markup(
        '<div class="ci-credit__row"><span>{}</span><span>{} <strong class="ci-num">{} EUR</strong></span></div>'
    ).format(label, credit, money(header.open_balance))
    if header.credit_limit is None:
        second = Markup('<div class="ci-credit__row"><span>{}</span></div>').format(_("kein Kreditlimit hinterlegt"))
        return Markup('<div class="ci-credit">{}{}</div>').format(first, second)
    return Markup('<div class="ci-credit">{}{}{}</div>').format(
        first, _limit_bar(header.exposure, header.credit_limit), _limit_row(header, header.credit_limit)
    )


def _exposure_explained(header: CustomerHeader) -> str:
    return _(
        "Obligo {exposure} = offener Saldo {balance} + nicht verbuchte Rechnungen {unposted} + nicht fakturierte"
        " Aufträge {unbilled}. Das Obligo zählt gegen das Kreditlimit. Stichtag {day}."
    ).format(
        exposure=money(header.exposure),
        balance=money(header.open_balance),
        unposted=money(header.unposted_invoices),
        unbilled=money(header.unbilled_orders),
        day=day(header.key_date),
    )


def _limit_bar(exposure: Decimal, limit: Decimal) -> Markup:
    spoken = _("Obligo {exposure} EUR bei Kreditlimit {limit} EUR").format(exposure=money(exposure), limit=money(limit))
    if exposure > limit:
        at = 100 * max(limit, Decimal(0)) / exposure
        bars = Markup('<i style="width:calc({}% - 1px)"></i><i></i>').format(f"{at:.1f}")
    else:
        at = Decimal(100)
        used = max(100 * exposure / limit, Decimal(0)) if limit else Decimal(0)
        bars = Markup('<i class="is-within" style="width:{}%"></i>').format(f"{used:.1f}")
    return Markup('<div class="ci-limitbar" style="--at:{}%" role="img" aria-label="{}">{}</div>').format(
        f"{at:.1f}", spoken, bars
    )


def _limit_row(header: CustomerHeader, limit: Decimal) -> Markup:
    with_orders = header.exposure != header.open_balance
    right = Markup("")
    if header.credit_limit_exceeded:
        over = _("Obligo {amount} darüber") if with_orders else _("{amount} darüber")
        right = Markup('<span class="ci-credit__over ci-num">{}{}</span>').format(
            icon("alert"), over.format(amount=money(header.exposure - limit))
        )
    elif with_orders:
        right = Markup('<span class="ci-num">{}</span>').format(
            _("Obligo {amount}").format(amount=money(header.exposure))
        )
    return Markup('<div class="ci-credit__row"><span class="ci-num">{}</span>{}</div>').format(
        _("Kreditlimit {limit}").format(limit=money(limit)), right
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
