"""The rules of a tab: small, pure, alone."""

import ast
from pathlib import Path

import widgets.panels
from widgets.panel import all_panels
from widgets.roles import EVERYBODY, GROSS_PROFIT, LEDGER
from widgets.texts.language import _

FOLDER = Path(widgets.panels.__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if path.name != "__init__.py")
PARTS = sorted((FOLDER.parent / "parts").glob("*.py"))
WIDGET_LIBRARIES = {"ipywidgets", "anywidget", "bqplot", "ipyleaflet", "IPython", "widgets.views", "widgets.app"}
SHIPPED = (
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
)


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def _foreign(path: Path, forbidden: set[str]) -> set[str]:
    return {name for name in _imports(path) if any(name == each or name.startswith(f"{each}.") for each in forbidden)}


def test_tabs_in_the_brochures_order():
    """A tab of a house's own may stand between them."""
    keys = {key for key, _title in SHIPPED}
    assert tuple((each.key, _(each.title)) for each in all_panels() if each.key in keys) == SHIPPED


def test_who_may_see_money():
    roles = {each.key: each.roles for each in all_panels()}
    assert roles["gross_profit"] == GROSS_PROFIT == {"controlling", "analyst"}
    assert roles["open_items"] == roles["inbox"] == LEDGER == {"accounting", "controlling", "analyst"}
    assert roles["revenue"] == {"sales", "accounting", "controlling", "analyst"}
    assert all(roles[key] == EVERYBODY for key in ("contact_persons", "cases", "vehicles", "orders", "place"))


def test_tabs_are_small_and_know_no_widgets_and_no_other_tab():
    assert len(FILES) >= len(SHIPPED)
    long = [path.name for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 60]
    foreign = {path.name: _foreign(path, WIDGET_LIBRARIES | {"widgets.panels"}) for path in FILES}
    assert (long, {name: names for name, names in foreign.items() if names}) == ([], {})


def test_parts_of_tabs_know_no_widgets_either():
    assert PARTS
    foreign = {path.name: _foreign(path, WIDGET_LIBRARIES) for path in PARTS}
    assert not {name: names for name, names in foreign.items() if names}


def test_tabs_never_ask_the_clock():
    for path in [*FILES, *PARTS, FOLDER.parent / "texts" / "due.py"]:
        names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        assert not names & {"today", "now", "utcnow"}, path.name
