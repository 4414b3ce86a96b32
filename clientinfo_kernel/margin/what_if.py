"""Was wäre, wenn: the figures of a question under other assumptions. A model beside the facts, which stay as they are.

Hours and parts sold stay the same; vehicles are not touched, nor are rates and discounts of what the manufacturer or the
house itself pays. Wages are calculated for all orders alike: the hours cost the same, no matter who pays; where a house posts
its wages among the goods, they are not calculated beside them. What is taken off labour stays as it was in EUR. The three
ways to calculate wages are those that dealers use: a share of the labour revenue, a cost per labour unit, and the share
that wages had in the last closed months.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, get_args

from clientinfo_kernel.errors import QuestionError
from clientinfo_kernel.money import rounded
from clientinfo_kernel.query.profit_lines import GROSS_PROFIT_AMOUNTS, LINES

if TYPE_CHECKING:
    from collections.abc import Iterable

Wages = Literal["posted", "percent", "per_unit", "quota"]
LABOUR_DIVISIONS = frozenset({"workshop", "body_and_paint"})
DISCOUNTED = "parts"
# They pay by rates of their own, which the house does not set.
_OTHER_RATES = frozenset({"manufacturer", "internal"})
_MOST = Decimal(100_000)
_KEYS = ("rate", "discount", "wages", "value")


@dataclass(frozen=True)
class Assumptions:
    """What is assumed; nothing: the facts.

    Attributes:
        rate: EUR per hour of labour, before deductions, in orders that customers pay; None: as it was.
        discount: Per cent of the parts' revenue that is taken off; None: as it was.
        wages: How wages are calculated: as in the facts, as a share of the labour revenue, per labour unit, or with the
            share of the last closed months.
        value: Per cent, or EUR per labour unit.

    Raises:
        QuestionError: A number cannot be meant.
    """

    rate: Decimal | None = None
    discount: Decimal | None = None
    wages: Wages = "posted"
    value: Decimal | None = None

    def __post_init__(self) -> None:
        for number in (self.rate, self.discount, self.value):
            if number is not None and not 0 <= number <= _MOST:
                raise QuestionError(f"{number} is not a rate or a share; write 148.00")
        if self.discount is not None and self.discount > 100:  # noqa: PLR2004 (per cent)
            raise QuestionError("more than 100 per cent cannot be taken off")
        if self.wages not in get_args(Wages):
            raise QuestionError.unknown("wages", self.wages, list(get_args(Wages)))
        if (self.wages in {"percent", "per_unit"}) != (self.value is not None):
            raise QuestionError("wages by a share or per labour unit need a value, the others have none")

    @classmethod
    def of_words(cls, text: str) -> Assumptions:
        """Read assumptions as addresses spell them: ``rate:148.00,wages:percent,value:13``.

        Raises:
            QuestionError: They are not spelled so.
        """
        pairs = dict(each.partition(":")[::2] for each in text.split(",") if each)
        if not set(pairs) <= set(_KEYS):
            raise QuestionError(f"assumptions are {', '.join(_KEYS)}")
        figures = {key: _number(pairs[key]) for key in ("rate", "discount", "value") if key in pairs}
        return cls(wages=pairs.get("wages", "posted"), **figures)  # type: ignore[arg-type]  # looked at in __post_init__

    def words(self) -> str:
        """Return the assumptions as ``of_words`` reads them; empty: none."""
        given = {key: getattr(self, key) for key in _KEYS}
        return ",".join(f"{key}:{value}" for key, value in given.items() if value is not None and value != "posted")


@dataclass(frozen=True)
class Today:
    """What the facts say about what can be assumed otherwise; None where nothing is sold.

    Attributes:
        rate: EUR, before deductions, of an hour of labour in orders that customers pay, on the average of documents that
            say their hours.
        rate_covers: Per cent of that labour's revenue that these documents have.
        discount: Per cent that was taken off the revenue of parts that customers pay.
        wages_percent: Wages in per cent of the labour revenue.
        cost_per_unit: Wages per labour unit sold, on the average of documents that say their hours.
        quota: Wages in per cent of the labour revenue in the ``quota_months``.
        quota_months: The months that the quota is of.
        is_quota_closed: Whether these are closed.
        wages_in_goods: Whether labour has costs of goods and no wages: the wages are among them, or nowhere.
    """

    rate: Decimal | None
    rate_covers: Decimal | None
    discount: Decimal | None
    wages_percent: Decimal | None
    cost_per_unit: Decimal | None
    quota: Decimal | None = None
    quota_months: tuple[date, ...] = ()
    is_quota_closed: bool = False
    wages_in_goods: bool = False


@dataclass(frozen=True)
class Group:
    """The sums of a division and payer, EUR.

    Attributes:
        division: Its code; None: nobody knows.
        payer: Likewise.
        lines: The four lines of the gross profit, costs negative.
        units: Labour units sold.
        hours: The same in hours.
        timed: Revenue of the documents that say their hours.
        timed_wages: Their wages, negative. A document of two divisions that sell labour has wages in both and its units in none.
    """

    division: str | None
    payer: str | None
    lines: Mapping[str, Decimal]
    units: Decimal = Decimal(0)
    hours: Decimal = Decimal(0)
    timed: Decimal = Decimal(0)
    timed_wages: Decimal = Decimal(0)

    @property
    def sells_labour(self) -> bool:
        """Whether its revenue is labour."""
        return self.division in LABOUR_DIVISIONS

    @property
    def has_own_rate(self) -> bool:
        """Whether the house sets what an hour costs."""
        return self.sells_labour and self.payer not in _OTHER_RATES

    @property
    def has_own_discount(self) -> bool:
        """Whether the house sets what is taken off it."""
        return self.division == DISCOUNTED and self.payer not in _OTHER_RATES


@dataclass(frozen=True)
class Model:
    """The facts and the model of a division: the lines of the gross profit, and the gross profit itself, EUR."""

    division: str | None
    facts: Mapping[str, Decimal]
    model: Mapping[str, Decimal]


def today(
    found: Iterable[Group],
    quota: Iterable[Group] = (),
    months: tuple[date, ...] = (),
    *,
    is_closed: bool = False,
) -> Today:
    """Return what the facts say.

    Args:
        found: The rows of the question.
        quota: The same of the months of the quota.
        months: These.
        is_closed: Whether they are closed.
    """
    every = list(found)
    own = [each for each in every if each.has_own_rate]
    labour = [each for each in every if each.sells_labour]
    parts = [each for each in every if each.has_own_discount]
    timed = sum((each.timed for each in own), Decimal(0))
    wages = _wages(labour)
    return Today(
        _divided(timed, sum((each.hours for each in own), Decimal(0))),
        _divided(timed * 100, _sum(own, "revenue")),
        _divided(-_sum(parts, "revenue_deductions") * 100, _sum(parts, "revenue")),
        None if wages is None else _divided(wages * 100, _sum(labour, "revenue")),
        None
        if wages is None
        else _divided(
            -sum((each.timed_wages for each in labour), Decimal(0)), sum((each.units for each in labour), Decimal(0))
        ),
        _quota(quota),
        months,
        is_closed,
        wages_in_goods=wages is None,
    )


def what_if(found: Iterable[Group], assumed: Assumptions, known: Today) -> list[Model]:
    """Return facts and model by division; each model's gross profit is the sum of its lines.

    Args:
        found: The rows of the question.
        assumed: What is assumed.
        known: Result of ``today`` for the same rows.
    """
    by_division: dict[str | None, list[Group]] = {}
    for each in found:
        by_division.setdefault(each.division, []).append(each)
    return [
        Model(division, _whole(own), _whole([_assumed(each, assumed, known) for each in own]))
        for division, own in by_division.items()
    ]


def added_up(models: Iterable[Model]) -> Model:
    """Return all divisions together."""
    every = list(models)
    sides = [
        {key: sum((side[key] for side in each), Decimal(0)) for key in GROSS_PROFIT_AMOUNTS}
        for each in ([m.facts for m in every], [m.model for m in every])
    ]
    return Model(None, *sides)


def _assumed(group: Group, assumed: Assumptions, known: Today) -> Group:
    lines = dict(group.lines)
    if assumed.rate is not None and known.rate and group.has_own_rate:
        # All prices with hours move alike: their average is exactly the rate that is assumed, up to the rounding of cents.
        lines["revenue"] += rounded(group.timed * assumed.rate / known.rate - group.timed)
    if assumed.discount is not None and group.has_own_discount:
        lines["revenue_deductions"] = rounded(-lines["revenue"] * assumed.discount / 100)
    if group.sells_labour and not known.wages_in_goods:
        match assumed.wages:
            case "percent":
                lines["calculated_labour_cost"] = rounded(-lines["revenue"] * (assumed.value or Decimal(0)) / 100)
            case "per_unit":
                # What says no units keeps its wages, as it keeps its price.
                untimed = lines["calculated_labour_cost"] - group.timed_wages
                lines["calculated_labour_cost"] = rounded(untimed - group.units * (assumed.value or Decimal(0)))
            case "quota" if known.quota is not None:
                lines["calculated_labour_cost"] = rounded(-lines["revenue"] * known.quota / 100)
            case _:
                pass
    return replace(group, lines=lines)


def _whole(own: Iterable[Group]) -> dict[str, Decimal]:
    every = list(own)
    lines = {line: _sum(every, line) for line in LINES}
    return {**lines, "gross_profit": sum(lines.values(), Decimal(0))}


def _quota(found: Iterable[Group]) -> Decimal | None:
    labour = [each for each in found if each.sells_labour]
    wages = _wages(labour)
    return None if wages is None else _divided(wages * 100, _sum(labour, "revenue"))


def _wages(labour: list[Group]) -> Decimal | None:
    """Return the wages of labour; None: it has costs of goods and no wages."""
    wages = -_sum(labour, "calculated_labour_cost")
    return wages if wages or _sum(labour, "cost_of_goods") >= 0 else None


def _sum(found: Iterable[Group], line: str) -> Decimal:
    return sum((each.lines[line] for each in found), Decimal(0))


def _divided(up: Decimal, down: Decimal) -> Decimal | None:
    return up / down if down else None


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise QuestionError(f"{text!r} is not a number; write 148.00")
    return number
