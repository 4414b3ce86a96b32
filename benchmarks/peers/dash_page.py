"""The overview in Dash: a text field, a list of hits by pattern-matching callbacks, one callback for all areas.

Served by gunicorn, as Dash's documentation advises (``gunicorn benchmarks.peers.dash_page:server``).
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from dash import ALL, Dash, Input, Output, ctx, dcc, html, no_update

from benchmarks.peers.overview import overview
from clientinfo_kernel.query.directory import open_directory

_DIRECTORY = open_directory()
_AREAS = ("header", "balance", "lists", "events")


def _named(area: str) -> dict[str, Any]:
    return {"data-area": area}


app = Dash(__name__, title="Kunden")
server = app.server
app.layout = html.Div(
    [
        dcc.Input(id="search", type="search", placeholder="Kunde suchen", value=""),
        html.Div(id="hits"),
        *(html.Div(id=area, **_named(area)) for area in _AREAS),
        dcc.Graph(id="revenue"),
    ]
)


@app.callback(Output("hits", "children"), Input("search", "value"), prevent_initial_call=True)
def _find(text: str) -> list[Any]:
    return [
        html.Button(f"{hit.name}, {hit.town}, {hit.customer_number}", id={"type": "hit", "number": hit.customer_number})
        for hit in _DIRECTORY.search(text)
    ]


@app.callback(
    *(Output(area, "children") for area in _AREAS),
    Output("revenue", "figure"),
    Output("search", "value"),
    Input({"type": "hit", "number": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
def _show(clicks: list[int | None]) -> tuple[Any, ...]:
    if not any(clicks):
        return (no_update,) * (len(_AREAS) + 2)
    shown = overview(_DIRECTORY.customer(ctx.triggered_id["number"]))
    figure = go.Figure(go.Bar(x=shown.years, y=shown.totals), {"title": {"text": f"Umsätze {shown.number}"}})
    return (
        _list(f"Kunde {shown.number}", shown.header),
        _list(f"Offen {shown.number}", shown.balance),
        [html.H2(shown.number), *(_list(title, lines) for title, lines in shown.lists.items())],
        _list(f"Ereignisse {shown.number}", shown.events),
        figure,
        "",
    )


def _list(title: str, lines: tuple[str, ...]) -> Any:
    return html.Div([html.H2(title), html.Ul([html.Li(line) for line in lines])])
