"""Reversals in every spelling, of sales, payments, discounts, and of reversals. On paper first: see ``business_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import Case, p, paid, sale

REVERSED_SKR03 = (
    Case(
        "credit note reversed, side kept",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-05", "119,00", "8400", "D", "G1"),
            p("2021-03-06", "119,00", "8400", "D", "G1", f118="1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "credit note reversed, side turned",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-03-05", "119,00", "8400", "D", "G1"),
            p("2021-03-06", "119,00", "8400", "D", "G1", side="H", f118="1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "a discount on its account reversed and paid: (116.62 x 10 + 2.38 x 30) / 119 days",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1"),
            p("2021-03-11", "2,38", "8736", "D", "R1"), p("2021-03-15", "2,38", "8736", "D", "R1", f118="1"),
            paid("2021-03-31", "2,38", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "what was paid too much given back, and that reversed: a credit is left",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "219,00", "R1"),
            p("2021-03-20", "100,00", "D", "1200", "R1"), p("2021-03-21", "100,00", "D", "1200", "R1", f118="1"),
        ),
        "100.00", "-100.00", days=10,
    ),
    Case(
        "cancelled by minus in the next year, with the day of the supply: at 16 %",
        (sale("2020-12-20", "116,00", "R1"), sale("2021-01-05", "-116,00", "R1", f115="20122020")),
        "0.00", "0.00",
    ),
    Case(
        "reversed without a number: by accounts and amount it is R2",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-01", "238,00", "R2"),
            sale("2021-03-05", "238,00", "", f118="1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "a payment reversed, and the reversal reversed: the payment stands",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1"),
            paid("2021-03-12", "119,00", "R1", f118="1"), paid("2021-03-13", "119,00", "R1", side="H", f118="1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "two rates reversed line by line",
        (
            sale("2021-03-01", "119,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            sale("2021-03-02", "119,00", "R1", f118="1"), sale("2021-03-02", "107,00", "R1", "8300", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "paid with discount, then cancelled: the discount charged again, the money given back",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            sale("2021-03-20", "119,00", "R1", f118="1"), p("2021-03-20", "2,38", "D", "8736", "R1"),
            p("2021-03-25", "116,62", "D", "1200", "R1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "the same reversed in 2021, when key 5 is 16 %: at the original's 19 %",
        (
            sale("2020-08-10", "119,00", "R1", key="5"), sale("2021-01-05", "119,00", "R1", key="5", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "key 40 taken back by key 80, side kept",
        (sale("2021-03-01", "500,00", "R1", key="40"), sale("2021-03-02", "500,00", "R1", key="80")),
        "0.00", "0.00",
    ),
    Case(
        "key 40 taken back by key 80, side turned",
        (
            sale("2021-03-01", "500,00", "R1", key="40"), sale("2021-03-02", "500,00", "R1", key="80", side="H"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "§ 13b, reversed",
        (
            sale("2021-03-01", "1000,00", "R1", "8337"), sale("2021-03-02", "1000,00", "R1", "8337", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "pounds reversed, the euro stated by the original alone",
        (
            sale("2021-03-01", "880,00", "R1", "8120", f3="GBP", f4="0,88", f5="1000,00", f6="EUR"),
            sale("2021-03-02", "880,00", "R1", "8120", f118="1", f3="GBP", f4="0,88"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "billed untaxed into the Union, taken back, billed at 19 %",
        (
            sale("2021-03-01", "1000,00", "R1", "8125"), sale("2021-03-10", "1000,00", "R1", "8125", f118="1"),
            sale("2021-03-10", "1190,00", "R1"),
        ),
        "1000.00", "1190.00",
    ),
    Case(
        "§ 25a, both lines reversed",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            sale("2021-03-05", "8000,00", "R1", "8193", f118="1"),
            sale("2021-03-05", "2380,00", "R1", "8191", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "reminder's fee reversed",
        (
            sale("2021-03-01", "119,00", "R1"), p("2021-05-01", "5,00", "D", "2650", "M1", f18="40"),
            p("2021-05-02", "5,00", "D", "2650", "M1", f18="40", f118="1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "a rebate after the invoice, reversed",
        (
            sale("2021-03-01", "1190,00", "R1"), p("2021-03-20", "23,80", "8790", "D", "R1"),
            p("2021-03-21", "23,80", "8790", "D", "R1", f118="1"),
        ),
        "1000.00", "1190.00",
    ),
    Case(
        "a car of the fixed assets, sold, and the sale reversed",
        (
            sale("2021-03-01", "23800,00", "R1", "8820"), sale("2021-03-02", "23800,00", "R1", "8820", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "billed on another's account first, reversed there and billed here",
        (
            p("2021-03-01", "119,00", "E", "8400", "R1"), p("2021-03-02", "119,00", "E", "8400", "R1", f118="1"),
            sale("2021-03-02", "119,00", "R1"),
        ),
        "100.00", "119.00",
    ),
    Case(
        "a discount refused: its posting cancelled by minus, 2.38 are owed",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1"),
            p("2021-03-11", "2,38", "8736", "D", "R1"), p("2021-03-20", "-2,38", "8736", "D", "R1"),
        ),
        "100.00", "2.38",
    ),
    Case(
        "all of it cancelled by minus, the invoice and the payment with its discount",
        (
            sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "116,62", "R1", f13="2,38"),
            paid("2021-03-12", "-116,62", "R1", f13="-2,38"), sale("2021-03-12", "-119,00", "R1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "reversed on the last day of the year, billed anew on the first of the next under the same number, at 16 %",
        (
            sale("2020-12-20", "116,00", "R1"), sale("2020-12-31", "116,00", "R1", f118="1"),
            sale("2021-01-01", "116,00", "R1", f115="20122020"), paid("2021-01-11", "116,00", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
)  # fmt: skip

REVERSED_SKR04 = (
    Case(
        "a discount on its account reversed and paid: (116.62 x 10 + 2.38 x 30) / 119 days",
        (
            sale("2021-03-01", "119,00", "R1", "4400"), p("2021-03-11", "116,62", "1800", "D", "R1"),
            p("2021-03-11", "2,38", "4736", "D", "R1"), p("2021-03-15", "2,38", "4736", "D", "R1", f118="1"),
            p("2021-03-31", "2,38", "1800", "D", "R1"),
        ),
        "100.00", "0.00", days=10,
    ),
    Case(
        "§ 13b, reversed",
        (
            sale("2021-03-01", "1000,00", "R1", "4337"), sale("2021-03-02", "1000,00", "R1", "4337", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "a car of the fixed assets, sold, and the sale reversed",
        (
            sale("2021-03-01", "11900,00", "R1", "4845"), sale("2021-03-02", "11900,00", "R1", "4845", f118="1"),
        ),
        "0.00", "0.00",
    ),
    Case(
        "key 40 taken back by key 80, side turned",
        (
            sale("2021-03-01", "500,00", "R1", "4400", key="40"),
            sale("2021-03-02", "500,00", "R1", "4400", key="80", side="H"),
        ),
        "0.00", "0.00",
    ),
)  # fmt: skip
