"""One's own follow-ups in a calendar program: the address that opens them is made, shown once, and ended here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, ClientInfoError
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.unsaved import unsaved_words
from widgets.view_models import Button, Confirmation, Field, Form, Refusal, Stack

if TYPE_CHECKING:
    from collections.abc import Callable

    from widgets.view_models import Values, ViewModel
    from widgets.work_list import Desk

_Answer = TypeVar("_Answer")
# From the page of the lists to what the service hands out.
_PLACE = "../../calendar/{secret}.ics"


def calendar_offer(desk: Desk) -> Form:
    """Return what can be done: subscribe, or, with a subscription, get a new address or end it."""
    since = _answered(lambda: desk.directory.calendars().of(desk.viewer))
    what = _("Ihre Wiedervorlagen im eigenen Kalender: nur Kundennummer und Art, keine Namen und Texte.")
    if since is None:
        return Form(
            buttons=(Button(_("Abonnieren"), partial(_begin, desk), "primary", icon="cal"), _closing()),
            note=what + " " + _("Zurzeit ist nichts abonniert."),
            takes_focus=True,
        )
    day = format_value(since.since, "date")
    lost = _("Die bisherige Adresse gilt sofort nicht mehr.")
    renewed = Confirmation(_("Neue Adresse erzeugen?"), lost, _("Neue Adresse"))
    return Form(
        buttons=(
            Button(_("Abo beenden"), partial(_end, desk), "danger", icon="x"),
            Button(_("Neue Adresse"), partial(_begin, desk), icon="refresh", confirm=renewed),
            _closing(),
        ),
        note=what
        + " "
        + _("Abonniert seit {day}. Die Adresse wurde damals gezeigt; hier steht sie nicht.").format(day=day),
        takes_focus=True,
    )


def _begin(desk: Desk, _values: Values) -> ViewModel:
    secret = _answered(lambda: desk.directory.calendars().begin(desk.viewer))
    hint = _(
        "Als „Kalender über Adresse (URL)“ hinzufügen. Wer sie kennt, liest mit; sie endet hier oder mit Ihrem Zugang."
    )
    field = Field(
        "address", _("Adresse Ihres Kalenders, nur jetzt zu sehen"), "address", _PLACE.format(secret=secret), hint
    )
    ending = Button(_("Abo beenden"), partial(_end, desk), "danger", icon="x", takes_fields=False)
    return Form((field,), (ending, _closing()))


def _end(desk: Desk, _values: Values) -> ViewModel:
    _answered(lambda: desk.directory.calendars().end(desk.viewer))
    return Form(buttons=(_closing(),), note=_("Das Abo ist beendet; die Adresse öffnet nichts mehr."))


def _closing() -> Button:
    return Button(_("Schließen"), lambda _values: Stack(()), takes_fields=False)


def _answered(ask: Callable[[], _Answer]) -> _Answer:
    """Return the store's answer, or say why there was none."""
    try:
        return ask()
    except (AuditNotWritten, ChangeNotPermitted) as error:
        raise Refusal(unsaved_words(error)) from error
    except ClientInfoError as error:
        raise Refusal(_("Der Speicher antwortet nicht. Versuchen Sie es gleich noch einmal.")) from error
