"""The files inside a PDF, wherever its objects name them (ISO 32000-1: 7.7.4, 7.9.6, 7.11.4; ISO 32000-2: 14.13).

A file specification is what counts, not its place: the name tree of embedded files (of any depth and under any key),
the associated files of the document, of a page or of an annotation, and, where none of these leads to it, any object.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_NODES = 20_000
_MOST_PLACES = 20_000
_MOST_PAGES = 500
_DATA_KEYS = ("/UF", "/F", "/Unix", "/DOS", "/Mac")


@dataclass(frozen=True)
class EmbeddedFile:
    """A file inside a PDF; its bytes are unpacked when asked for.

    Attributes:
        name: As its specification says, else as its key in the tree does.
        media_type: As the file says, empty where it does not.
        stream: pypdf's stream of it.
    """

    name: str
    media_type: str
    stream: Any

    def content(self) -> bytes:
        """Unpack the file."""
        data = self.stream.get_data()
        return data if isinstance(data, bytes) else bytes(data, "utf-8")


def embedded_files(reader: Any) -> Iterator[EmbeddedFile]:
    """Yield the embedded files of a PDF, each once, those with a proper place first.

    Args:
        reader: pypdf's ``PdfReader``. What is broken in one place does not hide the others.
    """
    seen: set[int] = set()
    for key, specification in islice(_specifications(reader), _MOST_PLACES):
        file = _file(key, specification)
        if file is not None and id(file.stream) not in seen:
            seen.add(id(file.stream))
            yield file


def _specifications(reader: Any) -> Iterator[tuple[str, Any]]:
    root = _resolved(reader.trailer.get("/Root"))
    names = _get(_get(root, "/Names"), "/EmbeddedFiles")
    yield from _tree(names)
    yield from (("", each) for each in _list(_get(root, "/AF")))
    for page in _pages(_get(root, "/Pages")):
        yield from (("", each) for each in _list(_get(page, "/AF")))
        for annotation in _list(_get(page, "/Annots")):
            yield "", _get(annotation, "/FS")
            yield from (("", each) for each in _list(_get(annotation, "/AF")))
    yield from (("", each) for each in _objects(reader))


def _tree(root: Any) -> Iterator[tuple[str, Any]]:
    """Walk a name tree: kids of kids to any depth, each node once."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST_NODES:
        node, seen = waiting.pop(), seen + 1
        pairs = _list(_get(node, "/Names"))
        yield from ((str(key), value) for key, value in zip(pairs[::2], pairs[1::2], strict=False))
        waiting.extend(reversed(_list(_get(node, "/Kids"))))


def _pages(root: Any) -> Iterator[Any]:
    waiting, seen = [root], 0
    while waiting and seen < _MOST_PAGES:
        node, seen = waiting.pop(), seen + 1
        kids = _list(_get(node, "/Kids"))
        waiting.extend(reversed(kids))
        if not kids:
            yield node


def _objects(reader: Any) -> Iterator[Any]:
    """Yield every object that is a file specification, if any can be: names are plain, but for objects in streams."""
    content = reader.stream.getvalue()
    if b"/EF" not in content and b"/ObjStm" not in content:
        return
    identifiers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    identifiers |= {(number, 0) for number in reader.xref_objStm}
    for number, generation in islice(sorted(identifiers), _MOST_NODES):
        found = _object(reader, number, generation)
        if _get(found, "/EF") is not None:
            yield found


def _object(reader: Any, number: int, generation: int) -> Any:
    from pypdf.generic import IndirectObject

    return _resolved(IndirectObject(number, generation, reader))


def _file(key: str, specification: Any) -> EmbeddedFile | None:
    data = _get(specification, "/EF")
    stream = next((found for name in _DATA_KEYS if (found := _get(data, name)) is not None), None)
    if stream is None or not hasattr(stream, "get_data"):
        return None
    name = next((str(found) for each in ("/UF", "/F") if (found := _get(specification, each))), key)
    media_type = str(_get(stream, "/Subtype") or "").lstrip("/").replace("#2F", "/").lower()
    return EmbeddedFile(name.replace("\\", "/").rsplit("/", 1)[-1].strip(), media_type, stream)


def _get(node: Any, key: str) -> Any:
    """Return what a dictionary holds under a key, None where it is not a dictionary or is broken there."""
    node = _resolved(node)
    try:
        return _resolved(node.get(key)) if hasattr(node, "get") else None
    except Exception:  # noqa: BLE001 - a hostile PDF makes pypdf raise anything
        return None


def _resolved(node: Any) -> Any:
    try:
        return node.get_object() if hasattr(node, "get_object") else node
    except Exception:  # noqa: BLE001 - a hostile PDF makes pypdf raise anything
        return None


def _list(node: Any) -> list[Any]:
    node = _resolved(node)
    return list(node) if isinstance(node, list) else []
