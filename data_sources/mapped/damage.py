"""What is wrong with one file."""


class FileDamaged(Exception):
    """One file cannot be understood; the others can. The message says why, for people.

    Attributes:
        rule: By which it stands in the quarantine, for a file that was stopped because it takes too much; else empty.
    """

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class FileUnread(FileDamaged):
    """The operating system did not give the file: nothing is known of what is in it, and another time it may be had."""
