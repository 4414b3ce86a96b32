"""What a record of a delimited file looks like: its separator and quotes, and how many values it can have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

TELLING_WIDTH = 8  # below so many values, two halves look like one record by chance


@dataclass(frozen=True)
class Form:
    """What a record of the file looks like.

    Attributes:
        separator: One ASCII character between values.
        quote: One ASCII character, or empty where quotes have no meaning.
        fewest: A line with fewer values is a fragment.
        headings: Number of headings; 0 if there are none.
        widths: Numbers of values that are known for this kind of file.
        is_exact: No record has more values than headings, whatever the others have.
        quotes_are_text: A quote inside a value without quotes is text, as in ``12" rim``; otherwise the line is broken.
        controls: Pattern of the characters that no record holds.
    """

    separator: str = ";"
    quote: str = '"'
    fewest: int = 1
    headings: int = 0
    widths: tuple[int, ...] = ()
    is_exact: bool = False
    quotes_are_text: bool = False
    controls: str = r"[\x00-\x08\x0B\x0C\x0E-\x1F]"

    def widest(self, text: pl.Series, fields: pl.Series) -> int:
        """Return the most values that a record can have, when well-formed lines have these numbers of values.

        More values than headings mean an unquoted separator inside a text, and every later value is at the wrong
        place. Only when the headings were cut short, or all records end with one more separator, are more allowed.
        """
        usual = usual_number(fields)
        if self.is_exact or usual <= self.headings:
            return self.headings
        if not self.headings:
            return max(usual, *self.widths, 1)
        if usual == self.headings + 1:
            uniform = len(fields) > 1 and bool((fields == usual).all())
            return usual if uniform and bool(text.str.ends_with(self.separator).all()) else self.headings
        several = int((fields == usual).sum()) > 1
        return usual if several or usual in self.widths else self.headings

    @cached_property
    def control_characters(self) -> bytes:
        """The characters that no record holds; all are ASCII."""
        return bytes(code for code in range(128) if re.fullmatch(self.controls, chr(code)))

    @cached_property
    def plain_line(self) -> str:
        """Pattern (Rust) of a line whose quotes only enclose values, without a separator or quote inside them."""
        return self._line(rf"{self._q}[^{self._q}{self._s}]*{self._q}|[^{self._q}{self._s}]*")

    @cached_property
    def well_formed_line(self) -> str:
        """Pattern (Rust) of a line whose quotes only enclose values."""
        return self._line(rf"{self._q}(?:[^{self._q}]|{self._q}{self._q})*{self._q}|[^{self._q}{self._s}]*")

    @cached_property
    def quoted(self) -> str:
        """Pattern (Rust) of a value in quotes."""
        return rf"{self._q}(?:[^{self._q}]|{self._q}{self._q})*{self._q}"

    @cached_property
    def record(self) -> re.Pattern[str]:
        """A text, of one line or several, that is made of whole values."""
        return re.compile(rf"{self._value}(?:{self._s}{self._value})*+")

    @cached_property
    def open_record(self) -> re.Pattern[str]:
        """A text that ends inside a value in quotes."""
        if not self.quote:
            return re.compile(r"(?!)()")
        return re.compile(rf"((?:{self._value}{self._s})*+){self._q}{self._inside}")

    def separators_before_open_text(self, line: str) -> int | None:
        """Return how many separators stand before the text in quotes that a line ends inside; None if it does not."""
        found = self.open_record.fullmatch(line)
        return len(self._value_and_separator.findall(found[1])) if found else None

    def separators_within_open_text(self, line: str) -> int | None:
        """Return how many separators a line has that begins inside a text in quotes and ends inside one; None if it does not."""
        found = self._still_open.fullmatch(line)
        if not found:
            return None
        return 1 + len(self._value_and_separator.findall(found[1])) if found[1] is not None else 0

    def separators_after_open_text(self, line: str) -> int | None:
        """Return how many separators follow the text in quotes that a line begins inside, if it goes on with whole values."""
        found = self._closing.fullmatch(line)
        return len(self._next_value.findall(found[1])) if found else None

    def split(self, record: str) -> list[str]:
        """Split one record (``record`` matches it) into its values, without quotes."""
        return [self._bare(found[1]) for found in self._next_value.finditer(self.separator + record)]

    @cached_property
    def _still_open(self) -> re.Pattern[str]:
        opened = rf"{self._q}{self._s}((?:{self._value}{self._s})*+){self._q}{self._inside}"
        return re.compile(rf"{self._inside}(?:{opened})?+")

    @cached_property
    def _closing(self) -> re.Pattern[str]:
        return re.compile(rf"{self._inside}{self._q}((?:{self._s}{self._value})*+)")

    @cached_property
    def _value_and_separator(self) -> re.Pattern[str]:
        return re.compile(rf"{self._value}{self._s}")

    @cached_property
    def _inside(self) -> str:
        return rf"(?:[^{self._q}]|{self._q}{self._q})*+"

    @cached_property
    def _next_value(self) -> re.Pattern[str]:
        return re.compile(rf"{self._s}({self._value})")

    @cached_property
    def _value(self) -> str:
        if not self.quote:
            return rf"[^{self._s}]*+"
        bare = rf"[^{self._s}{self._q}][^{self._s}]*+|" if self.quotes_are_text else rf"[^{self._s}{self._q}]*+"
        return rf"(?:{self._q}{self._inside}{self._q}|{bare})"

    def _line(self, value: str) -> str:
        return rf"^(?:{value})(?:{self._s}(?:{value}))*$"

    @cached_property
    def _s(self) -> str:
        return re.escape(self.separator)

    @cached_property
    def _q(self) -> str:
        return re.escape(self.quote)

    def _bare(self, value: str) -> str:
        quote = self.quote
        if quote and value.startswith(quote):
            return value[1:-1].replace(quote * 2, quote)
        return value


def usual_number(fields: pl.Series) -> int:
    """Return the number of values that most lines have, the smallest of several; 0 for no lines."""
    return int(fields.mode().min() or 0) if len(fields) else 0  # type: ignore[arg-type]
