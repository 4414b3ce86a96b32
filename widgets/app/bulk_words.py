"""What a bulk says: what is wanted, how far it is, what came of it, and what can be pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from widgets.texts.formats import number
from widgets.texts.language import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.live.bulk import Kind


def headline(phase: str, kind: Kind, total: int, count: int, *, undoing: bool) -> str:
    """Return what stands first.

    Args:
        phase: ``found``, ``running``, ``stopped`` or ``done``.
        kind: Of the bulk.
        total: How many rows it is about.
        count: How many of them were written.
        undoing: Whether it is being taken back.
    """
    if phase == "found":
        return _("Unterbrochen: {what}").format(what=_unwanted(kind, total) if undoing else _wanted(kind, total))
    if phase == "stopped":
        return _("Zurücknehmen angehalten") if undoing else _("Angehalten: {what}").format(what=_wanted(kind, total))
    if phase == "done":
        return _taken_back(kind, count) if undoing else _finished(kind, count)
    if undoing:
        return _("Wird zurückgenommen …")
    going_on = {
        "add": _("Vorgänge werden angelegt …"),
        "assign": _("Vorgänge werden zugewiesen …"),
        "decide": _("Posten werden bearbeitet …"),
    }
    return going_on[kind]


def stopped_said(count: int, total: int, *, undoing: bool) -> str:
    """Return what somebody reads who has stopped it: how much of it is done, and stays."""
    if undoing:
        return ngettext(
            "{count} von {total} ist zurückgenommen; „Fortsetzen“ nimmt den Rest zurück.",
            "{count} von {total} sind zurückgenommen; „Fortsetzen“ nimmt den Rest zurück.",
            count,
            total=number(total),
        )
    return ngettext(
        "{count} von {total} ist geschrieben und bleibt; „Fortsetzen“ schreibt den Rest.",
        "{count} von {total} sind geschrieben und bleiben; „Fortsetzen“ schreibt den Rest.",
        count,
        total=number(total),
    )


def impossible_said(kind: Kind) -> str:
    """Return what is said where no row can hold what is wanted."""
    if kind == "decide":
        return _("Das kann so bei keinem Posten stehen; nichts weiter wird geschrieben.")
    return _("Das kann so in keinem Vorgang stehen; nichts weiter wird geschrieben.")


def left_out(skipped: Mapping[str, int]) -> tuple[str, ...]:
    """Return a line for each reason why rows were left out."""
    words = {
        "not_permitted": _("{count} ohne Recht übersprungen"),
        "gone": _("{count} nicht mehr vorhanden"),
        "changed": _("{count} inzwischen geändert und so gelassen"),
        "unchanged": _("{count} schon so"),
    }
    return tuple(words[why].format(count=number(count)) for why, count in sorted(skipped.items()))


def buttons(phase: str, *, goes_on: bool, has_way_back: bool, undoing: bool) -> tuple[tuple[str, str], ...]:
    """Return what can be pressed: what it asks for, and its word.

    Args:
        phase: See ``headline``.
        goes_on: Whether there is something left to do.
        has_way_back: Whether what was written can be taken back.
        undoing: Whether it is being taken back: who gives that up leaves the rest as it is.
    """
    resume, close = ("resume", _("Fortsetzen")), ("close", _("Schließen"))
    undo = (("undo", _("Rückgängig")),) if has_way_back else ()
    return {
        "found": (resume, ("close", _("Aufhören") if undoing else _("Verwerfen"))),
        "running": (("pause", _("Anhalten")),),
        "stopped": (*((resume,) if goes_on else ()), *undo, ("close", _("Aufhören"))),
        "done": (*undo, close),
    }[phase]


def _wanted(kind: Kind, count: int) -> str:
    if kind == "add":
        return ngettext("{count} Vorgang anlegen", "{count} Vorgänge anlegen", count)
    if kind == "assign":
        return ngettext("{count} Vorgang zuweisen", "{count} Vorgänge zuweisen", count)
    return ngettext("{count} Posten bearbeiten", "{count} Posten bearbeiten", count)


def _unwanted(kind: Kind, count: int) -> str:
    if kind == "decide":
        return ngettext("bei {count} Posten zurücknehmen", "bei {count} Posten zurücknehmen", count)
    return ngettext("{count} Vorgang zurücknehmen", "{count} Vorgänge zurücknehmen", count)


def _finished(kind: Kind, count: int) -> str:
    if kind == "add":
        return ngettext("{count} Vorgang angelegt", "{count} Vorgänge angelegt", count)
    if kind == "assign":
        return ngettext("{count} Vorgang zugewiesen", "{count} Vorgänge zugewiesen", count)
    return ngettext("{count} Posten bearbeitet", "{count} Posten bearbeitet", count)


def _taken_back(kind: Kind, count: int) -> str:
    if kind == "decide":
        return ngettext("Bei {count} Posten zurückgenommen", "Bei {count} Posten zurückgenommen", count)
    return ngettext("{count} Vorgang zurückgenommen", "{count} Vorgänge zurückgenommen", count)
