"""What the client of the accounts API sends, byte for byte, and what it makes of every kind of answer.

The Hub's side of the same contract is tested over a real Hub (``test_accounts``, ``hub/accounts/test_accounts_api``).
"""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.accounts import (
    Account,
    AccountsApiError,
    AccountsClient,
    AccountsRefused,
    AccountsUnreachable,
    StartPassword,
)
from clientinfo_kernel.access.hub_exchange import is_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SILENT = None


@dataclass
class Peer:
    """Answers every request the same way and keeps what it was asked."""

    port: int = 0
    status: int = 200
    content: bytes | None = b"null"
    asked: list[tuple[str, str, Any, dict[str, str]]] = field(default_factory=list)

    def client(self, seconds: float = 30.0) -> AccountsClient:
        return AccountsClient(f"http://127.0.0.1:{self.port}/hub/api/accounts/", "secret", "admin", seconds=seconds)

    def answers(self, status: int, content: object) -> None:
        self.status = status
        self.content = content if isinstance(content, bytes) else json.dumps(content).encode()


@pytest.fixture
def peer() -> Iterator[Peer]:
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            peer.asked.append((self.command, self.path, json.loads(body) if body else None, dict(self.headers)))
            if peer.content is SILENT:
                return  # the connection is closed without an answer
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(peer.content)))
            self.end_headers()
            self.wfile.write(peer.content)

        do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the library's names

        def log_message(self, *_args: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield peer
    server.shutdown()
    thread.join()
    server.server_close()


START = {"name": "petra.koenig", "password": "Nur einmal 1"}
PETRA = {
    "name": "petra.koenig",
    "full_name": "Petra König",
    "email": "pk@nordhof.example",
    "roles": ["service", "sales"],
    "last_login": "2026-11-02T07:30:00Z",
    "failed_logins": 2,
    "must_change_password": True,
}


@pytest.mark.parametrize(
    ("call", "answer", "request_sent", "returned"),
    [
        (lambda client: client.all(), [], ("GET", "", None), ()),
        (
            lambda client: client.add("Petra.Koenig"),
            START,
            (
                "POST",
                "",
                {"name": "Petra.Koenig", "full_name": "", "email": "", "branch": "", "roles": [], "admin": False},
            ),
            StartPassword("Nur einmal 1", "petra.koenig"),
        ),
        (
            lambda client: client.add(
                "p",
                full_name="P K",
                email="p@k.example",
                branch="Hof",
                roles=("sales",),
                admin=True,
                password="Selbst gewählt",
            ),
            START,
            (
                "POST",
                "",
                {
                    "name": "p",
                    "full_name": "P K",
                    "branch": "Hof",
                    "email": "p@k.example",
                    "roles": ["sales"],
                    "admin": True,
                    "password": "Selbst gewählt",
                },
            ),
            StartPassword("Nur einmal 1", "petra.koenig"),
        ),
        (
            lambda client: client.change("p", roles=("sales", "service")),
            {"name": "p"},
            ("PATCH", "/p", {"roles": ["sales", "service"]}),
            Account(name="p"),
        ),
        (
            lambda client: client.change("p", roles=()),
            {"name": "p"},
            ("PATCH", "/p", {"roles": []}),
            Account(name="p"),
        ),
        (
            lambda client: client.change("p", admin=False, locked=True, full_name="", email=""),
            {"name": "p", "locked": True},
            ("PATCH", "/p", {"admin": False, "locked": True, "full_name": "", "email": ""}),
            Account(name="p", locked=True),
        ),
        (
            lambda client: client.new_password("p"),
            {"password": "Nur einmal 2"},
            ("POST", "/p/password", {}),
            StartPassword("Nur einmal 2", "p"),
        ),
        (
            lambda client: client.new_password("p", "Selbst gewählt"),
            {"password": "Selbst gewählt"},
            ("POST", "/p/password", {"password": "Selbst gewählt"}),
            StartPassword("Selbst gewählt", "p"),
        ),
        (lambda client: client.end_sessions("p"), b"", ("POST", "/p/end-sessions", {}), None),
        # A name is one segment of the path, whatever is in it.
        (lambda client: client.delete("a/../b ü?"), b"", ("DELETE", "/a%2F..%2Fb%20%C3%BC%3F", {}), None),
    ],
)
def test_each_call_is_one_request(
    peer: Peer,
    call: Callable[[AccountsClient], object],
    answer: object,
    request_sent: tuple[str, str, object],
    returned: object,
) -> None:
    peer.answers(200, answer)
    assert call(peer.client()) == returned
    ((method, path, body, headers),) = peer.asked
    assert (method, path.removeprefix("/hub/api/accounts"), body) == request_sent
    assert headers["Authorization"] == "token secret"
    assert headers["Content-Type"] == "application/json"


def test_an_account_is_read_whole(peer: Peer) -> None:
    peer.answers(200, [PETRA])
    (account,) = peer.client().all()
    assert account == Account(
        name="petra.koenig",
        full_name="Petra König",
        email="pk@nordhof.example",
        roles=("service", "sales"),
        last_login=datetime(2026, 11, 2, 7, 30, tzinfo=UTC),
        failed_logins=2,
        must_change_password=True,
    )


@pytest.mark.parametrize("status", [400, 403, 404, 409])
def test_a_refusal_says_why(peer: Peer, status: int) -> None:
    peer.answers(status, {"message": "Das Konto gibt es schon.", "field": "name", "error": "NameTaken"})
    with pytest.raises(AccountsRefused) as refused:
        peer.client().add("sales")
    assert str(refused.value) == "Das Konto gibt es schon."
    assert (refused.value.status, refused.value.field, refused.value.error) == (status, "name", "NameTaken")


def test_a_refusal_names_a_field_and_a_rule_only_where_there_is_one(peer: Peer) -> None:
    peer.answers(403, {"message": "Forbidden"})
    with pytest.raises(AccountsRefused) as refused:
        peer.client().delete("sales")
    assert (refused.value.field, refused.value.error) == ("", "")
    bare = AccountsRefused("no", 403)
    assert (bare.field, bare.error) == ("", "")


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (502, b"<html>Bad gateway</html>", "the Hub answered 502 without a reason; see its log"),
        (200, b"<html>Login</html>", "the Hub's answer cannot be understood: "),
        (200, b'[{"full_name": "nameless"}]', "the Hub's answer cannot be understood: "),
        (200, SILENT, "the Hub does not answer (RemoteDisconnected)"),
    ],
)
def test_an_answer_that_is_not_the_hub_s_is_said(peer: Peer, status: int, content: bytes | None, words: str) -> None:
    peer.status, peer.content = status, content
    with pytest.raises(AccountsUnreachable) as unreachable:
        peer.client().all()
    assert str(unreachable.value).startswith(words)
    assert isinstance(unreachable.value, AccountsApiError)


