"""Where the records of a delimited file begin and end, and which of its lines are none: with quotes, line by line.

A sound file is split without looking at single lines: quotes are counted per line, a line with an odd number opens
or closes a text that goes on over the line's end. Only where that does not come out even are the lines in question
looked at one by one, so that a broken quote costs its own line and not the rest of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

NEWLINE, CARRIAGE_RETURN, QUOTE, TAB, SPACE = 10, 13, 34, 9, 32
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

LONGEST_TEXT = 500  # lines: a quoted text that goes on for longer is a quote that was never closed
_TELLING_WIDTH = 8  # below so many columns, text may look like a record by chance


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
        """The most values that a record may have, when its records have these numbers of values.

        More values than headings mean an unquoted separator inside a text, and every later value is at the wrong
        place. Only when the headings were cut short, or all records end with one more separator, are more allowed.
        """
        usual = _usual(fields)
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
class Records:
    """The records of one stretch of a file.

    Attributes:
        data: The stretch as it stands in the file (UTF-8).
        clean: The sound records, one a line, ready for a CSV reader; a line end inside a text is ``newline``.
        lines: Line numbers in the file on which the sound records begin.
        broken: Rule per line number, for the records that could not be split into values.
        newline: What stands for a line end inside a text; None if there is none.
        width: The most values that a sound record has.
        first_line: Line number of the stretch's first line.
        line_starts: Offsets of the physical lines in ``data``.
        record_lines: Line numbers on which all records begin, sound and broken ones.
        record_ends: Offsets in ``data`` where they end.
    """

    data: bytes
    clean: bytes
    lines: Counts
    broken: dict[int, str]
    newline: str | None
    width: int
    first_line: int = 1
    line_starts: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    record_lines: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    record_ends: Counts = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def count(self) -> int:
        """Sound and broken records."""
        return len(self.lines) + len(self.broken)

    def raw(self, line: int) -> str:
        """The record that begins on a line, as it stands in the file."""
        start = int(self.line_starts[line - self.first_line])
        end = int(self.record_ends[np.searchsorted(self.record_lines, line)])
        return self.data[start:end].rstrip(b"\r\n").decode()


@dataclass(frozen=True)
class _Lines:
    """Physical lines of a stretch: offsets and, per line, whether its quotes are odd."""

    view: Bytes
    starts: Counts
    ends: Counts
    odd: Flags

    @classmethod
    def of(cls, data: bytes) -> _Lines:
        view = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(view == NEWLINE) + 1
        if not len(ends) or ends[-1] != len(view):
            ends = np.append(ends, len(view))
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
        odd = np.bitwise_xor.reduceat((view == QUOTE).view(np.uint8), starts).astype(bool)
        return cls(view, starts, ends, odd)


def split(data: bytes, form: Form, first_line: int = 1, *, is_last: bool = True) -> tuple[Records, int]:
    """Split a stretch of a file into records.

    Args:
        data: UTF-8 text that begins at the start of a record.
        form: What a record looks like.
        first_line: Number of its first line in the file.
        is_last: The file ends here; otherwise a text that is still open is left for the next stretch.

    Returns:
        The records, and how many bytes of ``data`` they take up.
    """
    if not data:
        return Records(b"", b"", np.zeros(0, np.int64), {}, None, 0, first_line), 0
    lines = _Lines.of(data)
    if not is_last:
        lines, data = _without_open_end(lines, data)
    newline = _unused_control(data) if lines.odd.any() else None
    continues, broken = _joined(lines, form, newline)
    rules: dict[int, str] = dict.fromkeys(np.flatnonzero(broken).tolist(), "broken_quotes")
    unterminated = is_last and not data.endswith(b"\n")
    if unterminated and rules and (len(lines.starts) - 1) in rules:
        rules[len(lines.starts) - 1] = "truncated"

    control = (lines.view < SPACE) & (lines.view != NEWLINE) & (lines.view != CARRIAGE_RETURN) & (lines.view != TAB)
    has_control = (
        np.logical_or.reduceat(control, lines.starts) if control.any() else np.zeros(len(lines.starts), np.bool_)
    )
    blank = ~np.logical_or.reduceat(lines.view > SPACE, lines.starts) & ~has_control & ~continues
    begins = ~continues & ~blank
    first = np.flatnonzero(begins)
    record_of_line = np.cumsum(begins) - 1
    for line in np.flatnonzero(has_control).tolist():
        rules.setdefault(int(first[record_of_line[line]]), "control_character")

    dropped = blank.copy()
    dropped[list(rules)] = True
    if rules:  # the following lines of a dropped record go with it
        gone = np.zeros(len(first), np.bool_)
        gone[record_of_line[list(rules)]] = True
        dropped |= continues & gone[np.maximum(record_of_line, 0)]
    text = lines.view
    if newline is not None and continues.any():
        text = text.copy()
        text[lines.ends[:-1][continues[1:]] - 1] = ord(newline)
    text, kept_lines = _without(text, lines, dropped)
    firsts = kept_lines[begins[kept_lines]]
    cut = unterminated and len(kept_lines) > 0 and kept_lines[-1] == len(lines.starts) - 1
    clean, sound, refused, width = _by_fields(text, firsts, form, unterminated=bool(cut))
    rules |= refused
    record_ends = lines.ends[np.append(first[1:] - 1, len(lines.ends) - 1)] if len(first) else lines.ends[:0]
    return (
        Records(
            data=data,
            clean=clean,
            lines=sound + first_line,
            broken={line + first_line: rule for line, rule in sorted(rules.items())},
            newline=newline if continues.any() else None,
            width=width,
            first_line=first_line,
            line_starts=lines.starts,
            record_lines=first + first_line,
            record_ends=record_ends,
        ),
        len(data),
    )


def _by_fields(
    text: Bytes, firsts: Counts, form: Form, *, unterminated: bool
) -> tuple[bytes, Counts, dict[int, str], int]:
    """Check quoting and number of values of records that stand one a line; split off those that fail."""
    if not len(firsts):
        return b"", firsts, {}, 0
    if text[-1] != NEWLINE:
        text = np.append(text, np.uint8(NEWLINE))
    ends = np.flatnonzero(text == NEWLINE) + 1
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
    faulty, fields = _quoting(text, starts, ord(form.separator))
    last = text[np.maximum(ends - 2 - (text[np.maximum(ends - 2, 0)] == CARRIAGE_RETURN), 0)]
    widest = form.widest(fields[~faulty], last[~faulty] == ord(form.separator))
    rule = np.zeros(len(firsts), np.int8)
    names = ("", "broken_quotes", "too_many_fields", "fragment", "split_record", "truncated")
    usual = _usual(fields[~faulty])
    rule[fields > widest] = 2
    rule[fields < form.fewest] = 3
    if usual >= _TELLING_WIDTH:  # two lines that make one record together: a line end in a text without quotes
        first_half = (fields[:-1] < usual) & (fields[1:] < usual) & (fields[:-1] + fields[1:] == usual + 1)
        next_lines = np.diff(firsts) == 1
        rule[:-1][first_half & next_lines] = 4
        rule[1:][first_half & next_lines & (rule[1:] == 0)] = 4
    if unterminated:
        whole = int(fields[:-1].min()) if len(fields) > 1 else form.headings
        if fields[-1] < whole:
            rule[-1] = 5
    rule[faulty] = 1
    bad = rule > 0
    refused = {int(line): names[int(number)] for line, number in zip(firsts[bad], rule[bad], strict=True)}
    if bad.any():
        text = text[np.repeat(~bad, ends - starts)]
    return text.tobytes().replace(b"\r\n", b"\n"), firsts[~bad], refused, int(fields[~bad].max(initial=0))


def _quoting(text: Bytes, starts: Counts, separator: int) -> tuple[Flags, Counts]:
    """Per line with an even number of quotes: whether a quote stands inside a value, and the number of values.

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
    wrong = quotes & np.where(inside, ~before, ~after)
    faulty = np.logical_or.reduceat(wrong, starts) if wrong.any() else np.zeros(len(starts), np.bool_)
    return faulty, _counted(separators & ~inside, starts) + 1


