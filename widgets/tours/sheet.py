"""The driver's sheet: the order of the stops, and what is ticked at each, written at once and once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import traitlets

from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, ClientInfoError, CustomerUnknown, NotPermitted
from clientinfo_kernel.live.commands import Change, Conflict
from clientinfo_kernel.live.errors import CommandReused, InputRefused, LiveUnavailable, RowUnknown, TooMuchWritten
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from widgets.assets import module
from widgets.incident import report_incident
from widgets.texts.language import _
from widgets.texts.unsaved import unsaved_words
from widgets.tours.said import failure_said
from widgets.tours.sheet_state import fuel_options, sheets
from widgets.tours.sheet_words import TYPED, field_words, shown, value_words
from widgets.tours.words import weekday_and_day
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.tours.day import TourDay
    from clientinfo_kernel.tours.plan import Plan

# In groups of three, or in one, with its unit.
_MILEAGE = re.compile(r"\s*(\d{1,3}(?:[.'’\s]\d{3})+|\d+)\s*(?:km)?\s*", re.IGNORECASE)
# What a driver writes; the plan is the planner's.
DRIVER_FIELDS = frozenset(
    {
        "has_keys",
        "is_inspected",
        "has_courtesy_car",
        "courtesy_car",
        "mileage",
        "fuel",
        "driver_note",
        "outcome",
        "done_at",
    }
)


class DriverSheet(BrowserWidget):
    """Sheets of all drivers of a day, one of which is shown.

    The browser keeps what was ticked until its ``kept`` comes: without a connection it waits there, and is written once.

    Args:
        directory: Whose viewer drives.
        ticked: Called when something was written.
        turn: Called with the number of days by which another day is wanted.
        driver: Whose sheet is shown first; empty: the viewer's own, or the first one.

    Attributes:
        state: day, the sheets, whose is shown first, the account for which the browser keeps.
    """

    _esm = module(
        "dom", "drafts", "presses", "sheet_outbox", "sheet_written", "sheet_waiting", "sheet_held", "tour_sheet"
    )
    state: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    def __init__(
        self, directory: CustomerDirectory, ticked: Callable[[], None], turn: Callable[[int], None], driver: str = ""
    ) -> None:
        self._directory, self._ticked, self._turn, self._driver = directory, ticked, turn, driver
        self._cars: dict[str, str] = {}
        super().__init__(words=_words())
        self.on_msg(self._receive)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.words = _words()

    def show(self, day: TourDay, plan: Plan) -> None:
        """Show the sheets of a day."""
        viewer, settings = self._directory.viewer, self._directory.settings
        self._cars = {each.stop_id: each.courtesy_car for each in day.stops if each.kind == "fetch"}
        own = next(
            (each.name for each in day.drivers if viewer.name and viewer.name == each.account),
            next((each.name for each in day.drivers if each.name in viewer.own_names), ""),
        )
        self.state = {
            "day": weekday_and_day(day.day),
            "account": viewer.name,
            "first": self._driver or own,
            "sheets": sheets(day, plan, settings.navigation, settings.tours.courtesy_cars),
            "fuel": fuel_options(),
        }

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        match message:
            case {"do": "tick", "id": str(command_id), "stop": str(), "customer": str(), "values": dict()}:
                written = self._write(command_id, message)
                if written is None:
                    return  # the browser asks again
                self.send({"do": "kept", "id": command_id, **written})
                self._ticked()
            case {"do": "turn", "by": int(days)} if abs(days) == 1:
                self._turn_by(days)
            case _:
                pass

    def _is_ours(self, stop: str, values: dict[str, Any]) -> bool:
        """Return whether a courtesy car that was chosen, if any, is one of the house, or the one that is written."""
        cars = {*(each.name for each in self._directory.settings.tours.courtesy_cars), self._cars.get(stop)} - {""}
        chosen = values.get("courtesy_car")
        return "courtesy_car" not in values or (isinstance(chosen, str) and chosen in cars)

    def _turn_by(self, days: int) -> None:
        try:
            self._turn(days)
        except ClientInfoError as error:
            self.send({"do": "failed", "problem": failure_said(error)})

    def _write(self, command_id: str, message: dict[str, Any]) -> dict[str, Any] | None:
        """Write what was ticked.

        Returns:
            See ``_said``; None: ask again later.
        """
        values, version = message["values"], message.get("version")
        if not values.keys() <= DRIVER_FIELDS or type(version) is not int or not self._is_ours(message["stop"], values):
            return _said(_("Das kann nicht gespeichert werden."))
        if "mileage" in values:
            values = {**values, "mileage": plain_mileage(values["mileage"])}
        try:
            store = self._directory.live(self._directory.customer(message["customer"]))
            answer = store.do(Change(command_id, message["customer"], TOUR_STOP, message["stop"], version, values))
        except (TooMuchWritten, AuditNotWritten) as error:  # the browser asks again, but that can take hours
            self.send({"do": "paused", "problem": unsaved_words(error)})
            return None
        except LiveUnavailable:
            return None
        except ClientInfoError as error:
            return _said(_refused(error), is_refused=isinstance(error, InputRefused))
        if isinstance(answer, Conflict):
            person = answer.changed_by or _("Jemand")
            theirs = {name: shown(name, each.theirs) for name, each in answer.fields.items()}
            said = _("{person} hat das inzwischen anders geschrieben. Was gilt?").format(person=person)
            return _said(said, answer.version) | {"theirs": theirs, "person": person}
        return _said("", answer.version)


def _said(problem: str, version: int = 0, *, is_refused: bool = False) -> dict[str, Any]:
    """Return an answer to the browser.

    Args:
        problem: What is to be said; empty: it is written.
        version: Of the row.
        is_refused: It cannot stand in its field: it stays where it was typed, to be mended.
    """
    return {"problem": problem, "version": version, "is_refused": is_refused}


def plain_mileage(typed: object) -> object:
    """Return a mileage as drivers type it, ``48.210`` or ``48 210 km``, without what is not a digit; else as it is."""
    found = _MILEAGE.fullmatch(typed) if isinstance(typed, str) else None
    return re.sub(r"\D", "", found[1]) if found else typed


def _refused(error: ClientInfoError) -> str:
    match error:
        case InputRefused():
            return _("„{field}“ kann das nicht enthalten.").format(field=_field_word(error.field))
        case RowUnknown() | CustomerUnknown() | CommandReused():
            return _("Diesen Stopp gibt es nicht mehr.")
        case NotPermitted() | ChangeNotPermitted():
            return _("Ihre Rolle darf das nicht ändern.")
        case _:
            number = report_incident("driver's sheet", error)
            return _("Das wurde nicht gespeichert (Vorfall {number}).").format(number=number)


def _field_word(name: str) -> str:
    return field_words().get(name, name)


def _words() -> dict[str, Any]:
    return {
        "before": _("Vorheriger Tag"),
        "after": _("Nächster Tag"),
        "of": _("{done} von {count}"),
        "call": _("Anrufen"),
        "navigation": _("Navigation"),
        "car": _("Ersatzwagen"),
        "mileage": _("Kilometerstand"),
        "fuel": _("Tank"),
        "note": _("Notiz"),
        "done": _("Erledigt"),
        "done_open": _("Erledigt, {count} offen"),
        "not_met": _("Nicht angetroffen"),
        "again": _("Wieder öffnen"),
        "then": _("Danach"),
        "finished": _("Fertig"),
        "waiting": _("{count} nicht gesendet: wird nachgeholt, sobald eine Verbindung da ist. Seite offen lassen."),
        "none": _("Für diesen Tag ist noch keine Tour übernommen."),
        "driver": _("Fahrer"),
        "mine": _("Meine Angabe"),
        "send": _("Senden"),
        "discard": _("Verwerfen"),
        "old": _("vom {day}, nicht gesendet"),
        "fields": field_words(),
        "values": value_words(),
        "typed": list(TYPED),
        "all_done": _("Alle Stopps sind erledigt."),
    }
