"""What no answer to anybody may tell: how the server is built, where it keeps things, whom it knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests

    from tests.security.raw import Answer

_NEVER = {
    "a traceback": re.compile(r"Traceback \(most recent call last\)|^\s*File \"[^\"]+\", line \d+", re.MULTILINE),
    "a path": re.compile(
        r"(?<![\w/.-])/(?:work|tmp|home|root|usr|opt|var|srv|etc|proc)/[\w.-]|site-packages|\.venv\b|\bpython3\.\d+"
    ),
    "a place in the code": re.compile(r"\b\w+\.py\b"),
    "an error of Python": re.compile(r"\b(?:Attribute|Type|Value|Key|Index|Runtime|Unicode|Assertion|OS)Error\b"),
    "a version": re.compile(
        r"(?i)\b(?:tornado|jupyter|jupyterhub|voila|python|node|ipython|ipykernel)[ /-]?v?\d+\.\d+(?:\.\d+)?\b"
    ),
}
# Names of the demo's people and customers: an answer that refuses names nobody.
_PEOPLE = re.compile("Meier|Vakuumtechnik|Sabine Service|Viktor Verkauf|Berta Buchhaltung|Karl Controlling")
# Tornado says its version in the header "Server"; the reverse proxy in front can take it away, we do it ourselves.
_HEADERS = ("server", "x-powered-by", "x-jupyterhub-version", "via")


def telling(text: str) -> list[str]:
    """What a text tells that it should not."""
    return [f"{what}: {found.group()!r}" for what, pattern in _NEVER.items() if (found := pattern.search(text))]


def assert_discreet(answer: Answer | requests.Response) -> None:
    """A refusal or error page tells nothing about the server, its files, or the people it knows."""
    found = telling(answer.text)
    found += [f"a name: {name.group()!r}" for name in [_PEOPLE.search(answer.text)] if name]
    for header in _HEADERS:
        value = answer.headers.get(header, "")
        found += [f"a version in {header}: {value}"] if re.search(r"\d\.\d", value) else []
    assert not found, f"{answer.url} ({answer.status_code}) tells {found}"
