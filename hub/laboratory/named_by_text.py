"""What a notebook calls without an attribute or a name that stands there: by a pattern, by a text, in the language of ``query``."""

from __future__ import annotations

import ast
import re
from copy import copy
from typing import TYPE_CHECKING

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
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            method, formatted = node.func.attr, node.func.value
            if method in _FORMATS and _is_text(formatted) and not isinstance(formatted, ast.Constant):
                yield formatted, method
            yield from ((each, method) for each in _texts_of(node, values) if not isinstance(each, ast.Constant))
    compared = {id(node.func) for node in every if isinstance(node, ast.Call) and _only_compares(node, objection)}
    for node in every:
        if isinstance(node, ast.Attribute) and node.attr == _QUERY and id(node) not in compared:
            yield node, _QUERY


def _attribute(name: str, at: ast.AST) -> ast.Attribute:
    return ast.copy_location(ast.Attribute(ast.Constant(None), name), at)


def _texts_of(call: ast.Call, values: Values) -> list[ast.expr]:
    """Return the texts that name what a method calls: constants, and what is put together of texts."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _BY_NAME:
        return []
    is_aggregate = call.func.attr in _AGGREGATES
    given = call.args if is_aggregate else call.args[:1]
    for word in call.keywords:
        if word.arg == "func":
            given = [*given, word.value]
        elif is_aggregate:  # revenue=("amount", "sum"): the column, and how
            how = word.value.elts[-1] if isinstance(word.value, ast.Tuple) and word.value.elts else word.value
            given = [*given, how]
    return [
        each
        for argument in given
        for each in _leaves(argument, values, set(), is_aggregate=is_aggregate)
        if _is_text(each)
    ]


def _leaves(argument: ast.expr, values: Values, seen: set[str], *, is_aggregate: bool) -> Iterator[ast.expr]:
    """Return what an argument is made of; each variable is looked into once (``seen``), however often it is named."""
    match argument:
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in values:
            given = [] if name in seen else values[name]
            seen.add(name)
            for each in given:  # where it is used is what is asked about
                leaves = _leaves(each, values, seen, is_aggregate=is_aggregate)
                yield from (ast.copy_location(copy(leaf), argument) for leaf in leaves)
            return
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            inner = parts
        case ast.Dict(values=parts) if is_aggregate:  # of ``map`` the values are what stands in the rows
            inner = parts
        case ast.Starred(value=part):
            inner = [part]
        case ast.IfExp(body=body, orelse=orelse):
            inner = [body, orelse]
        case _:
            yield argument
            return
    for each in inner:
        yield from _leaves(each, values, seen, is_aggregate=is_aggregate)


def _is_text(node: ast.expr) -> bool:
    """Return whether an expression is a text, or one that is put together of texts."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, str)
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return _is_text(left) or _is_text(right)
        case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
            return _is_text(value)
    return False


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