def _counted(flags: Flags, starts: Counts) -> Counts:
    """How many flags are set from each start to the next."""
    longest = int(np.diff(np.append(starts, len(flags))).max(initial=0))
    small = np.uint16 if longest <= np.iinfo(np.uint16).max else np.uint64  # 16 bits are many times as fast
    return np.add.reduceat(flags.view(np.uint8), starts, dtype=small).astype(np.int64)


def _joined(lines: _Lines, form: Form, newline: str | None) -> tuple[Flags, Flags]:
    """Which lines continue the record before them, and which have a quote that is never closed."""
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


def _lines_on_their_own(lines: _Lines, form: Form) -> tuple[Flags, Counts]:
    """Per line whether it is a whole record when read by itself, and its number of values then."""
    inside = np.bitwise_xor.accumulate((lines.view == QUOTE).view(np.uint8)).view(np.bool_)
    separators = lines.view == ord(form.separator)
    opened = np.concatenate([[False], np.bitwise_xor.accumulate(lines.odd)[:-1]])
    outer = _counted(separators & ~inside, lines.starts)
    inner = _counted(separators & inside, lines.starts)
    fields = np.where(opened, inner, outer) + 1
    even = fields[~lines.odd & (fields > 1)]
    usual = _usual(even) if len(even) else form.headings
    complete = ~lines.odd & (fields == usual) & (usual >= _TELLING_WIDTH)
    return complete, fields[~lines.odd]


