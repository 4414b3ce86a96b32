"""The audit log's filter: what is asked for, and the form that asks."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, get_args

import traitlets

from clientinfo_kernel.access.audit import Action
from clientinfo_kernel.settings import BERLIN
from widgets.assets import module
from widgets.texts import formats
from widgets.texts.date_field import date_field_texts
from widgets.texts.language import _
from widgets.texts.typed import typed_day
from widgets.texts.words import ACTIONS, chip_for
from widgets.views.bare_widgets import BrowserWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LONGEST = 200
# A browser's list of suggestions is not a place for more.
_MOST_USERS = 500


@dataclass(frozen=True)
class AuditQuery:
    """What is asked for; None: everything. Days are whole days in Berlin, both included."""

    customer: str | None = None
    user: str | None = None
    action: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def checked(cls, message: dict[str, Any]) -> AuditQuery:
        """Read it from a browser's message: what is odd in it is left out."""

        def text(name: str) -> str | None:
            value = message.get(name)
            if not isinstance(value, str):
                return None
            # Half a character, which JSON can hold, stands in no log.
            return value.encode("utf-8", "replace").decode("utf-8").strip()[:_LONGEST] or None

        action = text("action")
        known = action if action in get_args(Action) else None
        return cls(text("customer"), text("user"), known, _day(text("since")), _day(text("until")))

    def as_trait(self) -> dict[str, str]:
        """Return what stands in the browser's form, days as they are written in the session's language."""
        return {
            name: formats.day(value) if isinstance(value, date) else str(value or "")
            for name, value in asdict(self).items()
        }


class AuditFilter(BrowserWidget):
    """The form.

    Args:
        ask: Called with what is asked for now.
        first: What it asks for at first.

    Attributes:
        texts: Labels of the fields and buttons.
        values: What stands in the fields, as text: customer, user, action, since, until.
        wrong: Names of the fields in which something stands that is not a day.
        actions: Pairs of an action's key and word; the first is "all".
        users: People to suggest, as they are called.
    """

    _esm = module("dom", "date_field", "audit_filter")
    texts = traitlets.Dict().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    wrong: Any = traitlets.List().tag(sync=True)
    actions: Any = traitlets.List().tag(sync=True)
    users: Any = traitlets.List().tag(sync=True)

    def __init__(self, ask: Callable[[AuditQuery], None], first: AuditQuery) -> None:
        super().__init__(values=first.as_trait())
        self._ask, self._query = ask, first
        self.translate()
        self.add_class("ci-tile")
        self.on_msg(self._receive)

    def translate(self) -> None:
        """Say everything in the session's language."""
        self.texts = {
            "label": _("Zugriffsprotokoll filtern"),
            "customer": _("Kunde (Nummer oder Name): Wer hat ihn geöffnet?"),
            "example": _("zum Beispiel 10012 oder Meier"),
            "user": _("Benutzer"),
            "action": _("Aktion"),
            "since": _("von"),
            "until": _("bis"),
            "clear": _("Filter löschen"),
            "wrong": _("Kein Datum, zum Beispiel 24.11.2026"),
            **date_field_texts(),
        }
        self.show(self._query)
        self.actions = [["", _("alle")], *([key, chip_for(ACTIONS, key).text] for key in ACTIONS)]

    def show(self, query: AuditQuery) -> None:
        """Show what is asked for."""
        self._query = query
        self.values = query.as_trait()

    def suggest(self, users: Sequence[str]) -> None:
        """Offer these people, as they are called."""
        self.users = list(users[:_MOST_USERS])

    def _receive(self, _widget: object, message: object, _buffers: object) -> None:
        if isinstance(message, dict) and message.get("do") == "filter":
            query = AuditQuery.checked(message)
            self.wrong = [name for name in ("since", "until") if message.get(name) and getattr(query, name) is None]
        elif isinstance(message, dict) and message.get("do") == "clear":
            query = AuditQuery()
            self.wrong = []
        else:
            return
        self.show(query)
        self._ask(query)


def _day(text: str | None) -> date | None:
    return typed_day(text, datetime.now(BERLIN).date()) if text else None
