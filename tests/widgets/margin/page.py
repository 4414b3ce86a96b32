"""What the margin page holds, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from widgets.margin.app import MarginApp
    from widgets.margin.figures import Figures
    from widgets.margin.view import View


def state(app: MarginApp) -> tuple[View, Figures]:
    assert app._view is not None
    assert app._figures is not None
    return app._view, app._figures


def text(markup: str) -> str:
    return " ".join(html.fromstring(f"<div>{markup}</div>").text_content().split())
