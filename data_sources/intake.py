"""From raw text to a contract's typed table: check first, then cast, and quarantine what breaks a rule.

A failed cast must not hide the record's other faults, and no value is allowed to change on the way in: a number
with three decimals in a money column is refused, not rounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import dataframely as dy
import polars as pl

from data_sources.contract import ORIGIN, REJECT_SCHEMA, no_rows
from data_sources.repeated_numbers import uses_of
from data_sources.type_faults import type_fault
from data_sources.written_dates import day, moment, odd_day, odd_moment, plausible, says_none
from data_sources.written_numbers import number, plain_form, plain_number

_TRUE = ("1", "j", "ja", "y", "yes", "true", "wahr", "x")
# columns of the contracts in per cent: "3 %" is 3 there and no number elsewhere
_PER_CENT = ("_percent", "tax_rate")
_PAST = frozenset({"birthday"})  # columns of days that are behind us
_FALSE = ("0", "n", "nein", "no", "false", "falsch")


@dataclass(frozen=True)
class TextFormats:
    """How a source writes its values.

    Attributes:
        decimal_comma: ``1.234,56`` when true, ``1,234.56`` or ``1234.56`` when false.
        dates: strptime formats of dates, tried in order. What fits none is read as in ``written_dates.odd_day``.
        datetimes: strptime formats of moments, tried in order, read in ``time_zone``; likewise ``odd_moment``.
        time_zone: Zone in which the source writes its moments.
        empty: Texts that say that there is no value, as blank ones do.
    """

    decimal_comma: bool = True
    dates: tuple[str, ...] = ("%d.%m.%Y", "%Y-%m-%d")
    datetimes: tuple[str, ...] = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")
    time_zone: str = "Europe/Berlin"
    empty: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What ``check`` returns: ``kept`` keeps the schema, ``rejects`` has the Reject schema."""

    kept: pl.DataFrame
    rejects: pl.DataFrame


