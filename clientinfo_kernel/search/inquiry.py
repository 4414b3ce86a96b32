"""One question to the index: plain matches first, guesses only where these leave room."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from clientinfo_kernel.search import plates, ranking
from clientinfo_kernel.search.closeness import closeness
from clientinfo_kernel.search.format import HEAD
from clientinfo_kernel.search.guesses import typos_allowed, typos_in_company
from clientinfo_kernel.search.hit import KINDS
from clientinfo_kernel.search.lookup import Span, customers_of_all
from clientinfo_kernel.search.query import Query, Reading, Word, spoken_word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from clientinfo_kernel.search.format import TextColumn
    from clientinfo_kernel.search.guesses import Guesses
    from clientinfo_kernel.search.lookup import Lookup

_LEAST_PART = 2  # letters of either part of a word that may be two without the blank between them
_SPLIT = 8  # steps that it costs
_MOST_COMPARED = 64  # customers whose whole text is compared
_SEVERAL = 2  # words from which on the whole text is compared
_OWN_NAMES = frozenset({KINDS.index("name"), KINDS.index("company")})
_OWN_NAME = -1
_MOST_OF_ONE_PLATE = 16  # customers whose plates have the same characters: few letters can be divided in few ways

Spans = tuple[Span, ...]


class Found(NamedTuple):
    """How well a customer was found (``ranking``): smaller is better. ``terms``: what matched, the best first."""

    rank: int
    terms: tuple[int, ...]


class Inquiry:
    """Finds the customers that a query means; used once."""

    def __init__(
        self,
        query: Query,
        limit: int,
        lookup: Lookup,
        guesses: Guesses,
        own_texts: TextColumn,
        *,
        is_near: Callable[[int], bool] | None = None,
    ) -> None:
        self._query = query
        self._limit = limit
        self._is_near = is_near
        self._reach = limit if is_near is None else max(limit, HEAD)
        self._lookup = lookup
        self._guesses = guesses
        self._own_texts = own_texts
        self._found: dict[int, Found] = {}
        self._plain_spans: dict[Word, Spans] = {}
        self._near_spans: dict[Word, Spans] = {}

    def best(self) -> list[tuple[int, Found]]:
        """Return the best customers, the best first, and how each was found."""
        query = self._query
        self._take_whole_names()
        self._take(query.readings, self._plain)
        if self._has_room():
            self._take(query.loose, self._plain)
        if self._has_room() and not self._is_identified():
            self._guess()
        return self._nearest(self._agreeing(self._reach))[: self._limit]

    def _nearest(self, ordered: list[tuple[int, Found]]) -> list[tuple[int, Found]]:
        """Put those who are near before the others that are found equally well; only among the first, or nobody else is left."""
        is_near = self._is_near
        if is_near is None:
            return ordered
        first = sorted(ordered[:HEAD], key=lambda item: (item[1].rank, not is_near(item[0]), item[0]))
        return [*first, *ordered[HEAD:]]

    def _has_room(self) -> bool:
        """Return whether others than those that were found might be meant: doubtful ones take nobody's place."""
        return sum(how.rank < ranking.DOUBTFUL for how in self._found.values()) < self._limit

    def _is_identified(self) -> bool:
        return any(ranking.tier_of(how.rank) <= ranking.SAME_IDENTIFIER for how in self._found.values())

    def _is_doubtful(self) -> bool:
        """Return whether nobody was found who is likely to be meant."""
        best = self._agreeing(1)[:1]
        return not best or best[0][1].rank >= ranking.DOUBTFUL

    def _agreeing(self, limit: int) -> list[tuple[int, Found]]:
        """Return the best that were found, those first whose whole name and town agree with what was typed (``closeness``)."""
        ordered = sorted(self._found.items(), key=lambda item: (item[1].rank, item[0]))
        words = self._query.readings[0].words
        if not ordered or len(words) < _SEVERAL or not any(word.spoken for word in words):
            return ordered
        last = ordered[min(limit, len(ordered)) - 1][1].rank + ranking.LARGEST_DISAGREEMENT
        near = takewhile(lambda item: item[1].rank <= last, ordered[: _MOST_COMPARED + limit])
        compared = [(document, self._compared(document, how)) for document, how in near]
        return sorted(compared, key=lambda item: (item[1].rank, item[0]))

    def _compared(self, document: int, how: Found) -> Found:
        if ranking.tier_of(how.rank) < ranking.WORD:
            return how
        unexplained, apart = closeness(self._query.typed, self._own_texts[document])
        return Found(ranking.disagreeing(how.rank, unexplained, apart), how.terms)

    def _guess(self) -> None:
        self._take_plates_nearby()
        spoken = [reading for reading in self._query.readings if any(word.spoken for word in reading.words)]
        self._take(spoken, self._near)
        if self._is_doubtful():
            self._take(self._split(), self._near)
        if self._is_doubtful():
            self._take([reading for reading in spoken if len(reading.words) >= _SEVERAL], self._far)

    def _plain(self, word: Word) -> Spans:
        if word not in self._plain_spans:
            spans = (self._lookup.span(look.key, altered=look.altered) for look in word.looks)
            self._plain_spans[word] = tuple(span for span in spans if span is not None)
        return self._plain_spans[word]

    def _near(self, word: Word) -> Spans:
        if word not in self._near_spans:
            self._near_spans[word] = (*self._plain(word), *(self._guessed(word) if word.spoken else ()))
        return self._near_spans[word]

    def _guessed(self, word: Word) -> Spans:
        guesses, letters = self._guesses, word.spoken
        written = guesses.near_misses(word.as_typed, 1) if word.as_typed != letters else ()
        return (
            *guesses.ends(letters),
            *guesses.sound_alikes(letters),
            *guesses.begun_alikes(letters),
            *guesses.near_misses(letters, typos_allowed(letters)),
            *written,
        )

    def _far(self, word: Word) -> Spans:
        """More typos than one word alone is forgiven: its neighbours make up for them."""
        more = self._guesses.near_misses(word.spoken, typos_in_company(word.spoken)) if word.spoken else ()
        return (*self._near(word), *more)

    def _split(self) -> Iterator[Reading]:
        """Return readings in which one word is two that were written without a blank, or with the blank at another place."""
        for reading in (*self._query.readings[:1], *self._query.loose):
            for place, word in enumerate(reading.words):
                for parts in self._parts(word.spoken):
                    words = (*reading.words[:place], *parts, *reading.words[place + 1 :])
                    yield Reading(words, reading.steps + _SPLIT)

    def _parts(self, letters: str) -> Iterator[tuple[Word, Word]]:
        for place in range(_LEAST_PART, len(letters) - _LEAST_PART + 1):
            first, second = spoken_word(letters[:place]), spoken_word(letters[place:])
            if any(span.exact for span in self._plain(first)) and self._plain(second):
                yield first, second

    def _take_plates_nearby(self) -> None:
        compact = self._query.compact
        if self._lookup.span(compact) is not None:  # right so far
            return
        for variant in plates.variants(compact):
            span = self._lookup.span(variant)
            if span is not None and span.exact:
                one = Span(span.low, span.low + 1, exact=True, steps=plates.STEPS)
                self._take_span(one, 0, plates.KIND_PLACES)

    def _take_whole_names(self) -> None:
        span = self._lookup.span(self._query.whole_name)
        if span is not None and span.exact:
            for ranked, document, term in self._lookup.best(Span(span.low, span.low + 1, exact=True), self._reach):
                self._keep(document, Found(ranking.named(ranked), (term,)))

    def _take(self, readings: Iterable[Reading], spans_of: Callable[[Word], Spans]) -> None:
        for reading in readings:
            words = [spans_of(word) for word in reading.words]
            if not all(words):
                continue
            if len(words) >= _SEVERAL:
                self._take_joint(words, reading.steps)
                continue
            kinds = None if reading.kinds is None else {KINDS.index(kind) for kind in reading.kinds}
            for span in words[0]:
                self._take_span(span, reading.steps, kinds)

    def _take_span(self, span: Span, steps: int, kinds: Collection[int] | None) -> None:
        divided = self._query.division is not None and span.steps is None
        limit = max(self._reach, _MOST_OF_ONE_PLATE) if divided else self._reach
        for ranked, document, term in self._lookup.best(span, limit, kinds):
            more = steps + self._division_steps(term) if divided else steps
            self._keep(document, Found(ranking.demoted(ranked, more) if more else ranked, (term,)))

    def _division_steps(self, term: int) -> int:
        if self._query.division is None or self._lookup.term_kind[term] not in plates.KIND_PLACES:
            return 0
        return plates.division_steps(self._query.division, self._lookup.terms[term])

    def _take_joint(self, words: list[Spans], steps: int) -> None:
        for document in customers_of_all(self._lookup, words):
            costs = []
            for place, spans in enumerate(words, 1):
                cost = self._lookup.cheapest(document, spans, last=place == len(words))
                if cost is None:
                    break
                costs.append(cost)
            else:
                terms = self._texts(term for _, term in sorted(costs))
                ranked = ranking.joint_rank(steps + sum(cost for cost, _ in costs), len(terms))
                self._keep(document, Found(ranked, terms))

    def _texts(self, terms: Iterable[int]) -> tuple[int, ...]:
        """Yield each text once; a customer's own name, with and without title, is one."""
        return tuple(
            {_OWN_NAME if self._lookup.term_kind[term] in _OWN_NAMES else term: term for term in terms}.values()
        )

    def _keep(self, document: int, how: Found) -> None:
        """Keep the better of two ways to a customer."""
        if document not in self._found or how.rank < self._found[document].rank:
            self._found[document] = how
