"""What of a delivery that is far smaller than the last one holds its source back."""

import pytest

from clientinfo_kernel.ingest.delivery import Delivery, FileCount, FileRecord
from clientinfo_kernel.ingest.far_smaller import far_smaller


def delivery(source: str, table: str, records: int) -> Delivery:
    counts, read = FileCount("a.csv", table, records, records), FileRecord("a.csv", table, records, records)
    return Delivery(source, "mapped", "2026-11-27T10:00:00Z", (counts,), records=(read,))


@pytest.mark.parametrize(
    ("source", "table", "held_back"),
    [
        ("dealer_system", "appointments", False),  # few before holidays
        ("ledger", "open_items", False),  # after the debits were collected
        ("ledger", "balances", False),
        ("ledger", "postings", True),
        ("dealer_system", "customers", True),
        ("inbox", "invoice_entries", False),
    ],
)
def test_what_shortens_in_the_course_of_business_holds_nothing_back(
    source: str, table: str, *, held_back: bool
) -> None:
    found = far_smaller(delivery(source, table, 180), delivery(source, table, 400))
    assert [(each.name, each.records, each.before) for each in found] == (
        [(table, 180, 400), ("a.csv", 180, 400)] if held_back else []
    )
