"""Where an entry of the profit stands in the sources, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping


def origin_words(entry: Mapping[str, Any]) -> str:
    """Return file and line; of wages, which are shown as a sum of their month, that they are."""
    if entry["source_file"] is None:
        return _("Löhne des Monats in einer Summe")
    return _("{file}, Zeile {line}").format(file=entry["source_file"], line=entry["source_row"])
