"""What counts as exposure, part by part, with the sums worked by hand."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from clientinfo_kernel.query.credit import Credit, Document, OrderDeposit, PayerOrder, StagedInvoice, credit

NOTHING = Decimal("0.00")


def money(amount: str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def staged(
    *rows: tuple[str, str | None, str | None],
    currency: str | None = "EUR",
    on: date | None = None,
    prepaid: str | None = None,
    kind: str = "invoice",
) -> list[StagedInvoice]:
    """Staged invoices by state, number and gross."""
    return [(state, number, on, currency, money(gross), money(prepaid), kind) for state, number, gross in rows]


def posted(*numbers: str, on: date | None = None, stands: bool = True) -> list[Document]:
    """Invoices in the ledger by their numbers; one that does not stand was reversed."""
    return [(number, on, stands) for number in numbers]


def splits(*rows: tuple[str | None, str | None], order: str = "A1", on: date | None = None) -> list[PayerOrder]:
    """Splits of an order that the customer pays, by invoice number and amount."""
    return [(order, True, number, money(amount), on) for number, amount in rows]


def deposits(*rows: tuple[str, str]) -> list[OrderDeposit]:
    """Postings of deposits by order and amount."""
    return [(order, Decimal(amount)) for order, amount in rows]


def used(
    balances: tuple[str, ...] = (),
    invoices: Iterable[StagedInvoice] = (),
    ledger: Iterable[Document] = (),
    orders: Iterable[PayerOrder] = (),
    limit: str | None = None,
    *,
    ahead: Iterable[OrderDeposit] = (),
) -> Credit:
    return credit([Decimal(each) for each in balances], invoices, ledger, orders, money(limit), order_deposits=ahead)


def test_the_exposure_is_the_sum_of_its_three_parts() -> None:
    result = used(
        ("1000.10", "-200.05", "30.00"),
        staged(("waiting", "R1", "400.20"), ("error", None, "50.00")),
        posted(),
        splits((None, "119.00"), (None, "0.99")),
        "1400.00",
    )
    # 1,000.10 - 200.05 + 30.00 = 830.05;  400.20 + 50.00 = 450.20;  119.00 + 0.99 = 119.99
    # 830.05 + 450.20 + 119.99 = 1,400.24, which is 24 cents more than the limit.
    assert result == Credit(
        open_balance=Decimal("830.05"),
        credit_limit=Decimal("1400.00"),
        credit_limit_exceeded=True,
        unposted_invoices=Decimal("450.20"),
        unposted_credits=NOTHING,
        unbilled_orders=Decimal("119.99"),
        exposure=Decimal("1400.24"),
    )


@pytest.mark.parametrize(
    ("state", "counts"), [("waiting", True), ("error", True), ("rejected", False), ("posted", False)]
)
def test_an_invoice_counts_while_it_is_on_its_way_into_the_ledger(state: str, *, counts: bool) -> None:
    result = used(invoices=staged((state, "R1", "99.00")))
    assert result.unposted_invoices == result.exposure == (Decimal("99.00") if counts else NOTHING)


def test_an_invoice_that_the_ledger_knows_is_not_counted_twice() -> None:
    result = used(("99.00",), staged(("waiting", "R1", "99.00"), ("waiting", "R2", "1.00")), posted("R1", "R3"))
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


@pytest.mark.parametrize(("inbox", "ledger"), [("RE 2024-0815", "RE2024-0815"), ("re 123", "RE123"), ("R.1/2", "R12")])
def test_one_invoice_in_two_spellings_counts_once(inbox: str, ledger: str) -> None:
    result = used(("119.00",), staged(("waiting", inbox, "119.00")), posted(ledger))
    assert (result.unposted_invoices, result.exposure) == (NOTHING, Decimal("119.00"))


@pytest.mark.parametrize(
    ("ledger", "unposted"), [(("123",), "0.00"), (("00123", "7"), "0.00"), (("1230",), "119.00"), (("0",), "119.00")]
)
def test_an_invoice_whose_leading_zeros_the_ledger_cuts_off_counts_once(ledger: tuple[str, ...], unposted: str) -> None:
    assert used((), staged(("waiting", "00123", "119.00")), posted(*ledger)).unposted_invoices == Decimal(unposted)
    assert used(orders=splits(("00123", "119.00")), ledger=posted(*ledger)).unbilled_orders == Decimal(unposted)


def test_zeros_are_forgiven_only_where_no_number_is_the_same() -> None:
    """The invoice of 2021 waits; of its number as spelled the ledger has one of 2019, of another's zeros one of 2021."""
    ledger = [*posted("0100", on=date(2019, 3, 1)), *posted("100", on=date(2021, 5, 1))]
    waiting = staged(("waiting", "0100", "119.00"), on=date(2021, 6, 1))
    assert used((), waiting, ledger).unposted_invoices == Decimal("119.00")


