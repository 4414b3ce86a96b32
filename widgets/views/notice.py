"""A notice: what is so, why, and one way on."""

from markupsafe import Markup

from widgets.markup import TONE_ICONS, tag
from widgets.markup import notice as notice_markup
from widgets.view_models import Notice
from widgets.views.markup_writer import MarkupWriter


def markup(notice: Notice, writer: MarkupWriter) -> Markup:
    """Return the notice; a danger is announced at once, the rest politely."""
    return notice_markup(
        notice.title,
        tag("p", notice.text) if notice.text else None,
        symbol=TONE_ICONS.get(notice.tone, "info"),
        tone=notice.tone,
        after=(writer.link_button(notice.link),),
        role="alert" if notice.tone == "danger" else "status",
    )
