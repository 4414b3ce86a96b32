"""What people read where a letter template of the house cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.operation.event_log import event_log
from widgets.texts.language import _

if TYPE_CHECKING:
    from widgets.papers.templates import TemplateWrong


def broken_template_said(error: TemplateWrong) -> str:
    """Return that a template cannot be used; what is wrong with it, and in which folder, is the server's log's to say."""
    event_log().error("letter template cannot be used", reason=str(error))
    said = _("Der Ordner mit den Vorlagen des Hauses fehlt.")
    if error.file:
        said = _("Die Vorlage „{file}“ des Hauses ist fehlerhaft.").format(file=error.file)
    asked = _("Bitte sagen Sie es der Administration: was nicht stimmt, steht im Protokoll des Servers.")
    return f"{said} {asked}"
