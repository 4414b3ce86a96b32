"""A notice: what is so, why, and one way on."""

from markupsafe import Markup

from widgets.view_models import Notice
from widgets.views.pen import Pen, icon, tag

_ICONS = {"ok": "check", "warn": "alert", "danger": "alert"}


def markup(notice: Notice, pen: Pen) -> Markup:
    """The notice; a danger is announced at once, the rest politely."""
    tone = f" ci-notice--{notice.tone}" if notice.tone in _ICONS else ""
    text = tag("p", notice.text) if notice.text else None
    return tag(
        "div",
        icon(_ICONS.get(notice.tone, "info")),
        tag("div", tag("h2", notice.title), text),
        pen.way(notice.link),
        class_=f"ci-notice{tone}",
        role="alert" if notice.tone == "danger" else "status",
    )
