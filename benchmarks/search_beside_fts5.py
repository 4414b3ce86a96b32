"""Part 3: a keystroke in the search box beside SQLite's full-text index over the same terms."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import polars as pl

from benchmarks.misspellings import misspellings
from benchmarks.report import Part, Promise, Table, comparison, in_time, ratio, span
from benchmarks.timing import Series, in_turns, series
from benchmarks.typed_searches import Typed, search_terms, typed_searches
from clientinfo_kernel.query.directory import open_directory

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.dealership import Dealership
    from benchmarks.misspellings import Misspelling

SLOWEST = 0.020
LIMIT = 10
_OURS, _PEER = "clientinfo", "SQLite FTS5"
_WARM_UP_SEED, _SEED = 3, 4
MISSPELT_PER_TEXT = 40  # for each text of another sort
_FEW = 5


class FullTextIndex:
    """One FTS5 document per customer: all its terms, with prefix indexes for one to four letters."""

    def __init__(self, file: Path, terms: pl.DataFrame, customers: pl.DataFrame) -> None:
        self._connection = sqlite3.connect(file)
        documents = terms.group_by("customer_number").agg(pl.col("text").sort().str.join(" "))
        rows = documents.join(customers, on="customer_number").select("customer_number", "name", "town", "text")
        self._connection.execute(
            "CREATE VIRTUAL TABLE found USING fts5(customer_number UNINDEXED, name UNINDEXED, town UNINDEXED, text,"
            " tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3 4')"
        )
        self._connection.executemany("INSERT INTO found VALUES (?, ?, ?, ?)", rows.iter_rows())
        self._connection.execute("INSERT INTO found(found) VALUES ('optimize')")
        self._connection.commit()

    def search(self, text: str) -> list[str]:
        """Numbers of the best customers that have words beginning with each typed word."""
        words = " ".join(f'"{word}"*' for word in re.findall(r"\w+", text))
        if not words:
            return []
        sql = "SELECT customer_number, name, town FROM found WHERE found MATCH ? ORDER BY rank LIMIT ?"
        return [number for number, _name, _town in self._connection.execute(sql, (words, LIMIT)).fetchall()]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def measure(dealership: Dealership, each: int, scratch: Path) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Type ``each`` texts of every sort, letter by letter, into both."""
    directory = open_directory(dealership.settings_file)
    terms, customers = search_terms(dealership.snapshot().folder / "search.index")

    def search(text: str) -> list[str]:
        return [hit.customer_number for hit in directory.search(text, LIMIT)]

    with closing(FullTextIndex(scratch / "fts5.sqlite", terms, customers)) as peer:
        contestants = {_OURS: search, _PEER: peer.search}
        for texts in typed_searches(terms, customers, 2, _WARM_UP_SEED).values():
            in_turns([key for typed in texts for key in typed.keystrokes()], contestants)
        sorts = typed_searches(terms, customers, each, _SEED)
        timed = {
            sort: in_turns([key for typed in texts for key in typed.keystrokes()], contestants)
            for sort, texts in sorts.items()
        }
        misspelt = misspellings(directory.table("customers"), MISSPELT_PER_TEXT * each, _SEED)
        wrong = in_turns([one.query for one in misspelt], contestants)
        right = _right(misspelt, customers, search), _right(misspelt, customers, peer.search)
        found = {sort: (_share(texts, search), _share(texts, peer.search)) for sort, texts in sorts.items()}
    ours, theirs = (_together([both[name] for both in timed.values()]) for name in (_OURS, _PEER))
    title = (
        f"every keystroke, {dealership.customers:,} customers, {terms.height:,} terms, {len(ours.seconds):,} keystrokes"
    )
    tables = (
        comparison(title, ours, [theirs]),
        _by_sort(dealership, timed, found),
        _by_mistake(dealership, misspelt, right),
        comparison(f"the whole misspelt text, {dealership.customers:,} customers", wrong[_OURS], [wrong[_PEER]]),
    )
    return tables, (in_time("a keystroke of search", SLOWEST, ours),)


