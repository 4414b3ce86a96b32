"""Discounts, what comes back, set-offs, numbers used twice, and how they meet. On paper first: see ``business_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import Case, p, paid, sale

SETTLED_SKR03 = (
    Case(
        "the 7 % part returned, then 2 % discount on the rest, all of it at 19 %: 23.80 / 1.19",
        (
            sale("2021-03-01", "1190,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            p("2021-03-05", "107,00", "8300", "D", "R1"), paid("2021-03-11", "1166,20", "R1", f13="23,80"),
        ),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "3 % discount on an export: untaxed as the supply",
        (sale("2021-03-01", "1000,00", "R1", "8120"), paid("2021-03-11", "970,00", "R1", f13="30,00")),
        "1000.00", "0.00", "-30.00", days=10,
    ),
    Case(
        "a debit with its discount came back, field 13 stated there, too",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            p("2021-03-15", "116,62", "D", "1200", "R1", f13="2,38", f14="Rücklastschrift"),
            paid("2021-03-31", "119,00", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
    Case(
        "a debit that came back twice, paid 40 days after the invoice",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-13", "119,00", "D", "1200", "R1", f14="Rücklastschrift"), paid("2021-03-21", "119,00", "R1"),
            p("2021-03-23", "119,00", "D", "1200", "R1", f14="Rücklastschrift"), paid("2021-04-10", "119,00", "R1"),
        ),
        "100.00", "0.00", days=40,
    ),
    Case(
        "a debit that came back, then written off: paid by nobody",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-13", "119,00", "D", "1200", "R1", f14="Rücklastschrift"),
            p("2021-12-01", "119,00", "2400", "D", "R1", "3"),
        ),
        "100.00", "0.00",
    ),
    Case(
        "paid too much, the rest moved to another debtor",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "200,00", "R1"),
            p("2021-03-20", "81,00", "D", "E", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "paid twice, a part of it given back",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"), paid("2021-03-12", "119,00", "R1"),
            p("2021-03-20", "50,00", "D", "1200", "R1"),
        ),
        "100.00", "-69.00", days=10,
    ),
    Case(
        "two invoices in one payment without a number: nothing owed, and which was paid nobody says",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-02", "238,00", "R2"), paid("2021-03-11", "357,00", ""),
        ),
        "300.00", "0.00",
    ),
    Case(
        "a supply at 7 % written off on 2401",
        (sale("2021-03-01", "107,00", "R1", "8300"), p("2021-12-01", "107,00", "2401", "D", "R1", "2")),
        "100.00", "0.00",
    ),
    Case(
        "written off in December, claimed again and paid a year after the invoice",
        (
            sale("2020-03-01", "119,00", "R1"), p("2020-12-31", "119,00", "2400", "D", "R1", "3"),
            p("2021-03-01", "119,00", "D", "2400", "R1", "3"), paid("2021-03-01", "119,00", "R1"),
        ),
        "100.00", "0.00", days=365,
    ),
    Case(
        "a credit note of January has the number of a paid invoice of May, and a new invoice has it again",
        (
            sale("2020-05-10", "119,00", "8001"), paid("2020-05-20", "119,00", "8001"),
            p("2021-01-15", "59,50", "8400", "D", "8001", f115="10052020"),
            p("2021-01-25", "59,50", "D", "1200", "8001"), sale("2021-02-01", "238,00", "8001"),
            paid("2021-02-11", "238,00", "8001"),
        ),
        "250.00", "0.00", days=10,
    ),
    Case(
        "a supplier's document has the number of our invoice",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-02", "59,50", "3400", "70001", "R1")),
        "100.00", "119.00",
    ),
    Case(
        "another debtor's invoice has the same number, and is paid",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-02", "238,00", "E", "8400", "R1"),
            p("2021-03-10", "238,00", "1200", "E", "R1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "reminder's fee written off",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-05-01", "5,00", "D", "2650", "M1", f18="40"),
            p("2021-06-01", "5,00", "2400", "D", "M1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "interest of a reminder paid with the invoice",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-20", "12,50", "D", "2650", "Z1", f18="31"),
            paid("2021-03-31", "131,50", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
    Case(
        "the bonus of a year: 119 / 1.19",
        (sale("2021-03-01", "1190,00", "R1"), p("2021-12-31", "119,00", "8760", "D", "B1")),
        "1000.00", "1071.00", "-100.00",
    ),
    Case(
        "paid by card over the transit account: nought days",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-01", "119,00", "1360", "D", "R1"),
            p("2021-03-03", "119,00", "1200", "1360", "R1"),
        ),
        "100.00", "0.00", days=0,
    ),
    Case(
        "paid by cheque, 5 days after the invoice",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-06", "119,00", "1330", "D", "R1")),
        "100.00", "0.00", days=5,
    ),
    Case(
        "a cheque that was not honoured, paid in cash",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-06", "119,00", "1330", "D", "R1"),
            p("2021-03-10", "119,00", "D", "1330", "R1", f14="Scheck geplatzt"),
            p("2021-03-21", "119,00", "1000", "D", "R1"),
        ),
        "100.00", "0.00", days=20,
    ),
    Case(
        "a part set off as a supplier's, the rest paid",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-05", "19,00", "70001", "D", "R1"),
            paid("2021-03-11", "100,00", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "19 %, 7 % and untaxed on one invoice, 2 % discount on all: 20 + 2 + 1",
        (
            sale("2021-03-01", "1190,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            sale("2021-03-01", "50,00", "R1", "8120"), paid("2021-03-11", "1320,06", "R1", f13="26,94"),
        ),
        "1150.00", "0.00", "-23.00", days=10,
    ),
    Case(
        "a fee passed on beside goods, 2 % discount on the goods: 23.80 / 1.19",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-01", "30,00", "D", "1590", "R1"),
            paid("2021-03-11", "1196,20", "R1", f13="23,80"),
        ),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "paid the day before it was billed: one day less than nought",
        (sale("2021-03-02", "119,00", "R1"), paid("2021-03-01", "119,00", "R1")),
        "100.00", "0.00", days=-1,
    ),
    Case(
        "credited more than billed, the rest paid out",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-05", "238,00", "8400", "D", "R1"),
            p("2021-03-10", "119,00", "D", "1200", "R1"),
        ),
        "-100.00", "0.00",
    ),
    Case(
        "money ahead without a number, moved to the invoice 4 days after it",
        (
            paid("2021-02-20", "119,00", ""), sale("2021-03-01", "119,00", "R1"),
            p("2021-03-05", "119,00", "D", "1590", ""), p("2021-03-05", "119,00", "1590", "D", "R1"),
        ),
        "100.00", "0.00", days=4,
    ),
    Case(
        "a twentieth kept back on 1410, the rest paid after 10 days",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-05", "59,50", "1410", "D", "R1"),
            paid("2021-03-11", "1130,50", "R1"),
        ),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "the same, what was kept back paid as well: (1,130.50 x 10 + 59.50 x 60) / 1,190 days",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-05", "59,50", "1410", "D", "R1"),
            paid("2021-03-11", "1130,50", "R1"), p("2021-04-29", "59,50", "D", "1410", "R1"),
            paid("2021-04-30", "59,50", "R1"),
        ),
        "1000.00", "0.00", days=13,
    ),
    Case(
        "the half written off, the other half credited: paid by nobody",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-06-01", "595,00", "2400", "D", "R1", "3"),
            p("2021-06-02", "595,00", "8400", "D", "R1"),
        ),
        "500.00", "0.00",
    ),
    Case(
        "two payments, 3 % discount on all of it with the second one: (500 x 5 + 654.30 x 10) / 1,154.30 days",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-06", "500,00", "R1"),
            paid("2021-03-11", "654,30", "R1", f13="35,70"),
        ),
        "1000.00", "0.00", "-30.00", days=8,
    ),
    Case(
        "billed on 29 February, paid on 1 March of the next year",
        (sale("2020-02-29", "119,00", "R1"), paid("2021-03-01", "119,00", "R1")),
        "100.00", "0.00", days=366,
    ),
)  # fmt: skip

SETTLED_SKR04 = (
    Case(
        "written off on 6930, claimed again, paid after 200 days",
        (
            sale("2021-03-01", "119,00", "R1", "4400"), p("2021-06-30", "119,00", "6930", "D", "R1", "3"),
            p("2021-09-01", "119,00", "D", "6930", "R1", "3"), p("2021-09-17", "119,00", "1800", "D", "R1"),
        ),
        "100.00", "0.00", days=200,
    ),
    Case(
        "2 % discount on 7 %: 2.14 / 1.07",
        (
            sale("2021-03-01", "107,00", "R1", "4300"), p("2021-03-11", "104,86", "1800", "D", "R1", f13="2,14"),
        ),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "the fee of a reminder is owed and no revenue",
        (sale("2021-03-01", "119,00", "R1", "4400"), p("2021-05-01", "5,00", "D", "7100", "M1", f18="40")),
        "100.00", "124.00",
    ),
    Case(
        "a debit with its discount came back, field 13 stated there, too",
        (
            sale("2021-03-01", "119,00", "R1", "4400"), p("2021-03-11", "116,62", "1800", "D", "R1", f13="2,38"),
            p("2021-03-15", "116,62", "D", "1800", "R1", f13="2,38", f14="Rücklastschrift"),
            p("2021-03-31", "119,00", "1800", "D", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
)  # fmt: skip
