"""What counts as exposure, part by part, with the sums worked by hand."""

from decimal import Decimal

import polars as pl
import pytest

from clientinfo_kernel.query.credit import Credit, credit

NOTHING = Decimal("0.00")


def staged(*rows: tuple[str, str | None, str | None]) -> pl.DataFrame:
    """State, number and gross of staged invoices."""
    frame = pl.DataFrame(rows, dict.fromkeys(("state", "document_number", "gross"), pl.String), orient="row")
    return frame.with_columns(pl.col("gross").cast(pl.Decimal(18, 2)))


def splits(*rows: tuple[bool | None, str, str | None]) -> pl.DataFrame:
    """Whether it is current, who pays, and the amount of order splits."""
    schema = {"is_current": pl.Boolean, "payer": pl.String, "amount": pl.String}
    return pl.DataFrame(rows, schema, orient="row").with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))


def used(
    balances: tuple[str, ...] = (),
    invoices: pl.DataFrame | None = None,
    ledger: tuple[str, ...] = (),
    orders: pl.DataFrame | None = None,
    limit: str | None = None,
) -> Credit:
    return credit(
        [Decimal(each) for each in balances],
        staged() if invoices is None else invoices,
        ledger,
        splits() if orders is None else orders,
        None if limit is None else Decimal(limit),
    )


def test_the_exposure_is_the_sum_of_its_three_parts() -> None:
    result = used(
        ("1000.10", "-200.05", "30.00"),
        staged(("waiting", "R1", "400.20"), ("error", None, "50.00")),
        (),
        splits((True, "customer", "119.00"), (True, "customer", "0.99")),
        "1400.00",
    )
    # 1,000.10 - 200.05 + 30.00 = 830.05;  400.20 + 50.00 = 450.20;  119.00 + 0.99 = 119.99
    # 830.05 + 450.20 + 119.99 = 1,400.24, which is 24 cents more than the limit.
    assert result == Credit(
        open_balance=Decimal("830.05"),
        credit_limit=Decimal("1400.00"),
        credit_limit_exceeded=True,
        unposted_invoices=Decimal("450.20"),
        unbilled_orders=Decimal("119.99"),
        exposure=Decimal("1400.24"),
    )


@pytest.mark.parametrize("payer", ["warranty", "goodwill", "internal", "insurance"])
def test_an_order_that_somebody_else_pays_is_no_exposure(payer: str) -> None:
    result = used(orders=splits((True, payer, "500.00"), (True, "customer", "20.00")))
    assert (result.unbilled_orders, result.exposure) == (Decimal("20.00"), Decimal("20.00"))


def test_an_order_that_is_billed_or_cancelled_is_no_exposure() -> None:
    result = used(orders=splits((False, "customer", "500.00"), (None, "customer", "7.00"), (True, "customer", None)))
    assert (result.unbilled_orders, result.exposure) == (NOTHING, NOTHING)


@pytest.mark.parametrize(
    ("state", "counts"), [("waiting", True), ("error", True), ("rejected", False), ("posted", False)]
)
def test_an_invoice_counts_while_it_is_on_its_way_into_the_ledger(state: str, *, counts: bool) -> None:
    result = used(invoices=staged((state, "R1", "99.00")))
    assert result.unposted_invoices == result.exposure == (Decimal("99.00") if counts else NOTHING)


def test_an_invoice_that_the_ledger_knows_is_not_counted_twice() -> None:
    result = used(("99.00",), staged(("waiting", "R1", "99.00"), ("waiting", "R2", "1.00")), ("R1", "R3"))
    # 99.00 in the open items already, 1.00 on its way.
    assert (result.unposted_invoices, result.exposure) == (Decimal("1.00"), Decimal("100.00"))


@pytest.mark.parametrize(
    ("balance", "limit", "expected"),
    [
        ("100.00", "100.00", (Decimal("100.00"), False)),
        ("100.01", "100.00", (Decimal("100.00"), True)),
        ("100.01", "0.00", (None, False)),
        ("100.01", None, (None, False)),
    ],
)
def test_a_limit_is_exceeded_above_it_and_none_is_set_by_zero(
    balance: str, limit: str | None, expected: tuple[Decimal | None, bool]
) -> None:
    result = used((balance,), limit=limit)
    assert (result.credit_limit, result.credit_limit_exceeded) == expected
