"""The words of the publications: the list, what is known of a version, and what its release means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from clientinfo_kernel.access.account_names import NamedAccount
from clientinfo_kernel.access.account_since import is_of_account
from clientinfo_kernel.query.table import MOMENT
from widgets.texts.language import N_, _
from widgets.texts.role_names import ROLE_NAMES
from widgets.view_models import Chip, Column, Fact, Facts, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from clientinfo_kernel.live.errors import PublicationRefused
    from clientinfo_kernel.live.publication import Act, Publication, State, Step
    from widgets.view_models import Tone

_STATES: Mapping[State, tuple[str, Tone]] = {
    "requested": (N_("wartet auf Freigabe"), "accent"),
    "released": (N_("veröffentlicht"), "ok"),
    "replaced": (N_("ersetzt"), "neutral"),
    "refused": (N_("abgelehnt"), "warn"),
    "withdrawn": (N_("zurückgezogen"), "neutral"),
}
_ACTS: Mapping[Act, str] = {
    "request": N_("beantragt"),
    "release": N_("freigegeben"),
    "refuse": N_("abgelehnt"),
    "withdraw": N_("zurückgezogen"),
}
_RULES = {
    "own": N_("Den eigenen Antrag entscheidet jemand anderes."),
    "content": N_("Der Inhalt ist nicht der, den Sie angesehen haben. Bitte laden Sie die Seite neu."),
    "altered": N_(
        "Der Inhalt ist nicht der, der beantragt wurde: Jemand hat ihn in der Datenbank geändert. Er wird nicht ausgeführt."
    ),
    "day": N_("Mehr Schritte werden an einem Tag nicht angenommen. Bitte morgen weiter."),
    "state": N_("Darüber hat inzwischen jemand entschieden. Bitte sehen Sie noch einmal nach."),
}


def publication_rows(publications: Sequence[Publication]) -> pl.DataFrame:
    """Return a row per version, as the list shows it."""
    rows = [
        (
            *(number, one.title, one.version, one.state, roles_of(one)),
            *(one.steps[0].user_name, one.steps[0].at, one.file),
        )
        for number, one in enumerate(publications)
    ]
    schema: dict[str, Any] = {
        "number": pl.Int64,
        "title": pl.String,
        "version": pl.Int64,
        "state": pl.String,
        "roles": pl.String,
    }
    schema |= {"requested_by": pl.String, "requested_at": MOMENT, "file": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def publication_table(publications: Sequence[Publication]) -> Table:
    """Return the list of all versions."""
    columns = (
        Column("title", _("Titel"), phone="title"),
        Column("version", _("Version"), "number", phone="meta"),
        Column("state", _("Stand"), "chip", phone="figure", chips={key: state_chip(key) for key in _STATES}),
        Column("roles", _("für")),
        Column("requested_by", _("beantragt von")),
        Column("requested_at", _("am"), "moment"),
        Column("file", _("Seite"), "identifier", phone="hide"),
    )
    return Table(
        columns,
        publication_rows(publications),
        title=_("Notebooks"),
        search=_("Titel, Person, Stand …"),
        empty=_("Noch hat niemand eine Veröffentlichung beantragt: in JupyterLab, Datei, „Veröffentlichen für …“."),
    )


def state_chip(state: State) -> Chip:
    """Return what the steps of a version come to."""
    text, tone = _STATES[state]
    return Chip(_(text), tone)


def roles_of(publication: Publication) -> str:
    """Return who opens a page, in words."""
    return ", ".join(_(ROLE_NAMES[role]) for role in publication.roles)


def former_owner(publication: Publication, every: Sequence[Publication], accounts: Mapping[str, NamedAccount]) -> str:
    """Return whose page it was before this version; empty: it is the same person's, or the first version.

    Args:
        publication: The version.
        every: All versions.
        accounts: Login name -> since when there is the account (``account_names``): one that is gone is somebody else's.
    """
    earlier = [one for one in every if one.file == publication.file and one.version < publication.version]
    newest = max(earlier, key=lambda one: one.version, default=publication)
    account = accounts.get(publication.requested_by, NamedAccount(""))
    is_same = _is_same_person(newest.request, publication.request, account.since)
    return "" if is_same else newest.request.user_name


def _is_same_person(earlier: Step, later: Step, since: datetime | None) -> bool:
    if earlier.user != later.user:
        return False
    is_now, was_now = (is_of_account(each.user, each.at, later.user, since) for each in (later, earlier))
    return is_now == was_now


def facts(publication: Publication, former: str = "") -> Facts:
    """Return what the page will say of itself, whose it was, and by which hash its content is known."""
    owner = Fact(_("Bisherige Versionen von"), former, chip=Chip(_("Seite einer anderen Person"), "warn"))
    return Facts(
        (
            *((owner,) if former else ()),
            Fact(_("Titel"), publication.title, chip=state_chip(publication.state)),
            Fact(_("Beschreibung"), publication.description),
            Fact(_("Wer sie öffnet"), roles_of(publication)),
            Fact(_("Adresse"), publication.file, "identifier"),
            Fact(_("Prüfsumme (SHA-256)"), publication.sha256[:16], "identifier", hint=publication.sha256),
        ),
        title=_("Version {version}").format(version=publication.version),
    )


def steps(publication: Publication) -> Table:
    """Return who did what with a version, and what they said."""
    rows = [(step.at, _(_ACTS[step.act]), step.user_name, step.note) for step in publication.steps]
    schema: dict[str, Any] = {"at": MOMENT, "act": pl.String, "name": pl.String, "note": pl.String}
    columns = (
        Column("at", _("am"), "moment", phone="meta"),
        Column("act", _("was"), phone="title"),
        Column("name", _("von"), phone="figure"),
        Column("note", _("Bemerkung")),
    )
    return Table(columns, pl.DataFrame(rows, schema=schema, orient="row"), title=_("Verlauf"))


def what_a_release_means(notebooks_user: str) -> str:
    """Return what a releaser has to know, by how the operator runs released notebooks."""
    if notebooks_user:
        return _(
            "Der Code läuft als eigener Benutzer des Betriebssystems ({user}): Er liest den ganzen Datenbestand und kommt"
            " nicht an Kennwörter, Protokoll und das Geschriebene. Was die Seite zeigt, sehen die genannten Rollen. Die"
            " Prüfung vor dem Antrag hilft, sie ist keine Mauer: Geben Sie nur frei, was Sie gelesen und verstanden haben."
        ).format(user=notebooks_user)
    return _(
        "Freigegebener Code läuft mit den Rechten des Servers und wird behandelt wie clientinfo selbst: Er kann alles lesen"
        " und ändern, auch Konten, Protokoll und das Geschriebene. Die Prüfung vor dem Antrag hilft, sie ist keine Mauer:"
        " Geben Sie nur frei, was Sie gelesen und verstanden haben."
    )


def refusal(error: PublicationRefused) -> str:
    """Return why something was not decided."""
    return _(_RULES[error.rule])