@dataclass(frozen=True)
class Intake:
    """Checks raw text frames of one table against its contract.

    Attributes:
        source: Kind of the source.
        table: Member of the contract.
        schema: Typed schema of that member.
        formats: How this source writes values.
        codes: Per column, the source's codes and the contract's words for them.
    """

    source: str
    table: str
    schema: type[dy.Schema]
    formats: TextFormats = field(default_factory=TextFormats)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def check(self, raw: pl.DataFrame, rule: pl.Expr | None = None) -> Checked:
        """Cast and check a raw frame (text columns, plus ``source_file`` and ``source_row``).

        Columns of the schema that the frame lacks become null; columns that the schema lacks are left out
        of ``kept`` but stay in the record of a reject. Values that are typed already pass unchanged.

        Args:
            raw: The records.
            rule: What only the connector can know: names the rule that a record breaks, as ``column|what``
                (null: none). It goes before the rules found here.
        """
        trimmed = _trimmed(raw, self.formats.empty)
        wanted, have = no_rows(self.schema).schema, trimmed.schema
        is_empty = {column.name for column in trimmed.get_columns() if column.null_count() == trimmed.height}
        amounts = self._amounts(trimmed, is_empty)
        typed = trimmed.select(
            (plain_number(pl.col(name), dtype) if name in amounts else self._cast(name, dtype, have)).alias(name)
            if name in have and name not in is_empty
            else pl.repeat(None, trimmed.height, dtype=dtype).alias(name)
            for name, dtype in wanted.items()
        )
        typed = self._odd_amounts(trimmed, typed, amounts)
        said, typed = self._odd_days(trimmed, typed)
        broken = self._not_cast(said, typed, rule)
        numbered = typed.with_row_index("__index")
        sound = _without(numbered, broken[0]) if broken else numbered
        key = self.schema.primary_key()
        # Their hashes are compared in half the time; what they say twice may still be two.
        if key and sound.select(pl.struct(key).hash().is_duplicated().any()).item():
            # of several records with one key the last one that is sound otherwise is the newest and is kept
            broken.append(self._breaches(sound))
            sound = _without(sound, broken[-1])
            is_newest = pl.struct(*key, *uses_of(self.schema, key)).is_last_distinct()
            broken.append(sound.filter(~is_newest).select("__index", pl.lit("duplicate_key").alias("__rule")))
            sound = sound.filter(is_newest)
        broken.append(self._breaches(sound))
        sound = _without(sound, broken[-1])
        return Checked(sound.drop("__index"), self._rejects(trimmed, broken))

    def _amounts(self, trimmed: pl.DataFrame, is_empty: set[str]) -> dict[str, pl.Series]:
        """Return the columns of decimals, each with the places of those that are not written as most are."""
        forms = {
            name: plain_form(dtype, decimal_comma=self.formats.decimal_comma)
            for name, dtype in no_rows(self.schema).schema.items()
            if isinstance(dtype, pl.Decimal) and trimmed.schema.get(name) == pl.String
            and name not in is_empty and name not in self.codes and not name.endswith(_PER_CENT)
        }  # fmt: skip
        odd = (~pl.col(name).str.contains(form) for name, form in forms.items())
        found = trimmed.select(each.arg_true().implode() for each in odd)
        return {column.name: column.item() for column in found.get_columns()}

    def _odd_amounts(self, trimmed: pl.DataFrame, typed: pl.DataFrame, amounts: dict[str, pl.Series]) -> pl.DataFrame:
        """Read the amounts that are not written as most are by themselves: the others would take ten times as long."""
        odd = {name: places for name, places in amounts.items() if places.len()}
        read = []
        for name, places in odd.items():
            written = trimmed[name].gather(places).to_frame()
            values = written.select(self._cast(name, typed.schema[name], written.schema)).to_series()
            read.append(typed[name].scatter(places, values))
        return typed.with_columns(read) if read else typed

    def _odd_days(self, trimmed: pl.DataFrame, typed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Look a second time at the days and moments that were not read, few as a rule; those that say none become null."""
        forms = self.formats
        for column in typed.get_columns():
            if not column.dtype.is_temporal() or column.name not in trimmed.columns:
                continue
            text = trimmed[column.name]
            if column.null_count() == text.null_count():
                continue
            places = (column.is_null() & text.is_not_null()).arg_true()
            odd, value = text[places].to_frame(), pl.col(text.name)
            none = odd.select(says_none(value, text.dtype, forms.dates)).to_series()
            trimmed = trimmed.with_columns(text.clone().scatter(places.filter(none), None))
            if text.dtype == pl.String:
                read = (
                    odd_day(value, forms.dates, is_past=column.name in _PAST)
                    if column.dtype == pl.Date
                    else odd_moment(value, forms.datetimes, forms.dates, forms.time_zone)
                )
                typed = typed.with_columns(column.clone().scatter(places, odd.select(read).to_series()))
        return trimmed, typed

    def _not_cast(self, trimmed: pl.DataFrame, typed: pl.DataFrame, rule: pl.Expr | None) -> list[pl.DataFrame]:
        """Return the records with a value that is not of its column's type, or that break the connector's rule.

        A cast leaves null what it refuses, so columns with as many nulls as before have no such value, and most have.
        """
        before = {column.name: column for column in trimmed.get_columns()}
        suspect = [column.name for column in typed.get_columns()
                   if (text := before.get(column.name)) is not None
                   and column.null_count() > text.null_count()]  # fmt: skip
        if rule is None and not suspect:
            return []
        # As expressions over one frame: a query per column costs more than the reading of a small file.
        beside = trimmed.hstack(typed.select(pl.col(name).alias(f"__typed_{name}") for name in suspect))
        faults = [
            pl.when(pl.col(name).is_not_null() & pl.col(f"__typed_{name}").is_null()).then(
                pl.lit(f"{name}|{type_fault(typed.schema[name])}")
            )
            for name in suspect
        ]
        first = pl.coalesce(faults if rule is None else [rule, *faults])
        named = beside.with_columns(first.alias("__rule")).select("__rule").with_row_index("__index").drop_nulls()
        return [named] if named.height else []

    def _breaches(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the first rule that each record breaks.

        Most batches keep all rules, which one pass over each column shows; only those that are broken somewhere are then
        looked at record by record.
        """
        rules = _rules(self.schema)
        kept = rows.select(rule.all().alias(name) for name, rule in rules.items()).row(0, named=True)
        faults = [pl.when(~rules[name]).then(pl.lit(name)) for name, is_kept in kept.items() if not is_kept]
        if not faults:
            return rows.clear().select("__index", pl.lit("").alias("__rule"))
        return rows.select("__index", pl.coalesce(faults).alias("__rule")).drop_nulls("__rule")

    def _cast(self, name: str, dtype: pl.DataType, have: pl.Schema) -> pl.Expr:
        if name not in have:
            return pl.lit(None, dtype=dtype)
        column = pl.col(name)
        if name.endswith(_PER_CENT) and have[name] == pl.String:
            column = column.str.strip_suffix("%").str.strip_chars_end()
        if name in self.codes:
            known = {str(code).lower(): word for code, word in self.codes[name].items()}
            column = (
                column.cast(pl.String).str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
            )
        elif have[name] == dtype:
            return plausible(column) if dtype.is_temporal() else column
        if have[name] == pl.String or name in self.codes:
            return _from_text(column, dtype, self.formats)
        return plausible(column.cast(dtype, strict=False)) if dtype.is_temporal() else column.cast(dtype, strict=False)

    def _rejects(self, raw: pl.DataFrame, broken: list[pl.DataFrame]) -> pl.DataFrame:
        if not any(each.height for each in broken):
            return REJECT_SCHEMA.to_frame()
        found = pl.concat(broken).sort("__index")
        rows = raw[found["__index"]].with_columns(found["__rule"])
        column = pl.col("__rule").str.split("|").list.first()
        named = {rule.split("|")[0] for rule in found["__rule"].unique()}.difference(ORIGIN)
        values = [pl.when(column == name).then(pl.col(name).cast(pl.String)) for name in raw.columns if name in named]
        value = pl.coalesce(values or pl.lit(None, pl.String))
        key = [pl.col(name).cast(pl.String) for name in self.schema.primary_key() if name in raw.columns]
        if key:
            shown = pl.concat_str(key, separator=" / ", ignore_nulls=True)
            value = pl.when(pl.col("__rule") == "duplicate_key").then(shown).otherwise(value)
        record = pl.struct(
            pl.col(name).cast(pl.String) for name in raw.columns if name not in ORIGIN
        ).struct.json_encode()
        return rows.select(
            pl.lit(self.source).alias("source"),
            pl.lit(self.table).alias("table"),
            pl.col("source_file").alias("file"),
            pl.col("source_row").alias("line"),
            pl.col("__rule").alias("rule"),
            value.alias("value"),
            record.alias("record"),
        )


def rejected(source: str, table: str, file: str, lines: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Quarantine whole records that could not even be split into columns.

    Args:
        source: Kind of the source.
        table: Contract member they were meant for.
        file: File they stand in.
        lines: Frame with ``line`` (Int64) and ``record`` (the raw text).
        rule: Name of the broken rule.

    Returns:
        Frame with the Reject schema.
    """
    return lines.select(
        pl.lit(source).alias("source"),
        pl.lit(table).alias("table"),
        pl.lit(file).alias("file"),
        pl.col("line").cast(pl.Int64),
        pl.lit(rule).alias("rule"),
        pl.col("record").alias("value"),
        pl.col("record"),
    )


@cache
def _rules(schema: type[dy.Schema]) -> dict[str, pl.Expr]:
    """Return the rules of a contract but for its key: whether a record keeps each, as one does whose values are null."""
    rules = schema._validation_rules(with_cast=False)  # noqa: SLF001 - dataframely says it nowhere else
    return {name: rule.expr.fill_null(value=True) for name, rule in rules.items() if name != "primary_key"}


def _without(rows: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    return rows.join(broken, on="__index", how="anti", maintain_order="left") if broken.height else rows


def _trimmed(rows: pl.DataFrame, empty: Sequence[str]) -> pl.DataFrame:
    """Strip all texts but the origin; a blank one is null. Few columns have one: only these are written a second time."""
    texts = [name for name, dtype in rows.schema.items() if dtype == pl.String and name not in ORIGIN]
    stripped = rows.with_columns(pl.col(texts).str.strip_chars())
    if empty:
        stripped = stripped.with_columns(pl.when(~pl.col(texts).is_in(empty)).then(pl.col(texts)))
    blank = stripped.select((pl.col(texts) == "").any())
    return stripped.with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in texts if blank[name][0])


def _from_text(text: pl.Expr, dtype: pl.DataType, formats: TextFormats) -> pl.Expr:
    if dtype.is_decimal() or dtype.is_float():
        return number(text, dtype, decimal_comma=formats.decimal_comma)
    if dtype.is_integer():
        return pl.when(text.str.contains(r"^-?\d+$")).then(text.cast(dtype, strict=False))
    if dtype == pl.Date:
        return day(text, formats.dates)
    if isinstance(dtype, pl.Datetime):
        return moment(text, formats.datetimes, formats.time_zone)
    if dtype == pl.Boolean:
        low = text.str.to_lowercase()
        return pl.when(low.is_in(_TRUE)).then(True).when(low.is_in(_FALSE)).then(False)  # noqa: FBT003
    return text.cast(dtype, strict=False)
