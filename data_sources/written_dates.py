"""Days and moments as sources write them: in their own formats, and a few that are odd, read where those fail.

Polars takes one to four digits for a year (``%Y``): 15.09.12 was a day of the year 12. What is outside the plausible
years is no day, so the formats after it are tried, those of two digits among the odd ones.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import polars as pl

from data_sources.plausible_days import EARLIEST_YEAR, LATEST_YEAR, NO_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOTHING = r"^[0\s.:/T-]*$"  # 00.00.0000, 0000-00-00 00:00:00, and a mask that nobody filled in
_MIDNIGHT = r"[ T]00:00(:00([.,]0+)?)?( ?(Z|[+-]\d\d:?\d\d))?$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"  # nobody writes another order so
_PACKED = re.compile(r"(?:%[dmyY])+")
_DIGITS = {"%d": r"\d{1,2}", "%m": r"\d{1,2}", "%y": r"\d{2}", "%Y": r"\d{4}"}
_LAST_OF_TWO_DIGITS = 2049  # as in Windows and Excel: 49 is 2049, 50 is 1950
_ZONED = ("%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z")
_ISO_MOMENTS = ("%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M")


def plausible(days: pl.Expr) -> pl.Expr:
    """Return days or moments without those of years that no dealership has to do with."""
    return pl.when(days.dt.year().is_between(EARLIEST_YEAR, LATEST_YEAR)).then(days)


def day(text: pl.Expr, forms: Iterable[str]) -> pl.Expr:
    """Read days in the source's formats with four digits for the year; null is what they do not fit."""
    none = pl.lit(None, pl.Date)
    return pl.coalesce(*(plausible(text.str.to_date(form, strict=False)) for form in forms if "%y" not in form), none)


def moment(text: pl.Expr, forms: Iterable[str], zone: str) -> pl.Expr:
    """Read moments of a zone likewise; in UTC."""
    read = (text.str.to_datetime(form, strict=False, time_unit="us") for form in forms if "%y" not in form)
    return _in_utc(pl.coalesce(*(plausible(each) for each in read), pl.lit(None, pl.Datetime("us"))), zone)


def odd_day(text: pl.Expr, forms: Iterable[str], *, is_past: bool = False) -> pl.Expr:
    """Read what ``day`` does not: a midnight behind it, a leading zero that is lost, two digits for the year, ISO's form.

    Args:
        text: The values.
        forms: The source's formats.
        is_past: The day is behind us, as a birthday is: 01.05.45 is in 1945.
    """
    alone = text.str.replace(_MIDNIGHT, "")
    full = [form for form in forms if "%y" not in form]
    padded = [alone.str.zfill(_width(form)) if _PACKED.fullmatch(form) else alone for form in full]
    latest = dt.date.today() if is_past else dt.date(_LAST_OF_TWO_DIGITS, 12, 31)  # noqa: DTZ011 - a day of the house's
    iso = pl.when(alone.str.contains(_ISO_DAY)).then(alone.str.to_date("%Y-%m-%d", strict=False))
    return pl.coalesce(
        *(plausible(each.str.to_date(form, strict=False)) for each, form in zip(padded, full, strict=True)),
        *(_short_year(alone, form, latest) for form in _short(forms)),
        plausible(iso),
    )


def odd_moment(text: pl.Expr, forms: Iterable[str], days: Iterable[str], zone: str) -> pl.Expr:
    """Read what ``moment`` does not: ISO moments of any writing, also with a zone, and days, which begin at midnight."""
    iso = text.str.replace(r"^(\d{4}-\d{2}-\d{2}) +", "${1}T").str.replace(r" ?(Z|[+-]\d\d:?\d\d)$", "${1}")
    iso = iso.str.replace("Z$", "+00:00")
    zoned = (iso.str.to_datetime(form, strict=False, time_unit="us", time_zone="UTC") for form in _ZONED)
    local = (iso.str.to_datetime(form, strict=False, time_unit="us") for form in _ISO_MOMENTS)
    latest = dt.datetime(_LAST_OF_TWO_DIGITS, 12, 31)  # noqa: DTZ001 - compared with moments without a zone
    short = (_short_year(text, form, latest) for form in _short(forms))
    midnight = pl.coalesce(day(text, days), odd_day(text, days)).cast(pl.Datetime("us"))
    return pl.coalesce(
        *(plausible(each) for each in zoned),
        _in_utc(pl.coalesce(*(plausible(each) for each in local), *short, midnight), zone),
    )


def says_none(values: pl.Expr, dtype: pl.DataType, forms: Iterable[str]) -> pl.Expr:
    """Return which values of a column of days or moments say that there is none: zeros, or the least day of a database."""
    if dtype.is_temporal():
        return values.dt.date().is_in(NO_DAYS) if isinstance(dtype, pl.Datetime) else values.is_in(NO_DAYS)
    alone = values.str.replace(_MIDNIGHT, "")
    written = [each for form in forms for each in _written(form)]
    return values.str.contains(_NOTHING) | alone.is_in(written)


def _written(form: str) -> list[str]:
    return [
        form.replace("%d", f"{no.day:02}").replace("%m", f"{no.month:02}").replace("%Y", f"{no.year:04}")
        for no in NO_DAYS
    ]


def _in_utc(local: pl.Expr, zone: str) -> pl.Expr:
    known = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return known.dt.convert_time_zone("UTC")


def _short(forms: Iterable[str]) -> list[str]:
    """Return the formats with two digits for the year; of 26-11-01 nobody knows which of the three the year is."""
    return list(dict.fromkeys(form.replace("%Y", "%y") for form in forms if not form.startswith("%Y")))


def _short_year(text: pl.Expr, form: str, latest: dt.date) -> pl.Expr:
    """Read days or moments with two digits for the year, none of them later than the latest."""
    if "%y" not in form:
        return pl.lit(None, pl.Datetime("us") if isinstance(latest, dt.datetime) else pl.Date)
    padded = text.str.zfill(_width(form)) if _PACKED.fullmatch(form) else text
    is_so = padded.str.contains(f"^{_shape(form)}$")
    if isinstance(latest, dt.datetime):
        read = padded.str.to_datetime(form, strict=False, time_unit="us")
    else:
        read = padded.str.to_date(form, strict=False)
    return pl.when(is_so).then(pl.when(read > latest).then(read.dt.offset_by("-100y")).otherwise(read))


def _width(form: str) -> int:
    return sum(4 if letter == "Y" else 2 for letter in form.replace("%", ""))


def _shape(form: str) -> str:
    """Return the pattern of a format: two digits of a year, one or two of a day and month, whatever of the rest."""
    digits = _DIGITS if not _PACKED.fullmatch(form) else dict.fromkeys(_DIGITS, r"\d{2}")
    pieces = re.split(r"(%-?.)", form)
    return "".join(digits.get(piece, ".+") if piece.startswith("%") else re.escape(piece) for piece in pieces)
