"""One question by HTTP with an end: so many seconds in all, so many bytes, no way to another address."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from http.client import HTTPResponse

LARGEST = 256 * 1024
_PIECE = 16 * 1024
_OK = 200


@dataclass(frozen=True)
class Exchange:
    """What came back.

    Attributes:
        status: HTTP's; None: no answer came.
        body: The bytes, as far as they came.
        problem: Why the answer cannot be used: ``timeout``, ``unreachable``, ``too_long``, ``cut_off``; empty: it came whole.
    """

    status: int | None = None
    body: bytes = b""
    problem: str = ""

    @property
    def failure(self) -> str:
        """Why this is not an answer that could be read: a problem, ``not_json`` or ``http_503``; empty: it can be read."""
        if self.problem or self.values() is not None:
            return self.problem
        return "not_json" if self.status == _OK else f"http_{self.status}"

    def values(self) -> dict[str, Any] | None:
        """Return the JSON object that the answer is; None: it is something else.

        An object that says something twice is none: readers differ in which one counts (RFC 8259, 4).
        """
        try:
            found = json.loads(self.body, object_pairs_hook=_said_once)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Follow no redirect: a question about a customer goes where the settings say, and nowhere else."""
        return


def exchange(url: str, question: Mapping[str, str] | None, seconds: float, largest: int = LARGEST) -> Exchange:
    """Send a question as JSON (None: only fetch), and return what comes back within ``seconds``, however it comes.

    A socket's own timeout begins again with each piece, and the look-up of a name has none: the question is asked in a
    thread of its own, which is left when its time is over.

    Raises:
        ValueError: The address is not one of http or https.
    """
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url!r} is not an address of http or https")
    if seconds <= 0:
        return Exchange(problem="timeout")
    body = None if question is None else json.dumps(question, ensure_ascii=False).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "clientinfo"}
    request = urllib.request.Request(url, body, headers, method="GET" if body is None else "POST")  # noqa: S310  # checked above
    talk = _Talk(request, seconds, largest)
    thread = Thread(target=talk.hold, name="outside service", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        talk.end()
        return Exchange(talk.status, bytes(talk.body[:largest]), "timeout")
    return Exchange(talk.status, bytes(talk.body[:largest]), talk.problem)


@dataclass
class _Talk:
    """A question while it is asked: what came of the answer until now, and what can be cut off."""

    request: urllib.request.Request
    seconds: float
    largest: int
    status: int | None = None
    body: bytearray = field(default_factory=bytearray)
    problem: str = ""
    connections: list[HTTPConnection] = field(default_factory=list)

    def hold(self) -> None:
        opener = urllib.request.build_opener(_NoRedirect, _Plain(self.connections), _Secure(self.connections))
        try:
            try:
                with opener.open(self.request, timeout=self.seconds) as response:
                    self.problem = self._read(response)
            except urllib.error.HTTPError as error:
                with error:
                    self.problem = self._read(error)  # type: ignore[arg-type]  # it is a response, too
        except TimeoutError:
            self.problem = "timeout"
        except urllib.error.URLError as error:
            self.problem = "timeout" if isinstance(error.reason, TimeoutError) else "unreachable"
        except (OSError, HTTPException, ValueError):  # ValueError: a name that no host can have
            self.problem = "unreachable"

    def end(self) -> None:
        """Close what is open, so that the thread ends, too."""
        for each in self.connections:
            with suppress(OSError, AttributeError):  # it is closed, or not open yet
                each.sock.shutdown(socket.SHUT_RDWR)

    def _read(self, response: HTTPResponse) -> str:
        self.status = response.status
        try:
            while piece := response.read1(_PIECE):
                self.body += piece
                if len(self.body) > self.largest:
                    return "too_long"
        except TimeoutError:
            return "timeout"
        except (OSError, HTTPException):
            return "cut_off"
        length = response.headers.get("Content-Length", "")
        is_whole = not length.isdecimal() or int(length) == len(self.body)
        return "" if is_whole else "cut_off"


class _Plain(urllib.request.HTTPHandler):
    def __init__(self, connections: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = _noted(HTTPConnection, connections)

    def http_open(self, request: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._made, request)


class _Secure(urllib.request.HTTPSHandler):
    def __init__(self, connections: list[HTTPConnection]) -> None:
        super().__init__()
        self._made = _noted(HTTPSConnection, connections)

    def https_open(self, request: urllib.request.Request) -> HTTPResponse:
        return self.do_open(self._made, request)


def _noted(kind: type[HTTPConnection], connections: list[HTTPConnection]) -> Callable[..., HTTPConnection]:
    """Return what makes connections of a kind, and notes each."""

    def made(host: str, **options: Any) -> HTTPConnection:
        connections.append(kind(host, **options))
        return connections[-1]

    return made
