"""Reading the key table: from a key to the range of its postings, to the best of them, to all customers in it.

Several words at once: the customers that meet all of them.

Small sets are intersected, broad beginnings are tested in their bitmaps. Where more than ``MOST`` customers are left,
the words are too vague for the finest order: those who meet the rarest word in full, then the most active, are ranked.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from clientinfo_kernel.search.format import BROAD, CLASS_SHIFT, HEAD, NO_BITMAP, TERM_MASK, TextColumn
from clientinfo_kernel.search.ranking import START, exact_tier, rank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clientinfo_kernel.search.format import Container

MOST = 200
_CELL = 64
_MOST_ENTRIES = 16  # of one customer under one beginning that are compared


@dataclass(frozen=True)
class Span:
    """Keys from ``low`` up to ``high`` that meet a word.

    ``exact``: the first of them is the typed word itself. ``tier``: fixed for a guess (sound, typo), else None.
    """

    low: int
    high: int
    exact: bool
    altered: bool = False
    tier: int | None = None
    closeness: int = 0
    broad: int | None = None


Match = tuple[int, int, int]  # rank, customer, term


class Lookup:
    """The key table of a mapped search file."""

    def __init__(self, container: Container) -> None:
        self.keys = TextColumn("key", container)
        self._broad = TextColumn("broad", container)
        section = container.section
        self._key_posting = section("key_posting")
        self._documents, self._terms = section("posting_document"), section("posting_term")
        self._broad_head, self._broad_bitmap = section("broad_head"), section("broad_bitmap")
        self._head_documents, self._head_terms = section("head_document"), section("head_term")
        self._bitmap = section("bitmap")
        self._customer_entry = section("customer_entry")
        self._entry_key, self._entry_term = section("entry_key"), section("entry_term")
        self._term_rank = section("term_rank")
        self._bitmap_size = -(-container.facts["customers"] // 8)

    def span(self, key: str, *, altered: bool = False) -> Span | None:
        """The keys that begin with ``key``, None if there are none."""
        typed = key.encode()
        low = self.keys.first_from(typed)
        high = self.keys.first_from(typed + b"\xff", low)
        if low == high:
            return None
        broad = None
        if self._key_posting[high] - self._key_posting[low] > BROAD:
            place = self._broad.first_from(typed)
            broad = place if place < len(self._broad) and self._broad.raw(place) == typed else None
        return Span(low, high, self.keys.raw(low) == typed, altered, broad=broad)

    def size(self, span: Span) -> int:
        """How many postings are in a span."""
        return int(self._key_posting[span.high] - self._key_posting[span.low])

    def documents(self, span: Span) -> memoryview:
        """The customers of all postings of a span, with repeats."""
        return self._documents[self._key_posting[span.low] : self._key_posting[span.high]]

    def exact_documents(self, span: Span) -> memoryview:
        """The customers of the first key alone, best first."""
        return self._documents[self._key_posting[span.low] : self._key_posting[span.low + 1]]

    def bitmap(self, span: Span) -> memoryview | None:
        """All customers of a very broad span, one bit each."""
        number = NO_BITMAP if span.broad is None else self._broad_bitmap[span.broad]
        if number == NO_BITMAP:
            return None
        return self._bitmap[number * self._bitmap_size : (number + 1) * self._bitmap_size]

    def best(self, span: Span, limit: int) -> Iterator[Match]:
        """Matches of a span among which are its ``limit`` best customers."""
        start, end = self._key_posting[span.low], self._key_posting[span.high]
        if span.exact:
            yield from self._first_of_key(span, limit)
            start = self._key_posting[span.low + 1]
        if span.broad is not None and limit <= HEAD:
            head = range(self._broad_head[span.broad], self._broad_head[span.broad + 1])
            yield from (self._match(span, self._head_documents[at], self._head_terms[at], exact=False) for at in head)
        else:
            places = range(start, end)
            yield from (self._match(span, self._documents[at], self._terms[at], exact=False) for at in places)

    def _first_of_key(self, span: Span, limit: int) -> Iterator[Match]:
        seen: set[int] = set()
        for at in range(self._key_posting[span.low], self._key_posting[span.low + 1]):
            document = self._documents[at]
            if document not in seen:
                if len(seen) == limit:
                    return
                seen.add(document)
                yield self._match(span, document, self._terms[at], exact=True)

    def best_of_customer(self, document: int, spans: tuple[Span, ...]) -> tuple[int, int]:
        """Rank and term of a customer's best match in any of the spans, one of which holds the customer."""
        first, last = self._customer_entry[document], self._customer_entry[document + 1]
        keys, terms, ranks = self._entry_key, self._entry_term, self._term_rank
        found = []
        for span in spans:
            place = bisect_left(keys, span.low, first, last)
            if place == last or keys[place] >= span.high:
                continue
            exact = span.exact and keys[place] == span.low
            end = bisect_left(keys, span.low + 1 if exact else span.high, place, min(last, place + _MOST_ENTRIES))
            if end - place == 1:
                found.append(self._match(span, document, terms[place], exact=exact))
                continue
            # Under one key, the class comes before kind and length; under a beginning, it does not matter.
            best = min(
                (classed >> CLASS_SHIFT if exact else 0, ranks[classed & TERM_MASK], classed)
                for classed in terms[place:end]
            )
            found.append(self._match(span, document, best[-1], exact=exact))
        ranked, _, term = min(found)
        return ranked, term

    def _match(self, span: Span, document: int, classed: int, *, exact: bool) -> Match:
        term = classed & TERM_MASK
        tier = span.tier
        if tier is None:
            tier = exact_tier(classed >> CLASS_SHIFT, altered=span.altered) if exact else START
        return rank(tier, span.closeness, self._term_rank[term]), document, term


