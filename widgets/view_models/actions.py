"""Buttons that open a form about a thing."""

from __future__ import annotations

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
class Actions(ViewModel):
    """Buttons side by side; on a page without forms they do nothing, so only who may write gets them."""

    actions: tuple[Action, ...]
