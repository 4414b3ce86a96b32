"""What people type into the search box: a customer's name, town, plate ..., with the mistakes that people make.

Drawn from the terms of a snapshot's own search file, seeded.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from clientinfo_kernel.search.format import TERM_MASK, Container, TextColumn
from clientinfo_kernel.search.hit import KINDS, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_LONGEST = 24  # letters; nobody types more before looking up
_SOUNDS = (
    *(("ei", "ai"), ("ai", "ei"), ("ey", "ei"), ("th", "t"), ("ck", "k"), ("tt", "t"), ("ll", "l"), ("nn", "n")),
    *(("ss", "s"), ("ff", "f"), ("ph", "f"), ("tz", "z"), ("ü", "i"), ("ä", "e"), ("v", "f"), ("d", "t"), ("b", "p")),
)
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))


@dataclass(frozen=True)
class Typed:
    """A text typed letter by letter.

    Attributes:
        meant: Numbers of all customers that would be a right answer to the whole text; nobody where none exists.
    """

    text: str
    meant: frozenset[str]

    def keystrokes(self) -> list[str]:
        """What stands in the box after each letter."""
        return [self.text[:length] for length in range(1, len(self.text) + 1)]


def search_terms(file: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The terms (``customer_number``, ``kind``, ``text``) and customers (``customer_number``, ``name``, ``town``)."""
    with Container(file) as container:
        columns = {name: TextColumn(name, container) for name in ("customer_number", "name", "town", "term")}
        texts = {name: [column[place] for place in range(len(column))] for name, column in columns.items()}
        filed = np.array(container.section("posting_term"), dtype=np.uint32) & TERM_MASK
        owner = np.zeros(len(columns["term"]), dtype=np.uint32)
        owner[filed] = np.array(container.section("posting_document"), dtype=np.uint32)
        kind = np.array(container.section("term_kind"), dtype=np.uint8)
    customers = pl.DataFrame({name: texts[name] for name in ("customer_number", "name", "town")})
    terms = pl.DataFrame(
        {"customer_number": customers["customer_number"].gather(owner), "kind": kind, "text": texts["term"]}
    )
    return terms.with_columns(pl.col("kind").replace_strict(list(range(len(KINDS))), list(KINDS))), customers


def typed_searches(terms: pl.DataFrame, customers: pl.DataFrame, each: int, seed: int) -> dict[str, list[Typed]]:
    """``each`` texts of every sort, in a fixed order."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    names = terms.filter(pl.col("kind").is_in(NAMES))
    words = names.with_columns(word=pl.col("text").str.extract(r"(\p{L}{5,})(?:\W|$)")).filter(pl.col("word") != "")
    towns = customers.filter(pl.col("town") != "").select("customer_number", text="town")

    def of_kind(kind: str) -> pl.DataFrame:
        return terms.filter(pl.col("kind") == kind)

    def whole(frame: pl.DataFrame, change: Callable[[str], str] = str) -> list[Typed]:
        return [
            _typed(change(text), frame.filter(pl.col("text") == text)) for text in _drawn(draw, frame["text"], each)
        ]

    def misspelt(change: Callable[[str], str]) -> list[Typed]:
        changed = words["word"].filter(words["word"].map_elements(lambda word: change(word) != word, pl.Boolean))
        return [_typed(change(word), words.filter(pl.col("word") == word)) for word in _drawn(draw, changed, each)]

    joint = customers.filter(pl.col("town") != "").with_columns(
        text=pl.col("name").str.split(" ").list.last() + " " + pl.col("town").str.split(" ").list.first()
    )
    nobody = ["".join(draw.choices("qxzjvwk", k=8)) for _ in range(each)]
    return {
        "name": whole(names),
        "town": whole(towns),
        "last name and town": whole(joint),
        "licence plate, as written": whole(of_kind("license_plate")),
        "licence plate, without blanks": whole(of_kind("license_plate"), lambda text: re.sub(r"\W", "", text)),
        "phone, as written": whole(of_kind("phone")),
        "phone, digits only": whole(of_kind("phone"), lambda text: re.sub(r"\D", "", text.replace("+49", "0"))),
        "invoice number": whole(of_kind("invoice_number")),
        "umlaut spelt out": misspelt(lambda word: _first_replaced(word, _UMLAUTS)),
        "two letters swapped": misspelt(lambda word: word[:2] + word[3] + word[2] + word[4:]),
        "sound-alike": misspelt(lambda word: _first_replaced(word, _SOUNDS)),
        "no hit": [Typed(text, frozenset()) for text in nobody],
    }


def _typed(text: str, right: pl.DataFrame) -> Typed:
    return Typed(text.lower()[:_LONGEST], frozenset(right["customer_number"]))


def _drawn(draw: random.Random, texts: pl.Series, count: int) -> list[str]:
    choices = texts.unique().sort().to_list()
    return draw.sample(choices, min(count, len(choices)))


def _first_replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        if old in word[1:].lower():
            return word[0] + word[1:].lower().replace(old, new, 1)
    return word
