"""The tabs of the customer that is shown: which ones the viewer has, which are drawn, and what is refused in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import AuditNotWritten, NotPermitted
from widgets.app.entry_dialog import WRITTEN_TABS
from widgets.app.panel_stack import PanelStack
from widgets.app.refusal import permitted, refused_tab, unwritten
from widgets.app.tab_bar import TabBar
from widgets.incident import report_incident
from widgets.views.bare_widgets import BareHTML

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.access.audit import Action
    from clientinfo_kernel.access.audit_subject import AuditSubject
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.app.customer_audit import CustomerAudit
    from widgets.panel import Panel
    from widgets.view_models import Chip
    from widgets.views.context import ViewContext


class CustomerTabs:
    """The tab bar, the notice below it and the drawn panels: three widgets of the page that belong together.

    Args:
        panels: Every tab there is, in order; the viewer has those that one of their roles is allowed to see.
        viewer: Who looks.
        context: What the views get from the page, asked again for each panel.

    Attributes:
        bar: The tab bar.
        refusal: The notice below it, for what was refused; empty: nothing was.
        stack: The drawn panels.
        keys: Keys of the viewer's tabs, in order.
        refused: The tab that was asked for last and is not the viewer's.
    """

    def __init__(self, panels: tuple[Panel, ...], viewer: Viewer, context: Callable[[], ViewContext]) -> None:
        self._every_panel = panels
        self._panels = permitted(panels, viewer)
        self._viewer = viewer
        self._file: CustomerFile | None = None
        self._audit: CustomerAudit | None = None
        self.bar = TabBar()
        self.refusal = BareHTML().add_class("ci-refusal-slot")
        self.stack = PanelStack(context, viewer)
        self.keys = tuple(panel.key for panel in self._panels)
        self.refused: Panel | None = None

    def show(self, customer_file: CustomerFile, audit: CustomerAudit, selected: str) -> None:
        """Name the tabs of a customer and draw the selected one; the others are drawn when they are opened."""
        self._file = customer_file
        self._audit = audit
        self.bar.drawn = []
        self.bar.show(self._panels, {panel.key: _badge(panel, customer_file) for panel in self._panels})
        if self.bar.selected == selected:
            self.draw(selected)
        else:
            self.bar.selected = selected

    def close(self) -> None:
        """Show no customer's tab any more."""
        self._file = None
        self.bar.selected = ""

    def draw(self, key: str, *, again: bool = False) -> None:
        """Draw a tab when it is first opened; it is kept until another customer is shown."""
        if self._file is None or (key in self.bar.drawn and not again):
            return
        panel = next(panel for panel in self._panels if panel.key == key)
        self.stack.draw(panel, self._file, again=again)
        self.bar.drawn = [*(drawn for drawn in self.bar.drawn if drawn != key), key]

    def draw_written(self) -> None:
        """Show what was just written: in the open tab at once, in the others when they are opened."""
        selected = self.bar.selected
        self.bar.drawn = [key for key in self.bar.drawn if key == selected or key not in WRITTEN_TABS]
        self.draw(selected, again=selected in WRITTEN_TABS)

    def refuse(self, key: str | None) -> None:
        """Say that a tab is there, but not for this user; nothing is said of their own tabs, and of none (None)."""
        panel = next((panel for panel in self._every_panel if panel.key == key and panel not in self._panels), None)
        if panel is not None and panel is not self.refused and self._audit is not None:
            self._audit("refuse", panel.key)
        self.refused = panel
        self.refusal.value = refused_tab(panel.title, self._viewer, panel.roles) if panel else ""

    def record(self, audit: CustomerAudit, action: Action, detail: AuditSubject | str) -> None:
        """Write down what is done with a customer; where that fails, say so above the tab.

        Raises:
            AuditNotWritten: It must not happen.
        """
        try:
            audit(action, detail)
        except AuditNotWritten as error:
            self.refusal.value = unwritten(error)
            raise


def _badge(panel: Panel, customer_file: CustomerFile) -> Chip | None:
    if panel.badge is None:
        return None
    try:
        return panel.badge(customer_file)
    except NotPermitted:
        return None
    except Exception as error:  # noqa: BLE001  # a badge must not take the page with it
        report_incident(f"badge of {panel.key}", error)
        return None
