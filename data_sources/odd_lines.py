"""The lines of a delimited file that are not records by themselves: joined where a text goes on, else refused one by one.

A line that is a whole record by itself is a record, whatever an unclosed quote before it would swallow (so a quoted text
whose second line looks exactly like a record is refused, not believed): a broken quote costs its own line only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data_sources.open_texts import LONGEST_TEXT, OddLine, OpenTexts
from data_sources.record_form import Form

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass
class Judged:
    """What became of lines.

    Attributes:
        sound: Records, each with the number of its first line.
        broken: The others: number, text and rule.
        carried: Lines at the end that might go on in the next stretch.
    """

    sound: list[tuple[int, str]] = field(default_factory=list)
    broken: list[tuple[int, str, str]] = field(default_factory=list)
    carried: list[OddLine] = field(default_factory=list)


@dataclass(frozen=True)
class Judge:
    """Judges the odd lines of a stretch.

    Attributes:
        form: What a record looks like.
        widest: The most values that it can have.
        whole: The fewest values of the records beside it: the last one of a cut file has fewer.
        last_line: Number of the stretch's last line.
        is_last: The file ends with it.
        is_cut_off: It ends without a line end.
    """

    form: Form
    widest: int
    whole: int
    last_line: int
    is_last: bool
    is_cut_off: bool

    def judge(self, odd: Sequence[OddLine]) -> Judged:
        """Join, keep or refuse each line."""
        judged = Judged()
        texts = OpenTexts(self.form, odd)
        at = 0
        while at < len(odd):
            line = odd[at]
            if not line.text.strip():
                at += 1
                continue
            joined = None if line.fields else texts.joined(at)
            if joined is not None:
                last = line.number + joined.lines - 1
                if joined.is_open and last == self.last_line and not self.is_last and joined.lines < LONGEST_TEXT:
                    judged.carried = list(odd[at:])
                    return judged
                if joined.fields and not self._fault_of(joined.fields, "", last):
                    judged.sound.append((line.number, "\n".join(each.text for each in odd[at : at + joined.lines])))
                    at += joined.lines
                    continue
            # what does not come out with the lines after it is judged by itself
            rule = self._fault(line)
            if rule:
                judged.broken.append((line.number, line.text, rule))
            else:
                judged.sound.append((line.number, line.text))
            at += 1
        return judged

    def _fault(self, line: OddLine) -> str:
        """Return the rule that a line breaks as a record of its own, empty for a sound one."""
        if line.fields:
            return self._fault_of(line.fields, line.rule, line.number)
        if not self.form.record.fullmatch(line.text):
            return "truncated" if self._is_cut(line.number) else "broken_quotes"
        return self._fault_of(len(self.form.split(line.text)), line.rule, line.number)

    def _fault_of(self, fields: int, rule: str, last: int) -> str:
        """Return the rule that so many values break, when they end in a line."""
        if not rule and fields > self.widest:
            rule = "too_many_fields"
        if not rule and fields < self.form.fewest:
            rule = "fragment"
        return "truncated" if self._is_cut(last) and (rule or fields < self.whole) else rule

    def _is_cut(self, line: int) -> bool:
        return line == self.last_line and self.is_cut_off
