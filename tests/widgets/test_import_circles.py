"""No circle of imports within widgets: between modules and between its folders, wherever an import stands."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import widgets

FOLDER = Path(widgets.__file__).parent


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in FOLDER.rglob("*.py"):
        parts = path.relative_to(FOLDER.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    """The modules of the package that a file imports: at its top, for its types only, or within a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            submodules = [f"{node.module}.{each.name}" for each in node.names]
            yield from (name if name in known else node.module for name in submodules)


def graph() -> dict[str, set[str]]:
    known = modules()
    return {name: set(imported(path, known)) - {name} for name, path in known.items()}


def folder(module: str) -> str:
    """The folder right below widgets/ that a module stands in; a module at the top stands for itself."""
    return ".".join(module.split(".")[:2])


def circle(edges: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_in_a_circle() -> None:
    assert circle(graph()) == []


def test_no_folder_imports_itself_in_a_circle() -> None:
    folders: dict[str, set[str]] = {}
    for module, used in graph().items():
        folders.setdefault(folder(module), set()).update(folder(each) for each in used)
    assert circle({name: used - {name} for name, used in folders.items()}) == []


def test_a_circle_would_be_seen() -> None:
    edges = graph()
    assert "widgets.views" in edges["widgets.app.panel_stack"], "an import within a function is not seen"
    edges["widgets.texts.language"].add("widgets.app.page")
    assert "widgets.texts.language" in circle(edges)
