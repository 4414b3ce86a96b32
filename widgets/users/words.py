"""The words of the user administration: roles with what each of them sees, states of an account."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from clientinfo_kernel.access.rights import ADMIN
from widgets.texts.language import N_, _
from widgets.texts.words import ROLES, Words, word
from widgets.view_models import Chip, Tone

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account

State: TypeAlias = Literal["pending", "locked", "start_password", "active"]

# What each role sees, in the order of the kernel's ROLES; the administration last: it is not a role of the house.
SEES: Words = {
    "service": N_("Kunde, Fahrzeuge, Aufträge und Vorgänge; Kredit nur als Ampel"),
    "sales": N_("dazu Umsätze; Kredit und offene Posten nur als Ampel"),
    "accounting": N_("dazu Kredit, offene Posten, Mahnungen und Briefkästen mit Beträgen"),
    "controlling": N_("wie Buchhaltung, dazu Rohertrag und Margen"),
    "analyst": N_("wie Controlling, dazu JupyterLab für eigene Auswertungen"),
    "privacy": N_("Kunde ohne Beträge; Zugriffsprotokoll, Auskunft und Löschung"),
    ADMIN: N_("verwaltet Benutzer und sieht keine Kundendaten"),
}
_LABORATORY: Words = {
    "off": N_("JupyterLab ist ausgeschaltet."),
    "same-user": N_(
        "Achtung: JupyterLab läuft hier mit den Rechten des Servers. Wer die Rolle hat, kann Konten, Protokoll und die"
        " Seiten aller lesen und ändern."
    ),
}
_STATES: Mapping[State, tuple[str, Tone]] = {
    "pending": (N_("wartet"), "accent"),
    "locked": (N_("gesperrt"), "danger"),
    "start_password": (N_("Startkennwort"), "warn"),
    "active": (N_("aktiv"), "ok"),
}


def sees(role: str, analysts: str = "") -> str:
    """Return what a role sees, in the session's language.

    Args:
        role: Its name.
        analysts: As what analysts' JupyterLab runs (``[hub] analysts``); empty: not known.
    """
    more = _LABORATORY.get(analysts, "") if role == "analyst" else ""
    return f"{_(SEES[role])}. {_(more)}" if more else _(SEES[role])


def state_of(account: "Account") -> State:
    """Return what matters most about an account now."""
    if account.pending:
        return "pending"
    if account.locked:
        return "locked"
    return "start_password" if account.must_change_password else "active"


def state_chips() -> dict[str, Chip]:
    """Return a chip per state."""
    return {state: Chip(_(text), tone) for state, (text, tone) in _STATES.items()}


def roles_of(account: "Account") -> str:
    """Return the roles in words; the administration stands first, as it outweighs the others. An applicant has none yet."""
    if account.pending:
        return ""
    held = (ADMIN, *account.roles) if account.admin else account.roles
    return ", ".join(word(ROLES, role) for role in held) or _("ohne Rolle")


def called(account: "Account") -> str:
    """Return an account in a sentence: ``Anna Analyse (anna)``."""
    return f"{account.full_name} ({account.name})" if account.full_name else account.name
