"""What a notebook calls without an attribute or a name that stands there: by a pattern, by a text, in the language of ``query``."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from hub.laboratory.text_parts import is_text, leaves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hub.laboratory.assigned_values import Values

# Methods of data frames that take the name of another one as a text.
_BY_NAME = frozenset({"agg", "aggregate", "apply", "transform", "map", "pipe"})
_AGGREGATES = frozenset({"agg", "aggregate"})
# What they read behind a value (``'{0.year}'``) is looked at in a text that stands there alone.
_FORMATS = frozenset({"format", "format_map"})
_QUERY = "query"
_QUOTED = re.compile(r"`[^`]*`")


def named_attributes(tree: ast.AST, values: Values) -> Iterator[ast.Attribute]:
    """Return the attributes that are read without standing there as such.

    ``case object(read_csv=r)`` reads one, and ``frame.agg("to_csv")`` calls one, also by a variable that holds the text.

    Args:
        tree: A cell.
        values: What the variables of the notebook are given.
    """
    for node in ast.walk(tree):
        match node:
            case ast.MatchClass(kwd_attrs=names):
                yield from (_attribute(name, node) for name in names)
            case ast.Call():
                constants = (each for each in _texts_of(node, values) if isinstance(each, ast.Constant))
                yield from (_attribute(str(each.value), each) for each in constants)


def unread_texts(
    nodes: Iterable[ast.AST], objection: Callable[[ast.AST], str], values: Values
) -> Iterator[tuple[ast.expr, str]]:
    """Return what runs by a text that nobody reads there, each with the method that takes it.

    Args:
        nodes: Of the notebook, with its ``named_attributes``.
        objection: What stands against a node; empty: nothing.
        values: What the variables of the notebook are given.
    """
    every = list(nodes)
    for node in every:
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in _FORMATS:
            formatted = node.func.value
            if is_text(formatted) and not isinstance(formatted, ast.Constant):
                yield formatted, node.func.attr
        called = min(_methods(node, values) & _BY_NAME, default="")
        yield from ((each, called) for each in _texts_of(node, values) if not isinstance(each, ast.Constant))
    compared = {id(node.func) for node in every if isinstance(node, ast.Call) and _only_compares(node, objection)}
    for node in every:
        if isinstance(node, ast.Attribute) and node.attr == _QUERY and id(node) not in compared:
            yield node, _QUERY


def _attribute(name: str, at: ast.AST) -> ast.Attribute:
    return ast.copy_location(ast.Attribute(ast.Constant(None), name), at)


def _texts_of(call: ast.Call, values: Values) -> list[ast.expr]:
    """Return the texts that name what a method calls: constants, and what is put together of texts."""
    methods = _methods(call, values) & _BY_NAME
    if not methods:
        return []
    is_aggregate = not methods.isdisjoint(_AGGREGATES)
    given = call.args if is_aggregate else call.args[:1]
    for word in call.keywords:
        if word.arg == "func":
            given = [*given, word.value]
        elif is_aggregate:  # revenue=("amount", "sum"): the column, and how
            how = word.value.elts[-1] if isinstance(word.value, ast.Tuple) and word.value.elts else word.value
            given = [*given, how]
    return [
        each for argument in given for each in leaves(argument, values, set(), has_values=is_aggregate) if is_text(each)
    ]


def _methods(call: ast.Call, values: Values) -> set[str]:
    """Return which methods a call may be of: ``frame.agg(...)``, and ``agg(...)`` where ``agg = frame.agg`` stands somewhere."""
    if isinstance(call.func, ast.Attribute):
        return {call.func.attr}
    found = leaves(call.func, values, set(), has_values=True)
    return {each.attr for each in found if isinstance(each, ast.Attribute)}


def _only_compares(call: ast.Call, objection: Callable[[ast.AST], str]) -> bool:
    """Return whether a ``query`` is a text that stands there, without variables of Python (``@``) and calls."""
    named = [word.value for word in call.keywords if word.arg == "expr"]
    text = next(iter([*call.args, *named]), None)
    if not isinstance(text, ast.Constant) or not isinstance(text.value, str) or "@" in text.value:
        return False
    try:
        tree = ast.parse(_QUOTED.sub("x", text.value).strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return not any(isinstance(node, ast.Call) or objection(node) for node in ast.walk(tree))
