"""What administrators fill in: a new account, an application, roles, name and address."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from clientinfo_kernel.access.accounts import ANALYSTS_VARIABLE
from clientinfo_kernel.access.login_name import as_login_name, is_login_name
from clientinfo_kernel.access.rights import ADMIN
from widgets.texts.language import _
from widgets.texts.words import ROLES, word
from widgets.users.words import OFFERED, called, sees
from widgets.view_models import Button, Confirmation, Field, Form, Option, Values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from clientinfo_kernel.access.accounts import Account


def roles_form(account: Account, save: Callable[[Values], None]) -> Form:
    """Return the roles of an account."""
    chosen = (*account.roles, ADMIN) if account.admin else account.roles
    return Form(
        (
            Field(
                "roles",
                _("Rollen"),
                "checks",
                chosen,
                hint=_("Mehrere Rollen ergänzen sich. Beim Speichern enden die Sitzungen des Benutzers."),
                options=_roles(),
                check_ticked=_two_kinds,
            ),
        ),
        (Button(_("Rollen speichern"), save, "primary"),),
        title=_("Rollen"),
        kept_as=f"roles of {account.name}",
    )


def application_form(account: Account, grant: Callable[[Values], None], discard: Callable[[Values], None]) -> Form:
    """Return an application: grant it with roles, or discard it."""
    return Form(
        (Field("roles", _("Rollen"), "checks", required=True, options=_roles(), check_ticked=_two_kinds),),
        (
            Button(_("Freigeben"), grant, "primary", icon="check"),
            Button(
                _("Antrag verwerfen"),
                discard,
                "danger",
                takes_fields=False,
                confirm=Confirmation(
                    _("Antrag von {name} verwerfen?").format(name=called(account)),
                    _("Der Antrag wird gelöscht, auch das gewählte Kennwort. Der Zugang kann neu beantragt werden."),
                    _("Antrag verwerfen"),
                ),
            ),
        ),
        title=_("Antrag"),
        note=_("Geben Sie nur frei, wen Sie kennen: Namen und E-Mail hat der Antragsteller selbst angegeben."),
        kept_as=f"application of {account.name}",
    )


def person_form(account: Account, save: Callable[[Values], None]) -> Form:
    """Return name, address and branch of a person."""
    return Form(
        (
            Field("full_name", _("Vor- und Nachname"), value=account.full_name),
            Field("email", _("E-Mail"), "email", account.email),
            _branch(account.branch),
        ),
        (Button(_("Angaben speichern"), save, "primary"),),
        title=_("Angaben"),
        kept_as=f"about {account.name}",
    )


def new_account_form(
    add: Callable[[Values], None], cancel: Callable[[Values], None], taken: Collection[str] = ()
) -> Form:
    """Return a new account.

    Args:
        add: Adds it.
        cancel: Called where it is not wanted any more.
        taken: Login names that there are, as far as is known here; the Hub knows them all.
    """

    def check_name(typed: str) -> str:
        name = as_login_name(typed)
        if not is_login_name(name):
            return _("Nur a-z, Ziffern und . _ - @ +, am Anfang und am Ende ein Buchstabe oder eine Ziffer.")
        return _("Das Konto „{name}“ gibt es schon.").format(name=name) if name in taken else ""

    return Form(
        (
            Field(
                "name",
                _("Benutzername"),
                "identifier",
                required=True,
                longest=64,
                check=check_name,
                hint=_("Zum Anmelden: Buchstaben a-z, Ziffern und . _ - @ +. Er lässt sich später nicht ändern."),
            ),
            Field("full_name", _("Vor- und Nachname")),
            Field("email", _("E-Mail"), "email"),
            _branch(),
            Field("roles", _("Rollen"), "checks", required=True, options=_roles(), check_ticked=_two_kinds),
        ),
        (
            Button(_("Benutzer anlegen"), add, "primary"),
            Button(_("Abbrechen"), cancel, takes_fields=False),
        ),
        title=_("Neuer Benutzer"),
        note=_("Das Startkennwort wird danach angezeigt."),
        kept_as="new account",
        takes_focus=True,
    )


def unsaved_question(label: str, leave: Callable[[], None], stay: Callable[[], None]) -> Form:
    """Asks before something that was filled in is lost."""
    return Form(
        buttons=(
            Button(_("Weiter bearbeiten"), lambda _values: stay(), "primary", takes_fields=False),
            Button(_("Verwerfen"), lambda _values: leave(), "danger", takes_fields=False),
        ),
        title=_("Nicht gespeicherte Angaben"),
        note=_("Die Eingaben zu „{name}“ sind noch nicht gespeichert.").format(name=label),
        takes_focus=True,
    )


def _two_kinds(ticked: tuple[str, ...]) -> str:
    """Return what is wrong with the administration beside other roles: they would have no effect."""
    if ADMIN not in ticked or len(ticked) == 1:
        return ""
    return _("Die Administration sieht keine Kundendaten: wählen Sie entweder sie oder andere Rollen.")


def _roles() -> tuple[Option, ...]:
    analysts = os.environ.get(ANALYSTS_VARIABLE, "")
    return tuple(Option(role, word(ROLES, role), sees(role, analysts)) for role in OFFERED)


def _branch(branch: str = "") -> Field:
    hint = _(
        "Wie im Händlersystem geschrieben. Kunden der Filiale stehen ab der nächsten Anmeldung bei gleichen Namen oben."
    )
    return Field("branch", _("Filiale"), value=branch, hint=hint)
