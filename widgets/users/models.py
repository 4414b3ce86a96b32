"""What the user administration shows, as view models: the list, one account, and what can be done with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.accounts import ANALYSTS_VARIABLE
from clientinfo_kernel.access.rights import ADMIN
from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.texts.words import ROLES, word
from widgets.users.words import OFFERED, called, roles_of, sees, state_chips, state_of
from widgets.view_models import (
    Button,
    Chip,
    Column,
    Confirmation,
    Fact,
    Facts,
    Field,
    Form,
    Link,
    Notice,
    Option,
    Table,
    Values,
)

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account

_SCHEMA: dict[str, Any] = {
    "name": pl.String,
    "full_name": pl.String,
    "roles": pl.String,
    "state": pl.String,
    "last_login": pl.Datetime("us", "UTC"),
    "failed_logins": pl.Int64,
}


@dataclass(frozen=True)
class AccessActions:
    """What can be done with the access of an account."""

    lock: Callable[[], None]
    unlock: Callable[[], None]
    new_password: Callable[[], None]
    end_sessions: Callable[[], None]
    delete: Callable[[], None]


def account_rows(accounts: tuple[Account, ...]) -> pl.DataFrame:
    """Return a row per account, as the list shows it; no failed login is an empty cell."""
    rows = [
        (one.name, one.full_name, roles_of(one), state_of(one), one.last_login, one.failed_logins or None)
        for one in accounts
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def account_table(accounts: tuple[Account, ...]) -> Table:
    """Return the list of all accounts."""
    columns = (
        Column("name", _("Benutzername"), "identifier", phone="title"),
        Column("full_name", _("Name"), phone="meta"),
        Column("roles", _("Rollen")),
        Column("state", _("Stand"), "chip", phone="figure", chips=state_chips()),
        Column("last_login", _("Letzte Anmeldung"), "moment"),
        Column("failed_logins", _("Fehlversuche"), "number"),
    )
    return Table(
        columns,
        account_rows(accounts),
        title=_("Konten"),
        search=_("Name, Rolle, Stand …"),
        download=_("benutzer"),
        sort=("name", "ascending"),
    )


def nobody_chosen() -> Notice:
    """Return what stands next to the list at first."""
    return Notice(
        _("Kein Benutzer gewählt"),
        _("Wählen Sie ein Konto aus der Liste. Hier stehen dann seine Rollen, sein Zugang und seine Angaben."),
    )


def account_facts(account: Account, *, with_roles: bool) -> Facts:
    """Return who it is, and how the login stands; the roles where no form shows them."""
    remarks = {
        "pending": Chip(_("noch nicht freigegeben"), "accent"),
        "locked": Chip(_("Anmelden nicht möglich"), "danger"),
        "start_password": Chip(_("noch kein eigenes Kennwort"), "warn"),
    }
    state = state_of(account)
    mail = Link(href=f"mailto:{account.email}") if account.email else None
    return Facts(
        (
            Fact(_("Benutzername"), account.name, "identifier"),
            Fact(_("Stand"), state_chips()[state].text, chip=remarks.get(state)),
            *([Fact(_("Rollen"), roles_of(account))] if with_roles else []),
            Fact(_("E-Mail"), account.email, link=mail),
            Fact(_("Letzte Anmeldung"), format_value(account.last_login, "moment") or _("noch nie")),
            Fact(_("Fehlversuche"), account.failed_logins, "number", hint=_("Seit der letzten Anmeldung.")),
        ),
        title=account.full_name or account.name,
    )


def own_account(account: Account) -> Notice:
    """Return why there is less to do with one's own account."""
    if account.roles_elsewhere:
        text = _("Sperren und löschen kann es nur eine andere Person der Administration.")
        return Notice(_("Das ist Ihr eigenes Konto"), text)
    reason = _("Rollen ändern, sperren und löschen kann es nur eine andere Person der Administration.")
    menu = _("Ihr Kennwort ändern Sie im Menü oben rechts.") if account.has_password else ""
    return Notice(_("Das ist Ihr eigenes Konto"), f"{reason} {menu}".strip())


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
            ),
        ),
        (Button(_("Rollen speichern"), save, "primary"),),
        title=_("Rollen"),
    )


def application_form(account: Account, grant: Callable[[Values], None], discard: Callable[[Values], None]) -> Form:
    """Return an application: grant it with roles, or discard it."""
    return Form(
        (Field("roles", _("Rollen"), "checks", required=True, options=_roles()),),
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
    )


def person_form(account: Account, save: Callable[[Values], None]) -> Form:
    """Return name and address of a person."""
    return Form(
        (
            Field("full_name", _("Vor- und Nachname"), value=account.full_name),
            Field("email", _("E-Mail"), "email", account.email),
        ),
        (Button(_("Angaben speichern"), save, "primary"),),
        title=_("Angaben"),
    )


def new_account_form(add: Callable[[Values], None], cancel: Callable[[Values], None]) -> Form:
    """Return a new account."""
    return Form(
        (
            Field(
                "name",
                _("Benutzername"),
                required=True,
                longest=64,
                hint=_("Zum Anmelden: Buchstaben a-z, Ziffern und . _ - @ +. Er lässt sich später nicht ändern."),
            ),
            Field("full_name", _("Vor- und Nachname")),
            Field("email", _("E-Mail"), "email"),
            Field("roles", _("Rollen"), "checks", required=True, options=_roles()),
        ),
        (
            Button(_("Benutzer anlegen"), add, "primary"),
            Button(_("Abbrechen"), cancel, takes_fields=False),
        ),
        title=_("Neuer Benutzer"),
        note=_("Das Startkennwort wird danach angezeigt."),
        takes_focus=True,
    )


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


def _roles() -> tuple[Option, ...]:
    analysts = os.environ.get(ANALYSTS_VARIABLE, "")
    return tuple(Option(role, word(ROLES, role), sees(role, analysts)) for role in OFFERED)


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
    kept = _("Einträge im Zugriffsprotokoll bleiben.")
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
