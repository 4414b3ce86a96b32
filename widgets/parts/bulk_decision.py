"""What a bulk decides about open items: that they are not dunned until a day, a note; what it asks for, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.live.bulk import MOST_TARGETS
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.query.answers import AGEING_CLASSES
from widgets.parts.bulk_fields import own_words
from widgets.texts.formats import number
from widgets.texts.language import _, ngettext
from widgets.texts.typed import typed_day
from widgets.texts.written import label
from widgets.view_models import Field, Refusal

if TYPE_CHECKING:
    from datetime import date

    from widgets.view_models import Values

_UNTIL, _NOTE = "blocked_until", "note"
_LONGEST_NOTE = 500


def decision_fields(typed: Values, today: date) -> tuple[Field, ...]:
    """Return what is asked for; what was typed before stands there again."""
    return (
        Field(
            _UNTIL,
            label(OPEN_ITEM_DECISION.name, _UNTIL),
            "date",
            value=str(typed.get(_UNTIL, "")),
            hint=_("zum Beispiel 31.12."),
            check=lambda day: "" if _day(day, today) else _("Das ist kein Tag, zum Beispiel 31.12.2026."),
        ),
        Field(
            _NOTE,
            label(OPEN_ITEM_DECISION.name, _NOTE),
            value=str(typed.get(_NOTE, "")),
            hint=_("Sie steht bei jedem der Posten."),
            longest=_LONGEST_NOTE,
        ),
    )


def decided_values(typed: Values, today: date) -> dict[str, str]:
    """Return what is written about each item, as a browser can keep it; what is empty stays as it is.

    Raises:
        Refusal: Nothing was typed.
    """
    day, note = _day(str(typed[_UNTIL]), today), str(typed[_NOTE])
    if day is None and not note:
        either = _("Bitte füllen Sie eines von beiden aus.")
        raise Refusal(blocked_until=either, note=either)
    return {**({_UNTIL: day.isoformat()} if day else {}), **({_NOTE: note} if note else {})}


def decided_words(items: pl.DataFrame, values: dict[str, str]) -> list[str]:
    """Return what will happen, sentence by sentence: about which items, what, and what is written over.

    Args:
        items: Result of ``list_decisions.claims_of``.
        values: Result of ``decided_values``.

    Raises:
        Refusal: They are more than a bulk can be about.
    """
    count, customers = items.height, items["customer_number"].n_unique()
    if count > MOST_TARGETS:
        said = _("Das sind {count} Posten, und auf einmal gehen {most}. Bitte markieren Sie weniger Kunden.")
        raise Refusal(said.format(count=number(count), most=number(MOST_TARGETS)))
    whose = {"customers": ngettext("{count} Kunden", "{count} Kunden", customers)}
    if (items["ageing"] == AGEING_CLASSES[0]).any():
        of_all = ngettext("{count} Posten von {customers}", "{count} Posten von {customers}", count, **whose)
    else:
        of_all = ngettext(
            "{count} überfälliger Posten von {customers}", "{count} überfällige Posten von {customers}", count, **whose
        )
    blocked, noted = (_others(items, name, values) for name in (_UNTIL, _NOTE))
    return [
        of_all,
        *own_words(OPEN_ITEM_DECISION, values),
        *(
            [_("{count} mit einer anderen Mahnsperre: sie wird ersetzt").format(count=number(blocked))]
            if blocked
            else []
        ),
        *([_("{count} mit einer anderen Notiz: sie wird ersetzt").format(count=number(noted))] if noted else []),
    ]


def _others(items: pl.DataFrame, name: str, values: dict[str, str]) -> int:
    """Return how many items have something else in a field that is written."""
    return items.filter(pl.col(name).cast(pl.String) != values[name]).height if name in values else 0


def _day(text: str, today: date) -> date | None:
    return typed_day(text, today, ahead=True)
