"""One question by HTTP with an end: so many seconds in all, so many bytes, no way to another address."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
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
        """Why this is no answer that could be read: a problem, ``not_json`` or ``http_503``; empty: it can be read."""
        if self.problem or self.values() is not None:
            return self.problem
        return "not_json" if self.status == _OK else f"http_{self.status}"

    def values(self) -> dict[str, Any] | None:
        """Return the JSON object that the answer is; None: it is something else."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Follow no redirect: a question about a customer goes where the settings say, and nowhere else."""
        return


def exchange(url: str, question: Mapping[str, str] | None, seconds: float) -> Exchange:
    """Send a question as JSON (None: only fetch), and return what comes back within ``seconds``.

    Raises:
        ValueError: The address is not one of http or https.
    """
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url!r} is not an address of http or https")
    body = None if question is None else json.dumps(question, ensure_ascii=False).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json", "User-Agent": "clientinfo"}
    request = urllib.request.Request(url, body, headers, method="GET" if body is None else "POST")  # noqa: S310  # checked above
    end = time.monotonic() + seconds
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=seconds) as response:
            return _read(response, end)
    except urllib.error.HTTPError as error:
        with error:
            return _read(error, end)  # type: ignore[arg-type]  # it is a response, too
    except TimeoutError:
        return Exchange(problem="timeout")
    except urllib.error.URLError as error:
        return Exchange(problem="timeout" if isinstance(error.reason, TimeoutError) else "unreachable")
    except (OSError, HTTPException):
        return Exchange(problem="unreachable")


def _read(response: HTTPResponse, end: float) -> Exchange:
    status, body = response.status, bytearray()
    try:
        while piece := response.read1(_PIECE):
            body += piece
            if len(body) > LARGEST:
                return Exchange(status, bytes(body[:LARGEST]), "too_long")
            if time.monotonic() > end:
                return Exchange(status, bytes(body), "timeout")
    except TimeoutError:
        return Exchange(status, bytes(body), "timeout")
    except (OSError, HTTPException):
        return Exchange(status, bytes(body), "cut_off")
    length = response.headers.get("Content-Length", "")
    is_whole = not length.isdecimal() or int(length) == len(body)
    return Exchange(status, bytes(body), "" if is_whole else "cut_off")
