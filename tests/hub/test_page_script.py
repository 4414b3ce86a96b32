"""The bundle of the pages' script is built when its sources changed, and only then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hub.node_packages import PackagesMissing
from hub.page_script import build


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources with what was built from them."""
    build.ensure_built()
    folder = tmp_path / "page_script"
    shutil.copytree(Path(build.__file__).parent, folder)
    places = {"_HERE": "", "_LOCK": "package-lock.json", "BUILT": "dist", "ENTRY": "dist/entry.json"}
    for name, place in places.items():
        monkeypatch.setattr(build, name, folder / place)
    monkeypatch.setattr(build, "_BUNDLER", folder / "bundle.mjs")
    return folder


def test_a_bundle_of_these_sources_is_taken_as_it_is(checkout: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in (checkout / "dist").iterdir()}
    build.ensure_built()
    assert {file.name: file.stat().st_mtime_ns for file in (checkout / "dist").iterdir()} == before


def test_a_changed_source_is_bundled_anew_and_the_old_files_go(checkout: Path) -> None:
    source = checkout / "src" / "page.js"
    source.write_text(source.read_text() + "\nwindow.ci_changed = true;\n")
    before = set((checkout / "dist").iterdir())
    build.ensure_built()
    after = set((checkout / "dist").iterdir())
    assert build.built_version() == build.sources_version()
    assert any("ci_changed" in file.read_text() for file in after - before)
    assert len(after) == len(before)


def test_a_page_brings_only_what_it_uses_of_its_libraries() -> None:
    """A page has panels of widgets (their class is lm-Panel), and neither docks nor menus nor a palette of commands."""
    build.ensure_built()
    entry = json.loads(build.ENTRY.read_text(encoding="utf-8"))
    at_once = "".join((build.BUILT / name).read_text(encoding="utf-8") for name in (entry["script"], *entry["imports"]))
    every = "".join(file.read_text(encoding="utf-8") for file in build.BUILT.glob("*.js"))
    assert "lm-Panel" in at_once
    assert [name for name in ("lm-DockPanel", "lm-MenuBar", "lm-CommandPalette") if name in every] == []
    assert "lm-TabBar" in every
    assert "lm-TabBar" not in at_once  # a notebook's tabs come with the first of them


def test_without_npm_it_says_what_to_do(checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.rmtree(checkout / "dist")
    monkeypatch.setattr(build.sys, "prefix", str(tmp_path))

    def refuse(_pinned: Path, _place: Path) -> None:
        raise PackagesMissing("no registry")

    monkeypatch.setattr(build, "install", refuse)
    with pytest.raises(build.PageScriptMissing, match=r"no registry.*run: python -m hub\.page_script\.build"):
        build.ensure_built()
