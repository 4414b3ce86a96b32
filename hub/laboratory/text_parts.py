"""What an argument can be made of: lists, choices, variables and what these are given, down to the texts in them."""

from __future__ import annotations

import ast
from copy import copy
from typing import TYPE_CHECKING

from hub.laboratory.assigned_values import returned, root

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hub.laboratory.assigned_values import Values

# Python's own that hold what they are given, and methods that give back a part of what they belong to.
_HOLD = frozenset({"dict", "list", "tuple", "set", "frozenset", "sorted", "reversed"})
_GIVE_BACK = frozenset({"get", "pop", "values", "items", "copy", "setdefault", "popitem"})


def leaves(argument: ast.expr, values: Values, seen: set[tuple[str, bool]], *, has_values: bool) -> Iterator[ast.expr]:
    """Return what an argument is made of.

    Args:
        argument: Of a call.
        values: What the variables of the notebook are given.
        seen: The variables that were looked into: each is once, however often it is named; and whether for their values.
        has_values: Whether the values of a dictionary are among it.
    """
    name = _variable(argument)
    if name in values:
        of_keys = has_values or isinstance(argument, ast.Subscript)
        given = [] if (name, of_keys) in seen else values[name]
        seen.add((name, of_keys))
        for each in given:  # where it is used is what is asked about
            for leaf in leaves(each, values, seen, has_values=of_keys):
                yield ast.copy_location(copy(leaf), argument)
        return
    parts = _parts(argument, has_values=has_values)
    if parts is None:
        yield argument
        return
    is_read = isinstance(argument, ast.Subscript | ast.Call)
    for part in parts:
        yield from leaves(part, values, seen, has_values=has_values or is_read)


def is_text(node: ast.expr) -> bool:
    """Return whether an expression is a text, or one that is put together of texts."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, str)
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return is_text(left) or is_text(right)
        case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
            return is_text(value)
    return False


def _variable(node: ast.expr) -> str:
    """Return under which name what an expression reads is found among the values; empty: under none."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return returned(name)
        case ast.Name(id=name):
            return name
        case ast.Subscript() if isinstance(whole := root(node), ast.Name):
            return whole.id
    return ""


def _parts(node: ast.expr, *, has_values: bool) -> list[ast.expr] | None:
    """Return what an expression is put together of; None: it is one thing."""
    if is_text(node):
        return None
    found: list[ast.expr] | None = None
    match node:
        case ast.Dict(values=parts):
            found = parts if has_values else None
        case ast.DictComp(value=part):
            found = [part] if has_values else None
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part):
            found = [part]
        case ast.Starred(value=part) | ast.NamedExpr(value=part) | ast.Subscript(value=part):
            found = [part]
        case ast.Call():
            found = _held(node)
        case _:
            found = _side_by_side(node)
    return found


def _side_by_side(node: ast.expr) -> list[ast.expr] | None:
    """Return what stands side by side in an expression, of which each may be what is used."""
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.BoolOp(values=parts):
            return parts
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            return [one, other]
    return None


def _held(call: ast.Call) -> list[ast.expr] | None:
    """Return what a call gives back of what it is given; None: it may be anything."""
    match call:
        case ast.Call(func=ast.Name(id=name), args=given, keywords=named) if name in _HOLD:
            return [*given, *(word.value for word in named)]
        case ast.Call(func=ast.Attribute(value=held, attr=method), args=given) if method in _GIVE_BACK:
            return [held, *given[1:]]  # and what stands there for a key that is not
    return None
