"""Text files in blocks of whole lines: encodings, line ends and line numbers, in bounded memory."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO, Protocol

import numpy as np
import polars as pl

from data_sources.encodings import byte_order_mark, ends_within_character, is_text, quickest, recognised, unmarked_wide
from data_sources.foreign_lines import foreign_lines
from data_sources.invisible import without_invisible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK_BYTES = 8 * 1024 * 1024
# No record is so long. A longer line is cut there, for a file without line ends would be copied again with each block.
LONGEST_LINE = 1024 * 1024
_LOOKED_AT = 4096


class Digest(Protocol):
    """What takes a file's bytes while they are read, as the hashes of ``hashlib`` do."""

    def update(self, piece: bytes, /) -> None:
        """Take the next bytes."""
        ...


@dataclass(frozen=True)
class TextBlock:
    r"""Whole lines of a file.

    Attributes:
        first_line: Physical number of the first line, from 1.
        text: The lines, each but the last with LF.
        undecodable: Physical numbers of lines whose bytes are not text in the file's encoding, or in two encodings
            at once; such a line is given with its bytes written out as ``\x81``. A line of UTF-8 in a file of another
            encoding is read as what it is.
        is_last: No further block follows.
        is_cut_off: The last line of the file has no line end.
        encoding: In which the file was read so far; None: it is plain ASCII.
        is_cut_in_character: The file ends in the middle of a character.
    """

    first_line: int
    text: str
    undecodable: frozenset[int]
    is_last: bool
    is_cut_off: bool
    encoding: str | None = None
    is_cut_in_character: bool = False

    @cached_property
    def height(self) -> int:
        """Number of lines."""
        return self.text.count("\n") + 1

    @property
    def last_line(self) -> int:
        """Physical number of the last line."""
        return self.first_line + self.height - 1

    @cached_property
    def lines(self) -> pl.Series:
        """The lines without their ends."""
        return pl.Series([self.text]).str.split("\n").explode()

    def one_by_one(self) -> Iterator[tuple[int, str]]:
        """Yield the number and the text of each line; for who needs the first ones only."""
        start, number = 0, self.first_line
        while (end := self.text.find("\n", start)) >= 0:
            yield number, self.text[start:end]
            start, number = end + 1, number + 1
        yield number, self.text[start:]


def text_blocks(
    path: Path,
    encoding: str = "cp1252",
    block_bytes: int = BLOCK_BYTES,
    *,
    is_certain: bool = False,
    digest: Digest | None = None,
) -> Iterator[TextBlock]:
    """Read a file in blocks of about ``block_bytes``; lines of more than ``LONGEST_LINE`` bytes are cut into several.

    The bytes decide on the encoding: a byte order mark, the zeros of UTF-16, else the first stretch that is not plain ASCII.
    ``encoding`` counts where the bytes are not UTF-8, or in any case where it ``is_certain``. Lines end with LF or CR LF,
    or with CR where the first stretch has no LF. The end-of-file mark of DOS is none of the text, nor are characters that
    nobody sees (``invisible``). ``digest`` is given all bytes, with the last block at the latest.

    Raises:
        OSError: The file cannot be opened or read.
        LookupError: No such encoding.
    """
    codecs.lookup(encoding)
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT)
        mark, marked = byte_order_mark(start)
        marked = marked or (None if is_certain else unmarked_wide(start))
        file.seek(len(mark))
        if digest:
            digest.update(mark)
        chosen = "utf-8" if marked else encoding if is_certain else None
        number = 1
        for raw, is_last, is_cut_off in _whole_lines(_as_bytes(_pieces(file, block_bytes, digest), marked)):
            text = raw.rstrip(b"\x1a") if is_last else raw
            if chosen is None and not text.isascii():
                chosen = recognised(text, encoding)
            lines, bad = _decoded(text, chosen or "ascii", number, can_be_mixed=not is_certain)
            is_cut = is_last and is_cut_off and chosen == "utf-8" and ends_within_character(raw)
            block = TextBlock(number, lines, bad, is_last, is_cut_off, chosen, is_cut)
            yield block
            number += block.height


def _pieces(file: BinaryIO, size: int, digest: Digest | None) -> Iterator[bytes]:
    while piece := file.read(size):
        if digest:
            digest.update(piece)
        yield piece


def _as_bytes(blocks: Iterator[bytes], marked: str | None) -> Iterator[bytes]:
    if marked and marked != "utf-8":
        blocks = (text.encode() for text in codecs.iterdecode(blocks, marked, errors="replace"))
    return _with_line_feeds(blocks)


def _with_line_feeds(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Give a text whose lines end with CR alone line feeds instead."""
    first = b""
    for block in blocks:
        first += block
        if b"\n" in first or b"\r" in first[:-1] or len(first) > LONGEST_LINE:  # a CR at the end can be half of CR LF
            break
    if b"\n" in first or b"\r" not in first:
        return chain([first], blocks)
    return (block.replace(b"\r", b"\n") for block in chain([first], blocks))


def _whole_lines(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool, bool]]:
    """Cut at line ends, without the last end of each piece; a last line without its end counts, too; at least one piece."""
    waiting: bytes | None = None
    pending = b""
    for block in blocks:
        whole, end, rest = (pending + block).rpartition(b"\n")
        pending = rest
        if end:
            if waiting is not None:
                yield waiting, False, False
            waiting = whole
        if len(pending) > LONGEST_LINE:
            if waiting is not None:
                yield waiting, False, False
            waiting, pending = pending, b""
    if pending:
        waiting = pending if waiting is None else waiting + b"\n" + pending
    yield waiting or b"", True, bool(pending)


def _decoded(raw: bytes, encoding: str, first_line: int, *, can_be_mixed: bool) -> tuple[str, frozenset[int]]:
    pieces = _with_short_ends(raw.removesuffix(b"\r"))
    foreign = foreign_lines(pieces, encoding) if can_be_mixed else {}
    if not foreign:
        try:
            return without_invisible(pieces.decode(quickest(pieces, encoding))), frozenset()
        except UnicodeDecodeError:
            pass
    lines = pieces.split(b"\n")
    bad = {at for at, line in enumerate(lines) if foreign.get(at, line) is None}
    bad |= {at for at, line in enumerate(lines) if at not in foreign and not is_text(line, encoding)}
    own = [
        line.decode("utf-8" if at in foreign and at not in bad else encoding, "backslashreplace")
        for at, line in enumerate(lines)
    ]
    return without_invisible("\n".join(own)), frozenset(first_line + at for at in bad)


def _with_short_ends(raw: bytes) -> bytes:
    """Return lines with LF in place of CR LF. Where no CR stands alone, leaving all of them out takes half the time."""
    view = np.frombuffer(raw, np.uint8)
    returns = np.flatnonzero(view == ord("\r"))
    if not len(returns):
        return raw
    following = view[np.minimum(returns + 1, len(view) - 1)]
    return raw.translate(None, b"\r") if (following == ord("\n")).all() else raw.replace(b"\r\n", b"\n")
