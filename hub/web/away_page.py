"""What people see while the part that should answer is starting: a page that loads itself again."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup
from tornado import web

from hub.configuration.addresses import SERVICE_PREFIX
from hub.web.page_templates import templates
from hub.web.page_texts import N_, _
from widgets.assets import stylesheet
from widgets.texts.language import Language, language, session

if TYPE_CHECKING:
    from pathlib import Path

# The page's styles are in it; it has nothing else.
TITLE = N_("Im Moment nicht erreichbar")
TEXT = N_("clientinfo startet gerade. Diese Seite versucht es alle drei Sekunden von selbst noch einmal.")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def away_page() -> str:
    """Return the page in the language of the request; it needs no further file."""
    return _page(language())


@cache
def _page(_language: Language, *, other: Language | None = None) -> str:
    page = templates().get_template("away.html.j2")
    styles = Markup(stylesheet())  # noqa: S704  # our own file
    return page.render(stylesheet=styles, base_url=SERVICE_PREFIX, title=_(TITLE), text=_(TEXT), other=_in_other(other))


def _in_other(other: Language | None) -> dict[str, str] | None:
    if other is None:
        return None
    with session(other):
        return {"language": other, "title": _(TITLE), "text": _(TEXT)}


def write_away_page(folder: Path) -> Path:
    """Write it where the proxy looks for what to say when nobody answers; return the folder.

    The proxy has one page for everybody: it says it in German, and below in English.

    Raises:
        OSError: It cannot be written.
    """
    folder.mkdir(exist_ok=True)
    with session("de"):
        (folder / "error.html").write_text(_page("de", other="en"), encoding="utf-8")
    return folder


class Away(web.RequestHandler):
    """Answers for the Hub while a new proxy does not know where it is."""

    def check_xsrf_cookie(self) -> None:
        """Let a form through that was meant for somebody else: it gets the same answer."""

    def prepare(self) -> None:
        """Say so, whatever was asked: 503, which a page takes for a lost connection and not for its end."""
        answer_away(self)


def answer_away(handler: web.RequestHandler) -> None:
    """Answer 503 with the page: come again."""
    handler.set_status(503)
    handler.set_header("Cache-Control", "no-store")
    handler.set_header("Retry-After", "1")
    handler.set_header("Content-Type", "text/html; charset=UTF-8")
    handler.set_header("Content-Security-Policy", _POLICY)
    handler.finish(away_page())
