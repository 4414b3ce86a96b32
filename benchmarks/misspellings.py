"""How people get a name and a town wrong: a labelled set, ``python -m benchmarks.misspellings SETTINGS_FILE [COUNT] [SEED]``.

Each case is a customer of a snapshot, what somebody typed who meant that customer, and the kind of mistake. The rules
are those of keyboards, of German spelling and of bad telephone lines; none of them is taken from the search. The tests
hold a set that was printed by this command; the benchmark draws one from the dealership that it measures.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from clientinfo_kernel.query.directory import open_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LEAST = 4  # letters of a word that a mistake is made in
_ATTEMPTS = 100  # for each case
_ROWS = ("qwertzuiopü", "asdfghjklöä", "yxcvbnm")
_NAME = re.compile(r"[\w .&'\-]{4,60}")
_LEGAL_FORM = re.compile(r" (?:GmbH & Co\. KG|GmbH|UG \(haftungsbeschränkt\)|UG|KG|OHG|GbR|AG|e\.K\.|e\.V\.)$")

# What is written for one and the same sound.
_SAME_SOUND = (
    *(("ei", "ai"), ("ai", "ei"), ("ei", "ey"), ("ey", "ei"), ("ay", "ai"), ("eu", "äu"), ("äu", "eu"), ("ä", "e")),
    *(
        ("ck", "k"),
        ("k", "ck"),
        ("ph", "f"),
        ("f", "v"),
        ("v", "f"),
        ("th", "t"),
        ("t", "th"),
        ("dt", "t"),
        ("t", "dt"),
    ),
    *(
        ("tz", "z"),
        ("z", "tz"),
        ("chs", "x"),
        ("x", "chs"),
        ("ß", "s"),
        ("ss", "s"),
        ("c", "k"),
        ("k", "c"),
        ("y", "i"),
    ),
    *(("ie", "i"), ("i", "ie"), ("ah", "a"), ("oh", "o"), ("eh", "e"), ("üh", "ü"), ("qu", "kw"), ("sch", "sh")),
)
# What is heard for something else on the telephone.
_MISHEARD = (
    *(("b", "p"), ("p", "b"), ("d", "t"), ("t", "d"), ("g", "k"), ("k", "g"), ("m", "n"), ("n", "m"), ("f", "s")),
    *(("s", "f"), ("w", "b"), ("ü", "i"), ("i", "ü"), ("ö", "e"), ("ei", "eu"), ("v", "w"), ("l", "r"), ("er", "a")),
)
_PAIRS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_BARE = (("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "s"))


@dataclass(frozen=True)
class Misspelling:
    """What was typed for a customer: ``kind`` says what went wrong."""

    query: str
    customer_number: str
    name: str
    town: str
    kind: str


def misspellings(customers: pl.DataFrame, count: int, seed: int) -> list[Misspelling]:
    """``count`` cases (fewer among very few customers), the kinds in turns. A legal form is left off only where nobody else is called so without it.

    Args:
        customers: ``customer_number``, ``first_name``, ``name``, ``town``.
        count: So many.
        seed: Of the draw.
    """
    draw = random.Random(seed)  # noqa: S311  # no secret
    named = (
        customers.filter(pl.col("town").is_not_null(), pl.col("name").is_not_null())
        .sort("customer_number")
        .select(
            "customer_number", name=pl.concat_str("first_name", "name", separator=" ", ignore_nulls=True), town="town"
        )
    )
    existing = {f"{name} {town}".lower() for _, name, town in named.iter_rows()}
    bare = Counter(f"{_LEGAL_FORM.sub('', name)} {town}".lower() for _, name, town in named.iter_rows())
    people = [row for row in named.iter_rows() if _NAME.fullmatch(row[1])]
    kinds = list(_MISTAKES)
    made: dict[tuple[str, str], Misspelling] = {}
    for _ in range(_ATTEMPTS * count):
        kind = kinds[len(made) % len(kinds)]
        number, name, town = draw.choice(people)
        short = _LEGAL_FORM.sub("", name)
        spoken = short if draw.random() < 0.5 and bare[f"{short} {town}".lower()] == 1 else name
        query = _MISTAKES[kind](draw, spoken.lower(), town.lower())
        if query is not None and query not in existing and (query, number) not in made:
            made[query, number] = Misspelling(query, number, name, town, kind)
        if len(made) == count:
            break
    return list(made.values())


def _in_one_word(change: Callable[[random.Random, str], str | None]) -> Callable[[random.Random, str, str], str | None]:
    def changed(draw: random.Random, name: str, town: str) -> str | None:
        text = f"{name} {town}"
        words = list(re.finditer(rf"[^\W\d_]{{{_LEAST},}}", text))
        word = draw.choice(words) if words else None
        wrong = change(draw, word[0]) if word else None
        return text[: word.start()] + wrong + text[word.end() :] if word and wrong and wrong != word[0] else None

    return changed


def _replaced(pairs: tuple[tuple[str, str], ...]) -> Callable[[random.Random, str], str | None]:
    def changed(draw: random.Random, word: str) -> str | None:
        places = [(found.start(), old, new) for old, new in pairs for found in re.finditer(old, word)]
        if not places:
            return None
        at, old, new = draw.choice(places)
        return word[:at] + new + word[at + len(old) :]

    return changed


def _neighbours(letter: str) -> Iterator[str]:
    for row, keys in enumerate(_ROWS):
        at = keys.find(letter)
        if at < 0:
            continue
        yield from keys[max(at - 1, 0) : at] + keys[at + 1 : at + 2]
        for other in _ROWS[max(row - 1, 0) : row] + _ROWS[row + 1 : row + 2]:
            yield from other[at : at + 1]


def _neighbour_key(draw: random.Random, word: str) -> str | None:
    at = draw.randrange(len(word))
    near = list(_neighbours(word[at]))
    return word[:at] + draw.choice(near) + word[at + 1 :] if near else None


def _touched_too(draw: random.Random, word: str) -> str | None:
    at = draw.randrange(len(word))
    near = list(_neighbours(word[at]))
    return word[:at] + draw.choice(near) + word[at:] if near else None


def _swapped(draw: random.Random, word: str) -> str:
    at = draw.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _doubled(draw: random.Random, word: str) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _dropped(draw: random.Random, word: str) -> str:
    at = draw.randrange(len(word))
    return word[:at] + word[at + 1 :]


def _halved(draw: random.Random, word: str) -> str | None:
    doubles = [found.start() for found in re.finditer(r"(.)\1", word)]
    at = draw.choice(doubles) if doubles else -1
    return word[:at] + word[at + 1 :] if doubles else None


def _torn(draw: random.Random, word: str) -> str:
    at = draw.randrange(2, len(word) - 1)
    return word[:at] + " " + word[at:]


def _run_together(draw: random.Random, name: str, town: str) -> str | None:
    text = f"{name} {town}"
    blanks = [found.start() for found in re.finditer(r"(?<=\w) (?=\w)", text)]
    at = draw.choice(blanks)
    return text[:at] + text[at + 1 :]


def _other_order(draw: random.Random, name: str, town: str) -> str | None:
    turned = f"{town} {name}" if draw.random() < 0.5 else " ".join([*reversed(name.split()), town])
    return _in_one_word(_swapped)(draw, turned, "")


def _in_both(draw: random.Random, name: str, town: str) -> str | None:
    slips = (_neighbour_key, _swapped, _doubled, _dropped)
    first = _in_one_word(draw.choice(slips))(draw, name, "")
    second = _in_one_word(draw.choice(slips))(draw, town, "")
    return f"{first.strip()} {second.strip()}" if first and second else None


_MISTAKES: dict[str, Callable[[random.Random, str, str], str | None]] = {
    "neighbour key": _in_one_word(_neighbour_key),
    "key touched too": _in_one_word(_touched_too),
    "two letters swapped": _in_one_word(_swapped),
    "letter doubled": _in_one_word(_doubled),
    "letter dropped": _in_one_word(_dropped),
    "double letter halved": _in_one_word(_halved),
    "other spelling of the sound": _in_one_word(_replaced(_SAME_SOUND)),
    "misheard": _in_one_word(_replaced(_MISHEARD)),
    "umlaut as two letters": _in_one_word(_replaced(_PAIRS)),
    "umlaut without dots": _in_one_word(_replaced(_BARE)),
    "blank left out": _run_together,
    "blank too many": _in_one_word(_torn),
    "other order": _other_order,
    "name and town": _in_both,
}


def main(settings_file: str, count: str = "560", seed: str = "1") -> None:
    """Print a set as CSV."""
    customers = open_directory(Path(settings_file)).table("customers")
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(Misspelling.__dataclass_fields__)
    for one in misspellings(customers, int(count), int(seed)):
        rows.writerow((one.query, one.customer_number, one.name, one.town, one.kind))


if __name__ == "__main__":
    main(*sys.argv[1:])
