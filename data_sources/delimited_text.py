"""Delimited text (CSV) into records: vectorised, with line numbers, and a broken line never takes others along.

A line that is a whole record by itself is a record, whatever an unclosed quote before it would swallow (so a
quoted text whose second line looks exactly like a record is refused, not believed). What is left is joined where a quoted field spans lines; what is
still not a record goes to the quarantine line by line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from data_sources.text_blocks import BLOCK_BYTES, TextBlock, text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LINE = "source_row"
BROKEN_SCHEMA = pl.Schema({"line": pl.Int64(), "record": pl.String(), "rule": pl.String()})
_LINES_PER_RECORD = 500
_HEAD_BYTES = 64 * 1024

Numbered = tuple[int, str]


@dataclass(frozen=True)
class Records:
    """One stretch of a file.

    Attributes:
        fields: The sound records: one text column per field (empty and left-out ones are empty text), and ``source_row``, the
            physical line where the record begins.
        broken: What is not a record: ``line``, ``record`` (raw text), ``rule`` (wrong_number_of_fields,
            broken_quotes, cut_off, undecodable, nul_character).
    """

    fields: pl.DataFrame
    broken: pl.DataFrame


def cut_off(broken: pl.DataFrame) -> str | None:
    """Return the damage of a file whose last record is cut off, None for a whole file (frame: ``Records.broken``)."""
    lines = broken.filter(pl.col("rule") == "cut_off")["line"]
    return f"the file is cut off in line {lines[0]}; export it again" if len(lines) else None


@dataclass(frozen=True)
class Delimited:
    """How a text file separates its fields.

    Attributes:
        separator: One character.
        quote: One character, or empty where quotes have no meaning.
        encoding: Of files that are not UTF-8.
    """

    separator: str = ";"
    quote: str = '"'
    encoding: str = "cp1252"

    def head(self, path: Path, records: int = 1, skip_lines: int = 0) -> tuple[list[list[str]], int]:
        """Return the first records of a file as fields, and the line after them; fewer where the file ends.

        Raises:
            OSError: The file cannot be read.
        """
        found: list[list[str]] = []
        for block in text_blocks(path, self.encoding, _HEAD_BYTES):
            lines = iter(enumerate(block.lines, block.first_line))
            for number, line in lines:
                if number <= skip_lines or not line.strip():
                    continue
                text, last = line, number
                while self._opens.fullmatch(text) and last - number < _LINES_PER_RECORD:
                    last, more = next(lines, (last, None))
                    if more is None:
                        break
                    text += "\n" + more
                found.append(self.split(text))
                if len(found) == records:
                    return found, last + 1
        return found, 0

    def records(
        self,
        path: Path,
        names: Sequence[str],
        first_line: int = 1,
        min_width: int | None = None,
        block_bytes: int = BLOCK_BYTES,
    ) -> Iterator[Records]:
        """Read the records from ``first_line`` on, in stretches of about ``block_bytes``.

        Args:
            path: The file.
            names: Names of the fields: a record has as many.
            first_line: Physical line of the first record.
            min_width: Records can leave out their last fields down to this number of fields.
            block_bytes: Size of a stretch.

        Raises:
            OSError: The file cannot be read.
        """
        carried: list[Numbered] = []
        for block in text_blocks(path, self.encoding, block_bytes):
            stretch, carried = self._stretch(block, carried, names, first_line, min_width or len(names))
            yield stretch

    def split(self, record: str) -> list[str]:
        """Split one sound record into its fields, without quotes."""
        return [self._bare(found[1]) for found in self._field.finditer(self.separator + record)]

    def _stretch(
        self, block: TextBlock, carried: list[Numbered], names: Sequence[str], first_line: int, min_width: int
    ) -> tuple[Records, list[Numbered]]:
        start = max(first_line - block.first_line, 0)
        lines = pl.DataFrame({"text": pl.Series(block.lines[start:], dtype=pl.String)}).with_row_index(
            "line", block.first_line + start
        )
        lines = lines.with_columns(pl.col("line").cast(pl.Int64))
        unreadable = self._unreadable(block, lines)
        if unreadable.height:
            lines = lines.join(unreadable, on="line", how="anti", maintain_order="left")
        blank = pl.col("text").str.strip_chars() == ""
        whole = pl.col("text").str.contains(self._whole_line(min_width, len(names))) & ~blank
        is_whole = lines.select(whole).to_series()
        plain = lines.filter(is_whole)
        # of a block of plain records nothing has to be put together again
        texts = block.lines[start:] if plain.height == len(block.lines) - start else plain["text"].to_list()
        odd = [*carried, *lines.filter(~is_whole).rows()]
        joined, broken, carried = self._resolve(odd, block, min_width, len(names)) if odd else ([], [], [])
        fields = [self._parsed(texts, plain["line"], names), self._parsed_one_by_one(joined, names)]
        sound = pl.concat(frame for frame in fields if frame.height) if any(f.height for f in fields) else fields[0]
        faults = [unreadable, pl.DataFrame(broken, schema=BROKEN_SCHEMA, orient="row")]
        return Records(sound.sort(LINE) if joined else sound, pl.concat(faults).sort("line")), carried

    def _parsed(self, texts: list[str], numbers: pl.Series, names: Sequence[str]) -> pl.DataFrame:
        if not texts:
            return pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), LINE: pl.Int64()})
        fields = pl.read_csv(
            "\n".join(texts).encode(),
            has_header=False,
            separator=self.separator,
            quote_char=self.quote or None,
            schema=dict.fromkeys(names, pl.String()),
            empty_string_is_null=False,
        )
        return fields.with_columns(numbers.alias(LINE))

    def _parsed_one_by_one(self, records: list[Numbered], names: Sequence[str]) -> pl.DataFrame:
        rows = []
        for number, text in records:
            fields = self.split(text)
            rows.append([*fields, *[""] * (len(names) - len(fields)), number])
        schema = {**dict.fromkeys(names, pl.String()), LINE: pl.Int64()}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _resolve(
        self, odd: list[Numbered], block: TextBlock, min_width: int, width: int
    ) -> tuple[list[Numbered], list[tuple[int, str, str]], list[Numbered]]:
        """Judge the lines that are not plain records: join, keep, or quarantine each."""
        sound: list[Numbered] = []
        broken: list[tuple[int, str, str]] = []
        record = re.compile(self._record(min_width, width))
        end = block.first_line + len(block.lines) - 1
        at = 0
        while at < len(odd):
            number, text = odd[at]
            used, found = 1, text
            if not text.strip():
                at += 1
                continue
            if self._opens.fullmatch(text):
                used, found = self._joined(odd, at)
                may_go_on = number + used - 1 == end and not block.is_last and used < _LINES_PER_RECORD
                if may_go_on and self._opens.fullmatch(found):
                    return sound, broken, odd[at:]
            if record.fullmatch(found):
                sound.append((number, found))
                at += used
                continue
            cut = number == end and block.is_cut_off
            rule = "wrong_number_of_fields" if self._well_formed.fullmatch(text) else "broken_quotes"
            broken.append((number, text, "cut_off" if cut else rule))
            at += 1
        return sound, broken, []

    def _joined(self, odd: list[Numbered], at: int) -> tuple[int, str]:
        """Return the line at ``at`` with the following ones, until its quoted fields are closed."""
        parts = [odd[at][1]]
        for number, text in odd[at + 1 : at + _LINES_PER_RECORD]:
            if number != odd[at][0] + len(parts):
                break
            parts.append(text)
            # only an odd number of quotes can close what is open
            if text.count(self.quote) % 2 and not self._opens.fullmatch("\n".join(parts)):
                break
        return len(parts), "\n".join(parts)

    def _unreadable(self, block: TextBlock, lines: pl.DataFrame) -> pl.DataFrame:
        undecodable = pl.col("line").is_in(list(block.undecodable))
        nul = pl.col("text").str.contains("\0", literal=True)
        rule = pl.when(undecodable).then(pl.lit("undecodable")).otherwise(pl.lit("nul_character"))
        return lines.filter(undecodable | nul).select("line", pl.col("text").alias("record"), rule.alias("rule"))

    def _bare(self, field: str) -> str:
        quote = self.quote
        if quote and field.startswith(quote):
            return field[1:-1].replace(quote * 2, quote)
        return field

    def _whole_line(self, min_width: int, width: int) -> str:
        """Return the (Rust) pattern of a record in which quotes only enclose fields: Polars' reader splits these as we do."""
        sep, quote = re.escape(self.separator), re.escape(self.quote)
        field = rf"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{quote}{sep}]*)" if quote else f"[^{sep}]*"
        return rf"^{field}(?:{sep}{field}){{{min_width - 1},{width - 1}}}$"

    def _record(self, min_width: int, width: int) -> str:
        return rf"{self._one}(?:{re.escape(self.separator)}{self._one}){{{min_width - 1},{width - 1}}}+"

    @cached_property
    def _one(self) -> str:
        """A field: quoted, or bare (a quote inside a bare field is text, as in ``12" rim``)."""
        sep, quote = re.escape(self.separator), re.escape(self.quote)
        return (
            rf"(?:{quote}(?:[^{quote}]|{quote}{quote})*+{quote}|[^{sep}{quote}][^{sep}]*+|)" if quote else f"[^{sep}]*+"
        )

    @cached_property
    def _field(self) -> re.Pattern[str]:
        return re.compile(rf"{re.escape(self.separator)}({self._one})")

    @cached_property
    def _well_formed(self) -> re.Pattern[str]:
        return re.compile(rf"{self._one}(?:{re.escape(self.separator)}{self._one})*+")

    @cached_property
    def _opens(self) -> re.Pattern[str]:
        """A text that ends inside a quoted field."""
        if not self.quote:
            return re.compile(r"(?!)")
        sep, quote = re.escape(self.separator), re.escape(self.quote)
        return re.compile(rf"(?:{self._one}{sep})*+{quote}(?:[^{quote}]|{quote}{quote})*+")
