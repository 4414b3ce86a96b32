"""The code of the widgets as syntax trees, parsed once per worker, for tests that read it."""

import ast
from functools import cache
from pathlib import Path

import widgets

FOLDER = Path(widgets.__file__).parent


@cache
def trees() -> dict[Path, ast.Module]:
    """The tree of each module by its path, which nobody changes."""
    return {path: ast.parse(path.read_text("utf-8")) for path in FOLDER.rglob("*.py")}


def called(call: ast.Call) -> str:
    """What is called, with the module in front of it; empty where that is neither a name nor a module's."""
    match call.func:
        case ast.Name(name):
            return name
        case ast.Attribute(ast.Name(module), name):
            return f"{module}.{name}"
        case _:
            return ""
