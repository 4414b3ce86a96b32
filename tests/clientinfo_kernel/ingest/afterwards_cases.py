"""What becomes of a sale: paid by others for less, refused, cancelled, given back. On paper first: see ``sold_cases``."""

from __future__ import annotations

from tests.clientinfo_kernel.ingest.business_cases import p, paid, sale
from tests.clientinfo_kernel.ingest.sold_cases import DAY, Sold, bill

AFTERWARDS = (
    Sold(
        "a leasing bank pays 800 less than billed, and owes it",
        (
            p(DAY, "23800,00", "E", "8400", "R1"), p("2021-03-11", "23000,00", "1200", "E", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle", payer="E"),),
        "20000.00", "0.00", payer_open="800.00",
    ),
    Sold(
        "a leasing bank pays less, the rest moved to the customer, who pays it: no invoice of theirs",
        (
            p(DAY, "23800,00", "E", "8400", "R1"), p("2021-03-11", "23000,00", "1200", "E", "R1"),
            p("2021-03-15", "800,00", "D", "E", "R1"), paid("2021-03-25", "800,00", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle", payer="E"),),
        "20000.00", "0.00",
    ),
    Sold(
        "an insurer refuses 119 of 1,190: taken back there and billed to the customer",
        (
            p(DAY, "1190,00", "E", "8400", "R1"), p("2021-03-20", "119,00", "8400", "E", "G1"),
            sale("2021-03-20", "119,00", "R2"), paid("2021-03-30", "119,00", "R2"),
        ),
        (
            bill("1000.00", "1190.00", payer="E"),
            bill("-100.00", "-119.00", "G1", day="2021-03-20", payer="E", corrects="R1"),
            bill("100.00", "119.00", "R2", day="2021-03-20"),
        ),
        "1000.00", "0.00", days=10, payments=1, payer_open="1071.00",
    ),
    Sold(
        "an insurer writes its own deduction off: 50 kept back and written off here",
        (
            p(DAY, "1190,00", "E", "8400", "R1"), p("2021-03-11", "1130,50", "1200", "E", "R1"),
            p("2021-06-01", "59,50", "2400", "E", "R1", "3"),
        ),
        (bill("1000.00", "1190.00", payer="E"),),
        "1000.00", "0.00",
    ),
    Sold(
        "an internal order, cancelled: nothing of it, the bill beside it stands",
        (
            p(DAY, "500,00", "4510", "8400", "R1", "40"),
            p("2021-03-05", "500,00", "4510", "8400", "R1", "40", f118="1"), sale(DAY, "119,00", "R2"),
        ),
        (bill("500.00", "500.00", kind="internal", payer=None, is_cancelled=True), bill("100.00", "119.00", "R2")),
        "100.00", "119.00",
    ),
    Sold(
        "a car cancelled: sale, cost and trade-in reversed, the money given back",
        (
            sale(DAY, "23800,00", "R1"), p(DAY, "18000,00", "3200", "3980", "R1"),
            p(DAY, "10000,00", "3200", "D", "R1"), paid("2021-03-11", "13800,00", "R1"),
            sale("2021-03-20", "23800,00", "R1", f118="1"), p("2021-03-20", "18000,00", "3200", "3980", "R1", f118="1"),
            p("2021-03-20", "10000,00", "3200", "D", "R1", f118="1"), p("2021-03-25", "13800,00", "D", "1200", "R1"),
        ),
        (bill("20000.00", "23800.00", kind="new_vehicle", is_cancelled=True),),
        "0.00", "0.00",
    ),
    Sold(
        "warranty: the manufacturer is billed, a fifth refused by a credit note",
        (
            p(DAY, "595,00", "E", "8400", "R1"), p("2021-03-20", "119,00", "8400", "E", "G1"),
            p("2021-03-30", "476,00", "1200", "E", "R1"), p("2021-03-30", "119,00", "E", "1590", "G1"),
            p("2021-03-30", "119,00", "1590", "E", "R1"),
        ),
        (
            bill("500.00", "595.00", kind="warranty", payer="E"),
            bill("-100.00", "-119.00", "G1", day="2021-03-20", kind="warranty", payer="E", corrects="R1"),
        ),
        "400.00", "0.00",
    ),
    Sold(
        "cost of goods under the order, half of it returned to stock",
        (
            sale(DAY, "1190,00", "R1"), p(DAY, "600,00", "3200", "3980", "R1"),
            p("2021-03-02", "300,00", "3980", "3200", "R1"),
        ),
        (bill("1000.00", "1190.00"),),
        "1000.00", "1190.00", cost="-300.00",
    ),
    Sold(
        "cost reversed with the side turned and booked anew",
        (
            sale(DAY, "1190,00", "R1"), p(DAY, "600,00", "3200", "3980", "R1"),
            p("2021-03-02", "600,00", "3200", "3980", "R1", side="H", f118="1"),
            p("2021-03-02", "500,00", "3200", "3980", "R1"),
        ),
        (bill("1000.00", "1190.00"),),
        "1000.00", "1190.00", cost="-500.00",
    ),
    Sold(
        "cost cancelled by minus",
        (
            sale(DAY, "1190,00", "R1"), p(DAY, "600,00", "3200", "3980", "R1"),
            p("2021-03-02", "-100,00", "3200", "3980", "R1"),
        ),
        (bill("1000.00", "1190.00"),),
        "1000.00", "1190.00", cost="-500.00",
    ),
    Sold(
        "two rates billed, discount taken on its account for each rate",
        (
            sale(DAY, "1190,00", "R1"), sale(DAY, "107,00", "R1", "8300"), paid("2021-03-11", "1271,06", "R1"),
            p("2021-03-11", "23,80", "8736", "D", "R1"), p("2021-03-11", "2,14", "8731", "D", "R1"),
        ),
        (bill("1100.00", "1297.00"),),
        "1100.00", "0.00", "-22.00", days=10, payments=1,
    ),
    Sold(
        "a voucher redeemed: paid in part by 1590 at the counter",
        (
            sale(DAY, "119,00", "R1"), p(DAY, "50,00", "1605", "D", "R1"), p(DAY, "69,00", "1000", "D", "R1"),
        ),
        (bill("100.00", "119.00"),),
        "100.00", "0.00", days=0, payments=2,
    ),
    Sold(
        "a customer pays the insurer's invoice by mistake: a credit there stays theirs",
        (
            p(DAY, "1190,00", "E", "8400", "R1"), paid("2021-03-11", "1190,00", "R1"),
            p("2021-03-20", "1190,00", "D", "E", "R1"),
        ),
        (bill("1000.00", "1190.00", payer="E"),),
        "1000.00", "0.00",
    ),
    Sold(
        "billed in December at 16 %, cancelled and billed anew in January with the day of supply",
        (
            sale("2020-12-20", "116,00", "R1"), sale("2021-01-10", "116,00", "R1", f118="1"),
            sale("2021-01-10", "232,00", "R2", f115="20122020"),
        ),
        (
            bill("100.00", "116.00", day="2020-12-20", is_cancelled=True),
            bill("200.00", "232.00", "R2", day="2021-01-10"),
        ),
        "200.00", "232.00",
    ),
    Sold(
        "a deposit for a car, the car never delivered, a tenth kept as damages without tax",
        (
            p("2021-02-01", "1190,00", "D", "1710", "A1", "3"), paid("2021-02-05", "1190,00", "A1"),
            p(DAY, "1190,00", "1710", "D", "A1", "3"), p(DAY, "119,00", "D", "2700", "A1"),
            p("2021-03-05", "1071,00", "D", "1200", "A1"),
        ),
        (),
        "0.00", "0.00",
    ),
    Sold(
        "net and tax apart, the half of it reversed apart",
        (
            sale(DAY, "1000,00", "R1", key="40"), p(DAY, "190,00", "D", "1776", "R1"),
            p("2021-03-05", "500,00", "8400", "D", "R1", "40"), p("2021-03-05", "95,00", "1776", "D", "R1"),
        ),
        (bill("1000.00", "1190.00"),),
        "500.00", "595.00",
    ),
    Sold(
        "collected by a factor: the claim sold to 1549 for 97 %, the rest as cost",
        (
            sale(DAY, "1190,00", "R1"), paid("2021-03-03", "1154,30", "R1"),
            p("2021-03-03", "35,70", "4970", "D", "R1"),
        ),
        (bill("1000.00", "1190.00"),),
        "1000.00", "0.00", days=2, payments=1,
    ),
)  # fmt: skip
