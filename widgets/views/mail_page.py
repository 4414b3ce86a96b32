"""A mail as a readable page."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from widgets.markup import tag
from widgets.texts.formats import moment
from widgets.texts.language import _

if TYPE_CHECKING:
    from data_sources.inbox.rendition import Mail


def markup(mail: "Mail") -> Markup:
    """Sender, receiver, subject, text, and the names of the attachments."""
    entries = (
        (_("Von"), mail.sender),
        (_("An"), mail.to),
        (_("Betreff"), mail.subject),
        (_("Gesendet"), moment(mail.sent_at) if mail.sent_at else None),
        (_("Anlagen"), ", ".join(mail.attachments) or None),
    )
    facts = [tag("div", tag("dt", label), tag("dd", value)) for label, value in entries if value]
    return tag(
        "article",
        tag("dl", *facts, class_="ci-facts ci-facts--grid ci-doc__mail"),
        tag("pre", mail.text, class_="ci-doc__text"),
        class_="ci-doc__page",
    )
