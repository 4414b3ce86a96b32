"""What the guides say is so: their code runs, their links lead somewhere, their words are the ones on the screen."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

from tests.guide_pictures import STEPS
from tests.screenshots import PICTURES

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDES = sorted(DOCS.glob("*.md"))
GERMAN = (DOCS / "user_guide.md", DOCS / "analyst_guide.md")
# What stands on the screen by JupyterLab's own words, and in the guides' explanation of what italics are.
ELSEWHERE = {
    *("Schrägschrift", "Einstellungen", "Sprache", "Datei", "clientinfo", "Ausführen", "Alle Zellen ausführen"),
    "Umbenennen Notebook…",
}
_FENCE = re.compile(r"```.*?```", re.DOTALL)


def _text(guide: Path) -> str:
    return guide.read_text(encoding="utf-8")


def anchors(guide: Path) -> set[str]:
    """The names of a guide's headings, as they are made of them by whoever shows Markdown."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", _text(guide)), re.MULTILINE)
    plain = (re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", each).lower() for each in headings)
    return {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in plain}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_link_leads_to_something(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", _text(guide))):
        if target.startswith(("http:", "https:", "mailto:")):
            continue
        file, _hash, anchor = target.partition("#")
        path = (guide.parent / file).resolve() if file else guide
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


def test_every_picture_is_taken_by_the_script_and_shown_somewhere() -> None:
    shown = {name for guide in (*GERMAN, ROOT / "README.md") for name in re.findall(r"images/(\w+)\.png", _text(guide))}
    assert shown == {path.stem for path in (DOCS / "images").glob("*.png")}
    assert shown == {*STEPS, *(picture.name for picture in PICTURES)}


@cache
def words_on_the_screen() -> frozenset[str]:
    """All German texts of the program, of the pages' tiles and of what it adds to JupyterLab."""
    found: set[str] = set()
    for package in ("widgets", "hub"):
        with (ROOT / package / "locale/en/LC_MESSAGES/clientinfo.po").open("rb") as file:
            for message in read_po(file):
                found |= {message.id} if isinstance(message.id, str) else set(message.id)
    for notebook in (ROOT / "notebooks").rglob("*.ipynb"):
        metadata = json.loads(_text(notebook))["metadata"]
        found |= {metadata.get("title", ""), metadata.get("clientinfo", {}).get("title", "")}
    script = _text(ROOT / "hub/laboratory/extensions/clientinfo-laboratory/static/remoteEntry.js")
    return frozenset(found | set(re.findall(r'words\(\s*"([^"]+)"', script)))


@pytest.mark.parametrize("guide", GERMAN, ids=lambda path: path.stem)
def test_every_word_in_italics_stands_on_the_screen(guide: Path) -> None:
    text = re.sub(r"\*\*.*?\*\*", "", _FENCE.sub("", _text(guide)), flags=re.DOTALL)
    named = {" ".join(each.split()) for each in re.findall(r"(?<![*\w])\*([^*]+)\*(?![*\w])", text)}
    assert len(named) > 10
    assert named - words_on_the_screen() - ELSEWHERE == set()


def test_the_analysts_code_runs_block_by_block(demo_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLIENTINFO_SETTINGS", str(demo_settings))
    names: dict[str, Any] = {}
    shown = []
    for block in re.findall(r"```python\n(.*?)```", _text(DOCS / "analyst_guide.md"), re.DOTALL):
        program = ast.parse(block)
        last = program.body.pop()
        exec(compile(program, "analyst_guide.md", "exec"), names)  # noqa: S102 - our own guide
        assert isinstance(last, ast.Expr), block
        shown.append(eval(compile(ast.Expression(last.value), "analyst_guide.md", "eval"), names))  # noqa: S307
    tables, vehicles, *_more, postings = shown
    assert "vehicles" in repr(tables)
    assert "mileage_km" in vehicles._repr_html_()
    assert postings.height > 0
    assert min(names["large_orders"](names["directory"].customer("10012")).rows["amount"]) > 1000
    assert names["answer"].total["revenue"] is not None
