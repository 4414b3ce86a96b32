"""Too much of everything: logins, bodies, headers, half requests. Others are served meanwhile, and afterwards."""

from __future__ import annotations

import http.client
import itertools
import re
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest
import requests
from requests.adapters import HTTPAdapter

from tests.security.discretion import assert_discreet
from tests.security.raw import ask, cookies, line_of
from tests.security.wire import Line, page
from tests.stack import PATIENCE, Client, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Stack

BASE = "/services/clientinfo"
MEGABYTE = 1 << 20
GUESSES = 100  # one address has 60 in a few minutes
ATTACKER = "127.0.0.2"  # this machine, too, but another address than everybody else's


@pytest.fixture(scope="module")
def bystander(people: dict[str, Client]) -> Iterator[Line]:
    with page(people["sales"]) as opened:
        yield opened


class FromAddress(HTTPAdapter):
    """Requests that come from another address of this machine."""

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs, source_address=(ATTACKER, 0))


def attacker(stack: Stack) -> Client:
    client = Client(stack)
    client.web.mount("http://", FromAddress())
    return client


def served(stack: Stack, bystander: Line) -> None:
    """Everything that others need."""
    assert bystander.settle()
    assert ask(stack, f"{BASE}/health").status_code == 200
    assert ask(stack, "/hub/login").status_code == 200


def test_a_flood_of_logins_stops_nobody_else(stack: Stack, bystander: Line) -> None:
    client = attacker(stack)
    form = client.get("/hub/login")
    token = re.search(r'name="_xsrf"\s+value="([^"]+)"', form.text)[1]
    answers: list[requests.Response] = []

    def guess(number: int) -> None:
        data = {"username": f"guess{number % 4}", "password": f"wrong password {number}", "_xsrf": token}
        answers.append(client.request("POST", "/hub/login", data=data, allow_redirects=False))

    with ThreadPoolExecutor(20) as pool:
        guesses = [pool.submit(guess, number) for number in range(GUESSES)]
        served(stack, bystander)
        other = Client.of(stack, "service")
        assert other.get("/hub/api/user").json()["name"] == "service", "a right login from elsewhere works meanwhile"
        for each in guesses:
            each.result(PATIENCE)
    assert {answer.status_code for answer in answers} <= {403, 429, 503}
    for answer in itertools.islice(answers, 0, None, 20):
        assert_discreet(answer)
    assert 429 in {answer.status_code for answer in answers}, "the attacker's address has to wait"
    assert Client.of(stack, "privacy").get("/hub/api/user").json()["name"] == "privacy"
    served(stack, bystander)


@pytest.mark.parametrize("path", ["/hub/login", "/hub/api/clientinfo/accounts", f"{BASE}/internal/end-sessions",
                                  f"{BASE}/api/session/1-1-1-1-1", f"{BASE}/nothing"])  # fmt: skip
def test_a_large_body_is_refused_before_it_is_read(stack: Stack, service: Client, bystander: Line, path: str) -> None:
    processes = (stack.hub(), stack.service())
    before = sum(process.memory_info().rss for process in processes)
    known = {"Cookie": cookies(service, path)}
    for size in (2 * MEGABYTE, 90 * MEGABYTE, 200 * MEGABYTE):
        connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=PATIENCE)
        with suppress(ConnectionError, http.client.RemoteDisconnected):  # hung up on: an answer, too
            connection.putrequest("POST", path)
            connection.putheader("Content-Length", str(size))
            connection.putheader("Cookie", known["Cookie"])
            connection.endheaders()
            with suppress(ConnectionError):
                connection.send(b"x" * MEGABYTE)  # the rest of what was announced never comes
            assert connection.getresponse().status in {400, 403, 404, 405, 413, 500, 503}
        connection.close()
    assert sum(process.memory_info().rss for process in processes) - before < 60 * MEGABYTE
    served(stack, bystander)


