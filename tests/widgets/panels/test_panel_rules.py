"""The rules of a tab: small, pure, alone; and the recipe for a new one."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

import widgets.panels
from widgets import panel as registry
from widgets.panel import all_panels
from widgets.roles import EVERYBODY, GROSS_PROFIT, LEDGER

FOLDER = Path(widgets.panels.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")
RECIPE = '''"""Notiz: the remark of a customer."""

from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import panel
from widgets.view_models import Fact, Facts, ViewModel


@panel("remark", "Notiz", 200)
def remark(customer_file: CustomerFile) -> ViewModel:
    """What the house noted about the customer."""
    header = customer_file.header()
    return Facts((Fact("Bemerkung", header.remark), Fact("Gruppe", header.customer_group)))
'''


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_tabs_in_the_brochures_order():
    assert [(each.key, each.title) for each in all_panels()] == [
        ("overview", "Übersicht"),
        ("contact_persons", "Ansprechpartner"),
        ("cases", "Vorgänge und Kundenkontakte"),
        ("inbox", "Briefkästen"),
        ("revenue", "Umsätze"),
        ("open_items", "Offene Posten"),
        ("vehicles", "Fahrzeugstamm"),
        ("current_orders", "akt. Aufträge"),
        ("orders", "Aufträge gesamt"),
        ("gross_profit", "Rohertrag"),
        ("place", "Ort"),
    ]


def test_who_may_see_money():
    roles = {each.key: each.roles for each in all_panels()}
    assert roles["gross_profit"] == GROSS_PROFIT == {"controlling", "analyst"}
    assert roles["open_items"] == roles["inbox"] == LEDGER == {"accounting", "controlling", "analyst"}
    assert roles["revenue"] == {"sales", "accounting", "controlling", "analyst"}
    assert all(roles[key] == EVERYBODY for key in ("contact_persons", "cases", "vehicles", "orders", "place"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_tab_is_small_and_knows_no_widgets_and_no_other_tab(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
    foreign = {"ipywidgets", "anywidget", "bqplot", "ipyleaflet", "widgets.views", "widgets.app", "widgets.panels"}
    assert not {name for name in _imports(path) if any(name == each or name.startswith(f"{each}.") for each in foreign)}


@pytest.mark.parametrize("path", sorted((FOLDER.parent / "parts").glob("*.py")), ids=lambda path: path.stem)
def test_pieces_of_tabs_know_no_widgets_either(path):
    assert not {name for name in _imports(path) if name.startswith(("ipywidgets", "widgets.views", "widgets.app"))}


def test_a_file_of_fifteen_lines_is_a_new_tab(tmp_path, monkeypatch, meier):
    assert len(RECIPE.splitlines()) <= 15
    (tmp_path / "remark.py").write_text(RECIPE, encoding="utf-8")
    all_panels()
    monkeypatch.setattr(registry, "_PANELS", dict(registry._PANELS))
    monkeypatch.setattr(widgets.panels, "__path__", [*widgets.panels.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    try:
        last = all_panels()[-1]
        assert (last.key, last.title) == ("remark", "Notiz")
        assert last.build(meier).facts[0].value == "sammelt Modelle"
    finally:
        sys.modules.pop("widgets.panels.remark", None)


def test_tabs_never_ask_the_clock():
    for path in [*FILES, *(FOLDER.parent / "parts").glob("*.py"), FOLDER.parent / "texts" / "due.py"]:
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not names & {"today", "now", "utcnow"}, path.name
