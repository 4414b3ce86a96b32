"""Widgets carry their script where nobody serves it, and name its address in published pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from widgets.assets import SCRIPTS_VARIABLE, asset, module, script


def test_without_a_service_a_widget_carries_its_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SCRIPTS_VARIABLE, raising=False)
    assert isinstance(script("table"), Path)
    assert "export default" in module("dom", "search_box")


def test_a_published_widget_names_an_address_at_which_its_script_is(monkeypatch: pytest.MonkeyPatch) -> None:
    carried = module("dom", "search_box")
    monkeypatch.setenv(SCRIPTS_VARIABLE, "/services/clientinfo/assets/scripts/")
    file, _, version = module("dom", "search_box").removeprefix("/services/clientinfo/assets/").partition("?v=")
    assert asset(file).decode() == carried
    assert version
    assert version != str(script("table")).partition("?v=")[2]


@pytest.mark.parametrize("name", ["", "../hub", "dom+", "dom+dom", "nothing", "DOM", "page/theme", "dom.js+dom"])
def test_nothing_else_is_a_script(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        asset(f"scripts/{name}.js")