def test_odd_requests_are_refused_politely(stack: Stack, bystander: Line) -> None:
    many = "; ".join(f"cookie{number}=x" for number in range(500))
    for headers in ({"Cookie": "a=" + "x" * 60_000}, {"Cookie": many * 5}, {"X-Long": "x" * 200_000},
                    {"Cookie": '\xff\xfe=\x80; ;;;==; _xsrf; service-clientinfo="\\""; \t'},
                    {"Accept-Encoding": "gzip;q=x, *;q=-1"}, {"Range": "bytes=0-1,2-3,-9999999"},
                    {"Accept-Language": "x" * 9000}, {"If-None-Match": "*" * 9000}):  # fmt: skip
        for path in (f"{BASE}/", "/hub/login", f"{BASE}/assets/clientinfo.css"):
            with suppress(ConnectionError, http.client.RemoteDisconnected):
                answer = ask(stack, path, **headers)
                assert answer.status_code in {200, 206, 302, 304, 400, 403, 416, 431}
                assert not answer.text.startswith("Traceback")
    for path in (f"{BASE}/?customer=" + "x" * 12_000, f"{BASE}/" + "a/" * 6000, "/hub/login?next=" + "/x" * 30_000,
                 f"{BASE}/?" + "&".join(f"a{n}=1" for n in range(2000))):  # fmt: skip
        answer = ask(stack, path)
        assert answer.status_code in {200, 302, 400, 404, 414, 431}
        assert_discreet(answer)
    served(stack, bystander)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 100,
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"POST /hub/login HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /hub/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /hub/admin HTTP/1.1\r\n\r\n",
        b"POST /hub/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"POST /hub/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"GET /services/clientinfo/ HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\nX-Forwarded-User: admin\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /services/clientinfo/api/kernels/x/channels HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_request_is_not_answered_like_one(stack: Stack, bystander: Line, data: bytes) -> None:
    answer = line_of(stack, data).decode(errors="replace")
    assert "Traceback" not in answer
    assert not re.search(r"\r\nHTTP/1\.1 200", answer[8:]), "one request, one answer"
    served(stack, bystander)


RESET = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets


def leave(stack: Stack, begun: bytes, way: str) -> None:
    """Send a beginning, and go in one of several ways without waiting for the answer."""
    with socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE) as connection:
        connection.sendall(begun)
        if way == "half closed":
            with suppress(OSError):  # answered and closed already
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)
        elif way == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)


@pytest.mark.parametrize("way", ["reset", "closed", "half closed"])
def test_whoever_leaves_a_socket_before_it_is_open_leaves_no_trace(stack: Stack, bystander: Line, way: str) -> None:
    """Each was an "Uncaught Exception" of the proxy with its stack, up to 900 bytes for 200 of anybody's."""
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OTAxMjM0NQ==\r\n"
    before = stack.log("proxy")
    for path in (f"{BASE}/api/kernels/1-1-1-1-1/channels", "/hub/login", "/nothing", "/%zz"):
        begun = f"GET {path} HTTP/1.1\r\nHost: localhost:{stack.port}\r\n{upgrade}\r\n".encode()
        for _ in range(5):
            leave(stack, begun, way)
    served(stack, bystander)
    assert stack.log("proxy") == before


def test_a_body_that_is_refused_halfway_leaves_no_trace(stack: Stack, bystander: Line) -> None:
    """The proxy began a second answer, of the error, after the first one; and wrote stacks of both."""
    before = len(stack.log("proxy"))
    head = f"POST /hub/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: {8 * MEGABYTE}\r\n\r\n".encode()
    for _ in range(20):
        with socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE) as connection:
            with suppress(ConnectionError):
                connection.sendall(head)
                for _ in range(128):
                    connection.sendall(b"x" * (MEGABYTE // 16))
            with suppress(ConnectionError):
                connection.recv(65536)
    served(stack, bystander)
    assert "    at " not in stack.log("proxy")[before:]


def test_half_requests_keep_nobody_waiting(stack: Stack, bystander: Line) -> None:
    """A handful of clients that never finish what they began."""
    beginnings = [
        f"GET {BASE}/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".encode(),
        b"POST /hub/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nusername=",
        f"POST {BASE}/internal/end-sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{{".encode(),
        b"G",
    ]
    with ExitStack() as open_ones:
        for beginning in beginnings * 8:
            half = open_ones.enter_context(socket.create_connection(("127.0.0.1", stack.port), timeout=PATIENCE))
            half.sendall(beginning)
        served(stack, bystander)
        assert Client.of(stack, "accounting").get("/hub/api/user").json()["name"] == "accounting"
    served(stack, bystander)


def test_pages_that_nobody_waits_for_give_their_places_back(
    stack: Stack, people: dict[str, Client], bystander: Line
) -> None:
    """Somebody reloads and reloads, and leaves before a page is there."""
    before = stack.sessions()

    def hurry() -> None:
        with suppress(requests.RequestException):
            people["privacy"].web.get(f"{stack.base}voila/render/customer.ipynb", timeout=0.05, stream=True).close()

    hurried = [threading.Thread(target=hurry) for _ in range(12)]
    for each in hurried:
        each.start()
    for each in hurried:
        each.join(PATIENCE)
    with page(people["privacy"]) as opened:
        assert opened.settle()
    eventually(lambda: stack.sessions() <= before, "the places are free again")
    served(stack, bystander)
