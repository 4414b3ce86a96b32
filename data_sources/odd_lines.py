"""The lines of a delimited file that are not records by themselves: joined where a text goes on, else refused one by one.

A line that is a whole record by itself is a record, whatever an unclosed quote before it would swallow (so a quoted text
whose second line looks exactly like a record is refused, not believed): a broken quote costs its own line only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from data_sources.record_form import Form

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_TEXT = 500  # lines: a quoted text that goes on for longer is a quote that was never closed


class OddLine(NamedTuple):
    """A line.

    Attributes:
        number: In the file.
        text: As it stands there.
        fields: How many values it has by itself; 0: its quotes do not come out even, or stand inside a value.
        rule: That it breaks in any case, unless it goes on with a text; else empty.
    """

    number: int
    text: str
    fields: int = 0
    rule: str = ""


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
        at = 0
        while at < len(odd):
            line = odd[at]
            if not line.text.strip():
                at += 1
                continue
            used, found = 1, line.text
            if not line.fields and self.form.open_record.fullmatch(found):
                used, found = self._joined(odd, at)
                may_go_on = line.number + used - 1 == self.last_line and not self.is_last and used < LONGEST_TEXT
                if may_go_on and self.form.open_record.fullmatch(found):
                    judged.carried = list(odd[at:])
                    return judged
            last = line.number + used - 1
            if self._fault(found, line.fields if used == 1 else 0, "" if used > 1 else line.rule, last):
                # what does not come out with the lines after it is judged by itself
                rule = self._fault(line.text, line.fields, line.rule, line.number)
                judged.broken.append((line.number, line.text, rule or "broken_quotes"))
                at += 1
                continue
            judged.sound.append((line.number, found))
            at += used
        return judged

    def _fault(self, text: str, fields: int, rule: str, last: int) -> str:
        """Return the rule that a text breaks as a record, empty for a sound one."""
        is_end = last == self.last_line and self.is_cut_off
        if not fields:
            if not self.form.record.fullmatch(text):
                return "truncated" if is_end else "broken_quotes"
            fields = len(self.form.split(text))
        if not rule and fields > self.widest:
            rule = "too_many_fields"
        if not rule and fields < self.form.fewest:
            rule = "fragment"
        return "truncated" if is_end and (rule or fields < self.whole) else rule

    def _joined(self, odd: Sequence[OddLine], at: int) -> tuple[int, str]:
        """Return the line at ``at`` with the following ones, until its values in quotes are closed."""
        parts = [odd[at].text]
        for line in odd[at + 1 : at + LONGEST_TEXT]:
            if line.number != odd[at].number + len(parts):
                break
            parts.append(line.text)
            # only an odd number of quotes can close what is open
            if line.text.count(self.form.quote) % 2 and not self.form.open_record.fullmatch("\n".join(parts)):
                break
        return len(parts), "\n".join(parts)
