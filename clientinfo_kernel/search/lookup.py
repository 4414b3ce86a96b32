"""Reading the key table: from a key to the range of its postings, to the best of them, to all customers in it.

Several words at once: the customers that meet all of them.

Small sets are intersected, broad beginnings are tested in their bitmaps. Where more than ``MOST`` customers are left,
the words are too vague for the finest order: those who meet the rarest word in full, then the most active, are ranked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

from clientinfo_kernel.search import ranking
from clientinfo_kernel.search.format import BROAD, CLASS_SHIFT, HEAD, NO_BITMAP, TERM_MASK, TextColumn
from clientinfo_kernel.search.ranking import BEGINNING, KIND_STEPS, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from clientinfo_kernel.search.format import Container

MOST = 200
_CELL = 64
_MOST_ENTRIES = 16  # of one customer under one beginning that are compared
_MOST_GUESSED = 30_000
_NEVER = 1 << 30
_PROBE = 8  # a set this many times larger than the customers found so far is asked about each of them instead


@dataclass(frozen=True)
class Span:
    """Keys from ``low`` up to ``high`` that meet a word.

    Attributes:
        exact: The first of them is the typed word itself.
        altered: What was typed had to be changed to find them.
        steps: How far a guess is from the typed word (``guesses``); None: it is none.
        typed: Length of the key that was looked up (bytes).
        broad: Place among the broad beginnings, None for the others.
    """

    low: int
    high: int
    exact: bool
    altered: bool = False
    steps: int | None = None
    typed: int = 0
    broad: int | None = None


Match = tuple[int, int, int]  # rank, customer, term


class Lookup:
    """The key table of a mapped search file."""

    def __init__(self, container: Container) -> None:
        self.keys, self.terms = TextColumn("key", container), TextColumn("term", container)
        self._broad = TextColumn("broad", container)
        section = container.section
        self._key_posting = section("key_posting")
        self._documents, self._terms = section("posting_document"), section("posting_term")
        self._broad_head, self._broad_bitmap = section("broad_head"), section("broad_bitmap")
        self._head_documents, self._head_terms = section("head_document"), section("head_term")
        self._bitmap = section("bitmap")
        self._customer_entry, self._entry = section("customer_entry"), section("entry")
        self._term_rank, self.term_kind = section("term_rank"), section("term_kind")
        self._bitmap_size = -(-container.facts["customers"] // 8)

    def span(self, key: str, *, altered: bool = False) -> Span | None:
        """Return the keys that begin with ``key``, None if there are none."""
        typed = key.encode()
        low = self.keys.first_from(typed)
        high = self.keys.first_from(typed + b"\xff", low)
        if low == high:
            return None
        broad = None
        if self._key_posting[high] - self._key_posting[low] > BROAD:
            place = self._broad.first_from(typed)
            broad = place if place < len(self._broad) and self._broad.raw(place) == typed else None
        return Span(low, high, self.keys.raw(low) == typed, altered, typed=len(typed), broad=broad)

    def size(self, span: Span) -> int:
        """Return how many postings are in a span."""
        return int(self._key_posting[span.high] - self._key_posting[span.low])

    def documents(self, span: Span) -> memoryview:
        """Return the customers of all postings of a span, with repeats."""
        return self._documents[self._key_posting[span.low] : self._key_posting[span.high]]

    def exact_documents(self, span: Span) -> memoryview:
        """Return the customers of the first key alone, best first."""
        return self._documents[self._key_posting[span.low] : self._key_posting[span.low + 1]]

    def bitmap(self, span: Span) -> memoryview | None:
        """Return all customers of a very broad span, one bit each."""
        number = NO_BITMAP if span.broad is None else self._broad_bitmap[span.broad]
        if number == NO_BITMAP:
            return None
        return self._bitmap[number * self._bitmap_size : (number + 1) * self._bitmap_size]

    def marked(self, span: Span) -> int:
        """Return the customers of a span that has no bitmap, one bit each."""
        marked = bytearray(self._bitmap_size)
        for one in self.documents(span):
            marked[one >> 3] |= 1 << (one & 7)
        return int.from_bytes(marked, "little")

    def best(self, span: Span, limit: int, kinds: Collection[int] | None = None) -> Iterator[Match]:
        """Return matches of a span among which are its ``limit`` best customers.

        Args:
            span: Of one word.
            limit: So many customers at most are wanted.
            kinds: Places in ``hit.KINDS`` that are asked for, None for all; of a broad span only the best are looked at.
        """
        start, end = self._key_posting[span.low], self._key_posting[span.high]
        if span.exact:
            yield from self._first_of_key(span, limit, kinds)
            start = self._key_posting[span.low + 1]
        if span.broad is not None and (limit <= HEAD or kinds is not None):
            head = range(self._broad_head[span.broad], self._broad_head[span.broad + 1])
            places = ((self._head_documents[at], self._head_terms[at]) for at in head)
        else:
            places = ((self._documents[at], self._terms[at]) for at in range(start, end))
        for document, classed in places:
            if kinds is None or self.term_kind[classed & TERM_MASK] in kinds:
                yield self._match(span, document, classed, exact=False)

    def _first_of_key(self, span: Span, limit: int, kinds: Collection[int] | None) -> Iterator[Match]:
        seen: set[int] = set()
        for at in range(self._key_posting[span.low], self._key_posting[span.low + 1]):
            document, classed = self._documents[at], self._terms[at]
            if document not in seen and (kinds is None or self.term_kind[classed & TERM_MASK] in kinds):
                if len(seen) == limit:
                    return
                seen.add(document)
                yield self._match(span, document, classed, exact=True)

    def cheapest(self, document: int, spans: tuple[Span, ...], *, last: bool) -> tuple[int, int] | None:
        """Return what a word costs at a customer among several words (``ranking``), and the term that meets it; None if none does.

        Args:
            document: The customer.
            spans: Of the word.
            last: Whether the word is the last that was typed: then perhaps it is not typed to its end.
        """
        first, end = self._customer_entry[document], self._customer_entry[document + 1]
        entries, key_posting, terms, term_kind = self._entry, self._key_posting, self._terms, self.term_kind
        steps, term = _NEVER, 0
        for span in spans:
            fixed = BEGINNING if last and span.steps is None else span.steps
            in_full = span.exact and span.steps is None  # the first of its keys costs nothing
            if fixed is not None and fixed >= steps and not in_full:
                continue
            beyond, shorter = key_posting[span.high], key_posting[span.low + in_full]
            place = bisect_left(entries, key_posting[span.low], first, end)
            for at in range(place, min(end, place + _MOST_ENTRIES)):
                posting = entries[at]
                if posting >= beyond:
                    break
                entry = terms[posting] & TERM_MASK
                cost = KIND_STEPS[term_kind[entry]]
                if posting >= shorter:
                    cost += shortened(self._key_length(span, posting) - span.typed) if fixed is None else fixed
                if cost < steps:
                    steps, term = cost, entry
            if not steps:
                break
        return None if steps == _NEVER else (steps, term)

    def _key_length(self, span: Span, posting: int) -> int:
        """Return how many bytes the key has under which a posting of a span is filed."""
        return self.keys.length(bisect_right(self._key_posting, posting, span.low, span.high) - 1)

    def _match(self, span: Span, document: int, classed: int, *, exact: bool) -> Match:
        term = classed & TERM_MASK
        of_term = self._term_rank[term]
        if span.steps is not None:
            return ranking.guess_rank(span.steps, of_term), document, term
        tier = ranking.exact_tier(classed >> CLASS_SHIFT, altered=span.altered) if exact else ranking.START
        return ranking.rank(tier, of_term), document, term


def customers_of_all(lookup: Lookup, words: list[tuple[Span, ...]]) -> list[int]:
    """At most ``MOST`` customers that meet every word (each given by its spans)."""
    by_size = sorted(words, key=lambda spans: sum(map(lookup.size, spans)))
    broad = [any(lookup.bitmap(span) is not None for span in spans) for spans in by_size]
    if all(broad):
        bits = _bits_of_all(lookup, by_size)
        if bits.bit_count() < MOST:
            bits = _bits_of_all(lookup, by_size, and_lists=True)
        return list(islice(_members(bits.to_bytes(-(-bits.bit_length() // 64) * 8, "little")), MOST))
    rarest = broad.index(False)
    found = _members_of(lookup, by_size[rarest])
    for place, spans in enumerate(by_size):
        if place != rarest and found:
            found = _met(lookup, spans, found)
    if len(found) <= MOST:
        return sorted(found)
    nearest = (lookup.exact_documents(span) for span in by_size[rarest] if span.exact)
    first = (document for document in chain.from_iterable(nearest) if document in found)
    return list(islice(dict.fromkeys(chain(first, sorted(found))), MOST))


def _members_of(lookup: Lookup, spans: tuple[Span, ...]) -> set[int]:
    """Return the customers that meet a word; of its guesses the nearest, until ``_MOST_GUESSED`` postings are looked at."""
    nearest = sorted(spans, key=lambda span: span.steps or 0)
    before = accumulate((0 if span.steps is None else lookup.size(span) for span in nearest), initial=0)
    return set().union(
        *(lookup.documents(span) for span, seen in zip(nearest, before, strict=False) if seen < _MOST_GUESSED)
    )


def _met(lookup: Lookup, spans: tuple[Span, ...], customers: set[int]) -> set[int]:
    """Those of the customers that meet a word."""
    met: set[int] = set()
    for span in spans:
        bits = lookup.bitmap(span)
        if bits is not None:
            met.update(one for one in customers if bits[one >> 3] >> (one & 7) & 1)
        elif lookup.size(span) > _PROBE * len(customers):
            met.update(one for one in customers if lookup.cheapest(one, (span,), last=True) is not None)
        else:
            met |= customers.intersection(lookup.documents(span))
    return met


def _bits_of_all(lookup: Lookup, words: list[tuple[Span, ...]], *, and_lists: bool = False) -> int:
    """Return one bit per customer: it meets every word by a span that has a bitmap, or (``and_lists``) by any span."""
    every = -1
    for spans in words:
        some = 0
        for span in spans:
            bits = lookup.bitmap(span)
            if bits is not None:
                some |= int.from_bytes(bits, "little")
            elif and_lists:
                some |= lookup.marked(span)
        every &= some
    return every


def _members(bits: bytes) -> Iterator[int]:
    """Return the customers whose bit is set, the most active first."""
    for cell, value in enumerate(memoryview(bits).cast("Q")):
        rest = value
        while rest:
            lowest = rest & -rest
            yield cell * _CELL + lowest.bit_length() - 1
            rest ^= lowest
