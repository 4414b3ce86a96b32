"""The user administration: the list of the accounts at the left, one account and what can be done with it next to it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from clientinfo_kernel.access.accounts import Account, AccountsApiError
from clientinfo_kernel.access.rights import viewer
from widgets.texts.language import _, language
from widgets.users import account_actions, account_forms, head, outcome
from widgets.users.access_form import AccessActions, access_form
from widgets.users.account_facts import account_facts, nobody_chosen, own_account
from widgets.users.account_list import account_rows, account_table
from widgets.users.words import called
from widgets.view_models import Form, Unsettled
from widgets.views import ViewContext, draw
from widgets.views.bare_widgets import BareVBox
from widgets.views.closing import discard
from widgets.views.form import forget, is_unsaved
from widgets.views.markup_view import MarkupView, box
from widgets.views.table import Grid
from widgets.views.widget_frame import WidgetFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import ipywidgets

    from clientinfo_kernel.access.accounts import AccountsClient
    from widgets.users.outcome import Outcome
    from widgets.view_models import Values, ViewModel


class UsersView(BareVBox):
    """The content of the page of the administrators.

    Every change goes to the Hub at once and is shown as the Hub has it afterwards.

    Args:
        client: Speaks to the Hub in the administrator's name; None: there is no administrator here.
    """

    def __init__(self, client: AccountsClient | None) -> None:
        super().__init__()
        self.add_class("ci-users")
        self._client = client
        self._desk: _Desk | None = None
        self._shown: tuple[ipywidgets.Widget, ...] = ()
        self.redraw()

    def redraw(self) -> None:
        """Draw everything again, in the session's language."""
        if self._client is None:
            self._replace((draw(head.not_for_you(), _context()),))
        else:
            chosen = self._desk.chosen if self._desk is not None else None
            self._desk = _Desk(self._client, chosen)
            self._replace(self._desk.widgets)

    def _replace(self, widgets: tuple[ipywidgets.Widget, ...]) -> None:
        before, self._shown = self._shown, widgets
        self.children = widgets
        discard(*before)


