"""The error tree of the sources.

SourceError                  something about one source; carries ``source``
├── SourceAbsent             the folder, file or server is not there
├── SourceUnreadable         it is there, but locked, refused or cut off
├── SourceMalformed          it was read, but it is not the format that the settings promise
├── SourceSettingsWrong      the section in clientinfo.toml cannot work
└── SourceFailed             the connector itself broke: a bug
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from data_sources.remarks import Code


class SourceError(Exception):
    """A source could not deliver.

    Args:
        source: Kind of the source, e.g. ``ledger``.
        message: What is wrong and what to do next, for an operator, without secrets.

    Attributes:
        code: What everybody else reads about it (``data_sources.remarks``): a message can name folders of the server.
    """

    code: ClassVar[Code] = "source_failed"

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class SourceAbsent(SourceError):
    """The folder, file or server of the source is not there."""

    code = "source_absent"


class SourceUnreadable(SourceError):
    """The source is there, but locked, refused or cut off."""

    code = "source_unreadable"


class SourceMalformed(SourceError):
    """The source was read, but it is not in the format that the settings promise."""

    code = "source_malformed"


class SourceSettingsWrong(SourceError):
    """The source's section in clientinfo.toml cannot work."""

    code = "source_settings_wrong"


class SourceFailed(SourceError):
    """The connector itself broke: a bug, with its traceback in the log."""
