"""A name of a connector belongs to one class."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from data_sources import connector as registry
from data_sources.connector import connector, connector_class
from data_sources.errors import SourceSettingsWrong


@pytest.fixture(autouse=True)
def registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    connector_class("places", "cities")  # its module registers it once, when it is imported
    monkeypatch.setattr(registry, "_REGISTRY", dict(registry._REGISTRY))


def test_a_second_connector_of_a_name_is_refused_with_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = connector_class("places", "cities")
    other = tmp_path / "other_cities.py"
    other.write_text(
        "from data_sources.connector import connector\n\n\n@connector('places', 'cities')\nclass Other:\n    pass\n"
    )
    spec = importlib.util.spec_from_file_location("other_cities", other)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "other_cities", module)
    with pytest.raises(SourceSettingsWrong) as refused:
        spec.loader.exec_module(module)
    assert f"{other}:4" in str(refused.value)
    assert f"{Path(registry.__file__).parent / 'places' / 'cities.py'}:" in str(refused.value)
    assert connector_class("places", "cities") is shipped


def test_the_same_class_may_be_registered_again() -> None:
    cities = connector_class("places", "cities")
    assert connector("places", "cities")(cities) is cities


@pytest.mark.slow
def test_a_connector_needs_nothing_of_another_one_of_its_kind() -> None:
    """A drop folder is read without the library for mailboxes."""
    program = (
        "import sys; sys.modules['imapclient'] = None\n"
        "from data_sources.connector import connector_class\n"
        "print(connector_class('inbox', 'folder').__name__)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "FolderInbox\n", done.stderr
