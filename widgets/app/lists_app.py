"""The page of the work lists: what is to be done over all customers, each list at an address of its own."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten, NotPermitted
from widgets.app.bulk_run import BulkRun
from widgets.app.data_state import state_of
from widgets.app.list_address import ListAddress
from widgets.app.list_navigation import navigation
from widgets.app.list_view import ListPage, ListView
from widgets.app.page import AppPage
from widgets.app.refusal import no_customers, refused_list, unknown_list, unwritten
from widgets.app.vat_list_run import VatListRun
from widgets.incident import report_incident
from widgets.pages import CUSTOMER_PAGE
from widgets.texts.language import N_, _, language
from widgets.view_models import Notice
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareHTML
from widgets.views.closing import discard
from widgets.views.markup_view import box, markup_view
from widgets.views.markup_writer import MarkupWriter
from widgets.work_list import all_lists, lists_of

if TYPE_CHECKING:
    import ipywidgets

    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.view_models import Link
    from widgets.work_list import WorkList

# Where somebody has just chosen what is drawn.
_Focus: TypeAlias = Literal["", "navigation", "option"]


class ListsApp(AppPage):
    """The work lists of the viewer.

    Example:
        >>> ListsApp(open_directory())

    Args:
        directory: Who is asked, with what its viewer is allowed to see.
    """

    def __init__(self, directory: CustomerDirectory) -> None:
        self._directory = directory
        self._lists = lists_of(directory.viewer)
        self._address = ListAddress.read(os.environ.get("QUERY_STRING", ""))
        self._shown: dict[str, ShownList] = {}
        self._drawn: tuple[ipywidgets.Widget, ...] = ()
        self._view: ListView | None = None
        self._run = BulkRun(directory, self._written)
        self._vat = VatListRun(directory, self._written)
        super().__init__(
            N_("Arbeitslisten"),
            house=directory.settings.house,
            redraw=self._draw,
            receive=self._act,
            address=self._address.write(),
        )
        self._go(self._address, replace=True)

    @property
    def list(self) -> WorkList | None:
        """The list that is open; None: the viewer has none."""
        wanted = (each for each in self._lists if each.key == self._address.key)
        return next(wanted, self._lists[0] if self._lists else None)

    @property
    def _refused(self) -> WorkList | None:
        """The list that the address names and that is not the viewer's; None: it names no such list."""
        others = (each for each in all_lists() if each not in self._lists)
        return next((each for each in others if each.key == self._address.key), None)

    def _instead(self) -> tuple[ipywidgets.Widget, ...]:
        """Say above the list that is open why it is not the one that the address names."""
        if self._address.key is None or any(each.key == self._address.key for each in self._lists):
            return ()
        refused, viewer = self._refused, self._directory.viewer
        said = unknown_list() if refused is None else refused_list(refused.title, viewer, refused.roles)
        return (BareHTML(said).add_class("ci-lists__instead"),)

    def _go(self, address: ListAddress, *, replace: bool = False, focus: _Focus = "") -> None:
        """Show what an address names; the address bar follows, and the keyboard stays where the choice was made."""
        self._address = address
        if (refused := self._refused) is not None:
            self._shown_list(refused).record("refuse")
        self._draw(focus)
        self._bridge.go(self._address.write(), replace=replace)

    def _act(self, message: dict[str, Any]) -> None:
        if message["do"] == "address" and isinstance(message.get("search"), str):
            address = ListAddress.read(message["search"])
            # back and forward: the keyboard goes to the list that is open now
            self._go(address, replace=True, focus="navigation" if address.key != self._address.key else "option")

    def _choose(self, key: str) -> None:
        self._go(ListAddress(key), focus="navigation")

    def _draw(self, focus: _Focus = "") -> None:
        opened = self.list
        earlier = self._drawn
        if opened is None:
            self._drawn = (BareHTML(no_customers(self._directory.viewer)),)
        else:
            writer = MarkupWriter(self._context(opened))
            held = focus == "navigation"
            places = navigation(self._lists, opened.key, writer, self._choose, takes_focus=held)
            content = self._content(opened, takes_focus=focus == "option")
            self._run.translate()
            self._vat.translate()
            below = box((*self._instead(), content, self._run, self._vat), "ci-lists__content")
            self._drawn = (box((markup_view(places, writer), below), "ci-lists"),)
            self._bridge.page_title = f"{_(opened.title)} · clientinfo"
            self._show_freshness()
        self.show(*self._drawn)
        discard(*earlier, keep=(self._run, self._vat))

    def _written(self) -> None:
        if self._view is not None:
            self._view.refresh()

    def _forget(self) -> None:
        self._run.forget_what_is_done()
        self._vat.forget_what_is_done()

    def _show_freshness(self) -> None:
        self.show_state(state_of(self._directory))

    def _content(self, opened: WorkList, *, takes_focus: bool) -> ipywidgets.Widget:
        """Draw a list; whatever goes wrong is said in its place, and the others live."""
        self._view = None
        try:
            desk = opened.desk(self._directory, self._address.option or "")
            page = ListPage(
                self._ask,
                lambda bulk: self._run.begin(bulk, opened.key),
                self._bridge.announce,
                self._forget,
                self._point_at,
                self._vat.begin if self._vat.is_allowed else None,
            )
            self._view = view = ListView(opened, desk, self._context(opened), page, takes_focus=takes_focus)
        except AuditNotWritten as error:
            return BareHTML(unwritten(error))
        except NotPermitted:
            self._shown_list(opened).record("refuse")
            return BareHTML(no_customers(self._directory.viewer))
        except Exception as error:  # noqa: BLE001  # whatever breaks in a list stays in this list
            number = report_incident(f"list {opened.key}", error)
            text = _("Die anderen Listen sind nicht betroffen. Vorfallnummer: {number}").format(number=number)
            notice = Notice(_("Diese Liste konnte nicht geladen werden"), text, tone="danger")
            return draw(notice, self._context(opened))
        else:
            return view

    def _ask(self, option: str) -> None:
        opened = self.list
        self._go(ListAddress(None if opened is None else opened.key, option), focus="option")

    def _point_at(self, row: str | None) -> None:
        """Let the address name the row that is marked alone: everybody who is sent it, or loads the page again, finds it."""
        opened = self.list
        self._address = replace(self._address, key=None if opened is None else opened.key, row=row)
        self._bridge.go(self._address.write(), replace=True, stays=True)

    def _shown_list(self, opened: WorkList) -> ShownList:
        if opened.key not in self._shown:
            self._shown[opened.key] = ShownList(AuditSubject("list", opened.key), self._directory.viewer)
        return self._shown[opened.key]

    def _context(self, opened: WorkList) -> ViewContext:
        shown = self._shown_list(opened)
        return ViewContext(
            _nowhere,
            language=language(),
            record=shown.record,
            shown=shown,
            item=self._address.row,
            file_name_parts=("", self._directory.key_date.isoformat()),
            customers_at=CUSTOMER_PAGE,
            account=self._directory.viewer.name,
        )


def _nowhere(_link: Link) -> None:
    """Every link of a list leads to another page; the browser follows it by itself."""
