"""What a typed text might mean: several readings of it, each a list of words that must all be met.

``na-pt 193`` is three words or one plate, ``0171/12 34 567`` one number, ``auto haus`` perhaps one word, ``Re 4711``
the number of an invoice, ``Dr. Meier`` somebody whose title we might not know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.search.closeness import typed_text
from clientinfo_kernel.search.format import NAME_MARK, TAIL_MARK, TOPIC_MARKS
from clientinfo_kernel.search.labels import labelled, without_labels
from clientinfo_kernel.search.month_names import with_numbered_month
from clientinfo_kernel.search.plates import division
from clientinfo_kernel.search.spelling import canonical, fold, national

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 200  # characters of a query that are looked at
_MOST_WORDS = 8
_LEAST_TAIL = 4  # so many last digits of a phone number are worth a look
_LEAST_BARE = 8  # digits from which 49... without a plus may be a phone number
_NUMERIC = re.compile(r"[0-9+/().\-]+")
_SPOKEN = re.compile(r"[a-z]{3,}")
_PLUS = re.compile(r"\+\s+")
_BREAKS = re.compile(r"[ \-]+")
_CUT_POSTAL_CODE = re.compile(r"[1-9][0-9]{3}")
_SPELLED_AND = re.compile(r"\A([a-z0-9])(?:und|and)([a-z0-9])\Z")
_PROTOCOL = re.compile(r"\b(?:mailto:|tel:(?=[+\d]))", re.IGNORECASE)  # of a link that was copied, which has no blank
_GLUED_HOUSE = re.compile(r"([a-z]{5,})([0-9]{1,3}[a-z]?)")  # Bahnhofstr.22
_COUNTRY = frozenset({"d", "de"})  # in front of a postal code
_POSTAL_CODE = re.compile(r"[0-9]{5}")
# What dots and slashes part of e.K., e. V., e.G., c/o, z. Hd., E-Mail.
_PARTED = frozenset({("e", "k"), ("e", "v"), ("e", "g"), ("c", "o"), ("z", "hd"), ("e", "mail")})
_WITH_FILLERS_DROPPED = 4  # steps of ``ranking``
_IN_ONE_WORD = 8
_SURELY_A_PHONE = -20
_DIALLED = re.compile(r"^[+]|[0-9] ?[/\-] ?[0-9]")  # as only phone numbers are written

_PHONE = frozenset({"phone"})
# Words that may be missing in what is stored, or stand there in another form.
_FILLERS = frozenset(
    {
        *("u", "und", "and", "herr", "herrn", "hr", "frau", "fr", "familie", "fam", "eheleute", "firma", "fa"),
        *("bei", "von", "vom", "frhr", "zhd", "haenden", "inh", "inhaber", "email", "mail"),
        *("jun", "junior", "jr", "sen", "senior", "sr"),
        *("gmbh", "mbh", "co", "kg", "kgaa", "ohg", "ag", "se", "ug", "haftungsbeschraenkt"),
        *("gbr", "eg", "ek", "ekfm", "ev"),
        *("dr", "prof", "professor", "doktor", "dipl", "ing", "med", "mag", "www", "http", "https"),
    }
)


class SoughtKey(NamedTuple):
    """One key to look up; ``altered``: what was typed had to be changed for it."""

    key: str
    altered: bool = False


class Word(NamedTuple):
    """One word of a reading: any of its looks meets it.

    Attributes:
        spoken: Its letters, if sound and typos make sense.
        as_typed: The same with every umlaut written out: in ``xaer`` for Xaver there is none.
    """

    looks: tuple[SoughtKey, ...]
    spoken: str = ""
    as_typed: str = ""


class Reading(NamedTuple):
    """Words that must all be met.

    Attributes:
        steps: How much worse (``ranking.STEPS``) a match is because what was typed had to be changed.
        kinds: The kinds of text that are meant; None: any.
    """

    words: tuple[Word, ...]
    steps: int = 0
    kinds: frozenset[str] | None = None


class Query(NamedTuple):
    """All readings of a text.

    Attributes:
        readings: Of what was typed as it stands.
        loose: With two neighbouring words joined.
        whole_name: The key of a full name.
        typed: The whole, for ``closeness``.
        compact: Everything that was typed in one word, for plates.
        division: District and letters, if it may be a plate with a mark between them.
    """

    readings: tuple[Reading, ...]
    loose: tuple[Reading, ...]
    whole_name: str
    typed: str
    compact: str
    division: tuple[str, str] | None = None


def read(text: str, topics: frozenset[str] = frozenset()) -> Query:
    """Return the readings of any text; none if no letter and no digit is in it.

    Args:
        text: As typed.
        topics: Topics (``hit.TOPIC_OF_KIND``) whose documents can be looked up.
    """
    text = _PROTOCOL.sub(" ", _PLUS.sub("+", text[:_LONGEST]))
    pieces = [piece for piece in text.split() if any(map(str.isalnum, fold(piece)))][:_MOST_WORDS]
    words = [word for piece in pieces for word in _BREAKS.split(fold(piece)) if word]
    few = words[:_MOST_WORDS]
    if not few:
        return Query((), (), "", "", "")

    def word(raw: str) -> Word:
        return _word(raw, topics)

    def reading(*raw: str, steps: int = 0, kinds: frozenset[str] | None = None) -> Reading:
        return Reading(tuple(dict.fromkeys(map(word, raw))), steps, kinds)

    readings = [reading(*few), reading(*pieces), reading(*_numeric_runs(pieces))]
    # Letters with blanks between them are hardly one word; if so, then the beginning of somebody's mail address.
    several = len(pieces) > 1 and "".join(few).isalpha()
    whole = reading(" ".join(pieces), steps=_IN_ONE_WORD if several else 0)
    unnumbered = (
        []
        if any(map(str.isdigit, "".join(few)))
        else [Word(tuple(_marked(SoughtKey(canonical("".join(few))), topics)))]
    )
    loose = [Reading((word,)) for word in unnumbered if word.looks]
    loose += [reading(*few[:place], few[place] + few[place + 1], *few[place + 2 :]) for place in range(len(few) - 1)]
    if text.startswith("+") and _NUMERIC.fullmatch("".join(pieces)):  # surely a phone number, hardly several words
        readings, loose = [], [*readings, *loose]
    readings.append(whole)
    readings += [reading(*other, steps=steps) for other, steps in _also_written(few, pieces)]
    if (found := labelled(few)) is not None:
        number, kinds = found
        readings.append(reading(number, kinds=kinds))
    if _DIALLED.search(text) and _NUMERIC.fullmatch("".join(pieces)):
        readings.append(reading(" ".join(pieces), steps=_SURELY_A_PHONE, kinds=_PHONE))
    first = tuple(dict.fromkeys(readings))
    further = tuple(each for each in dict.fromkeys(loose) if each not in first)
    named = NAME_MARK + " ".join(sorted(map(canonical, words)))
    return Query(first, further, named, typed_text(few), "".join(few), division(text))


def spoken_word(letters: str) -> Word:
    """Return a word that is looked up as it is."""
    spoken = letters if _SPOKEN.fullmatch(letters) else ""
    return Word((SoughtKey(letters),), spoken, spoken)


def _also_written(few: list[str], pieces: list[str]) -> Iterator[tuple[list[str], int]]:
    """Yield the words as they might be stored: without titles and labels, days in figures; and by how many steps that is worse."""
    essential = [each for each in _with_abbreviations_joined(few) if each not in _FILLERS]
    if essential and len(essential) < len(few):
        yield essential, _WITH_FILLERS_DROPPED
        yield ["".join(essential)], _WITH_FILLERS_DROPPED
    if (rest := [each for each in pieces if fold(each).replace("-", "") not in _FILLERS]) and len(rest) < len(pieces):
        yield rest, _WITH_FILLERS_DROPPED
    if rest := without_labels(pieces):
        yield _numeric_runs(rest), _WITH_FILLERS_DROPPED
    if dated := with_numbered_month([each for each in without_labels(few) or few if each not in _FILLERS]):
        yield dated, 0
    for other in (_with_zero(few), _without_and(few), _with_house_apart(few), _without_country(few)):
        if other != few:
            yield other, _WITH_FILLERS_DROPPED


def _with_abbreviations_joined(words: list[str]) -> list[str]:
    """Put together the letters of an abbreviation: e.K., e. V., c/o, z. Hd."""
    joined: list[str] = []
    for word in words:
        if joined and (joined[-1], word) in _PARTED:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _with_house_apart(words: list[str]) -> list[str]:
    """Part a street from the number of a house that was typed without a blank: Bahnhofstr.22."""
    parted = (_GLUED_HOUSE.fullmatch(word) for word in words)
    return [each for word, found in zip(words, parted, strict=True) for each in (found.groups() if found else (word,))]


def _without_country(words: list[str]) -> list[str]:
    """Leave out what stands in front of a postal code: D-95028."""
    following = [*words[1:], ""]
    return [
        word
        for word, after in zip(words, following, strict=True)
        if not (word in _COUNTRY and _POSTAL_CODE.fullmatch(after))
    ]


def _with_zero(words: list[str]) -> list[str]:
    """Give back the zero of a postal code that a spreadsheet took: 7366 Rosenthal is in 07366."""
    return ["0" + word if _CUT_POSTAL_CODE.fullmatch(word) else word for word in words] if len(words) > 1 else words


def _without_and(words: list[str]) -> list[str]:
    """Leave out the und of 1und1 and BundB, which are written with a mark."""
    return [_SPELLED_AND.sub(r"\1\2", word) for word in words]


def _numeric_runs(pieces: list[str]) -> list[str]:
    """Neighbouring pieces of digits and marks as one: a number typed with blanks."""
    runs: list[str] = []
    for piece in pieces:
        if runs and _NUMERIC.fullmatch(piece) and _NUMERIC.fullmatch(runs[-1].replace(" ", "")):
            runs[-1] += " " + piece
        else:
            runs.append(piece)
    return runs


def _word(raw: str, topics: frozenset[str]) -> Word:
    bare = _BREAKS.sub("", fold(raw))
    key = canonical(bare)
    looks = [SoughtKey(key)]
    if bare[:1] == "0" and bare.strip("0"):
        looks.append(SoughtKey(canonical(bare.lstrip("0")), altered=True))
    if any(map(str.isdigit, bare)):
        looks += [marked for look in looks for marked in _marked(look, topics)]
    if _NUMERIC.fullmatch(raw.replace(" ", "")):
        looks += _phone_looks(raw)
    spoken = key if _SPOKEN.fullmatch(key) else ""
    return Word(tuple(dict.fromkeys(looks)), spoken, bare if spoken else "")


def _marked(look: SoughtKey, topics: frozenset[str]) -> list[SoughtKey]:
    return [SoughtKey(TOPIC_MARKS[topic] + look.key, look.altered) for topic in sorted(topics)]


def _phone_looks(raw: str) -> list[SoughtKey]:
    dialled = national(raw)
    looks = [SoughtKey(dialled)]
    if dialled.startswith("49") and len(dialled) >= _LEAST_BARE:
        looks.append(SoughtKey("0" + dialled.removeprefix("49"), altered=True))
    if len(dialled) >= _LEAST_TAIL:
        abroad = raw.strip().startswith(("+", "00"))
        looks.append(SoughtKey(TAIL_MARK + (dialled.lstrip("0") if abroad else dialled)[::-1], altered=True))
    return [look for look in looks if look.key.strip(TAIL_MARK)]
