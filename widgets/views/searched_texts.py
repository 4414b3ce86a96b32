"""What the filter of a table looks through: column by column, what is shown and what lies behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, TypeAlias

import polars as pl

from clientinfo_kernel.query.collation import marked_words
from widgets.texts.language import _, language
from widgets.views.rows import fold_word, local_moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from widgets.view_models import Column, Source, Table

_NUMBER = re.compile(r"[-+]?[\d.,]*\d[\d.,]*")
# Of what figures and days are made as texts: no column of them holds a word with anything else.
_OF_FIGURES = re.compile(r"[-\d.:/ ]+")


@dataclass(frozen=True)
class _Texts:
    """A column that differs from row to row."""

    rows: pl.Series
    is_figure: bool = False

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        wanted = _of_figures(forms) if self.is_figure else list(forms)
        if not wanted:
            return None
        has_letters = any(form.lower() != form.upper() for form in wanted)
        held = self._texts.str.contains_any(wanted, ascii_case_insensitive=has_letters).fill_null(value=False)
        if self.is_figure or self._marked[0].is_empty():
            return held
        places, codes, words = self._marked
        return held.scatter(places, words.str.contains_any(wanted).gather(codes))

    @cached_property
    def _texts(self) -> pl.Series:
        return self.rows.cast(pl.String)

    @cached_property
    def _marked(self) -> tuple[pl.Series, pl.Series, pl.Series]:
        """Those that are not ASCII, folded: to find the others without case, no other text has to be made of them."""
        return marked_words(self._texts)


@dataclass(frozen=True)
class _WholeNumbers:
    """A column of whole numbers that lie close together: each from the first to the last is looked at once."""

    rows: pl.Series
    first: int
    last: int

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        wanted = _of_figures(forms)
        held = self._texts.holding(wanted) if wanted else None
        return None if held is None else held.gather(self._places).fill_null(value=False)

    @cached_property
    def _texts(self) -> _Texts:
        return _Texts(pl.int_range(self.first, self.last + 1, eager=True), is_figure=True)

    @cached_property
    def _places(self) -> pl.Series:
        return (self.rows.cast(pl.Int64) - self.first).cast(pl.UInt32)


@dataclass(frozen=True)
class _Values:
    """A column of a few values, of days mostly: each is looked at once, in all its forms."""

    rows: pl.Series
    texts: Sequence[pl.Series]
    values: pl.Series
    is_figure: bool

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        found = [each.holding(forms) for each in (_Texts(texts, self.is_figure) for texts in self.texts)]
        known = [each for each in found if each is not None]
        if not known:
            return None
        wanted = self.values.filter(pl.select(pl.any_horizontal(*known)).to_series())
        return None if wanted.is_empty() else self.rows.is_in(wanted.implode()).fill_null(value=False)


@dataclass(frozen=True)
class _Codes:
    """A column of words that stand once: each is looked at once, however many rows have it."""

    rows: pl.Series
    words: pl.Series

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        held = self._words.holding(forms)
        return None if held is None or not held.any() else held.gather(self.rows.to_physical()).fill_null(value=False)

    @cached_property
    def _words(self) -> _Texts:
        return _Texts(self.words)


@dataclass(frozen=True)
class _LookedUp:
    """Columns of another table, whose rows are looked at once each, however many rows name them."""

    numbers: pl.Series
    parts: list[_Part]

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        held = _held_by_any(self.parts, forms)
        return None if held is None or not held.any() else held.gather(self.numbers).fill_null(value=False)


@dataclass
class _Unmade:
    """A column of which all texts are known beforehand: it is made when somebody looks for one of them."""

    texts: pl.Series
    make: Callable[[], _Part]
    _made: _Part | None = None

    def holding(self, forms: Iterable[str]) -> pl.Series | None:
        """Return which rows hold one of the forms of a word; None: none can."""
        held = _Texts(self.texts).holding(forms)
        if held is None or not held.any():
            return None
        self._made = self._made or self.make()
        return self._made.holding(forms)


_Part: TypeAlias = "_Texts | _WholeNumbers | _Values | _Codes | _LookedUp | _Unmade"
# A table is looked at whole where there are so many rows for each of its own: to copy its texts for rows takes longer.
_ROWS_FOR_EACH = 0.25


class SearchedTexts:
    """The texts of a table's rows.

    Args:
        table: Whose; each of its columns is asked for once.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._parts: list[_Part] = []
        self._looked_up: dict[tuple[str, int], list[_Part]] = {}
        for each in table.columns:
            is_apart = bool(each.searched_in) and all(map(table.has, each.searched_in))
            for key in each.searched_in if is_apart else (each.key,):
                self._add(key, partial(_searched, each))
            if each.beside and (each.chips or not is_apart):
                self._add(each.beside, partial(_beside, each))

    def _add(self, key: str, part_of: Callable[[pl.Series], _Part]) -> None:
        table, known = self._table, self._table.texts(key)
        if known is not None:
            self._parts.append(_Unmade(pl.Series(list(known), dtype=pl.String), lambda: part_of(table.column(key))))
            return
        source = table.source(key)
        if source is not None and table.rows.height >= source.height * _ROWS_FOR_EACH:
            every = source.columns((key,))[key]
            # other figures are made as texts one by one, and wider rows of them are not read any faster
            if every.dtype.is_integer() or not every.dtype.is_numeric():
                self._of_source(source).append(part_of(every))
                return
        self._parts.append(part_of(table.column(key)))

    def _of_source(self, source: Source) -> list[_Part]:
        known = (source.key, source.height)
        if known not in self._looked_up:
            self._looked_up[known] = []
            self._parts.append(_LookedUp(self._table.column(source.key), self._looked_up[known]))
        return self._looked_up[known]

    def matching(self, words: str) -> pl.Series:
        """Return which rows contain every word; a figure can be typed as shown (1.803,22) or raw (1803.22)."""
        height = self._table.rows.height
        found = pl.repeat(value=True, n=height, dtype=pl.Boolean, eager=True)
        for word in words.split():
            held = _held_by_any(self._parts, _forms(word))
            found &= pl.repeat(value=False, n=height, dtype=pl.Boolean, eager=True) if held is None else held
        return found


