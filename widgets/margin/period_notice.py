"""A line above what stands below the charts: which closed months a later refresh changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from clientinfo_kernel.live.errors import LiveUnavailable
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods
from widgets.margin.view import PERIODS
from widgets.markup import icon, tag
from widgets.texts.formats import month
from widgets.texts.language import _
from widgets.views.markup_view import MarkupView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from clientinfo_kernel.margin import Margin
    from widgets.margin.view import View
    from widgets.views.markup_writer import MarkupWriter


class PeriodNotice:
    """The line; asked for at every draw, for others close months, too.

    Attributes:
        widget: It, empty where nothing changed.
    """

    def __init__(self) -> None:
        self.widget = MarkupView(Markup(""))
        self._unanswered = ""

    def ask_again(self) -> None:
        """Look again next time, also where the live store did not answer."""
        self._unanswered = ""

    def show(self, margin: Margin, view: View, go: Callable[[View], None], writer: MarkupWriter) -> None:
        """Draw what is known of the snapshot that answers."""
        months = self._changed(margin)
        if not months:
            self.widget.show(Markup(""))
            return
        text = _("Geschlossene Perioden haben sich geändert: {months}.").format(months=", ".join(map(month, months)))
        there = replace(view, show=PERIODS).without_origin()
        way = tag("button", _("Ansehen"), type="button", class_="ci-button", data_act=writer.note(lambda _r: go(there)))
        line = tag("p", icon("alert"), tag("span", text), " ", way, class_="ci-margin__trust is-warn", role="status")
        self.widget.show(line, writer.actions)

    def _changed(self, margin: Margin) -> Sequence[date]:
        snapshot = margin.newest()
        if self._unanswered == snapshot:  # each click would wait for it again
            return ()
        try:
            return sorted(changed(margin, closed_periods(margin)))
        except LiveUnavailable:
            self._unanswered = snapshot
            return ()
