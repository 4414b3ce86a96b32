"""A form about one kind of row: it writes a new one, or changes one that is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.commands import Add, Change
from clientinfo_kernel.live.consequences import require_together
from clientinfo_kernel.live.errors import Refusals
from clientinfo_kernel.live.fields import LONGEST_NAME, Entity
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.entries.form import EntryField, EntryForm
from widgets.texts.language import _
from widgets.texts.typed_field import code_words, typed_in
from widgets.texts.written import YES_NO, label, typed_value

if TYPE_CHECKING:
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.live.fields import Field
    from widgets.entries.form import TypedEntry

Row = Mapping[str, Any]
Choices = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class RowForm:
    """A kind of form about one kind of row.

    Attributes:
        key: Its name in messages.
        entity: The kind of row.
        names: Its fields, in the order in which people are asked.
        names_there: Fields that come after them, asked only about a row that is there.
        title: German title, marked by ``N_``, of a new row.
        change_title: The same of a row that is there.
        focus: The field at which people begin; empty: the first.
        adds: Whether it writes new rows, too.
        sends_all: Whether what stands in it about a row that is there is saved as it stands, unchanged or not.
        about: The field of a new row that holds what it is about; the form's item is that, and no row is changed.
        subjects: The ids of all that a new row can be about.
        rows: The customer's rows that it can change.
        defaults: What stands in a new row's fields.
        options: More choices, known only with the customer and the row, by field.
        suggestions: What people mean most of the time, by field.
        only_with: Field -> another field and the values of it with which it is asked for.
        given: What Python adds to a command: to a new row, or to a row that is there.
        note: What is said above the fields.
        kinds: How a field is asked for where its declaration does not say it (``EntryField.kind``).
        hints: What stands below a field, marked by ``N_``.
        keyboards: See ``EntryField``, by field.
    """

    key: str
    entity: Entity
    names: tuple[str, ...]
    title: str
    change_title: str
    names_there: tuple[str, ...] = ()
    focus: str = ""
    adds: bool = True
    sends_all: bool = False
    about: str = ""
    subjects: Callable[[CustomerFile], Iterable[str]] = field(default=lambda _file: ())
    rows: Callable[[CustomerFile], Iterable[Row]] | None = None
    defaults: Callable[[CustomerFile], Row] = field(default=lambda _file: {})
    options: Callable[[CustomerFile, Row], Choices] = field(default=lambda _file, _row: {})
    suggestions: Callable[[CustomerFile], Mapping[str, tuple[str, ...]]] = field(default=lambda _file: {})
    only_with: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    given: Callable[[CustomerFile, Viewer, Row | None, Row], Row] = field(default=lambda *_all: {})
    note: Callable[[CustomerFile, Row | None], tuple[str, ...]] = field(default=lambda *_all: ())
    kinds: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    keyboards: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    @property
    def right(self) -> Changeable:
        """What somebody must be allowed to change in order to open it."""
        return self.entity.right

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form about a row (empty: a new one); None: there is no such row."""
        row = self._row(customer_file, item)
        if self.about:
            if item not in self.subjects(customer_file):
                return None
        elif row is None and (item or not self.adds):
            return None
        shown = self.defaults(customer_file) if row is None else row
        choices, known = self.options(customer_file, shown), self.suggestions(customer_file)
        return EntryForm(
            self.key,
            _(self.title if row is None else self.change_title),
            self.focus or next(iter(self.names), ""),
            tuple(
                self._field(self.entity.fields[name], shown, choices, known)
                for name in self._names(is_there=row is not None)
            ),
            item,
            0 if row is None else row["version"],
            self.note(customer_file, row),
            is_whole=row is None or self.sends_all,
        )

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Add | Change:
        """Return the command for what was typed; what is not among its fields is left out.

        Raises:
            InputRefused: Some fields cannot hold what was typed; it names them all.
        """
        number, today = customer_file.customer_number, customer_file.key_date
        given = typed.values
        is_there = bool(typed.item) and not self.about
        if is_there:
            names = [name for name in self._names(is_there=True) if name in given]
        else:
            names = [name for name in self.names if self._is_asked(name, given)]
        values = {name: typed_in(self.entity.fields[name], given.get(name, ""), today) for name in names}
        row = self._row(customer_file, typed.item)
        refused = Refusals()
        with refused.collected():
            values |= self.given(customer_file, viewer, row, values)
        with refused.collected():
            self.entity.checked(values, datetime.now(UTC))
        with refused.collected():
            said = {name: value or None for name, value in values.items()}
            require_together(self.entity, said, {**(row or {}), **said})
        refused.require_none()
        if is_there:
            return Change(typed.command_id, number, self.entity, typed.item, typed.version, values)
        return Add(typed.command_id, number, self.entity, values | ({self.about: typed.item} if self.about else {}))

    def _names(self, *, is_there: bool) -> tuple[str, ...]:
        return (*self.names, *self.names_there) if is_there else self.names

    def _row(self, customer_file: CustomerFile, item: str) -> Row | None:
        if not item or self.about:
            return None
        rows = customer_file.written_rows(self.entity.name) if self.rows is None else self.rows(customer_file)
        return next((row for row in rows if row[self.entity.key] == item), None)

    def _is_asked(self, name: str, given: Mapping[str, str]) -> bool:
        if self.entity.fields[name].is_now_by_default and not given.get(name, "").strip():
            return False  # the store says when it was
        other, *values = self.only_with.get(name, ("", ""))
        return given.get(other, "") in values

    def _field(self, declared: Field, row: Row, choices: Choices, known: Mapping[str, tuple[str, ...]]) -> EntryField:
        name = declared.name
        options = choices.get(name) or self._words(declared, row)
        kind: str = self.kinds.get(name, declared.kind)
        hint, only_with = self.hints.get(name, ""), self.only_with.get(name, ())
        if options:
            kind = "choice"
        elif kind == "text" and declared.longest > LONGEST_NAME:
            kind = "long"
        return EntryField(
            name,
            declared.title or label(self.entity.name, name),
            kind,
            typed_value(row.get(name)),
            declared.required and not declared.is_now_by_default,
            options,
            known.get(name, ()),
            # a form that does not ask for the other field shows this one whatever stands there
            only_with if {*only_with[:1]} <= {*self.names} else (),
            hint and _(hint),
            self.keyboards.get(name),
        )

    def _words(self, declared: Field, row: Row) -> tuple[tuple[str, str], ...]:
        """Return codes with their words; the word of another CRM that stands there now is one of them."""
        if declared.kind == "flag":
            return (("", _("keine Angabe")), *((code, _(text)) for code, text in YES_NO.items()))
        return code_words(self.entity.name, declared, row.get(declared.name))
