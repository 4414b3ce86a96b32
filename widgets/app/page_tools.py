"""The right side of the app bar: how fresh the data is, language, theme, the user. On the phone: one menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import traitlets

from widgets.assets import module
from widgets.texts.language import LANGUAGES, Language, _, language
from widgets.texts.signed_in import signed_in
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from clientinfo_kernel.access.rights import Viewer
    from widgets.app.data_state import DataState


class PageTools(BrowserWidget):
    """Freshness with a popover per source, language switch, theme switch, and the menu of who is signed in.

    The menu's links (all apps, password, sign out ...) come from the page's config (``hubLinks``), not from here.

    Args:
        choose_language: Called with the language that the user chose.
        viewer: Who looks; without a name there is no user menu.

    Attributes:
        state: ``DataState`` as a dict: label, tone, sources; empty: no line about freshness.
        user: ``SignedIn`` as a dict: name, initials, roles; empty: nobody is signed in.
        language: ``de`` or ``en``.
        texts: Names of the tools and of the menu's entries.
    """

    _esm = module("dom", "theme", "single_keys", "menu", "print_frame", "page_tools")
    state = traitlets.Dict().tag(sync=True)
    user = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode("de").tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)

    def __init__(self, choose_language: Callable[[Language], None], viewer: Viewer) -> None:
        super().__init__()
        self._choose_language = choose_language
        self._viewer = viewer
        self.translate()
        self.on_msg(self._on_message)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.language = language()
        user = signed_in(self._viewer)
        self.user = user.as_trait() if user is not None else {}
        self.texts = {
            "sources": _("Datenstand"),
            "language": _("Sprache: Deutsch. Auf Englisch umschalten"),
            "language_short": _("Auf Englisch umschalten"),
            "theme": _("Farbschema wechseln"),
            "keys": _("Tastenkürzel (/, N, E …)"),
            "menu": _("Menü"),
            "home": _("Alle Anwendungen"),
            "password": _("Kennwort ändern"),
            "lab": _("JupyterLab"),
            "logout": _("Abmelden"),
            "printed": _("Seite {page} von {pages}"),
        }

    def show(self, state: DataState) -> None:
        """Show how fresh the data is."""
        self.state = state.trait

    def _on_message(self, _widget: object, message: dict[str, Any], _buffers: object) -> None:
        if message.get("do") == "language" and message.get("language") in LANGUAGES:
            self._choose_language(cast("Language", message["language"]))
