"""Comparable forms of names, streets, numbers: what two spellings of the same thing have in common."""

import re

import anyascii
import polars as pl

from clientinfo_kernel.search.spelling import UMLAUTS, WRITTEN_OUT
from data_sources.invisible import INVISIBLE

# As text_key leaves them: lower case, and what was written with dots is parted by blanks.
_LEGAL_FORMS = (
    r"\b(gesellschaft mit beschrankter haftung|haftungsbeschrankt|aktiengesellschaft|g ?m ?b ?h|m ?b ?h|ag|kg|kgaa|o ?h ?g|ug"
    r"|g ?b ?r|e ?[kvg]|part ?g(?: ?mbb)?|mbb|se|co|cokg|und|u|ltd|limited|inc|s ?a ?r ?l|s ?r ?o|s ?r ?l|d ?o ?o|b ?v)\b"
)
# What stands beside a name and is none of it: a form of address, a title, the name before the wedding, the owner.
_ADDRESSED = r"^(?:firma|fa|herrn?|frau|eheleute|familie|fam) "
_SUBJECTS = (
    "agr|arch|betriebsw|bibl|biol|bw|chem|des|finw|forstw|geogr|geol|hdl|inf|ing|jur|kauf[fm]|kff[rm]|kfm|landw|math|med|oc|ok"
    "|pad|phys|psych|soz|sozpad|stat|techn?|verw|volksw|vw|wirt"
)
# Whole words can be a family name, too: they are a title in front of another one.
_PROFESSIONS = (
    "(?:[a-z]*(?:wirt|informatiker|mathematiker|ingenieur|kaufmann|kauffrau|okonom|padagog|psycholog|soziolog|biolog|geolog|physiker"
    "|chemiker|designer|lehrer|pfleger|arbeiter|dolmetscher|ubersetzer|jurist|architekt|geograph|bibliothekar)(?:e|in)?) (?:fh )?"
)
# Engineers have a branch: Dipl.-Wirtsch.-Ing., Dipl.-Bau-Ing.
_DIPLOMA = rf"dipl(?: [a-z]+ (?:ing|inf)\b)?(?: (?:{_SUBJECTS})\b)*(?: {_PROFESSIONS})?"
_TITLES = rf"\b(?:prof|dr|{_DIPLOMA})(?: (?:med|dent|vet|jur|ing|rer|nat|phil|pol|troph|habil|fh|h c))*\b"
_BESIDE = r"\bgeb(?:orene?)? [a-z]+| inh(?:aber(?:in)?)? .*$| i ?l$"
_APOSTROPHES = "['`]"
# D Angelo, L Aquila (only before a vowel), O Brien: the apostrophe was a blank. An initial has a dot.
_ELIDED = r"(?i)\b(?:([dl]) ([aeiouh][a-z]{2,})|(o) ([a-z]{3,}))"
_OTHER_LETTER = re.compile(r"[^\x00-\x7f]")
# Two Greek letters that are one sound (ELOT 743, as ICU's Greek-Latin/UNGEGN has it).
_GREEK_PAIRS = {"ου": "ou", "ού": "ou", "γγ": "ng"}
_MAIL_ADDRESS = r"""([^\s<>()\[\]:;,"']+@[^\s<>()\[\]:;,"'@]+\.[^\s<>()\[\]:;,"'@.]{2,})"""
_UNSEEN = f"[{INVISIBLE}]"
_VAT_HEADING = "^UST(?:ID)?(?:NR)?"
_SHORTEST_VAT_ID = 5  # Romania's: RO123
_WORD = "[A-Z]{5}"  # most letters in a row of an ID: four (CHE123456789MWST, GBGD001)


def text_key(text: pl.Expr) -> pl.Expr:
    """Reduce a text to lower case, with umlauts written out, to letters, digits and single blanks.

    All other letters of the world become those of the alphabet from a to z: DATEV's files are cp1252 and cannot write
    Ř or Ł, so that the ledger's Rezac is the dealer system's Řezáč.
    """
    low = _from_a_to_z(text.str.to_lowercase()).str.to_lowercase().str.replace_all(_APOSTROPHES, "")
    return low.str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def name_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a name without legal forms, titles and marks: ``Müller & Co. KG``, ``Mueller`` and ``Muller`` agree."""
    whole = text.str.replace_all(_ELIDED, "${1}${2}${3}${4}")
    plain = _without_umlauts(text_key(whole)).str.replace(_ADDRESSED, "").str.replace_all(_BESIDE, "")
    bare = plain.str.replace_all(_LEGAL_FORMS, " ").str.replace_all(_TITLES, " ").str.replace_all(r"\s+", " ")
    return bare.str.strip_chars()


def person_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a whole name in any order: ``Anna Meier`` and ``Meier, Anna`` agree."""
    return name_key(text).str.split(" ").list.sort().list.join(" ")


def _without_umlauts(plain: pl.Expr) -> pl.Expr:
    return plain.str.replace_many(list(UMLAUTS), list(UMLAUTS.values()), leftmost=True)


def _from_a_to_z(text: pl.Expr) -> pl.Expr:
    return text.map_batches(_transliterated, return_dtype=pl.String, is_elementwise=True)


def _transliterated(texts: pl.Series) -> pl.Series:
    """Write umlauts out and every other letter in ASCII; the letters that occur are few, whatever the number of texts."""
    others = texts.filter(texts.str.contains(_OTHER_LETTER.pattern)).unique()
    letters = set(_OTHER_LETTER.findall("".join(others.drop_nulls())))
    if not letters:
        return texts
    pairs = {pair: letters_of for pair, letters_of in _GREEK_PAIRS.items() if letters.issuperset(pair)}
    table = pairs | {letter: WRITTEN_OUT.get(letter, anyascii.anyascii(letter)) for letter in sorted(letters)}
    return texts.str.replace_many(list(table), list(table.values()), leftmost=True)


def street_key(text: pl.Expr) -> pl.Expr:
    """Return the key of a street: ``Mühlstr. 4 a``, ``Muehlstraße 4a`` and ``Muhlstr. 4a`` agree."""
    return _without_umlauts(text_key(text)).str.replace_all(r"str(asse)?\b", "str").str.replace_all(" ", "")


def postal_code_key(text: pl.Expr) -> pl.Expr:
    """Return a postal code without its country, with the zero that spreadsheets take: ``D-01067``, ``1067``."""
    code = text.str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "").str.replace(r"^[A-Z]{1,2}([0-9]{4,5})$", "${1}")
    return pl.when(code.str.contains(r"^[0-9]{4}$")).then(code.str.zfill(5)).otherwise(code)


def email_key(text: pl.Expr) -> pl.Expr:
    """Return the first mail address in a text, in small letters; null without one."""
    visible = text.str.to_lowercase().str.normalize("NFC").str.replace_all(_UNSEEN, "")
    return visible.str.extract(_MAIL_ADDRESS)


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
    """Return a VAT ID without blanks and dots, in capitals; null for what is none: ``beantragt 2024``, ``DE000000000``.

    Every one has three digits or more (Romania's are the shortest) and no word; two people are not one because neither has an ID.
    """
    key = text.str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "").str.replace(_VAT_HEADING, "")
    has_digits = key.str.contains(r"(?:[0-9].*){3}") & key.str.contains("[1-9]")
    return pl.when(has_digits & (key.str.len_chars() >= _SHORTEST_VAT_ID) & ~key.str.contains(_WORD)).then(key)


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