class _Desk:
    """The widgets of one language, and what happens among them."""

    def __init__(self, client: AccountsClient, chosen: str | None) -> None:
        self._client = client
        self._accounts: tuple[Account, ...] = ()
        self._read_at: datetime | None = None
        self.chosen = chosen
        self._head = MarkupView(Markup("")).add_class("ci-users__head")
        self._outcome = MarkupView(Markup(""), live=True).add_class("ci-users__outcome")
        self._pane = box((self._outcome,), "ci-stack")
        self._slot = WidgetFrame(
            kind="detail", label=_("Ausgewähltes Konto"), close_label=_("Schließen"), child=self._pane
        )
        self._forms: dict[str, ipywidgets.Box] = {}
        self._shown_for: str | None = None
        self._question: ipywidgets.Widget | None = None
        self._grid: Grid | None = None
        self._frame = box((), "ci-split")
        self.widgets = (self._head, self._frame)
        self._refresh()

    # ---- the list

    def _refresh(self) -> None:
        self._reload()
        self._show_chosen()

    def _reload(self) -> None:
        """Ask the Hub again; the list keeps its filter and order, and what it had when the Hub does not answer."""
        problem = None
        try:
            self._accounts = self._client.all()
        except AccountsApiError as error:
            problem = account_actions.in_words(error)
        elsewhere = self._login_is_elsewhere()
        buttons = head.HeadActions(self._refresh, None if elsewhere else self._start_new, self._choose_by_name)
        pending = tuple(one for one in self._accounts if one.pending)
        if problem is None:
            self._read_at = datetime.now(UTC)
        roles_elsewhere = any(one.roles_elsewhere for one in self._accounts)
        state = head.State(pending, self._read_at, problem, elsewhere, roles_elsewhere)
        markup, writer = head.markup(_context(), buttons, state)
        self._head.show(markup, writer.actions)
        self._show_list()

    def _show_list(self) -> None:
        if self._grid is not None:
            self._grid.show(account_rows(self._accounts), self._place())
        elif self._accounts:
            table = account_table(self._accounts)
            self._grid = Grid(table, _context(), _drawn, choose=self._choose, selected=self._place())
            self._frame.children = (self._grid, self._slot)

    def _place(self) -> int | None:
        names = [one.name for one in self._accounts]
        return names.index(self.chosen) if self.chosen in names else None

    def _choose(self, row: Mapping[str, Any]) -> None:
        name = str(row["name"])

        def choose() -> None:
            self.chosen = name
            self._show_chosen()

        self._slot.is_open = True
        if name != self.chosen:
            self._unless_unsaved(choose)

    def _choose_by_name(self, name: str) -> None:
        self._choose({"name": name})
        self._show_list()

    # ---- the pane

    # What came of a button is shown until something else is: a one-time password is not shown twice. A form of the same
    # person in which something stands that was not saved stays as it is.
    def _show(self, *shown: ViewModel, result: Outcome | None, label: str) -> None:
        before = self._pane.children
        kept = self._unsaved() if self._shown_for == self.chosen else {}
        self._shown_for = self.chosen
        self._outcome.show(outcome.markup(result))
        self._slot.label = label
        drawn = [(each, (isinstance(each, Form) and kept.get(each.title)) or _drawn(each)) for each in shown]
        self._forms = {each.title: widget for each, widget in drawn if isinstance(each, Form)}
        self._pane.children = (self._outcome, *(widget for _each, widget in drawn))
        self._discard(before[1:])
        if result is not None:
            self._slot.is_open = True
            self._outcome.focus()

    def _unsaved(self) -> dict[str, ipywidgets.Box]:
        return {title: widget for title, widget in self._forms.items() if is_unsaved(widget)}

    def _unless_unsaved(self, go: Callable[[], None]) -> None:
        """Go on at once, or ask before what was filled in is lost."""
        if not self._unsaved():
            go()
            return

        def leave() -> None:
            for form in self._unsaved().values():
                forget(form)
            self._forms = {}
            go()
            self._show_list()

        before = self._pane.children
        parts = [each for each in before[1:] if each is not self._question]

        def stay() -> None:
            self._pane.children = (self._outcome, *parts)
            self._discard((self._question,))

        self._question = _drawn(account_forms.unsaved_question(self._slot.label, leave, stay))
        self._pane.children = (self._outcome, self._question, *parts)
        self._discard(before[1:])
        self._show_list()

    def _discard(self, widgets: Iterable[ipywidgets.Widget]) -> None:
        discard(*(each for each in widgets if each not in self._pane.children))

    def _show_chosen(self, result: Outcome | None = None) -> None:
        account = next((one for one in self._accounts if one.name == self.chosen), None)
        if account is None:
            self.chosen = None
            nobody = () if result is not None else (nobody_chosen(),)
            self._show(*nobody, result=result, label=_("Ausgewähltes Konto"))
        else:
            self._show(*self._parts(account), result=result, label=called(account))

    def _parts(self, account: Account) -> tuple[ViewModel, ...]:
        client, done = self._client, self._done
        is_own = account.name == client.actor
        facts = account_facts(account, with_roles=is_own or account.roles_elsewhere)
        if account.pending:
            application = account_forms.application_form(
                account,
                lambda values: done(lambda: account_actions.grant(client, account, values)),
                lambda _values: done(lambda: account_actions.discard_application(client, account)),
            )
            return facts, application
        person = account_forms.person_form(
            account, lambda values: done(lambda: account_actions.save_person(client, account, values))
        )
        # Where another system does the login, it brings name and address along each time.
        elsewhere = self._login_is_elsewhere()
        details = () if elsewhere else (person,)
        if is_own:
            return facts, own_account(account), *details
        roles = account_forms.roles_form(
            account, lambda values: done(lambda: account_actions.save_roles(client, account, values))
        )
        access = access_form(account, self._access_actions(account), elsewhere=elsewhere)
        return facts, *(() if account.roles_elsewhere else (roles,)), access, *details

    def _access_actions(self, account: Account) -> AccessActions:
        def at_hub(action: Callable[[AccountsClient, Account], Outcome]) -> Callable[[], None]:
            return lambda: self._done(lambda: action(self._client, account))

        return AccessActions(
            lock=at_hub(account_actions.lock),
            unlock=at_hub(account_actions.unlock),
            new_password=at_hub(account_actions.new_password),
            end_sessions=at_hub(account_actions.end_sessions),
            delete=at_hub(account_actions.delete),
        )

    def _start_new(self) -> None:
        self._slot.is_open = True  # first, because an opening sheet takes the focus
        self._unless_unsaved(self._show_new)

    def _show_new(self) -> None:
        self.chosen = None
        self._show_list()
        form = account_forms.new_account_form(
            self._add, lambda _values: self._cancel(), {each.name for each in self._accounts}
        )
        self._show(form, result=None, label=_("Neuer Benutzer"))

    def _cancel(self) -> None:
        self._show_chosen()
        self._slot.is_open = False
        self._head.focus()

    def _add(self, values: Values) -> None:
        self.chosen, result = account_actions.add(self._client, values)
        self._show_result(result)

    def _done(self, action: Callable[[], Outcome]) -> None:
        """Do something at the Hub; where the account is another meanwhile, show it, with what was filled in."""
        try:
            result = action()
        except account_actions.Outdated as outdated:
            raise Unsettled(partial(self._show_result, outdated.outcome)) from outdated
        self._show_result(result)

    def _show_result(self, result: Outcome) -> None:
        self._reload()
        self._show_chosen(result)

    def _login_is_elsewhere(self) -> bool:
        return bool(self._accounts) and not any(one.has_password for one in self._accounts)


def _context() -> ViewContext:
    return ViewContext(navigate=lambda _link: None, language=language(), account=viewer().name)


def _drawn(shown: ViewModel) -> ipywidgets.Widget:
    return draw(shown, _context())
