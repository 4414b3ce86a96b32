"""Odd and hostile cases of a ledger, worked out on paper before they were tried: see ``business_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import Case, p, paid, sale

ODD_SKR03 = (
    Case(
        "a part credited after the whole was paid, and that part paid back",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1190,00", "R1"),
            p("2021-03-21", "238,00", "8400", "D", "R1"), p("2021-03-31", "238,00", "D", "1200", "R1"),
        ),
        "800.00", "0.00", days=10,
    ),
    Case(
        "a debit that came back without a word about it: owed again, paid by nobody",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-13", "119,00", "D", "1200", "R1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "three instalments, the last one came back and was paid 60 days after the invoice: (10 + 20 + 60) / 3",
        (
            sale("2021-03-01", "357,00", "R1"), paid("2021-03-11", "119,00", "R1"), paid("2021-03-21", "119,00", "R1"),
            paid("2021-03-31", "119,00", "R1"), p("2021-04-02", "119,00", "D", "1200", "R1", f14="Retoure SEPA"),
            paid("2021-04-30", "119,00", "R1"),
        ),
        "300.00", "0.00", days=30,
    ),
    Case(
        "a discount taken too late, charged again and paid: 116.62 after 10 days and 2.38 after 40",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            p("2021-03-31", "2,38", "D", "8736", "R1"), paid("2021-04-10", "2,38", "R1"),
        ),
        "100.00", "0.00", "0.00", days=11,
    ),
    Case(
        "an invoice twice by mistake under one number, one of them taken back",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-01", "119,00", "R1"),
            sale("2021-03-05", "119,00", "R1", side="H", f118="1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "an invoice of December 2020 at 16 % taken back in January 2021: at 16 %, whatever the account says then",
        (sale("2020-12-28", "116,00", "R1"), sale("2021-01-05", "116,00", "R1", f118="1")), "0.00", "0.00",
    ),
    Case(
        "goods of December 2020 returned in January 2021: 58 / 1.16 by the day of the supply",
        (sale("2020-12-10", "116,00", "R1"), p("2021-01-12", "58,00", "8400", "D", "R1", f115="10122020")),
        "50.00", "58.00",
    ),
    Case(
        "written off, then claimed again and paid after 200 days",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-06-30", "119,00", "2400", "D", "R1", "3"),
            p("2021-09-01", "119,00", "D", "2400", "R1", "3"), paid("2021-09-17", "119,00", "R1"),
        ),
        "100.00", "0.00", days=200,
    ),
    Case(
        "written off, that taken back by key 23, and paid after 180 days",
        (
            sale("2021-01-10", "119,00", "R1"), p("2021-06-30", "119,00", "2400", "D", "R1", "3"),
            p("2021-07-01", "119,00", "2400", "D", "R1", "23"), paid("2021-07-09", "119,00", "R1"),
        ),
        "100.00", "0.00", days=180,
    ),
    Case(
        "carried forward with the day of the invoice, its year not in the data: 16 + 31 + 13 days",
        (p("2021-01-01", "500,00", "D", "9008", "R9", f115="15112020"), paid("2021-01-14", "500,00", "R9")),
        "0.00", "0.00", days=60,
    ),
    Case(
        "a credit carried forward, its year not in the data",
        (p("2021-01-01", "100,00", "9008", "D", "G9"),), "0.00", "-100.00",
    ),
    Case(
        "50 paid without a number before the invoice: owed less, the invoice not paid",
        (paid("2021-02-20", "50,00", ""), sale("2021-03-01", "119,00", "R1")), "100.00", "69.00",
    ),
    Case(
        "an order cancelled, its deposit paid back: no revenue, nothing owed",
        (
            p("2021-03-01", "1190,00", "D", "1710", "A1", "3"), paid("2021-03-05", "1190,00", "A1"),
            p("2021-04-01", "1190,00", "1710", "D", "A1", "3"), p("2021-04-05", "1190,00", "D", "1200", "A1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "the final invoice below the deposit, the rest paid back",
        (
            p("2021-03-01", "1190,00", "D", "1710", "A1", "3"), paid("2021-03-05", "1190,00", "A1"),
            sale("2021-04-01", "595,00", "R1"), p("2021-04-01", "1190,00", "1710", "D", "R1", "3"),
            p("2021-04-10", "595,00", "D", "1200", "R1"),
        ),
        "500.00", "0.00",
    ),
    Case(
        "taken back by key 23 what key 3 taxed: 238 - 119, at 19 %",
        (
            sale("2021-03-01", "119,00", "R1", "8200", key="3"), sale("2021-03-02", "119,00", "R1", "8200", key="23"),
            sale("2021-03-03", "238,00", "R2", "8200", key="3"),
        ),
        "200.00", "238.00",
    ),
    Case("into the Union by key 11: untaxed", (sale("2021-03-01", "1000,00", "R1", "8200", key="11"),), "1000.00", "1000.00"),
    Case("§ 13b, the buyer owes the tax", (sale("2021-03-01", "1000,00", "R1", "8337"),), "1000.00", "1000.00"),
    Case(
        "taken over by another debtor: not owed here any more, and not paid",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-20", "119,00", "69999", "D", "R1")), "100.00", "0.00",
    ),
    Case(
        "50 cents too much, kept as income: paid after 10 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,50", "R1"),
            p("2021-03-12", "0,50", "D", "2709", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "one payment reversed with the side turned, where the batch reverses nothing else, and another made",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            paid("2021-03-12", "119,00", "R1", side="H", f118="G"), paid("2021-03-21", "119,00", "R1"),
        ),
        "100.00", "0.00", days=20,
    ),
    Case(
        "cancelled by minus: half of an invoice, and a payment of the other half that was made again",
        (
            sale("2021-03-01", "238,00", "R1"), sale("2021-03-02", "-119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            paid("2021-03-12", "-119,00", "R1"), paid("2021-03-21", "119,00", "R1"),
        ),
        "100.00", "0.00", days=20,
    ),
    Case(
        "7 % credited against an invoice of two rates on its own number: 1,190 / 1.19 + 107 / 1.07 - 53.50 / 1.07",
        (
            sale("2021-03-01", "1190,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            p("2021-03-15", "53,50", "8300", "D", "R1"),
        ),
        "1050.00", "1243.50",
    ),
    Case(
        "paid on the last day of February of a leap year, invoiced on its last but one",
        (sale("2020-02-28", "119,00", "R1"), paid("2020-02-29", "119,00", "R1")), "100.00", "0.00", days=1,
    ),
    Case(
        "a stated rate of 0,00 says nothing: the automatic account's 19 % do",
        (sale("2021-03-01", "119,00", "R1", f119="0,00"),), "100.00", "119.00",
    ),
    Case(
        "credited by key 40 on the automatic account: untaxed, though the sale was taxed",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-05", "50,00", "8400", "D", "R1", "40")), "50.00", "69.00",
    ),
    Case(
        "a payment with its discount reversed, and all of it paid after 30 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            paid("2021-03-12", "116,62", "R1", f13="2,38", f118="1"), paid("2021-03-31", "119,00", "R1"),
        ),
        "100.00", "0.00", "0.00", days=30,
    ),
    Case(
        "a payment with its discount reversed by a posting that states none, and all of it paid after 30 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            paid("2021-03-12", "116,62", "R1", f118="1"), paid("2021-03-31", "119,00", "R1"),
        ),
        "100.00", "0.00", "0.00", days=30,
    ),
    Case(
        "a number typed in other ways, by whom pays and by whom reverses: one invoice, paid after 10 days",
        (
            sale("2021-03-01", "119,00", "RE-21/5a"), sale("2021-03-01", "238,00", "RE-21/6"),
            sale("2021-03-02", "238,00", "re216", f118="1"), paid("2021-03-11", "116,62", "re 21/5A", f13="2,38"),
        ),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "the fee of a reminder under the invoice's own number stays unpaid: owed, and the invoice paid after 40 days",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-04-01", "5,00", "D", "2650", "R1", f18="40"),
            paid("2021-04-10", "119,00", "R1"),
        ),
        "100.00", "5.00", days=40,
    ),
    Case(
        "a part of the invoice stays unpaid beside the fee of its reminder: not paid",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-04-01", "5,00", "D", "2650", "R1", f18="40"),
            paid("2021-04-10", "114,00", "R1"),
        ),
        "100.00", "10.00",
    ),
    Case(
        "two invoices whose numbers differ by a mark alone: (119 x 10 + 238 x 20) / 357 days",
        (
            sale("2021-03-01", "119,00", "1/1"), paid("2021-03-11", "119,00", "1/1"),
            sale("2021-04-01", "238,00", "11"), paid("2021-04-21", "238,00", "11"),
        ),
        "300.00", "0.00", days=17,
    ),
    Case(
        "1 % discount on § 25a: all of it lessens the margin, 103.80 / 1.19 = 87.23",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            paid("2021-03-11", "10276,20", "R1", f13="103,80"),
        ),
        "10000.00", "0.00", "-87.23", days=10,
    ),
    Case(
        "1 % discount on § 25a beside parts at 7 %: 103.80 / 1.19 + 10.70 / 1.07 = 87.23 + 10.00",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            sale("2021-03-01", "1070,00", "R1", "8300"), paid("2021-03-11", "11335,50", "R1", f13="114,50"),
        ),
        "11000.00", "0.00", "-97.23", days=10,
    ),
    Case(
        "paid with 1 % discount under a number that a car under § 25a had the year before: 2.26 = 2.00 net",
        (
            sale("2020-03-01", "8000,00", "R1", "8193"), sale("2020-03-01", "2380,00", "R1", "8191"),
            paid("2020-03-11", "10380,00", "R1"),
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            paid("2021-03-11", "223,74", "R1", f13="2,26"),
        ),
        "10200.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "two payments on one day, one of them in cash, and a third one of the rest",
        (
            sale("2021-03-01", "357,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-11", "119,00", "1000", "D", "R1"), paid("2021-03-11", "119,00", "R1"),
        ),
        "300.00", "0.00", days=10,
    ),
    Case(
        "paid by instalments, one of them returned with the bank's fee of 8.50: 119 x 10 + 238 x 30 over 357",
        (
            sale("2021-03-01", "357,00", "R1"), paid("2021-03-11", "119,00", "R1"), paid("2021-03-21", "119,00", "R1"),
            p("2021-03-25", "127,50", "D", "1200", "R1", f14="Rücklastschrift"), paid("2021-03-31", "238,00", "R1"),
        ),
        "300.00", "8.50", days=23,
    ),
    Case(
        "returned with its fee of 4 on the last day of the year, carried forward, the invoice paid 40 days after it",
        (
            sale("2020-12-01", "116,00", "R1"), paid("2020-12-10", "116,00", "R1"),
            p("2020-12-31", "120,00", "D", "1200", "R1", f14="RLS"), p("2021-01-01", "120,00", "D", "9008", "R1"),
            paid("2021-01-10", "116,00", "R1"),
        ),
        "100.00", "4.00", days=40,
    ),
    Case(
        "a leasing bank keeps its commission back, 500 and its tax: the invoice is settled in 10 days",
        (
            sale("2021-03-01", "23800,00", "R1"), paid("2021-03-11", "23205,00", "R1"),
            p("2021-03-11", "595,00", "4760", "D", "R1", "9"),
        ),
        "20000.00", "0.00", days=10,
    ),
)  # fmt: skip

ODD_SKR04 = (
    Case(
        "1 % discount on § 25a: all of it lessens the margin, 103.80 / 1.19 = 87.23",
        (
            sale("2021-03-01", "8000,00", "R1", "4138"), sale("2021-03-01", "2380,00", "R1", "4136"),
            p("2021-03-11", "10276,20", "1800", "D", "R1", f13="103,80"),
        ),
        "10000.00", "0.00", "-87.23", days=10,
    ),
    Case(
        "taken back by a note of its own number, set off over interim and transit accounts (3630, 1460): nobody paid",
        (
            sale("2021-03-01", "119,00", "R1", "4400"), p("2021-03-10", "119,00", "4400", "D", "S1"),
            p("2021-03-11", "119,00", "D", "3630", "S1"), p("2021-03-11", "119,00", "3630", "D", "R1"),
            sale("2021-04-01", "119,00", "R2", "4400"), p("2021-04-10", "119,00", "4400", "D", "S2"),
            p("2021-04-11", "119,00", "D", "1460", "S2"), p("2021-04-11", "119,00", "1460", "D", "R2"),
        ),
        "0.00", "0.00",
    ),
    Case("§ 13b, the buyer owes the tax", (sale("2021-03-01", "1000,00", "R1", "4337"),), "1000.00", "1000.00"),
    Case("supplied into the Union, untaxed", (sale("2021-03-01", "1000,00", "R1", "4125"),), "1000.00", "1000.00"),
    Case(
        "an order cancelled, its deposit paid back: no revenue, nothing owed",
        (
            p("2021-03-01", "1190,00", "D", "3272", "A1", "3"), p("2021-03-05", "1190,00", "1800", "D", "A1"),
            p("2021-04-01", "1190,00", "3272", "D", "A1", "3"), p("2021-04-05", "1190,00", "D", "1800", "A1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "a rebate, then 2 % discount on the rest, paid after 14 days: 119 / 1.19 + 21.42 / 1.19",
        (
            sale("2021-03-01", "1190,00", "R1", "4400"), p("2021-03-05", "119,00", "4790", "D", "R1"),
            p("2021-03-15", "1049,58", "1800", "D", "R1", f13="21,42"),
        ),
        "1000.00", "0.00", "-118.00", days=14,
    ),
)  # fmt: skip
