"""The house's rules, held by machine."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("clientinfo_kernel", "data_sources", "demo_dealership", "hub", "widgets")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def test_imports_run_against_the_data() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted((ROOT / "widgets" / "panels").glob("*.py")), ids=lambda path: path.stem)
def test_a_panel_is_a_pure_function_of_its_own(path: Path) -> None:
    names = imported(path)
    assert not {
        name for name in names if name.split(".")[0] in {"ipywidgets", "bqplot", "ipyleaflet", "anywidget", "IPython"}
    }
    assert not {name for name in names if name.startswith(("widgets.panels", "widgets.views", "widgets.app"))}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_stays_small_and_has_a_name_that_says_something(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320
    assert path.stem not in {"utils", "helpers", "misc", "common"}


def test_notebooks_have_three_cells_and_no_outputs() -> None:
    assert NOTEBOOKS
    for path in NOTEBOOKS:
        cells = [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
        assert len(cells) == 3, path
        assert not any(cell["outputs"] or cell["execution_count"] for cell in cells), path


def test_reading_a_snapshot_costs_no_validation_library() -> None:
    program = "import sys, clientinfo_kernel.query.directory, clientinfo_kernel.query.customer_record; print('dataframely' in sys.modules, 'sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
