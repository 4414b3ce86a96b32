"""What the two sides of a posting are booked with, and by which rate its VAT is split off."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clientinfo_kernel.ingest.movements.booked import booked
from tests.clientinfo_kernel.ingest.ledger_rows import mapping, posting, postings, roles

MAPPING = mapping(
    (8000, 8999, "revenue", "unassigned", {}),
    (8400, 8409, "revenue", "workshop", {"tax_rate": 1900}),
    (7000, 7999, "cost_of_goods", "unassigned", {}),
)


def rows(*written: dict[str, Any], own_tax_keys: dict[str, int] | None = None) -> list[dict[str, Any]]:
    frame = postings(*written)
    return booked(frame, roles(frame, MAPPING), own_tax_keys).sort("source_row").collect().to_dicts()


def test_a_posting_keeps_what_was_written_and_says_what_it_is_booked_with() -> None:
    sale = posting(
        "2021-01-10", "119.00", "S", "10012", "8300", tax_key="3", document_ref1="R7", text="Inspektion",
        order_number="A1", due_on=date(2021, 1, 24), service_on=date(2021, 1, 8), fiscal_year_start=date(2020, 7, 1),
        circumstance="7", booking_type="SR", cost_center="01",
    )  # fmt: skip
    (row,) = rows(sale)
    assert row == {
        "posted_on": date(2021, 1, 10), "fiscal_year_start": date(2020, 7, 1), "year": 2020,
        "number": "R7", "text": "Inspektion", "order_number": "A1",
        "due_on": date(2021, 1, 24), "service_on": date(2021, 1, 8), "account": "10012", "contra_account": "8300",
        "account_kind": "debtor", "contra_kind": "gl", "account_role": None, "contra_role": "revenue",
        "account_class": None, "contra_class": None, "account_is_current": None, "contra_is_current": False,
        "debtor_account": "10012", "circumstance": "7", "booking_type": "SR", "cash_discount": None,
        "cost_center": "01",
        # 119.00 with 19 % are 100.00
        "gross_cents": 11_900, "account_cents": 11_900, "contra_cents": -10_000, "tax_key": "3", "taxed": "contra",
        "rate": 1900, "other_rate": None, "rate_source": "key", "tax_day": date(2021, 1, 8), "is_reversal": False, "is_annulled": False,
        "reversed_on": None, "has_original": None, "is_part": None, "is_like": None, "is_cash_discount": False, "posting": 0,
        "source_file": "EXTF_test.csv", "source_row": 3,
        "movement": "invoice", "movement_reason": "revenue_charged",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("account", "more", "rate", "source", "net"),
    [
        # A stated rate comes before all others; 0,00 means that none is stated.
        ("8400", {"tax_rate": "7.00", "eu_tax_rate": "20.00", "tax_key": "3"}, 700, "stated", 11_121),
        ("8400", {"tax_rate": "0.00", "eu_tax_rate": "20.00", "tax_key": "3"}, 2000, "eu", 9917),
        ("8400", {"eu_tax_rate": "0.00", "tax_key": "2"}, 700, "key", 11_121),
        ("8400", {}, 1900, "account", 10_000),
        ("8300", {}, 0, None, 11_900),
        # § 13b UStG and acquisitions within the EU: the buyer owes the tax, the amount is net whatever rate is stated.
        ("8400", {"tax_rate": "19.00", "tax_key": "94"}, 0, "key", 11_900),
        ("8400", {"tax_rate": "19.00", "tax_key": "19"}, 0, "key", 11_900),
        ("8400", {"tax_rate": "7.00", "tax_key": "18"}, 0, "key", 11_900),
        ("8400", {"tax_rate": "19.00", "tax_key": "13"}, 1900, "stated", 10_000),
        ("8400", {"tax_rate": "19.00", "tax_key": "9"}, 1900, "stated", 10_000),
        ("8400", {"tax_rate": "19.00", "tax_key": "240"}, 1900, "stated", 10_000),
        ("8300", {"tax_key": "051"}, 1600, "key", 10_259),
    ],
)
def test_the_rate_that_splits_the_vat_off(
    account: str, more: dict[str, Any], rate: int, source: str | None, net: int
) -> None:
    (row,) = rows(posting("2021-03-01", "119.00", "S", "10012", account, **more), own_tax_keys={"51": 1600})
    assert (row["rate"], row["rate_source"], -row["contra_cents"]) == (rate, source, net)


@pytest.mark.parametrize(
    ("account", "contra", "own", "other"),
    [
        # The key belongs to the account that is not a person's ...
        ("10012", "8300", 11_900, -10_000),
        ("8300", "10012", 10_000, -11_900),
        # ... between two of these to the one that earns or costs, else to the contra account ...
        ("1200", "8300", 11_900, -10_000),
        ("8300", "1200", 10_000, -11_900),
        ("1200", "1360", 11_900, -10_000),
        ("8300", "7300", 11_900, -10_000),
        # ... and between two persons there is none.
        ("10012", "10013", 11_900, -11_900),
    ],
)
def test_the_side_that_the_tax_belongs_to(account: str, contra: str, own: int, other: int) -> None:
    (debit,) = rows(posting("2021-03-01", "119.00", "S", account, contra, tax_key="3"))
    assert (debit["account_cents"], debit["contra_cents"]) == (own, other)
    (credit,) = rows(posting("2021-03-01", "119.00", "H", account, contra, tax_key="3"))
    assert (credit["account_cents"], credit["contra_cents"]) == (-own, -other)


def test_the_debtor_is_found_on_either_side_and_an_account_of_the_ledger_never_is_one() -> None:
    found = rows(
        posting("2021-03-01", "10.00", "S", "10012", "8300"),
        posting("2021-03-01", "10.00", "S", "1200", "10013"),
        posting("2021-03-01", "10.00", "S", "10012", "10013"),
        posting("2021-03-01", "10.00", "S", "1200", "8300"),
        # A creditor with the digits of a revenue account has none of its facts.
        posting("2021-03-01", "10.00", "S", "3970", "8400", contra_kind="creditor"),
    )
    assert [row["debtor_account"] for row in found] == ["10012", "10013", "10012", None, None]
    assert [row["contra_role"] for row in found] == ["revenue", None, None, "revenue", None]
    assert [row["account_role"] for row in found] == [None] * 5
    assert [row["account_class"] for row in found] == [None, "money", None, "money", None]
    assert [row["account_is_current"] for row in found] == [None, True, None, True, False]
    assert [row["contra_is_current"] for row in found] == [False, None, None, False, None]


def test_a_reversal_and_what_it_cancels_are_annulled_with_the_tax_of_the_original() -> None:
    # December 2020: key 3 stands for 16 %. The reversal of January names no key of its own.
    sold = posting("2020-12-20", "116.00", "S", "10012", "8300", tax_key="3", document_ref1="R7")
    back = posting("2021-01-15", "116.00", "S", "10012", "8300", document_ref1="R7", is_reversal=True)
    lost = posting("2021-01-16", "11.90", "S", "10012", "8300", tax_key="3", document_ref1="R8", is_reversal=True)
    original, reversal, unpaired = rows(sold, back, lost)
    assert (original["is_reversal"], original["is_annulled"], original["has_original"]) == (False, True, None)
    assert (original["gross_cents"], original["contra_cents"]) == (11_600, -10_000)
    assert (reversal["is_reversal"], reversal["is_annulled"], reversal["has_original"]) == (True, True, True)
    assert (reversal["gross_cents"], reversal["contra_cents"], reversal["rate"]) == (-11_600, 10_000, 1600)
    assert (reversal["tax_key"], reversal["tax_day"]) == ("3", date(2020, 12, 20))
    assert (unpaired["is_reversal"], unpaired["is_annulled"], unpaired["has_original"]) == (True, False, False)
    assert [row["reversed_on"] for row in (original, reversal, unpaired)] == [*[date(2021, 1, 15)] * 2, None]
    assert (unpaired["gross_cents"], unpaired["contra_cents"], unpaired["tax_day"]) == (-1190, 1000, date(2021, 1, 16))


def test_a_discount_of_field_13_is_a_row_of_its_own_against_the_account_of_discounts() -> None:
    sale = posting("2021-01-10", "119.00", "S", "10012", "8300", tax_key="3", document_ref1="R7")
    paid = posting(
        "2021-01-20", "116.62", "S", "1200", "10012", document_ref1="R7", cash_discount="2.38", text="Zahlung"
    )
    found = rows(sale, paid)
    assert len(found) == 3
    (row,) = [each for each in found if each["is_cash_discount"]]
    # 2.38 with 19 % are 2.00. It stands on the file and line of its payment, and is one of its day.
    assert row == {
        **found[1], "account": "10012", "contra_account": "Skonto", "account_kind": "debtor", "contra_kind": "gl",
        "account_role": None, "contra_role": "revenue_deduction", "account_class": None, "contra_class": "cash_discount",
        "account_is_current": None, "contra_is_current": False, "debtor_account": "10012", "gross_cents": -238,
        "account_cents": -238, "contra_cents": 200, "rate": 1900, "other_rate": None, "rate_source": "invoice", "is_cash_discount": True,
        "movement": "cash_discount", "movement_reason": "cash_discount_field", "cash_discount": Decimal("2.38"),
        "posted_on": date(2021, 1, 20), "number": "R7", "text": "Zahlung", "source_row": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "source"),
    [({"tax_key": "501"}, "key"), ({"tax_rate": "7.00"}, "stated"), ({"tax_key": "2"}, "key")],
)
def test_a_discount_has_the_rate_that_its_payment_says(more: dict[str, Any], source: str) -> None:
    # The invoice is not in the data; 20.00 with 7 % are 18.69.
    paid = posting("2021-01-20", "980.00", "S", "1200", "10012", document_ref1="R7", cash_discount="20.00", **more)
    (row,) = [each for each in rows(paid, own_tax_keys={"501": 700}) if each["is_cash_discount"]]
    assert (row["contra_cents"], row["rate"], row["rate_source"]) == (1869, 700, source)


@pytest.mark.parametrize("debtor_first", [True, False])
@pytest.mark.parametrize(
    ("account", "granted"),
    [("1200", True), ("1500", True), ("3970", False), ("8300", False), ("1718", True)],
)
def test_a_discount_is_granted_only_with_money(account: str, *, granted: bool, debtor_first: bool) -> None:
    # 1500 brings money as well: a current account that the chart says no more of. So does 1718,
    # with which a deposit is offset.
    sides = ("H", "10012", account) if debtor_first else ("S", account, "10012")
    paid = posting("2021-01-20", "116.62", *sides, document_ref1="R7", cash_discount="2.38")
    discounts = [row for row in rows(paid) if row["is_cash_discount"]]
    # Nothing is known of the invoice: the standard rate.
    assert [(row["gross_cents"], row["contra_cents"]) for row in discounts] == [(-238, 200)] * granted


def test_a_discount_between_two_accounts_of_the_ledger_is_nobodys() -> None:
    moved = posting("2021-01-20", "116.62", "S", "1200", "1360", document_ref1="R7", cash_discount="2.38")
    assert len(rows(moved)) == 1


def test_a_discount_that_is_taken_back_charges_the_debtor() -> None:
    back = posting("2021-01-20", "116.62", "S", "10012", "1200", document_ref1="R7", cash_discount="2.38", tax_key="2")
    (row,) = [each for each in rows(back) if each["is_cash_discount"]]
    # The payment's own key comes first: 7 %, 2.38 are 2.22.
    assert (row["account_cents"], row["contra_cents"], row["rate"]) == (238, -222, 700)


@pytest.mark.parametrize(
    ("account", "contra", "more", "account_net", "contra_net"),
    [
        # 119.00 at 19 % are 100.00: split off where profit is made, whichever side that is.
        ("8400", "1000", {}, 10_000, -11_900),
        ("1000", "8400", {}, 11_900, -10_000),
        ("8300", "1000", {"tax_key": "3"}, 10_000, -11_900),
        ("7300", "1200", {"tax_key": "9"}, 10_000, -11_900),
        ("8400", "4600", {}, 10_000, -11_900),
        ("8300", "4600", {"tax_key": "3"}, 10_000, -11_900),
        # Neither side makes profit: not the bank, a deposit has its tax in it.
        ("1710", "1200", {"tax_key": "3"}, 10_000, -11_900),
        # From one automatic account to another each has its own tax; key 40 switches both off, a key belongs to the second.
        ("8400", "8401", {}, 10_000, -10_000),
        ("8400", "8300", {}, 10_000, -11_900),
        ("8400", "8401", {"tax_key": "40"}, 11_900, -11_900),
        ("8400", "8300", {"tax_key": "3"}, 11_900, -10_000),
        # Against an account of tax it is the tax itself.
        ("8400", "1776", {}, 11_900, -11_900),
        ("1776", "8400", {}, 11_900, -11_900),
        # ... and what comes over an interim account or by voucher is a sale like any other.
        ("1792", "8400", {}, 11_900, -10_000),
        ("1796", "8400", {}, 11_900, -10_000),
    ],
)  # fmt: skip
def test_which_side_is_taxed(
    account: str, contra: str, more: dict[str, str], account_net: int, contra_net: int
) -> None:
    (row,) = rows(posting("2021-03-01", "119.00", "S", account, contra, **more))
    assert (row["account_cents"], row["contra_cents"]) == (account_net, contra_net)