def test_a_redirect_is_not_followed(peer: Peer) -> None:
    peer.answers(302, b"")
    with pytest.raises(AccountsUnreachable):
        peer.client().all()
    assert len(peer.asked) == 1


def test_nobody_listens_or_nobody_answers_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:  # accepts, and says nothing
        port = deaf.getsockname()[1]
        client = AccountsClient(f"http://127.0.0.1:{port}/hub/api/accounts", "secret", "", seconds=0.05)
        with pytest.raises(AccountsUnreachable, match=r"the Hub does not answer \(TimeoutError\)"):
            client.all()
        assert not is_up(f"http://127.0.0.1:{port}/hub/health", seconds=0.05)
    with pytest.raises(AccountsUnreachable, match=r"the Hub does not answer \(ConnectionRefusedError\)"):
        client.all()


@pytest.mark.parametrize(("status", "up"), [(200, True), (302, True), (399, True), (400, False), (503, False)])
def test_a_hub_is_up_that_says_so(peer: Peer, status: int, *, up: bool) -> None:
    peer.answers(status, b"")
    assert is_up(f"http://127.0.0.1:{peer.port}/hub/health") is up
    assert [(method, path) for method, path, _body, _headers in peer.asked] == [("GET", "/hub/health")]


def test_https_is_spoken_where_the_address_says_so(peer: Peer) -> None:
    client = AccountsClient(f"https://127.0.0.1:{peer.port}/hub/api/accounts", "secret", "admin")
    with pytest.raises(AccountsUnreachable, match="the Hub does not answer"):
        client.all()
    assert peer.asked == [], "the token was not sent in the clear"


def test_the_client_of_an_environment_asks_in_its_administrator_s_name(peer: Peer) -> None:
    environment = {
        "CLIENTINFO_ACCOUNTS_URL": f"http://127.0.0.1:{peer.port}/hub/api/accounts",
        "CLIENTINFO_ACCOUNTS_TOKEN": "secret",
        "CLIENTINFO_USER": "admin",
        "CLIENTINFO_ROLES": "admin",
    }
    client = AccountsClient.from_environment(environment)
    assert client is not None
    assert client.actor == "admin"
    assert set(environment) == {"CLIENTINFO_USER", "CLIENTINFO_ROLES"}
    peer.answers(200, [])
    assert client.all() == ()
    ((method, path, _body, headers),) = peer.asked
    assert (method, path, headers["Authorization"]) == ("GET", "/hub/api/accounts", "token secret")


@pytest.mark.parametrize("missing", ["CLIENTINFO_ACCOUNTS_URL", "CLIENTINFO_ACCOUNTS_TOKEN"])
def test_half_an_environment_gives_no_client_and_nothing_stays(missing: str) -> None:
    environment = {"CLIENTINFO_ACCOUNTS_URL": "http://127.0.0.1:9/x", "CLIENTINFO_ACCOUNTS_TOKEN": "t"}
    del environment[missing]
    assert AccountsClient.from_environment(environment) is None
    assert environment == {}


def test_what_is_shown_of_a_client_and_a_password_is_no_secret(peer: Peer) -> None:
    assert repr(peer.client()) == "AccountsClient(actor='admin')"
    assert repr(StartPassword("secret", "petra")) == "StartPassword(name='petra')"
