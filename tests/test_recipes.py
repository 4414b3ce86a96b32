"""The recipes of CONTRIBUTING.md, applied word for word to a copy of the repository, leave its checks green."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+) title=(\S+)( metadata)?\n(.*?)^```$", flags=re.DOTALL | re.MULTILINE)
CELLS = "\n# next cell\n"
pytestmark = pytest.mark.slow
# What looks at files of the kinds that the recipes add or change; the whole suite takes minutes.
NEAREST = (
    *("tests/test_architecture.py", "tests/widgets/test_panel_files.py", "tests/widgets/texts/test_language.py"),
    *(f"tests/widgets/panels/test_{name}.py" for name in ("every_panel", "panel_rules", "dealer_panels")),
    "tests/widgets/lists/test_every_list.py",
    *(
        "tests/hub/service/test_app_catalogue.py",
        "tests/hub/web/test_page_texts.py",
        "tests/data_sources/test_mapping.py",
    ),
    *(f"tests/clientinfo_kernel/query/test_{name}.py" for name in ("permitted", "snapshot_tables")),
    "tests/clientinfo_kernel/access/test_access.py",
    "tests/clientinfo_kernel/ingest/test_visits.py",
)
BRANCHES = """\
country;postal_code;town;street;latitude;longitude;accuracy
DE;95028;Hof;Industriestr. 12;50.31;11.91;address
DE;95028;Hof;;x;11.91;town
"""
# What is tried in the copy; ``DEMO`` is the demo's settings file.
PROGRAMS = {
    "source": """
from pathlib import Path
from data_sources.connector import connector_class
from data_sources.errors import SourceAbsent
branches = connector_class("places", "branches")
(batch,) = branches(Path("branches.csv")).read()
try:
    list(branches(Path("gone.csv")).read())
except SourceAbsent as error:
    print(batch.kept.height, batch.rejects.height, error)
""",
    "tab": """
from pathlib import Path
from clientinfo_kernel.query.directory import open_directory
from widgets.panel import all_panels
last = all_panels()[-1]
chart, table = last.build(open_directory(Path(DEMO)).customer("10012")).items
print(last.key, table.rows.height, chart.labels, *(f"{amount:.2f}" for amount in chart.series[0].values))
""",
    "column and fact": """
from pathlib import Path
from clientinfo_kernel.query.directory import open_directory
file = open_directory(Path(DEMO)).customer("10012")
print(file.visits().rows(), file.vehicles()["color"].null_count())
""",
}
# One process for all, as each alone would be a second of imports; whoever fails prints why, and the others go on.
ONE_BY_ONE = """
import contextlib, io, json, sys, traceback
demo, *programs = sys.argv[1:]
printed = []
for program in programs:
    with contextlib.redirect_stdout(io.StringIO()) as written:
        try:
            exec(program, {"__name__": "__main__", "DEMO": demo})
        except BaseException:
            traceback.print_exc(file=sys.stdout)
    printed.append(written.getvalue())