def test_an_invoice_that_was_reversed_in_the_ledger_is_on_its_way_anew() -> None:
    waiting = staged(("waiting", "R1", "119.00"))
    assert used((), waiting, posted("R1")).unposted_invoices == NOTHING
    assert used((), waiting, posted("R1", stands=False)).unposted_invoices == Decimal("119.00")


def test_one_that_was_reversed_is_not_the_one_that_is_like_it_without_its_zeros() -> None:
    waiting = staged(("waiting", "0100", "238.00"))
    assert used(invoices=waiting, ledger=posted("100")).unposted_invoices == NOTHING
    both = [*posted("100"), *posted("0100", stands=False)]
    assert used(invoices=waiting, ledger=both).unposted_invoices == Decimal("238.00")
    ordered = splits(("0100", "238.00"))
    assert used(orders=ordered, ledger=posted("100")).unbilled_orders == NOTHING
    assert used(orders=ordered, ledger=both).unbilled_orders == Decimal("238.00")


def test_a_number_of_another_year_is_another_invoice() -> None:
    waiting = staged(("waiting", "100", "119.00"), on=date(2021, 6, 1))
    assert used((), waiting, posted("100", on=date(2019, 3, 1))).unposted_invoices == Decimal("119.00")
    assert used((), waiting, posted("100", on=date(2021, 5, 1))).unposted_invoices == NOTHING


def test_an_invoice_that_waits_in_two_inboxes_counts_once() -> None:
    waiting = staged(
        ("waiting", "R 1", "50.00"), ("error", "R1", "50.00"), ("waiting", None, "7.00"), ("error", None, "7.00")
    )
    assert used(invoices=waiting).unposted_invoices == Decimal("64.00")


def test_the_invoice_made_of_an_order_stands_for_it() -> None:
    orders = splits(("R-500", "595.00"), (None, "100.00"))
    assert used(invoices=staged(("waiting", "R500", "595.00")), orders=orders).exposure == Decimal("695.00")
    assert used(("595.00",), ledger=posted("R500"), orders=orders).exposure == Decimal("695.00")
    # An invoice that nobody has seen yet does not stand for it: the claim would be nowhere.
    assert used(orders=orders).exposure == Decimal("695.00")


@pytest.mark.parametrize(
    ("ahead", "left"),
    [
        ((("A1", "500.00"),), "690.00"),
        ((("a 1", "500.00"), ("A1", "200.00")), "490.00"),
        ((("A1", "1500.00"),), "0.00"),  # asked for more than the order comes to: it is billed at nothing more
        ((("A1", "500.00"), ("A1", "-500.00")), "1190.00"),  # offset or cancelled
        ((("B7", "500.00"),), "1190.00"),
    ],
)
def test_of_an_order_counts_what_its_deposits_leave(ahead: tuple[tuple[str, str], ...], left: str) -> None:
    """Two splits of 595.00 each; what was asked for ahead is an open item, or was paid."""
    result = used(orders=splits((None, "595.00"), (None, "595.00")), ahead=deposits(*ahead))
    assert result.unbilled_orders == result.exposure == Decimal(left)


