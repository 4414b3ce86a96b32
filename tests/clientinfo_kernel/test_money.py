from decimal import ROUND_HALF_UP, Decimal

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from clientinfo_kernel.money import cents, euros, net_of, per_rate, rounded

CENT = Decimal("0.01")
AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)
RATES = st.integers(min_value=0, max_value=10_000)


def value(expression: pl.Expr) -> object:
    return pl.select(expression.alias("value")).item()


@given(AMOUNTS)
@example(10**18 - 1)  # the largest that has room
@example(1 - 10**18)
def test_cents_and_euros_are_each_others_inverse(amount: int) -> None:
    assert value(cents(euros(pl.lit(amount, pl.Int64)))) == amount
    assert value(euros(pl.lit(amount, pl.Int64))) == Decimal(amount) * CENT


@given(AMOUNTS, RATES)
@example(1, 4999)  # just below half a cent
@example(1, 5000)
@example(-1, 5000)
def test_a_share_is_rounded_half_away_from_zero(amount: int, rate: int) -> None:
    exact = Decimal(amount) * CENT * Decimal(rate) / 10_000
    expected = exact.quantize(CENT, rounding=ROUND_HALF_UP)
    assert value(euros(per_rate(pl.lit(amount, pl.Int64), pl.lit(rate, pl.Int64)))) == expected


@given(AMOUNTS, RATES)
def test_net_is_gross_without_the_tax_rounded_half_up(amount: int, rate: int) -> None:
    exact = Decimal(amount) * CENT / (1 + Decimal(rate) / 10_000)
    expected = exact.quantize(CENT, rounding=ROUND_HALF_UP)
    assert value(euros(net_of(pl.lit(amount, pl.Int64), pl.lit(rate, pl.Int64)))) == expected


def test_a_figure_is_rounded_half_away_from_zero_to_its_places_and_nothing_has_no_sign() -> None:
    assert [rounded(Decimal(each)) for each in ("2.665", "-2.665", "2.6649")] == [
        Decimal(each) for each in ("2.67", "-2.67", "2.66")
    ]
    assert str(rounded(Decimal("-0.004"))) == "0.00"
    assert [rounded(Decimal(each), 0) for each in ("-2.5", "2.4")] == [Decimal(-3), Decimal(2)]
    assert rounded(Decimal("0.25"), 1) == Decimal("0.3")
