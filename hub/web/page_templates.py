"""Our page templates: one Jinja environment for the life of the service. Stock Voila compiles them at each request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from hub.web.asset_handler import stylesheet_version
from hub.web.page_texts import translate
from widgets.assets import frame_style, icons
from widgets.texts.language import language

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TEMPLATES = Path(__file__).parents[1] / "templates" / "clientinfo"


def templates() -> jinja2.Environment:
    """Templates for error pages, the start page and the like; everything is escaped."""
    return _environment(enable_async=False)


class PageTemplate:
    """The template of a notebook as a page, rendered piece by piece while its kernel starts and runs."""

    def __init__(self, **same_for_all: Any) -> None:
        environment = _environment(enable_async=True)
        environment.globals.update(same_for_all, frame_style=Markup(frame_style()))  # noqa: S704  # our own file
        self._template = environment.get_template("index.html.j2")

    def pieces(self, context: dict[str, Any]) -> AsyncIterator[str]:
        """Return the page's HTML, as it comes."""
        return self._template.generate_async(context)


def _environment(*, enable_async: bool) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, enable_async=enable_async, auto_reload=False
    )
    environment.globals.update(
        _=translate,
        language=language,
        style_version=stylesheet_version(),
        icons=Markup(icons()),  # noqa: S704  # our own file
    )
    environment.filters["markdown"] = _markdown
    return environment


def _markdown(source: str) -> Markup:
    """Return a notebook's own text as HTML; what could run is taken out."""
    from nbconvert.filters import clean_html, markdown2html

    return Markup(clean_html(markdown2html(source)))  # noqa: S704  # cleaned