def test_a_deposit_may_be_used_up_by_the_split_that_is_billed() -> None:
    """Asked for 357.00 ahead; R1 bills 595.00 less 357.00, dissolved by a posting that names no debtor: 238.00 are owed."""
    billed: PayerOrder = ("A1", False, "R1", Decimal("595.00"), None)
    for first in (billed, *splits(("R1", "595.00"))):
        orders = [first, *splits((None, "595.00"))]
        result = used(("238.00",), ledger=posted("R1"), orders=orders, ahead=deposits(("A1", "357.00")))
        assert (result.unbilled_orders, result.exposure) == (Decimal("595.00"), Decimal("833.00"))


def test_a_foreign_currency_is_not_added_as_euro() -> None:
    for currency, counted in (("USD", "0.00"), ("HUF", "0.00"), ("EUR", "400.00"), (None, "400.00")):
        waiting = staged(("waiting", "F1", "400.00"), currency=currency)
        assert used(invoices=waiting, limit="300.00").exposure == Decimal(counted)


def test_a_credit_note_that_is_not_posted_lifts_no_warning() -> None:
    result = used(("1190.00",), staged(("error", "G1", "-300.00")), limit="1000.00")
    # 890.00 are left if it is posted; until then 1,190.00 are owed.
    assert (result.exposure, result.credit_limit_exceeded) == (Decimal("890.00"), True)


@pytest.mark.parametrize(("staged_on", "posted_on"), [(None, date(2011, 3, 7)), (date(2011, 3, 7), None), (None, None)])
def test_an_invoice_without_a_day_is_the_one_of_its_number_in_the_ledger(
    staged_on: date | None, posted_on: date | None
) -> None:
    result = used((), staged(("waiting", "R1", "400.20"), on=staged_on), posted("R1", on=posted_on))
    assert result.unposted_invoices == NOTHING


def test_nothing_at_all_is_an_amount_with_cents() -> None:
    nothing = used()
    assert {str(amount) for amount in (nothing.open_balance, nothing.unposted_credits, nothing.exposure)} == {"0.00"}


@pytest.mark.parametrize(
    ("balances", "unposted", "exposure"),
    [
        ((), "7000.00", "7000.00"),  # the deposit's claim was paid: 10,000 - 3,000 are left
        (("-3000.00",), "10000.00", "7000.00"),  # the deposit is a credit among the open items
        (("-1000.00", "500.00"), "8000.00", "7500.00"),  # of 3,000 paid 1,000 are a credit still
        (("-5000.00",), "10000.00", "5000.00"),  # more credit than this invoice's deposit
    ],
)
def test_a_deposit_that_was_paid_counts_once(balances: tuple[str, ...], unposted: str, exposure: str) -> None:
    result = used(balances, staged(("waiting", "R1", "10000.00"), prepaid="3000.00"))
    assert (result.unposted_invoices, result.exposure) == (Decimal(unposted), Decimal(exposure))


def test_a_proforma_invoice_is_no_claim_and_stands_for_none() -> None:
    """The invoice itself comes under the same number, and counts."""
    proforma, invoice = staged(("waiting", "R1", "119.00"), kind="proforma"), staged(("waiting", "R1", "119.00"))
    assert used(invoices=proforma).exposure == Decimal("0.00")
    assert used(invoices=[*proforma, *invoice]).exposure == Decimal("119.00")


def test_a_number_that_begins_again_each_year_is_another_invoice_each_year() -> None:
    """R1 of 20 February 2021 stands beside R1 of 5 March 2020, 352 days before it, in the ledger and in the inboxes."""
    old, new = date(2020, 3, 5), date(2021, 2, 20)
    twice = [*staged(("waiting", "R1", "119.00"), on=old), *staged(("waiting", "R1", "238.00"), on=new)]
    assert used(invoices=twice).unposted_invoices == Decimal("357.00")
    assert used(invoices=twice, ledger=posted("R1", on=old)).unposted_invoices == Decimal("238.00")
    ordered = splits(("R1", "238.00"), on=new)
    assert used(orders=ordered, ledger=posted("R1", on=old)).unbilled_orders == Decimal("238.00")
    assert used(orders=ordered, ledger=posted("R1", on=new)).unbilled_orders == NOTHING
    assert used(orders=ordered, invoices=twice[:1]).exposure == Decimal("357.00")
