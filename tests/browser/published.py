"""A published page whose session endpoint the test plays, and a line to it that the test can cut."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Request

from hub.web.page_templates import templates
from tests.ports import free_port
from tests.stack import eventually

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

LINKS = {
    "home": "/services/clientinfo/",
    "password": "/hub/password",
    "lab": "/hub/spawn",
    "logout": "/services/clientinfo/logout",
}

# The logout of a page that was made for somebody proves that it is theirs (``hub.web.logout_link``).
OWN_LOGOUT = re.compile(rf"^{LINKS['logout']}\?proof=[0-9a-f]{{32}}$")

# axe's own rules are more; these are the ones that a menu, a dialog or a tile can break.
UNNAMED = """() => [...document.querySelectorAll("a, button, input, [role=dialog], [role=alertdialog], [role=menu]")]
    .filter(each => each.checkVisibility())
    .filter(each => !(each.getAttribute("aria-label") || each.title || each.textContent.trim() || each.labels?.length
        || document.getElementById(each.getAttribute("aria-labelledby") ?? "")?.textContent))
    .map(each => each.outerHTML)"""
DANGLING = """() => ["aria-controls", "aria-labelledby", "aria-describedby"].flatMap(name =>
    [...document.querySelectorAll(`.ci-appbar [${name}], .ci-session [${name}]`)].filter(each => !document.getElementById(each.getAttribute(name)))
    .map(each => each.outerHTML))"""
SMALL = """scope => [...document.querySelectorAll(`${scope} a, ${scope} button`)]
    .filter(each => each.checkVisibility() && (each.offsetHeight < 44 || each.offsetWidth < 44))
    .map(each => `${each.offsetWidth} x ${each.offsetHeight} ${each.outerHTML}`)"""
WIDTH = "document.documentElement.scrollWidth"
# What a script arranges by a size it does in the frame after it, and what follows from that in the next one.
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class PlayedSession:
    """What the service answers about the session, and what it was asked (``POST`` = somebody did something)."""

    status: int = 200
    seconds_left: int = 1800
    warn_seconds: int = 120
    after_post: int | None = None
    asked: list[Request] = field(default_factory=list)

    def play(self, page: Page) -> None:
        page.route("**/api/session/**", self._answer)

    def posts(self) -> list[Request]:
        return [request for request in self.asked if request.method == "POST"]

    def _answer(self, route: Route, request: Request) -> None:
        self.asked.append(request)
        if request.method == "POST" and self.after_post is not None:
            self.seconds_left = self.after_post
        if self.status == 0:
            route.abort("connectionrefused")
            return
        said: dict[str, Any] = {"seconds_left": self.seconds_left, "warn_seconds": self.warn_seconds}
        headers = {"Location": "/hub/login"} if self.status == 302 else {}
        route.fulfill(status=self.status, body=json.dumps(said), content_type="application/json", headers=headers)


class Line:
    """A port that passes everything on to another one, until it is cut; then it refuses, as a dead network does."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._sockets: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._turn = threading.Lock()
        self.port = free_port()  # nobody else gets it while the line is cut
        self.restore()

    def restore(self) -> None:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(64)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        with self._turn:
            assert self._listener is not None
            for each in (self._listener, *self._sockets):
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()
            self._listener = None
            self._sockets.clear()

    def _connect(self) -> socket.socket | None:
        try:
            return socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            return None

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _address = listener.accept()
                with self._turn:
                    is_cut = self._listener is not listener  # a moment ago: nothing goes through
                    far = None if is_cut else self._connect()
                    if far is None:
                        near.close()
                        continue
                    self._sockets += [near, far]
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


def keeps_no_draft(page: Page) -> None:
    """Wait until nothing of what was typed is left in this browser: it goes when the answer has come."""
    drafts = "Object.keys(localStorage).filter((key) => key.startsWith('clientinfo.draft|'))"
    eventually(lambda: page.evaluate(drafts) == [], "no draft is kept")


def rendered(template: str, **values: Any) -> str:
    """A page of ours that stands without a kernel, drawn as the service draws it."""
    return templates().get_template(template).render(base_url="/services/clientinfo/", **values)
