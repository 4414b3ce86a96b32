"""What stands there before a customer is chosen: how to find one, the last ones, how fresh the data is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from widgets.app.address import Address
from widgets.app.my_day import my_day
from widgets.markup import heading, icon, join, notice, tag
from widgets.texts.language import _

if TYPE_CHECKING:
    from datetime import date

    from markupsafe import Markup

    from widgets.app.data_state import DataState, SourceState
    from widgets.work_list import WorkList


@dataclass(frozen=True)
class RecentCustomer:
    """A customer that this browser opened before."""

    customer_number: str
    name: str
    town: str | None


def start_page(
    recent: tuple[RecentCustomer, ...],
    state: DataState,
    lists: tuple[WorkList, ...] = (),
    day: date | None = None,
    handed_over: Markup | None = None,
) -> Markup:
    """Return the HTML of the start page.

    Args:
        recent: The last customers of this browser.
        state: How fresh the data is.
        lists: The viewer's work lists.
        day: The day from which they are seen, said above them.
        handed_over: The tile of what was handed to the viewer.
    """
    main = tag("div", _title(), handed_over, my_day(lists, day), _kinds(), _recent(recent), class_="ci-stack")
    return tag("div", main, tag("aside", _keys(), _state(state), class_="ci-stack"), class_="ci-start__page")


def unknown_customer(customer_number: str) -> Markup:
    """Return the HTML for a number that the data does not know, with what to do next."""
    text = _(
        "Prüfen Sie die Nummer, oder suchen Sie oben nach Name, Kennzeichen oder Rechnung. Wurde der Kunde eben erst"
        " angelegt, erscheint er nach der nächsten Übernahme der Daten."
    )
    home = tag("button", _("Zur Startseite"), class_="ci-button", type="button", data_ci_home=True)
    title = _("Kunde {number} ist nicht bekannt").format(number=customer_number)
    return notice(title, tag("p", text), symbol="search", tone="warn", level="h1", after=(home,), role="alert")


def _title() -> Markup:
    return tag(
        "section",
        tag("h1", _("Welchen Kunden suchen Sie?"), class_="ci-start__title"),
        tag("p", _("Tippen Sie oben los; die Treffer erscheinen mit jedem Buchstaben."), class_="ci-muted"),
    )


def _kinds() -> Markup:
    kinds = (
        ("users", _("Name oder Firma"), _("meier vakuum; auch ungefähr: Meyer, Mayr")),
        ("pin", _("Straße, Ort, Telefon, E-Mail"), _("naila, 09282 555, info@")),
        ("file", _("Kundennummer, Debitor, USt-IdNr."), _("10012, DE123456789")),
        ("car", _("Kennzeichen, Fahrgestellnummer"), _("na-pt 193, die letzten Stellen der FIN")),
        ("invoice", _("Rechnung, Auftrag"), _("01111892, 403865")),
    )
    rows = (
        tag("li", icon(symbol), tag("span", kind), tag("span", example, class_="ci-muted"), class_="ci-start__kind")
        for symbol, kind, example in kinds
    )
    return _tile(_("Wonach Sie suchen können"), tag("ul", *rows, class_="ci-start__kinds"))


def _recent(recent: tuple[RecentCustomer, ...]) -> Markup | None:
    if not recent:
        return None
    forget = tag("button", _("Liste leeren"), class_="ci-button ci-button--quiet", type="button", data_ci_forget=True)
    rows = (customer_link(each) for each in recent)
    hint = _("Die Liste steht nur in diesem Browser, nur als Kundennummern.")
    return join(
        _tile(_("Zuletzt geöffnete Kunden"), tag("ul", *rows, class_="ci-list"), tool=forget),
        tag("p", hint, class_="ci-small ci-muted"),
    )


def customer_link(customer: RecentCustomer) -> Markup:
    """Return a line of a list that opens a customer."""
    known = " · ".join(filter(None, (customer.customer_number, customer.town)))
    text = tag(
        "span",
        tag("span", customer.name, class_="ci-list__title"),
        tag("span", known, class_="ci-list__meta ci-num"),
    )
    address = Address(customer.customer_number).write()
    link = tag("a", text, icon("chev"), class_="ci-list__item", href=address, data_ci_customer=customer.customer_number)
    return tag("li", link)


def _keys() -> Markup:
    keys = (
        ("/", _("zur Suche")),
        ("↑ ↓", _("Treffer wählen")),
        ("↵", _("Kunde öffnen")),
        ("← →", _("Reiter wechseln")),
    )
    rows = (
        tag(
            "div",
            tag("dt", _pressed(pressed)),
            tag("dd", meaning),
            class_=f"ci-start__key{' ci-singlekey' * (pressed == '/')}",
        )
        for pressed, meaning in keys
    )
    return _tile(_("Tasten"), tag("div", tag("dl", *rows), class_="ci-tile__body"), style="ci-tile ci-keyboard")


def _pressed(keys: str) -> Markup:
    return join(*(tag("kbd", key, class_="ci-kbd") for key in keys.split()), by=" ")


def _state(state: DataState) -> Markup:
    rows = (_source(source) for source in state.sources)
    return _tile(_("Datenstand"), tag("div", tag("ul", *rows), class_="ci-tile__body"))


def _source(source: SourceState) -> Markup:
    return tag(
        "li",
        tag("span", class_=f"ci-dot ci-dot--{source.tone}"),
        tag("span", source.name, class_="ci-popover__name"),
        tag("span", source.at, class_="ci-num ci-muted"),
        tag("span", source.text, class_="ci-popover__text") if source.text else None,
        class_="ci-popover__row",
    )


def _tile(title: str, body: Markup, *, tool: Markup | None = None, style: str = "ci-tile") -> Markup:
    return tag("section", heading(title, tool), body, class_=style)
