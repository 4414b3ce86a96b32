"""The search file, open for questions."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from clientinfo_kernel.access.branch_name import branch_key
from clientinfo_kernel.search import ranking
from clientinfo_kernel.search.format import Container, TextColumn
from clientinfo_kernel.search.guesses import Guesses
from clientinfo_kernel.search.hit import KINDS, Hit
from clientinfo_kernel.search.inquiry import Inquiry
from clientinfo_kernel.search.lookup import Lookup
from clientinfo_kernel.search.query import read

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from clientinfo_kernel.search.inquiry import Found


class SearchIndex:
    """A search file, open for questions; any number of threads and processes can ask."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._lookup = Lookup(container)
        self._guesses = Guesses(container, self._lookup.keys)
        self._customer_numbers, self._names = TextColumn("customer_number", container), TextColumn("name", container)
        self._towns, self._plates = TextColumn("town", container), TextColumn("license_plate", container)
        self._own = TextColumn("own", container)
        self._streets, self._birthdays = TextColumn("street", container), TextColumn("birthday", container)
        self._branches = TextColumn("branch", container)

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

    def search(self, text: str, limit: int = 10, topics: frozenset[str] = frozenset(), branch: str = "") -> list[Hit]:
        """Return the customers meant by a text, best first, each once; nothing for a text without letters and digits.

        Order: exact identifier, exact name, whole words, beginnings, sound-alikes, typos; then names before places
        before numbers, then customers of the branch, then who is likelier to be meant (the ``weight`` the file was
        built with). Several words are weighed together (``ranking``, ``closeness``). The branch puts in order the
        first ``format.HEAD`` alone: a customer of it who is less likely than so many others does not come forward.

        Args:
            text: As typed.
            limit: So many customers at most.
            topics: Topics whose documents (``hit.TOPIC_OF_KIND``) may lead to a customer.
            branch: Where somebody asks, as the sources write it; empty: nowhere in particular.
        """
        query = read(text, topics)
        if limit < 1 or not query.readings:
            return []
        is_near = partial(self._belongs_to, branch_key(branch)) if branch_key(branch) else None
        best = Inquiry(query, limit, self._lookup, self._guesses, self._own, is_near=is_near).best()
        return [self._hit(document, how) for document, how in best]

    def _belongs_to(self, branch: str, document: int) -> bool:
        return branch_key(self._branches[document]) == branch

    def _hit(self, document: int, how: Found) -> Hit:
        lookup, birthday = self._lookup, self._birthdays[document]
        return Hit(
            customer_number=self._customer_numbers[document],
            name=self._names[document],
            town=self._towns[document],
            met=tuple((KINDS[lookup.term_kind[term]], lookup.terms[term]) for term in how.terms),
            score=ranking.score(how.rank),
            license_plate=self._plates[document] or None,
            street=self._streets[document],
            birthday=date.fromisoformat(birthday) if birthday else None,
        )
