"""The front end's own files: one stylesheet (in parts), the icons, small ES modules. Nothing comes from elsewhere."""

import hashlib
import os
import re
from functools import cache
from pathlib import Path

from widgets.assets.map_data import MAP_DATA, map_data

ASSETS = Path(__file__).parent
# The publishing service sets it for the kernels of its pages: where it serves our scripts. Widgets then name the address
# of their script instead of carrying its source; elsewhere (plain Voila, JupyterLab) nobody serves it.
SCRIPTS_VARIABLE = "CLIENTINFO_SCRIPTS"
_SCRIPTS = "scripts/"
_NAMES = re.compile(r"([a-z_]+(?:\+[a-z_]+)*)\.js")
_START = ("dom", "theme", "single_keys", "menu", "day_counts", "question_tiles", "print_frame")
# The order is the cascade: tokens, then what all share, then the page's frame with its parts, then the views.
_FRAME_STYLES = ("tokens", "base", "shell")
STYLES = (
    *_FRAME_STYLES,
    "menu",
    "session",
    "apps",
    "views",
    "audit",
    "account_pages",
    "forms",
    "entries",
    "lists",
    "margin",
    "publications",
    "users",
    "tours",
)


@cache
def stylesheet() -> str:
    """Return the one stylesheet of every page: the parts of ``assets/css`` in the order of ``STYLES``."""
    return _styles(STYLES)


@cache
def frame_style() -> str:
    """Return the part of the stylesheet that a page's frame in grey needs, for a page that brings it along."""
    return _styles(_FRAME_STYLES)


def _styles(names: tuple[str, ...]) -> str:
    return "\n".join((ASSETS / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)


@cache
def icons() -> str:
    """Return the SVG symbols that ``icon`` refers to; every page holds them once."""
    return (ASSETS / "icons.svg").read_text(encoding="utf-8")


def icon(name: str, *, large: bool = False) -> str:
    """Return the HTML of an icon (``alert``, ``check``, ... see icons.svg). Decorative: a label must stand next to it."""
    size = " ci-icon--lg" if large else ""
    return f'<svg class="ci-icon{size}" aria-hidden="true"><use href="#i-{name}"/></svg>'


def script(name: str) -> Path | str:
    """Return an ES module in ``assets`` for anywidget's ``_esm``: its path, or in a published page its address."""
    return script_address(name) or ASSETS / f"{name}.js"


def module(*names: str) -> str:
    """Return an ES module put together from files in ``assets``, the last of which exports, for anywidget's ``_esm``.

    That is its text, since anywidget and JupyterLab load a module from memory, where it cannot import its neighbours; in
    a published page its address.
    """
    return script_address(*names) or source(*names)


def source(*names: str) -> str:
    """Return the text of files in ``assets``, one after the other.

    Raises:
        FileNotFoundError: There is none of one of the names.
    """
    return "\n".join(_text(name) for name in names)


@cache
def _text(name: str) -> str:
    return map_data(name) if name in MAP_DATA else (ASSETS / f"{name}.js").read_text(encoding="utf-8")


def are_scripts_served() -> bool:
    """Return whether somebody serves our scripts by address, so that widgets name theirs instead of carrying it."""
    return bool(os.environ.get(SCRIPTS_VARIABLE))


def script_address(*names: str) -> str:
    """Return the address of a module put together from these files, which changes with them; empty where none serves it.

    It is the same for every page, so that a browser loads it once.
    """
    base = os.environ.get(SCRIPTS_VARIABLE, "")
    version = hashlib.sha256(source(*names).encode()).hexdigest()[:12]
    return f"{base}{'+'.join(names)}.js?v={version}" if base else ""


def asset(name: str) -> bytes:
    """Return a file that pages refer to by address: the stylesheet, the script of the pages without kernel, icons, manifest.

    Raises:
        FileNotFoundError: There is none of this name.
    """
    match name:
        case "clientinfo.css":
            return stylesheet().encode()
        case "start.js":
            return source(*_START, "apps").encode()
        case _ if name.startswith(_SCRIPTS):
            return source(*_script_names(name.removeprefix(_SCRIPTS))).encode()
        case _:
            return (ASSETS / "page" / name).read_bytes()


def _script_names(file: str) -> list[str]:
    """Return the names in an address of ``script_address``; it is outside text, so each stands there once at most."""
    found = _NAMES.fullmatch(file)
    names = found[1].split("+") if found else []
    if not names or len(names) > len(set(names)):
        raise FileNotFoundError(file)
    return names
