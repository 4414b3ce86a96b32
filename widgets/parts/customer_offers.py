"""Customers that a form offers for what somebody types: found as the search of the page finds them, and counted as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import AuditNotWritten, NotPermitted, TooManyLines, TooManySearched
from widgets.incident import report_incident
from widgets.texts.language import _
from widgets.texts.names import shown_name
from widgets.texts.pauses import too_many_lines, too_many_searched
from widgets.view_models import Offer, Offers

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

_MOST = 8
_LONGEST = 200


def customer_offers(directory: CustomerDirectory, text: str) -> Offers:
    """Return the customers whom a text finds, best first; ``problem`` says why nobody is looked for."""
    viewer = directory.viewer
    shown = ShownCustomers.of(viewer, directory.settings)
    try:
        shown.require_search()
        found = directory.search(text[:_LONGEST], _MOST) if text.strip() else []
        shown.note_search(each.customer_number for each in found)
    except TooManySearched as stop:
        return Offers(problem=" ".join(too_many_searched(stop)))
    except TooManyLines as stop:
        return Offers(problem=too_many_lines(stop)[1])
    except AuditNotWritten:
        return Offers(problem=_("Das Zugriffsprotokoll kann nicht geschrieben werden"))
    except NotPermitted:
        return Offers()
    except Exception as error:  # noqa: BLE001  # a search that breaks says so in its form, whichever that is
        number = report_incident("search of a form", error)
        return Offers(problem=_("Das hat nicht geklappt. Vorfallnummer: {number}").format(number=number))
    return Offers(
        tuple(
            Offer(
                each.customer_number,
                shown_name(each.name),
                " · ".join(filter(None, (each.customer_number, each.town, each.street))),
            )
            for each in found
        )
    )
