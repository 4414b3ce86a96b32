"""The publications: all versions in a list, and below it the chosen one with its code, its difference and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from clientinfo_kernel.access.account_names import account_names
from clientinfo_kernel.access.rights import RELEASE, viewer
from clientinfo_kernel.errors import ChangeNotPermitted, ClientInfoError
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import InputRefused, LiveUnavailable, PublicationRefused
from widgets.incident import report_incident
from widgets.markup import notice
from widgets.publications import words
from widgets.publications.difference import difference, difference_markup
from widgets.texts.language import _, language
from widgets.texts.unsaved import unsaved_words
from widgets.view_models import Button, Confirmation, Field, Form, Notice, Refusal
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareVBox
from widgets.views.closing import discard
from widgets.views.markup_view import MarkupView, box
from widgets.views.table import Grid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import ipywidgets

    from clientinfo_kernel.live.publication import Publication
    from clientinfo_kernel.live.publications import Publications
    from widgets.view_models import Values, ViewModel


class PublicationsView(BareVBox):
    """The content of the page.

    Every decision is written at once and shown as the database has it afterwards.

    Args:
        store: The publications, for the viewer.
        state: The state folder, where the Hub says since when there is each account; None: there is no Hub.
        notebooks_user: As which user of the operating system released notebooks run; empty: as the server's own.
    """

    def __init__(self, store: Publications, state: Path | None = None, *, notebooks_user: str = "") -> None:
        super().__init__()
        self.add_class("ci-stack")
        self._store, self._state, self._user = store, state, notebooks_user
        self._publications: list[Publication] = []
        self._chosen: tuple[str, int] | None = None
        self._shown: tuple[ipywidgets.Widget, ...] = ()
        self.redraw()

    def redraw(self) -> None:
        """Read and draw everything again, in the session's language."""
        try:
            self._publications = self._store.every()
        except ChangeNotPermitted:
            text = _("Hier beantragt, wer die Rolle Analyse hat, und gibt frei, wer das Recht dazu hat.")
            self._replace(_drawn(Notice(_("Diese Seite ist für Ihre Rolle nicht gedacht"), text)))
            return
        except LiveUnavailable as error:
            report_incident("publications", error)
            self._replace(_drawn(Notice(_("Die Datenbank antwortet nicht"), _("Bitte laden Sie die Seite neu."))))
            return
        self._outcome = MarkupView(Markup(""), live=True)
        self._detail = box((), "ci-stack")
        grid = self._grid = Grid(
            words.publication_table(self._publications), _context(), _drawn, choose=self._choose, selected=self._place()
        )
        self._replace(self._outcome, grid, self._detail)
        self._show_chosen()

    def _replace(self, *widgets: ipywidgets.Widget) -> None:
        before, self._shown = self._shown, widgets
        self.children = widgets
        discard(*before)

    def _place(self) -> int | None:
        keys = [(one.file, one.version) for one in self._publications]
        return keys.index(self._chosen) if self._chosen in keys else None

    def _choose(self, row: Mapping[str, Any]) -> None:
        self._chosen = (str(row["file"]), int(row["version"]))
        self._outcome.show(Markup(""))
        self._show_chosen()

    def _show_chosen(self) -> None:
        place = self._place()
        before = self._detail.children
        try:
            parts = () if place is None else tuple(self._parts(self._publications[place]))
        except LiveUnavailable as error:
            report_incident("publications", error)
            text = _("Bitte laden Sie die Seite neu.")
            parts = (_drawn(Notice(_("Die Datenbank antwortet nicht"), text)),)
        self._detail.children = parts
        discard(*before)

    def _parts(self, chosen: Publication) -> list[ipywidgets.Widget]:
        now = next((one for one in self._publications if one.file == chosen.file and one.state == "released"), None)
        other = None if now is None or now is chosen else self._store.with_content(now)
        lines = difference(other, self._store.with_content(chosen))
        title = _("Der Code dieser Version")
        if now is not None and now is not chosen:
            title = _("Der Code, verglichen mit der veröffentlichten Version {version}").format(version=now.version)
        code = MarkupView(difference_markup(lines, title))
        forms = [_drawn(form) for form in self._forms(chosen)]
        accounts = {} if self._state is None else account_names(self._state)
        return [
            _drawn(words.facts(chosen, words.former_owner(chosen, self._publications, accounts))),
            code,
            *forms,
            _drawn(words.steps(chosen)),
        ]

    def _forms(self, chosen: Publication) -> list[Form]:
        viewer = self._store.viewer
        is_own = viewer.wrote(chosen.request.user, chosen.request.at)
        releases = RELEASE in viewer.roles
        forms = []
        if releases and chosen.requested_by != viewer.name and chosen.state in {"requested", "replaced", "withdrawn"}:
            forms.append(self._decision(chosen))
        if (
            (releases or is_own)
            and chosen.state in {"released", "requested"}
            and (is_own or chosen.state == "released")
        ):
            forms.append(self._withdrawal(chosen))
        return forms

    def _decision(self, chosen: Publication) -> Form:
        def release(_values: Values) -> None:
            self._done(lambda: self._store.release(new_command_id(), chosen), _("Freigegeben"))

        def refuse(values: Values) -> None:
            reason = str(values["note"] or "")
            if not reason:
                raise Refusal(note=_("Bitte schreiben Sie, was fehlt."))
            self._done(lambda: self._store.refuse(new_command_id(), chosen, reason), _("Abgelehnt"))

        question = Confirmation(
            _("„{title}“ für {roles} freigeben?").format(title=chosen.title, roles=words.roles_of(chosen)),
            words.what_a_release_means(self._user),
            _("Gelesen und verstanden: freigeben"),
        )
        buttons = [Button(_("Freigeben"), release, "primary", icon="check", confirm=question, takes_fields=False)]
        fields: tuple[Field, ...] = ()
        if chosen.state == "requested":
            fields = (Field("note", _("Wenn nicht: was fehlt"), longest=300),)
            buttons.append(Button(_("Ablehnen"), refuse))
        note = words.what_a_release_means(self._user)
        return Form(fields, tuple(buttons), title=_("Freigabe"), note=note, kept_as=f"release {chosen.file}")

    def _withdrawal(self, chosen: Publication) -> Form:
        def withdraw(values: Values) -> None:
            note = str(values["note"] or "")
            self._done(lambda: self._store.withdraw(new_command_id(), chosen, note), _("Zurückgezogen"))

        return Form(
            (Field("note", _("Warum"), longest=300),),
            (Button(_("Zurückziehen"), withdraw, "danger"),),
            title=_("Zurückziehen"),
            note=_(
                "Die Seite ist in wenigen Sekunden weg, auch wo sie offen ist; die Version bleibt und lässt sich wieder freigeben."
            ),
            kept_as=f"withdraw {chosen.file}",
        )

    def _done(self, act: Callable[[], Publication], said: str) -> None:
        """Carry out a decision, and show what is so afterwards."""
        try:
            done = act()
        except PublicationRefused as error:
            shown = notice(words.refusal(error), symbol="alert", tone="warn", tabindex="-1")
        except (InputRefused, ChangeNotPermitted) as error:
            shown = notice(_("Das geht so nicht."), str(error), symbol="alert", tone="warn", tabindex="-1")
        except ClientInfoError as error:
            report_incident("publications", error)
            shown = notice(
                unsaved_words(error, _("Das ließ sich nicht schreiben. Bitte versuchen Sie es noch einmal.")),
                symbol="alert",
                tone="danger",
                tabindex="-1",
            )
        else:
            text = f"{done.title}, {_('Version {version}').format(version=done.version)}"
            shown = notice(said, text, symbol="check", tone="ok", tabindex="-1")
        self.redraw()
        self._outcome.show(shown)
        self._outcome.focus()


def _context() -> ViewContext:
    return ViewContext(navigate=lambda _link: None, language=language(), account=viewer().name)


def _drawn(shown: ViewModel) -> ipywidgets.Widget:
    return draw(shown, _context())
