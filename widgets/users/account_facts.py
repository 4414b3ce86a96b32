"""What is said of the chosen account: who it is and how the login stands, or that none is chosen, or that it is the viewer's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.users.words import roles_of, state_chips, state_of
from widgets.view_models import Chip, Fact, Facts, Link, Notice

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account


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
            *([Fact(_("Filiale"), account.branch)] if account.branch else []),
            Fact(_("Letzte Anmeldung"), format_value(account.last_login, "moment") or _("noch nie")),
            Fact(_("Fehlversuche"), account.failed_logins, "number", hint=_("Seit der letzten Anmeldung.")),
        ),
        title=account.full_name or account.name,
    )


def own_account(account: Account) -> Notice:
    """Return why there is less to do with the viewer's own account."""
    if account.roles_elsewhere:
        text = _("Sperren und löschen kann es nur eine andere Person der Administration.")
        return Notice(_("Das ist Ihr eigenes Konto"), text)
    reason = _("Rollen ändern, sperren und löschen kann es nur eine andere Person der Administration.")
    menu = _("Ihr Kennwort ändern Sie im Menü oben rechts.") if account.has_password else ""
    return Notice(_("Das ist Ihr eigenes Konto"), f"{reason} {menu}".strip())
