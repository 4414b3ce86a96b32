"""The words of the user administration: roles with what each of them sees, states of an account."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

from clientinfo_kernel.access.rights import ADMIN, GRANTS, access_of
from widgets.texts.language import N_, _, in_context
from widgets.texts.words import ROLES, Words, word
from widgets.view_models import Chip, Tone

if TYPE_CHECKING:
    from clientinfo_kernel.access.accounts import Account
    from clientinfo_kernel.access.topics import Changeable, Topic

State: TypeAlias = Literal["pending", "locked", "start_password", "active"]

# Whom the form offers, in its order: the administration last, it is not a role of the house.
OFFERED = (*GRANTS, ADMIN)
_ADMINISTERS = N_("verwaltet Benutzer und sieht keine Kundendaten")
# What a role sees and changes, said of what the kernel permits (``access.rights``), so that it is never another matter.
_SEEN: "Mapping[Topic, str]" = {
    "customers": N_("Kunde, Ansprechpartner, Fahrzeuge, Aufträge mit Beträgen, Vorgänge und Kontakte"),
    "revenue": N_("alle Umsätze"),
    "credit": N_("Kreditlimit und Obligo"),
    "receivables": N_("offene Posten, Mahnungen, Zahlungsverhalten und Briefkästen"),
    "gross_profit": N_("Rohertrag, Margen und jede Buchung der Fibu, auch Bank, Steuern und Lohnsummen"),
    "audit_log": in_context("what a role sees", "Zugriffsprotokoll"),
}
_AS_LIGHTS: Words = {
    "credit": N_("Kredit nur als Ampel"),
    "receivables": N_("offene Posten und Briefkästen nur als Ampel"),
}
_CHANGED: "Mapping[Changeable, str]" = {
    "contacts": N_("schreibt Vorgänge, Kontakte, Zurufe, Einwilligungen, Profile und Änderungsmitteilungen"),
    "receivables": N_("entscheidet über offene Posten und Eingänge"),
    "margins": N_("prüft Ausreißer, schließt Perioden und ordnet Konten zu"),
    "tours": N_("plant Hol- und Bringtouren"),
    "publications": N_("beantragt die Veröffentlichung von Notebooks"),
    "releases": N_("gibt beantragte Notebooks frei (nur die anderer)"),
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
    if role == ADMIN:
        return _(_ADMINISTERS)
    access = access_of((role,))
    seen = [_(said) for topic, said in _SEEN.items() if access.allows(topic)]
    lights = [_(said) for topic, said in _AS_LIGHTS.items() if getattr(access, topic) == "light"]
    changed = [_(said) for what, said in _CHANGED.items() if what in access.changes]
    own = [_("JupyterLab für eigene Auswertungen")] if role == "analyst" else []
    parts = (", ".join(each) for each in (seen, lights, changed, own) if each)
    more = _LABORATORY.get(analysts, "") if role == "analyst" else ""
    return "; ".join(parts) + (f". {_(more)}" if more else "")


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