def customers_of_all(lookup: Lookup, words: list[tuple[Span, ...]]) -> list[int]:
    """At most ``MOST`` customers that meet every word (each given by its spans)."""
    by_size = sorted(words, key=lambda spans: sum(map(lookup.size, spans)))
    broad = [any(lookup.bitmap(span) is not None for span in spans) for spans in by_size]
    if all(broad):
        return list(islice(_members(_all_bits(lookup, by_size)), MOST))
    rarest = broad.index(False)
    found = _members_of(lookup, by_size[rarest])
    for place, spans in enumerate(by_size):
        if place != rarest and found:
            found = _met(lookup, spans, found) if broad[place] else found & _members_of(lookup, spans)
    if len(found) <= MOST:
        return sorted(found)
    full = (lookup.exact_documents(span) for span in by_size[rarest] if span.exact)
    first = (document for document in chain.from_iterable(full) if document in found)
    return list(islice(dict.fromkeys(chain(first, sorted(found))), MOST))


def _members_of(lookup: Lookup, spans: Iterable[Span]) -> set[int]:
    return set().union(*(lookup.documents(span) for span in spans))


def _met(lookup: Lookup, spans: tuple[Span, ...], customers: set[int]) -> set[int]:
    """Those of the customers that meet a word some of whose spans have bitmaps."""
    met: set[int] = set()
    for span in spans:
        bits = lookup.bitmap(span)
        if bits is None:
            met |= customers.intersection(lookup.documents(span))
        else:
            met.update(one for one in customers if bits[one >> 3] >> (one & 7) & 1)
    return met


def _all_bits(lookup: Lookup, words: list[tuple[Span, ...]]) -> bytes:
    """One bit per customer: meets every word."""
    every = -1
    size = 0
    for spans in words:
        some = 0
        for span in spans:
            bits = lookup.bitmap(span)
            if bits is not None:
                some |= int.from_bytes(bits, "little")
                size = len(bits)
        for span in spans:
            if lookup.bitmap(span) is None:
                marked = bytearray(size)
                for one in lookup.documents(span):
                    marked[one >> 3] |= 1 << (one & 7)
                some |= int.from_bytes(marked, "little")
        every &= some
    return every.to_bytes(-(-size // 8) * 8, "little")


def _members(bits: bytes) -> Iterator[int]:
    """The customers whose bit is set, the most active first."""
    for cell, value in enumerate(memoryview(bits).cast("Q")):
        rest = value
        while rest:
            lowest = rest & -rest
            yield cell * _CELL + lowest.bit_length() - 1
            rest ^= lowest
