"""The tab bar, and which panel stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from widgets.assets import are_scripts_served, script
from widgets.texts.language import _
from widgets.views.bare_widgets import BrowserWidget
from widgets.views.orientation_map import OrientationMap
from widgets.views.table import Grid
from widgets.views.widget_frame import WidgetFrame

if TYPE_CHECKING:
    from widgets.panel import Panel
    from widgets.view_models import Chip

# Where nobody serves scripts by address, a widget brings its own along.
_LATER = [str(kind._esm) for kind in (WidgetFrame, Grid, OrientationMap)] if are_scripts_served() else []  # noqa: SLF001


class TabBar(BrowserWidget):
    """Tabs with badges. The browser shows and hides the drawn panels itself.

    Attributes:
        tabs: A dict per tab: key, title, badge (text and tone, or None).
        selected: Key of the tab that is open; empty: none.
        drawn: Keys of the tabs whose panel exists.
        texts: label (name of the tab bar) and loading.
        later: Addresses of the scripts that other tabs need; the browser fetches them once a customer stands there.
    """

    _esm = script("tab_bar")
    tabs = traitlets.List(traitlets.Dict()).tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    drawn = traitlets.List(traitlets.Unicode()).tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    later = traitlets.List(traitlets.Unicode(), default_value=_LATER).tag(sync=True)

    def show(self, panels: tuple[Panel, ...], badges: dict[str, Chip | None]) -> None:
        """Name the tabs in the session's language, each with its badge."""
        self.texts = {"label": _("Kundensicht"), "loading": _("Wird geladen …")}
        self.tabs = [_tab(panel, badges.get(panel.key)) for panel in panels]


def _tab(panel: Panel, badge: Chip | None) -> dict[str, Any]:
    shown = {"text": badge.text, "tone": badge.tone} if badge is not None else None
    return {"key": panel.key, "title": _(panel.title), "badge": shown}
