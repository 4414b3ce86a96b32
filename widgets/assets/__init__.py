"""The front end's own files: one stylesheet (in parts), the icons, small ES modules. Nothing comes from elsewhere."""

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent
# The order is the cascade: tokens, then what all share, then the page's frame, then the views.
STYLES = ("tokens", "base", "shell", "views", "audit")


@cache
def stylesheet() -> str:
    """The one stylesheet of every page: the parts of ``assets/css`` in the order of ``STYLES``."""
    parts = (ASSETS / "css" / f"{name}.css" for name in STYLES)
    return "\n".join(part.read_text(encoding="utf-8") for part in parts if part.exists())


@cache
def icons() -> str:
    """The SVG symbols that ``icon`` refers to; every page holds them once."""
    return (ASSETS / "icons.svg").read_text(encoding="utf-8")


def icon(name: str, *, large: bool = False) -> str:
    """HTML of an icon (``alert``, ``check``, ... see icons.svg). Decorative: a label must stand beside it."""
    size = " ci-icon--lg" if large else ""
    return f'<svg class="ci-icon{size}" aria-hidden="true"><use href="#i-{name}"/></svg>'


def script(name: str) -> Path:
    """Path of an ES module in ``assets``, for anywidget's ``_esm``."""
    return ASSETS / f"{name}.js"
