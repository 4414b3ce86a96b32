"""The front end's own files: one stylesheet (in parts), the icons, small ES modules. Nothing comes from elsewhere."""

from functools import cache
from pathlib import Path

ASSETS = Path(__file__).parent
# The order is the cascade: tokens, then what all share, then the page's frame with its parts, then the views.
STYLES = ("tokens", "base", "shell", "menu", "session", "apps", "views", "audit", "account_pages", "forms", "users")


@cache
def stylesheet() -> str:
    """Return the one stylesheet of every page: the parts of ``assets/css`` in the order of ``STYLES``."""
    parts = (ASSETS / "css" / f"{name}.css" for name in STYLES)
    return "\n".join(part.read_text(encoding="utf-8") for part in parts if part.exists())


@cache
def icons() -> str:
    """Return the SVG symbols that ``icon`` refers to; every page holds them once."""
    return (ASSETS / "icons.svg").read_text(encoding="utf-8")


def icon(name: str, *, large: bool = False) -> str:
    """Return the HTML of an icon (``alert``, ``check``, ... see icons.svg). Decorative: a label must stand next to it."""
    size = " ci-icon--lg" if large else ""
    return f'<svg class="ci-icon{size}" aria-hidden="true"><use href="#i-{name}"/></svg>'


def script(name: str) -> Path:
    """Path of an ES module in ``assets``, for anywidget's ``_esm``."""
    return ASSETS / f"{name}.js"


@cache
def module(*names: str) -> str:
    """Return the text of an ES module put together from files in ``assets``, the last of which exports.

    anywidget and JupyterLab load a module from memory, where it cannot import its neighbours.
    """
    return "\n".join(script(name).read_text(encoding="utf-8") for name in names)


def asset(name: str) -> bytes:
    """Return a file that pages refer to by address: the stylesheet, the script of the pages without kernel, icons, manifest.

    Raises:
        FileNotFoundError: There is none of this name.
    """
    match name:
        case "clientinfo.css":
            return stylesheet().encode()
        case "start.js":
            return module("dom", "theme", "menu", "apps").encode()
        case _:
            return (ASSETS / "page" / name).read_bytes()
