"""The name of a snapshot as people read it: the moment of its making."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from widgets.markup import tag
from widgets.texts.formats import format_value
from widgets.texts.language import _

if TYPE_CHECKING:
    from markupsafe import Markup

_FORM = "%Y%m%dT%H%M%S%f"


def snapshot_words(snapshot_id: str) -> str:
    """Return the moment that a snapshot is named after; a name of another form as it is."""
    try:
        made = datetime.strptime(snapshot_id, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return snapshot_id
    return format_value(made, "moment")


def snapshot_foot(snapshot_id: str) -> Markup:
    """Write from which snapshot all figures of a page are."""
    said = _("Alle Zahlen dieser Seite: Datenstand {moment}").format(moment=snapshot_words(snapshot_id))
    return tag("p", said, " · ", tag("span", snapshot_id, class_="ci-mono"), class_="ci-small ci-muted")
