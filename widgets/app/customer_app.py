"""The customer page: everything about one customer, found by a search, tied to the address bar."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import CustomerUnknown, NotPermitted
from widgets.app.address import Address
from widgets.app.caller_page import InsteadOfCustomer, who_calls
from widgets.app.changed_place import changed_place
from widgets.app.customer_audit import CustomerAudit
from widgets.app.customer_context import customer_context
from widgets.app.customer_head import CustomerHead
from widgets.app.customer_tabs import CustomerTabs
from widgets.app.data_state import KnownState
from widgets.app.entry_dialog import EntryDialog
from widgets.app.handed_over import HandedOver
from widgets.app.hit_target import open_target
from widgets.app.live_hint import LiveHint
from widgets.app.opening import instead_of_opening
from widgets.app.page import AppPage
from widgets.app.page_frame import fresh_line
from widgets.app.recent_customers import RecentCustomers
from widgets.app.refusal import no_customers
from widgets.app.search_box import SearchBox
from widgets.app.search_notes import search_notes
from widgets.app.start_page import start_page, unknown_customer
from widgets.one_message import in_one_message
from widgets.panel import Panel, all_panels, merged
from widgets.texts.language import N_, _
from widgets.texts.names import titled_name
from widgets.views.bare_widgets import BareHTML
from widgets.views.closing import discard
from widgets.work_list import lists_of

if TYPE_CHECKING:
    import ipywidgets
    from markupsafe import Markup

    from clientinfo_kernel.live.last_change import LastChange
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.query.directory import CustomerDirectory
    from clientinfo_kernel.query.header import CustomerHeader
    from clientinfo_kernel.search import Hit
    from widgets.view_models import Link
    from widgets.views.context import ViewContext


class CustomerApp(AppPage):
    """The customer page.

    Example:
        >>> CustomerApp(open_directory())

    Args:
        directory: Who is asked; it always answers from the newest snapshot, with what its viewer is allowed to see.
        panels: More tabs, for instance ones that a notebook cell defines; one with a known key replaces that tab.
    """

    def __init__(self, directory: CustomerDirectory, panels: tuple[Panel, ...] = ()) -> None:
        self._directory = directory
        self._panels = CustomerTabs(merged(all_panels(), panels), directory.viewer, self._draw_context)
        self._tabs, self._refusal, self._stack = self._panels.bar, self._panels.refusal, self._panels.stack
        self._file: CustomerFile | None = None
        self._audit: CustomerAudit | None = None
        self._shown = ShownCustomers.of(directory.viewer, directory.settings)
        self._shown.begin()
        self._recent = RecentCustomers(directory, self._shown)
        self._handed_over = HandedOver(directory)
        # An analyst, or somebody who works without a publication, has the command line.
        viewer = directory.viewer
        self._state = KnownState(directory, counts_rejects=not viewer.name or "analyst" in viewer.roles)
        self._address = Address.read(os.environ.get("QUERY_STRING", ""))

        self._line = BareHTML().add_class("ci-freshline-slot")
        self._head = CustomerHead(directory, self._look_again)
        self._hint = LiveHint(directory, self._look_at, self._refresh)
        self._entries = EntryDialog(directory, self._show_written)
        self._alone: ipywidgets.HTML | None = None
        self._tabs.observe(self._tab_selected, names="selected")
        self._search = SearchBox(directory.search, self._show_hit, self._shown, partial(search_notes, directory))
        super().__init__(
            N_("Kundensicht"),
            house=directory.settings.house,
            search=self._search,
            own_start=True,
            redraw=self._say_again,
            receive=self._act,
        )
        self._go(self._address, replace=True)

    def show_customer(self, customer_number: str, tab: str | None = None, item: str | None = None) -> None:
        """Show a customer, at a tab (default: the one that is open now, else the first), and there at one thing."""
        known = tab if tab in self._panels.keys else None
        with in_one_message(), self._bridge.together():
            self._go(Address(customer_number, known or self._tabs.selected or None, item if known else None))
            if self._file is not None and self._address.item is None:
                self._bridge.focus_name()

    def _show_hit(self, customer_number: str, hit: Hit | None) -> None:
        """Show a customer who was chosen in the search, at the thing by which they were found."""
        target = None if hit is None else open_target(self._directory, hit, self._panels.keys)
        if target is None:
            self.show_customer(customer_number)
        else:
            self.show_customer(customer_number, target.tab, target.item)

    # ---- where we are

    def _go(self, address: Address, *, replace: bool = False) -> None:
        """Show what an address names; the address bar follows."""
        state = self._state.now()
        self.show_state(state)
        self._line.value = fresh_line(state)
        self._address = address
        if address.customer_number is None and address.caller is not None:
            self._show_caller(address.caller)
            return
        if address.customer_number is None:
            self._show_start()
        else:
            self._show_customer(address.customer_number, address)
        self._bridge.go(self._address.write(), replace=replace)

    def _show_caller(self, number: str) -> None:
        """Show the customer who calls, or who it could be, or that nobody has this number."""
        try:
            caller = who_calls(number, self._search.callers)
        except NotPermitted:
            self._show_start()
            return
        if isinstance(caller, InsteadOfCustomer):
            self._show_instead(caller.title, caller.page)
            self._entries.call = caller.call
        else:
            self._go(Address(caller.customer_number), replace=True)

    def _show_start(self) -> None:
        self._file = None
        self._entries.call = ""
        self._panels.close()
        viewer = self._directory.viewer
        seen = viewer.access.allows("customers")
        lists, day = lists_of(viewer), self._directory.key_date
        page = no_customers(viewer)
        if seen:
            page = start_page(self._recent.shown(), self._state.now(), lists, day, self._handed_over.tile())
        self._show_alone(page, "ci-start" if seen else "ci-unknown")
        self._bridge.page_title = "clientinfo"

    def _show_customer(self, customer_number: str, address: Address) -> None:
        tab, keys = address.tab, self._panels.keys
        try:
            customer_file = self._directory.customer(customer_number)
            header = customer_file.header()
        except NotPermitted:
            CustomerAudit(customer_number)("refuse")
            self._show_start()
            return
        except CustomerUnknown:
            self._show_instead(_("Kunde nicht bekannt"), unknown_customer(customer_number))
            return
        selected = tab if tab in keys else keys[0]
        earlier = None if self._file is None else self._file.header().customer_number
        if self._audit is None or earlier != header.customer_number:
            self._audit = CustomerAudit(header.customer_number)
            shown_tab = tab if tab in keys else ""
            instead = instead_of_opening(self._shown, self._audit, header.customer_number, shown_tab)
            if instead is not None:
                self._show_instead(instead.title, instead.page)
                return
        self._file = customer_file
        item = address.item if selected == tab else None
        self._address = Address(header.customer_number).at_tab(selected, keys[0], item)
        self._head.show(customer_file, self._entries.call)
        self._entries.show(customer_file)
        self._hint.show(customer_file)
        self._stack.clear(keep=selected)
        below = (self._hint, self._entries, self._tabs, self._refusal, self._stack)
        self.show(self._line, *self._head.parts, *below)
        with self._tabs.hold_sync(), self._bridge.together():  # a message each, not one for each of their traits
            self._panels.show(customer_file, self._audit, selected)
            self._announce(header)
        self._panels.refuse(tab)

    def _show_written(self) -> None:
        """Show what was just written, above the tabs and in them."""
        if self._file is not None:
            self._head.draw(self._file, self._entries.call)
            self._hint.show(self._file)
        self._panels.draw_written()

    def _look_again(self) -> None:
        """Show what others wrote since the page was drawn."""
        if self._file is not None:
            self._file.read_again()
        self._show_written()

    def _look_at(self, change: LastChange | None) -> None:
        """Show what others wrote since the page was drawn, and lead to what was changed last."""
        self._look_again()
        place = None if self._file is None or change is None else changed_place(self._file, change)
        if place is not None and place.tab in self._panels.keys:
            self._lead_to(place.tab, place.item)

    def _refresh(self) -> None:
        """Show everything again, where the page is."""
        self._go(self._address, replace=True)

    def _announce(self, header: CustomerHeader) -> None:
        name = titled_name(header.name, header.title)
        self._bridge.page_title = f"{name} · clientinfo"
        self._bridge.announce(_("{name} geöffnet").format(name=name))
        self._bridge.opened = header.customer_number
        self._recent.add(header.customer_number)

    def _show_instead(self, title: str, notice: Markup) -> None:
        """Show a notice in the place of a customer."""
        self._file = None
        self._panels.close()
        self._show_alone(notice, "ci-unknown")
        self._bridge.page_title = f"{title} · clientinfo"

    def _show_alone(self, markup: Markup, style: str) -> None:
        """Show one piece of markup and nothing else."""
        self._entries.show(None)
        self._head.show(None)
        self._hint.show(None)
        earlier, self._alone = self._alone, BareHTML(markup).add_class(style)
        self.show(self._alone)
        if earlier is not None:
            discard(earlier)

    # ---- tabs

    def _tab_selected(self, change: dict[str, Any]) -> None:
        key = change["new"]
        if self._file is None or key not in self._panels.keys:
            return
        self._panels.refuse(None)
        if (self._address.tab or self._panels.keys[0]) != key:
            self._address = self._address.at_tab(key, self._panels.keys[0])
            self._panels.draw(key)
            self._bridge.go(self._address.write())
        else:
            self._panels.draw(key)

    def _draw_context(self) -> ViewContext:
        header = None if self._file is None else self._file.header()
        item = self._address.item
        return customer_context(self._directory, self._panels, header, self._audit, item=item, follow=self._follow)

    def _follow(self, link: Link) -> None:
        """Follow a link inside the page; links that lead out are the browser's own."""
        if link.customer_number is not None:
            self.show_customer(link.customer_number, link.tab, link.item)
        elif link.tab in self._panels.keys:
            self._lead_to(link.tab, link.item)

    def _lead_to(self, tab: str, item: str | None) -> None:
        """Open a tab of the customer, at one thing in it: then it is drawn again."""
        if item is not None and self._file is not None:
            self._address = self._address.at_tab(tab, self._panels.keys[0], item)
            if tab in self._tabs.drawn:
                self._panels.draw(tab, again=True)
            self._bridge.go(self._address.write())
        self._tabs.selected = tab

    # ---- what the browser says (outside data: every message is checked)

    def _act(self, message: dict[str, Any]) -> None:
        texts = {name: value[:200] for name, value in message.items() if isinstance(value, str)}
        with in_one_message():
            self._do(texts, message)

    def _do(self, texts: dict[str, str], message: dict[str, Any]) -> None:
        match texts["do"]:
            case "address":
                self._go(Address.read(texts.get("search", "")), replace=True)
            case "retry" if texts.get("tab") in self._panels.keys and self._file is not None:
                self._panels.draw(texts["tab"], again=True)
            case "tab" if texts.get("tab") in self._panels.keys and self._file is not None:
                self._lead_to(texts["tab"], texts.get("item") or None)
            case "customer" if "customer_number" in texts:
                self.show_customer(texts["customer_number"])
            case "home":
                self._go(Address())
            case "hello" | "recent":
                at_start = self._file is None and self._address == Address()
                if self._recent.remember(message.get("numbers")) and at_start:
                    self._show_start()

    def _say_again(self) -> None:
        """Draw everything in another language, a refused tab's notice included."""
        self._entries.translate()
        tab = self._panels.refused.key if self._panels.refused else self._address.tab
        self._go(replace(self._address, tab=tab), replace=True)
