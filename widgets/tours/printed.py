"""The drivers' lists on paper: a table for each tour, seen in print alone."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from clientinfo_kernel.tours.courtesy_cars import car_out
from widgets.markup import join, tag
from widgets.texts.formats import day as day_words
from widgets.texts.language import _
from widgets.tours.words import KINDS, hour, hours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Leg, Plan, Tour


def printed(day: TourDay, plan: Plan, *, is_proposed: bool = False) -> Markup:
    """Write the list of each driver who drives, each on a page of its own; one that nobody has accepted says so.

    A day on which nobody drives says that.
    """
    ends = (_("Vorschlag, noch nicht übernommen"),) if is_proposed else ()
    cars = dict(plan.cars)
    heads = (
        *(_("Nr."), _("Ankunft"), _("Zeitfenster"), _("Kunde"), _("Telefon"), _("Fahrzeug"), _("Ersatzwagen")),
        *(_("Hinweis"), _("km-Stand, Tank"), _("erledigt")),
    )
    head = tag("tr", *(tag("th", each, scope="col") for each in heads))

    def row(number: int, leg: Leg) -> Markup | None:
        stop = day.stop(leg.stop_id)
        if stop is None:
            return None
        where = ", ".join(filter(None, (stop.street, f"{stop.postal_code} {stop.town}".strip())))
        vehicle = " ".join(filter(None, (stop.plate, stop.vehicle)))
        cells = (f"{number} {_(KINDS[stop.kind])}", hour(day.clock, leg.start), hours(day.clock, stop.early, stop.late))
        customer = tag("td", tag("b", stop.customer), tag("br"), where)
        back = car_out(plan, stop)
        car = _("{car} zurück").format(car=back) if back else cars.get(stop.stop_id, "")
        more = (stop.phone, vehicle, car, stop.note, "", "☐")
        return tag("tr", *(tag("td", each) for each in cells), customer, *(tag("td", each) for each in more))

    def rows(tour: Tour) -> Iterator[Markup | None]:
        numbering = count(1)
        for leg in tour.legs:
            if leg.kind == "stop":
                yield row(next(numbering), leg)
            elif leg.kind == "break":
                cells = (_("Pause"), hour(day.clock, leg.start), hours(day.clock, leg.start, leg.end))
                yield tag("tr", *(tag("td", each) for each in cells), tag("td", "", colspan=len(heads) - len(cells)))

    def time(tour: Tour) -> str:
        return hours(day.clock, tour.legs[0].start, tour.legs[-1].end)

    if not plan.tours:
        nothing = tag("p", _("Für diesen Tag ist keine Tour geplant."))
        return tag("div", tag("section", tag("h2", day_words(day.day)), nothing), class_="ci-tours__print")
    tours = [
        tag(
            "section",
            tag("h2", " · ".join((tour.driver, day_words(day.day), time(tour), *ends))),
            tag("table", tag("thead", head), tag("tbody", *rows(tour))),
        )
        for tour in plan.tours
    ]
    return tag("div", join(*tours), class_="ci-tours__print")
