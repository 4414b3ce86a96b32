"""The planner's board: head, drivers, what is not planned, and the timeline in which stops are moved."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import traitlets

from clientinfo_kernel.access.rights import viewer
from widgets.assets import module
from widgets.incident import report_incident
from widgets.parts.customer_offers import customer_offers
from widgets.texts.draft_words import draft_words
from widgets.texts.language import _, in_context
from widgets.tours import board_state
from widgets.tours.desk import Desk
from widgets.tours.forms import form_of
from widgets.tours.hand_work import written
from widgets.tours.words import weekday_and_day
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


_PARTS = (
    *("dom", "drafts", "draft_place", "draft_changes", "date_field", "pick_field", "presses"),
    *("tour_drag", "tour_form", "tour_labels", "tour_board"),
)


class TourBoard(BrowserWidget):
    """Shows a desk, and hands what is done on it over.

    Args:
        turn: Called with the number of days by which another day is wanted.

    Attributes:
        state: ``board_state``'s lines, with the head of the page.
        words: Texts that do not change with the day.
        account: Login name: what the browser keeps of a form belongs to it.
    """

    _esm = module(*_PARTS)
    state: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    account = traitlets.Unicode().tag(sync=True)

    def __init__(self, turn: Callable[[int], None]) -> None:
        self._desk: Desk | None = None
        self._turn = turn
        super().__init__(words=_words(), account=viewer().name)
        self.on_msg(self._receive)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.words = _words()

    def show(self, desk: Desk) -> None:
        """Show a desk as it is now."""
        self._desk = desk
        self.state = {
            "day": weekday_and_day(desk.of.day),
            "summary": board_state.summary(desk.of, desk.plan),
            "phase": desk.phase,
            "seconds": desk.seconds,
            "gain": desk.gain,
            "said": desk.said,
            "canUndo": desk.can_undo,
            "last": list(desk.last),
            "drivers": board_state.drivers(desk.of, desk.plan),
            "stops": board_state.stops(desk.of, desk.plan),
            "unplanned": board_state.unplanned(desk.of, desk.plan),
            "conflicts": board_state.conflicts(desk.of, desk.plan),
            "ahead": board_state.ahead(desk.of),
            "span": board_state.span(desk.of),
            "missing": _missing(desk),
        }

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        desk = self._desk
        if not isinstance(message, dict) or desk is None:
            return
        try:
            self._act(desk, message)
        except Exception as error:  # noqa: BLE001  # a message must not take the page with it
            number = report_incident("tours", error)
            desk.said = _("Das hat nicht geklappt (Vorfall {number}).").format(number=number)
            self.show(desk)

    def _act(self, desk: Desk, message: dict[str, Any]) -> None:
        match message:
            case {"do": "turn", "by": int(days)} if abs(days) == 1:
                self._turn(days)
            case {"do": "open", "form": str(what), "item": str(item)}:
                form = form_of(desk.of, what, item, desk.directory.settings.tours.courtesy_cars)
                if form is not None:
                    self.send({"do": "form", "form": form})
            case {"do": "find", "turn": int(turn), "text": str(text)}:
                self.send({"do": "found", "turn": turn, **asdict(customer_offers(desk.directory, text))})
            case {"do": "form", "form": str(), "item": str(), "command": str(command_id), **rest} if _is_form(rest):
                self.send({"do": "formed", "command": command_id, **asdict(written(desk, command_id, message))})
            case {"do": "move", "id": str(stop_id), "driver": str(driver), "minute": int(minute)}:
                desk.move(stop_id, driver, minute * 60)
            case {"do": str(word), "id": str(stop_id)} if word in _OF_A_STOP:
                _OF_A_STOP[word](desk, stop_id)
            case {"do": "undo", "turn": int(turn)}:
                desk.undo(turn)
            case {"do": str(word)} if word in _OF_THE_DAY:
                _OF_THE_DAY[word](desk)
            case _:
                pass


def _is_form(message: Mapping[str, Any]) -> bool:
    texts = (message.get("values"), message.get("shown"))
    return all(isinstance(each, dict) for each in texts) and type(message.get("version")) is int


_OF_THE_DAY: Mapping[str, Callable[[Desk], None]] = {
    "plan": Desk.start,
    "stop": Desk.stop,
    "accept": Desk.accept,
    "discard": Desk.discard,
    "look": Desk.look,
}
_OF_A_STOP: Mapping[str, Callable[[Desk, str], None]] = {
    "lock": partial(Desk.lock, is_locked=True),
    "unlock": partial(Desk.lock, is_locked=False),
    "window": Desk.take_window,
    "without_car": partial(Desk.agree, is_without_car=True),
    "any_gearbox": partial(Desk.agree, is_automatic_wanted=False),
    "any_car": partial(Desk.agree, wanted_car=None),
}


def _missing(desk: Desk) -> str:
    """Return what the settings must say before anything can be planned."""
    if not desk.of.houses:
        return _("In den Einstellungen steht keine Filiale mit Postleitzahl: ohne sie beginnt keine Tour.")
    if not desk.of.drivers:
        return _("In den Einstellungen stehen keine Fahrer (Abschnitt tours).")
    return ""


def _words() -> dict[str, str]:
    return {
        "before": _("Vorheriger Tag"),
        "after": _("Nächster Tag"),
        "plan": _("Plan berechnen"),
        "stop": _("Beenden und übernehmen"),
        "accept": _("Übernehmen"),
        **draft_words(),
        "undo": _("Rückgängig"),
        "print": _("Fahrerblätter"),
        "solving": _("Plan wird verbessert"),
        "of": _("{now} von {all} s"),
        "gain": _("Fahrzeit -{gain} %"),
        "proposed": _("Neuer Plan, noch nicht übernommen"),
        "drivers": _(in_context("several", "Fahrer")),
        "driver": _("Fahrer"),
        "time": _("Zeit"),
        "driving": _("Fahrzeit"),
        "way": _("Strecke"),
        "cars": _(in_context("several", "Ersatzwagen")),
        "unplanned": _("Nicht geplant"),
        "conflicts": _("Passt nicht zusammen"),
        "all": _("Alle Stopps sind geplant."),
        "timeline": _("Zeitplan"),
        "hint": _("Ziehen verschiebt einen Stopp, Klick sperrt oder öffnet ihn; Pfeiltasten verschieben um 5 Minuten."),
        "fetch": _("Holen"),
        "bring": _("Bringen"),
        "window": _("Zeitfenster"),
        "house": _("Autohaus"),
        "break": _("Pause"),
        "locked": _("gesperrt"),
        "stop_name": _("Stopp"),
        "tour": _("Tour"),
        "stop_by_hand": _("Stopp"),
        "edit": _("Ändern"),
        "absent": _("fährt nicht"),
        "stops": _("Alle Stopps"),
        "what": _("Fahrt"),
        "customer": _("Kunde"),
        "car": _("Ersatzwagen"),
        "there_now": _("Inzwischen steht dort: {value}"),
        "take": _("Diese Angabe übernehmen"),
        "yes": _("ja"),
        "no": _("nein"),
        "unanswered": _("Keine Antwort. Bitte noch einmal speichern: es zählt nur einmal."),
        "none": _("An diesem Tag ist nichts zu holen oder zu bringen."),
    }
