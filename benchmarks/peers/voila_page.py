"""The overview for stock Voila: widgets that are made once, whose traits change when another customer is chosen."""

from __future__ import annotations

import html
from typing import Any

import bqplot
import ipywidgets

from benchmarks.peers.overview import Overview, overview
from clientinfo_kernel.query.directory import open_directory


def page() -> ipywidgets.Widget:
    """Return the whole page, for the last line of a notebook's cell."""
    directory = open_directory()
    search = ipywidgets.Text(placeholder="Kunde suchen", continuous_update=True)
    hits = ipywidgets.Select(options=[("Bitte suchen", None)], rows=10)
    areas = {area: ipywidgets.HTML() for area in ("header", "balance", "lists", "events")}
    scales = {"x": bqplot.OrdinalScale(), "y": bqplot.LinearScale()}
    bars = bqplot.Bars(x=[], y=[], scales=scales)
    axes = [bqplot.Axis(scale=scales["x"]), bqplot.Axis(scale=scales["y"], orientation="vertical")]
    figure = bqplot.Figure(marks=[bars], axes=axes, title="Umsätze")

    def find(change: dict[str, Any]) -> None:
        found = directory.search(change["new"])
        # A list of options selects its first one: that is none of the customers.
        hits.options = [
            (f"{len(found)} Treffer", None),
            *((f"{hit.name}, {hit.town}, {hit.customer_number}", hit.customer_number) for hit in found),
        ]

    def show(change: dict[str, Any]) -> None:
        if change["new"] is None:
            return
        shown = overview(directory.customer(change["new"]))
        for area, text in _written(shown).items():
            areas[area].value = f'<div data-area="{area}">{text}</div>'
        with bars.hold_sync():
            bars.x, bars.y = list(shown.years), list(shown.totals)
        figure.title = f"Umsätze {shown.number}"

    search.observe(find, "value")
    hits.observe(show, "value")
    return ipywidgets.VBox([search, hits, *areas.values(), figure])


def _written(shown: Overview) -> dict[str, str]:
    lists = "".join(_list(title, lines) for title, lines in shown.lists.items())
    return {
        "header": _list(f"Kunde {shown.number}", shown.header),
        "balance": _list(f"Offen {shown.number}", shown.balance),
        "lists": f"<h2>{shown.number}</h2>{lists}",
        "events": _list(f"Ereignisse {shown.number}", shown.events),
    }


def _list(title: str, lines: tuple[str, ...]) -> str:
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    return f"<h2>{html.escape(title)}</h2><ul>{items}</ul>"