def _held_by_any(parts: Iterable[_Part], forms: Iterable[str]) -> pl.Series | None:
    """Return which rows hold one of the forms of a word in one of the parts; None: none can."""
    found = None
    for part in parts:
        held = part.holding(forms)
        if held is not None:
            found = held if found is None else found | held
    return found


def _searched(column: Column, rows: pl.Series) -> _Part:
    kind = rows.dtype
    if kind == pl.Boolean:
        values = pl.Series([True, False])
        return _Values(rows, (pl.Series([_("ja"), _("nein")]),), values, is_figure=False)
    if kind.is_temporal():
        values = rows.unique().drop_nulls()
        cell = local_moment(pl.col("at"), kind) if isinstance(kind, pl.Datetime) else pl.col("at")
        shown = "%d.%m.%Y" if language() == "de" else "%d/%m/%Y"
        shown += " %H:%M" if isinstance(kind, pl.Datetime) else ""
        forms = values.to_frame("at").select(
            cell.dt.to_string(shown).alias("shown"), cell.dt.to_string("%Y-%m-%d").alias("raw")
        )
        return _Values(rows, forms.get_columns(), values, is_figure=True)
    if kind.is_integer():
        first, last = rows.min(), rows.max()
        if isinstance(first, int) and isinstance(last, int) and last - first < len(rows):
            return _WholeNumbers(rows, first, last)
    if kind.is_integer() or kind.is_decimal():
        return _Texts(rows, is_figure=True)
    if kind.is_float():
        values = rows.unique().drop_nulls()
        return _Values(rows, (values.cast(pl.String),), values, is_figure=False)
    return _chips(column, rows) if column.kind == "chip" and column.chips else _texts(rows)


def _beside(column: Column, rows: pl.Series) -> _Part:
    return _chips(column, rows) if column.chips else _texts(rows)


def _texts(rows: pl.Series) -> _Part:
    return _Codes(rows, dtype.categories) if isinstance(dtype := rows.dtype, pl.Enum) else _Texts(rows.cast(pl.String))


def _chips(column: Column, rows: pl.Series) -> _Part:
    said = {value: chip.text for value, chip in column.chips.items()}
    if isinstance(dtype := rows.dtype, pl.Enum):
        return _Codes(rows, dtype.categories.replace(said))
    values = rows.cast(pl.String).unique().drop_nulls()
    words = values.replace(said)
    return _Values(rows.cast(pl.String), (words,), values, is_figure=False)


def _of_figures(forms: Iterable[str]) -> list[str]:
    """Return the forms that can stand in a figure or a day."""
    return [form for form in forms if _OF_FIGURES.fullmatch(form)]


def _forms(word: str) -> set[str]:
    typed = fold_word(word)
    forms = {typed}
    if _NUMBER.fullmatch(word):
        forms |= {word.replace(".", "").replace(",", "."), word.replace(",", "")}
    for spelled, letter in (("ae", "a"), ("oe", "o"), ("ue", "u")):
        forms |= {form.replace(spelled, letter) for form in forms}
    return {form for form in forms if form}
