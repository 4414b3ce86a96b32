"""Quotes in delimited text: which lines belong together because a quoted text goes on, and which quotes are wrong.

Everything works on all lines of a stretch at once, as arrays over its bytes; only where the quotes do not come out
even are the lines in question looked at one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NEWLINE, CARRIAGE_RETURN, QUOTE, TAB, SPACE = 10, 13, 34, 9, 32
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

LONGEST_TEXT = 500  # lines: a quoted text that goes on for longer is a quote that was never closed
TELLING_WIDTH = 8  # below so many columns, text can look like a record by chance


@dataclass(frozen=True)
class Form:
    """What a record of the file looks like.

    Attributes:
        separator: One ASCII character between values.
        fewest: A line with fewer values is a fragment.
        headings: Number of headings; 0 if there are none.
        widths: Numbers of columns that are known for this kind of file.
    """

    separator: str = ";"
    fewest: int = 1
    headings: int = 0
    widths: tuple[int, ...] = ()

    def widest(self, fields: Counts, ends_empty: Flags) -> int:
        """Return the most values that a record can have, when its records have these numbers of values.

        More values than headings mean an unquoted separator inside a text, and every later value is at the wrong
        place. Only when the headings were cut short, or all records end with one more separator, are more allowed.
        """
        usual = usual_number(fields)
        if usual <= self.headings:
            return self.headings
        if not self.headings:
            return max(usual, *self.widths, 1)
        if usual == self.headings + 1:
            uniform = len(fields) > 1 and bool((fields == usual).all())
            return usual if uniform and bool(ends_empty.all()) else self.headings
        several = np.count_nonzero(fields == usual) > 1
        return usual if several or usual in self.widths else self.headings


@dataclass(frozen=True)
class Lines:
    """Physical lines of a stretch: offsets and, per line, whether its quotes are odd."""

    view: Bytes
    starts: Counts
    ends: Counts
    odd: Flags

    @classmethod
    def of(cls, data: bytes) -> Lines:
        """Find the lines of a text that is not empty."""
        view = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(view == NEWLINE) + 1
        if not len(ends) or ends[-1] != len(view):
            ends = np.append(ends, len(view))
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
        odd = np.bitwise_xor.reduceat((view == QUOTE).view(np.uint8), starts).astype(bool)
        return cls(view, starts, ends, odd)


def quoting(text: Bytes, starts: Counts, separator: int) -> tuple[Flags, Counts]:
    """Find out per line with an even number of quotes whether a quote stands inside a value, and the number of values.

    An opening quote follows a separator or line end, or a closing quote (then both mean one quote in the text);
    a closing quote is followed by the same.
    """
    quotes = text == QUOTE
    inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)).view(np.bool_)
    separators = text == separator
    edge = separators | (text == NEWLINE) | quotes
    before = np.concatenate([[True], edge[:-1]])
    after = np.concatenate([edge[1:], [True]])
    returns = np.flatnonzero(text == CARRIAGE_RETURN)
    returns = returns[returns + 1 < len(text)]
    crlf = returns[text[returns + 1] == NEWLINE]
    after[crlf[crlf > 0] - 1] = True
    wrong = quotes & ~((inside & before) | (~inside & after))
    faulty = np.logical_or.reduceat(wrong, starts) if wrong.any() else np.zeros(len(starts), np.bool_)
    return faulty, _counted(separators & ~inside, starts) + 1


def _counted(flags: Flags, starts: Counts) -> Counts:
    """Count the flags that are set from each start to the next."""
    longest = int(np.diff(np.append(starts, len(flags))).max(initial=0))
    small = np.uint16 if longest <= np.iinfo(np.uint16).max else np.uint64  # 16 bits are many times as fast
    return np.add.reduceat(flags.view(np.uint8), starts, dtype=small).astype(np.int64)


def joined_lines(lines: Lines, form: Form, newline: str | None) -> tuple[Flags, Flags]:
    """Find the lines that continue the record before them, and those with a quote that is never closed."""
    count = len(lines.starts)
    continues, broken = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    odd = np.flatnonzero(lines.odd)
    if not len(odd) or newline is None:
        broken[odd] = True
        return continues, broken
    complete, fields = _lines_on_their_own(lines, form)
    if len(odd) % 2 == 0 and _all_texts_are_sound(lines, odd, complete, form):
        depth = np.zeros(count + 1, np.int8)
        depth[odd[::2] + 1] = 1
        depth[odd[1::2] + 1] -= 1
        return np.cumsum(depth[:count]).astype(bool), broken
    strict = _strict_record(form.separator)
    widest = max(form.headings, int(fields.max(initial=1)), *form.widths) if form.widths else form.headings or None
    place = 0
    while place < len(odd):
        begin = int(odd[place])
        end = int(odd[place + 1]) if place + 1 < len(odd) else count + LONGEST_TEXT
        if end - begin < LONGEST_TEXT and not complete[begin + 1 : end].any():
            text = lines.view[lines.starts[begin] : lines.ends[end]].tobytes()
            if strict.fullmatch(text) and (widest is None or _values(text, form.separator) <= widest):
                continues[begin + 1 : end + 1] = True
                place += 2
                continue
        broken[begin] = True
        place += 1
    return continues, broken


def _lines_on_their_own(lines: Lines, form: Form) -> tuple[Flags, Counts]:
    """Find out per line whether it is a whole record when read by itself, and how many values it then has."""
    inside = np.bitwise_xor.accumulate((lines.view == QUOTE).view(np.uint8)).view(np.bool_)
    separators = lines.view == ord(form.separator)
    opened = np.concatenate([[False], np.bitwise_xor.accumulate(lines.odd)[:-1]])
    outer = _counted(separators & ~inside, lines.starts)
    inner = _counted(separators & inside, lines.starts)
    fields = np.where(opened, inner, outer) + 1
    even = fields[~lines.odd & (fields > 1)]
    usual = usual_number(even) if len(even) else form.headings
    complete = ~lines.odd & (fields == usual) & (usual >= TELLING_WIDTH)
    return complete, fields[~lines.odd]


def _all_texts_are_sound(lines: Lines, odd: Counts, complete: Flags, form: Form) -> bool:
    begins, ends = odd[::2], odd[1::2]
    before = np.concatenate([[0], np.cumsum(complete)])
    if (ends - begins >= LONGEST_TEXT).any() or (before[ends] - before[begins + 1] > 0).any():
        return False
    depth = np.zeros(len(lines.starts) + 1, np.int8)
    depth[begins + 1] = 1
    depth[ends + 1] -= 1
    starts = lines.starts[~np.cumsum(depth[: len(lines.starts)]).astype(bool)]
    faulty, fields = quoting(lines.view, starts, ord(form.separator))
    joined = np.searchsorted(starts, lines.starts[begins])
    return not faulty.any() and int(fields[joined].max()) <= max(form.headings, *form.widths, 1)


def _strict_record(separator: str) -> re.Pattern[bytes]:
    mark = re.escape(separator.encode())
    value = rb'(?:"(?:[^"]++|"")*+"|[^"\r\n' + mark + rb"]*+)"
    return re.compile(value + rb"(?:" + mark + value + rb")*+\r?\n?")


def _values(text: bytes, separator: str) -> int:
    return re.sub(rb'"(?:[^"]++|"")*+"', b"", text).count(separator.encode()) + 1


def unused_control(data: bytes) -> str | None:
    """Return a control character that the text does not use, to stand for a line end inside a text."""
    return next((chr(code) for code in (31, 30, 29, 28) if bytes([code]) not in data), None)


def usual_number(fields: Counts) -> int:
    """Return the number of values that most lines have; 0 for no lines."""
    return int(np.bincount(fields).argmax()) if len(fields) else 0
