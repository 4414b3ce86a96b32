"""What the variables of a notebook are given where it can be read there: texts in them name what a data frame calls.

By an equals sign, in a loop, as a default, as an argument of a function of the notebook's own, or put into a list or a
dictionary. What objects hold in their attributes, and what functions are given by other functions, is not followed.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# By the name of a variable, whatever it is given, in any cell and function; by ``name()`` what a function returns, by
# ``name(*)`` what it is given by ``*`` and ``**``.
Values: TypeAlias = "Mapping[str, list[ast.expr]]"
_Function: TypeAlias = "ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda"

# Methods that put their arguments into what they belong to.
_FILLS = frozenset({"append", "extend", "insert", "add", "update", "setdefault", "appendleft", "extendleft"})


def assigned_values(trees: Iterable[ast.AST]) -> Values:
    """Return what the variables of all cells are given: a cell uses those of the others."""
    found: dict[str, list[ast.expr]] = {}
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions: dict[str, list[_Function]] = {}
    for name, function in (pair for node in nodes for pair in _functions(node)):
        functions.setdefault(name, []).append(function)
        given = function.args
        for each in (*given.posonlyargs, *given.args, *given.kwonlyargs):  # of ``*ways`` any can be any
            found.setdefault(each.arg, []).append(ast.copy_location(ast.Name(_spread(name), ast.Load()), function))
    for node in nodes:
        for name, value in (*_given(node), *_filled(node), *_passed(node, functions)):
            found.setdefault(name, []).append(value)
    return found


def returned(name: str) -> str:
    """Return under which name what a function returns is found among the values."""
    return f"{name}()"


def root(node: ast.expr) -> ast.expr:
    """Return what is read by places and keys: of ``ways['a'][0]`` the variable ``ways``."""
    while isinstance(node, ast.Subscript):
        node = node.value
    return node


def _functions(node: ast.AST) -> Iterator[tuple[str, _Function]]:
    """Return the functions that get a name."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name, node
        case ast.Assign(targets=targets, value=ast.Lambda() as made):
            yield from ((target.id, made) for target in targets if isinstance(target, ast.Name))


def _passed(node: ast.AST, functions: Mapping[str, list[_Function]]) -> Iterator[tuple[str, ast.expr]]:
    """Return what a call gives the arguments of a function of the notebook's own."""
    match node:
        case ast.Call(func=ast.Name(id=called), args=given, keywords=named) if called in functions:
            for function in functions[called]:
                places = [*function.args.posonlyargs, *function.args.args]
                more = function.args.vararg
                yield from ((place.arg, value) for place, value in zip(places, given, strict=False))
                yield from ((more.arg, value) for value in given[len(places) :] if more is not None)
            yield from ((word.arg, word.value) for word in named if word.arg is not None)
            yield from ((_spread(called), value) for value in given if isinstance(value, ast.Starred))
            yield from ((_spread(called), word.value) for word in named if word.arg is None)


def _spread(name: str) -> str:
    return f"{name}(*)"


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield from _bound(target, value)
        case ast.AugAssign(target=target, value=value) if isinstance(whole := root(target), ast.Name):
            # what it was before, and this
            yield whole.id, ast.copy_location(ast.BinOp(ast.Constant(None), node.op, value), value)
        case ast.For(target=target, iter=several) | ast.comprehension(target=target, iter=several):
            for value in several.elts if isinstance(several, ast.List | ast.Tuple | ast.Set) else ():
                yield from _bound(target, value)
            yield from _from_variables(target, several)
        case ast.arguments(posonlyargs=first, args=more, defaults=defaults, kwonlyargs=named, kw_defaults=own):
            every = [*first, *more]
            yield from (
                (each.arg, value) for each, value in zip(every[len(every) - len(defaults) :], defaults, strict=True)
            )
            yield from ((each.arg, value) for each, value in zip(named, own, strict=True) if value is not None)


def _filled(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Return what a function returns, and what is put into a list or a dictionary by its methods."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            results = (each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value is not None)
            yield from ((returned(name), value) for value in results)
        case ast.Call(func=ast.Attribute(value=filled, attr=method), args=given, keywords=named) if method in _FILLS:
            whole = root(filled)
            if isinstance(whole, ast.Name):
                yield from ((whole.id, value) for value in (*given, *(word.value for word in named)))


def _from_variables(target: ast.expr, several: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Return what a loop over variables gives: any of what these hold, also by ``enumerate(names)`` or ``names.items()``."""
    given = [each for each in ast.walk(several) if isinstance(each, ast.Name)]
    yield from ((each.id, value) for each in ast.walk(target) if isinstance(each, ast.Name) for value in given)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name) | ast.Starred(value=ast.Name(id=name)), _:
            yield name, value
        case ast.Subscript(), _ if isinstance(whole := root(target), ast.Name):
            yield whole.id, value
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):  # also by its key
                yield whole.id, ast.copy_location(ast.Dict([target.slice], [value]), value)
        case (
            (ast.Tuple(elts=targets) | ast.List(elts=targets)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ) if any(isinstance(each, ast.Starred) for each in targets):
            for each in targets:  # whichever of them
                for part in values:
                    yield from _bound(each, part)
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), (ast.Tuple(elts=values) | ast.List(elts=values))):
            for each, part in zip(targets, values, strict=False):
                yield from _bound(each, part)
