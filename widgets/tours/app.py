"""The page Touren: the planner's day, and on a phone the driver's sheet."""

from __future__ import annotations

import asyncio
import os
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten, ClientInfoError, NotPermitted
from widgets.app.data_state import state_of
from widgets.app.page import AppPage
from widgets.app.refusal import no_customers, unwritten
from widgets.texts.language import N_, _
from widgets.texts.said_days import moved
from widgets.tours.board import TourBoard
from widgets.tours.desk import Desk
from widgets.tours.printed import printed
from widgets.tours.said import not_loaded_said
from widgets.tours.sheet import DriverSheet
from widgets.tours.tour_map import tour_map
from widgets.view_models import Notice
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareHTML
from widgets.views.markup_view import MarkupView, box

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.query.directory import CustomerDirectory


class ToursApp(AppPage):
    """Who fetches and brings customers' cars when; ``?day=2026-11-24`` opens a day, ``&driver=`` a driver's sheet.

    Example:
        >>> ToursApp(open_directory())

    Args:
        directory: Who is asked, with what its viewer is allowed to see and to change.
    """

    def __init__(self, directory: CustomerDirectory) -> None:
        self._directory = directory
        self._shown = ShownList(AuditSubject("list", "tours"), directory.viewer)
        asked = dict(parse_qsl(os.environ.get("QUERY_STRING", "")))
        self._board, self._map = TourBoard(self._turn), tour_map(directory.settings.map_layers)
        self._driver = asked.get("driver", "")
        self._sheet = DriverSheet(directory, self._ticked, self._turn, self._driver)
        self._paper = MarkupView(Markup(""))
        self._desk: Desk | None = None
        super().__init__(
            N_("Touren"),
            house=directory.settings.house,
            redraw=self._translate,
            receive=self._act,
            address=self._address(_day(asked.get("day", "")) or directory.key_date),
        )
        self._open(_day(asked.get("day", "")) or directory.key_date)

    def _open(self, day: date) -> None:
        """Open a day; whatever stands against it is said in its place."""
        if "tours" not in self._directory.viewer.access.changes:
            self.show(BareHTML(no_customers(self._directory.viewer)))
            return
        try:
            self._desk = Desk(self._directory, day, self._changed, _way_home)
            self._changed()
        except AuditNotWritten as error:
            self.show(BareHTML(unwritten(error)))
            return
        except NotPermitted:
            self.show(BareHTML(no_customers(self._directory.viewer)))
            return
        except ClientInfoError as error:
            notice = Notice(_("Die Touren konnten nicht geladen werden"), not_loaded_said(error), tone="danger")
            self.show(draw(notice, ViewContext(lambda _link: None)))
            return
        self.show_state(state_of(self._directory))
        tile = box((self._map,), "ci-tile", "ci-map", "ci-tours__map")
        behind, asked = (("is-behind",), ("is-asked",)) if self._driver else ((), ())
        board, sheets = box((self._board, tile), "ci-tours", *behind), box((self._sheet,), "ci-sheets", *asked)
        self.show(board, sheets, self._paper)

    def _changed(self) -> None:
        """Draw the desk as it is now; who is shown is written down before."""
        desk = self._desk
        if desk is None:
            return
        self._shown({each.customer_number for each in desk.of.stops})
        self._board.show(desk)
        self._map.show(desk.of, desk.plan)
        if desk.phase != "solving":
            self._paper.show(printed(desk.of, desk.plan, is_proposed=desk.phase == "proposed"))
        if desk.phase == "idle":
            self._sheet.show(desk.of, desk.plan)

    def _turn(self, days: int) -> None:
        day = None if self._desk is None else moved(self._desk.day, days=days)
        if self._desk is not None and day is not None:  # before the first day that there is and after the last is none
            self._desk.go(day)
            self._bridge.go(self._address(day))

    def _address(self, day: date) -> str:
        return f"?{urlencode({'day': day.isoformat()} | ({'driver': self._driver} if self._driver else {}))}"

    def _ticked(self) -> None:
        """Somebody ticked something on a sheet: the planner's side shows it, too."""
        if self._desk is not None:
            self._desk.look()

    def _translate(self) -> None:
        self._board.translate()
        self._sheet.translate()
        if self._desk is not None:
            self.show_state(state_of(self._directory))
        self._changed()

    def _act(self, message: dict[str, Any]) -> None:
        if message["do"] == "address" and isinstance(message.get("search"), str) and self._desk is not None:
            day = _day(dict(parse_qsl(message["search"].lstrip("?"))).get("day", ""))
            if day is not None and day != self._desk.day:
                self._desk.go(day)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _way_home() -> Callable[[Callable[[], None]], object]:
    """Return what carries a call from another thread to this one."""
    return asyncio.get_running_loop().call_soon_threadsafe
