"""Links that call, write or open a page. Foreign text becomes a link only where its form is beyond doubt."""

import re
from urllib.parse import quote, urlsplit

from widgets.view_models import Link

_MAIL = re.compile(r"[^\s@<>\"'?&,;:]+@[^\s@<>\"'?&,;:]+\.[^\s@<>\"'?&,;:]+")
_HOST = re.compile(r"(?:[a-z0-9äöüß-]+\.)+[a-z]{2,}", re.IGNORECASE)


def phone_link(number: str | None) -> Link | None:
    """Return ``tel:`` in international form; None for what cannot be a number (German where no country is given)."""
    if not number:
        return None
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, "DE")
    except phonenumbers.NumberParseException:
        return None
    # A number without its area code is possible only locally: no device could call it from elsewhere.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return Link(href="tel:" + phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def mail_link(address: str | None) -> Link | None:
    """Return ``mailto:`` with one plain address and nothing smuggled in behind it."""
    text = (address or "").strip()
    return Link(href="mailto:" + quote(text, safe="@+")) if _MAIL.fullmatch(text) else None


def web_link(address: str | None) -> Link | None:
    """Return ``https:`` (or the http address that was given) to a named host."""
    text = (address or "").strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.netloc):
        return None
    return Link(href=parts.geturl())


def link_for(kind: str, address: str | None) -> Link | None:
    """Return the link for an entry of the communication table by its kind."""
    if kind in {"phone", "mobile"}:
        return phone_link(address)
    return {"email": mail_link, "web": web_link}.get(kind, lambda _address: None)(address)
