"""The error tree of the kernel. Sources have their own (data_sources.errors).

ClientInfoError
├── SettingsError       clientinfo.toml is missing or wrong
├── SnapshotMissing     there is no snapshot yet: refresh first
├── SnapshotDamaged     the files do not fit together: refresh again
├── TableNotAsDeclared  the refresh is about to write other columns than query.tables declares
├── TableUnknown        a snapshot has no table of this name; names the near ones
├── ColumnUnknown       a table has no column of this name; names the near ones
├── CustomerUnknown     no customer has this number
├── QuestionError       a question about margins names what there is not; names the near ones
├── MonthDecided        somebody else closed the month, or opened it again, meanwhile
├── NotPermitted        the viewer's roles are not allowed to see this
├── ChangeNotPermitted  the viewer's roles are not allowed to change this
├── (live.errors)       what can be wrong with something that people write
├── AuditUnavailable    the audit log's files cannot be read or deleted
├── AuditNotWritten     the audit log cannot be written, so nothing is shown, exported or changed
│   └── TooManyLines    one person has written as many of its lines as people do in an hour; it ends by itself
│       ├── TooManyListed   lists have shown one person as many customers
│       └── TooManyTaken    one person has taken along as many rows as files
├── TooManySearched     the search has shown one person as many customers as people need; it ends by itself
└── TooManyOpened       one person has opened as many; it ends by itself
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from clientinfo_kernel.access.topics import Changeable, Topic


class ClientInfoError(Exception):
    """Anything that clientinfo itself can explain; the message says what to do next."""


class SettingsError(ClientInfoError):
    """clientinfo.toml is missing or wrong."""


class SnapshotMissing(ClientInfoError):
    """There is no snapshot yet, or only one of another version."""


class SnapshotDamaged(ClientInfoError):
    """The files of a snapshot do not fit together."""


class TableNotAsDeclared(ClientInfoError):
    """A table that the refresh is about to write has other columns than its declaration.

    Attributes:
        table: Name of the table.
    """

    def __init__(self, table: str, differences: Collection[str]) -> None:
        super().__init__(
            f"the table {table!r} is not as clientinfo_kernel.query.tables declares it: {'; '.join(differences)}"
        )
        self.table = table


class TableUnknown(ClientInfoError):
    """A snapshot has no table of this name."""

    def __init__(self, name: str, tables: Collection[str]) -> None:
        super().__init__(f"there is no table {name!r}; {_near(name, tables)}")
        self.name = name


class ColumnUnknown(ClientInfoError):
    """A table has no column of this name."""

    def __init__(self, name: str, table: str, columns: Collection[str]) -> None:
        super().__init__(f"the table {table!r} has no column {name!r}; {_near(name, columns)}")
        self.name = name


class CustomerUnknown(ClientInfoError):
    """No customer has this number."""

    def __init__(self, customer_number: str) -> None:
        super().__init__(f"no customer has the number {customer_number!r}; search for a name, plate or invoice instead")
        self.customer_number = customer_number


class QuestionError(ClientInfoError):
    """A question about margins names something that there is not, or does not fit together."""

    @classmethod
    def unknown(cls, what: str, name: str, known: Collection[str]) -> QuestionError:
        """Return the error that there is no such dimension, measure or value."""
        return cls(f"there is no {what} {name!r}; {_near(name, known)}")


class TooManyKept(ClientInfoError):
    """Somebody keeps as many questions as one person does: what is shared fills everybody's list and start page.

    Attributes:
        most: So many.
    """

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} questions are kept already; remove one first")
        self.most = most


class MonthDecided(ClientInfoError):
    """Somebody closed the month already, or opened it again: who wants to do so looks at it first."""


class NotPermitted(ClientInfoError):
    """The viewer's roles are not allowed to see this.

    Attributes:
        topic: What they asked for (``topics.Topic``).
    """

    def __init__(self, topic: Topic) -> None:
        what = topic.replace("_", " ")
        super().__init__(f"your roles do not allow you to see {what}; ask the administration for another role")
        self.topic = topic


class ChangeNotPermitted(ClientInfoError):
    """The viewer's roles are not allowed to change this.

    Attributes:
        what: What they wanted to change (``topics.Changeable``).
    """

    def __init__(self, what: Changeable) -> None:
        super().__init__(f"your roles do not allow you to change {what}; ask the administration for another role")
        self.what = what


class AuditUnavailable(ClientInfoError):
    """This user of the operating system cannot read or delete the audit log's files."""


class AuditNotWritten(ClientInfoError):
    """An event that must be in the audit log could not be written: what it is about must not happen."""


class TooManyLines(AuditNotWritten):
    """Somebody has written more lines of the audit log in an hour than people do; it ends by itself.

    Attributes:
        seconds: After so long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many lines of the audit log were written in an hour; it goes on in {seconds:.0f} s")
        self.seconds = seconds


class TooManyListed(TooManyLines):
    """Lists have shown somebody as many customers as a person looks at, and more: no line says that there are others."""


class TooManyTaken(TooManyLines):
    """Somebody has taken along as many rows as files in a day as people do, and more: no line says that another leaves."""


class TooManySearched(ClientInfoError):
    """Somebody's searches have shown as many customers as a person needs, and more; it ends by itself.

    Attributes:
        seconds: After so long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the search has shown too many customers; it goes on in {seconds:.0f} s")
        self.seconds = seconds


class TooManyOpened(ClientInfoError):
    """Somebody has opened as many customers as a person can look at, and more; it ends by itself.

    Attributes:
        seconds: After so long.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many customers were opened; it goes on in {seconds:.0f} s")
        self.seconds = seconds


def _near(name: str, known: Collection[str]) -> str:
    """Return the question for the nearest names, or else all that there are."""
    from difflib import get_close_matches  # only when somebody mistyped: it costs every command its start

    near = get_close_matches(name, known, cutoff=0.7)
    if near:
        return f"did you mean {' or '.join(repr(each) for each in near)}?"
    return f"there are: {', '.join(known)}"
