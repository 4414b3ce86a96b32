"""What somebody reads in the place of what must not be shown, because nobody can write down that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import TooManyLines
from widgets.texts.language import _
from widgets.texts.pauses import too_many_lines

if TYPE_CHECKING:
    from clientinfo_kernel.errors import AuditNotWritten


def unwritten_words(error: AuditNotWritten) -> tuple[str, str]:
    """Return a title and a text."""
    if isinstance(error, TooManyLines):
        return too_many_lines(error)
    text = _(
        "Bis es wieder geschrieben werden kann, werden keine Kundendaten gezeigt oder exportiert. Sagen Sie bitte Ihrer"
        " Administration Bescheid."
    )
    return _("Das Zugriffsprotokoll kann nicht geschrieben werden"), text
