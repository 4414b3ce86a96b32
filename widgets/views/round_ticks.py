"""Round figures at which the axis of a chart is named."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor

_STEPS = 4


def round_ticks(low: Decimal, high: Decimal, step: Decimal | None = None) -> list[Decimal]:
    """Return round figures from below the lowest to above the highest value, with zero.

    Args:
        low: The lowest value.
        high: The highest one.
        step: How far they are apart; None: so far that there are about four steps.
    """
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    rough = ((high - low) or Decimal(1)) / _STEPS
    power = Decimal(10) ** rough.adjusted()
    step = step or next(power * factor for factor in (1, 2, 4, 5, 10) if power * factor >= rough)
    first, last = floor(low / step), ceil(high / step)
    return [step * place for place in range(first, max(last, first + 1) + 1)]
