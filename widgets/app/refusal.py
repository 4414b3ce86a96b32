"""What the page says instead of something that the viewer's roles do not allow: what, for which role, who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import ADMIN, ROLES
from clientinfo_kernel.errors import TooManyLines
from widgets.markup import notice, tag
from widgets.texts.language import _, ngettext
from widgets.texts.pauses import too_many_lines
from widgets.texts.unwritten import unwritten_words
from widgets.texts.words import ROLES as ROLE_WORDS
from widgets.texts.words import word

if TYPE_CHECKING:
    from collections.abc import Collection

    from markupsafe import Markup

    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.errors import AuditNotWritten
    from widgets.panel import Panel


def permitted(panels: tuple[Panel, ...], viewer: Viewer) -> tuple[Panel, ...]:
    """Return the tabs that a viewer has, in their order."""
    return tuple(panel for panel in panels if panel.roles & viewer.roles)


def refused_tab(title: str, viewer: Viewer, allowed: Collection[str]) -> Markup:
    """Return the notice in the place of a tab that is not the viewer's, though a link or an old address leads there.

    Args:
        title: Of the tab, in German.
        viewer: Who is refused.
        allowed: The roles that see it.
    """
    refused = ngettext(
        "Der Reiter {tab} ist für die Rolle {roles} nicht freigegeben",
        "Der Reiter {tab} ist für die Rollen {roles} nicht freigegeben",
        **_counted(viewer.roles),
        tab=_(title),
    )
    seen = ngettext("Ihn sieht die Rolle {roles}.", "Ihn sehen die Rollen {roles}.", **_counted(allowed))
    return _notice(refused, f"{seen} {_ask()}")


def refused_list(title: str, viewer: Viewer, allowed: Collection[str]) -> Markup:
    """Return the notice above another list, where an address leads to one that is not the viewer's.

    Args:
        title: Of the list, in German.
        viewer: Who is refused.
        allowed: The roles that see it.
    """
    refused = ngettext(
        "Die Liste „{list}“ ist für die Rolle {roles} nicht freigegeben",
        "Die Liste „{list}“ ist für die Rollen {roles} nicht freigegeben",
        **_counted(viewer.roles),
        list=_(title),
    )
    seen = ngettext("Sie sieht die Rolle {roles}.", "Sie sehen die Rollen {roles}.", **_counted(allowed))
    return _notice(refused, f"{seen} {_ask()}")


def unknown_list() -> Markup:
    """Return the notice above another list, where an address names one that is not there."""
    return _notice(_("Diese Liste gibt es nicht"), _("Wählen Sie eine der Listen, die hier stehen."), symbol="info")


def refused_app(title: str, viewer: Viewer, allowed: Collection[str]) -> Markup:
    """Return the page of somebody whose roles do not see what an app shows.

    Args:
        title: Of the app, in German.
        viewer: Who is refused.
        allowed: The roles that see it.
    """
    refused = _("{app}: für Sie nicht freigegeben").format(app=_(title))
    has = _("Ihre Rolle: {roles}.").format(roles=_named(viewer.roles) or "–")
    seen = ngettext("Das sieht die Rolle {roles}.", "Das sehen die Rollen {roles}.", **_counted(allowed))
    return _notice(refused, f"{has} {seen} {_ask()}")


def no_customers(viewer: Viewer) -> Markup:
    """Return the page of somebody who is not allowed to see any customer."""
    if ADMIN in viewer.roles:
        text = _("Die Administration verwaltet Benutzer und sieht keine Kundendaten.")
    else:
        text = f"{_('Ihrem Benutzer ist noch keine Rolle zugeordnet.')} {_ask()}"
    return _notice(_("Kundendaten sind für Sie nicht freigegeben"), text)


def unwritten(error: AuditNotWritten) -> Markup:
    """Return the notice in the place of something that is not written down, so that it must not be shown."""
    title, text = unwritten_words(error)
    if isinstance(error, TooManyLines):  # nothing is broken
        return notice(title, tag("p", text), symbol="clock", tone="warn", role="alert")
    return notice(title, tag("p", text), symbol="alert", tone="danger", role="alert")


def unwritten_title(error: AuditNotWritten) -> str:
    """Return the title of a page that has nothing but that notice."""
    return too_many_lines(error)[0] if isinstance(error, TooManyLines) else _("Zugriffsprotokoll gestört")


def _counted(roles: Collection[str]) -> dict[str, Any]:
    """Return what ``ngettext`` needs for a sentence about roles."""
    return {"count": len(roles), "roles": _named(roles)}


def _named(roles: Collection[str]) -> str:
    return ", ".join(word(ROLE_WORDS, role) for role in (*ROLES, ADMIN) if role in roles)


def _ask() -> str:
    return _("Wenden Sie sich bei Bedarf an Ihre Administration.")


def _notice(title: str, text: str, symbol: str = "lock") -> Markup:
    return notice(title, tag("p", text), symbol=symbol, role="status")
