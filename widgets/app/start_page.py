"""What stands there before a customer is chosen: how to find one, the last ones, how fresh the data is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.app.markup import icon, joined
from widgets.texts.language import _

if TYPE_CHECKING:
    from widgets.app.data_state import DataState


@dataclass(frozen=True)
class RecentCustomer:
    """A customer that this browser opened before."""

    customer_number: str
    name: str
    town: str | None


def start_page(recent: tuple[RecentCustomer, ...], state: DataState) -> Markup:
    """HTML of the start page."""
    return Markup(
        '<div class="ci-start__page"><div class="ci-stack">{}{}</div><aside class="ci-stack">{}{}</aside></div>'
    ).format(_welcome(), _recent(recent), _keys(), _state(state))


def unknown_customer(customer_number: str) -> Markup:
    """HTML for a number that the data does not know, with what to do next."""
    return Markup(
        '<div class="ci-notice ci-notice--warn" role="alert">{icon}<div><h1>{title}</h1><p>{text}</p></div>'
        '<button class="ci-button" type="button" data-ci-home>{home}</button></div>'
    ).format(
        icon=icon("search"),
        title=_("Kunde {number} ist nicht bekannt").format(number=customer_number),
        text=_(
            "Prüfen Sie die Nummer, oder suchen Sie oben nach Name, Kennzeichen oder Rechnung. Wurde der Kunde eben erst"
            " angelegt, erscheint er nach der nächsten Übernahme der Daten."
        ),
        home=_("Zur Startseite"),
    )


def _welcome() -> Markup:
    kinds = (
        ("users", _("Name oder Firma"), _("meier vakuum; auch ungefähr: Meyer, Mayr")),
        ("pin", _("Straße, Ort, Telefon, E-Mail"), _("naila, 09282 555, info@")),
        ("file", _("Kundennummer, Debitor, USt-IdNr."), _("10012, DE123456789")),
        ("car", _("Kennzeichen, Fahrgestellnummer"), _("na-pt 193, die letzten Stellen der FIN")),
        ("invoice", _("Rechnung, Auftrag"), _("01111892, 403865")),
    )
    rows = joined(
        Markup('<li class="ci-start__kind">{}<span>{}</span><span class="ci-muted">{}</span></li>').format(
            icon(glyph), kind, example
        )
        for glyph, kind, example in kinds
    )
    return Markup(
        '<section><h1 class="ci-start__title">{}</h1><p class="ci-muted">{}</p></section>'
        '<section class="ci-tile"><div class="ci-tile__head"><h2>{}</h2></div><ul class="ci-start__kinds">{}</ul></section>'
    ).format(
        _("Welchen Kunden suchen Sie?"),
        _("Tippen Sie oben los; die Treffer erscheinen mit jedem Buchstaben."),
        _("Wonach Sie suchen können"),
        rows,
    )


def _recent(recent: tuple[RecentCustomer, ...]) -> Markup:
    if not recent:
        return Markup("")
    rows = joined(
        Markup(
            '<li><a class="ci-list__item" href="?customer={0}" data-ci-customer="{0}"><span>'
            '<span class="ci-list__title">{1}</span><span class="ci-list__meta ci-num">{2}</span></span>{3}</a></li>'
        ).format(
            each.customer_number,
            each.name,
            joined(filter(None, (each.customer_number, each.town)), " · "),
            icon("chev"),
        )
        for each in recent
    )
    return Markup(
        '<section class="ci-tile"><div class="ci-tile__head"><h2>{}</h2><span class="ci-spacer"></span>'
        '<button class="ci-button ci-button--quiet" type="button" data-ci-forget>{}</button></div>'
        '<ul class="ci-list">{}</ul></section><p class="ci-small ci-muted">{}</p>'
    ).format(
        _("Zuletzt geöffnete Kunden"),
        _("Liste leeren"),
        rows,
        _("Die Liste steht nur in diesem Browser, nur als Kundennummern."),
    )


def _keys() -> Markup:
    keys = (
        ("/", _("zur Suche")),
        ("↑ ↓", _("Treffer wählen")),
        ("↵", _("Kunde öffnen")),
        ("← →", _("Reiter wechseln")),
    )
    rows = joined(
        Markup('<div class="ci-start__key"><dt>{}</dt><dd>{}</dd></div>').format(
            joined((Markup('<kbd class="ci-kbd">{}</kbd>').format(key) for key in pressed.split()), " "), meaning
        )
        for pressed, meaning in keys
    )
    return Markup(
        '<section class="ci-tile ci-desk"><div class="ci-tile__head"><h2>{}</h2></div>'
        '<div class="ci-tile__body"><dl>{}</dl></div></section>'
    ).format(_("Tasten"), rows)


def _state(state: DataState) -> Markup:
    rows = joined(
        Markup(
            '<li class="ci-popover__row"><span class="ci-dot ci-dot--{}"></span><span class="ci-popover__name">{}</span>'
            '<span class="ci-num ci-muted">{}</span>{}</li>'
        ).format(
            source.tone,
            source.name,
            source.at,
            Markup('<span class="ci-popover__text">{}</span>').format(source.text) if source.text else Markup(""),
        )
        for source in state.sources
    )
    return Markup(
        '<section class="ci-tile"><div class="ci-tile__head"><h2>{}</h2></div>'
        '<div class="ci-tile__body"><ul>{}</ul></div></section>'
    ).format(_("Datenstand"), rows)
