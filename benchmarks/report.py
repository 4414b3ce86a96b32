"""What the run found, as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.timing import Series


@dataclass(frozen=True)
class Table:
    """A small table; the first column is text, the others stand at the right."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """The table under its title."""
        marks = ["---", *["---:"] * (len(self.headings) - 1)]
        lines = [" | ".join(cells) for cells in (self.headings, marks, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *(f"| {line} |" for line in lines), ""])


@dataclass(frozen=True)
class Part:
    """One comparison over all sizes.

    Attributes:
        what: What is measured, and how the peer is set up.
        caveat: What the comparison does not say.
    """

    title: str
    what: str
    tables: tuple[Table, ...]
    caveat: str

    def markdown(self) -> str:
        """The part as a section."""
        tables = "\n".join(table.markdown() for table in self.tables)
        return f"## {self.title}\n\n{self.what}\n\n{tables}\nWhat this does not say: {self.caveat}\n"


@dataclass(frozen=True)
class Promise:
    """A limit that the product must keep at its largest size.

    Attributes:
        limit: In seconds or bytes, as ``measured``.
        shown: Limit, measured, and processor time (empty for bytes) as text.
    """

    what: str
    limit: float
    measured: float
    shown: tuple[str, str, str]

    @property
    def kept(self) -> bool:
        """Whether the measured value is below the limit."""
        return self.measured < self.limit


def comparison(title: str, ours: Series, peers: Sequence[Series], also: Sequence[Series] = ()) -> Table:
    """Ours, then variants of ours, then each peer with the ratio of the medians, ours to the peer's."""
    own = [(each.name, span(each.median), span(each.p95), "") for each in (ours, *also)]
    other = [(each.name, span(each.median), span(each.p95), ratio(ours.median, each.median)) for each in peers]
    return Table(title, ("", "median", "p95", "clientinfo / this"), (*own, *other))


def in_time(what: str, limit: float, series: Series) -> Promise:
    """A promise about the 95th percentile of durations."""
    shown = (span(limit), span(series.p95), span(series.processor_p95))
    return Promise(f"{what}, p95", limit, series.p95, shown)


def promises_table(title: str, promises: Iterable[Promise]) -> Table:
    """What was promised, what was measured."""
    rows = ((each.what, *each.shown, "yes" if each.kept else "**no**") for each in promises)
    return Table(title, ("", "limit", "measured", "its processor time", "kept"), tuple(rows))


def span(seconds: float) -> str:
    """A duration with three digits and its unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{digits(seconds / size)} {unit}"
    return f"{seconds / 1e-9:.0f} ns"


def ratio(ours: float, peer: float) -> str:
    """How many times the peer's time ours is."""
    return f"{digits(ours / peer)} x"


def size(count: float) -> str:
    """Bytes in MB or GB (powers of ten)."""
    return f"{digits(count / 1e9)} GB" if count >= 1e9 else f"{digits(count / 1e6)} MB"


def digits(value: float) -> str:
    """Three significant digits, never an exponent."""
    return f"{value:,.0f}" if value >= 99.95 else f"{value:.1f}" if value >= 9.995 else f"{value:.2f}"
