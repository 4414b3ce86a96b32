"""Cash discount in field 13 of a payment settles the invoice and is, net of VAT, a revenue deduction."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.query.payments import payment_behaviour
from tests.clientinfo_kernel.ingest.ledger_rows import posting
from tests.clientinfo_kernel.ingest.small_ledger import Book, invoice, payment


def test_it_settles_the_invoice_together_with_the_payment() -> None:
    # 2 % of 595.00 are 11.90 gross, 10.00 net.
    book = Book(invoice("2021-01-10", "595.00", "R7"), payment("2021-01-20", "583.10", "R7", cash_discount="11.90"))
    assert book.rebuilt.is_empty()
    assert book.profit() == {"revenue": Decimal("500.00"), "revenue_deduction": Decimal("-10.00")}
    behaviour = payment_behaviour(book.payments, date(2021, 12, 31))
    assert (behaviour.days_to_pay, behaviour.paid_invoices) == (10, 1)
    assert ("cash_discount", "cash_discount_field") in book.kinds()


@pytest.mark.parametrize(("named", "booked_on"), [("8731", "8731"), ("8405", "8405"), ("4980", "8736"), (None, "8736")])
def test_it_is_booked_on_the_account_that_the_payment_names(named: str | None, booked_on: str) -> None:
    # 2 % of 119.00 are 2.00 net. A house can lessen its revenue itself; what earns nothing takes no discount.
    paid = payment("2021-01-20", "116.62", "R7", cash_discount="2.38", discount_account=named)
    back = paid | {"posted_on": date(2021, 1, 25), "is_reversal": True, "cash_discount": None, "discount_account": None}
    book = Book(invoice("2021-01-10", "119.00", "R7"), paid)
    given = book.profits.filter(pl.col("movement") == "cash_discount").collect()
    assert given.select("account", "amount").rows() == [(booked_on, Decimal("-2.00"))]
    taken_back = Book(invoice("2021-01-10", "119.00", "R7"), paid, back).profits.collect()
    both = taken_back.filter(pl.col("account") == booked_on)["amount"].sort().to_list()
    assert both == [Decimal("-2.00"), Decimal("2.00")]


def test_its_tax_is_that_of_the_invoice() -> None:
    # On an automatic account, at 7 %, and on an invoice of December 2020 (16 %) paid in 2021.
    def deduction(sale: dict[str, object], paid: str, discount: str) -> Decimal:
        return Book(sale, payment("2021-01-05", paid, "R7", cash_discount=discount)).profit()["revenue_deduction"]

    automatic = posting("2021-01-02", "119.00", "S", "10012", "8400", document_ref1="R7")
    assert deduction(automatic, "116.62", "2.38") == Decimal("-2.00")
    assert deduction(invoice("2021-01-02", "107.00", "R7") | {"tax_key": "2"}, "104.86", "2.14") == Decimal("-2.00")
    assert deduction(invoice("2020-12-28", "116.00", "R7"), "113.68", "2.32") == Decimal("-2.00")


def test_on_a_claim_that_was_carried_forward_its_tax_is_that_of_the_supply_else_of_the_day() -> None:
    # No invoice in the data: 2 % of 116.00 at 16 % (supplied in December 2020), and of 119.00 at 19 %, are 2.00 net.
    def deduction(claim: str, paid: str, discount: str, **opening: Any) -> Decimal:
        opened = posting("2021-01-01", claim, "S", "10012", "9008", document_ref1="R7", **opening)
        return Book(opened, payment("2021-01-05", paid, "R7", cash_discount=discount)).profit()["revenue_deduction"]

    assert deduction("116.00", "113.68", "2.32", service_on=date(2020, 12, 28)) == Decimal("-2.00")
    assert deduction("119.00", "116.62", "2.38") == Decimal("-2.00")


def test_on_an_invoice_of_two_rates_it_is_shared_as_the_invoice_is() -> None:
    # 119.00 at 19 % and 107.00 at 7 %: 226.00 for 200.00 net; 2.26 of discount are 2.00 net.
    book = Book(
        invoice("2021-01-02", "119.00", "R7"),
        invoice("2021-01-02", "107.00", "R7") | {"tax_key": "2"},
        payment("2021-01-05", "223.74", "R7", cash_discount="2.26"),
    )
    assert book.profit()["revenue_deduction"] == Decimal("-2.00")


def test_a_reversed_invoice_has_no_share_in_it() -> None:
    # Billed at 19 %, taken back, and billed again at 7 %: 2 % of 107.00 are 2.14 gross, 2.00 net.
    wrong = invoice("2021-01-02", "119.00", "R7")
    book = Book(
        wrong,
        wrong | {"posted_on": date(2021, 1, 3), "is_reversal": True},
        invoice("2021-01-03", "107.00", "R7") | {"tax_key": "2"},
        payment("2021-01-05", "104.86", "R7", cash_discount="2.14"),
    )
    assert book.profit()["revenue_deduction"] == Decimal("-2.00")


def test_on_a_margin_scheme_sale_it_lessens_the_tax_on_the_margin() -> None:
    # § 25a (3) UStG: sold for 10,000.00 without tax, bought for 8,810.00; of the margin of 1,190.00 190.00 are tax.
    # 119.00 of discount leave a margin of 1,071.00 with 171.00 of tax: the house has 100.00 less.
    sold = posting("2021-01-02", "10000.00", "S", "10012", "8300", document_ref1="V1")
    taxed = posting("2021-01-02", "190.00", "S", "8300", "1776", document_ref1="V1")
    book = Book(sold, taxed, payment("2021-01-05", "9881.00", "V1", cash_discount="119.00"))
    assert book.profit() == {"revenue": Decimal("9810.00"), "revenue_deduction": Decimal("-100.00")}


def test_tax_apart_comes_back_with_what_is_returned_and_not_with_a_discount() -> None:
    # 2 % of 595.00 are 11.90 gross, 10.00 net, of what is left of 1,000.00 and 190.00 apart as of all of it.
    billed = [posting("2021-01-02", "1000.00", "S", "10012", "8300", document_ref1="R7")]
    billed.append(posting("2021-01-02", "190.00", "S", "10012", "1776", document_ref1="R7"))
    returned, granted = (
        [posting("2021-01-03", amount, "H", "10012", account, document_ref1="R7") for amount, account in lines]
        for lines in ((("500.00", "8300"), ("95.00", "1776")), (("20.00", "8736"), ("3.80", "1776")))
    )
    paid = payment("2021-01-05", "583.10", "R7", cash_discount="11.90")
    assert Book(*billed, *returned, paid).profit()["revenue_deduction"] == Decimal("-10.00")
    assert Book(*billed, *granted, paid).profit()["revenue_deduction"] == Decimal("-30.00")


def test_a_number_of_two_years_has_the_rate_of_the_invoice_that_is_paid() -> None:
    # 16 % in the second half of 2020, 19 % after it; 2 % of 119.00 are 2.00 net and 2 % of 116.00, too.
    first, again = invoice("2020-12-01", "116.00", "R1"), invoice("2021-12-01", "119.00", "R1")
    early, late = (
        payment("2021-01-10", "113.68", "R1", cash_discount="2.32"),
        payment("2021-12-10", "116.62", "R1", cash_discount="2.38"),
    )
    assert Book(first, again, early).profit()["revenue_deduction"] == Decimal("-2.00")
    assert Book(first, again, late).profit()["revenue_deduction"] == Decimal("-2.00")
    assert Book(first, early, again, late).profit()["revenue_deduction"] == Decimal("-4.00")


def test_a_margin_taxed_in_another_year_says_nothing_about_an_export_of_the_same_number() -> None:
    # 2 % of an export of 119.00, which has no tax, are 2.38; the car of last year's number was sold under § 25a.
    book = Book(
        posting("2020-12-02", "10000.00", "S", "10012", "8300", document_ref1="V1"),
        posting("2020-12-02", "190.00", "S", "8300", "1776", document_ref1="V1"),
        posting("2021-12-01", "119.00", "S", "10012", "8300", document_ref1="V1"),
        payment("2021-12-10", "116.62", "V1", cash_discount="2.38"),
    )
    assert book.profit()["revenue_deduction"] == Decimal("-2.38")


def test_a_discount_that_an_invoice_only_offers_is_not_granted() -> None:
    book = Book(invoice("2021-01-02", "119.00", "R7", cash_discount="2.38"))
    assert book.profit() == {"revenue": Decimal("100.00")}
    assert book.rebuilt["balance"].to_list() == [Decimal("119.00")]


@pytest.mark.parametrize("first", ["debtor", "account"])
def test_what_comes_in_over_an_account_that_no_rule_knows_brings_its_discount(first: str) -> None:
    # 2 % of 119.00 are 2.38 gross, 2.00 net; whichever account the export names first.
    sides = ("H", "10012", "1590") if first == "debtor" else ("S", "1590", "10012")
    paid = posting("2021-01-05", "116.62", *sides, document_ref1="R7", cash_discount="2.38")
    book = Book(invoice("2021-01-02", "119.00", "R7"), paid)
    assert book.rebuilt.is_empty()
    assert book.profit() == {"revenue": Decimal("100.00"), "revenue_deduction": Decimal("-2.00")}


def test_a_reversed_payment_takes_its_discount_along() -> None:
    paid = payment("2021-01-05", "116.62", "R7", cash_discount="2.38")
    for side in ("S", "H"):
        back = paid | {"posted_on": date(2021, 1, 9), "is_reversal": True, "side": side}
        book = Book(invoice("2021-01-02", "119.00", "R7"), paid, back)
        assert book.rebuilt["balance"].to_list() == [Decimal("119.00")]
        assert book.profit() == {"revenue": Decimal("100.00"), "revenue_deduction": Decimal("0.00")}


GIVEN = payment("2021-01-05", "116.62", "R7", cash_discount="2.38")
CAME_BACK = GIVEN | {"posted_on": date(2021, 1, 9), "is_reversal": True, "cash_discount": None}
AGAIN = [GIVEN | {"posted_on": date(2021, 2, 5)}, CAME_BACK | {"posted_on": date(2021, 2, 9)}]


def charged_again(day: str, amount: str = "2.38", number: str = "R7", **more: Any) -> dict[str, Any]:
    return posting(day, amount, "S", "10012", "8736", document_ref1=number, tax_key="3", **more)


@pytest.mark.parametrize(
    ("rows", "owed", "deduction"),
    [
        pytest.param([], "119.00", "0.00", id="the reversal alone"),
        pytest.param([charged_again("2021-01-09")], "119.00", "0.00", id="a posting of its own"),
        pytest.param(
            [posting("2021-01-09", "2.38", "H", "8736", "10012", document_ref1="r 7", tax_key="3")],
            "119.00", "0.00", id="its accounts and number written otherwise",
        ),
        pytest.param(
            [posting("2021-01-09", "2.38", "H", "10012", "8736", document_ref1="R7", tax_key="3", is_reversal=True)],
            "119.00", "0.00", id="a general reversal of its own",
        ),
        pytest.param(
            [charged_again("2021-01-09") | {"contra_account": "8731"}], "119.00", "0.00", id="on another account of discounts"
        ),
        pytest.param([charged_again("2021-01-07")], "119.00", "0.00", id="refused before the payment came back"),
        pytest.param([charged_again("2021-01-05")], "119.00", "0.00", id="refused on the day of the payment"),
        # 1.00 + 1.38 = 2.38; net 0.84 + 1.16 = 2.00
        pytest.param(
            [charged_again("2021-01-09", "1.00"), charged_again("2021-01-10", "1.38")], "119.00", "0.00", id="in two lines"
        ),
        pytest.param(
            [charged_again("2021-01-04", "1.00"), charged_again("2021-01-09", "1.38")],
            "121.38", "2.00", id="one of two lines before the payment",
        ),
        # 1.19 or 2.38 (1.00 or 2.00 net) are charged for something else.
        pytest.param([charged_again("2021-01-09", "1.19")], "120.19", "1.00", id="of another amount"),
        pytest.param([charged_again("2021-01-04")], "121.38", "2.00", id="before the payment"),
        pytest.param(
            [charged_again("2021-01-04"), charged_again("2021-01-09")], "121.38", "2.00", id="before the payment and again"
        ),
        pytest.param(
            [charged_again("2021-01-06") | {"side": "H", "is_reversal": back} for back in (False, True)],
            "119.00", "0.00", id="the reversal of another discount",
        ),
        pytest.param(
            [charged_again("2021-01-09"), charged_again("2021-01-10", is_reversal=True)],
            "119.00", "0.00", id="charged again by mistake",
        ),
        # Another 2.38 are granted: 119.00 - 2.38.
        pytest.param([charged_again("2021-01-09") | {"side": "H"}], "116.62", "-2.00", id="granted once more"),
        pytest.param([*AGAIN, charged_again("2021-02-09")], "119.00", "0.00", id="of two reversals one"),
        pytest.param(
            [*AGAIN, charged_again("2021-01-09"), charged_again("2021-02-09")], "119.00", "0.00", id="of two both"
        ),
    ],
)  # fmt: skip
def test_a_discount_is_taken_back_once(rows: list[dict[str, Any]], owed: str, deduction: str) -> None:
    """119.00, of which 116.62 are paid and 2.38 given (2.00 net): when the payment comes back, 119.00 are owed again."""
    book = Book(invoice("2021-01-02", "119.00", "R7"), GIVEN, CAME_BACK, *rows)
    assert book.rebuilt["balance"].sum() == Decimal(owed)
    assert book.profit() == {"revenue": Decimal("100.00"), "revenue_deduction": Decimal(deduction)}


def test_what_is_charged_before_a_discount_of_its_amount_was_given_takes_none_back() -> None:
    """Both payments of 1,190.00 come back, their discounts are charged again; 4.76 (4.00 net) of 12 January are something else."""
    second = payment("2021-01-20", "200.00", "R7", cash_discount="4.76")
    book = Book(
        invoice("2021-01-02", "1190.00", "R7"),
        *(
            GIVEN,
            CAME_BACK,
            second,
            second | {"posted_on": date(2021, 1, 25), "is_reversal": True, "cash_discount": None},
        ),
        *(charged_again("2021-01-09"), charged_again("2021-01-12", "4.76"), charged_again("2021-01-25", "4.76")),
    )
    assert book.rebuilt["balance"].to_list() == [Decimal("1194.76")]
    assert book.profit() == {"revenue": Decimal("1000.00"), "revenue_deduction": Decimal("4.00")}


def test_a_discount_charged_again_on_another_invoice_is_none_of_this_one() -> None:
    # 119.00 are owed on R7, 2.38 on R8.
    book = Book(invoice("2021-01-02", "119.00", "R7"), GIVEN, CAME_BACK, charged_again("2021-01-09", number="R8"))
    assert dict(book.rebuilt.select("number", "balance").rows()) == {"R7": Decimal("119.00"), "R8": Decimal("2.38")}


@pytest.mark.parametrize("tax", [("S", "1590", "1776"), ("H", "1776", "1590")])
def test_net_and_tax_that_an_interim_account_passes_on_are_one_invoice(tax: tuple[str, str, str]) -> None:
    # 100.00 net and 19.00 tax; 3 % of 119.00 are 3.57 gross, 3.00 net. The year before the number was an invoice at 7 %.
    book = Book(
        posting("2020-01-02", "107.00", "S", "10012", "1590", document_ref1="R7"),
        posting("2020-01-02", "107.00", "S", "1590", "8300", document_ref1="R7", tax_key="2"),
        posting("2021-01-02", "119.00", "S", "10012", "1590", document_ref1="R7"),
        posting("2021-01-02", "100.00", "S", "1590", "8200", document_ref1="R7"),
        posting("2021-01-02", "19.00", *tax, document_ref1="R7"),
        payment("2021-01-05", "115.43", "R7", cash_discount="3.57"),
    )
    assert book.profit()["revenue_deduction"] == Decimal("-3.00")


def test_what_is_sold_at_the_counter_under_the_same_number_has_no_share_in_it() -> None:
    # 2 % of 107.00 are 2.14 gross, 2.00 net; the counter's sale at 19 % is paid on the same account of money.
    book = Book(
        invoice("2021-01-02", "107.00", "R7") | {"tax_key": "2"},
        posting("2021-01-03", "119.00", "S", "1200", "8400", document_ref1="R7"),
        payment("2021-01-05", "104.86", "R7", cash_discount="2.14"),
    )
    assert book.profit()["revenue_deduction"] == Decimal("-2.00")
