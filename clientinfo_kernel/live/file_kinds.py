"""What a file is, recognized by its content and never by its name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from data_sources.encodings import as_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME = 150
# Signs that have no place in a text, nor in a name: control characters, and those that turn the direction of reading.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PATH = re.compile(r"[/\\:*?\"<>|\r\n\t]+")


@dataclass(frozen=True)
class FileKind:
    """A kind of file.

    Attributes:
        media_type: What a browser takes it for.
        endings: What its name ends in; the first is given to a name that ends otherwise.
    """

    media_type: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, FileKind] = {
    "pdf": FileKind("application/pdf", (".pdf",)),
    "png": FileKind("image/png", (".png",)),
    "jpeg": FileKind("image/jpeg", (".jpg", ".jpeg")),
    "docx": FileKind(f"{_OFFICE}.wordprocessingml.document", (".docx",)),
    "xlsx": FileKind(f"{_OFFICE}.spreadsheetml.sheet", (".xlsx",)),
    "text": FileKind("text/plain", (".txt", ".csv", ".log", ".md")),
}
_BEGINNINGS = {b"%PDF-": "pdf", b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg"}
_ZIP, _PARTS = b"PK\x03\x04", {b"word/document.xml": "docx", b"xl/workbook.xml": "xlsx"}


def kind_of(content: bytes) -> str | None:
    """Return the key of a file's kind (``KINDS``); None: it is none of them."""
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(_ZIP):
        return next((kind for part, kind in _PARTS.items() if part in content), None)
    text = as_text(content)
    return None if "\ufffd" in text or _CONTROL.search(text) else "text"


def safe_name(name: str, kind: str) -> str:
    """Return a name as a file of this kind can have it: no path, no control characters, an ending that says what it is."""
    last = PurePosixPath(_CONTROL.sub("", name).replace("\\", "/")).name
    stem = _PATH.sub(" ", last).strip(" .")[:_LONGEST_NAME] or "document"
    endings = KINDS[kind].endings
    return stem if stem.casefold().endswith(endings) else f"{stem}{endings[0]}"
