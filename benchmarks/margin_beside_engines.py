"""Part: a controller's click on the page of margins, all its views at once, beside DuckDB and pandas on the same rows."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import duckdb
import pandas as pd
import polars as pl

from benchmarks import margin_page
from benchmarks.margin_world import ENTRIES_PER_FACT, FACTS_PER_CUSTOMER, FIRST_YEAR, VALUES, YEARS, write_house
from benchmarks.report import Part, Promise, Table, comparison, in_time
from benchmarks.timing import in_turns
from clientinfo_kernel.margin import PREVIOUS_YEAR, TARGET, Margin, Question
from clientinfo_kernel.margin.measures import DISTINCT, sums_for
from clientinfo_kernel.margin.where import MONTHS, bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from benchmarks.margin_world import House

Click: TypeAlias = tuple[Question, ...]
_OURS, _SEED = "clientinfo", 5
# Seconds between two clicks of somebody, when ten are at work.
PAUSE = 5.0
# What a view counts, and which rows take part in it.
_COUNTED = {"customers": ("customer", "is_sale"), "invoices": ("document", "is_invoice")}


@dataclass(frozen=True)
class Sort:
    """A sort of click, and what must hold of it."""

    name: str
    slowest: float
    views: tuple[tuple[str, str, str], ...]  # by, measures, compare
    filters: tuple[str, ...]

    def clicks(self, count: int, draw: random.Random) -> list[Click]:
        """So many clicks: the same views, filtered by other values each time."""
        return [self._click({key: self._value(key, draw) for key in self.filters}) for _ in range(count)]

    def _value(self, key: str, draw: random.Random) -> str:
        return str(FIRST_YEAR + draw.randrange(1, YEARS)) if key == "year" else draw.choice(VALUES[key])

    def _click(self, values: dict[str, str]) -> Click:
        where = [f"{key}={value}" for key, value in values.items()]
        return tuple(Question.of_words(by, where, measures, compare) for by, measures, compare in self.views)


_FIGURES, _CHART = "revenue,cost_of_goods,calculated_labour_cost,gross_profit", "gross_profit,margin_percent"
SORTS = (
    Sort(
        "month cube",
        0.150,
        (("", _FIGURES, "previous_year"), ("month", _CHART, "previous_year"), ("division", _CHART, "previous_year"),
         ("branch,division", _FIGURES, "")),
        ("year", "customer_group"),
    ),
    Sort(
        "facts",
        0.500,
        (("", _FIGURES, "previous_year"), ("month", _CHART, "previous_year"), ("division", _CHART, "previous_year"),
         ("make,model", _FIGURES, ""), ("customer", "revenue,gross_profit,margin_percent", "")),
        ("year", "branch"),
    ),
    Sort("distinct counts", 0.800, (("year,division", "customers,invoices", ""),), ()),
    Sort("postings", 0.800, (("account", "gross_profit", ""), ("cost_center", "gross_profit", "")), ("branch",)),
)  # fmt: skip


_OTHER_PAGES = (
    ("beside targets", ("branch", "division"), TARGET),
    ("customers at once", ("customer",), PREVIOUS_YEAR),
)


class DuckTable:
    """The facts, or the entries with the columns of their facts that the views need, as a table of DuckDB."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self._connection = duckdb.connect()
        self._connection.register("arrow", rows.to_arrow())
        self._connection.execute("create table rows as select * from arrow")

    def click(self, questions: Iterable[Question]) -> list[list[tuple[Any, ...]]]:
        """Answer with one statement per view."""
        return [self._connection.execute(_sql(each)).fetchall() for each in questions]

    def close(self) -> None:
        """Forget it."""
        self._connection.close()


def _sql(question: Question) -> str:
    figures = [
        f"count(distinct case when {_COUNTED[each][1]} then {_COUNTED[each][0]} end)"
        if each in DISTINCT
        else f"sum({each})::bigint"
        for each in sums_for(question.measures)
    ]
    wanted = [_condition(key, values) for key, values in question.where]
    where = f" where {' and '.join(wanted)}" if wanted else ""
    group = f" group by {', '.join(question.by)}" if question.by else ""
    return f"select {', '.join([*question.by, *figures])} from rows{where}{group}"


def _condition(key: str, values: Sequence[str]) -> str:
    if key in {"year", "month"}:
        first, last = bounds(key, values[0])
        return f"{'year' if key == 'year' else 'months'} between {first} and {last}"
    return f"{key} in ({', '.join(str(VALUES[key].index(value)) for value in values)})"


def pandas_click(rows: pd.DataFrame, questions: Iterable[Question]) -> list[Any]:
    """Answer with pandas: rows that several views need are looked for once."""
    chosen: dict[Any, pd.DataFrame] = {}
    answers = []
    for each in questions:
        if each.where not in chosen:
            chosen[each.where] = rows[_mask(rows, each)] if each.where else rows
        frame, sums = chosen[each.where], sums_for(each.measures)
        added = [name for name in sums if name not in DISTINCT]
        by = list(each.by)
        if added:
            answers.append(frame.groupby(by)[added].sum() if by else frame[added].sum())
        for name in (each for each in sums if each in DISTINCT):
            column, flag = _COUNTED[name]
            answers.append(frame[frame[flag]].groupby(by)[column].nunique())
    return answers


def _mask(rows: pd.DataFrame, question: Question) -> pd.Series[bool]:
    mask = pd.Series(data=True, index=rows.index)
    for key, values in question.where:
        if key in {"year", "month"}:
            first, last = bounds(key, values[0])
            mask &= rows["year" if key == "year" else "months"].between(first, last)
        else:
            mask &= rows[key].isin([VALUES[key].index(value) for value in values])
    return mask


