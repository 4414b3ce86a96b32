"""What a page loads: which packages, at which addresses, and nothing else of the folders."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from hub.page_script.build import BUILT, ensure_built
from hub.service.front_end import WIDGET_PACKAGES, PageScript, Preloads, WidgetPackages
from hub.service.immutable_files import ImmutableFiles
from hub.web.asset_handler import AssetHandler
from tests.coroutines import in_a_loop
from widgets.assets import asset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    for name in ("ipydatagrid", "harmless", "stray"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.js").write_text(f"define([], () => '{name}')")
    (tmp_path / "ipydatagrid" / "icon.png").write_bytes(b"PNG")
    (tmp_path / "ipydatagrid" / "index.js.map").write_text("sources")
    (tmp_path / "ipydatagrid" / "settings.toml").write_text("secret")
    return tmp_path


def test_only_named_packages_are_offered_and_only_if_they_are_installed(packages: Path) -> None:
    found = WidgetPackages.installed("/wp/", ["ipydatagrid", "harmless", "absent"], packages)
    assert set(found.addresses) >= {"ipydatagrid", "harmless"}
    assert {"absent", "stray"}.isdisjoint(found.addresses)


def test_a_package_s_other_files_lie_next_to_its_module_and_sources_are_not_served(packages: Path) -> None:
    found = WidgetPackages.installed("/wp/", ["ipydatagrid"], packages)
    folder = found.addresses["ipydatagrid"].removeprefix("/wp/").removesuffix("index.js")
    assert set(found.files) == {f"{folder}index.js", f"{folder}icon.png"}


def test_a_changed_package_has_another_address(packages: Path) -> None:
    before = WidgetPackages.installed("/wp/", ["harmless"], packages).addresses["harmless"]
    (packages / "harmless" / "index.js").write_text("define([], () => 'new')")
    assert WidgetPackages.installed("/wp/", ["harmless"], packages).addresses["harmless"] != before


def test_the_packages_that_our_pages_use_are_installed() -> None:
    assert set(WidgetPackages.installed("/wp/", WIDGET_PACKAGES).addresses) == set(WIDGET_PACKAGES)


def test_the_bundle_s_addresses_are_files_of_the_bundle() -> None:
    ensure_built()
    script = PageScript.built("/page_script/")
    for address in (script.script, *script.imports, script.style):
        assert script.files[address.removeprefix("/page_script/")].parent == BUILT
    assert "entry.json" not in script.files


def test_the_next_page_of_an_app_asks_early_for_the_scripts_of_the_last_one() -> None:
    preloads = Preloads()
    assert preloads.of("customer.ipynb") == ()
    states = [{"_esm": "/scripts/b.js?v=1"}, {"_esm": "export default {}"}, {}, {"_esm": "/scripts/a.js?v=1"}]
    preloads.learn("customer.ipynb", {str(place): {"state": state} for place, state in enumerate(states)})
    assert preloads.of("customer.ipynb") == ("/scripts/a.js?v=1", "/scripts/b.js?v=1")
    assert preloads.of("audit.ipynb") == ()


def asked(files: Mapping[str, Path], name: str, folder: str = "files", **headers: str) -> HTTPResponse:
    async def ask() -> HTTPResponse:
        socket, port = bind_unused_port()
        routes = [(r"/files/(.*)", ImmutableFiles, {"files": files}), (r"/assets/(.*)", AssetHandler)]
        server = HTTPServer(Application(routes))
        server.add_socket(socket)
        try:
            address = f"http://127.0.0.1:{port}/{folder}/{name}"
            return await AsyncHTTPClient().fetch(address, headers=headers, decompress_response=False, raise_error=False)
        finally:
            server.stop()

    return in_a_loop(ask())


def test_files_are_kept_for_ever_and_come_compressed(packages: Path) -> None:
    file = packages / "harmless" / "index.js"
    packed = asked({"a/index.js": file}, "a/index.js", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert packed.headers["Content-Type"].startswith("text/javascript")
    assert gzip.decompress(packed.body) == file.read_bytes()
    assert asked({"a/index.js": file}, "a/index.js").body == file.read_bytes()


@pytest.mark.parametrize("name", ["clientinfo.css", "scripts/dom+search_box.js"])
def test_the_stylesheet_and_widgets_scripts_come_compressed_by_those_who_take_it(name: str) -> None:
    plain = asked({}, name, "assets")
    packed = asked({}, name, "assets", **{"Accept-Encoding": "gzip, br"})
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body == asset(name)
    assert len(packed.body) < len(plain.body) / 2


@pytest.mark.parametrize("name", ["", "index.js", "a/", "a/../a/index.js", "a/index.js/", "%2e%2e/settings.toml"])
def test_no_other_name_is_a_file(packages: Path, name: str) -> None:
    answer = asked({"a/index.js": packages / "harmless" / "index.js"}, name)
    assert answer.code == 404
