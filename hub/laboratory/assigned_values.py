"""What the variables of a notebook are given where it can be read there: texts in them name what a data frame calls."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# By the name of a variable, whatever stands behind an equals sign for it, in any cell and function.
Values: TypeAlias = "Mapping[str, list[ast.expr]]"


def assigned_values(trees: Iterable[ast.AST]) -> Values:
    """Return what the variables of all cells are given: a cell uses those of the others."""
    found: dict[str, list[ast.expr]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            for name, value in _given(node):
                found.setdefault(name, []).append(value)
    return found


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound(target, value)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield from _bound(target, value)
        case ast.AugAssign(target=ast.Name(id=name), value=value):  # what it was before, and this
            yield name, ast.copy_location(ast.BinOp(ast.Constant(None), node.op, value), value)
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


def _from_variables(target: ast.expr, several: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Return what a loop over variables gives: any of what these hold, also by ``enumerate(names)`` or ``names.items()``."""
    given = [each for each in ast.walk(several) if isinstance(each, ast.Name)]
    yield from ((each.id, value) for each in ast.walk(target) if isinstance(each, ast.Name) for value in given)


def _bound(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, value
        case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), (ast.Tuple(elts=values) | ast.List(elts=values))):
            for each, part in zip(targets, values, strict=False):
                yield from _bound(each, part)
