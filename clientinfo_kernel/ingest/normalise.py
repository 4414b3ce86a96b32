"""Comparable forms of names, streets, numbers: what two spellings of the same thing have in common."""

import re

import anyascii
import polars as pl

from clientinfo_kernel.search.spelling import UMLAUTS, WRITTEN_OUT

_LEGAL_FORMS = r"\b(gmbh|mbh|ag|kg|ohg|ug|gbr|ev|co|cokg|ek|eg|se|und|u)\b"
_OTHER_LETTER = re.compile(r"[^\x00-\x7f]")


def text_key(text: pl.Expr) -> pl.Expr:
    """Reduce a text to lower case, with umlauts written out, to letters, digits and single blanks.

    All other letters of the world become those of the alphabet from a to z: DATEV's files are cp1252 and cannot write
    Ř or Ł, so that the ledger's Rezac is the dealer system's Řezáč.
    """
    low = _from_a_to_z(text.str.to_lowercase()).str.to_lowercase()
    return low.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def name_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a name without legal forms and marks: ``Müller & Co. KG``, ``Mueller`` and ``Muller`` agree."""
    plain = text_key(text).str.replace_many(list(UMLAUTS), list(UMLAUTS.values()), leftmost=True)
    return plain.str.replace_all(_LEGAL_FORMS, " ").str.replace_all(r"\s+", " ").str.strip_chars()


def _from_a_to_z(text: pl.Expr) -> pl.Expr:
    return text.map_batches(_transliterated, return_dtype=pl.String, is_elementwise=True)


def _transliterated(texts: pl.Series) -> pl.Series:
    """Write umlauts out and every other letter in ASCII; the letters that occur are few, whatever the number of texts."""
    others = texts.filter(texts.str.contains(_OTHER_LETTER.pattern)).unique()
    letters = set(_OTHER_LETTER.findall("".join(others.drop_nulls())))
    if not letters:
        return texts
    table = {letter: WRITTEN_OUT.get(letter, anyascii.anyascii(letter)) for letter in sorted(letters)}
    return texts.str.replace_many(list(table), list(table.values()))


def street_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a street: ``Bahnhofstr. 4 a`` and ``Bahnhofstraße 4a`` agree."""
    return text_key(text).str.replace_all(r"str(asse)?\b", "str").str.replace_all(" ", "")


def phone_key(text: pl.Expr) -> pl.Expr:
    """Return a phone number as dialled in Germany, one key for all its spellings; null for what is not a number.

    ``+49 (0)9282 / 1234-56``, ``0049 9282 123456``, ``09282/1234-56`` and ``Tel. 09282 123456`` agree, other countries
    begin with 00. Of several numbers in one field the first counts; an extension that is said by a word is left out.
    """
    first = (
        _from_a_to_z(text.str.to_lowercase())
        .str.replace_all(r"\(\s*0\s*\)", "")
        .str.replace(r"(?:[,;\n]|\b(?:oder|und|od|u|o)\b).*$", "")
        .str.replace(r"\b(?:app|appar\w*|durchwahl|dw|ext|nst|nebenstelle)\b.*$", "")
        .str.replace(r"^(\D*(?:\d[^\d/|]*){7,})[/|]\s*[+0].*$", "${1}")
    )
    marks = first.str.replace_all(r"[^\d+]", "").str.replace(r"^00", "+")
    dialled = (
        pl.when(marks.str.starts_with("+"))
        .then(marks.str.replace(r"^\+490*", "0").str.replace(r"^\+", "00"))
        .when(marks.str.contains(r"^49[1-9]\d{9,}$"))
        .then(marks.str.replace(r"^49", "0"))
        .otherwise(marks.str.replace(r"^0*", "0"))
    ).str.replace_all("+", "", literal=True)
    says_something = dialled.str.len_chars().is_between(7, 17) & ~dialled.str.contains(r"^0*(?:1*|2*|9*)$")
    return pl.when(says_something).then(dialled)


def vat_key(text: pl.Expr) -> pl.Expr:
    """Return a VAT ID without blanks and dots, in capitals."""
    key = text.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(key.str.len_chars() >= 5).then(key)  # noqa: PLR2004 - a country code and a stub are not an ID


def document_key(text: pl.Expr) -> pl.Expr:
    """Return a document number in capitals without blanks and marks; leading zeros stay significant."""
    return text.map_batches(_document_keys, return_dtype=pl.String, is_elementwise=True)


def _document_keys(texts: pl.Series) -> pl.Series:
    """Write only those again that are not key yet: hardly any, and most tables have nothing else."""
    others = ~texts.str.contains(r"^[A-Z0-9]+$")
    if not others.any():
        return texts
    key = texts.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return key.set(key == "", None)
