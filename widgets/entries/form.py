"""What a form is for the browser, and what it sends back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from clientinfo_kernel.access.rights import Viewer
    from clientinfo_kernel.access.topics import Changeable
    from clientinfo_kernel.live.store import Command
    from clientinfo_kernel.query.customer_file import CustomerFile


class NotOffered(Exception):
    """A form cannot be opened; the message says why, as people read it."""


@dataclass(frozen=True)
class Attached:
    """A file that a browser sent: a name that fits its kind (``live.file_kinds``), and what is in it."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class TypedEntry:
    """What the browser sends of a form: each value a text, ``item`` and ``version`` of the row that it changes.

    ``attached``: the file whose upload stands in the field ``file``; None: there is no whole one. ``ago``: how many days ago it
    was sent for the first time, where no answer came; what it makes is of that day.
    """

    form: str
    command_id: str
    values: Mapping[str, str]
    item: str = ""
    version: int = 0
    attached: Attached | None = None
    ago: timedelta = timedelta()


@dataclass(frozen=True)
class EntryField:
    """One field of a form.

    Attributes:
        key: As the live store names it.
        label: Its name on the screen.
        kind: ``text``, ``long``, ``choice``, ``date``, ``time``, ``moment``, ``money``, ``number`` or ``file``; most are typed. Of a
            ``person`` (one of ``suggestions``) and a ``customer`` (a number) people type anything that they know.
        value: What stands there at first, as people type it.
        options: Of a choice: key and word.
        suggestions: Of a text: what people mean most of the time.
        only_with: Another field and the values of it with which this one is asked for; empty: always.
        hint: Stands below it.
        keyboards: Of a text: which keyboard a phone shows (``inputmode``) by the value of another field, whose key comes
            first; an empty key stands for none.
    """

    key: str
    label: str
    kind: str = "text"
    value: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()
    hint: str = ""
    keyboards: tuple[str, Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Errand:
    """What is left to do outside once a command is on the disk, and takes its time.

    Attributes:
        words: What is said meanwhile.
        seconds: When it is over at the latest.
        work: Done beside the page; touches neither the customer's file nor the store.
        then: Called on the page's side with what ``work`` returned; returns what went wrong, empty: nothing.
    """

    words: str
    seconds: int
    work: Callable[[], Any]
    then: Callable[[Any], str]


@dataclass(frozen=True)
class EntryForm:
    """A form.

    Attributes:
        key: Of the kind of form.
        title: What it does.
        focus: The field at which people begin.
        fields: In their order.
        item: Which row it changes, or which a new one is about; empty: it writes a new one.
        version: Of that row, as it stands in the form.
        note: What is said above the fields, a paragraph each.
        save: The button's word; empty: to save.
        is_whole: All values are sent, not only those that were changed in the form.
    """

    key: str
    title: str
    focus: str
    fields: tuple[EntryField, ...]
    item: str = ""
    version: int = 0
    note: tuple[str, ...] = ()
    save: str = ""
    is_whole: bool = True

    def as_message(self) -> dict[str, Any]:
        """Return plain values for the browser."""
        return asdict(self)


class EntryKind(Protocol):
    """A kind of form."""

    @property
    def key(self) -> str:
        """Its name in messages."""

    @property
    def right(self) -> Changeable:
        """What somebody must be allowed to change in order to open it."""

    def build(self, customer_file: CustomerFile, item: str) -> EntryForm | None:
        """Return the form about a row (empty: a new one); None: there is no such row."""

    def command(self, typed: TypedEntry, customer_file: CustomerFile, viewer: Viewer) -> Command:
        """Return the command for what was typed; what is not among its fields is left out."""
