"""The form in which a notebook is asked for, released and shown: the kind and the text of its cells, and nothing else.

A notebook's file has room for more than anybody reads: outputs, attachments, the states of its widgets. Customers may
stand in all of them, and what is not a cell at all would break the page on which others read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_KINDS = ("code", "markdown", "raw")
# What editors want to know of a notebook: its language. (nbformat 4, notebook metadata)
_METADATA: Mapping[str, tuple[str, ...]] = {
    "kernelspec": ("name", "display_name", "language"),
    "language_info": ("name", "version"),
}
_LONGEST_WORD = 80


class NotANotebook(ValueError):  # what it is, not what went wrong
    """What was given is not a notebook of format 4 with cells of text."""


def published_form(notebook: object) -> dict[str, Any]:
    """Return a notebook rebuilt from its cells' kinds and texts.

    Args:
        notebook: As a file of nbformat 4 has it; anything, as it comes from outside.

    Raises:
        NotANotebook: It has no cells, or one without a known kind or a text.
    """
    if not isinstance(notebook, Mapping) or notebook.get("nbformat") != 4:  # noqa: PLR2004  # the format's number
        raise NotANotebook("a notebook of format 4 is wanted")
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise NotANotebook("a notebook has a list of cells")
    return {
        "cells": [_cell(number, cell) for number, cell in enumerate(cells)],
        "metadata": _metadata(notebook.get("metadata")),
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(number: int, cell: object) -> dict[str, Any]:
    if not isinstance(cell, Mapping) or cell.get("cell_type") not in _KINDS:
        raise NotANotebook("a cell is code or text")
    rebuilt = {"id": str(number), "cell_type": cell["cell_type"], "metadata": {}, "source": _text(cell.get("source"))}
    return rebuilt | ({"outputs": [], "execution_count": None} if cell["cell_type"] == "code" else {})


def _text(source: object) -> str:
    """Return a cell's text, which the format allows as one text or as a list of lines."""
    lines = [source] if isinstance(source, str) else source
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise NotANotebook("a cell has a text")
    text = "".join(lines)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, which JSON can spell and no file can hold
        raise NotANotebook("a cell's text is Unicode") from None
    return text


def _metadata(metadata: object) -> dict[str, dict[str, str]]:
    if not isinstance(metadata, Mapping):
        return {}
    kept = {}
    for part, names in _METADATA.items():
        said = metadata.get(part)
        if isinstance(said, Mapping):
            kept[part] = {name: said[name] for name in names if _is_word(said.get(name))}
    return kept


def _is_word(value: object) -> bool:
    return isinstance(value, str) and value.isascii() and len(value) <= _LONGEST_WORD
