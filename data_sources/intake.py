"""From raw text to a contract's typed table: check first, then cast, and quarantine what breaks a rule.

A failed cast must not hide the record's other faults, and no value may change on the way in: a number
with three decimals in a money column is refused, not rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import dataframely as dy
import polars as pl

from data_sources.contract import ORIGIN, REJECT_SCHEMA

_TRUE = ("1", "j", "ja", "y", "yes", "true", "wahr", "x")
_FALSE = ("0", "n", "nein", "no", "false", "falsch")


@dataclass(frozen=True)
class TextFormats:
    """How a source writes its values.

    Attributes:
        decimal_comma: ``1.234,56`` when true, ``1,234.56`` or ``1234.56`` when false.
        dates: strptime formats of dates, tried in order.
        datetimes: strptime formats of moments, tried in order, read in ``time_zone``.
        time_zone: Zone in which the source writes its moments.
    """

    decimal_comma: bool = True
    dates: tuple[str, ...] = ("%d.%m.%Y", "%Y-%m-%d")
    datetimes: tuple[str, ...] = ("%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")
    time_zone: str = "Europe/Berlin"


@dataclass(frozen=True)
class Checked:
    """What ``check`` answers: ``kept`` keeps the schema, ``rejects`` has the Reject schema."""

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

    def check(self, raw: pl.DataFrame) -> Checked:
        """Cast and check a raw frame (text columns, plus ``source_file`` and ``source_row``).

        Columns of the schema that the frame lacks become null; columns that the schema lacks are left out
        of ``kept`` but stay in the record of a reject. Values that are typed already pass unchanged.
        """
        trimmed = raw.with_columns(
            pl.when(pl.col(name).str.strip_chars() == "")
            .then(None)
            .otherwise(pl.col(name).str.strip_chars())
            .alias(name)
            for name, dtype in raw.schema.items()
            if dtype == pl.String and name not in ORIGIN
        )
        wanted = self.schema.create_empty().schema
        typed = trimmed.select(self._cast(name, dtype, trimmed.schema).alias(name) for name, dtype in wanted.items())
        faults = [
            pl.when(trimmed[name].is_not_null() & typed[name].is_null()).then(pl.lit(f"{name}|{_kind(dtype)}"))
            for name, dtype in wanted.items()
            if name in trimmed.columns and trimmed.schema[name] != dtype
        ]
        cast_rule = pl.select(pl.coalesce(faults).alias("rule") if faults else pl.lit(None, pl.String).alias("rule"))
        rules = (
            cast_rule["rule"] if cast_rule.height == raw.height else pl.Series("rule", [None] * raw.height, pl.String)
        )
        numbered = typed.with_columns(rules.alias("__rule")).with_row_index("__index")
        key = self.schema.primary_key()
        if key:  # the last record of a key is the newest one; the earlier ones are kept in the quarantine
            newer = pl.col("__rule").is_null() & pl.struct(key).is_duplicated() & ~pl.struct(key).is_last_distinct()
            numbered = numbered.with_columns(
                pl.when(newer & pl.all_horizontal(pl.col(key).is_not_null()))
                .then(pl.lit("duplicate_key"))
                .otherwise("__rule")
                .alias("__rule")
            )
        sound = numbered.filter(pl.col("__rule").is_null())
        broken = numbered.filter(pl.col("__rule").is_not_null()).select("__index", "__rule")
        kept, failure = self.schema.filter(sound.drop("__index", "__rule"))
        if len(failure):
            details = failure.details()
            rule_names = [name for name in details.columns if name not in typed.columns]
            named = [pl.when(pl.col(name).cast(pl.String) == "invalid").then(pl.lit(name)) for name in rule_names]
            bad = details.select(*ORIGIN, pl.coalesce(named).alias("__rule"))
            by_place = sound.select("__index", *ORIGIN).join(bad, on=list(ORIGIN), how="inner", nulls_equal=True)
            broken = pl.concat([broken, by_place.select("__index", "__rule")])
        return Checked(kept, self._rejects(trimmed, broken))

    def _cast(self, name: str, dtype: pl.DataType, have: pl.Schema) -> pl.Expr:
        if name not in have:
            return pl.lit(None, dtype=dtype)
        column = pl.col(name)
        if name in self.codes:
            known = {str(code).lower(): word for code, word in self.codes[name].items()}
            column = (
                column.cast(pl.String).str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)
            )
        elif have[name] == dtype:
            return column
        if have[name] == pl.String or name in self.codes:
            return _from_text(column, dtype, self.formats)
        return column.cast(dtype, strict=False)

    def _rejects(self, raw: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
        if broken.is_empty():
            return REJECT_SCHEMA.to_frame()
        rows = raw.with_row_index("__index").join(broken, on="__index", how="inner", maintain_order="left")
        column = pl.col("__rule").str.split("|").list.first()
        value = pl.coalesce(
            pl.when(column == name).then(pl.col(name).cast(pl.String)) for name in raw.columns if name not in ORIGIN
        )
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


def _kind(dtype: pl.DataType) -> str:
    if dtype.is_decimal():
        return "not_a_number"
    if dtype.is_integer():
        return "not_a_whole_number"
    if dtype == pl.Date:
        return "not_a_date"
    if dtype == pl.Datetime:
        return "not_a_moment"
    if dtype == pl.Boolean:
        return "not_yes_or_no"
    return "unknown_code"


def _from_text(text: pl.Expr, dtype: pl.DataType, formats: TextFormats) -> pl.Expr:
    if isinstance(dtype, pl.Decimal):
        return _decimal(text, dtype, decimal_comma=formats.decimal_comma)
    if dtype.is_integer():
        return pl.when(text.str.contains(r"^-?\d+$")).then(text.cast(dtype, strict=False))
    if dtype == pl.Date:
        return pl.coalesce(text.str.to_date(form, strict=False) for form in formats.dates)
    if isinstance(dtype, pl.Datetime):
        moments = [text.str.to_datetime(form, strict=False, time_unit="us") for form in formats.datetimes]
        local = pl.coalesce(moments).dt.replace_time_zone(formats.time_zone, ambiguous="earliest", non_existent="null")
        return local.dt.convert_time_zone("UTC")
    if dtype == pl.Boolean:
        low = text.str.to_lowercase()
        return pl.when(low.is_in(_TRUE)).then(True).when(low.is_in(_FALSE)).then(False)  # noqa: FBT003
    return text.cast(dtype, strict=False)


def _decimal(text: pl.Expr, dtype: pl.Decimal, *, decimal_comma: bool) -> pl.Expr:
    group, mark = (r"\.", ",") if decimal_comma else (",", r"\.")
    scale = dtype.scale
    whole = rf"(\d+|\d{{1,3}}({group}\d{{3}})+)"
    form = rf"^[+-]?({whole}({mark}\d{{0,{scale}}})?|{mark}\d{{1,{scale}}})$"
    plain = text.str.replace_all("." if decimal_comma else ",", "", literal=True)
    if decimal_comma:
        plain = plain.str.replace(",", ".", literal=True)
    return pl.when(text.str.contains(form)).then(
        plain.str.strip_suffix(".").str.strip_prefix("+").cast(dtype, strict=False)
    )
