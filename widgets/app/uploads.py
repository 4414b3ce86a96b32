"""Files that a browser sends piece by piece, until the form that they belong to is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.file_kinds import kind_of, safe_name
from widgets.entries.form import Attached
from widgets.texts.formats import format_value
from widgets.texts.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.sections.attachments import AttachmentSettings

_ID = re.compile("[0-9a-f]{32}")


@dataclass
class _Arriving:
    """A file of which some pieces are there."""

    name: str
    size: int
    content: bytearray = field(default_factory=bytearray)
    kind: str = ""


class Uploads:
    """One file at a time: another one takes its place.

    Args:
        limits: How large it can be, and of which kinds.
    """

    def __init__(self, limits: AttachmentSettings) -> None:
        self._limits = limits
        self._id = ""
        self._arriving: _Arriving | None = None

    def take(self, message: Mapping[str, Any], buffers: Sequence[Any]) -> dict[str, Any] | None:
        """Take a piece (outside data), and return what the browser gets: how much is there, or why it is refused.

        A piece that was there already is taken to be sent again; None: nothing of ours sends such a message.
        """
        upload, at, size, name = (message.get(key) for key in ("upload", "at", "size", "name"))
        if not isinstance(upload, str) or not _ID.fullmatch(upload) or not isinstance(name, str) or len(buffers) != 1:
            return None
        if type(at) is not int or type(size) is not int or not 0 <= at <= size:
            return None
        answer = {"do": "piece", "upload": upload}
        if size > self._limits.most_bytes:
            return answer | {"problem": self._too_large()}
        if upload != self._id:
            self._id, self._arriving = upload, _Arriving(name, size)
        arriving = self._arriving
        if arriving is None or size != arriving.size:
            return None
        if at == len(arriving.content):
            arriving.content += bytes(buffers[0])[: size - at]
        if len(arriving.content) == size:
            problem = self._judged(arriving)
            if problem:
                self._id, self._arriving = "", None
                return answer | {"problem": problem}
        return answer | {"taken": len(arriving.content)}

    def get(self, upload: str) -> Attached | None:
        """Return a file that is whole; None: it is not."""
        arriving = self._arriving
        if arriving is None or upload != self._id or not arriving.kind:
            return None
        return Attached(safe_name(arriving.name, arriving.kind), arriving.kind, bytes(arriving.content))

    def _judged(self, arriving: _Arriving) -> str:
        """Find out what a whole file is, and return why it is refused."""
        if not arriving.content:
            return _("Die Datei ist leer.")
        kind = kind_of(bytes(arriving.content))
        if kind is None or kind not in self._limits.kinds:
            said = _("Solche Dateien werden nicht angenommen; möglich sind: {kinds}.")
            return said.format(kinds=", ".join(each.upper() for each in self._limits.kinds))
        arriving.kind = kind
        return ""

    def _too_large(self) -> str:
        most = format_value(self._limits.most_megabytes, "number")
        return _("Die Datei ist zu groß: höchstens {most} MB.").format(most=most)
