"""What is done with the marked rows of a list: cases, somebody responsible, dunning blocks, checks of VAT IDs, a file of them.

Nothing is written here: what is wanted is asked for step by step, and the last step says how many rows it is about and
which are left out, before anything begins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import polars as pl

from clientinfo_kernel.errors import ClientInfoError
from clientinfo_kernel.live.bulk import MOST_TARGETS, Bulk
from clientinfo_kernel.live.commands import new_command_id
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.house_cases import house_case
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.vat.due import customers_with_vat_id
from widgets.parts.bulk_cases import case_fields, case_words
from widgets.parts.bulk_decision import decided_values, decided_words, decision_fields
from widgets.parts.bulk_fields import own_fields, own_values
from widgets.parts.bulk_targets import cases_of, customers_of, items_of
from widgets.parts.follow_up_tasks import known_people
from widgets.texts.case_words import kind_words
from widgets.texts.formats import number
from widgets.texts.language import _, ngettext
from widgets.texts.pauses import room_words
from widgets.texts.typed import typed_day
from widgets.texts.unsaved import undone_words
from widgets.texts.words import word
from widgets.texts.written import label
from widgets.texts.wrong_value import wrong_words
from widgets.view_models import Button, Field, Form, Marked, Option, Refusal
from widgets.work_list import Desk

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.live.fields import Entity
    from widgets.view_models import Values

_NOTHING: Values = {}
# What the browser keeps of what was typed (``Form.kept_as``).
_NEW_CASES, _ASSIGNMENT, _DECISION = "bulk of cases", "bulk of assignments", "bulk of decisions"


@dataclass(frozen=True)
class BulkWork:
    """The steps from marked rows to a bulk.

    Attributes:
        desk: Whose list it is.
        marked: Its marked rows; they have ``customer_number``.
        begin: Called with what is to be written.
        items: Some of its rows -> the open items behind them (``WorkList.items``); None: they are about none.
    """

    desk: Desk
    marked: Marked
    begin: Callable[[Bulk], None]
    items: Callable[[pl.DataFrame], pl.DataFrame] | None = None

    @property
    def _entity(self) -> Entity:
        return house_case(self.desk.directory.settings.cases)

    def actions(self) -> Form:
        """Return the first step: how many rows are marked, and what can be done with them."""
        count = self.marked.rows.height
        said = ngettext("{count} Zeile markiert", "{count} Zeilen markiert", count)
        if self.marked.is_cut:
            most = number(MOST_TARGETS)
            said += " " + _("(mehr als {most} lassen sich auf einmal nicht markieren)").format(most=most)

        def saves(form: str) -> Callable[[Values], None]:
            return lambda _values: self.marked.save(form)

        written = (
            Button(_("Vorgänge anlegen"), lambda _values: self._new_cases(_NOTHING), "primary", icon="plus"),
            *(
                (Button(_("Zuweisen"), lambda _v: self._assignment(), icon="users"),)
                if cases_of(self.marked.rows)
                else ()
            ),
        )
        changes = self.desk.viewer.access.changes
        decided = (Button(_("Mahnsperre, Notiz"), lambda _values: self._decision(_NOTHING), icon="lock"),)
        return Form(
            buttons=(
                *(written if "contacts" in changes else ()),
                *(decided if self.items is not None and OPEN_ITEM_DECISION.right in changes else ()),
                *((Button(_("USt-IdNrn. prüfen"), lambda _values: self._preview_vat()),) if self.desk.ask_vat else ()),
                Button(_("CSV-Datei"), saves("csv"), icon="download"),
                Button(_("Excel-Datei"), saves("excel"), icon="download"),
                Button(_("Markierung aufheben"), lambda _values: self.marked.clear()),
            ),
            note=said,
        )

    # ---- cases for the customers of the rows

    def _new_cases(self, typed: Values) -> Form:
        """Ask for the case; what was typed before stands there again."""
        return Form(
            case_fields(self.desk, self._entity, typed),
            (_step(_("Weiter"), lambda values: self._own_fields(values, _NOTHING), "primary"), self._back()),
            title=_("Ein Vorgang für jeden Kunden"),
            takes_focus=True,
            kept_as=_NEW_CASES,
        )

    def _own_fields(self, typed: Values, own: Values) -> Form:
        """Ask for what only the chosen kind has; where that is nothing, show what will happen.

        Args:
            typed: What was typed in the first step.
            own: What was typed here before. Apart, for a house calls its fields as it likes: one can be ``person``, too.
        """
        day = typed_day(str(typed["due"]), self.desk.key_date, ahead=True)
        kind = str(typed["kind"])
        fields = own_fields(self._entity, kind, own)
        if not fields:
            return self._preview_cases(typed, day, {}, self._new_cases)

        def preview(own: Values) -> Form:
            values = own_values(self._entity, kind, own, self.desk.key_date)
            if day is None and "due_time" in values:
                raise Refusal(due_time=wrong_words(InputRefused("due_time", "no_day", "its day is wanted")))
            return self._preview_cases(typed, day, values, lambda _values: self._own_fields(typed, own))

        back = replace(_step(_("Zurück"), lambda _values: self._new_cases(typed)), takes_fields=False)
        words = kind_words(self.desk.directory.settings.cases)
        return Form(
            fields,
            (_step(_("Weiter"), preview, "primary"), back),
            title=_("{kind}: was für alle gilt").format(kind=word(words, kind)),
            takes_focus=True,
            kept_as=f"{_NEW_CASES}|{kind}",
        )

    def _preview_cases(
        self, typed: Values, day: date | None, own: dict[str, str], back: Callable[[Values], Form]
    ) -> Form:
        targets, left_out = customers_of(self.desk, self.marked.rows)
        due = day and day.isoformat()
        values = {"kind": typed["kind"], "text": str(typed["text"]), "status": "open", "due_at": due, **own}
        bulk = Bulk(new_command_id(), values | {"assignee": typed["person"] or None}, targets, self._entity)
        said = [*case_words(self._entity, typed, own, day, len(targets)), *left_out]
        press = ngettext("{count} Vorgang anlegen", "{count} Vorgänge anlegen", len(targets))
        return self._preview(bulk, said, press, lambda _values: back(typed), _NEW_CASES)

    # ---- somebody responsible for the cases of the rows

    def _assignment(self) -> Form:
        people = sorted(known_people(self.desk).values())
        options = tuple(Option(name, name) for name in people)
        person = Field("person", label("case", "assignee"), "choice", required=True, options=options)
        return Form(
            (person,),
            (_step(_("Weiter"), self._preview_assignment, "primary"), self._back()),
            title=_("Wer kümmert sich darum?"),
            takes_focus=True,
            kept_as=_ASSIGNMENT,
        )

    def _preview_assignment(self, typed: Values) -> Form:
        targets = cases_of(self.marked.rows)
        count, others = len(targets), self.marked.rows.height - len(targets)
        bulk = Bulk(new_command_id(), {"assignee": typed["person"]}, targets, self._entity)
        person = str(typed["person"])
        said = ngettext(
            "{count} Vorgang wird {person} zugewiesen",
            "{count} Vorgänge werden {person} zugewiesen",
            count,
            person=person,
        )
        skipped = ngettext("{count} Kontakt übersprungen", "{count} Kontakte übersprungen", others)
        press = ngettext("{count} Vorgang zuweisen", "{count} Vorgänge zuweisen", count)
        said_all = [said, *([skipped] if others else [])]
        return self._preview(bulk, said_all, press, lambda _values: self._assignment(), _ASSIGNMENT)

    # ---- what is decided about the open items behind the rows

    def _decision(self, typed: Values) -> Form:
        return Form(
            decision_fields(typed, self.desk.key_date),
            (_step(_("Weiter"), self._preview_decision, "primary"), self._back()),
            title=_("Mahnsperre und Notiz bei jedem Posten"),
            takes_focus=True,
            kept_as=_DECISION,
        )

    def _preview_decision(self, typed: Values) -> Form:
        values = decided_values(typed, self.desk.key_date)
        items = self._items()
        said = decided_words(items, values)
        bulk = Bulk(new_command_id(), values, items_of(items), OPEN_ITEM_DECISION)
        press = ngettext("{count} Posten bearbeiten", "{count} Posten bearbeiten", items.height)
        return self._preview(bulk, said, press, lambda _values: self._decision(typed), _DECISION)

    def _items(self) -> pl.DataFrame:
        """Return the open items behind the rows.

        Raises:
            Refusal: The live store does not answer.
        """
        try:
            return pl.DataFrame() if self.items is None else self.items(self.marked.rows)
        except ClientInfoError as error:
            raise Refusal(undone_words(error)) from error

    # ---- the VAT IDs of the customers of the rows

    def _preview_vat(self) -> Form:
        targets, left_out = customers_of(self.desk, self.marked.rows)
        known = customers_with_vat_id(self.desk.directory, [each.customer_number for each in targets])
        # in the order of the list
        has_one = {each["customer_number"] for each in known}
        customer_numbers = [each.customer_number for each in targets if each.customer_number in has_one]
        count, without = len(customer_numbers), len(targets) - len(customer_numbers)
        said = [
            ngettext("{count} USt-IdNr. wird geprüft", "{count} USt-IdNrn. werden geprüft", count),
            _("Name und Anschrift gehen dazu an die Auskunft, die in den Einstellungen steht"),
            *([_("{count} ohne USt-IdNr. übersprungen").format(count=number(without))] if without else []),
            *left_out,
        ]
        press = ngettext("{count} USt-IdNr. prüfen", "{count} USt-IdNrn. prüfen", count)
        ask = self.desk.ask_vat
        begin = (lambda: ask(customer_numbers)) if ask and customer_numbers else None
        return self._asked(begin, said, press, lambda _values: self.actions())

    # ---- shared

    def _preview(self, bulk: Bulk, said: list[str], press: str, back: Callable[[Values], Form], kept_as: str) -> Form:
        room = self._room()
        can_begin = bool(bulk.targets) and room != 0
        if bulk.targets and room is not None and room < len(bulk.targets):
            said = [*said, room_words(room, self.desk.directory.settings.changes_per_day)]
        asked = self._asked((lambda: self.begin(bulk)) if can_begin else None, said, press, back)
        return replace(asked, kept_as=kept_as)

    def _room(self) -> int | None:
        """Return how much of it can be written today; None: all of it.

        Raises:
            Refusal: The live store does not answer.
        """
        try:
            return self.desk.directory.live_of_house().room()
        except ClientInfoError as error:
            raise Refusal(undone_words(error)) from error

    def _asked(
        self, begin: Callable[[], None] | None, said: list[str], press: str, back: Callable[[Values], Form]
    ) -> Form:
        """Return the last step: what will happen, the button that begins it (where there is anything to do), the way back."""
        buttons = () if begin is None else (Button(press, lambda _values: begin(), "primary", icon="check"),)
        return Form(
            buttons=(*buttons, _step(_("Zurück"), back)),
            note=". ".join(said) + ".",
            takes_focus=True,
        )

    def _back(self) -> Button:
        return Button(_("Zurück"), lambda _values: self.actions(), takes_fields=False)


def _step(label: str, press: Callable[[Values], Form], style: Literal["primary", "plain"] = "plain") -> Button:
    """Return a button that leads to another step: what was typed is kept until the last one."""
    return Button(label, press, style, settles=False)
