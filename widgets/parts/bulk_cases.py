"""The cases that a bulk begins: what it asks for about all of them, and what it says will happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.parts.bulk_fields import own_words
from widgets.parts.follow_up_tasks import known_people
from widgets.texts.case_words import kind_words
from widgets.texts.formats import format_value
from widgets.texts.language import _, ngettext
from widgets.texts.typed import typed_day
from widgets.texts.words import word
from widgets.texts.written import label
from widgets.view_models import Field, Option

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.live.fields import Entity
    from widgets.view_models import Values
    from widgets.work_list import Desk


def case_fields(desk: Desk, entity: Entity, typed: Values) -> tuple[Field, ...]:
    """Return what is asked for; what was typed before stands there again."""
    people = sorted(known_people(desk).values())
    own = desk.viewer.full_name or desk.viewer.name
    words = kind_words(desk.directory.settings.cases)
    kinds = tuple(Option(code, word(words, code)) for code in entity.fields["kind"].words)
    nobody = Option("", "–")
    return (
        Field("text", label("case", "text"), value=str(typed.get("text", "")), required=True),
        Field("kind", label("case", "kind"), "choice", value=str(typed.get("kind", "other")), options=kinds),
        Field(
            "due",
            label("case", "due_at"),
            "date",
            value=str(typed.get("due", "")),
            hint=_("zum Beispiel 31.12."),
            check=lambda due: (
                "" if typed_day(due, desk.key_date, ahead=True) else _("Das ist kein Tag, zum Beispiel 31.12.2026.")
            ),
        ),
        Field(
            "person",
            label("case", "assignee"),
            "choice",
            value=str(typed.get("person", own)),
            options=(nobody, *(Option(name, name) for name in people)),
        ),
    )


def case_words(entity: Entity, typed: Values, own: dict[str, str], day: date | None, count: int) -> list[str]:
    """Return what will happen, sentence by sentence.

    Args:
        entity: The cases of this house.
        typed: What was typed about all of them.
        own: What only cases of the chosen kind have (``bulk_fields.own_values``).
        day: On which they are due.
        count: How many are begun.
    """
    return [
        ngettext("{count} Vorgang wird angelegt", "{count} Vorgänge werden angelegt", count) + f": „{typed['text']}“",
        *own_words(entity, own),
        *([_("Termin: {day}").format(day=format_value(day, "date"))] if day else []),
        *([_("Verantwortlich: {person}").format(person=typed["person"])] if typed["person"] else []),
    ]
