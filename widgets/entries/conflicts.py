"""What a form says when somebody else changed the same fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.language import _
from widgets.texts.written import shown_value, typed_value

if TYPE_CHECKING:
    from clientinfo_kernel.live.commands import Conflict
    from clientinfo_kernel.live.fields import Entity


def conflict_message(entity: Entity, conflict: Conflict) -> dict[str, Any]:
    """Return what somebody else wrote meanwhile, field by field: their value, and one line that says it."""
    fields = {}
    for name, differing in conflict.fields.items():
        theirs, was = (shown_value(entity.name, name, value) for value in (differing.theirs, differing.was))
        person = conflict.changed_by or _("Jemand")
        said = _("{person} hat das inzwischen geändert: {theirs} (vorher: {was})")
        if differing.theirs == differing.was:  # the other half of what is one thing to people (``Entity.together``)
            said = _("{person} hat geändert, was dazugehört; hier steht weiter: {theirs}")
        line = said.format(person=person, theirs=theirs, was=was)
        fields[name] = {"theirs": typed_value(differing.theirs), "line": line}
    problem = _(
        "Jemand hat dasselbe geändert. Ihre Angaben stehen noch hier; entscheiden Sie je Feld und speichern Sie."
    )
    return {"version": conflict.version, "fields": fields, "problem": problem}
