"""Goods, divisions and due days of a document against what the dealer system's order and invoice say of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.billed_numbers import used_again
from clientinfo_kernel.ingest.checks import costs, debtors, divisions, due_days
from clientinfo_kernel.ingest.delivery import FileCount
from tests.clientinfo_kernel.ingest.contract_rows import keyed

DAY = date(2012, 3, 5)
MANY = range(2, 61)  # so many others make a rule
_MONEY: dict[str, Any] = dict.fromkeys(("amount", "cost", "labour_total", "parts_total", "external_total", "balance", "claim"), pl.Decimal(18, 2))  # fmt: skip


def entry(  # noqa: PLR0917 - as a journal has them
    number: int, role: str, account: str, division: str, amount: str, row: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "number": f"R {number}", "key": f"R{number}", "role": role, "account": account, "division": division,
        "amount": Decimal(amount), "posted_on": DAY, "of_supplier": False, "is_annulled": False, "movement": "invoice",
        "source_file": "a.csv", "source_row": number * 10 + row, **more,
    }  # fmt: skip


def frame(rows: list[dict[str, Any]]) -> pl.LazyFrame:
    return pl.LazyFrame(rows, schema_overrides={name: kind for name, kind in _MONEY.items() if name in rows[0]})


def goods(number: int, *costs_: str, revenue: tuple[str, ...] = ("100.00",), **more: Any) -> list[dict[str, Any]]:
    sold = [entry(number, "revenue", "8300", "parts", each) for each in revenue]
    cost = [
        entry(number, "cost_of_goods", "7300", "parts", each, at, **more) for at, each in enumerate(costs_, start=2)
    ]
    return [*sold, *cost]


@pytest.mark.parametrize(
    ("first", "size"),
    [
        (goods(1, "-70.00"), None),
        (goods(1, "-70.00", "-70.00"), "70.00"),
        (goods(1, "-70.00", "-70.00", "-70.00"), "140.00"),
        (goods(1, "-30.00", "-40.00"), None),  # two things
        (goods(1, "-35.00", "-35.00", revenue=("50.00", "50.00")), None),  # two equal things
        (goods(1, "-70.00", "-70.00", is_annulled=True), None),
        (goods(1, "-70.00", "-70.00", of_supplier=True), None),
    ],
)
def test_goods_of_one_sale_that_are_booked_twice_are_found(first: list[dict[str, Any]], size: str | None) -> None:
    def found(*others: list[dict[str, Any]]) -> list[Any]:
        rows = [*first, *(row for other in others for row in other)]
        return costs.costs_booked_twice(frame(rows)).select("kind", "subject", "amount").collect().rows()

    usual = [goods(number, "-70.00") for number in MANY]
    assert found(*usual) == ([("cost_booked_twice", "R 1", Decimal(size))] if size else [])
    # Where a sum is charged for several equal things, a house books the goods of each.
    assert found(*usual, goods(90, "-35.00", "-35.00"), goods(91, "-20.00", "-20.00")) == []
    assert found(*usual[:15]) == []  # too few to know a rule


@pytest.mark.parametrize(
    ("booked", "lines", "size"),
    [
        (("-70.00",), ("70.00",), None),
        (("-30.00", "-40.00"), ("70.00",), None),
        (("-30.00",), ("30.00", "40.00"), "40.00"),  # a row of 40.00 was lost
        (("-70.00", "-70.00"), ("70.00",), "70.00"),
        ((), ("70.00",), None),  # nothing posted: calculated, or not yet
        (("-70.00",), (), None),
    ],
)
def test_goods_unlike_the_lines_of_their_order_are_found(
    booked: tuple[str, ...], lines: tuple[str, ...], size: str | None
) -> None:
    def found(others: range) -> list[Any]:
        rows = [*goods(1, *booked), *(row for number in others for row in goods(number, "-50.00"))]
        stated = [("A1", each) for each in lines] + [(f"A{number}", "50.00") for number in others]
        line = {"split": 1, "kind": "parts"}
        ordered = [{**line, "order_number": order, "cost": Decimal(cost)} for order, cost in stated]
        labour = {**line, "order_number": "A1", "kind": "labour", "cost": Decimal("9.00")}
        numbers = [1, *others]
        billed = {"order_number": [f"A{each}" for each in numbers], "invoice_number": [f"r-{each}" for each in numbers]}
        splits = pl.LazyFrame({**billed, "split": [1] * len(numbers), "invoiced_on": [DAY] * len(numbers)})
        checked = costs.costs_unlike_orders(frame(rows), keyed(splits), frame([labour, *ordered]))
        return checked.select("kind", "subject", "amount").collect().rows()

    assert found(MANY) == ([("cost_unlike_order", "R 1", Decimal(size))] if size else [])
    assert found(MANY[:15]) == []


@pytest.mark.parametrize(
    ("divisions_", "size"),
    [
        (("parts", "workshop"), None),
        (("workshop", "workshop"), "70.00"),
        (("parts", "parts"), "30.00"),
        (("unassigned", "workshop"), None),  # an account of no division contradicts none
    ],
)
def test_goods_of_an_order_on_the_accounts_of_another_division_are_found(
    divisions_: tuple[str, ...], size: str | None
) -> None:
    """70.00 of parts, small ones among them, and 30.00 of work that was bought in, as the lines of each order say."""

    def booked(number: int, *kinds: str) -> list[dict[str, Any]]:
        costs_ = zip(kinds, ("-70.00", "-30.00"), strict=True)
        return [
            entry(number, "cost_of_goods", f"7{at}00", kind, cost, at)
            for at, (kind, cost) in enumerate(costs_, start=3)
        ]

    def found(usual: tuple[str, ...], others: range) -> list[Any]:
        numbers = [1, *others]
        rows = [*booked(1, *divisions_), *(row for number in others for row in booked(number, *usual))]
        lines = [
            {"order_number": f"A{number}", "split": 1, "kind": kind, "cost": Decimal(cost)}
            for number in numbers
            for kind, cost in (("parts", "60.00"), ("other", "10.00"), ("external", "30.00"))
        ]
        billed = {"order_number": [f"A{each}" for each in numbers], "invoice_number": [f"r-{each}" for each in numbers]}
        splits = pl.LazyFrame({**billed, "split": [1] * len(numbers), "invoiced_on": [DAY] * len(numbers)})
        checked = costs.costs_unlike_orders(frame(rows), keyed(splits), frame(lines))
        return checked.select("kind", "subject", "amount").collect().rows()

    assert found(("parts", "workshop"), MANY) == ([("cost_division_differs", "R 1", Decimal(size))] if size else [])
    assert found(("parts", "workshop"), MANY[:15]) == []
    # A house that books the parts of its repairs on accounts of the workshop has no such rule.
    assert found(("workshop", "workshop"), MANY) == []


def work(number: int, labour: str = "8400", parts: str = "8300") -> list[dict[str, Any]]:
    """A repair: 60.00 of labour and 40.00 of parts."""
    of = {"8400": "workshop", "8450": "body_and_paint", "8300": "parts", "8100": "new_vehicles", "8800": "unassigned"}
    return [
        entry(number, "revenue", labour, of[labour], "60.00"),
        entry(number, "revenue", parts, of[parts], "40.00", 2),
    ]


def counter(number: int, division: str = "parts", more: str | None = None) -> list[dict[str, Any]]:
    extra = [entry(number, "revenue", "8900", "other", more, 2)] if more else []
    return [entry(number, "revenue", "8000", division, "100.00"), *extra]


def odd_divisions(
    documents: dict[int, list[dict[str, Any]]], kinds: dict[int, str], *, ordered: bool = True
) -> list[Any]:
    rows = [row for document in documents.values() for row in document]
    invoices = pl.LazyFrame(
        {
            "invoice_number": [f"R-{number}" for number in documents],
            "kind": [kinds.get(number, "workshop") for number in documents],
            "invoiced_on": [DAY] * len(documents), "is_cancelled": [False] * len(documents),
        }
    )  # fmt: skip
    totals = [
        {"invoice_number": f"R{number}", "labour_total": Decimal("60.00"), "parts_total": Decimal("40.00"), "external_total": None}
        for number in documents
        if ordered and number not in kinds
    ] or [{"invoice_number": "X", "labour_total": None, "parts_total": None, "external_total": None}]  # fmt: skip
    found = divisions.other_divisions(frame(rows), keyed(invoices), keyed(frame(totals)))
    return sorted(found.select("kind", "subject", "amount").collect().rows())


@pytest.mark.parametrize(
    ("first", "size"),
    [
        (work(1), None),
        (work(1, labour="8450"), None),  # body shop in place of workshop: both do the work
        (work(1, labour="8300"), "60.00"),
        (work(1, parts="8400"), "40.00"),
        (work(1, labour="8100"), "60.00"),  # work on new cars' account: the parts are right
        (work(1, labour="8800"), None),  # on an account of no division
        ([*work(1)[:1], entry(1, "revenue", "8300", "parts", "36.00")], None),  # 4.00 of rebate on the parts
    ],
)
def test_revenue_of_an_order_on_the_account_of_another_division_is_found(
    first: list[dict[str, Any]], size: str | None
) -> None:
    usual = {number: work(number) for number in MANY}
    assert odd_divisions({1: first, **usual}, {}) == ([("division_differs", "R-1", Decimal(size))] if size else [])
    assert odd_divisions({1: first, **usual}, {}, ordered=False) == []
    # A house that sells the parts of its repairs on accounts of the workshop has no such rule.
    assert odd_divisions({1: first, **{number: work(number, parts="8400") for number in MANY}}, {}) == []


def test_a_counter_sale_among_new_cars_is_found() -> None:
    kinds = {1: "parts", **dict.fromkeys(MANY, "parts")}
    usual = {number: counter(number) for number in MANY}
    wrong = [("division_differs", "R-1", Decimal("100.00"))]
    assert odd_divisions({1: counter(1, "new_vehicles"), **usual}, kinds) == wrong
    assert odd_divisions({1: counter(1, more="99.00"), **usual}, kinds) == []  # freight beside it
    assert odd_divisions({1: counter(1, "unassigned"), **usual}, kinds) == []
    # Every kind has a rule of its own, and one document of a kind makes none.
    assert odd_divisions({1: counter(1, "new_vehicles"), **usual}, {**kinds, 1: "new_vehicle"}) == []


def due(day: int) -> date:
    return date(2012, 4, day)


@pytest.mark.parametrize(
    ("booked", "listed", "billed", "subjects"),
    [
        (4, 4, 4, []),
        (9, 4, 4, ["10012 R 1"]),
        (4, 9, 4, []),  # deferred
        (4, 2, 4, ["10012 R 1"]),
        (4, 4, 9, ["10012 R 1"]),
        (None, 9, 4, []),
        (None, 2, 4, ["10012 R 1"]),
        (9, None, 4, ["10012 R 1"]),
        (9, 4, None, ["10012 R 1"]),
        (9, None, None, []),
        (None, 4, None, []),
    ],
)
def test_a_document_that_falls_due_on_another_day_in_one_source_is_found(
    booked: int | None, listed: int | None, billed: int | None, subjects: list[str]
) -> None:
    def found(others: range, usual: int = 4) -> list[str]:
        days = {1: (booked, listed, billed), **dict.fromkeys(others, (4, 4, usual))}
        known = [(n, tuple(None if day is None else due(day) for day in each)) for n, each in days.items()]
        place = {"source_file": "a.csv", "source_row": 3}
        own = frame(
            [{"debtor_account": "10012", "number": f"R {n}", "date": DAY, "due_on": on, "claim": Decimal("119.00"), **place} for n, (on, _l, _b) in known]
        )  # fmt: skip
        items = frame(
            [{"account": "10012", "document_ref1": f"R {n}", "document_on": DAY, "due_on": on, "balance": Decimal("119.00"), **place} for n, (_o, on, _b) in known]
        )  # fmt: skip
        invoices = pl.LazyFrame(
            [{"invoice_number": f"R{n}", "invoiced_on": DAY, "due_on": on} for n, (_o, _l, on) in known]
        )
        return (
            due_days.due_day_differences(own, items, keyed(invoices), used_again(invoices, invoices))
            .collect()["subject"]
            .to_list()
        )

    assert found(MANY) == subjects
    # Too few to know a rule of dealer system and postings; the list is the ledger's own.
    is_earlier = listed is not None and (listed < (booked or 0) or listed < (billed or 0))
    assert found(MANY[:15]) == (subjects if is_earlier else [])


def test_a_ledger_with_terms_of_its_own_falls_due_on_other_days_altogether() -> None:
    place = {"source_file": "a.csv", "source_row": 3}
    numbers = range(60)
    common = {"claim": Decimal("119.00"), "balance": Decimal("119.00"), **place}
    own = [{**common, "debtor_account": "10012", "number": f"R{n}", "date": DAY, "due_on": due(9)} for n in numbers]
    items = [
        {**common, "account": "10012", "document_ref1": f"R{n}", "document_on": DAY, "due_on": due(4)} for n in numbers
    ]
    invoices = pl.LazyFrame([{"invoice_number": f"R{n}", "invoiced_on": DAY, "due_on": due(20)} for n in numbers])
    assert (
        due_days.due_day_differences(frame(own), frame(items), keyed(invoices), used_again(invoices, invoices))
        .collect()
        .is_empty()
    )


@pytest.mark.parametrize(
    ("kept", "left", "names"),
    [
        ((0,), "119.00", ["OPOS.csv"]),
        ((0, 0), "119.00", ["OPOS.csv", "OPOS.csv"]),
        ((0, 3), "119.00", []),  # one of debtors, or of creditors: what it lacks is compared account by account
        ((0,), "0.00", []),
        ((), "119.00", []),
    ],
)
def test_a_list_of_open_items_without_one_item_is_found_where_something_is_open(
    kept: tuple[int, ...], left: str, names: list[str]
) -> None:
    files = [FileCount("OPOS.csv", "open_items", each, each) for each in kept]
    found = debtors.empty_lists(files, frame([{"balance": Decimal(left)}])).collect()
    assert found["subject"].to_list() == names
    assert found.select("amount", "stated", "booked").rows() == [(Decimal(left), Decimal("0.00"), Decimal(left))] * len(
        names
    )
