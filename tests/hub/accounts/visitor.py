"""Somebody with a browser, as far as the Hub is concerned: cookies, forms, redirects that are looked at."""

from __future__ import annotations

import html
import itertools
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

PAGES_TOKEN = "pages-token-0123456789abcdef"
_ADDRESSES = itertools.count(1)


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    """What the Hub answered."""

    status: int
    headers: Any
    text: str

    @property
    def location(self) -> str:
        return str(self.headers.get("Location", ""))

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def alert(self) -> str:
        """The error that is announced."""
        found = re.search(r'role="alert".*?<p>(.*?)</p>', self.text, re.DOTALL)
        return html.unescape(found[1]) if found else ""

    @property
    def heading(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.text)
        return html.unescape(found[1]) if found else ""

    def value(self, name: str) -> str:
        """Value of a field of the form."""
        found = re.search(rf'name="{name}"[^>]*?value="(.*?)"', self.text)
        assert found, self.text
        return html.unescape(found[1])


@dataclass
class Visitor:
    """One browser at an address of its own (as the proxy would tell it)."""

    port: int
    address: str = ""
    jar: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        number = next(_ADDRESSES)
        self.address = self.address or f"10.1.{number // 250}.{number % 250 + 1}"
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _StayHere)

    def ask(self, method: str, path: str, data: bytes | None = None, **headers: str) -> Answer:
        request = urllib.request.Request(  # the tests' own Hub
            f"http://127.0.0.1:{self.port}{path}", data, {"X-Forwarded-For": self.address, **headers}, method=method
        )
        try:
            with self._opener.open(request, timeout=180) as answer:
                return Answer(answer.status, answer.headers, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read().decode())

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form with this browser's XSRF token."""
        return self.ask("POST", path, urlencode({"_xsrf": self.xsrf, **fields}).encode())

    def api(self, method: str, path: str = "", body: Any = None, token: str | None = None) -> Answer:
        """Ask the accounts API: with a token, or as this browser."""
        headers = {"Content-Type": "application/json"}
        headers |= {"Authorization": f"token {token}"} if token else {"X-XSRFToken": self.xsrf}
        data = None if body is None else json.dumps(body).encode()
        return self.ask(method, f"/hub/api/clientinfo/accounts{path}", data, **headers)

    @property
    def xsrf(self) -> str:
        return next((str(cookie.value) for cookie in self.jar if cookie.name == "_xsrf"), "")

    def login(self, name: str, password: str, query: str = "") -> Answer:
        self.get(f"/hub/login{query}")
        return self.submit(f"/hub/login{query}", username=name, password=password)

    def log_out(self) -> Answer:
        """Press the button that every page has."""
        found = re.search(r'href="(/hub/logout[^"]*)"', self.get("/hub/password").text)
        assert found
        return self.get(html.unescape(found[1]))

    @property
    def is_in(self) -> bool:
        """Whether the Hub knows this browser's user."""
        return self.is_in_by("/hub/password")

    def is_in_by(self, path: str) -> bool:
        """The same by a page that wants a login."""
        return not self.get(path).location.startswith("/hub/login")

    def page_token(self) -> str:
        """The OAuth token that the pages would get for this browser.

        Raises:
            AssertionError: The Hub refuses.
        """
        query = {
            "client_id": "service-clientinfo",
            "redirect_uri": "/services/clientinfo/oauth_callback",
            "response_type": "code",
            "state": "x",
        }
        granted = self.get(f"/hub/api/oauth2/authorize?{urlencode(query)}")
        assert granted.status == 302, granted.text
        code = parse_qs(urlsplit(granted.location).query)["code"][0]
        form = query | {"grant_type": "authorization_code", "client_secret": PAGES_TOKEN, "code": code}
        answer = self.ask("POST", "/hub/api/oauth2/token", urlencode(form).encode())
        return str(answer.json["access_token"])