def _together(every: list[Series]) -> Series:
    pairs = [pair for each in every for pair in zip(each.seconds, each.processor, strict=True)]
    return series(every[0].name, pairs)


def _by_sort(dealership: Dealership, timed: dict[str, dict[str, Series]], found: dict[str, tuple[str, str]]) -> Table:
    rows = []
    for sort, both in timed.items():
        ours, theirs = both[_OURS], both[_PEER]
        times = (span(each) for each in (ours.median, ours.p95, theirs.median, theirs.p95))
        rows.append((sort, *times, ratio(ours.median, theirs.median), *found[sort]))
    headings = ("typed", "median", "p95", "FTS5 median", "FTS5 p95", "clientinfo / FTS5", "found", "FTS5 found")
    return Table(f"by what is typed, {dealership.customers:,} customers", headings, tuple(rows))


def _right(
    misspelt: list[Misspelling], customers: pl.DataFrame, search: Callable[[str], list[str]]
) -> list[int | None]:
    """At which place of the hits somebody stands who is called as the customer who was meant, and lives there."""
    called = {number: (name, town) for number, name, town in customers.iter_rows()}
    places: list[int | None] = []
    for one in misspelt:
        hits = [called[number] for number in search(one.query)]
        places.append(hits.index((one.name, one.town)) if (one.name, one.town) in hits else None)
    return places


def _by_mistake(
    dealership: Dealership, misspelt: list[Misspelling], right: tuple[list[int | None], list[int | None]]
) -> Table:
    def shares(kind: str | None) -> list[str]:
        cells = []
        for places in right:
            some = [place for one, place in zip(misspelt, places, strict=True) if kind in {None, one.kind}]
            firsts = sum(place == 0 for place in some)
            fives = sum(place is not None and place < _FEW for place in some)
            cells += [f"{share / len(some):.1%}" for share in (firsts, fives)]
        return cells

    kinds = list(dict.fromkeys(one.kind for one in misspelt))
    rows = [("all", str(len(misspelt)), *shares(None))]
    rows += [(kind, str(sum(one.kind == kind for one in misspelt)), *shares(kind)) for kind in kinds]
    headings = ("mistake in name and town", "texts", "first", "among five", "FTS5 first", "FTS5 among five")
    return Table(f"misspelt, {dealership.customers:,} customers", headings, tuple(rows))


def _share(texts: list[Typed], search: object) -> str:
    """In how many of the texts a customer that is meant stands among the hits of the last keystroke."""
    assert callable(search)
    hits = [set(search(typed.text)) for typed in texts]
    if not any(typed.meant for typed in texts):
        return f"{sum(bool(hit) for hit in hits)} wrong"
    right = sum(bool(hit & typed.meant) for hit, typed in zip(hits, texts, strict=True))
    return f"{right} of {len(texts)}"


def part(tables: tuple[Table, ...]) -> Part:
    """The section of the report."""
    return Part(
        "A search keystroke beside SQLite FTS5",
        "Texts drawn from the snapshot, typed letter by letter; each keystroke goes to both. FTS5 gets one document per "
        "customer with all its terms, diacritics removed, prefix indexes for one to four letters, optimised, in the same "
        f"process: a prefix query per word, ordered by rank, the best {LIMIT} rows fetched. *found*: a right customer "
        f"stands among the {LIMIT} hits when the whole text is typed. *Misspelt*: name and town with one mistake or two, by "
        "the rules of `benchmarks.misspellings`, which know nothing of the search; right is who is called so and lives "
        "there.",
        tables,
        "FTS5 finds beginnings of words and nothing else: no typo, no sound-alike, no plate or phone number typed with "
        "other blanks than it is stored; an umlaut spelt out (Mueller for Müller) only where the customer's e-mail "
        "address happens to be spelt so; and it does not say why a customer was found. Its ranking (bm25) weighs rare words and not that an exact number or name comes first. So the times "
        "compare our whole search with a smaller one; the way from the browser to Python and back is not included.",
    )
