"""What is looked at before a notebook is published: a help for who writes and who releases it, and no wall.

Python can be written so that no reading finds out what it does. What is released runs with a page's rights and is
trusted like the product's own code: that is why a second person reads it.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.laboratory.assigned_values import assigned_values
from hub.laboratory.named_by_text import named_attributes, unread_texts
from hub.laboratory.public_names import (
    DATACLASSES,
    DISPLAY,
    PAST_ARGUMENTS,
    goes_past,
    is_forbidden,
    is_forbidden_behind,
    is_given,
    is_public,
)
from hub.laboratory.text_parts import leaves
from hub.web.page_texts import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hub.laboratory.assigned_values import Values

MOST_CELLS, MOST_LINES, LONGEST_LINE = 6, 300, 200
# What a text that is formatted reads behind a value: ``'{0.__class__}'``.
_INSIDE = re.compile(r"\{[^{}]*[.\[](_\w*)")


@dataclass(frozen=True)
class Finding:
    """Why a notebook cannot be published as it is: the cell (from 1; 0: the notebook) and line, and what to do."""

    cell: int
    line: int
    text: str


def check_notebook(notebook: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with a notebook, in its order; nothing: it can be asked for.

    Args:
        notebook: As nbformat 4 has it.
    """
    cells = notebook.get("cells")
    if notebook.get("nbformat") != 4 or not isinstance(cells, list):  # noqa: PLR2004  # the format's number
        return [Finding(0, 0, _("Das ist kein Notebook."))]
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    sources = ["".join(cell.get("source", "")) for cell in code]
    found = [*_sizes(sources, ["".join(cell.get("source", "")) for cell in cells])]
    if found:  # what is too long is not parsed either
        return found
    if any(cell.get("outputs") or cell.get("execution_count") is not None for cell in code):
        found.append(Finding(0, 0, _("Das Notebook enthält Ausgaben; darin können Kundendaten stehen.")))
    trees = [_parsed(source) for source in sources]
    values = assigned_values(tree for tree in trees if isinstance(tree, ast.AST))
    for number, tree in enumerate(trees, 1):
        found += _findings(number, tree, values)
    return found


def _sizes(sources: list[str], every: list[str]) -> Iterator[Finding]:
    """Return what is too long to be read.

    Args:
        sources: Of the cells with code.
        every: Of all cells: who releases reads texts, too.
    """
    if not any(source.strip() for source in sources):
        yield Finding(0, 0, _("Das Notebook hat keine Zelle mit Code."))
    if len(sources) > MOST_CELLS:
        yield Finding(
            0, 0, _("Höchstens {most} Zellen mit Code; dieses hat {cells}.").format(most=MOST_CELLS, cells=len(sources))
        )
    lines = sum(source.count("\n") + 1 for source in every)
    if lines > MOST_LINES:
        yield Finding(
            0, 0, _("Höchstens {most} Zeilen mit den Texten; dieses hat {lines}.").format(most=MOST_LINES, lines=lines)
        )
    for cell, source in enumerate(sources, 1):
        long = next((place for place, line in enumerate(source.split("\n"), 1) if len(line) > LONGEST_LINE), None)
        if long is not None:  # what stands far to the right nobody reads
            yield Finding(cell, long, _("Höchstens {most} Zeichen in einer Zeile.").format(most=LONGEST_LINE))


def _parsed(source: str) -> ast.AST | int:
    """Return a cell; the line where it is not Python."""
    try:
        return ast.parse(source)
    # Also signs that no source can hold, and brackets deeper than Python's parser goes.
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return getattr(error, "lineno", None) or 1


def _findings(number: int, tree: ast.AST | int, values: Values) -> Iterator[Finding]:
    if isinstance(tree, int):
        yield Finding(number, tree, _("Das ist kein reines Python (auch keine Befehle mit % oder !)."))
        return
    nodes = [*ast.walk(tree), *named_attributes(tree, values)]
    for node in nodes:
        text = _objection(node) or _objection_to_spread(node, values)
        if text:
            yield Finding(number, getattr(node, "lineno", 1), text)
    for node, method in unread_texts(nodes, _objection, values):
        text = _("„{name}“ braucht einen Text, der so dasteht, ohne @ und Aufrufe: ein anderer kann alles tun.")
        yield Finding(number, node.lineno, text.format(name=method))


def _objection(node: ast.AST) -> str:
    match node:
        case ast.Import() | ast.ImportFrom():
            return _objection_to_import(node)
        case ast.Name(id=name) if is_forbidden(name):
            return _forbidden(name)
        case ast.Attribute(attr=name) if is_forbidden_behind(name):
            return _forbidden(name)
        case ast.Attribute() | ast.Constant() if name := _name_inside(node):
            return _("„{name}“ ist innen: nehmen Sie, was die Vervollständigung zeigt.").format(name=name)
        case ast.Attribute() | ast.keyword() if name := _name_past(node):
            return _past(name)
    return ""


def _forbidden(name: str) -> str:
    return _("„{name}“ ist in veröffentlichten Notebooks nicht erlaubt.").format(name=name)


def _past(name: str) -> str:
    return _("„{name}“ liest oder schreibt an den Lesefunktionen vorbei.").format(name=name)


def _name_inside(node: ast.Attribute | ast.Constant) -> str:
    """Return the name behind a value that is nobody's to use, empty where there is none."""
    if isinstance(node, ast.Attribute):
        return node.attr if node.attr.startswith("_") else ""
    found = _INSIDE.search(node.value) if isinstance(node.value, str) else None
    return found[1] if found else ""


def _name_past(node: ast.Attribute | ast.keyword) -> str:
    """Return the name of what reads or writes past the public functions, empty where nothing does."""
    match node:
        case ast.Attribute(attr=name, value=ast.Attribute(attr=before)):
            return name if goes_past(name, before) else ""
        case ast.Attribute(attr=name):
            return name if goes_past(name) else ""
        case ast.keyword(arg=None, value=ast.Dict(keys=keys)):
            return next((name for name in map(_argument, keys) if name in PAST_ARGUMENTS), "")
    return node.arg if node.arg in PAST_ARGUMENTS else ""


def _objection_to_spread(node: ast.AST, values: Values) -> str:
    """Return what stands against ``**options``, by what it is made of."""
    match node:
        case ast.keyword(arg=None, value=given):
            made_of = leaves(given, values, set(), has_values=False)
            spread = (ast.copy_location(ast.keyword(None, each), node) for each in made_of)
            return next((text for each in spread if (text := _objection(each))), "")
    return ""


def _argument(key: ast.expr | None) -> str:
    """Return the argument that a key of ``**{...}`` stands for; one that is put together can be any."""
    return str(key.value) if isinstance(key, ast.Constant) else min(PAST_ARGUMENTS)


def _objection_to_import(node: ast.Import | ast.ImportFrom) -> str:
    if isinstance(node, ast.Import):
        return _not_public(
            each.name for each in node.names if not is_public(each.name) or each.name in {DISPLAY, DATACLASSES}
        )
    whole = "." * node.level + (node.module or "")
    if not is_public(whole):
        return _not_public([whole])
    past = next((each.name for each in node.names if goes_past(each.name)), "")
    if past:
        return _past(past)
    return _not_public(f"{whole}.{each.name}" for each in node.names if not is_given(whole, each.name))


def _not_public(modules: Iterable[str]) -> str:
    unknown = next(iter(modules), None)
    if unknown is None:
        return ""
    return _("„{module}“ gehört nicht zu dem, was veröffentlichte Notebooks einbinden.").format(module=unknown)
