"""Nobody is led to another site: not by a login, not by the pages' own way of asking the Hub, not by a logout."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import pytest

from tests.security.raw import ask, cookies
from tests.stack import Client

if TYPE_CHECKING:
    from tests.stack import Stack

# Each way of writing another site that a browser follows, or once did (WHATWG URL: blanks, tabs and line ends go, a
# backslash is a slash).
ELSEWHERE = (
    *("//evil.example", "https://evil.example/", "http://evil.example", "///evil.example", "////evil.example"),
    *("/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "\thttps://evil.example", "/\n/evil.example"),
    *("https:evil.example", "https:/evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x"),
    *("//evil.example/%2f..", "/%2f/evil.example", "/%5cevil.example", "//localhost@evil.example", "//evil.example#/hub/"),
    *("/hub/..//evil.example", "/.//evil.example", "?next=//evil.example", "//[::1]evil.example", "ftp://evil.example/"),
)  # fmt: skip


def leads_out(stack: Stack, location: str) -> bool:
    """Whether a browser that is told to go there leaves the publication."""
    seen = location.translate(dict.fromkeys(map(ord, "\t\r\n"))).strip().replace("\\", "/")
    there = urlsplit(urljoin(f"{stack.root}/hub/login", re.sub("^/{2,}", "//", seen)))
    return (there.scheme, there.netloc) != ("http", f"localhost:{stack.port}")


def test_what_leads_out_is_told(stack: Stack) -> None:
    assert [each for each in ELSEWHERE[:16] if not leads_out(stack, each)] == []
    assert not leads_out(stack, "/hub/?next=//evil.example")


@pytest.mark.parametrize("path", ["/hub/login", "/hub/", "/hub/home", "/hub/logout-to-nowhere", "/hub/password"])
def test_whoever_is_in_stays_here(stack: Stack, people: dict[str, Client], path: str) -> None:
    for target in ELSEWHERE:
        for written in (quote(target, safe=""), quote(target, safe="/:?#@[]%")):
            answer = ask(stack, f"{path}?next={written}", Cookie=cookies(people["sales"], "/hub/"))
            assert not leads_out(stack, answer.headers.get("location", "/")), (target, answer.headers)


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https:evil.example"])
def test_a_login_leads_to_no_other_site(stack: Stack, target: str) -> None:
    somebody = Client(stack)
    answer = somebody.log_in("sales", stack.logins["sales"], to=target)
    assert [each.headers["Location"] for each in answer.history if leads_out(stack, each.headers["Location"])] == []
    assert somebody.get("/services/clientinfo/").status_code == 200


def test_the_hub_gives_its_codes_to_the_pages_alone(stack: Stack, people: dict[str, Client]) -> None:
    """OAuth (RFC 6749, 3.1.2): a code goes to the registered address, and to no other that a link names."""
    for target in (
        *ELSEWHERE,
        "/services/clientinfo/",
        "/services/clientinfo/oauth_callback/../../../hub/",
        "/user/analyst/x",
    ):
        answer = ask(
            stack,
            "/hub/api/oauth2/authorize?client_id=service-clientinfo&response_type=code&state=x&redirect_uri="
            + quote(target, safe=""),
            Cookie=cookies(people["sales"], "/hub/"),
        )
        assert (answer.status_code, "code=" in answer.headers.get("location", "")) == (400, False), target


def test_no_page_of_the_service_leads_out(stack: Stack, people: dict[str, Client]) -> None:
    for target in ELSEWHERE:
        written = quote(target, safe="/:?#@[]%")
        for path in (f"?next={written}", f"oauth_callback?code=x&state={written}", f"logout?next={written}x"):
            if "logout" in path:
                answer = ask(stack, f"/services/clientinfo/{path}")  # nobody's: others still need their login
            else:
                answer = ask(stack, f"/services/clientinfo/{path}", Cookie=cookies(people["sales"]))
            assert not leads_out(stack, answer.headers.get("location", "/")), (path, answer.headers)
