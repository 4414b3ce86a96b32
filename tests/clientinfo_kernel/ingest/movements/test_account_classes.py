"""What an account does to a claim, by the numbers of DATEV's standard charts and by the house's own mapping."""

from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.account_mapping import MAPPING, map_accounts
from clientinfo_kernel.ingest.movements.account_classes import cash_discount_account, with_account_classes
from tests.clientinfo_kernel.ingest.ledger_rows import mapping

NOTHING = MAPPING.to_frame()
# DATEV's charts: cash, post office and other banks, cheques, money in transit; deposits received and their offset;
# card slips, interim accounts and vouchers where they are not near the money; losses of claims; granted cash discounts; opening balances; tax; claims, doubtful ones among them. Beside each range its neighbours.
SKR03 = {
    "money": ("1000", "1029", "1100", "1199", "1200", "1299", "1330", "1339", "1360", "1369"),
    "deposit": ("1593", "1710", "1718", "1724"),
    "write_off": ("2400", "2409", "2430", "2439"),
    "cash_discount": ("8730", "8736", "8749"),
    "tax": ("1560", "1576", "1589", "1725", "1728", "1760", "1776", "1791", "1794", "1797", "1798"),
    "transfer": ("1400", "1460", "1499"),
    "opening_balance": ("9000", "9008", "9999"),
    None: (
        "0999",
        "1030",
        "1300",
        "1340",
        "1370",
        "1399",
        "1500",
        "1559",
        "1590",
        "1592",
        "1594",
        "1709",
        "1729",
        "1730",
        "1739",
        "1747",
        "1759",
        # Between the accounts of tax: interim accounts, deposits paid, social security, vouchers; then a free number.
        "1792",
        "1793",
        "1795",
        "1796",
        "1799",
        "2399",
        "2410",
        "8729",
        "8750",
        "8999",
    ),
}
# The margin of § 25a UStG, and fixed assets that are sold; in SKR51 class 81 is new vehicles, and 88 revenue, too.
_SOLD = ("8800", "8809", "8820", "8829")
WITH_MARGIN = {
    **SKR03,
    "margin": ("8191", "8198", "8199"),
    "asset_sale": _SOLD,
    None: (*SKR03[None], "8190", "8192", "8197", "8200", "8799", "8810", "8819", "8830"),
}
WITHOUT_MARGIN = {**SKR03, None: (*SKR03[None], "8191", *_SOLD)}
SKR04 = {
    "money": ("1460", "1469", "1550", "1559", "1600", "1699", "1700", "1799", "1800", "1899", "3610", "3630", "3786"),
    "deposit": ("1495", "3250", "3272", "3299"),
    "write_off": ("6280", "6289", "6930", "6939"),
    "cash_discount": ("4730", "4736", "4749"),
    "tax": ("1400", "1406", "1439", "3800", "3806", "3859"),
    "transfer": ("1200", "1240", "1299"),
    "opening_balance": ("9000", "9999"),
    "margin": ("4133", "4134", "4136"),
    "asset_sale": ("4844", "4849", "6884", "6889"),
    None: (
        "4843",
        "4850",
        "6883",
        "6890",
        "4132",
        "4135",
        "4137",
        "1000",
        "1300",
        "1440",
        "1470",
        "1560",
        "1900",
        "3249",
        "3300",
        "3609",
        "3620",
        "3640",
        "3785",
        "3787",
        "3799",
        "3860",
        "6290",
        "6940",
        "4729",
        "4750",
    ),
}


def classes(accounts: list[str], chart: str | None, length: int = 4, ranges: pl.DataFrame = NOTHING) -> pl.DataFrame:
    return with_account_classes(map_accounts(pl.Series(accounts, dtype=pl.String), ranges), chart, length)


def by_account(frame: pl.DataFrame, column: str) -> dict[str, Any]:
    return dict(frame.select("account", column).rows())


@pytest.mark.parametrize(
    ("chart", "expected", "current"),
    [
        ("03", WITH_MARGIN, (1000, 1999)),
        *((chart, WITHOUT_MARGIN, (1000, 1999)) for chart in ("51", None, "99")),
        ("04", SKR04, (1200, 1999)),
    ],
)
def test_the_standard_charts(
    chart: str | None, expected: dict[str | None, tuple[str, ...]], current: tuple[int, int]
) -> None:
    wanted = {account: kind for kind, accounts in expected.items() for account in accounts} | {
        "1199": None,
        "1999": None,
        "2000": None,
    }
    wanted |= {} if expected is SKR04 else {"1199": "money"}
    found = classes(list(wanted), chart)
    assert by_account(found, "account_class") == {**wanted, "Skonto": "cash_discount"}
    is_current = {account: current[0] <= int(account) <= current[1] for account in wanted}
    assert by_account(found, "is_current") == {**is_current, "Skonto": False}


def test_a_longer_ledger_appends_digits_and_may_drop_a_leading_zero() -> None:
    # With five digits 12000 is a bank of SKR03; 1200 there is 01200, which is a fixed asset.
    found = classes(["12000", "12999", "1200", "13000", "A1"], "03", 5)
    assert by_account(found, "account_class") == {
        "12000": "money",
        "12999": "money",
        "1200": None,
        "13000": None,
        "A1": None,
        "Skonto": "cash_discount",
    }


def test_the_house_s_mapping_comes_before_the_chart() -> None:
    ranges = mapping(
        (1200, 1200, "transfer", "unassigned", {}),
        (1500, 1500, "money", "unassigned", {}),
        (2650, 2650, "dunning_charge", "unassigned", {}),
        (8730, 8739, "revenue_deduction", "parts", {}),
    )
    found = classes(["1200", "1500", "2650", "8735"], "03", ranges=ranges)
    assert by_account(found, "account_class") == {
        "1200": "transfer",
        "1500": "money",
        "2650": "dunning_charge",
        "8735": "cash_discount",
        "Skonto": "cash_discount",
    }


@pytest.mark.parametrize(
    ("chart", "length", "account"),
    [("03", 4, "8736"), ("51", 6, "873600"), (None, 4, "8736"), ("04", 4, "4736"), ("04", 5, "47360")],
)
def test_a_discount_of_field_13_is_booked_on_the_chart_s_account(chart: str | None, length: int, account: str) -> None:
    # DATEV: Gewährte Skonti, 8736 in SKR03 and 4736 in SKR04.
    assert cash_discount_account(chart, length) == account
    known = mapping((int(account), int(account), "revenue_deduction", "parts", {}))
    found = classes([account, "1200"], chart, length, known)
    assert by_account(found, "takes_cash_discount") == {account: True, "1200": False}


def test_where_the_house_maps_no_such_account_the_discount_is_a_deduction_of_no_division() -> None:
    # 8736 is mapped as revenue here, so it cannot stand for the discount.
    found = classes(["8736", "1200"], "03", ranges=mapping((8000, 8999, "revenue", "parts", {"is_warranty": True})))
    assert by_account(found, "takes_cash_discount") == {"8736": False, "1200": False, "Skonto": True}
    (row,) = found.filter(account="Skonto").to_dicts()
    assert {key: value for key, value in row.items() if value is not None} == {
        "account": "Skonto", "role": "revenue_deduction", "division": "unassigned", "is_warranty": False,
        "account_class": "cash_discount", "is_current": False, "is_transit": False, "takes_cash_discount": True,
    }  # fmt: skip
