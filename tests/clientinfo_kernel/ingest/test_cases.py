from datetime import UTC, datetime

import pytest

from clientinfo_kernel.ingest.curate.cases import cases
from clientinfo_kernel.settings import CLOSED_CASE_STATUSES
from data_sources.crm.contract import Cases

from .contract_rows import CUSTOMER_IDS, table


def is_open(*closed: str, **case: object) -> bool:
    row = {"case_id": "1", "customer_number": "12", **case}
    (found,) = cases(table(Cases, row), CUSTOMER_IDS, closed or CLOSED_CASE_STATUSES).collect()["is_open"].to_list()
    return bool(found)


@pytest.mark.parametrize(
    ("status", "expected"), [("offen", True), ("Erledigt", False), ("VERLOREN", False), ("in Klärung", True)]
)
def test_a_status_closes_a_case_in_any_case_of_letters(status: str, *, expected: bool) -> None:
    assert is_open(status=status) is expected


def test_a_closing_date_closes_a_case_whatever_its_status_says() -> None:
    assert is_open(status="offen", closed_at=datetime(2012, 3, 1, 9, tzinfo=UTC)) is False


def test_the_house_says_which_words_close_a_case() -> None:
    assert is_open("abgelegt", status="Abgelegt") is False
    assert is_open("abgelegt", status="erledigt") is True


def test_a_case_without_a_status_stays_open() -> None:
    assert is_open() is True
