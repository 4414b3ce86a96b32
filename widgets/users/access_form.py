"""What can be done with the access of an account: lock, password, sessions, deletion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from widgets.texts.language import _
from widgets.users.words import called
from widgets.view_models import Button, Confirmation, Form

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account


@dataclass(frozen=True)
class AccessActions:
    """What can be done with the access of an account."""

    lock: Callable[[], None]
    unlock: Callable[[], None]
    new_password: Callable[[], None]
    end_sessions: Callable[[], None]
    delete: Callable[[], None]


def access_form(account: Account, actions: AccessActions, *, elsewhere: bool) -> Form:
    """Lock, password, sessions, deletion.

    Args:
        account: Whose.
        actions: What the buttons do.
        elsewhere: Another system does the login, and adds accounts.
    """
    return Form(
        buttons=(
            _lock(account, actions),
            *_forget_failures(account, actions),
            *_new_password(account, actions),
            Button(
                _("Überall abmelden"),
                lambda _values: actions.end_sessions(),
                text=_("Beendet alle Sitzungen, zum Beispiel nach dem Verlust eines Telefons."),
                takes_fields=False,
            ),
            _delete(account, actions, elsewhere=elsewhere),
        ),
        title=_("Zugang"),
    )


def _lock(account: Account, actions: AccessActions) -> Button:
    if account.locked:
        text = _("Das Konto ist gesperrt. Nach dem Entsperren gilt das alte Kennwort wieder.")
        if not account.has_password:
            text = _("Das Konto ist gesperrt.")
        return Button(_("Entsperren"), lambda _values: actions.unlock(), text=text, icon="key", takes_fields=False)
    return Button(
        _("Sperren"),
        lambda _values: actions.lock(),
        text=_("Beendet alle Sitzungen sofort; anmelden ist nicht mehr möglich. Nichts geht verloren."),
        icon="lock",
        takes_fields=False,
    )


def _forget_failures(account: Account, actions: AccessActions) -> tuple[Button, ...]:
    if not account.failed_logins or account.locked:
        return ()
    text = _("Nach je fünf Fehlversuchen muss der Benutzer einige Minuten warten; das hebt die Wartezeit auf.")
    return (Button(_("Wartezeit aufheben"), lambda _values: actions.unlock(), text=text, takes_fields=False),)


def _new_password(account: Account, actions: AccessActions) -> tuple[Button, ...]:
    if not account.has_password:
        return ()
    ask = Confirmation(
        _("Neues Kennwort für {name}?").format(name=called(account)),
        _("Das bisherige Kennwort gilt dann nicht mehr, und alle Sitzungen enden. Sie sehen ein Startkennwort."),
        _("Neues Kennwort erzeugen"),
    )
    return (
        Button(
            _("Kennwort zurücksetzen"),
            lambda _values: actions.new_password(),
            text=_("Erzeugt ein Startkennwort, wenn das alte vergessen oder bekannt ist."),
            confirm=ask,
            takes_fields=False,
        ),
    )


def _delete(account: Account, actions: AccessActions, *, elsewhere: bool) -> Button:
    lost = _(
        "Konto, Kennwort und Rollen werden gelöscht, alle Sitzungen enden. Das lässt sich nicht rückgängig machen."
    )
    if elsewhere:
        lost = _(
            "Konto und Rollen werden gelöscht, alle Sitzungen enden. Meldet sich die Person wieder an, entsteht das"
            " Konto neu. Um den Zugang zu nehmen, sperren Sie es."
        )
    kept = _("Einträge im Zugriffsprotokoll bleiben; Fragen, die nur die Person selbst sah, sieht niemand mehr.")
    return Button(
        _("Löschen"),
        lambda _values: actions.delete(),
        "danger",
        text=_("Für Personen, die das Haus verlassen haben. Einträge im Zugriffsprotokoll bleiben."),
        confirm=Confirmation(
            _("Konto {name} löschen?").format(name=called(account)), f"{lost} {kept}", _("Endgültig löschen")
        ),
        takes_fields=False,
    )
