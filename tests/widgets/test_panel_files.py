"""Files of tabs: a key belongs to one of them, and one that cannot be imported costs its own tab only."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import widgets.panels
from clientinfo_kernel.query.customer_file import CustomerFile
from widgets.panel import REGISTRY, PanelKeyTaken, all_panels, panel
from widgets.registry import RegistrationWrong
from widgets.view_models import Notice, ViewModel

TAB = """
from widgets.panel import panel
from widgets.texts.language import N_
from widgets.view_models import Notice


@panel("{key}", N_("Reiter"), order=500)
def tab(customer_file):
    return Notice("drawn")
"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], Path]]:
    """Writes files next to the shipped tabs."""
    all_panels()
    monkeypatch.setattr(REGISTRY, "entries", dict(REGISTRY.entries))
    monkeypatch.setattr(REGISTRY, "logged", set())
    monkeypatch.setattr(widgets.panels, "__path__", [*widgets.panels.__path__, str(tmp_path)])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # a file that changes within a second is read again
    written = []

    def write_file(name: str, text: str) -> Path:
        file = tmp_path / f"{name}.py"
        file.write_text(text)
        written.append(name)
        importlib.invalidate_caches()
        return file

    yield write_file
    for name in written:
        sys.modules.pop(f"widgets.panels.{name}", None)


def test_every_shipped_file_can_be_imported() -> None:
    assert [each.key for each in all_panels() if each.key.endswith(".py")] == []


def test_a_second_tab_of_a_key_is_refused_with_both_places(write: Callable[[str, str], Path]) -> None:
    file = write("second_vehicles", TAB.format(key="vehicles"))
    with pytest.raises(PanelKeyTaken) as refused:
        importlib.import_module("widgets.panels.second_vehicles")
    assert f"{file}:7" in str(refused.value)
    assert f"{Path(widgets.__file__).parent / 'panels' / 'vehicles.py'}:" in str(refused.value)
    assert [each.title for each in all_panels() if each.key == "vehicles"] == ["Fahrzeugstamm"]


@pytest.mark.parametrize(
    ("said", "instead", "reason"),
    [
        ("order=500", 'order="500"', "order of the panel 'own' must be a number, not '500'"),
        ("order=500", 'order=500, roles={"servce"}', "roles that do not exist: 'servce'; there are: service, sales"),
        ("order=500", 'order=500, roles="sales"', "must be a set, not 'sales'"),
        ('"own"', "None", "must be a word, not None"),
    ],
)
def test_a_slip_in_what_a_tab_says_of_itself_costs_this_tab(
    write: Callable[[str, str], Path], said: str, instead: str, reason: str
) -> None:
    others = [each.key for each in all_panels()]
    write("slip", TAB.format(key="own").replace(said, instead))
    with pytest.raises(RegistrationWrong, match=reason):
        importlib.import_module("widgets.panels.slip")
    assert [each.key for each in all_panels()] == [*others, "slip.py"]


def test_a_broken_file_is_a_tab_that_says_so_and_the_others_live(
    write: Callable[[str, str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    others = [each.key for each in all_panels()]
    write("broken", TAB.format(key="broken_tab") + "\nimport no_such_module\n")
    for _page in range(2):
        shown = all_panels()
        assert [each.key for each in shown] == [*others, "broken.py"]
    with pytest.raises(ModuleNotFoundError):
        shown[-1].build(CustomerFile.__new__(CustomerFile))
    logged = [json.loads(line) for line in capfd.readouterr().err.splitlines() if "panel not imported" in line]
    assert [line["module"] for line in logged] == ["widgets.panels.broken"]
    assert "no_such_module" in logged[0]["error"]
    assert any("broken.py:11" in frame for frame in logged[0]["frames"])


def test_a_mended_file_is_drawn_when_its_tab_is_tried_again(write: Callable[[str, str], Path]) -> None:
    write("broken", "import no_such_module\n")
    tab = all_panels()[-1]
    write("broken", TAB.format(key="mended"))
    assert tab.build(CustomerFile.__new__(CustomerFile)) == Notice("drawn")


@pytest.mark.usefixtures("write")
def test_a_cell_of_a_notebook_can_be_run_again() -> None:
    def define(title: str) -> None:
        def tab(_customer_file: CustomerFile) -> ViewModel:
            return Notice(title)

        tab.__module__ = "__main__"
        # Each run of a cell is a file of its own.
        tab.__code__ = tab.__code__.replace(co_filename=f"cell {title}")
        panel("cell", title, order=1)(tab)

    define("first")
    define("second")
    assert [each.title for each in all_panels() if each.key == "cell"] == ["second"]
