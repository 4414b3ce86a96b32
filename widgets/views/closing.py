"""The one rule for closing widgets: with everything that belongs to them."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache

import ipywidgets

_TO_JSON = ipywidgets.widget_serialization["to_json"]


def discard(*widgets: ipywidgets.Widget, keep: Collection[ipywidgets.Widget] = ()) -> None:
    """Close widgets with their children, layouts, styles, and the parts of their figures.

    What a closed widget leaves open stays in the kernel and in the browser until the session ends. A widget that holds
    others outside of its traits closes them in its own ``close``. Closing twice does nothing more.

    Args:
        widgets: What the page shows no longer.
        keep: Widgets that stay; what belongs to them stays, too, even where a discarded widget shares it.
    """
    kept = set(with_parts(keep))
    for each in list(with_parts(widgets)):
        if each not in kept:
            each.close()


def with_parts(widgets: Iterable[ipywidgets.Widget]) -> Iterator[ipywidgets.Widget]:
    """Yield the open ones among the widgets and all that they refer to, each once."""
    seen: set[ipywidgets.Widget] = set()
    waiting = list(widgets)
    while waiting:
        widget = waiting.pop()
        if widget.comm is not None and widget not in seen:
            seen.add(widget)
            yield widget
            waiting += _parts(widget)


def _parts(widget: ipywidgets.Widget) -> Iterator[ipywidgets.Widget]:
    for name in _traits_with_widgets(type(widget)):  # type: ignore[arg-type]  # mypy: a class is hashable
        value = getattr(widget, name)
        held = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else (value,)
        yield from (each for each in held if isinstance(each, ipywidgets.Widget))


@cache
def _traits_with_widgets(kind: type[ipywidgets.Widget]) -> tuple[str, ...]:
    return tuple(kind.class_traits(to_json=lambda function: function is _TO_JSON))
