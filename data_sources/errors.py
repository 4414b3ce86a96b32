"""The error tree of the sources.

SourceError                  something about one source; carries ``source``
├── SourceAbsent             the folder, file or server is not there
├── SourceUnreadable         it is there, but locked, refused or cut off
├── SourceMalformed          it was read, but it is not the format that the settings promise
├── SourceSettingsWrong      the section in clientinfo.toml cannot work
└── SourceFailed             the connector itself broke: a bug
"""


class SourceError(Exception):
    """A source could not deliver.

    Args:
        source: Kind of the source, e.g. ``ledger``.
        message: What is wrong and what to do next, for an operator, without secrets.
    """

    def __init__(self, source: str, message: str) -> None:
        super().__init__(message)
        self.source = source


class SourceAbsent(SourceError):
    """The folder, file or server of the source is not there."""


class SourceUnreadable(SourceError):
    """The source is there, but locked, refused or cut off."""


class SourceMalformed(SourceError):
    """The source was read, but it is not in the format that the settings promise."""


class SourceSettingsWrong(SourceError):
    """The source's section in clientinfo.toml cannot work."""


class SourceFailed(SourceError):
    """The connector itself broke: a bug, with its traceback in the log."""