def _all_texts_are_sound(lines: _Lines, odd: Counts, complete: Flags, form: Form) -> bool:
    begins, ends = odd[::2], odd[1::2]
    before = np.concatenate([[0], np.cumsum(complete)])
    if (ends - begins >= LONGEST_TEXT).any() or (before[ends] - before[begins + 1] > 0).any():
        return False
    depth = np.zeros(len(lines.starts) + 1, np.int8)
    depth[begins + 1] = 1
    depth[ends + 1] -= 1
    starts = lines.starts[~np.cumsum(depth[: len(lines.starts)]).astype(bool)]
    faulty, fields = _quoting(lines.view, starts, ord(form.separator))
    joined = np.searchsorted(starts, lines.starts[begins])
    return not faulty.any() and int(fields[joined].max()) <= max(form.headings, *form.widths, 1)


def _without_open_end(lines: _Lines, data: bytes) -> tuple[_Lines, bytes]:
    """Leave out the end of a stretch from a line whose quote is still open there."""
    odd = np.flatnonzero(lines.odd)
    whole = int(lines.ends[-1]) if data.endswith(b"\n") else int(lines.starts[-1])
    if len(odd) % 2 and len(lines.starts) - odd[-1] < LONGEST_TEXT:
        whole = min(whole, int(lines.starts[odd[-1]]))
    if whole == 0 or whole == len(data):
        return lines, data
    return _Lines.of(data[:whole]), data[:whole]


def _without(text: Bytes, lines: _Lines, dropped: Flags) -> tuple[Bytes, Counts]:
    if not dropped.any():
        return text, np.arange(len(lines.starts))
    return text[np.repeat(~dropped, lines.ends - lines.starts)], np.flatnonzero(~dropped)


def _strict_record(separator: str) -> re.Pattern[bytes]:
    mark = re.escape(separator.encode())
    value = rb'(?:"(?:[^"]++|"")*+"|[^"\r\n' + mark + rb"]*+)"
    return re.compile(value + rb"(?:" + mark + value + rb")*+\r?\n?")


def _values(text: bytes, separator: str) -> int:
    return re.sub(rb'"(?:[^"]++|"")*+"', b"", text).count(separator.encode()) + 1


def _unused_control(data: bytes) -> str | None:
    """A control character that the text does not use, to stand for a line end inside a text."""
    return next((chr(code) for code in (31, 30, 29, 28) if bytes([code]) not in data), None)


def _usual(fields: Counts) -> int:
    return int(np.bincount(fields).argmax()) if len(fields) else 0
