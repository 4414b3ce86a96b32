"""Links that lead to an address by the user's own navigation. The address leaves the house on the click, never before."""

from collections.abc import Iterable
from urllib.parse import quote

from babel import Locale

from clientinfo_kernel.query.countries import GERMANY, country_code
from widgets.texts.formats import LOCALES
from widgets.texts.language import N_, _
from widgets.view_models import Link

# The documented forms: ``geo`` with a query (RFC 5870, and developer.android.com: intents of Maps), Maps URLs
# (developers.google.com/maps/documentation/urls), Map Links (developer.apple.com).
FORMS = {
    "device": (N_("Navigation öffnen"), "geo:0,0?q={}"),
    "google": (N_("Google Maps"), "https://www.google.com/maps/dir/?api=1&destination={}"),
    "apple": (N_("Apple Karten"), "https://maps.apple.com/?daddr={}"),
}


def destination(street: str | None, postal_code: str | None, town: str | None, country: str | None) -> str:
    """Return a whole address in one line as navigation understands it; empty where not even a place is known."""
    place = " ".join(part.strip() for part in (postal_code, town) if part and part.strip())
    if not place:
        return ""
    return ", ".join(part for part in ((street or "").strip(), place, _abroad(country)) if part)


def navigation_links(address: str, services: Iterable[str]) -> tuple[tuple[str, Link], ...]:
    """Return a labelled link to an address per service that the settings offer."""
    if not address:
        return ()
    chosen = (FORMS[service] for service in services)
    return tuple((_(label), Link(href=form.format(quote(address, safe="")))) for label, form in chosen)


def _abroad(country: str | None) -> str:
    """Return the name of a foreign country in German; a code that nobody knows as it stands."""
    code = country_code(country)
    return "" if code == GERMANY else str(Locale.parse(LOCALES["de"]).territories.get(code, code))
