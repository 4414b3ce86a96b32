"""Checks of the ledger in itself on a few postings, without a house."""

import pytest

from clientinfo_kernel.ingest.checks.ledger import accounts_without_range
from clientinfo_kernel.ingest.movements.booked import booked
from tests.clientinfo_kernel.ingest.ledger_rows import mapping, posting, postings, roles


@pytest.mark.parametrize(("chart", "margin", "money"), [("03", "8191", "1200"), ("04", "4136", "1800")])
def test_a_mapping_of_the_house_that_forgets_the_margin_of_its_cars_is_told(
    chart: str, margin: str, money: str
) -> None:
    """The margin's account is a class of the chart for its tax; it is in no figure all the same. The bank need not be."""
    ranges = mapping((int(margin) + 1, int(margin) + 9, "revenue", "used_vehicles", {}))
    rows = postings(
        posting("2021-03-01", "2380.00", "S", "10012", margin, document_ref1="R1"),
        posting("2021-03-09", "2380.00", "S", money, "10012", document_ref1="R1"),
    )
    known = roles(rows, ranges, chart)
    assert accounts_without_range(booked(rows, known), known).collect()["subject"].to_list() == [margin]
