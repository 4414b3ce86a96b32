"""What stands above the list: what this page is for, its buttons, who waits, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.access.accounts import Account
from widgets.markup import join, notice, tag
from widgets.texts.formats import local
from widgets.texts.language import _, ngettext
from widgets.users.words import called
from widgets.view_models import Notice
from widgets.views.markup_writer import MarkupWriter

if TYPE_CHECKING:
    from markupsafe import Markup

    from widgets.views.context import ViewContext

_MOST_NAMED = 4


@dataclass(frozen=True)
class HeadActions:
    """What the buttons do; ``add`` is None where accounts are added elsewhere."""

    refresh: Callable[[], None]
    add: Callable[[], None] | None
    choose: Callable[[str], None]


def not_for_you() -> Notice:
    """Return the whole page for whoever is not an administrator."""
    return Notice(
        _("Nur für die Administration"),
        _("Konten und Rollen verwaltet, wer in clientinfo als Administration angemeldet ist."),
    )


@dataclass(frozen=True)
class State:
    """What the head shows.

    Attributes:
        pending: Who waits for a decision.
        read_at: When the list was read last, in UTC; None: it never was.
        problem: Why it could not be read now; None: it could.
        elsewhere: Another system does the login, and adds accounts.
        roles_elsewhere: It gives the roles, too.
    """

    pending: tuple[Account, ...]
    read_at: datetime | None
    problem: str | None
    elsewhere: bool
    roles_elsewhere: bool


def markup(context: ViewContext, actions: HeadActions, state: State) -> tuple[Markup, MarkupWriter]:
    """Return the head, and the writer that noted its actions."""
    writer = MarkupWriter(context)
    buttons = [writer.button(_("Aktualisieren"), lambda _receiver: actions.refresh(), symbol="refresh")]
    if actions.add is not None and state.problem is None:
        add = actions.add
        style = "ci-button--primary"
        buttons.append(writer.button(_("Benutzer anlegen"), lambda _receiver: add(), symbol="plus", style=style))
    purpose = tag(
        "p",
        _("Wer sich anmelden darf, und was er sieht. Jede Änderung steht im Zugriffsprotokoll."),
        class_="ci-muted ci-small",
    )
    tools = tag("div", _read_at(state), *buttons, class_="ci-users__buttons")
    line = tag("div", purpose, tools, class_="ci-users__line")
    elsewhere = _elsewhere(state) if state.elsewhere and state.problem is None else None
    return join(line, _problem(state.problem), _waiting(writer, actions, state.pending), elsewhere), writer


def _read_at(state: State) -> Markup | None:
    if state.read_at is None:
        return None
    text = _("Stand {time}").format(time=f"{local(state.read_at):%H:%M:%S}")
    return tag("span", text, class_="ci-muted ci-small ci-num")


def _problem(problem: str | None) -> Markup | None:
    if problem is None:
        return None
    title = _("Die Konten konnten nicht geladen werden")
    return notice(title, tag("p", problem), symbol="alert", tone="danger", role="alert")


def _waiting(writer: MarkupWriter, actions: HeadActions, pending: tuple[Account, ...]) -> Markup | None:
    if not pending:
        return None
    count = len(pending)
    title = ngettext(
        "{count} Antrag wartet auf Ihre Entscheidung", "{count} Anträge warten auf Ihre Entscheidung", count
    )
    names = [_application(writer, actions, one) for one in pending[:_MOST_NAMED]]
    left = len(pending) - _MOST_NAMED
    more = (
        tag("span", _("und {count} weitere in der Liste").format(count=left), class_="ci-muted") if left > 0 else None
    )
    return notice(title, tag("div", *names, more, class_="ci-users__pending"), symbol="users")


def _application(writer: MarkupWriter, actions: HeadActions, account: Account) -> Markup:
    name = account.name
    return writer.button(called(account), lambda _receiver: actions.choose(name))


def _elsewhere(state: State) -> Markup:
    text = _(
        "Die Anmeldung übernimmt ein anderes System. Dort werden Konten angelegt und Kennwörter geändert; hier erscheint"
        " ein Konto nach der ersten Anmeldung."
    )
    roles = _("Sperren und Rollen gelten hier.")
    if state.roles_elsewhere:
        roles = _("Auch die Rollen kommen von dort, bei jeder Anmeldung neu. Sperren gilt hier.")
    return notice(_("Konten und Kennwörter kommen aus dem Anmeldesystem"), tag("p", f"{text} {roles}"))
