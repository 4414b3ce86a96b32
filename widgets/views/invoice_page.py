"""An e-invoice as a page that people read: who, what, how much, how to pay."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from widgets.markup import Content, join, tag
from widgets.texts.formats import day, money, number
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data_sources.inbox.rendition import Kind, Line, Party, Rendition


class _Words(NamedTuple):
    """What a page says by the kind of document: only an invoice asks for money."""

    to: str
    number: str
    issued: str
    total: str


_WORDS: "Mapping[Kind, _Words]" = {
    "invoice": _Words(N_("Rechnung an"), N_("Rechnungsnummer"), N_("Rechnungsdatum"), N_("Zahlbetrag")),
    "credit_note": _Words(N_("Gutschrift an"), N_("Gutschriftsnummer"), N_("Datum"), N_("Gutschrift")),
    "proforma": _Words(N_("Proforma-Rechnung an"), N_("Nummer"), N_("Datum"), N_("Gesamtbetrag")),
}


def markup(invoice: "Rendition") -> Markup:
    """Return the page."""
    return tag(
        "article",
        tag("div", _seller(invoice.seller), _buyer(invoice), class_="ci-doc__top"),
        _facts(invoice),
        _lines(invoice),
        _totals(invoice),
        _small_print(invoice),
        class_="ci-doc__page",
    )


def _br(*lines: str | None) -> Markup:
    return join(*(line for line in lines if line), by=Markup("<br>"))


def _vat_id(party: "Party") -> str | None:
    return _("USt-IdNr. {number}").format(number=party.vat_id) if party.vat_id else None


def _seller(seller: "Party") -> Markup:
    lines = _br(", ".join(seller.address), _vat_id(seller))
    name = tag("div", seller.name or _("Verkäufer nicht genannt"), class_="ci-doc__name")
    return tag("div", name, tag("div", lines, class_="ci-small ci-muted"))


def _buyer(invoice: "Rendition") -> Markup:
    label = _(_WORDS[invoice.kind].to)
    buyer = invoice.buyer
    lines = _br(buyer.name or _("Käufer nicht genannt"), *buyer.address, _vat_id(buyer))
    return tag("div", tag("div", label, class_="ci-fact__label"), tag("div", lines), class_="ci-doc__to")


def _facts(invoice: "Rendition") -> Markup:
    period = " – ".join(day(each) for each in (invoice.period_from, invoice.period_to) if each)
    words = _WORDS[invoice.kind]
    entries = (
        (_(words.number), invoice.number or _("ohne Nummer"), True),
        (_(words.issued), _day(invoice.issued_on), False),
        (_("Leistungsdatum"), _day(invoice.delivered_on) or period, False),
        (_("Fällig"), _day(invoice.due_on), False),
        (_("Auftrag"), invoice.order_number, False),
        (_("Zu Rechnung"), invoice.preceding_invoice, False),
    )
    facts = [
        tag("div", tag("dt", label), tag("dd", value, class_="ci-num ci-strong" if strong else "ci-num"))
        for label, value, strong in entries
        if value
    ]
    return tag("dl", *facts, class_="ci-facts ci-doc__facts")


def _lines(invoice: "Rendition") -> Markup:
    heads = (
        (_("Pos."), "r"),
        (_("Bezeichnung"), None),
        (_("Menge"), "r"),
        (_("Einzelpreis"), "r opt"),
        (_("USt"), "r opt"),
        (_("Betrag"), "r"),
    )
    head = tag("tr", *(tag("th", word, scope="col", class_=place) for word, place in heads))
    rows = [_line(line) for line in invoice.lines]
    caption = tag("caption", _("Positionen"), class_="ci-sr")
    return tag("table", caption, tag("thead", head), tag("tbody", *rows), class_="ci-mini ci-doc__lines")


def _line(line: "Line") -> Markup:
    item = tag("span", line.item_number, class_="ci-subtle ci-small ci-doc__item") if line.item_number else None
    detail = tag("div", line.description, class_="ci-small ci-muted") if line.description else None
    per = f" / {number(line.price_quantity)}" if line.price_quantity not in (None, Decimal(1)) else ""
    return tag(
        "tr",
        tag("td", line.position or "", class_="r ci-subtle"),
        tag("td", line.name or "", item, detail, class_="ci-doc__what"),
        tag("td", _number(line.quantity), class_="r"),
        tag("td", _price(line.unit_price) + per, class_="r opt"),
        tag("td", _percent(line.tax_percent), class_="r opt"),
        tag("td", _money(line.net), class_="r" if line.counts else "r ci-subtle"),
    )


def _totals(invoice: "Rendition") -> Markup:
    totals = invoice.totals
    entries: list[tuple[str, Decimal | None, bool]] = []
    for each in invoice.adjustments:
        word = _("Zuschlag") if each.kind == "charge" else _("Nachlass")
        amount = None if each.amount is None else (each.amount if each.kind == "charge" else -each.amount)
        entries.append((f"{word} {each.reason}" if each.reason else word, amount, False))
    entries.append((_("Summe netto"), totals.net, False))
    entries += [(_("USt {rate}").format(rate=_percent(each.percent)), each.tax, False) for each in invoice.taxes]
    if totals.prepaid or totals.rounding or totals.third_parties:
        entries.append((_("Summe brutto"), totals.gross, False))
        entries.append((_("bereits gezahlt"), -totals.prepaid if totals.prepaid else None, False))
        entries.append((_("Rundung"), totals.rounding or None, False))
        entries.append((_("Forderungen Dritter"), totals.third_parties or None, False))
    label = _(_WORDS[invoice.kind].total)
    due = totals.due if totals.due is not None else totals.gross
    entries.append((f"{label} {invoice.currency or ''}".strip(), due, True))
    drawn: list[Content] = []
    for word, amount, is_sum in entries:
        if amount is not None:
            style = "is-sum" if is_sum else None
            drawn += [tag("dt", word, class_=style), tag("dd", money(amount), class_=style)]
    return tag("dl", *drawn, class_="ci-sumlist ci-doc__totals")


def _small_print(invoice: "Rendition") -> Markup:
    payment = invoice.payment
    words = [payment.terms]
    words += [_("IBAN {number}").format(number=payment.iban)] if payment.iban else []
    words += [_("Verwendungszweck {text}").format(text=payment.reference)] if payment.reference else []
    reference = invoice.buyer_reference
    words += [_("Käufer-Referenz {text}").format(text=reference)] if reference else []
    words += [each.exemption for each in invoice.taxes if each.exemption]
    words += [*invoice.notes]
    words.append(_("Dargestellt aus den Rechnungsdaten, nicht aus dem Bild des Belegs."))
    text = " ".join(word.strip() if word.strip().endswith(".") else f"{word.strip()}." for word in words if word)
    return tag("p", text, class_="ci-small ci-muted ci-doc__small")


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _money(value: Decimal | None) -> str:
    return "" if value is None else money(value)


def _price(value: Decimal | None) -> str:
    """Return a unit price, which can have more places than money has."""
    if value is None:
        return ""
    return money(value) if value == round(value, 2) else number(value)


def _number(value: Decimal | None) -> str:
    return "" if value is None else number(value)


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{number(value)}\N{NO-BREAK SPACE}%"
