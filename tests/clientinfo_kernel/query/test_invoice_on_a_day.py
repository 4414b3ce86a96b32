"""An invoice that is posted, paid, reversed and posted anew: on each day it counts once, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.house import House

pytestmark = pytest.mark.slow

SALE, NOTE = {"f2": "S", "f8": "8400"}, {"f2": "H", "f8": "8400"}
PAID, REFUND = {"f2": "H", "f8": "1200", "f9": ""}, {"f2": "S", "f8": "1200", "f9": ""}
REVERSED = {"f118": "1"}
# State, kind, number and day in the inbox; number in the ledger; what is booked, 119.00 each.
BOOKED: dict[str, tuple[tuple[str, str, str, str], str, list[dict[str, str]]]] = {
    "reversed, waits": (("W", "R", "R11", "10.01"), "R11", [SALE | {"f10": "1001"}, SALE | REVERSED | {"f10": "1003"}]),
    "note reversed, waits": (
        ("W", "G", "R12", "10.01"), "R12", [NOTE | {"f10": "1001"}, NOTE | REVERSED | {"f10": "1003"}],
    ),
    "note paid out, reversed, waits": (
        ("W", "G", "R19", "10.01"), "R19",
        [NOTE | {"f10": "1001"}, REFUND | {"f10": "1002"}, NOTE | REVERSED | {"f10": "1003"}],
    ),
    "paid, reversed, waits": (
        ("W", "R", "R13", "10.01"), "R13",
        [SALE | {"f10": "1001"}, PAID | {"f10": "1002"}, SALE | REVERSED | {"f10": "1003"}],
    ),
    "paid, reversed, paid back": (
        ("G", "R", "R14", "10.01"), "R14",
        [SALE | {"f10": "1001"}, PAID | {"f10": "1002"}, SALE | REVERSED | {"f10": "1003"}, REFUND | {"f10": "1004"}],
    ),
    "posted anew": (
        ("G", "R", "R15", "10.01"), "R15",
        [SALE | {"f10": "1001"}, SALE | REVERSED | {"f10": "1003"}, SALE | {"f10": "1005"}],
    ),
    "returned, return reversed": (
        ("W", "R", "R16", "10.01"), "R16",
        [SALE | {"f10": "1001"}, PAID | {"f10": "1002"}, REFUND | {"f10": "1103"}, REFUND | REVERSED | {"f10": "1203"},
         PAID | {"f10": "1004"}],
    ),
    "spelled otherwise": (("G", "R", "r-17", "08.01"), "R17", [SALE | {"f10": "1001"}]),
    "zeros cut off": (("G", "R", "00815", "08.01"), "815", [SALE | {"f10": "1001"}]),
    "no number, reversed": (
        ("G", "R", "R18", "10.01"), "R18",
        [SALE | {"f10": "1001"}, PAID | {"f10": "1002", "f11": ""}, PAID | REVERSED | {"f10": "1003", "f11": ""}],
    ),
    "reversed, its note stands": (
        ("W", "R", "R20", "10.01"), "R20",
        [SALE | {"f10": "1001"}, NOTE | {"f1": "19,00", "f10": "1002"}, SALE | REVERSED | {"f10": "1003"},
         REFUND | {"f1": "19,00", "f10": "1004"}],
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> CustomerDirectory:
    made = House.at(tmp_path_factory.mktemp("days") / "house")
    numbers = range(11, 11 + len(BOOKED))
    made.dealer_system(
        "customers",
        *({"customer_number": str(number), "name": name} for number, name in zip(numbers, BOOKED, strict=True)),
    )
    made.dealer_system(
        "debtor_accounts", *({"customer_number": str(number), "debtor_account": f"100{number}"} for number in numbers)
    )
    waiting, postings = [], []
    for number, (staged, ledger, booked) in zip(numbers, BOOKED.values(), strict=True):
        postings += [{"f1": "119,00", "f7": f"100{number}", "f11": ledger} | each for each in booked]
        state, kind, spelled, day = staged
        waiting.append(
            f"E{number};{state};;{kind};{spelled};{day}.2012;;;{number};100{number};;;;100,00;19,00;119,00;EUR;"
        )
    made.postings(2012, *postings)
    made.inbox("dms", tuple(waiting))
    return made.refresh()


def customer(house: CustomerDirectory, name: str) -> CustomerFile:
    return house.customer(str(11 + list(BOOKED).index(name)))


@pytest.mark.parametrize(
    ("name", "day", "open_balance", "unposted"),
    [
        ("reversed, waits", (2, 10), "119.00", "0.00"),
        ("reversed, waits", (3, 9), "119.00", "0.00"),
        ("reversed, waits", (3, 10), "0.00", "119.00"),
        ("note reversed, waits", (2, 10), "-119.00", "0.00"),
        ("note reversed, waits", (3, 10), "0.00", "-119.00"),
        ("note paid out, reversed, waits", (2, 9), "-119.00", "0.00"),
        ("note paid out, reversed, waits", (2, 10), "0.00", "0.00"),
        ("note paid out, reversed, waits", (3, 10), "119.00", "-119.00"),
        ("note paid out, reversed, waits", (10, 11), "119.00", "-119.00"),
        ("paid, reversed, waits", (2, 9), "119.00", "0.00"),
        ("paid, reversed, waits", (2, 10), "0.00", "0.00"),
        ("paid, reversed, waits", (3, 10), "-119.00", "119.00"),
        # Nobody posts it again: what is booked later is the money that goes back.
        ("paid, reversed, paid back", (2, 10), "0.00", "0.00"),
        ("paid, reversed, paid back", (3, 10), "-119.00", "0.00"),
        ("paid, reversed, paid back", (4, 10), "0.00", "0.00"),
        ("posted anew", (2, 10), "119.00", "0.00"),
        ("posted anew", (3, 10), "0.00", "119.00"),
        ("posted anew", (5, 10), "119.00", "0.00"),
        ("returned, return reversed", (3, 12), "0.00", "0.00"),
        ("spelled otherwise", (1, 7), "0.00", "0.00"),
        ("spelled otherwise", (1, 8), "0.00", "119.00"),
        ("reversed, its note stands", (2, 10), "100.00", "0.00"),
        ("reversed, its note stands", (3, 10), "-19.00", "119.00"),
        ("reversed, its note stands", (10, 11), "0.00", "119.00"),
        ("spelled otherwise", (1, 9), "0.00", "119.00"),
        ("spelled otherwise", (1, 10), "119.00", "0.00"),
        ("zeros cut off", (1, 7), "0.00", "0.00"),
        ("zeros cut off", (1, 9), "0.00", "119.00"),
        ("zeros cut off", (1, 10), "119.00", "0.00"),
    ],
)  # fmt: skip
def test_on_each_day_an_invoice_counts_once(
    house: CustomerDirectory, name: str, day: tuple[int, int], open_balance: str, unposted: str
) -> None:
    header = customer(house, name).on(date(2012, *day)).header()
    assert (header.open_balance, header.unposted_invoices) == (Decimal(open_balance), Decimal(unposted))
    assert header.exposure == Decimal(open_balance) + Decimal(unposted)


def test_today_what_was_paid_before_it_was_reversed_waits_beside_its_payment(house: CustomerDirectory) -> None:
    header = customer(house, "paid, reversed, waits").header()
    assert (header.open_balance, header.unposted_invoices, header.exposure) == (
        *(Decimal("-119.00"), Decimal("119.00"), Decimal(0)),
    )


@pytest.mark.parametrize("name", ["reversed, waits", "posted anew"])
def test_an_item_of_a_day_has_the_amount_and_day_of_its_invoice(house: CustomerDirectory, name: str) -> None:
    items = customer(house, name).on(date(2012, 2, 10)).open_items()
    assert items.select("date", "amount", "balance").rows() == [
        (date(2012, 1, 10), Decimal("119.00"), Decimal("119.00"))
    ]


@pytest.mark.parametrize(
    ("day", "balances"),
    [((2, 9), ["119.00"]), ((2, 10), ["119.00", "-119.00"]), ((3, 10), ["119.00"]), ((10, 11), ["119.00"])],
)
def test_a_payment_without_a_number_stands_there_until_it_is_reversed(
    house: CustomerDirectory, day: tuple[int, int], balances: list[str]
) -> None:
    file = customer(house, "no number, reversed")
    for items in (file.on(date(2012, *day)).open_items(), *([file.open_items()] if day == (10, 11) else [])):
        assert items["balance"].to_list() == [Decimal(each) for each in balances]
