"""Somebody else's kernel is not there: not for another person, another browser, or a login that is over."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from websockets.exceptions import InvalidStatus

from tests.security.conftest import PEOPLE, refusals
from tests.security.discretion import assert_discreet
from tests.security.wire import Line, page
from tests.stack import Client, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Stack

BASE = "/services/clientinfo"
# 400: asked for the socket without its subprotocol, which is said before anybody looks whose kernel it is.
GONE = {400, 403, 404, 405}


@pytest.fixture(scope="module")
def other(people: dict[str, Client]) -> Iterator[Line]:
    """A controller's open page, which the others try to get at."""
    with page(people["controlling"], query="?customer=10012") as opened:
        yield opened


def routes(kernel_id: str) -> list[tuple[str, str]]:
    one = f"{BASE}/api/kernels/{kernel_id}"
    return [
        *((method, one) for method in ("GET", "HEAD", "DELETE", "POST", "PATCH", "PUT", "OPTIONS")),
        *(("POST", f"{one}/{action}") for action in ("interrupt", "restart", "shutdown", "channels")),
        ("GET", f"{one}/channels"),
        ("GET", f"{BASE}/api/session/{kernel_id}"),
        ("POST", f"{BASE}/api/session/{kernel_id}"),
        ("POST", f"{BASE}/voila/api/shutdown/{kernel_id}"),
        ("GET", f"{BASE}/voila/query/{kernel_id}"),
        ("GET", f"{BASE}/voila/execution/{kernel_id}"),
        ("GET", f"{BASE}/api/kernels/{kernel_id.upper()}"),
        ("GET", f"{BASE}/api/kernels/{kernel_id}%00"),
        ("GET", f"{BASE}//api/kernels/{kernel_id}"),
        ("GET", f"{BASE}/api/kernels/%2e%2e/kernels/{kernel_id}"),
    ]


def refused(client: Client, method: str, path: str) -> None:
    token = {c.name: c.value for c in client.web.cookies if c.path == f"{BASE}/"}.get("_xsrf", "")
    answer = client.request(method, path, headers={"X-XSRFToken": token}, allow_redirects=False)
    assert answer.status_code in GONE, f"{method} {path}: {answer.status_code}"
    assert_discreet(answer)


def no_socket(client: Client, kernel_id: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, client.socket(kernel_id):
        pass
    assert refusal.value.response.status_code in {403, 404}


@pytest.mark.parametrize("person", [name for name in PEOPLE if name != "controlling"])
def test_another_person_s_kernel_is_not_there(
    people: dict[str, Client], stack: Stack, other: Line, person: str
) -> None:
    client = people[person]
    client.get(f"{BASE}/voila/render/nothing.ipynb")
    for method, path in routes(other.kernel_id):
        refused(client, method, path)
    no_socket(client, other.kernel_id)
    said = {(each["subject"], each["detail"]) for each in refusals(stack, person)}
    assert ("user controlling", "page of another session") in said
    assert other.settle(), "the page that was attacked goes on"


def test_nobody_finds_a_kernel(nobody: Client, other: Line) -> None:
    for method, path in routes(other.kernel_id):
        refused(nobody, method, path)
    no_socket(nobody, other.kernel_id)
    assert other.settle()


def test_one_s_other_browser_has_its_own_kernels_only(stack: Stack, other: Line) -> None:
    second = Client.of(stack, "controlling")
    second.get(f"{BASE}/voila/render/nothing.ipynb")
    for method, path in routes(other.kernel_id):
        refused(second, method, path)
    no_socket(second, other.kernel_id)
    assert other.settle()


def test_a_kernel_that_never_was_looks_like_somebody_else_s(people: dict[str, Client], other: Line) -> None:
    """The answers do not tell which ids are in use."""
    client, never = people["service"], str(uuid.uuid4())
    for method in ("GET", "DELETE", "POST"):
        answers = [
            client.request(method, f"{BASE}/api/kernels/{kernel_id}", headers={"X-XSRFToken": client.xsrf})
            for kernel_id in (never, other.kernel_id)
        ]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].text == answers[1].text


@pytest.mark.parametrize("cookie", ["service-clientinfo", "jupyterhub-session-id", "jupyterhub-hub-login", "_xsrf"])
def test_a_forged_cookie_opens_nothing(stack: Stack, service: Client, other: Line, cookie: str) -> None:
    """Made up, damaged, and of another person in the place of one's own."""
    own = {c.name: c.value for c in service.web.cookies if c.path != "/hub/"}
    genuine = own.get(cookie, "2|1:0|10:1700000000|18:service-clientinfo|8:YWJjZA==|" + "0" * 64)
    for value in ("x", "", genuine[:-2] + "00", genuine[::-1], '"; Path=/', "admin", "2|1:0|10:1|1:x|0:|" + "f" * 64):
        forger = Client(stack)
        jar = {name: each for name, each in own.items() if name != "service-clientinfo"} | {cookie: value}
        answer = forger.web.get(
            f"{stack.root}{BASE}/api/kernels/{other.kernel_id}",
            headers={"Cookie": "; ".join(f"{name}={each}" for name, each in jar.items())},
            allow_redirects=False,
        )
        assert answer.status_code in GONE
        assert_discreet(answer)


def test_a_foreign_browser_id_beside_one_s_own_login_opens_nothing(
    stack: Stack, people: dict[str, Client], other: Line
) -> None:
    """The owner's browser id, which somebody may have seen, and the attacker's own login."""
    theirs = next(c.value for c in people["controlling"].web.cookies if c.name == "jupyterhub-session-id")
    own = {c.name: c.value for c in people["service"].web.cookies if c.path != "/hub/"}
    jar = own | {"jupyterhub-session-id": theirs}
    answer = Client(stack).web.get(
        f"{stack.root}{BASE}/api/kernels/{other.kernel_id}",
        headers={"Cookie": "; ".join(f"{name}={each}" for name, each in jar.items())},
        allow_redirects=False,
    )
    assert answer.status_code in GONE


def test_a_logout_ends_the_kernel_and_the_cookies(stack: Stack) -> None:
    leaver = Client.of(stack, "sales")
    kernel_id = leaver.open_app()
    kept = {c.name: c.value for c in leaver.web.cookies if c.path in {"/", f"{BASE}/"}}
    leaver.log_out()
    copy = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())}

    def gone() -> bool:
        address = f"{stack.root}{BASE}/api/kernels/{kernel_id}"
        return Client(stack).web.get(address, headers=copy, allow_redirects=False).status_code in GONE

    eventually(gone, "the kernel is gone for a copy of the cookies")
    answer = Client(stack).web.get(
        f"{stack.root}{BASE}/voila/render/customer.ipynb", headers=copy, allow_redirects=False
    )
    assert answer.status_code == 302, "a copy of the cookies has to log in anew"
    no_socket(leaver, kernel_id)
