"""The page of the margins: filters, equation, linked charts, pivot, and where each figure comes from."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl
from markupsafe import Markup

from clientinfo_kernel.access.audit_subject import AuditSubject
from clientinfo_kernel.access.shown_list import ShownList
from clientinfo_kernel.errors import AuditNotWritten, NotPermitted, QuestionError, SnapshotMissing
from clientinfo_kernel.margin import DIMENSIONS, TARGET, Margin, Question
from clientinfo_kernel.margin.moving_periods import moving_periods_of
from clientinfo_kernel.margin.year_before import comparable, ended
from widgets.app.data_state import data_state
from widgets.app.page import AppPage
from widgets.app.refusal import refused_app, unwritten
from widgets.incident import report_incident
from widgets.margin.bar import Bar
from widgets.margin.below import Below
from widgets.margin.equation import equation
from widgets.margin.figures import Figures, ask
from widgets.margin.filter_bar import filter_bar
from widgets.margin.head import page_head
from widgets.margin.keeping import Keeping
from widgets.margin.linked_charts import LinkedCharts
from widgets.margin.target_form import TargetForm
from widgets.margin.view import PREVIOUS_YEAR, View
from widgets.margin.view_address import address_of, is_spelled, view_at
from widgets.margin.words import month_span
from widgets.pages import CUSTOMER_PAGE
from widgets.roles import GROSS_PROFIT
from widgets.texts.language import N_, _, language
from widgets.view_models import Notice
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareHTML
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.view_models import Link

TITLE = N_("Margen")
_LEVELS = ("branch", "division", "customer")
_ADVISER = "adviser"


class MarginApp(AppPage):
    """The margins of the whole house, for controlling and analysts.

    Example:
        >>> MarginApp(open_directory())

    Args:
        directory: Who is asked, with what its viewer is allowed to see.
    """

    def __init__(self, directory: CustomerDirectory) -> None:
        self._directory = directory
        self._margin = Margin(directory)
        self._shown = ShownList(AuditSubject("list", "margin"), directory.viewer)
        self._context = ViewContext(
            _nowhere, language=language(), record=self._shown.record, shown=self._shown, customers_at=CUSTOMER_PAGE,
            file_name_parts=("", directory.key_date.isoformat()), account=directory.viewer.name,
        )  # fmt: skip
        self._choosing = ""
        self._names: dict[str, str] = {}
        self._head, self._bar, self._equation = (MarkupView(Markup("")) for _each in range(3))
        self._charts = LinkedCharts(self._context, self._select)
        self._below = Below(self._margin, self._context, self._go)
        self._keeping = Keeping(
            directory, self._context, self._go, self._read, partial(moving_periods_of, self._margin)
        )
        self._targets = TargetForm(self._context, self._on_targets)
        parts = (
            self._head,
            self._targets.widget,
            box((self._bar, self._keeping.widget), "ci-margin__question"),
            self._equation,
            self._charts.widget,
            self._below.widget,
        )
        self._page = box(parts, "ci-margin")
        self._view: View | None = None
        self._figures: Figures | None = None
        super().__init__(TITLE, house=directory.settings.house, redraw=self._redraw, receive=self._act, address="")
        self._open(os.environ.get("QUERY_STRING", ""))

    def _open(self, search: str) -> None:
        """Show what an address names; somebody who is not allowed to see it is told so, and nothing is asked."""
        if not self._directory.viewer.access.allows("gross_profit"):
            self._shown.record("refuse")
            self.show(BareHTML(refused_app(TITLE, self._directory.viewer, GROSS_PROFIT)))
            return
        try:
            years = self._margin.fiscal_years()
        except SnapshotMissing:
            text = _("Ihre Administration baut ihn mit „clientinfo refresh“ auf; danach steht hier, was gebucht ist.")
            title = _("Der Datenbestand fehlt oder gehört zu einer anderen Version")
            self.show(draw(Notice(title, text, "warn"), self._context))
            return
        if not years:
            text = _("Nach der nächsten Übernahme der Daten steht hier, was gebucht ist.")
            self.show(draw(Notice(_("Es ist noch nichts gebucht"), text), self._context))
            return
        months = month_span(years[-1].first, years[-1].last)
        question = Question(("gross_profit",), _LEVELS, (("month", (months,)),), PREVIOUS_YEAR)
        self._years = years
        self._first = View(question)
        self._go(self._named(search), replaces=True)

    def _read(self, search: str) -> View:
        """Return the page of an address; a period without a beginning or an end goes as far as something is posted today."""
        view = view_at(search, self._first)
        where = ended(view.question.where, self._years)
        question = replace(view.question, where=where, compare=comparable(view.question.compare, where))
        return replace(view, question=question)

    def _named(self, search: str) -> View:
        """Return the page of an address; one with nothing but a saved question in it is the page of that question."""
        view = self._read(search)
        is_bare = view.saved and view == replace(self._first, saved=view.saved)
        return (self._keeping.found(view.saved) if is_bare else None) or view

    def _go(self, view: View, *, replaces: bool = False) -> None:
        """Show another state of the page; the address follows. What cannot be asked for leaves everything as it was."""
        try:
            # Everything that one click draws is of one snapshot, also when a refresh ends between two of its questions.
            margin = self._margin.pinned()
            figures = ask(margin, view)
        except QuestionError:
            if self._view is None:
                view = self._first
                figures = ask(margin, view)
            else:
                self.bridge.announce(_("So lässt sich nicht fragen; nach Beratern nur, wo das Haus es erlaubt."))
                return
        except Exception as error:  # noqa: BLE001  # told with its number, and the way back
            self._show_broken(error)
            return
        self._view, self._figures = view, figures
        self._below.ask_of(margin)
        self._draw()
        if is_spelled(view):
            self.bridge.go(address_of(view), replace=replaces, stays=True)
        else:
            self.bridge.announce(_("Diese Auswahl ist zu groß für die Adresse der Seite."))

    def _open_targets(self, _receiver: object) -> None:
        if self._targets.is_open:
            self._targets.close()
        else:
            self._targets.open(self._margin, self._years)

    def _on_targets(self) -> None:
        """Ask again where the page stands beside targets, which have changed."""
        if self._view is not None and self._view.question.compare == TARGET:
            self._go(self._view, replaces=True)

    def _select(self, dimension: str, values: Sequence[str]) -> None:
        if self._view is not None:
            self._go(self._view.selected(dimension, values))

    def _choose(self, dimension: str) -> None:
        """Open the values of a dimension below the filters."""
        self._choosing = dimension
        self._draw_bar()

    def _act(self, message: dict[str, Any]) -> None:
        if message["do"] == "address" and isinstance(message.get("search"), str) and self._view is not None:
            self._go(self._named(message["search"]), replaces=True)

    def _redraw(self) -> None:
        self._context = replace(self._context, language=language())
        if self._view is None:
            self._open(self.bridge.search)
        else:
            self._draw()
            self._targets.translate()

    def _draw(self) -> None:
        """Draw everything again; whatever breaks is said in its place."""
        view, figures = self._view, self._figures
        if view is None or figures is None:
            return
        try:
            self._draw_parts(view, figures)
            self.show(self._page)
        except Exception as error:  # noqa: BLE001  # whatever breaks is told with its number, and the page lives
            self._show_broken(error)

    def _show_broken(self, error: Exception) -> None:
        """Say in the page's place what broke, with the way back to the page at first."""
        if isinstance(error, AuditNotWritten):
            self.show(BareHTML(unwritten(error)))
        elif isinstance(error, NotPermitted):
            self.show(BareHTML(refused_app(TITLE, self._directory.viewer, GROSS_PROFIT)))
        else:
            text = _("Vorfallnummer: {number}").format(number=report_incident("margin", error))
            notice = draw(Notice(_("Die Margen konnten nicht geladen werden"), text, tone="danger"), self._context)
            writer = MarkupWriter(self._context)
            back = MarkupView(Markup(""))
            back.show(writer.button(_("Von vorn beginnen"), lambda _receiver: self._go(self._first)), writer.actions)
            self.show(box((notice, back), "ci-margin"))

    def _draw_parts(self, view: View, figures: Figures) -> None:
        now = datetime.now(UTC)
        directory = self._directory
        self.show_state(
            data_state(directory.sources(), directory.as_of, now, directory.settings.as_of, directory.verdict())
        )
        self._names = self._names_in(view, figures)
        writer = MarkupWriter(self._context)
        files = {
            _("Excel"): partial(self._below.workbook, view, figures),
            _("PDF"): partial(self._below.paper, view, figures, self._names),
        }
        if "analyst" in directory.viewer.roles:  # who has a JupyterLab to open it in
            files = {_("Als Notebook öffnen"): partial(self._below.notebook, view), **files}
        forms = {_("Ziele"): self._open_targets} if "margins" in directory.viewer.access.changes else {}
        self._head.show(page_head(directory.verdict(), writer, files, forms), writer.actions)
        self._keeping.show(view)
        self._draw_bar()
        writer = MarkupWriter(self._context)
        self._equation.show(equation(figures, view, self._go, writer), writer.actions)
        self._charts.show(figures, view)
        self._below.show(figures, view, self._dimensions())

    def _names_in(self, view: View, figures: Figures) -> dict[str, str]:
        """Return the names of the customers that filters and selection say, as far as they have figures.

        Any number can stand in an address: who is named is written down first.
        """
        filtered, selected = view.values_of("customer"), (view.selection or ("", ()))[1]
        said = {*filtered, *selected}
        known = {number: name for number, name in self._names.items() if number in said}
        if missing := said - set(known):
            rows = figures.customers.rows.filter(pl.col("customer").is_in(missing))
            known |= dict(rows.select("customer", "customer_name").iter_rows())
        # Several that are selected are counted on the page, and not named; filters name theirs.
        self._shown(known.keys() & {*filtered, *(selected if len(selected) == 1 else ())})
        return known

    def _draw_bar(self) -> None:
        view, figures = self._view, self._figures
        if view is None or figures is None:
            return
        values = self._margin.values(self._choosing) if self._choosing not in {"", "month"} else None
        chosen = figures.chosen.get("head")
        writer = MarkupWriter(self._context)
        bar = Bar(
            *(view, self._go, self._choose, self._choosing, self._dimensions(), values, self._names),
            *(self._years, self._other_branches(view), chosen, self._margin.running_month()),
        )
        self._bar.show(filter_bar(bar, writer), writer.actions)

    def _other_branches(self, view: View) -> list[str]:
        """Return the branches that the one of the page can be compared with."""
        own = view.values_of("branch")
        return [each for each in self._margin.values("branch")["value"] if each not in own] if len(own) == 1 else []

    def _dimensions(self) -> list[str]:
        """Return what can be asked by; advisers only where the house allows it."""
        return [key for key in DIMENSIONS if key != _ADVISER or self._directory.settings.margin.advisers]


def _nowhere(_link: Link) -> None:
    """Every link of this page leads to another one; the browser follows it by itself."""
