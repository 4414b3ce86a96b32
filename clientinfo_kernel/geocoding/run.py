"""Ask a geocoder about addresses of which only the middle of a postal code or town is known, one after the other.

What it said, also that it knows no such house, is kept in the live store, so that it is asked about an address once; a run that was stopped goes on
where it was. A point that a person set is never replaced.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.audit import record
from clientinfo_kernel.access.audit_detail import Phrase
from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.errors import CustomerUnknown
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.fields import LONGEST_NAME
from clientinfo_kernel.live.plain_text import plain_text
from clientinfo_kernel.query.countries import country_code
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.query.exact_point import GEOCODER, address_of, exact_point, point_values
from clientinfo_kernel.sections.geocoder import Geocoder
from data_sources.places.nominatim import Located, locate
from data_sources.places.postal_codes import reach_m
from data_sources.routing.ways import straight_ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clientinfo_kernel.query.customer_file import CustomerFile

# A geocoder that does not answer so often in a row is away.
_MOST_SILENCES = 3
# Farther from the middle of the town, it is another place of the name: Berlin and Hamburg reach about 40 km.
_TOWN_REACHES_M = 50_000
# What the estimate of a postal code's reach lacks at most, and as far as a middle may be wrong.
_MARGIN_M = 10_000


@dataclass(frozen=True)
class Step:
    """What came of one customer.

    Attributes:
        place, of: The how manieth of how many.
    """

    customer_number: str
    located: Located
    place: int
    of: int


class GeocoderSilent(Exception):
    """The geocoder does not answer any more; what it said until then is kept."""


@dataclass(frozen=True)
class GeocodingRun:
    """A run over customers without an exact point.

    Attributes:
        directory: Whose viewer asks.
        geocoder: Who is asked.
        sleep: The clock.
    """

    directory: CustomerDirectory
    geocoder: Geocoder
    sleep: Callable[[float], None] = time.sleep

    def due(self) -> list[str]:
        """Return the numbers of customers of whose present address nobody set or asked a point.

        They have a street in a place that is known, or has both a postal code and a town: a street alone is anywhere.
        """
        names = ("customer_id", "customer_number", "street", "postal_code", "town")
        known: dict[str, list[Mapping[str, Any]]] = {}
        for row in self.directory.written(CUSTOMER_POINT).to_dicts():
            known.setdefault(row["customer_number"], []).append(address_of(row))
        places = self.directory.table("places", ("customer_id", "latitude"))
        customers = self.directory.table("customers", names).join(places, on="customer_id", how="left")
        return sorted(
            each["customer_number"]
            for each in customers.to_dicts()
            if _can_be_asked(each) and address_of(each) not in known.get(each["customer_number"], ())
        )

    def steps(self, customer_numbers: list[str]) -> Iterator[Step]:
        """Ask about one customer after the other, and keep each point.

        Raises:
            GeocoderSilent: It does not answer any more.
            ChangeNotPermitted: The viewer is not allowed to set points.
        """
        silences = 0
        for place, number in enumerate(customer_numbers, 1):
            if place > 1:
                self.sleep(self.geocoder.pause)
            try:
                located = self._ask(number)
            except CustomerUnknown:  # gone since the run began
                continue
            if located is None:
                continue
            silences = silences + 1 if located.result == "not_answered" else 0
            yield Step(number, located, place, len(customer_numbers))
            if silences == _MOST_SILENCES:
                raise GeocoderSilent

    def _ask(self, number: str) -> Located | None:
        """Ask about a customer and keep what came; None: a person has set a point by now."""
        file = self.directory.customer(number)
        customer = {name: getattr(file.header(), name) for name in ("street", "postal_code", "town", "country")}
        exact = exact_point(file.written_rows(CUSTOMER_POINT.name), customer)
        if exact is not None and not exact.attribution:
            return None
        store = self.directory.live(file)
        store.viewer.access.require_change(CUSTOMER_POINT.right)
        record("export", AuditSubject("customer", number), Phrase("geocoder"), viewer=store.viewer)
        asked = {**customer, "country": country_code(customer["country"])}
        located = _near(locate(asked, self.geocoder.url, self.geocoder.seconds), file)
        if located.result == "not_answered":
            return located
        values: dict[str, Any] = {**address_of(customer), "source": GEOCODER}
        if located.result == "point":
            values |= point_values(located.latitude, located.longitude, customer)
            values["attribution"] = plain_text(located.attribution, LONGEST_NAME)
        said = json.dumps(values, sort_keys=True)
        command = f"geocoder/{number}/{sha256(said.encode()).hexdigest()[:16]}"
        store.do(Add(command, number, CUSTOMER_POINT, values))
        return located


def _can_be_asked(customer: Mapping[str, Any]) -> bool:
    street, code, town = (bool((customer[name] or "").strip()) for name in ("street", "postal_code", "town"))
    return street and (customer["latitude"] is not None or (code and town))


def _near(located: Located, file: CustomerFile) -> Located:
    """Return what was found, or that nothing was where it is far from the middle of what is known of the address."""
    row = next(file.place().iter_rows(named=True), {})
    if located.result != "point" or row.get("latitude") is None:
        return located
    places = [(row["latitude"], row["longitude"]), (located.latitude, located.longitude)]
    metres = straight_ways(places, detour=1.0, speed_kmh=50.0).metres[0, 1]
    reach = reach_m(row["postal_code"] or "") if row["accuracy"] != "town" else None
    return Located("none") if metres > (reach or _TOWN_REACHES_M) + _MARGIN_M else located
