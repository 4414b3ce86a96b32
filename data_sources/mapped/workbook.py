"""An Excel file (.xlsx, ECMA-376) as a stream: sheets, texts and formats, in bounded memory and time.

The used range of a sheet is not a measure of its content: a file of 2 KB can name the last cell of a million rows, one
of 2 MB can hold 2 GB of text. So nothing is unpacked as a whole, and nothing is read beyond what a sheet can hold.
"""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from xml.parsers import expat

from data_sources.mapped.cell_text import CellText
from data_sources.mapped.damage import FileDamaged
from data_sources.mapped.number_formats import NumberFormat, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MOST_CELLS = 20_000_000
_LARGEST_SHEET = 1024**3
_LARGEST_TEXTS = 128 * 1024**2
_LARGEST_PART = 16 * 1024**2
_LARGEST_DIRECTORY = 8 * 1024**2
_CHUNK = 256 * 1024
_LONGEST_TAG = 1024**2  # bytes
_DEEPEST = 64
_MOST_ELEMENTS = 3 * MOST_CELLS
_SAVE_AS = "save it as an Excel workbook (.xlsx)"

Attributes = dict[str, str]


class Handlers(Protocol):
    """Receives a part as it is parsed; names come without their namespaces."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text stands in the element."""


@dataclass(frozen=True)
class Workbook:
    """An open file.

    Attributes:
        sheets: Names of the sheets and their parts.
        hidden: Names of those that nobody sees who opens the file.
        texts: The shared texts.
        formats: Number format per cell style.
        has_1904_dates: Days count from 1904.
    """

    archive: zipfile.ZipFile
    sheets: dict[str, str]
    hidden: frozenset[str]
    texts: list[str]
    formats: list[NumberFormat]
    has_1904_dates: bool

    def part_of(self, sheet: str | int) -> str:
        """Return the part of a sheet, by its name (in any case) or its number from 0 among those that are shown.

        Raises:
            FileDamaged: There is none.
        """
        names = list(self.sheets)
        if isinstance(sheet, int):
            shown = [name for name in names if name not in self.hidden]
            if not 0 <= sheet < len(shown):
                raise FileDamaged(f"there is no sheet number {sheet}; there are: {', '.join(shown)}")
            return self.sheets[shown[sheet]]
        near = (name for name in names if name.strip().lower() == sheet.strip().lower())
        found = sheet if sheet in self.sheets else next(near, None)
        if found is None:
            raise FileDamaged(f"there is no sheet {sheet!r}; there are: {', '.join(names)}")
        return self.sheets[found]

    def parse(self, part: str, handlers: Handlers) -> Iterator[None]:
        """Feed a sheet to the handlers and yield after each piece; to be used within ``readable``.

        Raises:
            FileDamaged: The part is larger than what is read.
        """
        yield from _parse(self.archive, part, _LARGEST_SHEET, handlers)


@contextmanager
def readable() -> Iterator[None]:
    """Turn what can go wrong while an Excel file is read into the damage of that file."""
    try:
        yield
    except OSError as error:
        raise FileDamaged(f"cannot be read: {error.strerror or error}") from None
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileDamaged(f"is not a readable Excel file: {str(error).splitlines()[0]}") from None
    except (KeyError, IndexError, ValueError, OverflowError, struct.error) as error:
        raise FileDamaged(f"is not a readable Excel file: it contradicts itself ({error})") from None


def open_workbook(file: BinaryIO) -> Workbook:
    """Open a workbook, whose file stays open; to be called within ``readable``.

    Raises:
        FileDamaged: It is not an .xlsx file, or larger than what is read.
    """
    _guard_directory(file)
    archive = zipfile.ZipFile(file)
    names = archive.namelist()
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise FileDamaged(f"is not a readable Excel file: another kind of spreadsheet; {_SAVE_AS}")
    main = _targets(archive, "_rels/.rels", "", "officeDocument")
    if not main:
        raise FileDamaged("is not a readable Excel file: no workbook in it")
    place = next(iter(main.values()))
    related = f"{posixpath.dirname(place)}/_rels/{posixpath.basename(place)}.rels"
    folder = posixpath.dirname(place)
    named, hidden, has_1904_dates = _sheets(archive, place)
    parts = _targets(archive, related, folder, "worksheet")
    texts = _targets(archive, related, folder, "sharedStrings")
    styles = _targets(archive, related, folder, "styles")
    return Workbook(
        archive,
        {name: parts[key] for name, key in named.items() if key in parts},
        hidden,
        [text for part in texts.values() for text in _shared_texts(archive, part)],
        [each for part in styles.values() for each in _formats(archive, part)],
        has_1904_dates,
    )


