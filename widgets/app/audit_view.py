"""The audit log for the privacy role: filter, counts, who opened a customer, entries. It needs no frame around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.access import rights
from clientinfo_kernel.access.account_names import account_names, logins_meant, names_in
from clientinfo_kernel.access.audit_detail import RowsTaken
from clientinfo_kernel.access.audit_reading import chosen, may_read, read_log
from clientinfo_kernel.access.audit_subject import AUDIT_LOG, AuditSubject
from clientinfo_kernel.access.handed_out import record_handed_out
from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import (
    AuditNotWritten,
    AuditUnavailable,
    NotPermitted,
    SnapshotMissing,
    TooManySearched,
)
from clientinfo_kernel.settings import BERLIN
from widgets.app.audit_filter import AuditFilter, AuditQuery
from widgets.app.refusal import unwritten
from widgets.incident import report_incident
from widgets.markup import tag
from widgets.parts import audit_entries
from widgets.texts.language import _, language
from widgets.texts.pauses import too_many_searched
from widgets.view_models import Notice, Stack
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareBox, BareHTML, BareVBox
from widgets.views.closing import discard

if TYPE_CHECKING:
    from pathlib import Path

    import ipywidgets
    from markupsafe import Markup

    from clientinfo_kernel.access.audit import Action, AuditLog
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.view_models import Link, ViewModel

_DAYS = 30
_CUSTOMERS = pl.Schema({"customer_number": pl.String, "name": pl.String, "town": pl.String})


class AuditView(BareVBox):
    """The log with its filter; people without the privacy role get a notice and nothing else.

    Reading the log is written down in the log, and so is each download.

    Args:
        log: What is read, again for each filter.
        viewer: Who reads.
        customer_number: Ask for this customer at first, over all the time; else for the last 30 days.
        directory: Knows the customers' names; None: the log has numbers alone.
        state: State folder, which has people's names; None: they are called by their login names.
    """

    def __init__(
        self,
        log: AuditLog,
        viewer: rights.Viewer | None = None,
        customer_number: str | None = None,
        directory: CustomerDirectory | None = None,
        state: Path | None = None,
    ) -> None:
        self._log = log
        self._state = state
        self._directory = directory
        self._viewer = viewer or rights.viewer()
        today = datetime.now(BERLIN).date()
        first = AuditQuery(customer_number) if customer_number else AuditQuery(since=today - timedelta(days=_DAYS))
        self._query = first
        self._shown = ShownList(AUDIT_LOG, self._viewer)
        self._heading = BareHTML()
        self._filter = AuditFilter(self.ask, first)
        self._results = BareBox().add_class("ci-audit__results")
        super().__init__()
        self.add_class("ci-audit").add_class("ci-stack")
        self._record("open" if may_read(self._viewer) else "refuse")
        self.translate()

    def translate(self) -> None:
        """Say everything in the session's language."""
        if not may_read(self._viewer):
            self.children = [self._drawn(audit_entries.no_permission())]
            return
        self._heading.value = _heading()
        self._filter.translate()
        self.children = [self._heading, self._filter, self._results]
        self.ask(self._query)

    def show_customer(self, customer_number: str) -> None:
        """Ask for all entries about a customer."""
        query = replace(self._query, customer=customer_number)
        self._filter.show(query)
        self.ask(query)

    def ask(self, query: AuditQuery) -> None:
        """Show what a query finds."""
        if not may_read(self._viewer):
            return
        self._query = query
        earlier = self._results.children
        self._results.children = (self._drawn(self._answer(query)),)
        discard(*earlier)

    def _answer(self, query: AuditQuery) -> ViewModel:
        try:
            reading = read_log(self._log, self._viewer, query.since, query.until)
        except AuditUnavailable as error:
            return audit_entries.unreadable(report_incident("audit log", error))
        logins = reading.rows["user"].unique().sort().to_list()
        people = names_in(reading.rows, account_names(self._state)) if self._state is not None else {}
        self._filter.suggest(sorted({people.get(login, login) for login in logins}, key=str.casefold))
        known = self._customers()
        customer = query.customer
        if customer and customer not in known["customer_number"]:
            meant = named(known, customer)
            stopped = self._searched(meant)
            if stopped or meant.height > 1:
                return stopped or audit_entries.candidates(meant, customer)
            customer = meant["customer_number"][0] if meant.height else customer
        users = logins_meant(query.user, logins, people) if query.user else None
        rows = chosen(reading.rows, users=users, action=query.action, customer=customer)
        alarm = audit_entries.alarms(reading.rows, people)
        return Stack(
            (
                *((audit_entries.damage(reading.damaged),) if reading.damaged else ()),
                *((alarm,) if alarm else ()),
                audit_entries.counts(rows),
                *((audit_entries.persons(rows, customer, people),) if customer else ()),
                audit_entries.entries(rows, known, people),
            )
        )

    def _searched(self, meant: pl.DataFrame) -> ViewModel | None:
        """Count whom a text finds, as the search does, and return why they must not be shown; None: they can be."""
        if self._directory is None or meant.is_empty():
            return None
        shown = ShownCustomers.of(self._viewer, self._directory.settings)
        try:
            shown.require_search()
            shown.note_search(meant["customer_number"].head(audit_entries.MOST_CANDIDATES))
        except TooManySearched as stop:
            title, sentence = too_many_searched(stop)
            return Notice(title, sentence)
        except AuditNotWritten:
            return Notice(_("Das Zugriffsprotokoll kann nicht geschrieben werden"))
        return None

    def _customers(self) -> pl.DataFrame:
        """Return number, name and town of all customers; nobody where there is no snapshot to ask."""
        try:
            if self._directory is not None:
                return self._directory.table("customers", list(_CUSTOMERS))
        except (SnapshotMissing, NotPermitted):
            pass
        return _CUSTOMERS.to_frame()

    def _drawn(self, view: ViewModel) -> ipywidgets.Widget:
        return draw(view, ViewContext(self._follow, language=language(), record=self._record, shown=self._shown))

    def _follow(self, link: Link) -> None:
        if link.customer_number:
            self.show_customer(link.customer_number)

    def _record(self, action: Action, detail: AuditSubject | str = "") -> None:
        about = AuditSubject("customer", self._query.customer) if self._query.customer else ""
        try:
            said = ", ".join(str(each) for each in (about, detail) if each)
            rows = detail.rows if isinstance(detail, RowsTaken) else 0
            record_handed_out(action, AUDIT_LOG, RowsTaken(said, rows), self._viewer)
        except AuditNotWritten as error:
            self.children = [BareHTML(unwritten(error)), *self.children]
            raise


def named(customers: pl.DataFrame, text: str) -> pl.DataFrame:
    """Return the customers whose name has every word of a text in it, in any case.

    Args:
        customers: ``customer_number``, ``name``, ``town``; so is the result.
        text: What somebody typed.
    """
    name = pl.col("name").str.to_lowercase()
    return customers.filter(pl.all_horizontal(name.str.contains(word, literal=True) for word in text.lower().split()))


def _heading() -> Markup:
    # The title stands in the bar.
    text = _(
        "Wer was geöffnet, exportiert oder geändert hat, wem etwas verweigert wurde, und wann. Neueste Einträge zuerst."
    )
    return tag("p", text, class_="ci-muted")
