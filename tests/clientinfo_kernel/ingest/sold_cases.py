"""What a dealership sells, as its dealer system bills it and its ledger books it: on paper first (``business_cases``).

``E`` is who pays for the customer ``D``: an insurer, a leasing bank, the manufacturer. The check finds nothing in any of
them: each is a sound way to book what was billed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.clientinfo_kernel.ingest.business_cases import Row, p, paid, sale

DAY = "2021-03-01"


@dataclass(frozen=True)
class Bill:
    """An invoice of the dealer system; ``payer`` is ``D`` or ``E``, None where nobody pays."""

    number: str
    net: str
    gross: str
    day: str = DAY
    kind: str = "workshop"
    payer: str | None = "D"
    corrects: str | None = None
    is_cancelled: bool = False


@dataclass(frozen=True)
class Sold:
    """A case: what was billed, how it was booked, and the right answers (EUR; ``payments`` and ``days`` of customer D)."""

    title: str
    rows: tuple[Row, ...]
    bills: tuple[Bill, ...]
    revenue: str
    open: str
    deductions: str = "0.00"
    cost: str = "0.00"
    days: int | None = None
    payments: int = 0
    payer_open: str = "0.00"


def _counter(account: str, contra: str, side: str, key: str = "") -> tuple[Row, ...]:
    return (p(DAY, "119,00", account, contra, "R1", key=key, side=side),)


def bill(net: str, gross: str, number: str = "R1", **more: Any) -> Bill:
    return Bill(number, net, gross, **more)


SOLD = (
    Sold(
        "a car traded in, bought on the buyer's own account: no cost of the new one, which cost 18,000",
        (
            sale(DAY, "23800,00", "R1"), p(DAY, "18000,00", "3200", "3980", "R1"),
            p(DAY, "10000,00", "3200", "D", "R1", f95="A1"), paid("2021-03-11", "13800,00", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle"),), "20000.00", "0.00", cost="-18000.00", days=10, payments=1,
    ),
    Sold(
        "the same, and the purchase reversed: 20,000 less 18,000 are 2,000 of profit, the car is paid in money",
        (
            sale(DAY, "23800,00", "R1"), p(DAY, "18000,00", "3200", "3980", "R1"), p(DAY, "10000,00", "3200", "D", "R1"),
            p("2021-03-05", "10000,00", "3200", "D", "R1", f118="1"), paid("2021-03-11", "23800,00", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle"),), "20000.00", "0.00", cost="-18000.00", days=10, payments=1,
    ),
    Sold(
        "the same, for 500 less than was agreed at first",
        (
            sale(DAY, "23800,00", "R1"), p(DAY, "18000,00", "3200", "3980", "R1"), p(DAY, "10000,00", "3200", "D", "R1"),
            p("2021-03-05", "500,00", "D", "3200", "R1"), paid("2021-03-11", "14300,00", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle"),), "20000.00", "0.00", cost="-18000.00", days=10, payments=1,
    ),
    Sold(
        "a registration fee passed on: on the invoice, and no revenue (§ 10 (1) UStG)",
        (sale(DAY, "1190,00", "R1"), p(DAY, "30,00", "D", "1590", "R1"), paid("2021-03-11", "1220,00", "R1")),
        (bill("1000.00", "1220.00"),), "1000.00", "0.00", days=10, payments=1,
    ),
    Sold(
        "the same, the dealer system's net holds the fee; 20 paid ahead stay a payment",
        (
            paid("2021-02-20", "20,00", "R1"), p(DAY, "30,00", "D", "1590", "R1"), sale(DAY, "1190,00", "R1"),
            paid("2021-03-11", "1200,00", "R1"),
        ),
        (bill("1030.00", "1220.00"),), "1000.00", "0.00", days=10, payments=2,
    ),
    Sold(
        "the fee taken back with the invoice by a credit note",
        (
            sale(DAY, "1190,00", "R1"), p(DAY, "30,00", "D", "1590", "R1"),
            p("2021-03-05", "1190,00", "8400", "D", "G1"), p("2021-03-05", "30,00", "1590", "D", "G1"),
        ),
        (bill("1000.00", "1220.00"), bill("-1000.00", "-1220.00", "G1", day="2021-03-05", corrects="R1")),
        "0.00", "0.00",
    ),
    Sold(
        "a security charged with the invoice, which does not show it, and given back",
        (
            sale(DAY, "119,00", "R1"), p(DAY, "500,00", "D", "1732", "R1"), paid("2021-03-02", "619,00", "R1"),
            p("2021-03-10", "500,00", "1732", "D", "R1"), p("2021-03-12", "500,00", "D", "1200", "R1"),
        ),
        (bill("100.00", "119.00"),), "100.00", "0.00", days=1, payments=2,
    ),
    Sold(
        "150 paid at the counter, 31 of change given: one payment on the day",
        (
            sale(DAY, "119,00", "R1"), p(DAY, "150,00", "1010", "D", "R1"), p(DAY, "31,00", "D", "1010", "R1"),
        ),
        (bill("100.00", "119.00"),), "100.00", "0.00", days=0, payments=1,
    ),
    Sold(
        "the insurer pays net, who deducts input tax pays the tax: it is an invoice to them",
        (
            p(DAY, "1000,00", "E", "8400", "R1", key="40"), p(DAY, "190,00", "D", "1776", "R1"),
            paid("2021-03-11", "190,00", "R1"),
        ),
        (bill("1000.00", "1190.00", payer="E"),), "1000.00", "0.00", days=10, payments=1, payer_open="1000.00",
    ),
    Sold(
        "insurer and excess as two debtors of one invoice: 850 / 1.19 + 340 / 1.19",
        (p(DAY, "850,00", "E", "8400", "R1"), sale(DAY, "340,00", "R1")),
        (bill("1000.00", "1190.00", payer="E"),), "1000.00", "340.00", payer_open="850.00",
    ),
    Sold(
        "the insurer's part moved to its account, the excess paid after 20 days",
        (sale(DAY, "1190,00", "R1"), p(DAY, "850,00", "E", "D", "R1"), paid("2021-03-21", "340,00", "R1")),
        (bill("1000.00", "1190.00", payer="E"),), "1000.00", "0.00", days=20, payments=1, payer_open="850.00",
    ),
    Sold(
        "a loss booked as net and tax: no payment",
        (
            sale(DAY, "1190,00", "R1"), p("2021-12-01", "1000,00", "2400", "D", "R1"),
            p("2021-12-01", "190,00", "1776", "D", "R1"),
        ),
        (bill("1000.00", "1190.00"),), "1000.00", "0.00",
    ),
    Sold(
        "a discount booked as net and tax: 20.00, and one payment",
        (
            sale(DAY, "1190,00", "R1"), paid("2021-03-11", "1166,20", "R1"),
            p("2021-03-11", "20,00", "8736", "D", "R1", key="40"), p("2021-03-11", "3,80", "1776", "D", "R1"),
        ),
        (bill("1000.00", "1190.00"),), "1000.00", "0.00", "-20.00", days=10, payments=1,
    ),
    Sold(
        "net and tax billed as two lines, 2 % discount on both: 23.80 x 1,000 / 1,190",
        (
            p(DAY, "1000,00", "D", "8400", "R1", key="40"), p(DAY, "190,00", "D", "1776", "R1"),
            paid("2021-03-11", "1166,20", "R1", f13="23,80"),
        ),
        (bill("1000.00", "1190.00"),), "1000.00", "0.00", "-20.00", days=10, payments=1,
    ),
    Sold(
        "moved to doubtful claims: not owed on this account any more, and not paid",
        (sale(DAY, "119,00", "R1"), p("2021-06-01", "119,00", "1460", "D", "R1")),
        (bill("100.00", "119.00"),), "100.00", "0.00",
    ),
    Sold(
        "the half of a sale moved to another account of the same rate: 1,000 all the same",
        (sale(DAY, "1190,00", "R1"), p("2021-03-05", "595,00", "8400", "8410", "R1")),
        (bill("1000.00", "1190.00"),), "1000.00", "1190.00",
    ),
    Sold(
        "billed at 7 %, booked at 19 % and moved: 107 / 1.07",
        (sale(DAY, "107,00", "R1"), p("2021-03-05", "107,00", "8400", "8300", "R1")),
        (bill("100.00", "107.00"),), "100.00", "107.00",
    ),
    Sold(
        "the same, the other account first",
        (sale(DAY, "107,00", "R1"), p("2021-03-05", "107,00", "8300", "8400", "R1", side="H")),
        (bill("100.00", "107.00"),), "100.00", "107.00",
    ),
    Sold(
        "§ 25a: the margin of 2,380 moved to its taxed account, that one first: 8,000 + 2,000",
        (sale(DAY, "10380,00", "R1", "8193"), p(DAY, "2380,00", "8191", "8193", "R1", side="H")),
        (bill("10380.00", "10380.00", kind="used_vehicle"),), "10000.00", "10380.00",
    ),
    Sold(
        "§ 25a on an automatic account switched off, its tax taken out by hand: 10,380 - 380",
        (sale(DAY, "10380,00", "R1", key="40"), p(DAY, "380,00", "8400", "1776", "R1")),
        (bill("10380.00", "10380.00", kind="used_vehicle"),), "10000.00", "10380.00",
    ),
    Sold(
        "over an interim account, paid after 10 days with 2 % discount: at the rate of the supply, 2.14 / 1.07",
        (
            p(DAY, "107,00", "D", "1590", "R1"), p(DAY, "107,00", "1590", "8300", "R1"),
            paid("2021-03-11", "104,86", "R1", f13="2,14"),
        ),
        (bill("100.00", "107.00"),), "100.00", "0.00", "-2.00", days=10, payments=1,
    ),
    Sold(
        "over an interim account, net and tax apart, for an insurer and the excess: 850 + 340",
        (
            p(DAY, "850,00", "E", "1590", "R1"), p(DAY, "340,00", "D", "1590", "R1"),
            p(DAY, "1000,00", "1590", "8400", "R1", key="40"), p(DAY, "190,00", "1590", "1776", "R1"),
            paid("2021-03-21", "340,00", "R1"),
        ),
        (bill("1000.00", "1190.00", payer="E"),), "1000.00", "0.00", days=20, payments=1, payer_open="850.00",
    ),
    Sold(
        "charged on an interim account in December, passed on in January: at 16 %, paid after 13 days with 2 % discount",
        (
            p("2020-12-15", "116,00", "D", "1590", "R1"), paid("2020-12-28", "113,68", "R1", f13="2,32"),
            p("2021-01-04", "116,00", "1590", "8400", "R1", f115="15122020"),
        ),
        (bill("100.00", "116.00", day="2020-12-15"),), "100.00", "0.00", "-2.00", days=13, payments=1,
    ),
    Sold(
        "over an interim account, the half of it taken back over it, the rest paid after 10 days",
        (
            p(DAY, "238,00", "D", "1590", "R1"), p(DAY, "238,00", "1590", "8400", "R1"),
            p("2021-03-05", "119,00", "8400", "1590", "R1"), p("2021-03-05", "119,00", "1590", "D", "R1"),
            paid("2021-03-11", "119,00", "R1"),
        ),
        (bill("200.00", "238.00"),), "100.00", "0.00", days=10, payments=1,
    ),
    Sold(
        "moved to another account of revenue over an interim account, revenue first",
        (
            sale(DAY, "119,00", "R1"), p("2021-03-05", "119,00", "8400", "1590", "R1"),
            p("2021-03-08", "119,00", "8410", "1590", "R1", side="H"), paid("2021-03-11", "119,00", "R1"),
        ),
        (bill("100.00", "119.00"),), "100.00", "0.00", days=10, payments=1,
    ),
    Sold("sold over the counter, no debtor", _counter("1000", "8400", "S"), (bill("100.00", "119.00"),), "100.00", "0.00"),
    Sold(
        "half of it brought back to the counter for cash",
        (p(DAY, "238,00", "1000", "8400", "R1"), p("2021-03-02", "119,00", "8400", "1000", "R1")),
        (bill("200.00", "238.00"),), "100.00", "0.00",
    ),
    Sold("over the counter, revenue first", _counter("8400", "1000", "H"), (bill("100.00", "119.00"),), "100.00", "0.00"),
    Sold("over the counter by key 3, revenue first", _counter("8200", "1000", "H", "3"), (bill("100.00", "119.00"),), "100.00", "0.00"),
    Sold(
        "goods bought in cash for the order, expense first, key 9: 119 / 1.19",
        (sale(DAY, "1190,00", "R1"), p(DAY, "119,00", "3200", "1000", "R1", key="9")),
        (bill("1000.00", "1190.00"),), "1000.00", "1190.00", cost="-100.00",
    ),
    Sold(
        "the final invoice states what is left after a deposit at 16 %: 10,000 - 1,160 / 1.16",
        (
            p("2020-12-10", "1160,00", "D", "1710", "A1", key="3"), paid("2020-12-15", "1160,00", "A1"),
            sale(DAY, "11900,00", "R1"), p(DAY, "1160,00", "1710", "D", "R1", key="5"),
            paid("2021-03-11", "10740,00", "R1"),
        ),
        (bill("1000.00", "1160.00", "A1", day="2020-12-10"), bill("9000.00", "10740.00")),
        "10000.00", "0.00", days=10, payments=1,
    ),
    Sold(
        "the final invoice states all of it, the offset is booked as net and tax",
        (
            p("2021-02-01", "1190,00", "D", "1710", "A1", key="3"), paid("2021-02-05", "1190,00", "A1"),
            sale(DAY, "11900,00", "R1"), p(DAY, "1000,00", "1710", "D", "R1", key="40"),
            p(DAY, "190,00", "1776", "D", "R1"),
        ),
        (bill("10000.00", "11900.00"),), "10000.00", "10710.00",
    ),
    Sold(
        "goods come back on the account of deductions, 19 % by itself: 119 / 1.19",
        (sale(DAY, "1190,00", "R1"), p("2021-03-09", "119,00", "8720", "D", "R1")),
        (bill("1000.00", "1190.00"),), "1000.00", "1071.00", "-100.00",
    ),
    Sold("commission of an insurer, free of tax", (sale(DAY, "500,00", "R1", "8514"),), (), "500.00", "500.00"),
    Sold("commission at 19 % by itself", (sale(DAY, "119,00", "R1", "8519"),), (), "100.00", "119.00"),
    Sold(
        "an internal order beside a bill: the customer's revenue is the bill's",
        (p(DAY, "500,00", "4510", "8400", "R1", key="40"), sale(DAY, "119,00", "R2")),
        (bill("500.00", "500.00", kind="internal", payer=None), bill("100.00", "119.00", "R2")),
        "100.00", "119.00",
    ),
)  # fmt: skip
