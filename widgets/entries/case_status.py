"""Closing a case and opening it again, each by a button of its own; what came of it is asked for where its kind has that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from widgets.entries.cases import CHANGE_CASE, cases_to_change, kind_as_code
from widgets.texts.case_words import case_title, kind_words
from widgets.texts.language import N_, _

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.customer_file import CustomerFile
    from widgets.entries.form import EntryForm, TypedEntry
    from widgets.entries.row_form import Row, RowForm

# What came of a case, by its kind.
_OUTCOMES = {"opportunity": ("stage",), "complaint": ("settlement",)}


@dataclass(frozen=True)
class CaseStatusForm:
    """Gives a case another status. ``item``: the case's id.

    Attributes:
        key: Its name in messages.
        title: What it does, marked by ``N_``.
        save: The button's word, marked by ``N_``.
        status: What the case becomes.
        closes: Whether it is about open cases; else about closed ones.
    """

    key: str
    title: str
    save: str
    status: str
    closes: bool

    @property
    def right(self) -> Changeable:
        """What somebody must be allowed to change in order to open it."""
        return CHANGE_CASE.right

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the question; None: there is no such case, or it has that status already."""
        row = _case(customer_file, item)
        form = self._form(row).build(customer_file, item)
        if form is None or row.get("is_open") is not self.closes:
            return None
        return replace(form, note=(case_title(kind_words(customer_file.settings.cases), row),), save=_(self.save))

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Command:
        """Return the command for what was typed."""
        return self._form(_case(customer_file, typed.item)).command(typed, customer_file, viewer)

    def _form(self, row: Row) -> RowForm:
        names = _OUTCOMES.get(str(row.get("kind")), ()) if self.closes else ()
        return replace(
            CHANGE_CASE.form,
            key=self.key,
            names=names,
            change_title=self.title,
            focus="",
            given=self._given,
        )

    def _given(self, _file: CustomerFile, _viewer: Viewer, row: Row | None, values: Row) -> Row:
        return {"status": self.status, **(kind_as_code(row, values) if row is not None else {})}


def _case(customer_file: CustomerFile, case_id: str) -> Row:
    """Return a case; nothing where the customer has none of this id."""
    return next((row for row in cases_to_change(customer_file) if row["case_id"] == case_id), {})


CLOSE_CASE = CaseStatusForm("close_case", N_("Vorgang abschließen"), N_("Abschließen"), "closed", closes=True)
REOPEN_CASE = CaseStatusForm("reopen_case", N_("Vorgang wieder öffnen"), N_("Wieder öffnen"), "open", closes=False)