def _guard_directory(file: BinaryIO) -> None:
    """Refuse what is not a zip file of a bearable number of parts before its directory is read."""
    file.seek(0)
    if file.read(8) == bytes.fromhex("d0cf11e0a1b11ae1"):
        raise FileDamaged(f"is not a readable Excel file: an old .xls file, or one with a password; {_SAVE_AS}")
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:  # noqa: PLR2004 - length of a zip file's end record
        raise FileDamaged("is not a readable Excel file: no zip archive, or cut off")
    if struct.unpack("<I", tail[at + 12 : at + 16])[0] > _LARGEST_DIRECTORY:
        raise FileDamaged("is refused: its archive has too many parts")


def _parse(archive: zipfile.ZipFile, part: str, largest: int, handlers: Handlers) -> Iterator[None]:
    """Feed a part to the handlers, piece by piece."""
    size = archive.getinfo(part).file_size
    if size > largest:
        raise FileDamaged(f"is refused: {part} unpacks to {size // 1024**2} MB, more than {largest // 1024**2} MB")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    depth = elements = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > _DEEPEST or elements > _MOST_ELEMENTS:
            raise FileDamaged(f"is refused: {part} is not a sheet of ours: too many elements")
        handlers.start(name.rpartition(" ")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        handlers.end(name.rpartition(" ")[2])

    parser.StartElementHandler, parser.EndElementHandler = started, ended
    parser.CharacterDataHandler = handlers.data
    fed = 0
    with archive.open(part) as file:  # a part is never read beyond the size that its archive states
        while piece := file.read(_CHUNK):
            parser.Parse(piece)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise FileDamaged(f"is refused: {part} is not a sheet of ours: a tag without end")
            yield
        parser.Parse(b"", True)  # noqa: FBT003
    yield


def _no_doctype(*_: Any) -> None:
    raise FileDamaged("is refused: a document type inside a sheet")


class _Elements:
    """Notes down all elements of a small part, in order."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Attributes]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self.found.append((name, attributes))

    def end(self, name: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


def _each(archive: zipfile.ZipFile, part: str) -> list[tuple[str, Attributes]]:
    elements = _Elements()
    for _ in _parse(archive, part, _LARGEST_PART, elements):
        pass
    return elements.found


def _targets(archive: zipfile.ZipFile, part: str, folder: str, kind: str) -> dict[str, str]:
    """Return id and part of each relation of a kind."""
    if part not in archive.namelist():
        return {}
    return {
        given["Id"]: posixpath.normpath(posixpath.join("/", folder, given["Target"])).lstrip("/")
        for name, given in _each(archive, part)
        if name == "Relationship" and given.get("Type", "").endswith(f"/{kind}") and "Target" in given
    }


def _sheets(archive: zipfile.ZipFile, part: str) -> tuple[dict[str, str], frozenset[str], bool]:
    """Return the relation per sheet, which sheets are hidden, and whether days count from 1904."""
    named: dict[str, str] = {}
    hidden: set[str] = set()
    has_1904_dates = False
    for name, given in _each(archive, part):
        if name == "sheet":
            key = next(value for each, value in given.items() if each.endswith(" id"))
            named[given["name"]] = key
            if given.get("state", "visible") != "visible":
                hidden.add(given["name"])
        elif name == "workbookPr":
            has_1904_dates = given.get("date1904") in {"1", "true"}
    return named, frozenset(hidden), has_1904_dates


def _formats(archive: zipfile.ZipFile, part: str) -> list[NumberFormat]:
    own: dict[int, str] = {}
    styles: list[int] = []
    within = ""
    for name, given in _each(archive, part):
        if name in {"cellXfs", "cellStyleXfs", "dxfs", "cellStyles"}:
            within = name
        elif name == "numFmt" and within != "dxfs":
            own[int(given["numFmtId"])] = given["formatCode"]
        elif name == "xf" and within == "cellXfs":
            styles.append(int(given.get("numFmtId", "0")))
    made = {number: format_of(number, own) for number in set(styles)}
    return [made[number] for number in styles]


def _shared_texts(archive: zipfile.ZipFile, part: str) -> list[str]:
    texts = _SharedTexts()
    for _ in _parse(archive, part, _LARGEST_TEXTS, texts):
        pass
    return texts.found


class _SharedTexts:
    """Collects the shared texts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._cell = CellText()

    def start(self, name: str, _: Attributes) -> None:
        if name == "si":
            self._cell.clear()
        self._cell.start(name)

    def end(self, name: str) -> None:
        self._cell.end(name)
        if name == "si":
            self.found.append(self._cell.text)

    def data(self, text: str) -> None:
        self._cell.data(text)
