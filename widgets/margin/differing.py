"""What somebody else decided meanwhile, beside what one wanted oneself: both stand there, and people choose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from widgets.texts.formats import format_value
from widgets.texts.language import _
from widgets.view_models import Button, Column, Notice, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from widgets.margin.place import Place
    from widgets.view_models import Values, ViewModel


def both(
    theirs: Mapping[str, Any], writer: str, mine: Mapping[str, str], said: Mapping[str, str]
) -> tuple[Notice, Table]:
    """Return who decided what meanwhile, and both decisions where they differ.

    Args:
        theirs: The row that stands there now.
        writer: Its field that says who wrote it.
        mine: What one wanted, in words, by the name of what it says.
        said: What the row says, likewise.
    """
    person, when = theirs[writer] or _("Jemand"), format_value(theirs["created_at"], "moment")
    differ = [(name, text, said[name]) for name, text in mine.items() if text != said[name]]
    table = Table(
        (
            Column("what", _("Angabe"), phone="title"),
            Column("mine", _("Ihre Angabe"), phone="row"),
            Column("theirs", _("Angabe von {person}").format(person=person), phone="row"),
        ),
        pl.DataFrame(differ, schema=dict.fromkeys(("what", "mine", "theirs"), pl.String), orient="row"),
        empty=_("Beide haben dasselbe entschieden."),
    )
    title = _("{person} hat inzwischen entschieden, am {when}").format(person=person, when=when)
    text = _("Es wurde nichts geändert. Ihre Angaben stehen noch hier; welche gelten?")
    return Notice(title, text, tone="warn"), table


def leave(place: Place) -> Button:
    """Return the button that lets stand what somebody else decided."""
    return Button(_("Dabei lassen"), partial(_left, place), takes_fields=False)


def _left(place: Place, _values: Values) -> ViewModel | None:
    return place.done(_("Es bleibt bei dem, was inzwischen entschieden ist."))
