"""Comparable forms of names, streets, numbers: what two spellings of the same thing have in common."""

import polars as pl

_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "ç": "c", "ø": "oe", "å": "a"}
_LEGAL_FORMS = r"\b(gmbh|mbh|ag|kg|ohg|ug|gbr|ev|co|cokg|ek|eg|se|und|u)\b"


def text_key(text: pl.Expr) -> pl.Expr:
    """Reduce a text to lower case, with umlauts written out, to letters, digits and single blanks."""
    low = text.str.to_lowercase().str.replace_many(list(_UMLAUTS), list(_UMLAUTS.values()))
    return low.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def name_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a name without legal forms: ``Müller & Co. KG`` and ``Mueller`` agree."""
    return text_key(text).str.replace_all(_LEGAL_FORMS, " ").str.replace_all(r"\s+", " ").str.strip_chars()


def street_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a street: ``Bahnhofstr. 4 a`` and ``Bahnhofstraße 4a`` agree."""
    return text_key(text).str.replace_all(r"str(asse)?\b", "str").str.replace_all(" ", "")


def phone_key(text: pl.Expr) -> pl.Expr:
    """Return the digits of a phone number without the German country code and leading zero, null if too short to compare."""
    digits = text.str.replace(r"^\s*(\+|00)49", "0").str.replace_all(r"\D", "").str.strip_chars_start("0")
    return pl.when(digits.str.len_chars() >= 6).then(digits)  # noqa: PLR2004 - fewer digits are an extension


def vat_key(text: pl.Expr) -> pl.Expr:
    """Return a VAT ID without blanks and dots, in capitals."""
    key = text.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(key.str.len_chars() >= 5).then(key)  # noqa: PLR2004 - a country code and a stub are not an ID


def document_key(text: pl.Expr) -> pl.Expr:
    """Return a document number in capitals without blanks and marks; leading zeros stay significant."""
    key = text.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return pl.when(key != "").then(key)
