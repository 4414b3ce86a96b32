"""What stands below the charts: the pivot, the list, or the outliers; and beside it where a figure comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from clientinfo_kernel.access.audit_detail import RowsTaken
from clientinfo_kernel.live.errors import LiveUnavailable
from widgets.margin.accounts import accounts
from widgets.margin.levels import below_head
from widgets.margin.margin_list import margin_list
from widgets.margin.margin_paper import margin_paper
from widgets.margin.notebook import MEDIA_TYPE, margin_notebook
from widgets.margin.origin import origin
from widgets.margin.origin_files import OriginFiles
from widgets.margin.origin_view import OriginView
from widgets.margin.outliers import outliers
from widgets.margin.period_notice import PeriodNotice
from widgets.margin.periods import periods
from widgets.margin.pivot import Pivot
from widgets.margin.pivot_rows import rest_filters
from widgets.margin.place import Place
from widgets.margin.snapshot_words import snapshot_foot
from widgets.margin.view import ACCOUNTS, LIST, OUTLIERS, PERIODS, PIVOT, WHAT_IF
from widgets.margin.what_if_view import what_if_view
from widgets.margin.workbook import margin_workbook
from widgets.papers.typesetting import PDF
from widgets.texts.language import _
from widgets.view_models import Notice, Stack
from widgets.views import draw
from widgets.views.closing import discard
from widgets.views.export import EXCEL
from widgets.views.markup_view import MarkupView, box
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import ipywidgets

    from clientinfo_kernel.margin import Margin
    from widgets.margin.figures import Figures
    from widgets.margin.view import View
    from widgets.view_models import ViewModel
    from widgets.views.context import ViewContext
    from widgets.views.markup_writer import Receiver

# What can stand below the charts beside the pivot.
_PARTS: Mapping[str, Callable[[Place], ViewModel]] = {
    LIST: lambda place: margin_list(place.margin, place.view),
    OUTLIERS: outliers,
    WHAT_IF: what_if_view,
    PERIODS: periods,
    ACCOUNTS: accounts,
}


class Below:
    """The lower half of the page.

    Args:
        margin: Who is asked for what only stands here.
        context: The page's side of what is written.
        go: Goes to another state of the page.

    Attributes:
        widget: All of it.
    """

    def __init__(self, margin: Margin, context: ViewContext, go: Callable[[View], None]) -> None:
        self._margin, self._context, self._go = margin, context, go
        self._head, self._pivot, self._origin = (MarkupView(Markup("")) for _each in range(3))
        self._shown: ipywidgets.Widget = self._pivot
        self._before: View | None = None
        self._tile = box((self._head, self._pivot), "ci-tile", "ci-below__tile")
        self._notice, self._foot = PeriodNotice(), MarkupView(Markup(""))
        self._body = box((self._tile, self._origin), "ci-below")
        self.widget = box((self._notice.widget, self._body, self._foot), "ci-below__all")

    def ask_of(self, margin: Margin) -> None:
        """Ask another one from now on: that of the snapshot which the rest of the page shows."""
        self._margin = margin

    def show(self, figures: Figures, view: View, dimensions: Sequence[str]) -> None:
        """Draw what a state of the page shows here."""
        writer = MarkupWriter(self._context)
        self._head.show(below_head(view, self._go, dimensions, writer), writer.actions)
        self._notice.show(self._margin, view, self._go, MarkupWriter(self._context))
        self._foot.show(snapshot_foot(figures.head.snapshot_id))
        if view.show == PIVOT:
            self._show_pivot(figures, view)
        else:
            self._show_part(view)
        self._show_origin(figures, view)

    def _show_pivot(self, figures: Figures, view: View) -> None:
        writer = MarkupWriter(self._context)
        pivot = Pivot(figures, view, self._go, writer)
        self._context.shown(pivot.customers())
        self._pivot.show(pivot.write(), writer.actions)
        self._put(self._pivot)

    def _show_part(self, view: View, done: Notice | None = None) -> None:
        """Draw a part that is a view model; what was done in it stands above it."""
        place = Place(self._margin, view, self._go, lambda notice: self._show_part(view, notice))
        if done is not None:
            self._notice.ask_again()
            self._notice.show(self._margin, view, self._go, MarkupWriter(self._context))
        found: ViewModel
        try:
            found = _PARTS[view.show](place)
        except LiveUnavailable:
            text = _("Was hier geschrieben wurde, ist gerade nicht zu lesen. Bitte versuchen Sie es in einer Minute.")
            found = Notice(_("Der Speicher antwortet nicht"), text, tone="warn")
        self._put(draw(found if done is None else Stack((done, found)), self._context))

    def _put(self, shown: ipywidgets.Widget) -> None:
        """Show a widget below the head; what stood there is closed, but for the pivot, which is drawn again."""
        earlier, self._shown = self._shown, shown
        self._tile.children = (self._head, shown)
        if earlier is not self._pivot:
            discard(earlier)

    def _show_origin(self, figures: Figures, view: View) -> None:
        is_open = view.cell is not None and view.show == PIVOT
        (self._body.add_class if is_open else self._body.remove_class)("has-origin")
        if not is_open:
            self._origin.show(Markup(""))
            self._before = None
            return
        writer = MarkupWriter(self._context)
        rest = rest_filters(self._margin, figures, view) if view.rest else None
        if rest is None:  # an address can name rows that stand there one by one by now
            view = replace(view, rest=False)
        files = OriginFiles(self._margin, self._context)
        written = OriginView(origin(self._margin, view, rest), view, self._go, writer, files, before=self._before)
        self._before = view
        self._context.shown(written.customers())
        self._origin.show(written.write(), writer.actions)

    def workbook(self, view: View, figures: Figures, receiver: Receiver) -> None:
        """Hand over the pivot as a workbook, which is written down."""
        said = f"{view.question.to_query()}, Excel"
        note = lambda rows: self._context.record("export", RowsTaken(said, rows))  # noqa: E731  # nothing to add to it
        content = margin_workbook(self._margin, view, figures, note)
        receiver.deliver(self._context.file_name("margen", "xlsx"), EXCEL, content)

    def paper(self, view: View, figures: Figures, names: Mapping[str, str], receiver: Receiver) -> None:
        """Hand over what the page shows as a PDF, which is written down."""
        self._context.record("export", f"{view.question.to_query()}, PDF")
        content = margin_paper(self._margin, view, figures, names)
        receiver.deliver(self._context.file_name("margen", "pdf"), PDF, content)

    def notebook(self, view: View, receiver: Receiver) -> None:
        """Hand over the question as a notebook: code, and no figure."""
        name = self._context.file_name("margen", "ipynb")
        receiver.deliver(name, MEDIA_TYPE, margin_notebook(view))
