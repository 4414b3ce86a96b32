"""Whether a source has by now what somebody says is right; the way of writing it does not matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.query.vat_form import written_plainly
from clientinfo_kernel.search.spelling import canonical, fold, national

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBERS = frozenset({"phone", "mobile"})
_NAMED = frozenset({"address", "contact_person"})
_TITLES = frozenset({"herr", "herrn", "frau", "dr", "prof", "dipl", "ing"})
_COUNTRIES = frozenset({"deutschland", "germany", "oesterreich", "austria", "schweiz", "switzerland"})
# D-95119 Naila; Bahnhof Straße; 11 a.
_COUNTRY_LETTER = re.compile(r"\b(?:d|de|a|at|ch)[ -]+(?=[0-9]{4,5}\b)")
_STREET_APART = re.compile(r"(?<=[a-z])[ -]+(?=str(?:asse)?\b)")
_LETTER_APART = re.compile(r"(?<=[0-9])[ -]+(?=[a-z]\b)")


class Said(NamedTuple):
    """What a source says.

    Attributes:
        value: The value; of an address the street, of a person the last name.
        beside: What may stand next to it: postal code and town, the first name.
    """

    value: str
    beside: str = ""


def is_taken_over(subject: str, value: str, known: Iterable[Said]) -> bool:
    """Return whether a source says by now what a change notice says.

    A house number, or a second last name, that the notice leaves out is a change as well; a postal code is not. What says
    no number (that one is cut off) is in no source, whatever stands there.

    Args:
        subject: What the notice is about (``live.change_notices.SUBJECTS``).
        value: What is right.
        known: What the sources say of it.
    """
    if subject in _NUMBERS:
        number = national(value)
        return bool(number) and number in {national(each.value) for each in known}
    if subject == "vat_id":
        return written_plainly(value) in {written_plainly(each.value) for each in known}
    if subject in _NAMED:
        return any(_names(value, each) for each in known)
    wanted = _marked_words(value)
    return bool(wanted) and any(wanted <= _marked_words(each.value) for each in known)


def _names(value: str, known: Said) -> bool:
    """Return whether words are those of a value, with or without what stands beside it."""
    wanted, core, beside = (_words(text) for text in (value, known.value, known.beside))
    return bool(wanted) and wanted <= core | beside and (core <= wanted or not core & wanted)


def _words(text: str) -> frozenset[str]:
    plain = _LETTER_APART.sub("", _STREET_APART.sub("", _COUNTRY_LETTER.sub("", fold(text))))
    words = (word for word in re.split(r"[ -]+", plain) if word)
    return frozenset(canonical(word) for word in words if word not in _TITLES | _COUNTRIES)


def _marked_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w.@-]+", text.casefold()))
