"""Several words at once: the customers that meet all of them.

Small sets are intersected, broad beginnings are tested in their bitmaps. Where more than ``MOST`` customers are left,
the words are too vague for the finest order: those who meet the rarest word in full, then the most active, are ranked.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from clientinfo_kernel.search.lookup import Lookup, Span

MOST = 200
_CELL = 64


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
