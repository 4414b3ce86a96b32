"""Why something was not saved, in words for the person who typed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.errors import AuditNotWritten, ChangeNotPermitted, NotPermitted, SettingsError, TooManyLines
from clientinfo_kernel.live.document_files import NoRoomForDocuments
from clientinfo_kernel.live.errors import (
    CommandReused,
    InputRefused,
    LiveUnavailable,
    NothingToUndo,
    RowUnknown,
    TooMuchWritten,
    VolumeUnwritable,
)
from widgets.texts.language import _
from widgets.texts.pauses import too_many_lines, too_much_written
from widgets.texts.wrong_value import wrong_words

if TYPE_CHECKING:
    from clientinfo_kernel.errors import ClientInfoError


def unsaved_words(error: ClientInfoError, otherwise: str = "") -> str:
    """Return why something was not saved, in words for the person who typed or pressed it.

    Args:
        error: What the store said.
        otherwise: What is said in its place where another try can help; empty: that what was typed stays.
    """
    match error:
        case NotPermitted() | ChangeNotPermitted():
            said = _("Ihre Rolle darf das nicht ändern.")
        case InputRefused():
            said = wrong_words(error)
        case AuditNotWritten():
            broken = _("Das Zugriffsprotokoll kann nicht geschrieben werden. Solange wird nichts gespeichert.")
            said = too_many_lines(error)[1] if isinstance(error, TooManyLines) else broken
        case SettingsError():
            said = _(
                "Briefkopf oder Mailserver der Einstellungen sind fehlerhaft. Bitte sagen Sie es der Administration."
            )
        case NoRoomForDocuments():
            said = _(
                "Auf dem Server ist fast kein Platz mehr: Dateien werden gerade nicht angenommen. Bitte sagen Sie es der"
                " Administration."
            )
        case LiveUnavailable():
            said = _of_store(error, otherwise)
        case RowUnknown():
            said = _("Diesen Eintrag gibt es nicht mehr. Bitte wählen Sie einen anderen.")
        case NothingToUndo():
            since = _(
                "Hier wurde danach noch etwas geändert. Nichts wurde zurückgenommen; bitte sehen Sie noch einmal nach."
            )
            said = (
                since if error.is_outdated else _("Die letzte Änderung ist nicht mehr Ihre eigene; sie bleibt stehen.")
            )
        case CommandReused():
            said = _(
                "Dieser Entwurf wurde schon gespeichert, mit anderem Inhalt, vielleicht in einem anderen Fenster. "
                "Bitte sehen Sie nach: noch einmal zu speichern schreibt auch diesen."
            )
        case _:
            said = otherwise or _not_saved()
    return said


def _of_store(error: LiveUnavailable, otherwise: str) -> str:
    match error:
        case TooMuchWritten():
            return too_much_written(error)
        case VolumeUnwritable():
            full = _("Auf dem Server ist kein Platz mehr zum Schreiben. Bitte sagen Sie es der Administration.")
            return " ".join((full, otherwise or _("Ihr Text bleibt hier stehen.")))
        case _:
            away = _("Der Speicher antwortet nicht. Ihr Text bleibt hier stehen; bitte versuchen Sie es noch einmal.")
            return otherwise or away


def undone_words(error: ClientInfoError) -> str:
    """Return why a button did nothing, behind which nothing was typed that could be kept."""
    return unsaved_words(error, _not_saved())


def _not_saved() -> str:
    return _("Das wurde nicht gespeichert. Bitte versuchen Sie es noch einmal.")
