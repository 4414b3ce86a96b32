"""Open items, ages, days to pay and exposure on any key date, rebuilt from the movements."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from clientinfo_kernel.query.customer_file import CustomerFile
from clientinfo_kernel.query.key_date import rows_on
from hub.commands.customer import command
from tests.house import House

pytestmark = pytest.mark.slow
D = Decimal
_BOOKED = ("debtor_entries", ("number", "posted_on", "movement"))


def house_at(folder: Path) -> House:
    """An order of January 2012, billed with 119.00 on the 10th, paid with 50.00 in February and the rest in March."""
    made = House.at(folder)
    made.dealer_system("customers", {"customer_number": "12", "name": "Meier", "payment_terms": "30 NETTO"})
    made.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    ordered = datetime(2012, 1, 5, 9, tzinfo=UTC)
    made.dealer_system("orders", {"order_number": "A1", "customer_number": "12", "ordered_at": ordered})
    made.dealer_system(
        "order_splits",
        {"order_number": "A1", "split": 1, "state": "billed", "payer": "customer", "invoice_number": "R1",
         "invoiced_on": date(2012, 1, 10), "amount": Decimal("119.00")},
    )  # fmt: skip
    paid = {"f2": "H", "f7": "10012", "f8": "1200", "f9": "", "f11": "R1"}
    made.postings(
        2012,
        {"f1": "119,00", "f2": "S", "f7": "10012", "f8": "8400", "f10": "1001", "f11": "R1"},
        {**paid, "f1": "50,00", "f10": "1002"},
        {**paid, "f1": "69,00", "f10": "1003"},
    )
    return made


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path / "house")


@pytest.fixture(scope="module")
def meier(tmp_path_factory: pytest.TempPathFactory) -> CustomerFile:
    return house_at(tmp_path_factory.mktemp("meier") / "house").refresh().customer("12")


@pytest.mark.parametrize(
    ("day", "balance", "unbilled", "exposure"),
    [
        (date(2012, 1, 4), "0.00", "0.00", "0.00"),
        (date(2012, 1, 9), "0.00", "119.00", "119.00"),
        (date(2012, 1, 10), "119.00", "0.00", "119.00"),
        (date(2012, 2, 10), "69.00", "0.00", "69.00"),
        (date(2012, 3, 9), "69.00", "0.00", "69.00"),
        (date(2012, 3, 10), "0.00", "0.00", "0.00"),
    ],
)
def test_a_claim_counts_once_on_every_day(
    meier: CustomerFile, day: date, balance: str, unbilled: str, exposure: str
) -> None:
    header = meier.on(day).header()
    assert (header.open_balance, header.unbilled_orders, header.exposure) == (
        *(Decimal(balance), Decimal(unbilled), Decimal(exposure)),
    )
    assert header.key_date == day


def test_a_day_begins_and_ends_when_it_does_in_the_house(house: House) -> None:
    """An order placed at midnight of 1 July in Berlin is none of June, though it is in UTC; likewise what is received."""
    midnight = datetime(2012, 6, 30, 22, tzinfo=UTC)
    in_berlin = datetime(2012, 7, 1)  # noqa: DTZ001  # as the dealer system writes it
    house.dealer_system("orders", {"order_number": "A1", "customer_number": "12", "ordered_at": in_berlin})
    meier = house.refresh().customer("12")
    seen = {day: "order" in meier.on(day).timeline()["kind"] for day in (date(2012, 6, 30), date(2012, 7, 1))}
    assert seen == {date(2012, 6, 30): False, date(2012, 7, 1): True}
    staged = pl.DataFrame(
        {"state": "waiting", "document_number": "R9", "document_on": None, "received_at": midnight},
        schema_overrides={"document_on": pl.Date},
    )
    tables = {"inbox_invoices": staged, "debtor_entries": meier.on(date(2012, 6, 30))._all_rows(*_BOOKED)}
    known = {day: rows_on(tables.__getitem__, "inbox_invoices", day).height for day in seen}
    assert known == {date(2012, 6, 30): 0, date(2012, 7, 1): 1}


def test_ages_count_to_the_key_date(meier: CustomerFile) -> None:
    # Due after 30 days, on 9 February.
    days = {date(2012, 2, 9): ("not_due", 0), date(2012, 2, 10): ("1_30", 1), date(2012, 3, 9): ("1_30", 29)}
    found = {day: meier.on(day).open_items().select("ageing", "days_overdue").row(0) for day in days}
    assert found == days
    assert meier.on(date(2012, 2, 10)).open_items()["amount"].to_list() == [Decimal("119.00")]


def test_days_to_pay_know_only_what_was_paid_in_full_by_then(meier: CustomerFile) -> None:
    # (31 x 50 + 60 x 69) / 119 = 47.8
    assert meier.on(date(2012, 3, 9)).header().days_to_pay is None
    assert meier.on(date(2012, 3, 10)).header().days_to_pay == 48


def test_a_payment_without_a_number_is_an_item_from_its_day_on(house: House) -> None:
    house.postings(2012, {"f1": "7,00", "f2": "H", "f7": "10012", "f8": "1200", "f9": "", "f10": "1005", "f11": ""})
    customer = house.refresh().customer("12")
    assert customer.on(date(2012, 5, 9)).open_items().is_empty()
    items = customer.on(date(2012, 5, 10)).open_items()
    assert items.select("kind", "number", "amount", "balance").rows() == [("U", "", Decimal("0.00"), Decimal("-7.00"))]


def test_of_two_charges_without_a_number_the_one_that_was_reversed_is_gone_from_that_day_on(house: House) -> None:
    """119.00 of 10 January and as much of 10 February, on another account; the second is taken back on 1 March.

    What is left falls due on 9 February, 30 days after its day: 35 days before 15 March. A payment of 7.00 without a number
    is taken back on 2 March, and another of 7.00, in cash, stays.
    """
    charge = {"f1": "119,00", "f2": "S", "f7": "10012", "f11": ""}
    second = {**charge, "f8": "8300", "f10": "1002"}
    paid = {"f1": "7,00", "f2": "H", "f7": "10012", "f8": "1200", "f9": "", "f11": ""}
    house.postings(
        2012,
        *({**charge, "f8": "8400", "f10": "1001"}, second, {**second, "f10": "0103", "f118": "1"}),
        *({**paid, "f8": "1000", "f10": "2002"}, {**paid, "f10": "2102"}, {**paid, "f10": "0203", "f118": "1"}),
    )
    customer = house.refresh().customer("12")

    def items(day: date) -> list[tuple[date, Decimal, str]]:
        return customer.on(day).open_items().select("date", "balance", "ageing").rows()

    charges = [(date(2012, 1, 10), D("119.00")), (date(2012, 2, 10), D("119.00"))]
    payments = [(date(2012, 2, 20), D("-7.00"), "credit"), (date(2012, 2, 21), D("-7.00"), "credit")]
    assert items(date(2012, 2, 29)) == [(*charges[0], "1_30"), (*charges[1], "not_due"), *payments]
    assert items(date(2012, 3, 15)) == [(*charges[0], "31_60"), payments[0]]


def test_a_number_with_a_zero_before_it_is_another_one_before_it_is_booked_too(house: House) -> None:
    """100 is billed in February with 119.00. 0100 comes into the inbox on 1 March with 238.00 and is booked on the 20th."""
    sold = {"f2": "S", "f7": "10012", "f8": "8400"}
    house.postings(
        2012,
        *(
            {**sold, "f1": "119,00", "f10": "1002", "f11": "100"},
            {**sold, "f1": "238,00", "f10": "2003", "f11": "0100"},
        ),
    )
    house.inbox("dms", ("E1;G;;R;0100;01.03.2012;;01.03.2012 08:00;12;10012;;;;200,00;38,00;238,00;EUR;",))
    customer = house.refresh().customer("12")

    def owed(day: date) -> tuple[Decimal | None, Decimal | None, list[str]]:
        file = customer.on(day)
        return file.header().open_balance, file.header().unposted_invoices, file.ledger_documents()["number"].to_list()

    assert owed(date(2012, 2, 29)) == (D("119.00"), D("0.00"), ["100"])
    assert owed(date(2012, 3, 5)) == (D("119.00"), D("238.00"), ["100"])
    assert owed(date(2012, 3, 20)) == (D("357.00"), D("0.00"), ["0100", "100"])


def test_the_command_takes_the_day_and_today_is_the_delivered_list(house: House) -> None:
    house.open_items("10012;R9;01.09.2012;01.10.2012;33,00;0,00;33,00;8400;nur in der Liste;2")
    house.refresh()
    settings = ["--json", "--settings", str(house.folder / "clientinfo.toml")]

    def balance(*day: str) -> str:
        done = CliRunner().invoke(command, ["12", *day, *settings])
        assert done.exit_code == 0, done.output
        return str(json.loads(done.output)["customer"]["open_balance"])

    assert balance("--as-of", "2012-02-10") == "69.00"
    assert balance("--as-of", "2012-10-11") == balance() == "33.00"


@pytest.mark.parametrize(
    ("listed", "today", "on_key_date"),
    [
        pytest.param((), "-12.00", "-7.00", id="no list"),
        pytest.param(("70001;L9;01.09.2012;01.10.2012;0,00;33,00;-33,00;3400;Lieferant;",), "-12.00", "-7.00", id="of creditors alone"),
        pytest.param(("10012;R9;01.09.2012;01.10.2012;4,00;0,00;4,00;8400;Rest;",), "4.00", "4.00", id="of debtors"),
    ],
)  # fmt: skip
def test_without_a_list_of_debtors_the_key_date_itself_leaves_out_what_is_booked_for_later_days(
    house: House, listed: tuple[str, ...], today: str, on_key_date: str
) -> None:
    """7.00 are paid on the key date, 5.00 the day after: today's items hold both, those of the key date the first."""
    paid = {"f2": "H", "f7": "10012", "f8": "1200", "f9": "", "f11": ""}
    house.postings(2012, {**paid, "f1": "7,00", "f10": "1110"}, {**paid, "f1": "5,00", "f10": "1210"})
    if listed:
        house.open_items(*listed)
    file = house.refresh().customer("12")
    shown = (file.asked_for(None), file.asked_for(file.key_date))
    assert [each.header().open_balance for each in shown] == [Decimal(today), Decimal(on_key_date)]


def test_where_nothing_is_booked_later_the_key_date_is_today(meier: CustomerFile) -> None:
    assert meier.asked_for(meier.key_date) is meier  # with what people decided about it