print(json.dumps(printed))
"""


@dataclass(frozen=True)
class Clone:
    """A copy of the repository in which the recipes were followed."""

    folder: Path
    written: tuple[str, ...]

    def run(self, *command: str) -> str:
        """Run a module of the environment in the copy, and return what it said."""
        # A run of tests in the copy is not a worker of this run.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env=own | {"PYTHONPATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="module")
def demo(clone: Clone) -> str:
    """The settings file of the demo that the changed code wrote and refreshed for its own tests, which pass."""
    temporary = clone.folder / "temporary"
    without_everybody = ("-k", "not every_customer_of_the_demo")
    clone.run(
        "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", f"--basetemp={temporary}", *without_everybody, *NEAREST
    )
    return str(temporary / "demo" / "clientinfo.toml")


@pytest.fixture(scope="module")
def printed(clone: Clone, demo: str) -> dict[str, str]:
    """What each of the programs prints in the copy, and the cells of the new notebook."""
    (clone.folder / "branches.csv").write_text(BRANCHES)
    notebook = nbformat.read(clone.folder / "notebooks" / "open_by_town.ipynb", as_version=4)
    cells = "\n".join(cell.source for cell in notebook.cells)
    opened = f"import os; os.environ['CLIENTINFO_SETTINGS'] = DEMO\n{cells}\nprint(by_town['balance'].sum())"
    programs = PROGRAMS | {"notebook": opened}
    said = clone.run("-c", ONE_BY_ONE, demo, *programs.values())
    return dict(zip(programs, json.loads(said), strict=True))


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    folder = tmp_path_factory.mktemp("clone")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    # What is compiled belongs to a file as old and as long as it was: what a recipe changes is compiled again.
    for place in {Path(name).parent / "__pycache__" for name in tracked.split("\0") if name.endswith(".py")}:
        (folder / place).mkdir()
        for compiled in (ROOT / place).glob("*.pyc"):
            shutil.copyfile(compiled, folder / place / compiled.name)
    if (ROOT / ".mypy_cache").is_dir():  # what is known of the other files: the ones that changed are told by content
        shutil.copytree(ROOT / ".mypy_cache", folder / ".mypy_cache")
    written = [follow(folder, *block) for block in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))]
    assert len(written) >= 5
    return Clone(folder, tuple(sorted({name for name in written if name.endswith(".py")})))


def follow(folder: Path, kind: str, name: str, metadata: str, text: str) -> str:
    """Do what a block of a recipe says; the file that it is about."""
    file = folder / name
    if kind == "diff":
        file.write_text(changed(file.read_text("utf-8"), text, name), "utf-8")
    elif kind == "po":
        file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{text}", "utf-8")
    elif metadata:
        notebook = nbformat.read(file, as_version=4)
        notebook.metadata["clientinfo"] = json.loads(text)
        nbformat.write(notebook, file)
    elif name.endswith(".ipynb"):
        sources = text.rstrip().split(CELLS)
        cells = [nbformat.v4.new_code_cell(source.rstrip(), id=str(place)) for place, source in enumerate(sources)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    else:
        assert not file.exists(), f"{name} is there already"
        file.write_text(text, "utf-8")
    return name


def changed(content: str, difference: str, name: str) -> str:
    """Replace the lines of a difference without line numbers, which must stand once in the file."""
    lines = difference.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] != "+")
    new = "".join(line[1:] for line in lines if line[0] != "-")
    assert content.count(old) == 1, f"{name} does not have these lines once:\n{old}"
    return content.replace(old, new)


def test_what_the_recipes_write_is_in_shape_and_typed(clone: Clone) -> None:
    clone.run("-m", "ruff", "check", *clone.written, "notebooks/open_by_town.ipynb")
    clone.run("-m", "ruff", "format", "--check", *clone.written)
    clone.run("-m", "nbstripout", "--verify", "notebooks/open_by_town.ipynb")
    clone.run("-m", "mypy", *(name for name in clone.written if not name.startswith("tests/")))


def test_the_tests_nearest_to_the_recipes_pass(demo: str) -> None:
    assert Path(demo).is_file()


def test_the_new_tab_shows_what_the_customer_paid(printed: dict[str, str]) -> None:
    """The brochure's customer paid two invoices, 584 days after each: 18,992.40 in 2010 and 2,916.95 in 2011."""
    assert printed["tab"] == "payments 2 ('2010', '2011') 18992.40 2916.95\n"


def test_the_new_source_keeps_quarantines_and_says_what_to_do(printed: dict[str, str]) -> None:
    assert printed["source"] == "1 1 no file gone.csv; name it as `file` in clientinfo.toml\n"


def test_the_cells_of_the_new_notebook_run(printed: dict[str, str]) -> None:
    last = printed["notebook"].splitlines()[-1]
    assert re.fullmatch(r"\d+\.\d\d", last), printed["notebook"]
    assert float(last) > 0


def test_the_new_column_and_the_new_fact_reach_the_customer(printed: dict[str, str]) -> None:
    """The brochure's customer brought its cars on 26.08. and 31.08.2009; the demo's export has no colours."""
    assert printed["column and fact"] == "[(2009, 2)] 9\n"
