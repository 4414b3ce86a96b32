"""DATEV's EXTF format: the header line and records by position."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

_CREATED = "20121011061500000"
ACCOUNT_LENGTH = 6
POSTINGS = 21


def header_line(
    category: int,
    title: str,
    version: int,
    label: str,
    year: int,
    *,
    period: tuple[date, date] | None = None,
    locked: bool = False,
) -> str:
    """Line 1 of an EXTF file (version 700): 31 fields.

    Args:
        category: 16 debtors, 20 accounts, 21 postings, 46 conditions.
        title: DATEV's name of the category.
        version: Version of the category's format.
        label: Name of this file's content, at most 30 characters.
        year: Fiscal year.
        period: First and last day of the postings.
        locked: Whether the postings can no longer be changed.
    """
    days = [f"{day:%Y%m%d}" for day in period] if period else ["", ""]
    booking = ["1", "0", "1" if locked else "0", '"EUR"'] if category == POSTINGS else ["", "", "", ""]
    fields = [
        '"EXTF"', "700", str(category), f'"{title}"', str(version), _CREATED, "", '"RE"', '"Nordhof"', '""', "1001", "456",
        f"{year}0101", str(ACCOUNT_LENGTH), *days, f'"{label[:30]}"', '""', *booking, "", '""', "", "", '"51"', "", "", '""', '""',
    ]  # fmt: skip
    return ";".join(fields) + "\r\n"


def records(fields: Mapping[int, pl.Expr], width: int) -> pl.Expr:
    """Return records of ``width`` columns as lines of text (without line ends).

    Args:
        fields: Text by position (from 1); null is an empty field. All other positions are empty.
        width: Number of columns of the format's version.
    """
    parts: list[pl.Expr] = []
    last = 1
    for place in sorted(fields):
        if place > last:
            parts.append(pl.lit(";" * (place - last)))
        parts.append(fields[place].fill_null(""))
        last = place
    if width > last:
        parts.append(pl.lit(";" * (width - last)))
    return pl.concat_str(parts).alias("record")


def lines(frame: pl.DataFrame) -> str:
    """Return the column ``record`` as lines with CRLF."""
    return "".join(f"{text}\r\n" for text in frame["record"].to_list())


def quoted(name: str) -> pl.Expr:
    """Return a text column in quotes, quotes inside doubled; null stays null."""
    return pl.lit('"') + pl.col(name).str.replace_all('"', '""', literal=True) + pl.lit('"')


def decimal(name: str) -> pl.Expr:
    """Return an amount with decimal comma, without thousands separators."""
    return pl.col(name).cast(pl.String).str.replace(".", ",", literal=True)


def day(name: str) -> pl.Expr:
    """Return a date as TTMMJJJJ."""
    return pl.col(name).dt.to_string("%d%m%Y")
