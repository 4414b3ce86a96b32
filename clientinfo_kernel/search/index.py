"""Answering: all readings of what was typed, plain matches first, guesses only where these leave room."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.search.format import Container, TextColumn
from clientinfo_kernel.search.guesses import Guesses
from clientinfo_kernel.search.hit import KINDS, Hit
from clientinfo_kernel.search.lookup import Lookup, Span, customers_of_all
from clientinfo_kernel.search.query import Query, Reading, Word, read
from clientinfo_kernel.search.ranking import LENGTH_BITS, NAME, SAME_IDENTIFIER, joint_rank, score, tier_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType
    from typing import Self


class _Found(NamedTuple):
    """How well a customer was found: smaller is better. ``terms``: what matched, the best first."""

    tier: int
    rank: int
    terms: tuple[int, ...]


class SearchIndex:
    """A search file, open for questions; any number of threads and processes may ask."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._lookup = Lookup(container)
        self._guesses = Guesses(container, self._lookup.keys)
        self._terms = TextColumn("term", container)
        self._term_rank = container.section("term_rank")
        self._numbers, self._names = TextColumn("customer_number", container), TextColumn("name", container)
        self._towns, self._plates = TextColumn("town", container), TextColumn("license_plate", container)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map a search file (milliseconds); it stays whole when a newer one takes its place.

        Raises:
            SnapshotDamaged: The file is missing, incomplete or of another version.
        """
        return cls(Container(path))

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """The customers meant by a text, best first, each once; nothing for a text without letters and digits.

        Order: exact identifier, exact name, whole words, beginnings, sound-alikes, typos; then names before places
        before numbers, shorter matches first, more active customers first.
        """
        query = read(text)
        if limit < 1 or not query.readings:
            return []
        found: dict[int, _Found] = {}
        self._whole_names(query, found, limit)
        self._take(query.readings, found, limit, self._plain)
        if len(found) < limit:
            self._take(query.loose, found, limit, self._plain)
        for guess in (self._plain_or_alike, self._any):
            if len(found) >= limit or any(hit.tier <= SAME_IDENTIFIER for hit in found.values()):
                break
            spoken = [reading for reading in query.readings if any(word.spoken for word in reading)]
            self._take(tuple(spoken), found, limit, guess)
        best = sorted(found.items(), key=lambda item: (item[1].tier, item[1].rank, item[0]))[:limit]
        return [self._hit(document, how) for document, how in best]

    def _plain(self, word: Word) -> tuple[Span, ...]:
        spans = (self._lookup.span(look.key, altered=look.altered) for look in word.looks)
        return tuple(span for span in spans if span is not None)

    def _plain_or_alike(self, word: Word) -> tuple[Span, ...]:
        return self._plain(word) + (self._guesses.sound_alikes(word.spoken) if word.spoken else ())

    def _any(self, word: Word) -> tuple[Span, ...]:
        return self._plain_or_alike(word) + (self._guesses.near_misses(word.spoken) if word.spoken else ())

    def _whole_names(self, query: Query, found: dict[int, _Found], limit: int) -> None:
        span = self._lookup.span(query.whole_name)
        if span is not None and span.exact:
            named = Span(span.low, span.low + 1, exact=True, tier=NAME)
            for ranked, document, term in self._lookup.best(named, limit):
                _keep(found, document, _Found(NAME, ranked, (term,)))

    def _take(
        self,
        readings: tuple[Reading, ...],
        found: dict[int, _Found],
        limit: int,
        spans_of: Callable[[Word], tuple[Span, ...]],
    ) -> None:
        for reading in readings:
            words = [spans_of(word) for word in reading]
            if not all(words):
                continue
            if len(words) == 1:
                for span in words[0]:
                    for ranked, document, term in self._lookup.best(span, limit):
                        _keep(found, document, _Found(tier_of(ranked), ranked, (term,)))
                continue
            for document in customers_of_all(self._lookup, words):
                matches = sorted(self._lookup.best_of_customer(document, spans) for spans in words)
                terms = tuple(dict.fromkeys(term for _, term in matches))
                worst = tier_of(matches[-1][0])
                ranked = joint_rank([ranked for ranked, _ in matches], len(terms))
                _keep(found, document, _Found(worst, ranked, terms))

    def _hit(self, document: int, how: _Found) -> Hit:
        matched = dict.fromkeys(self._terms[term] for term in how.terms)
        return Hit(
            customer_number=self._numbers[document],
            name=self._names[document],
            town=self._towns[document],
            reason=KINDS[self._term_rank[how.terms[0]] >> LENGTH_BITS],
            matched=" · ".join(matched),
            score=score(how.tier, how.rank),
            license_plate=self._plates[document] or None,
        )


def _keep(found: dict[int, _Found], document: int, how: _Found) -> None:
    """Keep the better of two ways to a customer."""
    if document not in found or how[:2] < found[document][:2]:
        found[document] = how
