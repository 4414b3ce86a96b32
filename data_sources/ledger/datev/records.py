"""Where the records of a delimited file begin and end, and which of its lines are none: with quotes, line by line.

A sound file is split without looking at single lines: quotes are counted per line, a line with an odd number opens
or closes a text that goes on over the line's end. Only where that does not come out even are the lines in question
looked at one by one, so that a broken quote costs its own line and not the rest of the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from data_sources.ledger.datev.quotes import (
    CARRIAGE_RETURN,
    LONGEST_TEXT,
    NEWLINE,
    SPACE,
    TAB,
    TELLING_WIDTH,
    Bytes,
    Counts,
    Flags,
    Form,
    Lines,
    joined_lines,
    quoting,
    unused_control,
    usual_number,
)


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
        """Return the record that begins on a line, as it stands in the file."""
        start = int(self.line_starts[line - self.first_line])
        end = int(self.record_ends[np.searchsorted(self.record_lines, line)])
        return self.data[start:end].rstrip(b"\r\n").decode()


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
    lines = Lines.of(data)
    if not is_last:
        lines, data = _without_open_end(lines, data)
    newline = unused_control(data) if lines.odd.any() else None
    continues, broken = joined_lines(lines, form, newline)
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
    faulty, fields = quoting(text, starts, ord(form.separator))
    last = text[np.maximum(ends - 2 - (text[np.maximum(ends - 2, 0)] == CARRIAGE_RETURN), 0)]
    widest = form.widest(fields[~faulty], last[~faulty] == ord(form.separator))
    rule = np.zeros(len(firsts), np.int8)
    names = ("", "broken_quotes", "too_many_fields", "fragment", "split_record", "truncated")
    usual = usual_number(fields[~faulty])
    rule[fields > widest] = 2
    rule[fields < form.fewest] = 3
    if usual >= TELLING_WIDTH:  # two lines that make one record together: a line end in a text without quotes
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
    return text.tobytes(), firsts[~bad], refused, int(fields[~bad].max(initial=0))


def _without_open_end(lines: Lines, data: bytes) -> tuple[Lines, bytes]:
    """Leave out the end of a stretch from a line whose quote is still open there."""
    odd = np.flatnonzero(lines.odd)
    whole = int(lines.ends[-1]) if data.endswith(b"\n") else int(lines.starts[-1])
    if len(odd) % 2 and len(lines.starts) - odd[-1] < LONGEST_TEXT:
        whole = min(whole, int(lines.starts[odd[-1]]))
    if whole == 0 or whole == len(data):
        return lines, data
    return Lines.of(data[:whole]), data[:whole]


def _without(text: Bytes, lines: Lines, dropped: Flags) -> tuple[Bytes, Counts]:
    if not dropped.any():
        return text, np.arange(len(lines.starts))
    return text[np.repeat(~dropped, lines.ends - lines.starts)], np.flatnonzero(~dropped)
