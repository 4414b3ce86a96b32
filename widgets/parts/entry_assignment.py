"""Whose an inbox entry is that leads to no customer: somebody says it, and can take it back at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.access.shown_customers import ShownCustomers
from clientinfo_kernel.errors import ClientInfoError, CustomerUnknown, TooManyOpened
from clientinfo_kernel.live.commands import Change, Saved, Undo, new_command_id
from clientinfo_kernel.live.errors import RowUnknown
from clientinfo_kernel.live.inbox_decisions import INBOX_DECISION
from clientinfo_kernel.query.resemblance import resemblances
from widgets.parts.customer_offers import customer_offers
from widgets.texts.language import _
from widgets.texts.pauses import too_many_opened
from widgets.texts.unsaved import undone_words
from widgets.texts.written import label
from widgets.view_models import Button, Field, Form, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.directory import CustomerDirectory
    from widgets.view_models import Values


def entry_assignment(directory: CustomerDirectory, row: Mapping[str, Any]) -> Form:
    """Return the form that assigns an entry; the customer whom it resembles most is proposed.

    Args:
        directory: Whose viewer says it; the live store looks at their rights.
        row: Has ``entry_id`` and ``resembles`` (table ``inbox_unassigned``).
    """
    alike = resemblances(row["resembles"])

    def assign(values: Values) -> Form:
        number = str(values["number"])
        given = {"assigned_to": number}
        saved = _carry_out(directory, Change(new_command_id(), number, INBOX_DECISION, row["entry_id"], 0, given))
        name = directory.customer(number).header().name

        def take_back(_values: Values) -> Form:
            undo = Undo(new_command_id(), number, INBOX_DECISION, row["entry_id"], saved.version)
            _carry_out(directory, undo)
            return entry_assignment(directory, row)

        said = _("Steht jetzt in den Briefkästen von {name}. Ob er verbucht ist, entscheidet allein die Buchhaltung.")
        back = Button(_("Rückgängig"), take_back, takes_fields=False)
        return Form(buttons=(back,) if saved.is_changed else (), note=said.format(name=name))

    proposed = alike[0].customer_number if alike else ""
    field = Field(
        "number",
        label(INBOX_DECISION.name, "assigned_to"),
        "customer",
        value=proposed,
        hint=_("Name, Ort, Rechnung oder Nummer suchen"),
        required=True,
        find=partial(customer_offers, directory),
    )
    button = Button(_("Zuordnen"), assign, "primary", icon="check")
    return Form((field,), (button,), kept_as=f"assign {row['entry_id']}")


def _carry_out(directory: CustomerDirectory, command: Command) -> Saved:
    """Carry out a command.

    Raises:
        Refusal: It was not carried out; the message says why.
    """
    try:
        customer_file = directory.customer(command.customer_number)
        # whose entry it becomes is called by name: that is as good as opening them
        ShownCustomers.of(directory.viewer, directory.settings).require_open(customer_file.customer_number)
        answer = directory.live(customer_file).do(command)
    except CustomerUnknown as error:
        raise Refusal(number=_("Diesen Kunden gibt es nicht.")) from error
    except TooManyOpened as stop:
        raise Refusal(" ".join(too_many_opened(stop))) from stop
    except RowUnknown as error:  # somebody was faster
        raise Refusal(_changed()) from error
    except ClientInfoError as error:
        raise Refusal(undone_words(error)) from error
    if not isinstance(answer, Saved):
        raise Refusal(_changed())
    return answer


def _changed() -> str:
    return _("Jemand hat das inzwischen geändert. Laden Sie die Liste neu, und sehen Sie nach.")
