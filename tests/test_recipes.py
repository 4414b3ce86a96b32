"""The recipes of CONTRIBUTING.md work as they are printed."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data_sources import connector

ROOT = Path(__file__).resolve().parents[1]
RECIPES = dict(
    re.findall(
        r"```python title=(\S+)\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.DOTALL
    )
)

TAB = """
import sys, pathlib, widgets.panels
widgets.panels.__path__.append(sys.argv[1])
from widgets.panel import all_panels
from clientinfo_kernel.query.directory import open_directory
(new,) = [panel for panel in all_panels() if panel.key == "payments"]
table = new.build(open_directory(pathlib.Path(sys.argv[2])).customer("10012"))
print(all_panels()[-1].key, table.rows.height)
"""


def test_a_new_tab_is_one_short_file(tmp_path: Path, demo_settings: Path) -> None:
    source = RECIPES["widgets/panels/payments.py"]
    assert len(source.splitlines()) <= 20
    (tmp_path / "payments.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "-c", TAB, str(tmp_path), str(demo_settings)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["payments", "2"]  # the two paid invoices of the brochure's customer


def test_a_new_vendor_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import data_sources.places

    (tmp_path / "branches.py").write_text(RECIPES["data_sources/places/branches.py"])
    monkeypatch.setattr(data_sources.places, "__path__", [*data_sources.places.__path__, str(tmp_path)])
    monkeypatch.setattr(connector, "_REGISTRY", dict(connector._REGISTRY))
    importlib.invalidate_caches()
    listing = tmp_path / "branches.csv"
    listing.write_text(
        "country;postal_code;town;street;latitude;longitude;accuracy\nDE;95028;Hof;Industriestr. 12;50.31;11.91;address\nDE;95028;Hof;;x;11.91;town\n"
    )
    (batch,) = connector.connector_class("places", "branches")(listing).read()
    assert (batch.kept.height, batch.rejects.height) == (1, 1)


def test_the_notebook_of_the_recipe_is_the_one_that_is_published() -> None:
    import nbformat

    notebook = nbformat.read(ROOT / "notebooks" / "customer.ipynb", as_version=4)
    cells = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert cells.split() == RECIPES["notebooks/mine.ipynb"].split()
