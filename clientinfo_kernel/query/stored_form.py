"""How the values of a table lie in the files of a snapshot: decimals as whole numbers, texts that repeat as codes.

A decimal is the one type that Polars cannot use where it is mapped (its values take 16 bytes, Arrow files align to 8),
so every process would copy every amount. As a whole number, counted in the last declared digit (EUR: in cents), it is
used where it is mapped and takes less space; in a table by customer, 8, 16 or 32 bits do where all values of a column
are small, a day is the number of days since 1970 and a moment that of the seconds. A text that repeats
(``table.Table.words``) is the place of the text among the column's words, which stand once in a file of their own
beside the table, sorted: in a column of the names of files it takes one byte instead of some fifty. A number that is a
text (``table.Table.identifiers``) is that number with a 1 before it, for its leading zeros: 0042 is 10042. A split of an
order ("117519 / 1") is both numbers in one with a 1 before them, counted from ``FIRST_SPLIT``; what holds more than nine
digits, or a letter, is the place of a word, counted from ``FIRST_WORD``.

The writer and the readers of a snapshot convert here and nowhere else: whole tables by expressions, the few rows of a
customer series by series, for which a query plan is the dearer way.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from clientinfo_kernel.query.table import MOMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from polars._typing import PolarsDataType

    from clientinfo_kernel.query.table import Table

Words: TypeAlias = "Mapping[str, pl.Series]"
Converter: TypeAlias = "Callable[[pl.Series], pl.Series]"

CODE = pl.UInt32  # of the widest column of codes
FIRST_SPLIT = 2 * 10**9  # of the codes of identifiers, behind those of nine digits
FIRST_WORD = 4 * 10**9  # behind those of splits: an order of eight digits at most, and a digit
_SPLIT, _BETWEEN = r"^[0-9]{1,8} / [0-9]$", " / "
_MOST_DIGITS = 9
_FEW = 500  # rows
_DIGITS = 18  # of a whole number of 64 bits, whatever they are
_WHOLE = pl.Decimal(_DIGITS, 0)
_CODES = (pl.UInt8(), pl.UInt16(), pl.UInt32())
_NUMBERS = (pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64())
# Of tables that are narrow (``Table.is_narrow``): in which types a value can be stored.
_SHORT: dict[pl.DataType, tuple[pl.DataType, ...]] = {
    pl.Int32(): (pl.Int8(), pl.Int16(), pl.Int32()),
    pl.Date(): (pl.Int8(), pl.Int16(), pl.Date()),
    MOMENT: (pl.Int8(), pl.Int16(), pl.Int32(), MOMENT),
}
_BITS: dict[pl.DataType, int] = {pl.Int8(): 8, pl.Int16(): 16, pl.Int32(): 32}
_MICROSECONDS = 1_000_000
_A_SECOND = pl.Series([_MICROSECONDS], dtype=pl.Int64)  # by one value of its type: half the time of a plain number
_NO_SHORT_NUMBER = 2**62


def stored_types(table: Table) -> dict[str, tuple[pl.DataType, ...]]:
    """Return the types that each column of a table can have in its file, narrowest first.

    Raises:
        ValueError: A decimal has more than 18 digits.
    """
    wide, short = (_NUMBERS, _SHORT) if table.is_narrow else (_NUMBERS[2:], {})
    return {
        name: _CODES[-1:]
        if name in table.identifiers
        else _CODES
        if name in table.words
        else wide
        if _is_wide(dtype)
        else short.get(dtype, (dtype,))
        for name, dtype in table.columns.items()
    }


def is_stored_form(columns: Mapping[str, PolarsDataType], table: Table) -> bool:
    """Return whether a file with these columns holds the table."""
    types = stored_types(table)
    return list(columns) == list(types) and all(dtype in types[name] for name, dtype in columns.items())


def numbers_as_stored(table: Table) -> list[pl.Expr]:
    """Return the expressions that turn declared columns into whole numbers (Int64): those of which a file can hold several types."""
    several = (name for name, types in stored_types(table).items() if len(types) > 1 and name not in table.words)
    return [pl.col(name).to_physical().cast(pl.Int64) for name in several]


def short_number(name: str, dtype: PolarsDataType) -> pl.Expr:
    """Return what a short type holds of a column of ``numbers_as_stored``; what none can hold is out of all bounds."""
    number = pl.col(name)
    if dtype != MOMENT:
        return number
    is_whole = number % _MICROSECONDS == 0
    return pl.when(is_whole).then(number // _MICROSECONDS).when(number.is_not_null()).then(_NO_SHORT_NUMBER)


def in_file(name: str, dtype: PolarsDataType, stored: pl.DataType) -> pl.Expr:
    """Return a column of ``numbers_as_stored`` in the type that it has in the file."""
    if stored == pl.Date:
        return pl.col(name).cast(pl.Int32).cast(stored)
    return pl.col(name).cast(stored) if stored == dtype else short_number(name, dtype).cast(stored)


def as_declared(table: Table, words: Words, stored: Mapping[str, PolarsDataType]) -> list[pl.Expr]:
    """Return the expressions that turn the columns of a file into declared ones; none for what is the same in both.

    Args:
        table: What is declared.
        words: The texts of its columns of codes.
        stored: The types that its columns have in the file.
    """
    found = []
    for name, dtype in table.columns.items():
        if name in table.words:
            known = partial(identified if name in table.identifiers else texts, words[name])
            found.append(pl.col(name).map_batches(known, return_dtype=pl.String, is_elementwise=True))
        elif _is_amount(dtype):
            found.append(pl.col(name).cast(pl.Int128).reinterpret(dtype=dtype))
        elif stored[name] != dtype:
            number = pl.col(name)
            found.append(((number.cast(pl.Int64) * _MICROSECONDS) if dtype == MOMENT else number).cast(dtype))
    return found


def texts(words: pl.Series, codes: pl.Series) -> pl.Series:
    """Return the words of a column of codes, null for null."""
    if words.is_empty():
        return pl.Series(codes.name, [None], pl.String).new_from_index(0, len(codes))
    return words[codes.cast(CODE)].alias(codes.name)


def codes(words: pl.Series, texts: pl.Series) -> pl.Series:
    """Return the places of texts among the words of a column of codes, null for null and for what is not among them."""
    places = pl.int_range(len(words), dtype=CODE, eager=True)
    return texts.replace_strict(words, places, default=None, return_dtype=CODE)


def digits_as_code(text: pl.Expr) -> pl.Expr:
    """Return the code of texts of up to nine digits, null for all others."""
    number, length = text.cast(CODE, strict=False), text.str.len_bytes()
    has_sign = text.str.starts_with("+")  # which a cast passes over
    return pl.when((length <= _MOST_DIGITS) & ~has_sign).then(number + pl.lit(10, CODE).pow(length))


def split_as_code(text: pl.Series) -> pl.Series:
    """Return the code of texts that name a split of an order, null for all others."""
    digits = text.str.replace(_BETWEEN, "", literal=True)
    number = digits.cast(CODE, strict=False) + pl.Series([10], dtype=CODE).pow(digits.str.len_bytes())
    return (number.cast(CODE) + FIRST_SPLIT).set(~text.str.contains(_SPLIT), None)


def identified(words: pl.Series, codes: pl.Series) -> pl.Series:
    """Return the texts of a column of identifiers, null for null.

    Args:
        words: Those that are not their own code.
        codes: The column.
    """
    is_split = codes.is_between(FIRST_SPLIT, FIRST_WORD, closed="left").fill_null(value=False)
    digits = codes.cast(pl.String).str.slice(1)
    if is_split.any():
        both = (codes.cast(pl.Int64) - FIRST_SPLIT).cast(pl.String)
        splits = both.str.slice(1).str.replace(r"([0-9])$", f"{_BETWEEN}$1")
        digits = splits.zip_with(is_split, digits)
    is_word = (codes >= FIRST_WORD).fill_null(value=False)
    if words.is_empty() or not is_word.any():
        return digits
    places = codes.cast(pl.Int64) - FIRST_WORD
    return texts(words, places.clip(0)).zip_with(is_word, digits)


def converters(table: Table, words: Words, stored: Mapping[str, PolarsDataType]) -> dict[int, Converter]:
    """Return what turns the columns of a file into declared ones, by their place; none for what is the same in both.

    For a few rows this does as ``as_declared`` for many; whatever does not depend on them is settled here.
    """
    found: dict[int, Converter] = {}
    for place, (name, dtype) in enumerate(table.columns.items()):
        if name in table.words:
            known = words[name]
            found[place] = partial(_identified if name in table.identifiers else _texts_of(known), known)
        elif isinstance(dtype, pl.Decimal):
            found[place] = partial(amounts, dtype=dtype)
        elif stored[name] != dtype:
            found[place] = _moments if dtype == MOMENT else partial(_widened, dtype)
    return found


def amounts(whole: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return the decimals of whole numbers of their last digit (12345 -> 123.45)."""
    return (whole * _last_digit(dtype)).cast(dtype)


