"""The house's rules, held by machine."""

import ast
import graphlib
import json
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from clientinfo_kernel.live.entities import ENTITIES

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("clientinfo_kernel", "data_sources", "demo_dealership", "hub", "widgets")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def module_imports(package: str) -> dict[str, set[str]]:
    """What each module of a package imports from the same package, for type checking only or not, as import-linter reads it."""
    graph = grimp.build_graph(package, cache_dir=None)
    return {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}


def folder_imports(modules: dict[str, set[str]]) -> dict[str, set[str]]:
    """Which of two sub-folders of one package imports the other."""
    folders = {module_name(path.parent) for path in MODULES}
    found: dict[str, set[str]] = {}
    for importer, names in modules.items():
        for name in names:
            pairs = list(zip(importer.split("."), name.split("."), strict=False))
            shared = next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))
            one, other = (".".join(each.split(".")[: shared + 1]) for each in (importer, name))
            if one != other and {one, other} <= folders:
                found.setdefault(one, set()).add(other)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_circle_between_modules_or_folders(package: str) -> None:
    modules = module_imports(package)
    assert modules
    for graph in (modules, folder_imports(modules)):
        graphlib.TopologicalSorter(graph).prepare()


def test_a_circle_is_found() -> None:
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(
            folder_imports({"hub.login.a": {"hub.proxy.b"}, "hub.proxy.c": {"hub.login.d"}})
        ).prepare()


@pytest.mark.slow
def test_imports_run_against_the_data() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_modules_stay_small_and_have_names_that_say_something() -> None:
    assert len(MODULES) > 300
    length = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {path.relative_to(ROOT).as_posix(): lines for path, lines in length.items() if lines > 320}
    assert not [path for path in MODULES if path.stem in {"utils", "helpers", "misc", "common"}]


def test_notebooks_have_three_cells_and_no_outputs() -> None:
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        assert len(cells) == 3, path
        assert not any(cell["outputs"] or cell["execution_count"] for cell in cells), path


@pytest.mark.slow
def test_reading_a_snapshot_costs_no_validation_library() -> None:
    program = "import sys, clientinfo_kernel.query.directory, clientinfo_kernel.query.customer_record; print('dataframely' in sys.modules, 'sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_lines_of_history_are_added_and_neither_changed_nor_deleted() -> None:
    """All statements that change or delete rows, by the table; a restore replaces a whole store by another."""
    found = set()
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        if not re.search(r"update|delete", source, re.IGNORECASE):
            continue  # most modules, whose syntax trees take a second
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("sa"), attr="update" | "delete"), args=[table, *_]):
                    found.add((path.name, ast.unparse(table)))
                case ast.Call(func=ast.Attribute(value=on, attr="update" | "delete")) if "events" in ast.unparse(on):
                    found.add((path.name, ast.unparse(on)))
                case ast.Constant(str(text)) if re.search(r"\b(update|delete\s+from)\s+\W?events\b", text.lower()):
                    found.add((path.name, text))
    assert found == {
        ("calendars.py", "calendars"),
        ("vat_shares.py", "vat_shares"),
        ("take_over.py", "table"),  # the link of a contact
        ("copying.py", "table"),  # the restore
        ("store.py", "table"),  # that of an entity
        ("other_contents.py", "table"),  # that of documents or publications
    }
    assert "events" not in {entity.table for entity in ENTITIES.values()}


def test_the_architecture_names_every_room() -> None:
    said = set(re.findall(r"\w+", (ROOT / "ARCHITECTURE.md").read_text()))
    rooms = {path.parent.name for package in PACKAGES for path in (ROOT / package).glob("*/__init__.py")}
    assert len(rooms) > 40
    assert rooms <= said
