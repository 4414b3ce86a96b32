"""Business cases of a dealership as their postings, and what is right of each, worked out on paper.

Every case is one customer of a ledger, so that one refresh reads them all; ``D`` stands for the customer's debtor
account. Rates: § 12 and § 28 UStG; tax keys and fields: domain.md 1.3 and 1.5; accounts: SKR03, SKR04.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = tuple[str, str, str, str, str, str, str, dict[int, str]]


@dataclass(frozen=True)
class Case:
    """One customer's postings and the right answers (EUR; days whole, None: no invoice was paid in full)."""

    title: str
    rows: tuple[Row, ...]
    revenue: str
    open: str
    deductions: str = "0.00"
    days: int | None = None


def p(  # noqa: PLR0917 - the columns of a journal, read in their order
    day: str, amount: str, account: str, contra: str, number: str, key: str = "", side: str = "S", **more: str
) -> Row:
    """A posting: amount, debit account, credit account, document; ``f115="18122020"`` sets field 115."""
    return day, amount, side, account, contra, key, number, {int(name[1:]): value for name, value in more.items()}


def sale(day: str, amount: str, number: str, account: str = "8400", **more: Any) -> Row:
    return p(day, amount, "D", account, number, **more)


def paid(day: str, amount: str, number: str, **more: Any) -> Row:
    return p(day, amount, "1200", "D", number, **more)


