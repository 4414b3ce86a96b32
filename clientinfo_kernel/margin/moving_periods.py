"""Periods that move on with what is posted: a question that is kept about the last twelve months is about those of today.

An address names one as ``moves``, beside the months that it was when it was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.margin.where import MONTHS, bounds, earlier, is_bounded, months_spelled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from clientinfo_kernel.margin.fiscal_years import FiscalYear
    from clientinfo_kernel.margin.margin import Margin
    from clientinfo_kernel.margin.running_month import RunningMonth

# So many months back from the last one that is over.
BACK: Mapping[str, int] = {"last_month": 1, "last_3_months": 3, "last_12_months": MONTHS}
THIS_YEAR, YEAR_BEFORE = "this_year", "year_before"
MOVING = (*BACK, THIS_YEAR, YEAR_BEFORE)
_KEY = "moves"


def moving_periods(years: Sequence[FiscalYear], running: RunningMonth | None) -> dict[str, str]:
    """Return the months of each period, as a filter spells them, as far as something is posted.

    Args:
        years: The fiscal years with postings, the earliest first.
        running: The last month as long as it is posted in part: it is not over.
    """
    if not years:
        return {}
    first, last = (day.year * MONTHS + day.month - 1 for day in (years[0].first, years[-1].last))
    over = last if running is None else running.month.year * MONTHS + running.month.month - 2
    found = {name: (over - count + 1, over) for name, count in BACK.items() if over - count + 1 >= first}
    for name, year in zip((THIS_YEAR, YEAR_BEFORE), reversed(years), strict=False):
        found[name] = (
            year.first.year * MONTHS + year.first.month - 1,
            year.last.year * MONTHS + year.last.month - 1,
        )
    return {name: months_spelled([span])[0] for name, span in found.items()}


def moving_periods_of(margin: Margin) -> dict[str, str]:
    """Return those of the snapshot that answers.

    Raises:
        NotPermitted: The viewer is not allowed to see gross profits.
    """
    return moving_periods(margin.fiscal_years(), margin.running_month())


def moves_of(address: str) -> str:
    """Return the period that an address names (``MOVING``); empty: its months stay as they are."""
    named = dict(parse_qsl(address.removeprefix("?"))).get(_KEY, "")
    return named if named in MOVING else ""


def with_moves(address: str, moves: str) -> str:
    """Return an address that names this period; empty: its months stay."""
    pairs = [(key, value) for key, value in _pairs(address) if key != _KEY]
    return _written([*pairs, *([(_KEY, moves)] if moves else [])])


def moved_on(address: str, periods: Mapping[str, str]) -> str:
    """Return the address of a question as it is asked today: of the months that its period has come to.

    What it is compared with by months moves along; of as many months as the period, where it was so. An address whose
    months cannot be read stays as it is: pages show what is odd in one as on the page at first.

    Args:
        address: The query of a page's address.
        periods: Result of ``moving_periods``.
    """
    now = periods.get(moves_of(address), "")
    kept = [value for key, value in _pairs(address) if key == "where" and value.startswith("month=")]
    if not now or len(kept) != 1 or not is_bounded(then := kept[0].removeprefix("month=")):
        return address
    try:
        return _written([(key, _moved(key, value, then, now)) for key, value in _pairs(address)])
    except QuestionError:
        return address


def _moved(key: str, value: str, then: str, now: str) -> str:
    if key == "compare":
        return _compared(value, then, now)
    return f"month={now}" if (key, value) == ("where", f"month={then}") else value


def _compared(compare: str, then: str, now: str) -> str:
    key, _equals, other = compare.partition("=")
    if key != "month" or not is_bounded(other):
        return compare
    own, beside, new = (bounds("month", each) for each in (then, other, now))
    is_as_long = own[1] - own[0] == beside[1] - beside[0]
    base, by = (now, own[0] - beside[0]) if is_as_long else (other, own[0] - new[0])
    return f"month={earlier((('month', (base,)),), by)[0][1][0]}"


def _pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(address.removeprefix("?"), keep_blank_values=True)


def _written(pairs: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}"
