"""What the buttons do at the Hub. Each returns what to say about it, or raises ``Refusal`` with the Hub's words.

Whoever looks at an account decides on what they see: where somebody else changed that meanwhile, nothing is done, and
``Outdated`` says so.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from clientinfo_kernel.access.accounts import ACCOUNT_CHANGED, AccountsApiError, AccountsRefused
from clientinfo_kernel.access.rights import ADMIN
from widgets.texts.language import _
from widgets.users.outcome import Outcome, password_advice
from widgets.users.words import called
from widgets.view_models import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from clientinfo_kernel.access.accounts import Account, AccountsClient
    from widgets.view_models import Values


class Outdated(Exception):
    """Nothing was done, because the account is not what was shown any more.

    Attributes:
        outcome: What to say about it.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.title)
        self.outcome = outcome


def add(client: AccountsClient, values: Values) -> tuple[str, Outcome]:
    """Add an account; its name, and what to say.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    roles, admin = _rights(values)
    with _in_words(values):
        added = client.add(
            str(values["name"]),
            full_name=str(values["full_name"]),
            email=str(values["email"]),
            branch=str(values["branch"]),
            roles=roles,
            admin=admin,
        )
    title = _("{name} ist angelegt. Startkennwort:").format(name=added.name)
    return added.name, Outcome(title, password_advice(), added.password)


def save_roles(client: AccountsClient, account: Account, values: Values) -> Outcome:
    """Give an account other roles; only what is different is sent.

    Raises:
        Refusal: The Hub refused or did not answer, or nothing is different.
    """
    roles, admin = _rights(values)
    if (roles, admin) == (account.roles, account.admin):
        raise Refusal(_("Es wurde nichts geändert."))
    with _in_words(values):
        client.change(
            account.name,
            roles=roles if roles != account.roles else None,
            admin=admin if admin != account.admin else None,
            seen=account,
        )
    text = _("Die Sitzungen sind beendet; ab der nächsten Anmeldung gelten die neuen Rollen.")
    return Outcome(_("Rollen von {name} gespeichert").format(name=called(account)), text)


def grant(client: AccountsClient, account: Account, values: Values) -> Outcome:
    """Grant what was applied for.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    roles, admin = _rights(values)
    with _in_words(values):
        client.change(account.name, roles=roles, admin=admin or None, seen=account)
    text = _("Die Person kann sich ab jetzt mit dem Kennwort anmelden, das sie beim Antrag gewählt hat.")
    return Outcome(_("{name} ist freigegeben").format(name=called(account)), text)


def discard_application(client: AccountsClient, account: Account) -> Outcome:
    """Discard an application.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        client.delete(account.name, seen=account)
    return Outcome(_("Antrag von {name} verworfen").format(name=called(account)))


def save_person(client: AccountsClient, account: Account, values: Values) -> Outcome:
    """Save name, address and branch; only what is different is sent.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    full_name, email, branch = (str(values[key]) for key in ("full_name", "email", "branch"))
    with _in_words(values):
        changed = client.change(
            account.name,
            full_name=full_name if full_name != account.full_name else None,
            email=email if email != account.email else None,
            branch=branch if branch != account.branch else None,
            seen=account,
        )
    return Outcome(_("Angaben von {name} gespeichert").format(name=called(changed)))


def lock(client: AccountsClient, account: Account) -> Outcome:
    """Lock an account.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        client.change(account.name, locked=True, seen=account)
    return Outcome(_("{name} ist gesperrt").format(name=called(account)), _("Alle Sitzungen sind beendet."))


def unlock(client: AccountsClient, account: Account) -> Outcome:
    """Unlock an account, and forget its failed logins.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        client.change(account.name, locked=False, seen=account)
    return Outcome(_("{name} kann sich wieder anmelden").format(name=called(account)))


def new_password(client: AccountsClient, account: Account) -> Outcome:
    """Make a one-time password.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        made = client.new_password(account.name)
    title = _("Startkennwort für {name}:").format(name=called(account))
    return Outcome(title, password_advice(), made.password)


def end_sessions(client: AccountsClient, account: Account) -> Outcome:
    """End all sessions.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        client.end_sessions(account.name)
    return Outcome(_("{name} ist überall abgemeldet").format(name=called(account)))


def delete(client: AccountsClient, account: Account) -> Outcome:
    """Delete an account.

    Raises:
        Refusal: The Hub refused or did not answer.
    """
    with _in_words():
        client.delete(account.name, seen=account)
    return Outcome(_("Konto {name} ist gelöscht").format(name=called(account)))


def in_words(error: AccountsApiError) -> str:
    """Return an error in words for people; why it refuses, the Hub says itself."""
    if isinstance(error, AccountsRefused):
        return str(error)
    return _("Die Benutzerverwaltung antwortet gerade nicht. Versuchen Sie es in einer Minute noch einmal.")


@contextmanager
def _in_words(fields: Collection[str] = ()) -> Iterator[None]:
    """Raise the Hub's errors as a form's: at the field that the Hub names, if the form has it.

    Raises:
        Refusal: The Hub refused or did not answer.
        Outdated: Somebody else changed the account meanwhile.
    """
    try:
        yield
    except AccountsRefused as error:
        if error.error == ACCOUNT_CHANGED:
            text = _(
                "Nichts wurde gespeichert. So steht es jetzt da; bitte prüfen Sie es und entscheiden Sie noch einmal."
            )
            raise Outdated(Outcome(str(error), text, is_done=False)) from error
        if error.field in fields:
            raise Refusal(**{error.field: str(error)}) from error
        raise Refusal(in_words(error)) from error
    except AccountsApiError as error:
        raise Refusal(in_words(error)) from error


def _rights(values: Values) -> tuple[tuple[str, ...], bool]:
    """Return roles and administration of what was ticked; the form takes one of them alone (``account_forms``)."""
    ticked = tuple(values["roles"])
    return tuple(role for role in ticked if role != ADMIN), ADMIN in ticked
