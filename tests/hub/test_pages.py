"""What the start page needs to know of each app, and the files that pages refer to."""

import json
import re
from pathlib import Path

import pytest

from clientinfo_kernel.access.rights import GRANTS, ROLES
from hub.web.asset_handler import AssetHandler
from widgets.assets import asset, icons

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
SYMBOLS = set(re.findall(r'id="i-(\w+)"', icons()))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_says_what_its_tile_shows_and_who_may_open_it(path):
    app = json.loads(path.read_text(encoding="utf-8"))["metadata"]["clientinfo"]
    assert app["title"]
    assert app["description"].endswith(".")
    assert app["icon"] in SYMBOLS
    assert set(app.get("roles", ROLES)) <= {*GRANTS, "admin"}
    assert isinstance(app["order"], int)


def test_every_icon_that_the_pages_name_is_there():
    root = Path(__file__).parents[2]
    sources = [*(root / "widgets").rglob("*.py"), *(root / "hub" / "templates").rglob("*")]
    named = {
        name
        for path in sources
        if path.is_file()
        for name in re.findall(r"#i-(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert named <= SYMBOLS


@pytest.mark.parametrize("name", sorted(AssetHandler.TYPES))
def test_every_asset_has_its_content(name):
    assert asset(name).strip()


def test_the_start_page_s_script_is_whole():
    script = asset("start.js").decode()
    assert "const menuButton" in script
    assert "import " not in script


def test_there_is_no_other_asset():
    with pytest.raises(FileNotFoundError):
        asset("nothing.svg")
