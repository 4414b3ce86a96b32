"""From the texts of a table that repeat to codes: the places of the texts among the column's words, in their order.

So codes sort as their texts do, and a snapshot of the same rows has the same codes, whatever the order in which
the threads of a query met the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.stored_form import (
    CODE,
    FIRST_WORD,
    Words,
    code_type,
    digits_as_code,
    split_as_code,
)

if TYPE_CHECKING:
    from clientinfo_kernel.query.table import Table


@dataclass(frozen=True)
class Codes:
    """What the texts of a table became.

    Attributes:
        words: The texts of each column that are not their own code, sorted; without those of ``Coding.before``.
        codes: Per column and number in which a text was met, its code; but for identifiers in the narrowest type.
        identifiers: Columns whose texts were counted from ``FIRST_WORD``: all else in them is a code already.
    """

    words: Words
    codes: Mapping[str, pl.Series]
    identifiers: frozenset[str]

    def in_order(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Turn what ``Coding.encoders`` made of texts into codes."""
        return rows.with_columns(self._placed(rows[name], codes) for name, codes in self.codes.items())

    def _placed(self, met: pl.Series, codes: pl.Series) -> pl.Series:
        if met.name not in self.identifiers:
            return codes[met].alias(met.name) if len(codes) else met.cast(codes.dtype)
        is_text = (met >= FIRST_WORD).fill_null(value=False)
        if not is_text.any():
            return met
        places = (met.cast(pl.Int64) - FIRST_WORD).clip(0).cast(CODE)
        return codes[places].zip_with(is_text, met).alias(met.name)


@dataclass(frozen=True)
class Coding:
    """Numbers the texts of one table that is being written.

    Attributes:
        met: Per column of words, a series of its categories: the texts in the order in which a query meets them.
            Polars forgets the texts of categories that no series has any longer.
        identifiers: Those of them that are ``Table.identifiers``.
        before: Per column of words that go on from those of another table (``Table.continued``), how many these are.
            They are met first, so that the number of each is its place.
    """

    met: Mapping[str, pl.Series]
    identifiers: frozenset[str]
    before: Mapping[str, int]

    @classmethod
    def of(cls, table: Table, before: Words | None = None) -> Coding:
        """Begin with no text but the words of other tables that this one's go on from."""
        known = before or {}
        names = [name for name in table.columns if name in table.words]
        met = {
            name: known.get(name, pl.Series(dtype=pl.String)).cast(pl.Categorical(pl.Categories.random(physical=CODE)))
            for name in names
        }
        return cls(met, table.identifiers, {name: len(words) for name, words in known.items()})

    def encoders(self) -> list[pl.Expr]:
        """Return the expressions that turn texts into numbers, in the order in which they are met."""
        return [self._number(pl.col(name), met).alias(name) for name, met in self.met.items()]

    def _number(self, text: pl.Expr, met: pl.Series) -> pl.Expr:
        if text.meta.output_name() not in self.identifiers:
            return text.cast(met.dtype).to_physical()
        code = digits_as_code(text)
        word = pl.when(code.is_null()).then(text).cast(met.dtype).to_physical() + FIRST_WORD
        return pl.coalesce(code, word)

    def codes(self, highest: Mapping[str, int | None]) -> Codes:
        """Return the codes of all texts, when these are the highest numbers of each column (None: it has none)."""
        words, codes = {}, {}
        for name, known in self.met.items():
            first = self.before.get(name, 0)
            count = self._count(name, highest[name])
            if count == 0:
                words[name], codes[name] = _of_no_text(is_identifier=name in self.identifiers)
                continue
            texts = pl.int_range(first, count, dtype=CODE, eager=True)
            own = texts.cat.to(known.dtype).cast(pl.String)
            words[name], codes[name] = _of_identifiers(own) if name in self.identifiers else _after(first, own)
        return Codes(words, codes, self.identifiers)

    def _count(self, name: str, highest: int | None) -> int:
        first, before = FIRST_WORD if name in self.identifiers else 0, self.before.get(name, 0)
        return before if highest is None else max(highest + 1 - first, before)


@cache
def _of_no_text(*, is_identifier: bool) -> tuple[pl.Series, pl.Series]:
    """Return the words and codes of a column without texts, as most columns of a small house are."""
    nothing = pl.Series(dtype=pl.String)
    return _of_identifiers(nothing) if is_identifier else _after(0, nothing)


def _of_identifiers(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the words among texts that are not numbers, and the code of each text."""
    splits = split_as_code(texts)
    others, places = _in_order(texts.set(splits.is_not_null(), None))
    words = (places.cast(pl.Int64) + FIRST_WORD).cast(CODE)
    return others.drop_nulls(), words.zip_with(splits.is_null(), splits)


def _after(first: int, texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the words of texts that were met after so many others, and the code of each of all."""
    dtype = code_type(first + len(texts))
    words, places = _in_order(texts)
    codes = (places.cast(pl.Int64) + first).cast(dtype)
    return words, pl.int_range(first, dtype=pl.Int64, eager=True).cast(dtype).append(codes)


def _in_order(texts: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return texts sorted, nulls last, and the place among them that each has: comparing texts is dear, numbers are not."""
    order = texts.arg_sort(nulls_last=True)
    return texts[order], order.arg_sort()