SKR03 = (
    Case(
        "supplied at 16 % in December 2020, invoiced in January 2021: 1,160 / 1.16, and the age is the document's",
        (sale("2021-01-05", "1160,00", "R1", f115="18122020"), paid("2021-01-15", "1160,00", "R1")),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "supplied in January 2021, deposit asked for in 2020: the rate of the day of supply, 1,190 / 1.19",
        (sale("2021-01-20", "1190,00", "R1", f115="04012021"),),
        "1000.00", "1190.00",
    ),
    Case("reduced rate of 2020: 105 / 1.05", (sale("2020-08-15", "105,00", "R1", "8300"),), "100.00", "105.00"),
    Case("the rate of 2006, 16 %, by an automatic account", (sale("2006-05-15", "116,00", "R1"),), "100.00", "116.00"),
    Case(
        "a stated rate goes before the account, which has none: 107 / 1.07",
        (sale("2021-03-01", "107,00", "R1", "8200", f119="7,00"),), "100.00", "107.00",
    ),
    Case(
        "a supply to a private buyer in Austria at their rate of 20 %: 1,200 / 1.20",
        (sale("2021-03-01", "1200,00", "R1", "8320", f40="AT", f41="20,00"),), "1000.00", "1200.00",
    ),
    Case(
        "§ 25a: the purchase price untaxed, the margin of 2,380 with its tax in it",
        (sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191")),
        "10000.00", "10380.00",
    ),
    Case(
        "§ 25a on the account that is its own since 2024: 8,000 untaxed and the margin of 2,380 with its tax in it",
        (sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8199")),
        "10000.00", "10380.00",
    ),
    Case(
        "supplied before July 2020, billed in August by key 5, which is 19 % then; the same key is 16 % in 2021",
        (
            sale("2020-08-10", "1190,00", "R1", "8200", key="5"), sale("2021-03-01", "1160,00", "R2", "8200", key="5"),
        ),
        "2000.00", "2350.00",
    ),
    Case(
        "keys of three digits: 1,190 / 1.19 and 105 / 1.05 of November 2020",
        (
            sale("2020-11-10", "105,00", "R1", "8200", key="102"), sale("2021-03-01", "1190,00", "R2", "8200", key="101"),
        ),
        "1100.00", "1295.00",
    ),
    Case("the last of the accounts at 19 % by itself", (sale("2021-03-01", "119,00", "R1", "8419"),), "100.00", "119.00"),
    Case("the automatic account switched off by key 40", (sale("2021-03-01", "500,00", "R1", key="40"),), "500.00", "500.00"),
    Case(
        "debtor on the right, amount in credit: the same sale written the other way round",
        (p("2021-03-01", "119,00", "8400", "D", "R1", side="H"),), "100.00", "119.00",
    ),
    Case(
        "reversed by the same side, then invoiced anew",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-02", "119,00", "R1", f118="1"),
            sale("2021-03-03", "238,00", "R2"),
        ),
        "200.00", "238.00",
    ),
    Case(
        "a reversal of a reversal, side turned again: the invoice stands",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-02", "119,00", "R1", f118="1"),
            sale("2021-03-03", "119,00", "R1", side="H", f118="1"), paid("2021-03-11", "119,00", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "a reversal of a reversal where reversals turn the side",
        (
            sale("2021-03-01", "238,00", "R1"), sale("2021-03-02", "238,00", "R1", side="H", f118="1"),
            sale("2021-03-03", "238,00", "R1", f118="1"),
        ),
        "200.00", "238.00",
    ),
    Case(
        "a credit note of its own number, paid out: nothing of it stays open",
        (
            sale("2021-03-01", "238,00", "R1"), p("2021-03-10", "119,00", "8400", "D", "G1"),
            p("2021-03-20", "119,00", "D", "1200", "G1"),
        ),
        "100.00", "238.00",
    ),
    Case(
        "a part credited on the invoice's number, the rest paid after 30 days",
        (
            sale("2021-03-01", "238,00", "R1"), p("2021-03-10", "119,00", "8400", "D", "R1"),
            paid("2021-03-31", "119,00", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
    Case(
        "two rates, 2 % discount in field 13: 25.94 x 1,100 / 1,297 = 22.00 net",
        (
            sale("2021-03-01", "1190,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            paid("2021-03-11", "1271,06", "R1", f13="25,94"),
        ),
        "1100.00", "0.00", "-22.00", days=10,
    ),
    Case(
        "discount as a posting of its own on the automatic account: 2.38 / 1.19",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1"),
            p("2021-03-11", "2,38", "8736", "D", "R1"),
        ),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "discount of a supply at 16 %, paid in January 2021: the invoice's rate, 23.20 / 1.16 = 20.00",
        (
            sale("2021-01-05", "1160,00", "R1", f115="18122020"), paid("2021-01-15", "1136,80", "R1", f13="23,20"),
        ),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "a deposit invoice paid in two parts with discount, then the final invoice: 35,700 - 11,900 are left",
        (
            p("2021-03-01", "11900,00", "D", "1710", "A1", "3"), paid("2021-03-05", "6000,00", "A1"),
            paid("2021-03-11", "5662,00", "A1", f13="238,00"),
            sale("2021-04-01", "35700,00", "R1"), p("2021-04-01", "11900,00", "1710", "D", "R1", "3"),
        ),
        "30000.00", "23800.00", "-200.00",
    ),
    Case(
        "paid too much, the rest paid back",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1300,00", "R1"),
            p("2021-03-20", "110,00", "D", "1200", "R1"),
        ),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "paid twice: the first payment settles, the second is a credit",
        (sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"), paid("2021-03-31", "119,00", "R1")),
        "100.00", "-119.00", days=10,
    ),
    Case(
        "a direct debit that came back, paid 41 days after the invoice",
        (
            sale("2021-01-10", "1190,00", "R1"), paid("2021-01-20", "1190,00", "R1"),
            p("2021-01-25", "1190,00", "D", "1200", "R1", f14="Rücklastschrift"), paid("2021-02-20", "1190,00", "R1"),
        ),
        "1000.00", "0.00", days=41,
    ),
    Case(
        "a part written off: that is no payment, and no loss of revenue here",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "690,00", "R1"),
            p("2021-12-31", "500,00", "2400", "D", "R1", "3"),
        ),
        "1000.00", "0.00",
    ),
    Case(
        "a cent short, written off: paid after 10 days",
        (
            sale("2021-03-01", "1190,01", "R1"), paid("2021-03-11", "1190,00", "R1"),
            p("2021-12-31", "0,01", "2400", "D", "R1", "3"),
        ),
        "1000.01", "0.00", days=10,
    ),
    Case(
        "90 cents short and still open: paid after 10 days, and owed",
        (sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1189,10", "R1")), "1000.00", "0.90", days=10,
    ),
    Case(
        "more than a euro short: not paid",
        (sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1188,99", "R1")), "1000.00", "1.01",
    ),
    Case(
        "80 of 190 cents missing: of an invoice so small that is no small difference",
        (sale("2021-03-01", "1,90", "R1"), paid("2021-03-11", "1,10", "R1")), "1.60", "0.80",
    ),
    Case(
        "set off against what we owe them as a supplier: settled, and not by a payment",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-15", "119,00", "70001", "D", "R1")), "100.00", "0.00",
    ),
    Case(
        "the fee of a reminder is owed and no revenue",
        (sale("2021-03-01", "119,00", "R1"), p("2021-05-01", "5,00", "D", "2650", "M1", f18="40")), "100.00", "124.00",
    ),
    Case(
        "a number used again in the next year: the old invoice is paid, the new one open",
        (
            sale("2020-02-01", "119,00", "7001"), paid("2020-02-11", "119,00", "7001"),
            sale("2021-02-01", "238,00", "7001"),
        ),
        "300.00", "238.00", days=10,
    ),
    Case(
        "carried forward into 2021 in one sum: owed once, and paid 40 days after the invoice",
        (
            sale("2020-12-10", "116,00", "R1"), sale("2020-12-12", "232,00", "R2"),
            p("2021-01-01", "348,00", "D", "9008", "EB"), paid("2021-01-19", "116,00", "R1"),
        ),
        "300.00", "232.00", days=40,
    ),
    Case(
        "in francs: what counts is the amount in euro, 1,000 / 1.19 = 840.34",
        (sale("2021-03-01", "1100,00", "R1", f3="CHF", f4="1,100000", f5="1000,00", f6="EUR"),), "840.34", "1000.00",
    ),
    Case(
        "paid at the counter on the day: nought days",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-01", "119,00", "1000", "D", "R1")), "100.00", "0.00", days=0,
    ),
    Case(
        "a payment reversed by key 20 and made again: 30 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            paid("2021-03-12", "119,00", "R1", key="20"), paid("2021-03-31", "119,00", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
    Case(
        "a car of the fixed assets, sold: an invoice that is paid, and no revenue",
        (sale("2021-03-01", "23800,00", "R1", "8820"), paid("2021-03-11", "23800,00", "R1")), "0.00", "0.00", days=10,
    ),
    Case(
        "a rebate after the invoice, on the account of rebates: 23.80 / 1.19",
        (sale("2021-03-01", "1190,00", "R1"), p("2021-03-20", "23,80", "8790", "D", "R1")),
        "1000.00", "1166.20", "-20.00",
    ),
)  # fmt: skip


def _sale04(day: str, amount: str, number: str, account: str = "4400", **more: Any) -> Row:
    return sale(day, amount, number, account, **more)


def _paid04(day: str, amount: str, number: str, **more: Any) -> Row:
    return p(day, amount, "1800", "D", number, **more)


SKR04 = (
    Case("19 % by the automatic account", (_sale04("2021-03-01", "1190,00", "R1"),), "1000.00", "1190.00"),
    Case("7 % of 2020, 5 %", (_sale04("2020-09-01", "105,00", "R1", "4300"),), "100.00", "105.00"),
    Case(
        "§ 25a: 4138 without tax and the margin on 4136",
        (_sale04("2021-03-01", "8000,00", "R1", "4138"), _sale04("2021-03-01", "1190,00", "R1", "4136")),
        "9000.00", "9190.00",
    ),
    Case(
        "§ 25a on the account that is its own since 2024: 8,000 untaxed and 1,190 / 1.19",
        (_sale04("2021-03-01", "8000,00", "R1", "4138"), _sale04("2021-03-01", "1190,00", "R1", "4134")),
        "9000.00", "9190.00",
    ),
    Case(
        "discount in field 13: 23.80 / 1.19",
        (_sale04("2021-03-01", "1190,00", "R1"), _paid04("2021-03-08", "1166,20", "R1", f13="23,80")),
        "1000.00", "0.00", "-20.00", days=7,
    ),
    Case(
        "deposit received on 3272 and offset",
        (
            p("2021-03-01", "1190,00", "D", "3272", "A1", "3"), _paid04("2021-03-02", "1190,00", "A1"),
            _sale04("2021-04-01", "3570,00", "R1"), p("2021-04-01", "1190,00", "3272", "D", "R1", "3"),
        ),
        "3000.00", "2380.00",
    ),
    Case(
        "written off against 6930",
        (_sale04("2021-03-01", "119,00", "R1"), p("2021-12-01", "119,00", "6930", "D", "R1", "3")), "100.00", "0.00",
    ),
    Case(
        "a car of the fixed assets, sold, a tenth of it given back: 10,710 after 10 days",
        (
            _sale04("2021-03-01", "11900,00", "R1", "4845"), p("2021-03-05", "1190,00", "4845", "D", "R1"),
            _paid04("2021-03-11", "10710,00", "R1"),
        ),
        "0.00", "0.00", days=10,
    ),
    Case("exported: untaxed", (_sale04("2021-03-01", "500,00", "R1", "4120"),), "500.00", "500.00"),
    Case(
        "reversed by key 20 with the side turned",
        (_sale04("2021-03-01", "119,00", "R1"), _sale04("2021-03-02", "119,00", "R1", key="20", side="H")), "0.00", "0.00",
    ),
)  # fmt: skip