def whole_numbers(amounts: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Return decimals as whole numbers (Int64) of their last digit (123.45 -> 12345)."""
    return (amounts * _first_digit(dtype)).cast(pl.Int64)


def narrowest(types: Sequence[pl.DataType], lowest: int | None, highest: int | None) -> pl.DataType:
    """Return the first of the types of a column in a file (``stored_types``) that holds both bounds."""
    for each in types[:-1]:
        most = 2 ** (_BITS[each] - 1)
        if (lowest or 0) >= -most and (highest or 0) < most:
            return each
    return types[-1]


def code_type(words: int) -> pl.DataType:
    """Return the narrowest type of codes for so many words."""
    return next(dtype for dtype, bits in zip(_CODES, (8, 16, 32), strict=True) if words <= 2**bits)


@cache
def _last_digit(dtype: pl.Decimal) -> pl.Series:
    return pl.Series([Decimal(1).scaleb(-dtype.scale)], dtype=dtype)


@cache
def _first_digit(dtype: pl.Decimal) -> pl.Series:
    return pl.Series([Decimal(10) ** dtype.scale], dtype=_WHOLE)


def _texts_of(words: pl.Series) -> Callable[[pl.Series, pl.Series], pl.Series]:
    return texts if words.is_empty() else _picked


def _picked(words: pl.Series, codes: pl.Series) -> pl.Series:
    # The words bear the column's name. A single row is frequent, and needs no column of places.
    if len(codes) == 1 and (code := codes[0]) is not None:
        return words.new_from_index(code, 1)
    return words[codes.cast(CODE)]


def _identified(words: pl.Series, codes: pl.Series) -> pl.Series:
    """Do as ``identified``; a step on texts is a query plan, which takes as long as some 500 numbers in Python."""
    if len(codes) > _FEW:
        return identified(words, codes)
    return pl.Series(codes.name, [_identifier(words, code) for code in codes.to_list()], pl.String)


def _identifier(words: pl.Series, code: int | None) -> str | None:
    if code is None:
        return None
    if code < FIRST_SPLIT:
        return str(code)[1:]
    if code >= FIRST_WORD:
        return str(words[code - FIRST_WORD])
    both = str(code - FIRST_SPLIT)
    return f"{both[1:-1]}{_BETWEEN}{both[-1]}"


def _widened(dtype: PolarsDataType, stored: pl.Series) -> pl.Series:
    return stored.cast(dtype)


def _moments(seconds: pl.Series) -> pl.Series:
    return (seconds * _A_SECOND).cast(MOMENT)


def _is_wide(dtype: pl.DataType) -> bool:
    return dtype == pl.Int64 or _is_amount(dtype)


def _is_amount(dtype: pl.DataType) -> bool:
    if not isinstance(dtype, pl.Decimal):
        return False
    if dtype.precision > _DIGITS:
        raise ValueError(f"a column of a snapshot has at most {_DIGITS} digits, not {dtype}")
    return True
