"""Texts of the pages that stand without a kernel, in the language of who reads them.

German in the source, English in ``hub/locale`` (and, for words that the apps have as well, in ``widgets/locale``).
Each request is a session of its own (``widgets.texts.language``): its language is the one that the person chose in an
app, else the browser's, else German.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tornado.web import OutputTransform

from widgets.texts.language import LANGUAGES, Language, catalogue, language, mark, open_session

if TYPE_CHECKING:
    import gettext

    from tornado.httputil import HTTPHeaders, HTTPServerRequest

# Written by the language switch of the apps (widgets/assets/theme.js).
LANGUAGE_COOKIE = "clientinfo-language"


@cache
def _catalogue(chosen: Language) -> gettext.NullTranslations:
    return catalogue(chosen, ("hub", "widgets"))


def translate(text: str) -> str:
    """Return the text in the language of the request; a text without translation stays as it is."""
    return _catalogue(language()).gettext(text) if text else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for this count in the language of the request, with ``{count}`` filled in."""
    if language() == "de":
        return (singular if count == 1 else plural).format(count=count)
    return _catalogue(language()).ngettext(singular, plural, count).format(count=count)


_ = translate
N_ = mark


def requested_language(request: HTTPServerRequest) -> Language:
    """Return the language that a request asks for: by the cookie, else by Accept-Language, else German."""
    morsel = request.cookies.get(LANGUAGE_COOKIE)
    wanted = [morsel.value] if morsel is not None else []
    wanted += _accepted(request.headers.get("Accept-Language", ""))
    return next((each for name in wanted for each in LANGUAGES if name == each), "de")


def _accepted(header: str) -> list[str]:
    """Return the primary languages of an Accept-Language header, the preferred one first (RFC 9110, 12.5.4)."""
    found: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _semicolon, weight = part.partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        if quality > 0:
            found.append((quality, tag.strip().lower().partition("-")[0]))
    return [tag for _quality, tag in sorted(found, key=lambda each: -each[0])]


class RequestLanguage(OutputTransform):
    """Gives each request a session in its language, and says so in the answer.

    Tornado makes the transforms of a request before it starts the task of its handler, no matter who wrote the handler: the
    pages of stock JupyterHub and Voila are in the right language, too.
    """

    def __init__(self, request: HTTPServerRequest) -> None:
        open_session(requested_language(request))

    def transform_first_chunk(
        self,
        status_code: int,
        headers: HTTPHeaders,
        chunk: bytes,
        finishing: bool,  # noqa: FBT001  # tornado's signature
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Tell caches on what a page's language depends."""
        if headers.get("Content-Type", "").startswith("text/html"):
            headers.add("Vary", "Accept-Language, Cookie")
        return super().transform_first_chunk(status_code, headers, chunk, finishing)
