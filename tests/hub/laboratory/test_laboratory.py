"""JupyterLab as analysts find it: what is set beside its own schemas, and the German that is installed."""

from __future__ import annotations

import json
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from jupyterlab_server.config import get_page_config
from jupyterlab_server.settings_utils import get_settings
from jupyterlab_server.translation_utils import get_language_packs

from hub.laboratory.arguments import EXTENSIONS, SETTINGS, laboratory_arguments

SCHEMAS = Path(sys.prefix, "share", "jupyter", "lab", "schemas")
OVERRIDES: dict[str, dict[str, Any]] = json.loads((SETTINGS / "overrides.json").read_text())


def test_each_setting_is_one_of_jupyterlab_s_own() -> None:
    """A name that JupyterLab does not know would be passed over in silence."""
    for plugin, chosen in OVERRIDES.items():
        package, _colon, name = plugin.partition(":")
        schema = json.loads((SCHEMAS / package / f"{name}.json").read_text())
        assert chosen.keys() <= schema["properties"].keys(), plugin


def test_it_speaks_german_by_default_and_its_words_are_installed() -> None:
    chosen = OVERRIDES["@jupyterlab/translation-extension:plugin"]["locale"]
    assert chosen in entry_points(group="jupyterlab.languagepack").names


def test_it_asks_nobody_for_news() -> None:
    notifications = OVERRIDES["@jupyterlab/apputils-extension:notification"]
    assert notifications["fetchNews"] == "false"  # "none" would ask each analyst
    assert "--LabApp.news_url=None" in laboratory_arguments()


def test_each_extension_s_script_is_where_its_package_says() -> None:
    [package] = EXTENSIONS.glob("*/package.json")
    described = json.loads(package.read_text())
    assert described["name"] == package.parent.name
    script = package.parent / described["jupyterlab"]["_build"]["load"]
    assert f'window._JUPYTERLAB["{described["name"]}"]' in script.read_text()


def test_an_analyst_goes_back_to_english_by_a_setting_of_their_own(tmp_path: Path) -> None:
    """German is no more than the default: what is chosen in the settings editor stands beside it, and wins."""
    plugin = "@jupyterlab/translation-extension:plugin"
    chosen = tmp_path / "@jupyterlab" / "translation-extension" / "plugin.jupyterlab-settings"
    chosen.parent.mkdir(parents=True)
    chosen.write_text('{"locale": "en"}')
    found, _warnings = get_settings(str(SETTINGS), str(SCHEMAS), str(tmp_path), schema_name=plugin)
    assert found["schema"]["properties"]["locale"]["default"] == "de_DE"
    assert found["settings"] == {"locale": "en"}
    packs, _message = get_language_packs()
    assert {"en", "de_DE"} <= packs.keys()


def test_it_asks_no_analyst_to_build_it() -> None:
    """What is installed beside us (a package of the environment with an extension in source form) asks for that."""
    config = get_page_config([], str(SETTINGS))
    assert (config["buildAvailable"], config["buildCheck"]) == (False, False)
