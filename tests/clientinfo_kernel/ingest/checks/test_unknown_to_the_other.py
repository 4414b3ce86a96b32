"""Documents that one source has and the other settles otherwise, or does not know."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from clientinfo_kernel.ingest.checks.costs import costs_without_revenue
from clientinfo_kernel.ingest.checks.never_billed import never_billed
from clientinfo_kernel.ingest.checks.single_items import items_settled_otherwise

MONEY = pl.Decimal(18, 2)
DAY = date(2021, 3, 1)
MANY = 60
AMOUNT = pl.col("amount").cast(MONEY)


def sale(number: int, **more: Any) -> dict[str, Any]:
    place = {"source_file": "EXTF.csv", "source_row": number + 3}
    facts = {"role": "revenue", "account": "8400", "division": "workshop", "movement": "invoice", "posted_on": DAY}
    own = {"key": f"R{number}", "number": f"R{number}", "debtor_account": "10001", "amount": "100.00"}
    return facts | own | {"of_supplier": False, "is_annulled": False} | place | more


def bills(*without: int) -> pl.LazyFrame:
    rows = [{"invoice_key": f"R{number}", "invoiced_on": DAY} for number in range(MANY) if number not in without]
    ends = [{"invoice_key": f"END{days}", "invoiced_on": DAY + timedelta(days=days)} for days in (-30, 30)]
    return pl.LazyFrame([*rows, *ends])


def billed(rows: list[dict[str, Any]], invoices: pl.LazyFrame) -> list[tuple[str, Decimal, int]]:
    found = never_billed(pl.LazyFrame(rows).with_columns(AMOUNT), invoices)
    return found.collect().select("subject", "amount", "source_row").rows()


def test_an_invoice_that_the_dealer_system_does_not_have_is_found() -> None:
    sales = [sale(number) for number in range(MANY)]
    assert billed(sales, bills()) == []
    assert billed(sales, bills(7)) == [("R7", Decimal("100.00"), 10)]


def test_what_is_no_sale_of_that_time_is_not_asked() -> None:
    sales = [sale(number) for number in range(MANY) if number != 7]
    others: list[dict[str, Any]] = [
        {"posted_on": DAY - timedelta(days=31)}, {"is_annulled": True}, {"of_supplier": True},
        {"debtor_account": None}, {"movement": "credit_note"}, {"role": "revenue_deduction"}, {"account": "8519"},
    ]  # fmt: skip
    for other in others:
        assert billed([*sales, sale(7, **other)], bills(7)) == [], other


def test_a_house_that_bills_much_elsewhere_has_no_such_rule() -> None:
    assert billed([sale(number) for number in range(MANY)], bills(1, 2, 3)) == []


def costs(*changed: dict[str, Any]) -> list[tuple[str, Decimal]]:
    """Parts sold and their goods under many numbers, with some of these otherwise; a last posting long after them."""
    goods = {
        number: sale(number, role="cost_of_goods", account="7300", division="parts", amount="-50.00")
        for number in range(MANY)
    }
    sold = {number: sale(number, division="parts", account="8300") for number in range(MANY)}
    for change in changed:
        book = goods if change["role"] == "cost_of_goods" else sold
        book[int(change["number"][1:])] = change
    late = sale(0, posted_on=DAY + timedelta(days=90), division="parts", account="8300")
    rows = pl.LazyFrame([*goods.values(), *sold.values(), late]).with_columns(AMOUNT)
    return costs_without_revenue(rows).collect().select("subject", "amount").rows()


def test_goods_of_a_division_that_sold_nothing_under_the_number_are_found() -> None:
    assert costs() == []
    at_workshop = sale(7, division="workshop", account="8400")
    assert costs(at_workshop) == [("R7", Decimal("50.00"))]


def test_what_has_no_division_can_be_of_any() -> None:
    assert costs(sale(7, division="unassigned", account="8800")) == []


def document(customer: int, balance: str, **more: Any) -> dict[str, Any]:
    debtor = str(10_001 + customer)
    place = {"source_file": "EXTF.csv", "source_row": customer + 3}
    return {"debtor_account": debtor, "number": f"R{customer}", "balance": balance} | place | more


OPEN = [document(number, "119.00") for number in range(1, MANY)]


def settled(
    own: list[dict[str, Any]], other: list[dict[str, Any]], loose: str | None = None, differing: str | None = None
) -> list[tuple[str, Decimal, Decimal, Decimal, int]]:
    listed = pl.LazyFrame(other).with_columns(pl.col("balance").cast(MONEY))
    documents = pl.LazyFrame(own).with_columns(pl.col("balance").cast(MONEY))
    entries = pl.LazyFrame({"debtor_account": [loose], "number": [None], "is_annulled": [False]})
    entries = entries.cast({"debtor_account": pl.String, "number": pl.String}).filter(
        pl.col("debtor_account").is_not_null()
    )
    differences = pl.DataFrame({"debtor_account": [differing]}, {"debtor_account": pl.String}).drop_nulls()
    renamed = listed.rename({"debtor_account": "account", "number": "document_ref1"})
    found = items_settled_otherwise(renamed, documents, entries, differences).collect()
    return found.select("subject", "amount", "stated", "booked", "source_row").rows()


# Customer 0 paid R0; the payment was booked under a number that does not exist.
MISTYPED = [document(0, "119.00"), document(0, "-119.00", number="99", source_row=77)]


def test_a_payment_under_a_wrong_number_is_found_where_the_list_has_it_settled() -> None:
    zero, amount = Decimal("0.00"), Decimal("119.00")
    assert settled(OPEN, OPEN) == []
    assert settled([*OPEN, *MISTYPED], OPEN) == [("10001 99", amount, zero, -amount, 77)]


def test_a_number_without_its_leading_zeros_is_the_same_item() -> None:
    spelled = [document(0, "119.00", number="00099"), document(0, "-50.00", number="99")]
    assert settled([*OPEN, *spelled], [*OPEN, document(0, "69.00", number="0099")]) == []


def test_who_has_bookings_without_a_number_or_owes_another_sum_is_left_to_others() -> None:
    assert settled([*OPEN, *MISTYPED], OPEN, loose="10001") == []
    assert settled([*OPEN, *MISTYPED], OPEN, differing="10001") == []
    unnumbered = document(0, "0.00", number=None)
    assert settled([*OPEN, *MISTYPED], [*OPEN, unnumbered]) == []


def test_a_house_that_settles_by_hand_has_no_such_rule() -> None:
    by_hand = [document(number, "60.00", number=f"R{number}b") for number in (1, 2, 3)]
    assert settled([*OPEN, *by_hand], OPEN) == []
