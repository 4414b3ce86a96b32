"""The records that the grid sends to the browser; ``assets/table.js`` reads exactly these keys."""

from typing import Any, Literal, NotRequired, TypedDict

from widgets.view_models import Column, Kind, Tone

# Number of the row of sums, in what opens and closes.
SUM = -1
_LEFT_KINDS = frozenset({"text", "identifier", "plate", "chip", "date", "moment", "yes_no"})


class GridChip(TypedDict):
    """A chip in a cell."""

    text: str
    tone: Tone


class GridLink(TypedDict):
    """Where a cell leads; ``inside``: a click goes to Python, else the browser follows the address by itself."""

    href: str
    inside: bool


class GridColumn(TypedDict):
    """A column: how its cells are written and aligned, and its place in the card of the phone."""

    title: str
    kind: Kind
    right: bool
    phone: Literal["title", "figure", "meta", "row", "hide"]
    strong: bool
    has_costs: bool
    unit: str
    chips: dict[str, GridChip]  # by the value of the frame, as text


class GridWanted(TypedDict):
    """The row that was asked for: its number in the frame, its place in the order shown, and whether it opens."""

    row: int
    place: int
    opens: bool


class GridOptions(TypedDict):
    """What a grid is and can do, the same for all its rows."""

    title: str
    search: str  # placeholder of the filter field; empty: no filter
    filter: str  # what stands in it at first
    wanted: GridWanted | None
    opened: list[int]  # numbers of the rows that are open at first, and ``SUM``
    download: bool
    detail: bool  # a row opens
    opens_sum: bool  # and so do the sums below them
    choose: bool  # a row is chosen
    mark: bool  # rows can be marked
    leads: bool  # a row follows its first link
    keys: list[str]  # letters that do something with a row
    selected: int | None  # number of the row that is chosen
    empty: str
    note: str
    keysNote: str  # what the keys do, where there are any
    total: int  # rows without the filter
    whole: int  # up to this many rows the browser has all of them
    printed: int  # rows that are kept for printing
    footer: bool
    language: str


class GridRow(TypedDict):
    """A row: its number in the frame, and a raw value per column.

    Figures are decimal text (never a float), days and moments ISO text, None an empty cell. ``beside`` and ``links`` are
    by the number of the column.
    """

    row: int
    cells: list[Any]
    beside: NotRequired[dict[int, str | None]]
    links: NotRequired[dict[int, GridLink | None]]


class GridState(TypedDict):
    """What is shown now."""

    version: int  # counts filter, order and changes of the rows: what means a place is not done with an older one
    numbering: int  # counts changes of the rows alone: what means a row by its number holds as long
    count: int
    sort: list[int | str] | None  # number of the column, and "ascending" or "descending"
    filtered: bool
    sums: list[str | None]  # per column, decimal text
    rows: list[GridRow]  # the first rows, or all
    widest: list[list[Any]]  # per column, the values that might need the most room; empty for short tables
    stays: NotRequired[bool]  # the place scrolled to stays
    refused: NotRequired[str]  # why there are no rows, and nobody knows how many there would be


def grid_column(column: Column) -> GridColumn:
    """Return the record of a column."""
    return {
        "title": column.title,
        "kind": column.kind,
        "right": column.kind not in _LEFT_KINDS,
        "phone": column.phone,
        "strong": column.strong,
        "has_costs": column.has_costs,
        "unit": column.unit,
        "chips": {str(value): {"text": chip.text, "tone": chip.tone} for value, chip in column.chips.items()},
    }
