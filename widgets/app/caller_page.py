"""Who calls: what stands there when a telephone system opens the page with a number that is not one customer's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.errors import AuditNotWritten, TooManySearched
from clientinfo_kernel.search.spelling import national
from widgets.app.refusal import unwritten, unwritten_title
from widgets.app.start_page import RecentCustomer, customer_link
from widgets.markup import heading, icon, notice, tag
from widgets.texts.language import _
from widgets.texts.names import shown_name
from widgets.texts.pauses import too_many_searched

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

    from clientinfo_kernel.search import Hit


class InsteadOfCustomer(NamedTuple):
    """What stands in the place of a customer, with the page's title.

    Attributes:
        title: Of the page.
        page: What stands there.
        call: The number of a call that nobody is known for; the customer who is chosen next can be the caller.
    """

    title: str
    page: Markup
    call: str = ""


def who_calls(number: str, find: Callable[[str], Sequence[Hit]]) -> Hit | InsteadOfCustomer:
    """Return the customer who calls; where it is not one alone, whom to choose from or what to do.

    Args:
        number: As the telephone system hands it over.
        find: Finds the customers of a phone number; it counts as a search.

    Raises:
        NotPermitted: The viewer is not allowed to see customers.
    """
    try:
        found = callers(number, find(number))
    except TooManySearched as stop:
        title, text = too_many_searched(stop)
        pause = notice(title, tag("p", text), symbol="clock", tone="warn", level="h1", role="alert")
        return InsteadOfCustomer(title, pause)
    except AuditNotWritten as error:
        return InsteadOfCustomer(unwritten_title(error), unwritten(error))
    if len(found) == 1:
        return found[0]
    if found:
        return InsteadOfCustomer(_("Anruf"), caller_choice(number, found))
    return InsteadOfCustomer(_("Anruf"), unknown_caller(number), call=number)


def callers(number: str, hits: Sequence[Hit]) -> list[Hit]:
    """Return the customers who have this number; where none has it whole, those of whose number it is a part."""
    by_phone = [(hit, [text for kind, text in hit.met if kind == "phone"]) for hit in hits]
    exact = [hit for hit, texts in by_phone if national(number) in {national(text) for text in texts}]
    return exact or [hit for hit, texts in by_phone if texts]


def caller_choice(number: str, hits: Sequence[Hit]) -> Markup:
    """Return the customers who could be calling, to choose from."""
    found = (RecentCustomer(hit.customer_number, shown_name(hit.name), hit.town) for hit in hits)
    rows = tag("ul", *(customer_link(each) for each in found), class_="ci-list")
    title = tag("h1", _("Anruf von {number}: Wer ist es?").format(number=number), class_="ci-start__title")
    return tag("div", title, tag("section", heading(_("Kunden mit dieser Nummer")), rows, class_="ci-tile"))


def unknown_caller(number: str) -> Markup:
    """Return what to do with a number that no customer has."""
    text = _(
        "Suchen Sie den Kunden und notieren Sie den Kontakt (Taste n): Die Nummer steht dann schon darin. Mit „Änderung"
        " mitteilen“ steht sie bei ihm, bis das Händlersystem sie hat."
    )
    title = _("Anruf von {number}: unbekannt").format(number=number)
    search = tag(
        "button", icon("search"), _("Kunde suchen"), type="button", class_="ci-button ci-button--primary",
        data_ci_search=True, aria_keyshortcuts="/",
    )  # fmt: skip
    return notice(title, tag("p", text), search, symbol="phone", tone="warn", level="h1", role="alert")


def call_line(number: str) -> Markup:
    """Return what stands above a customer who could be the caller, until the contact is noted."""
    said = tag("span", _("Anruf von {number}, noch nicht notiert").format(number=number), class_="ci-remarks__text")
    note = tag(
        "button", _("Kontakt notieren"), type="button", class_="ci-button ci-button--quiet", data_ci_write="contact"
    )
    line = tag("li", icon("phone"), tag("span", said), note, class_="ci-remarks__line")
    return tag("ul", line, class_="ci-remarks", aria_label=_("Anruf"))
