"""Coordinates as people type or copy them: two numbers of degrees, or a link of a map."""

from __future__ import annotations

import re

_NUMBER = r"[-+]?\d{1,3}[.,]\d+|[-+]?\d{1,3}"
# What a pair can stand behind in a link, the place before the view: geo: (RFC 5870), and how the usual maps write theirs.
_IN_LINKS = (
    re.compile(rf"mlat=({_NUMBER})&mlon=({_NUMBER})"),
    re.compile(rf"!3d({_NUMBER})!4d({_NUMBER})"),
    re.compile(rf"/(?:place|search)/({_NUMBER}),\+?({_NUMBER})"),
    re.compile(rf"(?:geo:|[?&](?:q|ll|query|daddr|destination)=(?:loc:)?)({_NUMBER}),\s*\+?({_NUMBER})"),
    re.compile(rf"#map=\d+/({_NUMBER})/({_NUMBER})"),
)
# The middle of what is looked at; of a route it is not a place at all.
_VIEW = re.compile(rf"/@({_NUMBER}),({_NUMBER}),")
_PAIR = re.compile(
    rf"\s*(?:N\s*)?({_NUMBER})\s*°?\s*N?\s*(?:[;/]|,\s+|\s)\s*(?:E\s*|O\s*)?({_NUMBER})\s*°?\s*[EO]?\s*"
    r"|\s*([-+]?\d{1,3}\.\d+),([-+]?\d{1,3}\.\d+)\s*",  # a comma alone could be a decimal one
    re.IGNORECASE,
)


def coordinates_in(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude in degrees (WGS 84), None where the text does not say them."""
    plain = text.replace("%2C", ",").replace("%2c", ",").replace("%20", " ")
    match = next((found for form in _IN_LINKS if (found := form.search(plain))), None) or _PAIR.fullmatch(plain)
    if match is None and "/dir/" not in plain:
        match = _VIEW.search(plain)
    if match is None:
        return None
    latitude, longitude = (float(each.replace(",", ".")) for each in match.groups() if each is not None)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None  # noqa: PLR2004  # degrees
