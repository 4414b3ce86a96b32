"""One form for all spellings of a word: the keys under which terms are filed and looked up.

The forms are made so that a beginning stays a beginning: the key of what was typed so far starts the key of the
whole word (``canonical("stra")`` is ``str``, and so is ``canonical("strasse")``). Each form exists for one
text and for a whole column; a test holds the two together.
"""

import re
import unicodedata
from functools import lru_cache

import polars as pl

WRITTEN_OUT = {"ä": "ae", "ö": "oe", "ü": "ue"}
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"})
# ä, ae and a are one letter, likewise ö and ü; but the e of Bauer, Feuer and Quelle is a letter of its own.
UMLAUTS = {"aue": "aue", "eue": "eue", "que": "que", "ae": "a", "oe": "o", "ue": "u"}
STREET = r"str(?:a|as|ass|asse)"  # Straße, Strasse and Str., also while the word is being typed
_UMLAUT = re.compile("|".join(UMLAUTS))
_STREET_END = re.compile(STREET + r"\Z")
_ASCII = [chr(code) for code in range(128)]
_NATIONAL = re.compile(r"\A0049|\A\+49")


@lru_cache(maxsize=4096)
def fold_character(character: str) -> str:
    """Lower case, umlauts written out, no accents; a blank for white space, a dash for every other mark, nothing for a bare accent."""
    if character.casefold() in WRITTEN_OUT:
        return WRITTEN_OUT[character.casefold()]
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).casefold()
    bare = "".join(part for part in plain if not unicodedata.category(part).startswith("M"))
    return "".join(_class(part) for part in bare.translate(_LETTERS))


def _class(character: str) -> str:
    if character.isalnum():
        return character
    return " " if character.isspace() else "-"


def fold(text: str) -> str:
    """Return the text in lower case, umlauts written out, without accents; only letters, digits, blanks and dashes are left."""
    return "".join(map(fold_character, text))


def canonical(word: str) -> str:
    """Return the key of a folded word: one for Müller, Mueller and Muller, one for Straße, Strasse and Str."""
    return _STREET_END.sub("str", _UMLAUT.sub(lambda found: UMLAUTS[found[0]], word))


@lru_cache(maxsize=4096)
def canonical_words(text: str) -> frozenset[str]:
    """Return the keys of a text's words, in whatever order they stand."""
    return frozenset(map(canonical, fold(text).replace("-", " ").split()))


def national(phone: str) -> str:
    """Return the digits of a phone number as dialled in Germany: +49, 0049 and (0) become one 0, other countries 00."""
    digits = "".join(mark for mark in phone.replace("(0)", "") if mark in "+0123456789")
    digits = digits[:1] + digits[1:].replace("+", "")
    if _NATIONAL.match(digits):
        return "0" + _NATIONAL.sub("", digits).lstrip("0")
    return digits.replace("+", "00")


def fold_table(texts: pl.Series) -> dict[str, str]:
    """Return how each character that occurs in the texts is folded, where folding changes it."""
    foreign = texts.filter(texts.str.contains(r"[^\x00-\x7F]"))
    seen = foreign.str.extract_all(r"[^\x00-\x7F]").explode(empty_as_null=False).unique().drop_nulls()
    folded = {character: fold_character(character) for character in [*_ASCII, *seen]}
    return {character: plain for character, plain in folded.items() if plain != character}


def fold_column(text: pl.Expr, table: dict[str, str]) -> pl.Expr:
    """``fold`` of a column; ``table`` from ``fold_table`` over the same texts."""
    return text.str.replace_many(table)


def canonical_column(word: pl.Expr) -> pl.Expr:
    """``canonical`` of a column of words, or of each word in texts with single blanks."""
    umlauts = word.str.replace_many(UMLAUTS, leftmost=True)
    return umlauts.str.replace_all(STREET + r"(\s|$)", "str$1")


def national_column(phone: pl.Expr) -> pl.Expr:
    """``national`` of a column of phone numbers."""
    marks = phone.str.replace_all("(0)", "", literal=True).str.replace_all(r"[^+0-9]", "")
    digits = pl.concat_str(marks.str.slice(0, 1), marks.str.slice(1).str.replace_all("+", "", literal=True))
    german = digits.str.contains(r"^(?:0049|\+49)")
    rest = digits.str.replace(r"^(?:0049|\+49)0*", "0")
    return pl.when(german).then(rest).otherwise(digits.str.replace_all("+", "00", literal=True))
