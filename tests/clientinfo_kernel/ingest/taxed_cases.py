"""Rates, tax keys, margins, countries and currencies, and what is taken back of them. On paper first: see ``business_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import Case, p, paid, sale

_DOLLARS = {"f3": "USD", "f4": "1,10"}

TAXED_SKR03 = (
    Case(
        "a stated rate as a fraction, as spreadsheets write it: 0,19 are 19 %",
        (sale("2021-03-01", "119,00", "R1", "8200", f119="0,19"), sale("2021-03-02", "107,00", "R2", "8200", f119="0,07")),
        "200.00", "226.00",
    ),
    Case(
        "a part in dollars with its discount came back, the discount was charged again, all of it paid after 30 days",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "641,41", "R1", f13="13,09", **_DOLLARS),
            p("2021-03-15", "641,41", "D", "1200", "R1", f14="Rücklastschrift", **_DOLLARS),
            p("2021-03-15", "11,90", "D", "8736", "R1"), paid("2021-03-31", "1190,00", "R1"),
        ),
        "1000.00", "0.00", days=30,
    ),
    Case(
        "§ 25a with a trade-in taken as payment: the rest after 14 days",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            p("2021-03-01", "4000,00", "3210", "D", "R1"), paid("2021-03-15", "6380,00", "R1"),
        ),
        "10000.00", "0.00", days=14,
    ),
    Case(
        "2 % discount on both rates first, then the 7 % part returned at 98 %: 20.00 + 2.00, and 98.00 less revenue",
        (
            sale("2021-03-01", "1190,00", "R1"), sale("2021-03-01", "107,00", "R1", "8300"),
            paid("2021-03-11", "1271,06", "R1", f13="25,94"), p("2021-03-20", "104,86", "8300", "D", "R1"),
            p("2021-03-25", "104,86", "D", "1200", "R1"),
        ),
        "1002.00", "0.00", "-22.00", days=10,
    ),
    Case(
        "2 % discount on § 13b: untaxed as the supply",
        (sale("2021-03-01", "1000,00", "R1", "8337"), paid("2021-03-11", "980,00", "R1", f13="20,00")),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "2 % discount on a supply into the Union: untaxed as the supply",
        (sale("2021-03-01", "1000,00", "R1", "8125"), paid("2021-03-11", "980,00", "R1", f13="20,00")),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "3 % discount where key 3 taxed: 35.70 / 1.19",
        (
            sale("2021-03-01", "1190,00", "R1", "8200", key="3"), paid("2021-03-11", "1154,30", "R1", f13="35,70"),
        ),
        "1000.00", "0.00", "-30.00", days=10,
    ),
    Case(
        "key 3 in August 2020: 16 %",
        (sale("2020-08-10", "116,00", "R1", "8200", key="3"),),
        "100.00", "116.00",
    ),
    Case(
        "key 2 in September 2020: 5 %",
        (sale("2020-09-10", "105,00", "R1", "8200", key="2"),),
        "100.00", "105.00",
    ),
    Case(
        "supplied before July, billed in August 2020 by key 5 on an automatic account: 19 %",
        (sale("2020-08-10", "119,00", "R1", key="5"),),
        "100.00", "119.00",
    ),
    Case(
        "16 % of August 2020, the half returned in 2021 by key 5: 58 / 1.16",
        (sale("2020-08-10", "116,00", "R1"), p("2021-02-01", "58,00", "8400", "D", "R1", "5")),
        "50.00", "58.00",
    ),
    Case(
        "untaxed by key 40 in August 2020, the half of it returned in 2021",
        (sale("2020-08-10", "500,00", "R1", key="40"), p("2021-02-01", "250,00", "8400", "D", "R1", "40")),
        "250.00", "250.00",
    ),
    Case(
        "supplied in December 2020, billed in February on the account of the former rate: 116 / 1.16",
        (sale("2021-02-01", "116,00", "R1", "8340", f115="20122020"),),
        "100.00", "116.00",
    ),
    Case(
        "2 % discount on 5 %: 2.10 / 1.05",
        (sale("2020-09-01", "105,00", "R1", "8300"), paid("2020-09-10", "102,90", "R1", f13="2,10")),
        "100.00", "0.00", "-2.00", days=9,
    ),
    Case(
        "a discount of January on its account, of a supply at 16 % whose day it states: 2.32 / 1.16",
        (
            sale("2020-12-28", "116,00", "R1"), paid("2021-01-05", "113,68", "R1"),
            p("2021-01-05", "2,32", "8736", "D", "R1", f115="28122020"),
        ),
        "100.00", "0.00", "-2.00", days=8,
    ),
    Case(
        "francs paid at a better rate, the gain on 2660: paid after 10 days",
        (
            sale("2021-03-01", "1100,00", "R1", "8120", f3="CHF", f4="1,100000", f5="1000,00", f6="EUR"),
            paid("2021-03-11", "1100,00", "R1", f3="CHF", f4="1,080000", f5="1018,52", f6="EUR"),
            p("2021-03-11", "18,52", "D", "2660", "R1"),
        ),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "dollars, a fifth credited, the rest paid after 10 days",
        (
            sale("2021-03-01", "1200,00", "R1", "8120", f3="USD", f4="1,20", f5="1000,00", f6="EUR"),
            p("2021-03-05", "240,00", "8120", "D", "R1", f3="USD", f4="1,20", f5="200,00", f6="EUR"),
            paid("2021-03-11", "960,00", "R1", f3="USD", f4="1,20", f5="800,00", f6="EUR"),
        ),
        "800.00", "0.00", days=10,
    ),
    Case(
        "paid twice in dollars, the second one given back in dollars",
        (
            sale("2021-03-01", "1190,00", "R1"), paid("2021-03-11", "1309,00", "R1", **_DOLLARS),
            paid("2021-03-12", "1309,00", "R1", **_DOLLARS), p("2021-03-20", "1309,00", "D", "1200", "R1", **_DOLLARS),
        ),
        "1000.00", "0.00", days=10,
    ),
    Case(
        "France's 20 %, a half returned",
        (
            sale("2021-03-01", "120,00", "R1", "8320", f40="FR", f41="20,00"),
            p("2021-03-10", "60,00", "8320", "D", "R1", f40="FR", f41="20,00"),
        ),
        "50.00", "60.00",
    ),
    Case(
        "Denmark's 25 %",
        (sale("2021-03-01", "125,00", "R1", "8320", f40="DK", f41="25,00"),),
        "100.00", "125.00",
    ),
    Case(
        "Luxembourg's 17 %, 2 % discount",
        (
            sale("2021-03-01", "117,00", "R1", "8320", f40="LU", f41="17,00"),
            paid("2021-03-11", "114,66", "R1", f13="2,34"),
        ),
        "100.00", "0.00", "-2.00", days=10,
    ),
    Case(
        "§ 25a at a loss: nothing is taxed",
        (sale("2021-03-01", "5000,00", "R1", "8193"), paid("2021-03-11", "5000,00", "R1")),
        "5000.00", "0.00", days=10,
    ),
    Case(
        "§ 25a, the price lowered afterwards: 238 off the margin are 200 off the revenue",
        (
            sale("2021-03-01", "8000,00", "R1", "8193"), sale("2021-03-01", "2380,00", "R1", "8191"),
            p("2021-03-05", "238,00", "8191", "D", "R1"), paid("2021-03-13", "10142,00", "R1"),
        ),
        "9800.00", "0.00", days=12,
    ),
    Case(
        "billed in December, credited and billed anew in January at a higher price, both of them at 16 %",
        (
            sale("2020-12-10", "116,00", "R1"), p("2021-01-10", "116,00", "8400", "D", "G1", f115="10122020"),
            sale("2021-01-10", "232,00", "R2", f115="10122020"), p("2021-01-10", "116,00", "D", "1590", "G1"),
            p("2021-01-10", "116,00", "1590", "D", "R1"), paid("2021-01-20", "232,00", "R2"),
        ),
        "200.00", "0.00", days=10,
    ),
    Case(
        "a stated rate of 7 % goes before key 3",
        (sale("2021-03-01", "107,00", "R1", "8200", key="3", f119="7,00"),),
        "100.00", "107.00",
    ),
    Case(
        "a payment that states a rate",
        (sale("2021-03-01", "119,00", "R1"), paid("2021-03-11", "119,00", "R1", f119="19,00")),
        "100.00", "0.00", days=10,
    ),
    Case(
        "key 94: the buyer owes the tax",
        (sale("2021-03-01", "1000,00", "R1", "8200", key="94"),),
        "1000.00", "1000.00",
    ),
    Case(
        "the 5 % part returned in January, then 2 % discount on the rest, all of it at 16 %: 23.20 / 1.16",
        (
            sale("2020-12-20", "1160,00", "R1"), sale("2020-12-20", "105,00", "R1", "8300"),
            p("2021-01-05", "105,00", "8300", "D", "R1", f115="20122020"),
            paid("2021-01-10", "1136,80", "R1", f13="23,20"),
        ),
        "1000.00", "0.00", "-20.00", days=21,
    ),
)  # fmt: skip

TAXED_SKR04 = (
    Case(
        "2 % discount on a supply into the Union: untaxed as the supply",
        (
            sale("2021-03-01", "1000,00", "R1", "4125"), p("2021-03-11", "980,00", "1800", "D", "R1", f13="20,00"),
        ),
        "1000.00", "0.00", "-20.00", days=10,
    ),
    Case(
        "§ 25a with a trade-in on stock taken as payment: the rest after 14 days",
        (
            sale("2021-03-01", "8000,00", "R1", "4138"), sale("2021-03-01", "2380,00", "R1", "4136"),
            p("2021-03-01", "4000,00", "1140", "D", "R1"), p("2021-03-15", "6380,00", "1800", "D", "R1"),
        ),
        "10000.00", "0.00", days=14,
    ),
    Case(
        "16 % of August 2020 returned in 2021 by key 5: 58 / 1.16",
        (sale("2020-08-10", "116,00", "R1", "4400"), p("2021-02-01", "58,00", "4400", "D", "R1", "5")),
        "50.00", "58.00",
    ),
)  # fmt: skip
