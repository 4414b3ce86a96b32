"""What the page shows: filters, measure, levels, selection, what is open. Its spelling is the page's address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin import DIMENSIONS, TARGET, Question
from clientinfo_kernel.margin.bridge import PARTS
from clientinfo_kernel.margin.what_if import Assumptions
from widgets.margin.words import ADDED, EQUATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
LONGEST, LONGEST_ID = 16_000, 64
MOST_FIELDS = 400
# So many values are selected at once: as a filter they still fit into an address.
MOST_SELECTED = 300
_TIMES = frozenset({"year", "month"})
# How many rows a step of the origin shows at first, and after a click each on what is left; the list has all.
LENGTHS = (8, 40, 200)
# So many where no list can show the rest: of a part of a change, of what is compared with.
MOST_LENGTH = 2000
# What spells a question in an address.
_SPELLED = frozenset({"by", "where", "measures", "compare"})


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
    def has_period(self) -> bool:
        """Whether it is about some years or months only, which alone have a year before them."""
        return bool(_TIMES & {key for key, _values in self.question.where})

    @property
    def addable(self) -> tuple[str, ...]:
        """What the list can measure besides money (``words.ADDED``): single postings know nothing of it."""
        of_postings = any(DIMENSIONS[key].level == "postings" for key in self.question.dimensions)
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
        question = replace(self.question, where=kept, compare=_compared(self.question.compare, kept))
        return replace(self, question=question, selection=None).without_origin()

    def in_months(self, months: tuple[str, ...]) -> View:
        """Return the page with another period; without months: of all."""
        where = tuple((key, values) for key, values in self.question.where if key not in _TIMES)
        kept = (("month", months), *where) if months else where
        question = replace(self.question, where=kept, compare=_compared(self.question.compare, kept))
        return replace(self, question=question, selection=None).without_origin()

    def toggled(self, dimension: str, value: str) -> View:
        """Return the page with a value added to a filter, or taken out of it."""
        chosen = self.values_of(dimension)
        kept = [each for each in chosen if each != value]
        return self.filtered(dimension, kept if value in chosen else [*chosen, value])

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

    def where(self, path: Path = ()) -> Where:
        """Return the filters of a row of the pivot."""
        levels = ((dimension, (value,)) for dimension, value in zip(self.levels, path, strict=False))
        return tuple({**dict(self.question.where), **dict(levels)}.items())

    def write(self) -> str:
        """Return the query of the page's address."""
        own = {
            "select": "" if self.selection is None else _written((self.selection[0], *self.selection[1])),
            "open": None if self.opened is None else " ".join(sorted(map(_written, self.opened))),
            "whole": " ".join(sorted(map(_written, self.whole))),
            "cell": None if self.cell is None else _written(self.cell),
            "rest": "1" if self.rest else "",
            "part": self.part,
            "customer": self.customer,
            "document": self.document,
            "of": self.year,
            "owner": self.owner,
            "side": self.side,
            "rows": "" if self.length == LENGTHS[0] else str(self.length),
            "show": "" if self.show == PIVOT else self.show,
            "saved": self.saved,
            "model": self.model,
            "columns": " ".join(self.added),
        }
        kept = {key: value for key, value in own.items() if value or (value == "" and key == "open")}
        return "?" + "&".join(part for part in (self.question.to_query(), urlencode(kept)) if part)

    @property
    def is_spelled(self) -> bool:
        """Whether its address can be read again: one of very many values would be cut by browsers and proxies."""
        address = self.write()
        return len(address) <= LONGEST and address.count("&") < MOST_FIELDS

    @classmethod
    def read(cls, search: str, first: View) -> View:
        """Read a page from its address. It is outside text: what is odd in it is as on the page at first.

        Args:
            search: The query, with or without its question mark.
            first: The page at first.
        """
        text = search.removeprefix("?")
        if not text or len(text) > LONGEST:
            return first
        try:
            fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError:
            return first
        own = dict(fields)
        question = _question(text, first.question)
        selected = _read(own.get("select", ""))
        read = cls(
            question,
            (selected[0], selected[1:]) if len(selected) > 1 and selected[0] in DIMENSIONS else None,
            frozenset(map(_read, own["open"].split())) if "open" in own else None,
            frozenset(map(_read, own.get("whole", "").split())),
            show=own["show"] if own.get("show") in SHOWS else PIVOT,
            saved=own.get("saved", "")[:LONGEST_ID],
            model=_model(own.get("model", "")),
            added=tuple(each for each in ADDED if each in own.get("columns", "").split()),
        )
        return read._with_origin(own)

    def _with_origin(self, own: Mapping[str, str]) -> View:
        """Return the page with the origin that an address names, without one where it cannot be asked for."""
        cell = _read(own["cell"]) if "cell" in own else None
        if cell is None or len(cell) > len(self.levels):
            return self
        owner, year, customer = own.get("owner", ""), own.get("of", ""), own.get("customer", "")
        where = {**dict(self.where(cell)), **({"year": (year,)} if year else {})}
        try:
            replace(self.question, where=tuple(where.items()), by=())
        except QuestionError:
            return self
        # Without a comparison, and beside a target, there is neither a bridge nor another side.
        compared: Mapping[str, str] = own if self.question.compare not in {"", TARGET} else {}
        return replace(
            self,
            cell=cell,
            rest=own.get("rest") == "1" and len(cell) < len(self.levels),
            part=next((part for part in PARTS if part == compared.get("part")), ""),
            customer=customer,
            document=own.get("document", ""),
            year=year,
            owner=owner,
            side=BEFORE if compared.get("side") == BEFORE else "",
            length=next((each for each in (*LENGTHS, MOST_LENGTH) if str(each) == own.get("rows")), LENGTHS[0]),
        )


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


def _written(values: Iterable[str]) -> str:
    return "/" + "/".join(quote(value, safe="") for value in values)


def _read(text: str) -> Path:
    return tuple(unquote(value) for value in text.split("/")[1:] if value)


def _question(text: str, first: Question) -> Question:
    """Return the question in an address, with the levels and the measure of the first page where it names none."""
    try:
        found = Question.of_query(text)
    except QuestionError:
        return first
    asked = {key for key, _value in parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)}
    if not asked & _SPELLED:
        return first
    return replace(
        found,
        by=found.by or first.by,
        measures=charted(found.measures if "measures" in asked else ()) or first.measures,
        compare=_compared(found.compare, found.where),
    )


def _model(text: str) -> str:
    """Return the assumptions in an address; odd ones are none."""
    try:
        return Assumptions.of_words(text).words()
    except QuestionError:
        return ""


def charted(measures: Iterable[str]) -> tuple[str, ...]:
    """Return the first of the measures that the page can draw: a question of the command line may have others."""
    return next(((each,) for each in measures if each in {*EQUATION, "revenue"}), ())


def _compared(compare: str, where: Where) -> str:
    """Return what is compared with; all years together have no year before them."""
    return "" if compare == PREVIOUS_YEAR and not _TIMES & {key for key, _values in where} else compare
