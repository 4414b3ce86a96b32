"""What a form says when somebody else changed the same fields, or ended the row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.endings import ending_field
from widgets.texts.case_words import RowWords
from widgets.texts.language import _
from widgets.texts.written import typed_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.live.commands import Conflict
    from clientinfo_kernel.sections.cases import CaseSettings
    from widgets.entries.form import EntryField


def conflict_message(
    kind: str, conflict: Conflict, cases: CaseSettings, fields_now: Iterable[EntryField]
) -> dict[str, Any]:
    """Return what somebody else wrote meanwhile, field by field: their value, and one line that says it.

    Args:
        kind: Of the row, by its name.
        conflict: What the store found.
        cases: The house's.
        fields_now: The form's, as it would be opened now: what others chose was perhaps no choice when this one was.
    """
    options = {each.key: each.options for each in fields_now if each.options}
    words = RowWords.of(kind, cases, {name: dict(each) for name, each in options.items()})
    fields = {}
    for name, differing in conflict.fields.items():
        theirs, was = (words.shown(name, value) for value in (differing.theirs, differing.was))
        person = conflict.changed_by or _("Jemand")
        said = _("{person} hat das inzwischen geändert: {theirs} (vorher: {was})")
        if differing.theirs == differing.was:  # the other half of what is one thing to people (``Entity.together``)
            said = _("{person} hat geändert, was dazugehört; hier steht weiter: {theirs}")
        line = said.format(person=person, theirs=theirs, was=was)
        fields[name] = {"theirs": typed_value(differing.theirs), "line": line, "options": options.get(name, ())}
    # Nobody else wrote what this person wants there (``endings.ended``).
    is_ended = all(name == ending_field(kind) and each.mine == each.was for name, each in conflict.fields.items())
    problem = (
        _("Jemand hat das inzwischen beendet. Ihre Angaben stehen noch hier; entscheiden Sie und speichern Sie.")
        if is_ended
        else _(
            "Jemand hat dasselbe geändert. Ihre Angaben stehen noch hier; entscheiden Sie je Feld und speichern Sie."
        )
    )
    return {"version": conflict.version, "fields": fields, "problem": problem}
