"""What people type into the field of a row, as a value that can stand there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from clientinfo_kernel.settings import BERLIN
from widgets.texts.typed import typed_amount, typed_day, typed_moment, typed_time
from widgets.texts.words import word
from widgets.texts.written import WORDS

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.live.fields import Field

# Days that are to come when they are written.
_AHEAD = frozenset({"blocked_until", "due_at", "expected_on", "follow_up_on", "promised_on", "until"})


def typed_in(declared: Field, text: str, today: date) -> object:
    """Return what a text means in a field; where it means nothing, the text itself, which the store refuses."""
    match declared.kind:
        case "date":
            is_ahead = declared.name in _AHEAD
            return (typed_day(text, today, ahead=is_ahead, past=declared.is_over) if text.strip() else None) or text
        case "time":
            of_day = typed_time(text)
            return text if of_day is None else f"{of_day:%H:%M}"
        case "moment":
            return (typed_moment(text, datetime.now(BERLIN), past=declared.is_over) if text.strip() else None) or text
        case "money":
            amount = typed_amount(text) if text.strip() else None
            return text if amount is None else amount
        case _:
            return text


def code_words(entity: str, declared: Field, present: str | None = None) -> tuple[tuple[str, str], ...]:
    """Return the codes of a field with their words, first the empty one where it can be empty.

    Args:
        entity: The kind of row.
        declared: The field.
        present: What stands there now; the word of another CRM is one of the choices, and stands for the code that is called so.
    """
    codes = declared.words
    words = WORDS.get((entity, declared.name), {})
    if codes and present is not None and present not in codes:
        codes = (present, *(code for code in codes if words.get(code, "").casefold() != present.casefold()))
    empty = () if declared.required or not codes else (("", "–"),)
    return (*empty, *((code, word(words, code)) for code in codes))
