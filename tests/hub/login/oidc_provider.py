"""A real OpenID Connect provider as a process of its own, and people who log in there."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import requests

from tests.ports import free_port
from tests.stack import PATIENCE, REPOSITORY, Client, eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Stack

SECRET = "client-secret-0123456789"


@dataclass
class Provider:
    """The provider; it forgets its people when it ends, so they are told to it again."""

    port: int
    log: Path
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.hub.login.oidc_process", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=log)
        eventually(self._answers, "the provider answers")
        for subject, claims in self.people.items():
            self.knows(subject, **claims)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def knows(self, subject: str, **claims: Any) -> None:
        self.people[subject] = claims
        answer = requests.put(f"{self.issuer}/users/{subject}", json=claims, timeout=PATIENCE)
        assert answer.status_code == 204, answer.text

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            return requests.get(f"{self.issuer}/.well-known/openid-configuration", timeout=PATIENCE).ok
        except requests.ConnectionError:
            return False


@contextmanager
def running_provider(folder: Path) -> Iterator[Provider]:
    provider = Provider(free_port(), folder / "provider.log")
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


@dataclass
class Visitor(Client):
    """Somebody who logs in at the provider."""

    def leave(self, path: str = "/services/clientinfo/") -> str:
        """Open a page, press the button; the address of the provider's own form."""
        page = self.get(path)
        address = re.search(r'href="([^"]*/hub/oauth_login[^"]*)"', page.text)
        assert address, page.text
        return self.get(html.unescape(address[1])).url

    def approve(self, form: str, subject: str, *, follow: bool = True) -> requests.Response:
        """Say at the provider who one is, and come back."""
        return self.web.post(form, data={"sub": subject}, timeout=PATIENCE, allow_redirects=follow)

    def come_in(self, subject: str, path: str = "/services/clientinfo/") -> requests.Response:
        return self.approve(self.leave(path), subject)


def visitor(stack: Stack, subject: str) -> Visitor:
    """Somebody who is in."""
    person = Visitor(stack)
    answer = person.come_in(subject)
    assert answer.status_code == 200, answer.text
    assert answer.url.startswith(stack.base), answer.url
    return person


def alert(page: requests.Response) -> str:
    """The error that a page announces."""
    found = re.search(r'role="alert".*?<p>(.*?)</p>', page.content.decode(), re.DOTALL)
    return html.unescape(found[1]) if found else ""
