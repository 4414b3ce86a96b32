"""What a run that checks the VAT IDs of a list says: how far it is, what it found, and what can be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.formats import number
from widgets.texts.language import _, ngettext
from widgets.texts.vat import RESULTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# So many of the invalid ones are named when it is over; the list shows all of them.
_MOST_NAMED = 5


def headline(phase: str, count: int) -> str:
    """Return what a run of so many customers says first.

    Args:
        phase: ``found``, ``running``, ``stopped`` or ``done``.
        count: Of its customers.
    """
    headlines = {
        "found": _("Unterbrochen: {what}").format(
            what=ngettext("{count} USt-IdNr. prüfen", "{count} USt-IdNrn. prüfen", count)
        ),
        "done": _("Prüfung der USt-IdNrn. beendet"),
        "stopped": _("Prüfung der USt-IdNrn. angehalten"),
    }
    return headlines.get(phase, _("USt-IdNrn. werden geprüft …"))


def buttons(phase: str) -> tuple[tuple[str, str], ...]:
    """Return what can be pressed in a phase of a run: what it asks for, and its word."""
    return {
        "found": (("resume", _("Fortsetzen")), ("close", _("Verwerfen"))),
        "running": (("pause", _("Anhalten")),),
        "stopped": (("resume", _("Fortsetzen")), ("close", _("Aufhören"))),
        "done": (("close", _("Schließen")),),
    }[phase]


def found_said(counts: Mapping[str, int], invalid: Sequence[str]) -> tuple[str, ...]:
    """Return a line for each kind of result, and one that names the first customers whose ID is invalid.

    Args:
        counts: Customers by result, ``no_id`` and ``gone``.
        invalid: Whose ID is invalid.
    """
    words = {
        **{result: f"{{count}} {_(said)}" for result, said in RESULTS.items()},
        "no_id": _("{count} ohne USt-IdNr. übersprungen"),
        "gone": _("{count} nicht mehr vorhanden"),
    }
    said = [words[what].format(count=number(counts[what])) for what in words if counts.get(what)]
    if invalid:
        more = len(invalid) - _MOST_NAMED
        names = ", ".join(invalid[:_MOST_NAMED]) + (
            _(" und {count} weitere").format(count=number(more)) if more > 0 else ""
        )
        said.append(_("Ungültig: {names}").format(names=names))
    return tuple(said)
