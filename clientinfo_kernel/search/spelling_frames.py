"""The spellings of ``spelling`` for whole columns, exactly the same forms."""

import polars as pl

from clientinfo_kernel.search.spelling import STREET, UMLAUTS, fold_character

_ASCII = [chr(code) for code in range(128)]


def fold_table(texts: pl.Series) -> dict[str, str]:
    """How each character that occurs in the texts is folded, where folding changes it."""
    foreign = texts.filter(texts.str.contains(r"[^\x00-\x7F]"))
    seen = foreign.str.extract_all(r"[^\x00-\x7F]").explode(empty_as_null=False).unique().drop_nulls()
    folded = {character: fold_character(character) for character in [*_ASCII, *seen]}
    return {character: plain for character, plain in folded.items() if plain != character}


def folded(text: pl.Expr, table: dict[str, str]) -> pl.Expr:
    """``spelling.fold`` of a column; ``table`` from ``fold_table`` over the same texts."""
    return text.str.replace_many(table)


def canonical(word: pl.Expr) -> pl.Expr:
    """``spelling.canonical`` of a column of words, or of each word in texts with single blanks."""
    umlauts = word.str.replace_many(UMLAUTS, leftmost=True)
    return umlauts.str.replace_all(STREET + r"(\s|$)", "str$1")


def national(phone: pl.Expr) -> pl.Expr:
    """``spelling.national`` of a column of phone numbers."""
    marks = phone.str.replace_all("(0)", "", literal=True).str.replace_all(r"[^+0-9]", "")
    digits = pl.concat_str(marks.str.slice(0, 1), marks.str.slice(1).str.replace_all("+", "", literal=True))
    german = digits.str.contains(r"^(?:0049|\+49)")
    rest = digits.str.replace(r"^(?:0049|\+49)0*", "0")
    return pl.when(german).then(rest).otherwise(digits.str.replace_all("+", "00", literal=True))
