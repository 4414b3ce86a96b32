"""A question about margins: what to measure, by what, of which rows, beside what. Commands, addresses and files spell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import where as filters
from clientinfo_kernel.margin.dimensions import ALL_BUT, DIMENSIONS, FILTERS, finest
from clientinfo_kernel.margin.measures import DEFAULT_MEASURES, MEASURES
from clientinfo_kernel.margin.where import Where

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.margin.dimensions import Level

PREVIOUS_YEAR, TARGET = "previous_year", "target"
# Rows of these bear a name as well, by which they would stand apart.
_NAMED = frozenset({"customer", "account"})


@dataclass(frozen=True)
class Question:
    """What somebody wants to know; the kernel answers with ``Margin.ask``.

    Attributes:
        measures: Of ``MEASURES``, in the order of the answer's columns.
        by: Of ``DIMENSIONS``: one row per what they have together.
        where: Of which rows: per dimension the values that count, any of them.
        compare: ``previous_year``, ``target`` (what somebody set as one), or a filter that takes the place of those on its dimension (``branch=Naila``); one in
            time takes the place of all that are.
        within: What a row of its answer has in common, as filters: of what it is about only this, and of what stands
            beside that only what stands beside this row. No address spells it.

    Raises:
        QuestionError: Something in it is not known, or does not fit together.

    Example:
        >>> Question.of_words(by="year,division", where=("branch=Hof",), measures="gross_profit")
    """

    measures: tuple[str, ...] = DEFAULT_MEASURES
    by: tuple[str, ...] = ()
    where: Where = ()
    compare: str = ""
    within: Where = ()

    def __post_init__(self) -> None:
        for key in self.measures:
            filters.require(key, MEASURES, "measure")
        for key in self.by:
            filters.require(key, DIMENSIONS, "dimension")
        if not self.measures or len(set(self.by)) < len(self.by) or len(set(self.measures)) < len(self.measures):
            raise QuestionError("a question needs measures, and everything in it once")
        filters.checked(self.where, FILTERS)
        filters.checked(self.within, FILTERS)
        coarse = [key for key in self.measures if not MEASURES[key].is_of_postings]
        if coarse and self.level == "postings":
            raise QuestionError(f"no posting knows {', '.join(coarse)}: leave it out, or account, cost_center and day")
        if self.compare == PREVIOUS_YEAR:
            if not filters.TIMES & {*self.by, *(key for key, _ in (*self.where, *self.within))}:
                raise QuestionError("the previous year of what? Ask by year or month, or filter on one, or on days")
        elif self.compare and self.compare != TARGET:
            filters.of_words([self.compare], FILTERS)

    @classmethod
    def of_words(
        cls,
        by: str | Iterable[str] = (),
        where: Iterable[str] = (),
        measures: str | Iterable[str] = (),
        compare: str = "",
    ) -> Question:
        """Read a question as people type it: names with commas between them, filters such as ``branch=Hof``.

        Raises:
            QuestionError: Something in it is not known, or does not fit together.
        """
        return cls(_names(measures) or DEFAULT_MEASURES, _names(by), filters.of_words(where, FILTERS), compare.strip())

    @classmethod
    def of_query(cls, query: str) -> Question:
        """Read a question from the query of an address; what else stands there is not looked at.

        Raises:
            QuestionError: Something in it is not known, or does not fit together.
        """
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True)
        last = dict(pairs)
        where = [value for key, value in pairs if key == "where"]
        return cls.of_words(last.get("by", ""), where, last.get("measures", ""), last.get("compare", ""))

    def to_query(self) -> str:
        """Return the question as the query of an address."""
        words = self.words()
        pairs = [("by", ",".join(self.by)), *(("where", each) for each in words["where"])]
        pairs += [("measures", ",".join(self.measures)), ("compare", self.compare)]
        return urlencode([(key, value) for key, value in pairs if value])

    def words(self) -> dict[str, Any]:
        """Return the question as ``of_words`` reads it."""
        return {
            "by": ",".join(self.by),
            "where": filters.spelled(self.where),
            "measures": ",".join(self.measures),
            "compare": self.compare,
        }

    def filtered(self, dimension: str, *values: str) -> Question:
        """Return the question of other rows: those with one of these values; without values: whatever they have."""
        others = tuple(each for each in self.where if each[0] != dimension)
        return replace(self, where=(*others, *([(dimension, values)] if values else [])))

    def grouped(self, *by: str) -> Question:
        """Return the question by other dimensions."""
        return replace(self, by=by)

    def measured(self, *measures: str) -> Question:
        """Return the question with other measures."""
        return replace(self, measures=measures)

    def compared_to(self, compare: str) -> Question:
        """Return the question beside something else; empty: beside nothing."""
        return replace(self, compare=compare)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Everything that it asks by, filters on or compares with."""
        beside = [self.compare.partition("=")[0].strip()] if "=" in self.compare else []
        return (*self.by, *(key for key, _ in (*self.where, *self.within)), *beside)

    @property
    def level(self) -> Level:
        """The coarsest rows that know the answer."""
        keys = [*self.by, *(key for key, _ in (*self.where, *self.within))]
        return finest([*(FILTERS[key].level for key in keys), *(MEASURES[key].level for key in self.measures)])

    @property
    def distance(self) -> int:
        """How many months what is compared lies before this: from one first month to the other; 0: the same time.

        A filter on a year counts from its January; between two years that is their distance wherever they begin.
        """
        if self.compare == PREVIOUS_YEAR:
            return filters.MONTHS
        other = filters.of_words([self.compare], FILTERS) if "=" in self.compare else ()
        firsts = [filters.first_month(where) for where in (self.where, other)]
        return 0 if firsts[0] is None or firsts[1] is None else firsts[0] - firsts[1]

    @property
    def plain(self) -> Question:
        """The same with what it is within among its filters; what it is compared with is not that row's then."""
        return replace(self, where=filters.both(self.where, self.within), within=()) if self.within else self

    @property
    def counterpart(self) -> tuple[str, str, str] | None:
        """The dimension of which one value is compared with another one, and both: they stand in one row; None: there is none.

        Many values (``all_but``) are no such one: each has a row of its own.
        """
        if "=" not in self.compare:
            return None
        ((key, (other,)),) = filters.of_words([self.compare], FILTERS)
        own = dict(self.where).get(key, ())
        is_one = len(own) == 1 and key not in filters.TIMES and key not in _NAMED and ALL_BUT not in {*own, other}
        return (key, own[0], other) if is_one else None

    def other_side(self, last_month: int) -> Question:
        """Return the question whose answer stands beside this one's.

        The year before is compared as far as this one goes: of a year with postings until October, until October.

        Args:
            last_month: The last with postings, counted through (``where.bounds``).

        Raises:
            QuestionError: It is compared with targets, which no rows stand behind.
        """
        if self.compare == TARGET:
            raise QuestionError("behind a target there are no postings")
        if self.compare != PREVIOUS_YEAR:
            ((key, values),) = filters.of_words([self.compare], FILTERS)
            timeless = tuple(each for each in self.where if each[0] not in filters.TIMES)
            other = replace(self, where=timeless if key in filters.TIMES else self.where).filtered(key, *values)
        else:
            until = filters.until(filters.earlier(self.where), last_month - filters.MONTHS)
            other = replace(self, where=until)
        return replace(other, compare="", within=self._beside_row()).plain

    def _beside_row(self) -> Where:
        """Return what that has in common which stands beside the row that it is within."""
        moved = filters.earlier(self.within, self.distance)
        if self.counterpart is None:
            return moved
        dimension, own, other = self.counterpart
        return tuple((key, (other,) if (key, values) == (dimension, (own,)) else values) for key, values in moved)


def _names(text: str | Iterable[str]) -> tuple[str, ...]:
    words = text.split(",") if isinstance(text, str) else text
    return tuple(word.strip() for word in words if word.strip())