def measure(
    customers: int,
    clicks: int,
    scratch: Path,
    versions: dict[str, str],
    *,
    people: int = margin_page.PEOPLE,
    pause: float = PAUSE,
) -> tuple[tuple[Table, ...], tuple[Promise, ...]]:
    """Click in every sort, ours beside the peers, on made-up tables of so many customers."""
    house = write_house(scratch / "margin", customers)
    margin = Margin(house)  # type: ignore[arg-type]  # it needs no more of a directory
    versions["DuckDB"] = duckdb.__version__
    tables, promises = [], []
    for sort in SORTS:
        rows = _peers_rows(house, sort)
        database = DuckTable(rows)
        contestants: dict[str, Callable[[Click], object]] = {
            _OURS: margin.ask_all,
            "DuckDB": _of_both_sides(margin, database.click),
        }
        if sort.name != "postings":  # 30 million rows are too many for it beside the others
            frame = rows.to_pandas()
            contestants["pandas"] = _of_both_sides(margin, partial(pandas_click, frame))
        drawn = sort.clicks(clicks + 1, random.Random(_SEED))  # noqa: S311 - no secret
        _hold_together(margin, database, drawn[0])
        timed = in_turns(drawn[1:], contestants)
        title = f"{sort.name}: {len(sort.views)} views, {customers:,} customers, {rows.height:,} rows"
        tables.append(comparison(title, timed[_OURS], [each for name, each in timed.items() if name != _OURS]))
        promises.append(in_time(f"a click on margins, {sort.name}", sort.slowest, timed[_OURS]))
        if sort.name == "facts":
            # The page itself: what it asks at once, its charts' customers among them.
            peers = {name: contestants[name] for name in contestants if name != _OURS}
            page = margin_page.alone(margin, clicks, _SEED, peers)
            together = margin_page.at_once(house.folder, max(1, clicks // 4), pause, people)
            others = [
                margin_page.by_itself(margin, name, margin_page.pages(clicks + 1, _SEED, levels, compare))
                for name, levels, compare in _OTHER_PAGES
            ]
            title = f"the page's click: all that it draws, {customers:,} customers, {rows.height:,} rows"
            tables.append(comparison(title, page[_OURS], [page[name] for name in peers], also=[together, *others]))
            promises.append(in_time("a click on the page of margins", sort.slowest, page[_OURS]))
            promises += [in_time(f"the same, {each.name}", sort.slowest, each) for each in others]
            promises.append(in_time(f"the same, {PAUSE:g} s between clicks", 2 * sort.slowest, together))
        database.close()
    return tuple(tables), tuple(promises)


def _of_both_sides(margin: Margin, answer: Callable[[list[Question]], object]) -> Callable[[Click], object]:
    """Ask a peer for what stands beside, too: it does not know of comparisons."""
    last = margin.period()[1]
    month = last.year * MONTHS + last.month - 1
    return lambda click: answer([*click, *(each.other_side(month) for each in click if each.compare)])


def _hold_together(margin: Margin, database: DuckTable, click: Click) -> None:
    """Make sure that both say the same before they are measured."""
    question = click[-1].compared_to("")
    counts = [each for each in question.measures if each in DISTINCT]
    asked = question.measured(*(counts or ("revenue", "cost_of_goods")))
    (theirs,) = database.click([asked])
    (ours,) = margin.ask_all([asked])
    figures = len(asked.by)
    for place, key in enumerate(sums_for(asked.measures), start=figures):
        total = ours.rows[key].sum()
        expected = sum(row[place] for row in theirs)
        assert (total if key in DISTINCT else total * 100) == expected


def _peers_rows(house: House, sort: Sort) -> pl.DataFrame:
    """The stored rows with the columns that the views need, a month as a number."""
    opened = house.opened()
    facts = opened.coded("margin_facts").rows
    month = (pl.col("month").dt.year().cast(pl.Int32) * MONTHS + pl.col("month").dt.month() - 1).alias("months")
    if sort.name != "postings":
        return facts.drop("number", "posted_on", "adviser", "classification").with_columns(month)
    entries = opened.coded("profit_entries", ["fact", "role", "account", "cost_center", "amount"]).rows
    lines = {
        line: role
        for role, line in enumerate(("revenue", "revenue_deductions", "cost_of_goods", "calculated_labour_cost"))
    }
    return entries.select(
        "account",
        "cost_center",
        facts["branch"].gather(entries["fact"]).alias("branch"),
        *(
            pl.when(pl.col("role") == role).then("amount").otherwise(0).cast(pl.Int32).alias(line)
            for line, role in lines.items()
        ),
    )


def part(tables: tuple[Table, ...]) -> Part:
    """The section of the report."""
    return Part(
        "A click on margins",
        "All views that one click of a controller draws again, answered together: figures beside the previous year, months,"
        " divisions, a table. The tables are made up, in the form in which a snapshot holds them, with"
        f" {FACTS_PER_CUSTOMER} facts and {FACTS_PER_CUSTOMER * ENTRIES_PER_FACT} entries for each customer and dimensions"
        " that do not depend on each other. Ours maps the files, decodes what it answers and joins both years; DuckDB has"
        " the same columns as a table of its own in memory and answers each view with a statement, pandas has them as a"
        " frame. Both give back codes and sums, without names, ratios or changes. That ours says the same as DuckDB is"
        " looked at before.",
        tables,
        "The page that draws the answers, its kernel's messages and the browser. Of the page's click the peers answer the"
        " same questions without the rows below opened ones and without names.",
    )
