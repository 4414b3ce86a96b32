"""Files that stand in the text of a mail, as programs sent them before MIME: ``begin 644 rechnung.pdf`` to ``end``."""

from __future__ import annotations

import binascii
import re
from collections import deque

_BEGIN = re.compile(r"begin(-base64)? [0-7]{3,4} (\S.*)")
_ENDS = {"": "end", "-base64": "===="}
_LENGTHS = 2  # of whole lines, and of the last one


def without_files(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Return a text without the files in it, and these (name, bytes); what cannot be decoded stays text.

    No line of a file is the beginning of another one: each line is decoded once at most.
    """
    lines = text.splitlines()
    begins = deque(at for at, line in enumerate(lines) if _BEGIN.fullmatch(line.rstrip()))
    ends = {kind: deque(at for at, line in enumerate(lines) if line.rstrip() == end) for kind, end in _ENDS.items()}
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    at = 0
    while at < len(lines):
        begun = _BEGIN.fullmatch(lines[at].rstrip())
        end = _next(ends[begun[1] or ""], at) if begun else None
        following = _next(begins, at)
        if end is not None and following is not None and following < end:
            end = None
        content = _decoded(lines[at + 1 : end], is_base64=bool(begun[1])) if begun and end is not None else b""
        if begun and end is not None and content:
            files.append((begun[2].strip(), content))
            at = end
        else:
            kept.append(lines[at])
        at += 1
    return ("\n".join(kept), files) if files else (text, [])


def _next(places: deque[int], after: int) -> int | None:
    while places and places[0] <= after:
        places.popleft()
    return places[0] if places else None


def _decoded(lines: list[str], *, is_base64: bool) -> bytes:
    """Return the bytes of a block; nothing where it is none."""
    filled = [line for line in lines if line.strip()]
    # All lines but the last say that they hold as much, which no lines of prose do.
    if not is_base64 and len({line[0] for line in filled if line != "`"}) > _LENGTHS:
        return b""
    try:
        if is_base64:
            return binascii.a2b_base64("".join(filled).encode("ascii"))
        return b"".join(_line(line.encode("ascii")) for line in filled)
    except (UnicodeEncodeError, ValueError):
        return b""


def _line(line: bytes) -> bytes:
    """Decode a line by the length that it states: some programs write more behind it, some leave blanks out at its end."""
    length = (line[0] - 32) & 63
    return binascii.a2b_uu(line[: 1 + -(-length // 3) * 4])
