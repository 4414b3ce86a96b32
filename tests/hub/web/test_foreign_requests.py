"""What a browser says of the page that made it ask. By Fetch Metadata (W3C) and the header Origin (RFC 6454)."""

import pytest
from tornado.httputil import HTTPHeaders

from hub.web.foreign_requests import is_foreign

HOST = {"Host": "house.test:8000"}
LINK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
SOCKET = {"Upgrade": "WebSocket", "Sec-Fetch-Mode": "websocket", "Sec-Fetch-Dest": "empty"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"Sec-Fetch-Site": "same-origin"}),
        ("GET", {"Sec-Fetch-Site": "none", **LINK}),  # typed into the address bar
        ("GET", {"Sec-Fetch-Site": "cross-site", **LINK}),  # a link in a mail, the way back from a login elsewhere
        ("GET", {"Sec-Fetch-Site": "same-site", **LINK}),
        ("GET", {"Sec-Fetch-Site": "same-origin", **SOCKET}),
        ("POST", {"Origin": "http://house.test:8000"}),
        ("POST", {"Origin": "http://HOUSE.test:8000"}),
        ("POST", {}),  # no browser
        ("GET", {"Upgrade": "websocket"}),  # no browser
        ("GET", {"Origin": "https://evil.test"}),  # a link, in a browser without Fetch Metadata
    ],
)
def test_passes(method: str, headers: dict[str, str]) -> None:
    assert not is_foreign(method, HTTPHeaders(HOST | headers))


@pytest.mark.parametrize("site", ["same-site", "cross-site", "", "SAME-ORIGIN"])
@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", LINK),  # a form
        ("DELETE", {"Sec-Fetch-Mode": "cors"}),
        ("OPTIONS", {"Sec-Fetch-Mode": "cors"}),  # the question before it
        ("GET", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}),
        ("GET", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}),
        ("GET", SOCKET),
        ("GET", LINK | {"Upgrade": "websocket"}),
    ],
)
def test_a_foreign_page_gets_nothing(site: str, method: str, headers: dict[str, str]) -> None:
    # A made-up Origin does not help: what the browser says of the site counts.
    named = HOST | headers | {"Sec-Fetch-Site": site, "Origin": "http://house.test:8000"}
    assert is_foreign(method, HTTPHeaders(named))


@pytest.mark.parametrize(
    "origin", ["null", "http://lab.house.test:8000", "http://house.test", "http://[", "file://", ""]
)
@pytest.mark.parametrize(("method", "headers"), [("POST", {}), ("PATCH", {}), ("GET", {"Upgrade": "websocket"})])
def test_without_fetch_metadata_the_origin_must_be_ours(origin: str, method: str, headers: dict[str, str]) -> None:
    assert is_foreign(method, HTTPHeaders(HOST | headers | {"Origin": origin}))


@pytest.mark.parametrize(
    ("forwarded", "origin", "passes"),
    [
        ("https", "https://house.test:8000", True),
        ("https,http", "https://house.test:8000", True),  # nginx, then our own proxy
        ("https, ws", "https://house.test:8000", True),
        ("https", "http://house.test:8000", False),  # a page that somebody on the way can write
        ("https,http", "http://house.test:8000", False),
        ("HTTPS,ws", "http://house.test:8000", False),
        ("wss", "http://house.test:8000", False),
        ("http", "http://house.test:8000", True),
        ("ws", "https://house.test:8000", True),  # a proxy in front that ends TLS and does not say so
        ("http,https", "http://house.test:8000", True),
    ],
)
@pytest.mark.parametrize(("method", "headers"), [("POST", {}), ("GET", {"Upgrade": "websocket"})])
def test_a_page_without_tls_is_another_origin_than_one_with_it(
    method: str, headers: dict[str, str], forwarded: str, origin: str, *, passes: bool
) -> None:
    named = HTTPHeaders(HOST | headers | {"Origin": origin, "X-Forwarded-Proto": forwarded})
    assert is_foreign(method, named) is not passes
