"""Buttons that open a form about a thing, or hand over a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from widgets.view_models.base import ViewModel


@dataclass(frozen=True)
class Action:
    """A button: which form of the page it opens, about which thing."""

    label: str
    form: str
    item: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Download:
    """A button that hands over a file, which is made when somebody presses it.

    Attributes:
        label: What it says.
        name: Of the file, without its ending; the page adds whose it is, and of which day.
        media_type: What the file is; its second part is the ending of the name.
        make: Makes it.
        has_whole_name: ``name`` is the file's, with its ending; nothing is added.
    """

    label: str
    name: str
    media_type: str
    make: Callable[[], bytes]
    has_whole_name: bool = False


@dataclass(frozen=True)
class Actions(ViewModel):
    """Buttons side by side; on a page without forms they do nothing, so only people who are allowed to write get them."""

    actions: tuple[Action | Download, ...]
