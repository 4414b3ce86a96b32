"""What each role sees of the brochure's customer: no amount leaks through a section that is not his."""

import json
from pathlib import Path

import pytest

from clientinfo_kernel.access import ROLES
from clientinfo_kernel.customer_record import customer_record
from clientinfo_kernel.directory import open_directory

RECEIVABLES = {"inbox", "open_items", "ageing", "timeline"}


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("service", RECEIVABLES | {"revenue", "gross_profit"}),
        ("sales", RECEIVABLES | {"gross_profit"}),
        ("accounting", {"gross_profit"}),
        ("controlling", set()),
        ("analyst", set()),
        ("privacy", RECEIVABLES | {"revenue", "gross_profit"}),
    ],
)
def test_sections_that_a_role_may_not_see_are_not_there(demo_settings: Path, role: str, hidden: set[str]) -> None:
    file = open_directory(demo_settings).customer("10012")
    assert set(customer_record(file)) - set(customer_record(file, role)) == hidden


def test_service_and_sales_see_a_light_and_no_amount_of_credit(demo_settings: Path) -> None:
    for role in ("service", "sales"):
        record = customer_record(open_directory(demo_settings).customer("10012"), role)
        assert record["customer"]["credit_light"] == {"light": "red", "reason": "credit limit exceeded"}
        text = json.dumps(record["customer"])
        assert not [amount for amount in ("9366.83", "8000.00", "14054.63", "584") if amount in text]


def test_privacy_sees_no_light_either(demo_settings: Path) -> None:
    assert "credit_light" not in customer_record(open_directory(demo_settings).customer("10012"), "privacy")["customer"]


def test_every_role_of_the_house_has_its_row() -> None:
    from clientinfo_kernel.access import access_of

    assert all(access_of(role) for role in ROLES)
