"""Cases that cross a border: of years, of rates, of currencies, of documents. On paper first: see ``business_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import Case, p, paid, sale

_DOLLARS = {"f3": "USD", "f4": "1,10"}
CROSSING_SKR03 = (
    Case(
        "a part in December, the rest with discount in January: 23.20 / 1.16; (500 x 13 + 636.80 x 26) / 1,136.80 days",
        (
            sale("2020-12-15", "1160,00", "R1"), paid("2020-12-28", "500,00", "R1"),
            p("2021-01-01", "660,00", "D", "9008", "R1", f115="15122020"),
            paid("2021-01-10", "636,80", "R1", f13="23,20"),
        ),
        "1000.00", "0.00", "-20.00", days=20,
    ),
    Case(
        "carried forward with its day in December 2020, paid with discount in 2021: at the rate of that day, 23.20 / 1.16",
        (
            p("2021-01-01", "1160,00", "D", "9008", "R1", f115="15122020"),
            paid("2021-01-10", "1136,80", "R1", f13="23,20"),
        ),
        "0.00", "0.00", "-20.00", days=26,
    ),
    Case(
        "a deposit invoiced at 19 % in June 2020, supplied at 16 % in August: 11,600 / 1.16, and 10,410 are left to pay",
        (
            p("2020-06-10", "1190,00", "D", "1710", "A1", "3"), paid("2020-06-20", "1190,00", "A1"),
            sale("2020-08-15", "11600,00", "R1"), p("2020-08-15", "1190,00", "1710", "D", "R1", "3", f115="10062020"),
            paid("2020-09-05", "10410,00", "R1"),
        ),
        "10000.00", "0.00", days=21,
    ),
    Case(
        "the bank's mistake: a direct debit came back, and that was reversed: paid after 10 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-15", "119,00", "D", "1200", "R1", f14="Rücklastschrift"),
            p("2021-03-18", "119,00", "D", "1200", "R1", f14="Rücklastschrift", f118="1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "a direct debit of December came back in January, paid 50 days after the invoice",
        (
            sale("2020-12-20", "116,00", "R1"), paid("2020-12-28", "116,00", "R1"),
            p("2021-01-05", "116,00", "D", "1200", "R1", f14="Rücklastschrift"), paid("2021-02-08", "116,00", "R1"),
        ),
        "100.00", "0.00", days=50,
    ),
    Case(
        "a credit note of its own number against a paid invoice, set off with the next: only money counts for the days",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1190,00", "R1"),
            p("2021-03-20", "238,00", "8400", "D", "G1"), sale("2021-04-01", "595,00", "R2"),
            p("2021-04-06", "238,00", "D", "1590", "G1"), p("2021-04-06", "238,00", "1590", "D", "R2"),
            paid("2021-04-15", "357,00", "R2"),
        ),
        "1300.00", "0.00", days=11,  # (1190 x 10 + 357 x 14) / 1547 = 10.9
    ),
    Case(
        "100 too much, moved to the next invoice: it stays a payment; (119 x 10 + 100 x 10 + 138 x 20) / 357 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "219,00", "R1"), sale("2021-03-15", "238,00", "R2"),
            p("2021-03-25", "100,00", "D", "1590", "R1"), p("2021-03-25", "100,00", "1590", "D", "R2"),
            paid("2021-04-04", "138,00", "R2"),
        ),
        "300.00", "0.00", days=14,
    ),
    Case(
        "paid too much in December, carried forward as a credit, paid back in January",
        (
            sale("2020-12-01", "116,00", "R1"), paid("2020-12-11", "216,00", "R1"),
            p("2021-01-01", "100,00", "9008", "D", "R1"), p("2021-01-10", "100,00", "D", "1200", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "a number used again while the old invoice is open and carried forward: (116 x 191 + 119 x 19) / 235 days",
        (
            sale("2020-12-01", "116,00", "7001"), p("2021-01-01", "116,00", "D", "9008", "7001", f115="01122020"),
            sale("2021-06-01", "119,00", "7001"), paid("2021-06-10", "116,00", "7001"),
            paid("2021-06-20", "119,00", "7001"),
        ),
        "200.00", "0.00", days=104,
    ),
    Case(
        "the number of what was carried forward, used again a year later: (500 x 60 + 116 x 10) / 616 days",
        (
            p("2019-01-01", "500,00", "D", "9008", "R7", f115="15112018"), paid("2019-01-14", "500,00", "R7"),
            sale("2020-09-01", "116,00", "R7"), paid("2020-09-11", "116,00", "R7"),
        ),
        "100.00", "0.00", days=51,
    ),
    Case(
        "a number used again weeks after its invoice was paid, reversed and billed anew: (116 x 8 + 238 x 20) / 354 days",
        (
            sale("2020-11-03", "116,00", "7005"), paid("2020-11-11", "116,00", "7005"),
            sale("2021-01-11", "119,00", "7005"), sale("2021-01-14", "119,00", "7005", f118="1"),
            sale("2021-01-14", "238,00", "7005"), paid("2021-02-03", "238,00", "7005"),
        ),
        "300.00", "0.00", days=16,
    ),
    Case(
        "paid, then reversed in the next year and billed anew under its number: the money is the new invoice's",
        (
            sale("2020-12-20", "116,00", "7006"), paid("2020-12-28", "116,00", "7006"),
            sale("2021-01-10", "116,00", "7006", f118="1"), sale("2021-01-10", "116,00", "7006", f115="20122020"),
        ),
        "100.00", "0.00", days=-13,
    ),
    Case(
        "a number used again and paid at the counter the same day: (119 x 10 + 238 x 0) / 357 days",
        (
            sale("2019-02-01", "119,00", "7001"), paid("2019-02-11", "119,00", "7001"),
            sale("2021-02-01", "238,00", "7001"), p("2021-02-01", "238,00", "1000", "D", "7001"),
        ),
        "300.00", "0.00", days=3,
    ),
    Case(
        "the number of what is carried forward year after year, used again: the new invoice is paid, the old claim is not",
        (
            p("2019-01-01", "500,00", "D", "9008", "R7", f115="15112018"),
            p("2020-01-01", "500,00", "D", "9008", "R7", f115="15112018"), sale("2020-09-01", "116,00", "R7"),
            paid("2020-09-11", "116,00", "R7"), p("2021-01-01", "500,00", "D", "9008", "R7", f115="15112018"),
        ),
        "100.00", "500.00", days=10,
    ),
    Case(
        "francs, and a discount in francs: 22 CHF at 1.1 are 20 EUR",
        (
            sale("2021-03-01", "1100,00", "R1", "8120", f3="CHF", f4="1,100000", f5="1000,00", f6="EUR"),
            paid("2021-03-11", "1078,00", "R1", f3="CHF", f4="1,100000", f5="980,00", f6="EUR", f13="22,00"),
        ),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "dollars paid at another rate, the difference against 2150: paid after 10 days",
        (
            sale("2021-03-01", "1200,00", "R1", "8120", f3="USD", f4="1,200000", f5="1000,00", f6="EUR"),
            paid("2021-03-11", "1200,00", "R1", f3="USD", f4="1,250000", f5="960,00", f6="EUR"),
            p("2021-03-11", "40,00", "2150", "D", "R1"),
        ),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "a private buyer in Austria takes 1 % discount at their rate of 20 %: 12 / 1.2",
        (
            sale("2021-03-01", "1200,00", "R1", "8320", f40="AT", f41="20,00"),
            paid("2021-03-11", "1188,00", "R1", f13="12,00"),
        ),
        "1000.00", "0.00", "-10.00", days=10,
    ),
    Case(
        "Hungary's 27 % taken back by key 20",
        (
            sale("2021-03-01", "1270,00", "R1", "8320", f40="HU", f41="27,00"),
            sale("2021-03-02", "1270,00", "R1", "8320", key="20", f40="HU", f41="27,00"),
            sale("2021-03-03", "254,00", "R2", "8320", f40="HU", f41="27,00"),
        ),
        "200.00", "254.00",
    ),
    Case(
        "into the Union by key 11 on an automatic account, taken back by key 61, half of it sold anew",
        (
            sale("2021-03-01", "1000,00", "R1", key="11"), sale("2021-03-02", "1000,00", "R1", key="61"),
            sale("2021-03-03", "500,00", "R2", key="11"),
        ),
        "500.00", "500.00",
    ),
    Case(
        "a part of an invoice taken back, side kept: 238 - 119",
        (sale("2021-03-01", "238,00", "R1"), sale("2021-03-02", "119,00", "R1", f118="1")), "100.00", "119.00",
    ),
    Case(
        "a part of an invoice taken back, side turned: 238 - 119",
        (sale("2021-03-01", "238,00", "R1"), sale("2021-03-02", "119,00", "R1", side="H", f118="1")), "100.00", "119.00",
    ),
    Case(
        "two lines of an invoice taken back in one, side turned",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-01", "238,00", "R1"),
            sale("2021-03-02", "357,00", "R1", side="H", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "one invoice with a supply on either side of 1 July 2020, 1 % discount: 2.35 x 200 / 235",
        (
            sale("2020-07-03", "119,00", "R1", f115="30062020"), sale("2020-07-03", "116,00", "R1", f115="01072020"),
            paid("2020-07-13", "232,65", "R1", f13="2,35"),
        ),
        "200.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "billed at the wrong rate, taken back, billed anew under its number: the discount is of the second, 2.14 / 1.07",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-02", "119,00", "R1", f118="1"),
            sale("2021-03-02", "107,00", "R1", "8300"), paid("2021-03-12", "104,86", "R1", f13="2,14"),
        ),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "returned goods first, then the discount on the rest: (1,190 - 119) / 1.19, 21.42 / 1.19",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-05", "119,00", "8400", "D", "R1"),
            paid("2021-03-11", "1049,58", "R1", f13="21,42"),
        ),
        "900.00", "0.00", "-18.00", days=10,
    ),
    Case(
        "the debtor on the left, the bank on the right, and a discount: 2.38 / 1.19",
        (sale("2021-03-01", "119,00", "R1"), p("2021-03-11", "116,62", "D", "1200", "R1", side="H", f13="2,38")),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "a trade-in taken as payment of the car, the rest after 12 days",
        (
            sale("2021-03-01", "23800,00", "R1"), p("2021-03-01", "5000,00", "3210", "D", "R1"),
            paid("2021-03-13", "18800,00", "R1"),
        ),
        "20000.00", "0.00", days=12,
    ),
    Case(
        "a deposit that came without an invoice of its own, offset: 11,900 - 1,190 after 14 days",
        (
            p("2021-02-01", "1190,00", "1200", "1710", "A1", "3"), sale("2021-03-01", "11900,00", "R1"),
            p("2021-03-01", "1190,00", "1710", "D", "R1", "3"), paid("2021-03-15", "10710,00", "R1"),
        ),
        "10000.00", "0.00", days=14,
    ),
    Case(
        "taken back after it was paid, billed anew at 7 %: 107 of the money moved over, 12 paid back",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            sale("2021-03-20", "119,00", "R1", f118="1"), sale("2021-03-20", "107,00", "R2", "8300"),
            p("2021-03-20", "107,00", "D", "1590", "R1"), p("2021-03-20", "107,00", "1590", "D", "R2"),
            p("2021-03-25", "12,00", "D", "1200", "R1"),
        ),
        "100.00", "0.00", days=0,
    ),
    Case(
        "a payment of December reversed in January, paid 62 days after the invoice",
        (
            sale("2020-12-01", "116,00", "R1"), paid("2020-12-11", "116,00", "R1"),
            paid("2021-01-15", "116,00", "R1", f118="1"), paid("2021-02-01", "116,00", "R1"),
        ),
        "100.00", "0.00", days=62,
    ),
    Case(
        "a wrong opening balance reversed and written again",
        (
            sale("2020-12-01", "116,00", "R1"), p("2021-01-01", "100,00", "D", "9008", "R1"),
            p("2021-01-01", "100,00", "D", "9008", "R1", f118="1"), p("2021-01-01", "116,00", "D", "9008", "R1"),
        ),
        "100.00", "116.00",
    ),
    Case(
        "a direct debit that came back with the bank's fee in one sum, all of it paid after 40 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            p("2021-03-15", "127,50", "D", "1200", "R1", f14="Rücklastschrift mit Gebühr"),
            paid("2021-04-10", "127,50", "R1"),
        ),
        "100.00", "0.00", days=40,
    ),
    Case(
        "a credit note in January for goods of December, set off there: 116 / 1.16 - 58 / 1.16; 58 paid after 51 days",
        (
            sale("2020-12-01", "116,00", "R1"), p("2021-01-01", "116,00", "D", "9008", "R1", f115="01122020"),
            p("2021-01-10", "58,00", "8400", "D", "G1", f115="01122020"),
            p("2021-01-12", "58,00", "D", "1370", "G1"), p("2021-01-12", "58,00", "1370", "D", "R1"),
            paid("2021-01-21", "58,00", "R1"),
        ),
        "50.00", "0.00", days=51,
    ),
    Case(
        "a reminder's fee of its own number paid together with the invoice, after 30 days",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-20", "5,00", "D", "2650", "M1", f18="40"),
            paid("2021-03-31", "124,00", "R1"),
        ),
        "100.00", "0.00", days=30,
    ),
    Case(
        "a part of what 16 % taxed in December taken back in January by a reversal with the day of the supply: 58 / 1.16",
        (
            sale("2020-12-10", "116,00", "R1"),
            sale("2021-01-05", "58,00", "R1", side="H", f118="1", f115="10122020"),
        ),
        "50.00", "58.00",
    ),
    Case(
        "a supply at 19 % of which a Swiss insurer pays half in francs: 59.50 EUR at 1.1",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "59,50", "R1"),
            paid("2021-03-31", "65,45", "R1", f3="CHF", f4="1,100000", f6="EUR"),
        ),
        "100.00", "0.00", days=20,
    ),
    Case(
        "written off in an insolvency, a tenth of it paid in the end: never paid in full",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-05-01", "1190,00", "2400", "D", "R1", "3"),
            p("2021-10-01", "119,00", "D", "2400", "R1", "3"), paid("2021-10-01", "119,00", "R1"),
        ),
        "1000.00", "0.00",
    ),
    Case(
        "1,309 dollars at 1.1, reversed with the side turned and its euro stated; paid in euro after 30 days",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-11", "1309,00", "1200", "D", "R1", **_DOLLARS),
            p("2021-03-15", "1309,00", "1200", "D", "R1", side="H", f118="1", f3="USD", f5="1190,00", f6="EUR"),
            paid("2021-03-31", "1190,00", "R1"),
        ),
        "1000.00", "0.00", days=30,
    ),
    Case(
        "a payment in dollars with 2 % discount, both reversed with the side turned, all of it paid after 30 days",
        (
            sale("2021-03-01", "1190,00", "R1"),
            p("2021-03-11", "1282,82", "1200", "D", "R1", f13="26,18", **_DOLLARS),
            p("2021-03-15", "1282,82", "1200", "D", "R1", side="H", f118="1", f13="26,18", **_DOLLARS),
            paid("2021-03-31", "1190,00", "R1"),
        ),
        "1000.00", "0.00", days=30,
    ),
    Case(
        "16 % on an automatic account, the payment with its discount taken back by key 20: all is owed again",
        (
            sale("2020-09-01", "1160,00", "R1"), paid("2020-09-11", "1136,80", "R1", f13="23,20"),
            paid("2020-09-14", "1136,80", "R1", key="20"),
        ),
        "1000.00", "1160.00",
    ),
    Case(
        "§ 25a in two instalments: (5,000 x 10 + 5,380 x 30) / 10,380 = 20.4 days",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            paid("2021-03-11", "5000,00", "R1"), paid("2021-03-31", "5380,00", "R1"),
        ),
        "10000.00", "0.00", days=20,
    ),
    Case(
        "paid twice, and the second payment given back from another debtor's account: a credit is left here",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"), paid("2021-03-12", "119,00", "R1"),
            p("2021-04-01", "119,00", "E", "1200", "R1"),
        ),
        "100.00", "-119.00", days=10,
    ),
    Case(
        "a deposit and the rest in dollars: 1,309 and 11,781 at 1.1",
        (
            p("2021-02-01", "1190,00", "D", "1710", "A1", "3"),
            p("2021-02-10", "1309,00", "1200", "D", "A1", **_DOLLARS), sale("2021-03-01", "11900,00", "R1"),
            p("2021-03-01", "1190,00", "1710", "D", "R1", "3"),
            p("2021-03-21", "11781,00", "1200", "D", "R1", **_DOLLARS),
        ),
        "10000.00", "0.00", days=20,
    ),
    Case(
        "too many dollars in December, the rest carried forward and paid back: 150 at 1.2 are 125 of 116",
        (
            sale("2020-12-01", "116,00", "R1"), p("2020-12-11", "150,00", "1200", "D", "R1", f3="USD", f4="1,20"),
            p("2021-01-01", "9,00", "9008", "D", "R1", f115="01122020"), p("2021-01-10", "9,00", "D", "1200", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "Austria's 20 %: a fifth credited, then 1 % discount on the rest: 9.60 / 1.2",
        (
            sale("2021-03-01", "1200,00", "R1", "8320", f40="AT", f41="20,00"),
            p("2021-03-05", "240,00", "8320", "D", "R1", f40="AT", f41="20,00"),
            paid("2021-03-11", "950,40", "R1", f13="9,60"),
        ),
        "800.00", "0.00", "-8.00", days=10,
    ),
)  # fmt: skip
