"""Tabs of a test's own, and what a browser says to their page."""

from widgets.panel import EVERYBODY, Panel
from widgets.view_models import Notice


def panel(key, order, build=None, badge=None):
    return Panel(
        key,
        key.title(),
        order,
        EVERYBODY,
        build or (lambda file: Notice(f"{key} of {file.header().customer_number}")),
        badge,
    )


def say(app, **message):
    app._bridge._on_message(app._bridge, message, [])
