"""What our widgets are made of: ipywidgets without what the stylesheet does, and without a class for each of them.

A widget of ipywidgets brings a layout along, a second widget that kernel and browser make, hold and close with it. Ours are
laid out by the stylesheet. anywidget makes a class for each widget, which takes longer than the widget itself.
"""

from __future__ import annotations

from typing import Any

import anywidget
import ipywidgets
import traitlets


class _WithoutLayout(ipywidgets.DOMWidget):
    layout = traitlets.Instance(ipywidgets.Layout, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)


class BrowserWidget(_WithoutLayout, anywidget.AnyWidget):
    """A widget with a script of its own (``_esm``)."""

    def add_traits(self, **traits: traitlets.TraitType[Any, Any]) -> None:
        """Become a class with these traits too: anywidget's, the same for all widgets of a class."""
        kind = type(self)
        complete = _COMPLETE.get(kind)
        if complete is None:
            super().add_traits(**traits)
            _COMPLETE[kind] = type(self)
        else:
            self.__class__ = complete


class BareBox(_WithoutLayout, ipywidgets.Box):
    """Widgets in one element."""


class BareVBox(_WithoutLayout, ipywidgets.VBox):
    """Widgets below each other."""


class BareHTML(_WithoutLayout, ipywidgets.HTML):
    """Markup without actions. Its style would be another widget; the stylesheet says how it looks."""

    style = traitlets.Instance(ipywidgets.Style, allow_none=True).tag(sync=True, **ipywidgets.widget_serialization)


_COMPLETE: dict[type[BrowserWidget], type[BrowserWidget]] = {}
