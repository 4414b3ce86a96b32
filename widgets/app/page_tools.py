"""The right side of the app bar: how fresh the data is, language, theme. On the phone: one menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import anywidget
import traitlets

from widgets.assets import script
from widgets.language import LANGUAGES, Language, _, language

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.app.data_state import DataState


class PageTools(anywidget.AnyWidget):
    """Freshness with a popover per source, language switch, theme switch.

    Args:
        choose_language: Called with the language that the user chose.
    """

    _esm = script("page_tools")
    state = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("de").tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, choose_language: Callable[[Language], None]) -> None:
        super().__init__()
        self._choose_language = choose_language
        self.translate()
        self.on_msg(self._on_message)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.language = language()
        self.texts = {
            "sources": _("Datenstand"),
            "language": _("Sprache: Deutsch. Auf Englisch umschalten"),
            "language_short": _("Auf Englisch umschalten"),
            "theme": _("Helles oder dunkles Farbschema"),
            "menu": _("Menü"),
        }

    def show(self, state: DataState) -> None:
        """Show how fresh the data is."""
        self.state = state.as_trait()

    def _on_message(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("do") == "language" and message.get("language") in LANGUAGES:
            self._choose_language(cast("Language", message["language"]))
