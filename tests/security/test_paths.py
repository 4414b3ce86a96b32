"""There is no way to a file that is not published, however the path is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.security.discretion import assert_discreet
from tests.security.raw import ask, cookies

if TYPE_CHECKING:
    from tests.stack import Client, Stack

BASE = "/services/clientinfo"
FOLDERS = [
    *(
        f"{BASE}/{name}"
        for name in ("", "assets/", "assets/scripts/", "page_script/", "widget_packages/bqplot/", "voila/render/")
    ),
    *(f"{BASE}/{name}" for name in ("voila/files/", "voila/templates/", "static/", "files/", "nbconvert/html/")),
    *(f"{BASE}/{name}" for name in ("api/contents/", "voila/api/contents/", "voila/api/themes/", "nbextensions/")),
    *("/hub/static/", "/hub/clientinfo/assets/", "/hub/", "/"),
]
# Content that must not come: the system's accounts, a file beside the notebooks, a notebook's source, a script of ours.
FORBIDDEN = ("root:x:", "secret notes", '"cells"', "open_directory", "def main(")
UP = 12


def climbs(file: str) -> list[str]:
    """A path that climbs out of its folder, in every writing that a server has ever fallen for."""
    return [
        "../" * UP + file,
        "..%2f" * UP + file.replace("/", "%2f"),
        "%2e%2e/" * UP + file,
        "%2e%2e%2f" * UP + file.replace("/", "%2F"),
        "%252e%252e%252f" * UP + file.replace("/", "%252f"),
        "..\\" * UP + file,
        "..%5c" * UP + file,
        "..%c0%af" * UP + file,
        "..%ef%bc%8f" * UP + file,
        "....//" * UP + file,
        "..;/" * UP + file,
        f"/{file}",
        f"//{file}",
        f"%2f{file}",
        f"clientinfo.css%00/../../{file}",
        f"clientinfo.css/{'../' * UP}{file}",
        f"file:///{file}",
        f"~root/{file}",
        f".//./{'../' * UP}{file}",
    ]


TARGETS = [
    *climbs("etc/passwd"),
    *("notes.txt", "customer.ipynb", "outside.ipynb", "../notes.txt", "%2e%2e/notes.txt", "../supervisor.py"),
    *("../../hub/jupyterhub.sqlite", "..%2f..%2fhub%2fsecrets.json", "%00", "%0d%0aX-Evil:1", "%ff%fe", "|"),
]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_path_leads_out(stack: Stack, service: Client, folder: str) -> None:
    known = cookies(service, "/services/clientinfo/") + "; " + cookies(service, "/hub/")
    for target in TARGETS:
        if folder == f"{BASE}/voila/render/" and target == "customer.ipynb":
            continue
        for headers in ({"Cookie": known}, {}):
            answer = ask(stack, folder + target, **headers)
            # The proxy cannot read what is not UTF-8, and stock Tornado's static files no null.
            unread = "%c0" in target or "%ff" in target or (folder == "/hub/static/" and "%00" in target)
            broken = {500} if unread else set()
            assert answer.status_code in {301, 302, 400, 403, 404} | broken, f"{answer.url}: {answer.status_code}"
            assert not [each for each in FORBIDDEN if each in answer.text], answer.url
            assert "x-evil" not in answer.headers
            assert_discreet(answer)


@pytest.mark.parametrize(
    "path",
    [
        *("voila/tree", "voila/tree/", "tree", "lab", "notebooks/customer.ipynb", "edit/notes.txt", "terminals/1"),
        *("api/terminals", "api/contents", "api/sessions", "api/kernels", "api/kernelspecs", "api/config/notebook"),
        *("api/me", "api/status", "api", "api/spec.yaml", "api/nbconvert", "api/security/csp-report", "api/shutdown"),
        *("voila/api/contents", "voila/api/themes", "voila/templates/lab/static/voila.js", "voila/files/customer.ipynb"),
        *("voila/query/x", "voila/execution/x", "voila/notebooks/customer.ipynb", "voila/render/", "voila", "voila/"),
        *("files/customer.ipynb", "files/customer.ipynb?download=1", "view/customer.ipynb", "nbconvert/html/customer.ipynb"),
        *("login", "kernelspecs/python3/logo-64x64.png", "custom/custom.css", "metrics/", "voila/static/voila.js", "assets/"),
        *("voila/labextensions/", "voila/labextensions/anywidget/package.json", "robots.txt", ".git/config", "internal/"),
    ],
)  # fmt: skip
def test_there_is_nothing_else(people: dict[str, Client], nobody: Client, path: str) -> None:
    for client in (people["analyst"], people["admin"], nobody):
        answer = client.get(f"{BASE}/{path}", allow_redirects=False)
        assert answer.status_code in {403, 404}, f"{path}: {answer.status_code}"
        assert_discreet(answer)


def test_the_address_without_its_last_slash_is_the_start_page(stack: Stack) -> None:
    answer = ask(stack, BASE)
    assert (answer.status_code, answer.headers["location"]) == (301, f"{BASE}/")


def test_static_files_are_ours_alone(stack: Stack, nobody: Client) -> None:
    """What everybody may have holds no data: it is there without a login."""
    for path in ("assets/clientinfo.css", "assets/icon.svg", "assets/scripts/dom+search_box.js"):
        answer = nobody.get(f"{BASE}/{path}")
        assert answer.status_code == 200
        assert "Meier" not in answer.text
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ask(stack, f"{BASE}/assets/../supervisor.py").status_code == 404


def test_a_page_without_the_right_role_does_not_start(people: dict[str, Client], stack: Stack) -> None:
    before = stack.sessions()
    for person, notebook in (("service", "controllers.ipynb"), ("admin", "customer.ipynb"), ("sales", "outside.ipynb")):
        answer = people[person].get(f"{BASE}/voila/render/{notebook}?CLIENTINFO_ROLES=controlling")
        assert answer.status_code in {403, 404}
        assert_discreet(answer)
    assert stack.sessions() == before


def test_a_page_that_fails_says_nothing_about_its_cause(people: dict[str, Client]) -> None:
    answer = people["controlling"].get(f"{BASE}/voila/render/failing.ipynb")
    assert "ci_page_failed()" in answer.text
    assert "secret" not in answer.text
    assert_discreet(answer)


def test_an_address_that_cannot_be_decoded_is_refused_without_a_trace(stack: Stack) -> None:
    """Review of security, attack 17: 500, and a stack trace in the proxy's log, at each request of anybody."""
    before = stack.log("proxy")
    for target in ("/%ff%fe", "/%", "/%zz", "/hub/%c0%af", "/services/clientinfo/%e0%a4%a"):
        assert ask(stack, target).status_code == 400, target
    assert stack.log("proxy") == before
