"""How the records of a source are laid out, written down again for the demo: columns, types, headings and keys.

The layouts come from the formats' descriptions and share nothing with the product that reads them: where one side is
wrong, reading the demo fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

_TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(), "date": pl.Date(), "moment": pl.Datetime("us", "UTC"), "money": pl.Decimal(18, 2),
    "percent": pl.Decimal(9, 2), "quantity": pl.Decimal(18, 3), "number": pl.Int32(), "whole": pl.Int64(),
    "flag": pl.Boolean(),
}  # fmt: skip


@dataclass(frozen=True)
class RecordLayout:
    """One kind of record.

    Attributes:
        columns: Type per column of the demo's frames, in the order of the file.
        headings: What the file calls each of them.
        codes: Per column with a fixed set of words: what the file writes for each.
    """

    columns: Mapping[str, pl.DataType]
    headings: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]

    @property
    def written(self) -> RecordLayout:
        """The columns that stand in the file: those with a heading."""
        headings = {name: heading for name, heading in self.headings.items() if heading != "-"}
        return RecordLayout({name: self.columns[name] for name in headings}, headings, self.codes)

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the columns of the layout, in its order; what is missing is null."""
        return frame.select(
            (pl.col(name).cast(dtype) if name in frame.columns else pl.lit(None, dtype=dtype)).alias(name)
            for name, dtype in self.columns.items()
        )


def record_layout(text: str) -> RecordLayout:
    r"""Read a layout: a line per column with heading (``-``: none), name, type, and for ``words`` each with its key.

    Example:
        >>> record_layout("KDNR customer_number text\nKDART kind words F=company P=person").columns["customer_number"]
        String
    """
    columns, headings, codes = dict[str, pl.DataType](), dict[str, str](), dict[str, dict[str, str]]()
    for heading, name, kind, *words in map(str.split, text.strip().splitlines()):
        headings[name] = heading
        if kind == "words":
            keys = [each.rpartition("=") for each in words]
            codes[name] = {word: key for key, _, word in keys if key}
            columns[name] = pl.Enum([word for _key, _, word in keys])
        else:
            columns[name] = _TYPES[kind]
    return RecordLayout(columns, headings, codes)
