"""Python's code pages, imported before a process shuts itself in: afterwards no file can be opened."""

import encodings
import importlib
import pkgutil

_OF_WINDOWS = ("encodings.cp65001", "encodings.mbcs", "encodings.oem")


def import_code_pages() -> None:
    """Import all of them that there are on this system."""
    for _finder, name, _is_package in pkgutil.iter_modules(encodings.__path__, "encodings."):
        if name not in _OF_WINDOWS:
            importlib.import_module(name)
