"""Delimited text (CSV): the one reader of such files, whatever program wrote them.

A file is opened once and read in stretches (``record_reader``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from data_sources.open_texts import LONGEST_TEXT
from data_sources.record_form import Form
from data_sources.record_reader import RecordReader
from data_sources.records import Records
from data_sources.text_blocks import BLOCK_BYTES, TextBlock, text_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from data_sources.text_blocks import Digest

_SEPARATOR = re.compile(r'(?i)"?sep=([!-/:-@\[-`{-~\t ])"?[ ;,\t]*\r?(?:\n|$)')


@dataclass(frozen=True)
class DelimitedFile:
    """A file that is open for reading.

    Attributes:
        headings: Its headings; none for an empty file.
        first_line: Physical line of the first record.
        records: Given a name for each field, the records in stretches; can be asked for once.
        encoding: In which its beginning was read; None: it is plain ASCII.
    """

    headings: list[str]
    first_line: int
    records: Callable[[Sequence[str]], Iterator[Records]]
    encoding: str | None = None


@dataclass(frozen=True)
class Delimited:
    """How a text file separates its fields.

    Attributes:
        separator: One ASCII character.
        quote: One ASCII character, or empty where quotes have no meaning.
        encoding: Of files that are not UTF-8.
    """

    separator: str = ";"
    quote: str = '"'
    encoding: str = "cp1252"

    def opened(
        self, path: Path, skip_lines: int = 0, block_bytes: int = BLOCK_BYTES, digest: Digest | None = None
    ) -> DelimitedFile:
        """Open a file whose first record after ``skip_lines`` holds the headings.

        A first line ``sep=,``, by which programs tell Excel their separator, is none of the records, and says ours.

        Args:
            path: The file.
            skip_lines: Lines above the headings, that line among them.
            block_bytes: Size of a stretch.
            digest: Is given the bytes of the file.

        Raises:
            OSError: The file cannot be read.
        """
        blocks = text_blocks(path, self.encoding, block_bytes, digest=digest)
        first = next(blocks)
        said = _SEPARATOR.match(first.text)
        form = replace(self._form, separator=said[1]) if said and said[1] != self.quote else self._form
        headings, first_line = _headings(form, first, max(skip_lines, 1 if said else 0))
        return DelimitedFile(
            headings,
            first_line,
            lambda names: _reader(form, names).read(chain([first], blocks), first_line),
            first.encoding,
        )

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
        return _reader(self._form, names, min_width).read(text_blocks(path, self.encoding, block_bytes), first_line)

    @cached_property
    def _form(self) -> Form:
        return Form(self.separator, self.quote, is_exact=True, quotes_are_text=True, controls=r"\x00")


def _headings(form: Form, block: TextBlock, skip_lines: int) -> tuple[list[str], int]:
    """Return the headings and the line after them; none and 0 for a file without."""
    lines = block.one_by_one()
    for number, line in lines:
        if number <= skip_lines or not line.strip():
            continue
        texts, last = [line], number
        is_open = form.separators_before_open_text(line) is not None
        while is_open and last - number < LONGEST_TEXT:
            last, more = next(lines, (last, None))
            if more is None:
                break
            texts.append(more)
            is_open = form.separators_within_open_text(more) is not None
        return form.split("\n".join(texts)), last + 1
    return [], 0


def _reader(form: Form, names: Sequence[str], min_width: int | None = None) -> RecordReader:
    exact = replace(form, fewest=min_width or len(names), headings=len(names))
    return RecordReader(exact, dict(enumerate(names, 1)))
