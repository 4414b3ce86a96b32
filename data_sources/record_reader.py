"""The records of delimited text, stretch by stretch.

Nearly all lines are records by themselves; which ones is found out for all lines of a stretch at once. What is left is looked
at line by line (``odd_lines``). Each line ends in one place: in a record that is kept, or in the quarantine with its
number, its text and the rule that it breaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from data_sources.even_lines import Piece, numbered, parsed, pieces
from data_sources.odd_lines import Judge, Judged
from data_sources.open_texts import OddLine
from data_sources.record_form import TELLING_WIDTH, Form, usual_number
from data_sources.records import BROKEN_SCHEMA, LINE, WRITTEN_SCHEMA, Records

if TYPE_CHECKING:
    from data_sources.text_blocks import TextBlock

_NO_LINES = pl.DataFrame(schema={"text": pl.String(), "line": pl.Int64()})


@dataclass(frozen=True)
class RecordReader:
    """Reads the records of one form.

    Attributes:
        form: What a record looks like.
        columns: Names of the wanted values by position, counted from 1.
        empty_is_null: Empty and left-out values are null, else empty text.
    """

    form: Form
    columns: Mapping[int, str]
    empty_is_null: bool = False

    def read(self, blocks: Iterator[TextBlock], first_line: int = 1) -> Iterator[Records]:
        """Yield the records of each block; those that begin in one and end in another come with the latter."""
        carried: list[OddLine] = []
        for block in blocks:
            stretch, carried = self._stretch(block, carried, first_line)
            yield stretch

    def _stretch(self, block: TextBlock, carried: list[OddLine], first_line: int) -> tuple[Records, list[OddLine]]:
        even, rest = self._separated(block, first_line)
        fields = [self._parsed_together(even)] if even else []
        if even and not rest and not carried:
            return _records(even, fields), []
        lines = pl.concat([_NO_LINES, *(piece.lines() for piece in rest)])
        refused = self._unreadable(block, lines)
        if refused.height:
            lines = lines.join(refused, on="line", how="anti", maintain_order="left")
        lines = self._counted(lines)
        well_formed = lines.filter(pl.col("fields") > 0)
        widest = self.form.headings if even else self.form.widest(well_formed["text"], well_formed["fields"])
        usual = self.form.headings if even else usual_number(well_formed["fields"])
        lines, whole = self._judged_alone(lines, usual, widest, block)
        plain, odd = lines.filter("is_sound"), lines.filter(~pl.col("is_sound"))
        judge = Judge(self.form, widest, whole, block.last_line, block.is_last, block.is_cut_off)
        waiting = [*carried, *map(OddLine._make, odd.select("line", "text", "fields", "rule").iter_rows())]
        judged = judge.judge(waiting) if waiting else Judged()
        joined = pl.DataFrame(judged.sound, schema=WRITTEN_SCHEMA, orient="row")
        own = [self._parsed(plain, widest), self._parsed_one_by_one(judged.sound)]
        broken = pl.concat([refused, pl.DataFrame(judged.broken, schema=BROKEN_SCHEMA, orient="row")])
        written = pl.concat([plain.select("line", pl.col("text").alias("record")), joined])
        return replace(_records(even, [*fields, *own], written), broken=broken.sort("line")), judged.carried

    def _separated(self, block: TextBlock, first_line: int) -> tuple[list[Piece], list[Piece]]:
        """Return the pieces whose lines are records by themselves, and the pieces of other lines."""
        skipped = max(first_line - block.first_line, 0)
        if skipped >= block.height:
            return [], []
        text = block.text.split("\n", skipped)[-1] if skipped else block.text
        whole = Piece(block.first_line + skipped, block.height - skipped, text.encode(), is_even=False)
        if block.undecodable or self.form.headings < self.form.fewest:
            return [], [whole]
        cut = pieces(whole.text, whole.first_line, self.form)
        even = [piece for piece in cut if piece.is_even]
        if sum(piece.height for piece in even) * 2 <= whole.height:  # then the others say what is usual here
            return [], [whole]
        return even, [piece for piece in cut if not piece.is_even]

    def _parsed_together(self, even: list[Piece]) -> pl.DataFrame:
        # Older versions of a format have fewer columns: what they lack is left out of each record.
        wanted = {f"column_{at}": name for at, name in self.columns.items() if at <= self.form.headings}
        lacking = [name for at, name in self.columns.items() if at > self.form.headings]
        empty = pl.lit(None if self.empty_is_null else "", pl.String)
        lines = pl.concat([numbered(piece.first_line, piece.height) for piece in even])
        return parsed(even, self.form, [*wanted], empty_is_null=self.empty_is_null).select(
            pl.col([*wanted]).name.map(wanted.__getitem__), *(empty.alias(name) for name in lacking), lines.alias(LINE)
        )

    def _counted(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Add how many values each line has by itself: 0 where it is blank or its quotes are not well-formed."""
        separators = pl.col("text").str.count_matches(self.form.separator, literal=True).cast(pl.Int64)
        is_filled = pl.col("text").str.contains(r"\S")
        counted = lines.with_columns(pl.when(is_filled).then(separators + 1).otherwise(0).alias("fields"))
        if not self.form.quote:
            return counted
        is_plain = counted["text"].str.contains(self.form.plain_line)
        if is_plain.all():
            return counted
        outside = pl.col("text").str.replace_all(self.form.quoted, "")
        others = counted.filter(~is_plain).select(
            "line",
            pl.when(pl.col("text").str.contains(self.form.well_formed_line))
            .then(outside.str.count_matches(self.form.separator, literal=True).cast(pl.Int64) + 1)
            .otherwise(0)
            .alias("fields"),
        )
        return counted.update(others, on="line", how="left")

    def _judged_alone(self, lines: pl.DataFrame, usual: int, widest: int, block: TextBlock) -> tuple[pl.DataFrame, int]:
        """Add ``is_sound`` (a record, whatever stands around it) and ``rule``; return the fewest values of a whole record, too."""
        form, fields = self.form, pl.col("fields")
        in_bounds = fields.is_between(form.fewest, widest)
        if form.is_exact:
            return lines.with_columns(in_bounds.alias("is_sound"), pl.lit("").alias("rule")), 0
        rule = pl.lit("")
        if usual >= TELLING_WIDTH:
            # two lines that make one record together: a line end in a text without quotes
            following = fields.shift(-1)
            is_first = (
                (fields > 0)
                & (fields < usual)
                & (following > 0)
                & (following < usual)
                & (fields + following == usual + 1)
                & (pl.col("line").shift(-1) == pl.col("line") + 1)
            ).fill_null(value=False)
            rule = pl.when(is_first | is_first.shift(1, fill_value=False)).then(pl.lit("split_record")).otherwise(rule)
        judged = lines.with_columns(rule.alias("rule"))
        # With a quote open somewhere, a line of fewer values than usual can be part of a text.
        is_telling = fields == usual if (lines["fields"] == 0).any() else pl.lit(value=True)
        is_end = (pl.col("line") == block.last_line) & block.is_cut_off
        others = judged.filter(in_bounds & ~is_end & (pl.col("rule") == ""))["fields"]
        whole = int(others.min()) if len(others) else form.headings  # type: ignore[arg-type]
        is_cut = is_end & (fields < whole)
        return judged.with_columns((in_bounds & is_telling & (pl.col("rule") == "") & ~is_cut).alias("is_sound")), whole

    def _parsed(self, plain: pl.DataFrame, widest: int) -> pl.DataFrame:
        names = list(self.columns.values())
        if plain.is_empty():
            return pl.DataFrame(schema={**dict.fromkeys(names, pl.String()), LINE: pl.Int64()})
        width = max(widest, *self.columns)
        guide = self.form.separator * (width - 1) + "\n"  # a first line of full width, so that no column is missed
        fields = pl.read_csv(
            (guide + plain["text"].str.join("\n").item()).encode(),
            has_header=False,
            separator=self.form.separator,
            quote_char=self.form.quote or None,
            schema={f"column_{position}": pl.String for position in range(1, width + 1)},
            columns=[f"column_{position}" for position in self.columns],
            empty_string_is_null=self.empty_is_null,
            truncate_ragged_lines=True,
        ).slice(1)
        if fields.height != plain.height:
            raise AssertionError(f"{plain.height} records were split into {fields.height}")
        return fields.rename({f"column_{at}": name for at, name in self.columns.items()}).with_columns(
            plain["line"].alias(LINE)
        )

    def _parsed_one_by_one(self, records: list[tuple[int, str]]) -> pl.DataFrame:
        rows = []
        empty = None if self.empty_is_null else ""
        for number, text in records:
            values = self.form.split(text)
            rows.append([*((values[at - 1] if at <= len(values) else "") or empty for at in self.columns), number])
        schema = {**dict.fromkeys(self.columns.values(), pl.String()), LINE: pl.Int64()}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _unreadable(self, block: TextBlock, lines: pl.DataFrame) -> pl.DataFrame:
        undecodable = pl.col("line").is_in(list(block.undecodable)) if block.undecodable else pl.lit(value=False)
        control = pl.col("text").str.contains(self.form.controls)
        is_cut = (pl.col("line") == block.last_line) & block.is_cut_in_character
        unreadable = pl.when(is_cut).then(pl.lit("truncated")).otherwise(pl.lit("unreadable_character"))
        rule = pl.when(undecodable).then(unreadable).otherwise(pl.lit("control_character"))
        return lines.filter(undecodable | control).select("line", pl.col("text").alias("record"), rule.alias("rule"))


def _records(even: Sequence[Piece], fields: Sequence[pl.DataFrame], written: pl.DataFrame | None = None) -> Records:
    """Put the records of a stretch together, in the order of their lines; ``written``: the texts of those of no even piece."""
    filled = [each for each in fields if each.height] or fields[:1]
    sound = pl.concat(filled)
    texts = [WRITTEN_SCHEMA.to_frame() if written is None else written]

    def as_written(begin: pl.Series | None) -> pl.DataFrame:
        own_texts = texts if begin is None else [each.filter(each["line"].is_in(begin.implode())) for each in texts]
        lines = (piece.lines(begin).select("line", pl.col("text").alias("record")) for piece in even)
        return pl.concat([*own_texts, *lines])

    return Records(sound if len(filled) == 1 else sound.sort(LINE), BROKEN_SCHEMA.to_frame(), as_written)
