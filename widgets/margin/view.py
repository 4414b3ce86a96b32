"""What the page shows: filters, measure, levels, selection, what is open. ``view_address`` spells it as an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from clientinfo_kernel.margin import ALL_BUT, Question
from clientinfo_kernel.margin.dimensions import FILTERS
from clientinfo_kernel.margin.where import TIMES, both
from clientinfo_kernel.margin.year_before import comparable
from widgets.margin.words import ADDED, EQUATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from clientinfo_kernel.margin.where import Where

# The values of the levels down to a row of the pivot.
Path: TypeAlias = tuple[str, ...]
# A dimension, and the values of it that somebody clicked or brushed.
Selection: TypeAlias = tuple[str, tuple[str, ...]]

BEFORE = "before"
PIVOT, LIST, OUTLIERS, WHAT_IF, PERIODS, ACCOUNTS = SHOWS = (
    "pivot",
    "list",
    "outliers",
    "what_if",
    "periods",
    "accounts",
)
PREVIOUS_YEAR = "previous_year"
# So many values are selected at once: as a filter they still fit into an address.
MOST_SELECTED = 300
# How many rows a step of the origin shows at first, and after a click each on what is left; the list has all.
LENGTHS = (8, 40, 200)
# So many where no list can show the rest: of a part of a change, of what is compared with.
MOST_LENGTH = 2000


@dataclass(frozen=True)
class View:
    """The state of the page.

    Attributes:
        question: Filters, levels (``by``), the measure of the charts (the first of its measures), and the comparison.
        selection: What is lit up in every view, without anything being filtered.
        opened: Rows of the pivot whose children are shown; None: as the page opens them by itself.
        whole: Rows of the pivot that show all of their children.
        cell: The row whose origin is shown; None: none is.
        rest: It is that of the rows right below it which stand there together, in place of its own.
        part: The part of the bridge that narrows the origin (``margin.bridge.PARTS``); empty: all.
        customer: The customer whose documents the origin shows; empty: all.
        document: The document whose postings it shows, of ``year``; empty: none.
        owner: Whose document that is, for numbers are shared (``unassigned``: nobody's); empty: ``customer``'s.
        side: Where the document is: ``before`` among what is compared, empty among what the page is about.
        length: How many rows each step of the origin shows (``LENGTHS``, ``MOST_LENGTH``).
        show: What stands below the charts.
        saved: Id of the saved question that the page was opened from; empty: of none.
        model: What is assumed otherwise (``margin.what_if.Assumptions``); empty: nothing.
        added: What the list measures besides money, in the order of ``words.ADDED``.
    """

    question: Question
    selection: Selection | None = None
    opened: frozenset[Path] | None = None
    whole: frozenset[Path] = frozenset()
    cell: Path | None = None
    rest: bool = False
    part: str = ""
    customer: str = ""
    document: str = ""
    year: str = ""
    owner: str = ""
    side: str = ""
    length: int = LENGTHS[0]
    show: str = PIVOT
    saved: str = ""
    model: str = ""
    added: tuple[str, ...] = ()

    @property
    def measure(self) -> str:
        """The measure of the charts."""
        return self.question.measures[0]

    @property
    def has_year_before(self) -> bool:
        """Whether it is about a period that shares no month with the year before it."""
        return comparable(PREVIOUS_YEAR, self.question.where) == PREVIOUS_YEAR

    @property
    def period(self) -> Where:
        """The filters on times; empty: all of them."""
        return tuple((key, values) for key, values in self.question.where if key in TIMES)

    @property
    def addable(self) -> tuple[str, ...]:
        """What the list can measure besides money (``words.ADDED``): single postings know nothing of it."""
        of_postings = any(FILTERS[key].level == "postings" for key in self.question.dimensions)
        return () if of_postings else tuple(ADDED)

    @property
    def levels(self) -> Path:
        """The dimensions of the pivot, outermost first."""
        return self.question.by

    def values_of(self, dimension: str) -> tuple[str, ...]:
        """Return what a dimension is filtered by; empty: it is not."""
        return dict(self.question.where).get(dimension, ())

    def filtered(self, dimension: str, values: Iterable[str]) -> View:
        """Return the page with another filter; the selection and what hangs on rows that might be gone go."""
        where = {**dict(self.question.where), dimension: tuple(values)}
        kept = tuple((key, chosen) for key, chosen in where.items() if chosen)
        question = replace(self.question, where=kept, compare=comparable(self.question.compare, kept))
        return replace(self, question=question, selection=None).without_origin()

    def in_months(self, months: tuple[str, ...]) -> View:
        """Return the page with another period; without months: of all."""
        return self.in_period((("month", months),) if months else ())

    def in_period(self, times: Where) -> View:
        """Return the page with another period, as filters on times; without any: of all."""
        where = tuple((key, values) for key, values in self.question.where if key not in TIMES)
        kept = (*times, *where)
        question = replace(self.question, where=kept, compare=comparable(self.question.compare, kept))
        return replace(self, question=question, selection=None).without_origin()

    def compared(self, compare: str) -> View:
        """Return the page beside something else; empty: beside nothing."""
        return replace(self, question=self.question.compared_to(compare)).without_origin()

    def toggled(self, dimension: str, value: str) -> View:
        """Return the page with a value added to a filter, or taken out of it."""
        chosen = self.values_of(dimension)
        kept = [each for each in chosen if each != value]
        values = kept if value in chosen else [*chosen, value]
        return self.filtered(dimension, () if values == [ALL_BUT] else values)  # "without nothing" is not a filter

    def adding(self, measure: str) -> View:
        """Return the page with another measure in its list, or without one that is there."""
        added = {measure} ^ set(self.added)
        return replace(self, added=tuple(each for each in ADDED if each in added))

    def grouped(self, levels: Iterable[str]) -> View:
        """Return the page with other levels of the pivot."""
        question = self.question.grouped(*dict.fromkeys(levels))
        return replace(self, question=question, opened=None, whole=frozenset()).without_origin()

    def selected(self, dimension: str, values: Iterable[str]) -> View:
        """Return the page with a selection; the same one again clears it."""
        chosen = (dimension, tuple(values))
        return replace(self, selection=None if chosen == self.selection or not chosen[1] else chosen)

    def selection_as_filter(self) -> View:
        """Return the page with the selection as a filter."""
        return self if self.selection is None else self.filtered(*self.selection)

    def narrowed(self, *, part: str = "", customer: str = "") -> View:
        """Return the page with the origin of another part or customer, and no document."""
        return replace(self, part=part, customer=customer, document="", year="", owner="", side="")

    @property
    def longer(self) -> View | None:
        """The page with more rows in each step of the origin; None: there are no longer ones."""
        return next((replace(self, length=each) for each in LENGTHS if each > self.length), None)

    def without_origin(self) -> View:
        """Return the page without what a row of the pivot opened."""
        return replace(self.narrowed(), cell=None, rest=False, length=LENGTHS[0])

    def within(self, path: Path = ()) -> Where:
        """Return what a row of the pivot has in common, as filters."""
        return tuple((dimension, (value,)) for dimension, value in zip(self.levels, path, strict=False))

    def where(self, path: Path = ()) -> Where:
        """Return the filters of a row of the pivot."""
        return both(self.question.where, self.within(path))


def listed(view: View, *, is_before: bool = False) -> View | None:
    """Return the page with the list of the customers of the open row, as its filters.

    None: a list cannot show just these. A part of a change is not a filter, nor are the rest of a level's rows and the period
    that the page compares with.
    """
    if view.part or view.rest or is_before:
        return None
    narrowed = view.without_origin()
    if view.customer:
        narrowed = narrowed.filtered("customer", (view.customer,))
    for dimension, value in zip(view.levels, view.cell or (), strict=False):
        narrowed = narrowed.filtered(dimension, (value,))
    rest = (each for each in view.levels[len(view.cell or ()) :] if each != "customer")
    return replace(narrowed.grouped(("customer", *rest)), show=LIST)


def charted(measures: Iterable[str]) -> tuple[str, ...]:
    """Return the first of the measures that the page can draw: a question of the command line can have others."""
    return next(((each,) for each in measures if each in {*EQUATION, "revenue"}), ())
