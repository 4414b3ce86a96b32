"""The panels that are drawn so far. One that fails shows a notice with a number; the others live.

One that asks for what its viewer is not allowed to see says so: that is not a failure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from clientinfo_kernel.access.rights import roles_that_see
from clientinfo_kernel.errors import AuditNotWritten, NotPermitted
from widgets.app.refusal import refused_tab, unwritten
from widgets.incident import report_incident
from widgets.markup import icon, notice, tag
from widgets.texts.language import _
from widgets.view_models import Notice, Stack
from widgets.views import draw, draw_into
from widgets.views.bare_widgets import BareHTML, BareVBox
from widgets.views.closing import discard, with_parts
from widgets.views.kept import Setting, table_key
from widgets.views.markup_view import MarkupView, box
from widgets.views.table import Grid
from widgets.views.wanted import holds
from widgets.views.widget_frame import WidgetFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import ipywidgets
    from markupsafe import Markup

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.panel import Panel
    from widgets.view_models import ViewModel
    from widgets.views.context import ViewContext


class PanelStack(BareVBox):
    """Drawn panels, one container each; the tab bar's script shows the selected one.

    Args:
        context: What the views get from the page, asked again for each panel.
        viewer: Who looks.
    """

    def __init__(self, context: Callable[[], ViewContext], viewer: Viewer) -> None:
        super().__init__()
        self.add_class("ci-panels")
        self._context = context
        self._viewer = viewer
        self._drawn: dict[str, ipywidgets.Box] = {}

    def draw(self, panel: Panel, customer_file: CustomerFile, *, again: bool = False) -> None:
        """Draw a panel of a customer, in the place of an earlier drawing of the same panel.

        ``again``: it was that of the same customer, so filters and orders of its tables stay.
        """
        place = self._drawn.get(panel.key)
        earlier = () if place is None else place.children
        drawn = self._drawing(panel, customer_file, earlier, settings_of(earlier) if again else {})
        if place is None:
            self._drawn[panel.key] = box((drawn,), "ci-panel", f"ci-panel--{panel.key}")
        elif earlier != (drawn,):
            place.children = (drawn,)
            discard(*earlier)
        self.children = tuple(self._drawn.values())

    def clear(self, keep: str = "") -> None:
        """Forget all panels but the one that is drawn again next: another customer comes."""
        gone = [place for key, place in self._drawn.items() if key != keep]
        self._drawn = {key: place for key, place in self._drawn.items() if key == keep}
        self.children = tuple(self._drawn.values())
        discard(*gone)

    def _drawing(
        self,
        panel: Panel,
        customer_file: CustomerFile,
        earlier: tuple[ipywidgets.Widget, ...],
        kept: Mapping[str, Setting],
    ) -> ipywidgets.Widget:
        """Draw a panel; one that is nothing but markup goes into the view that shows its earlier drawing."""
        try:
            context = replace(self._context(), kept=kept)
            view = _with_word_of_missing(panel.build(customer_file), context.item)
            shown = next((each for each in earlier if isinstance(each, MarkupView)), None)
            if shown is not None and draw_into(shown, view, context):
                return shown
            return draw(view, context)
        except NotPermitted as error:
            self._context().record("refuse", panel.key)
            return BareHTML(refused_tab(panel.title, self._viewer, roles_that_see(error.topic)))
        except AuditNotWritten as error:
            return BareHTML(unwritten(error))
        except Exception as error:  # noqa: BLE001  # whatever breaks in a tab stays in this tab
            return BareHTML(_failed(panel.key, report_incident(panel.key, error)))


def settings_of(widgets: tuple[ipywidgets.Widget, ...]) -> Mapping[str, Setting]:
    """Return what somebody set in the tables among these widgets, what they hold, and what is open in them."""
    kept: dict[str, Setting] = {}
    for each in with_parts(widgets):
        if isinstance(each, Grid):
            found = {**settings_of(each.details), table_key(each.table): each.setting}
        elif isinstance(each, WidgetFrame) and each.kept is not None:
            found = dict([each.kept])
        else:
            continue
        for key, setting in found.items():  # open and closed cases are two tables of one name
            opened = kept[key].opened if key in kept else frozenset()
            kept[key] = setting._replace(opened=setting.opened | opened)
    return kept


def _with_word_of_missing(view: ViewModel, item: str | None) -> ViewModel:
    """Put a notice above a view that has not what a link or a bookmark asks for: it was paid, closed or sold since."""
    if item is None or holds(view, item):
        return view
    text = _("Es ist inzwischen erledigt oder gehört nicht zu diesem Kunden. Der Bereich zeigt, was jetzt da ist.")
    return Stack((Notice(_("{item} ist hier nicht (mehr) zu finden").format(item=item), text, tone="warn"), view))


def _failed(key: str, number: str) -> Markup:
    text = _(
        "Die anderen Bereiche sind nicht betroffen. Bitte versuchen Sie es erneut. Bei Rückfragen nennen Sie die"
        " Vorfallnummer"
    )
    retry = tag("button", icon("refresh"), _("Erneut versuchen"), class_="ci-button", type="button", data_ci_retry=key)
    return notice(
        _("Dieser Bereich konnte nicht geladen werden"),
        tag("p", text, " ", tag("span", number, class_="ci-mono"), "."),
        symbol="alert",
        tone="danger",
        after=(retry,),
        role="alert",
    )
