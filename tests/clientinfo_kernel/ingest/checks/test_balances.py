"""The list of totals and balances against the postings: which accounts differ, by how much, and what is no difference."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.checks.balances import balance_findings
from clientinfo_kernel.ingest.movements.booked import booked
from clientinfo_kernel.query.snapshot import SnapshotStore
from data_sources.ledger.contract import Balances
from tests.clientinfo_kernel.ingest.ledger_rows import kind, mapping, posting, postings, roles
from tests.house import House

pytestmark = pytest.mark.slow
D = Decimal
MARCH = date(2012, 3, 31)
MAPPING = mapping((8400, 8499, "revenue", "workshop", {}))
DISCOUNTS = mapping((8400, 8499, "revenue", "workshop", {}), (8730, 8743, "revenue_deduction", "workshop", {}))
# On paper: 119.00 and 238.00 gross at 19 % are 100.00 and 200.00 net; 119.00 of them paid.
SALES = (
    posting("2012-01-10", "119.00", "S", "10012", "8400", tax_key="3", document_ref1="R1"),
    posting("2012-03-10", "238.00", "S", "10012", "8400", tax_key="3", document_ref1="R2"),
    posting("2012-03-20", "119.00", "S", "1200", "10012", document_ref1="R1"),
)


def total(
    account: str,
    debit: str,
    credit: str,
    *,
    month: tuple[str, str] | None = None,
    end: date = MARCH,
    opening: str | None = None,
    file: str = "SuSa.csv",
) -> dict[str, Any]:
    """A row of the list: what the account took from January to the end of ``end``'s month, and in that month."""
    in_month = dict(zip(("month_debit", "month_credit"), month, strict=True)) if month else {}
    fixed = {"account": account, "account_kind": kind(account), "period_end": end, "debit": debit, "credit": credit}
    return fixed | in_month | {"opening": opening, "source_file": file, "source_row": 2}


SOUND = (
    total("8400", "0.00", "300.00", month=("0.00", "200.00")),
    total("10012", "357.00", "119.00", month=("238.00", "119.00")),
    # Not compared: what a posting's key splits off stands on an account that no posting names.
    total("1776", "0.00", "57.00", month=("0.00", "38.00")),
)


def found(
    *listed: dict[str, Any], sales: tuple[dict[str, Any], ...] = SALES, chart: pl.DataFrame = MAPPING
) -> list[tuple[Any, ...]]:
    frame = postings(*sales)
    known = roles(frame, chart)
    schema = Balances.create_empty().schema
    text = {name: pl.String if isinstance(dtype, pl.Decimal | pl.Enum) else dtype for name, dtype in schema.items()}
    rows = pl.LazyFrame([{name: row.get(name) for name in schema} for row in listed], schema=text).cast(dict(schema))
    columns = ("kind", "subject", "amount", "stated", "booked", "source_file", "source_row")
    return [
        row
        for each in balance_findings(rows, booked(frame, known), frame, known)
        for row in each.select(columns).collect().rows()
    ]


def test_lists_that_agree_are_no_finding() -> None:
    january = total("8400", "0.00", "100.00", month=("0.00", "100.00"), end=date(2012, 1, 31), file="SuSa_Jan.csv")
    assert found(*SOUND, january) == []


def test_what_differs_has_its_size_and_the_line_of_the_first_list_that_says_so() -> None:
    february = total("8400", "0.00", "150.00", end=date(2012, 2, 29), file="SuSa_Feb.csv")
    later = total("8400", "0.00", "350.00")
    assert found(later, february) == [
        ("balance_differs", "8400", D("50.00"), D("-150.00"), D("-100.00"), "SuSa_Feb.csv", 2)
    ]


def test_a_corrected_list_of_the_same_day_is_enough() -> None:
    assert found(total("8400", "0.00", "250.00", file="SuSa_alt.csv"), *SOUND) == []


def test_a_list_of_another_period_settles_nothing() -> None:
    of_march = total("8400", "0.00", "200.00", file="Maerz.csv") | {"period_start": date(2012, 3, 1)}
    assert [row[:3] for row in found(of_march, total("8400", "0.00", "350.00"))] == [
        ("balance_differs", "8400", D("50.00"))
    ]


def test_discounts_in_payments_stand_on_one_account_per_rate() -> None:
    # 2 % of 119.00 at 19 % and of 107.00 at 7 %: 2.00 net each, which DATEV books to 8736 and to 8731.
    sales = (
        posting("2012-01-10", "119.00", "S", "10012", "8400", tax_key="3", document_ref1="R1"),
        posting("2012-01-10", "107.00", "S", "10012", "8400", tax_key="2", document_ref1="R2"),
        posting("2012-01-20", "116.62", "S", "1200", "10012", document_ref1="R1", cash_discount="2.38"),
        posting("2012-01-20", "104.86", "S", "1200", "10012", document_ref1="R2", cash_discount="2.14"),
    )
    listed = (total("8731", "2.00", "0.00"), total("8736", "2.00", "0.00"), total("8400", "0.00", "200.00"))
    assert found(*listed, sales=sales, chart=DISCOUNTS) == []
    # A house that books them itself says the account in each posting, so it can be compared.
    booked_itself = posting("2012-01-20", "2.38", "H", "10012", "8736", tax_key="3", document_ref1="R1")
    assert found(total("8736", "5.00", "0.00"), sales=(*sales[:2], booked_itself), chart=DISCOUNTS) == [
        ("balance_differs", "8736", D("3.00"), D("5.00"), D("2.00"), "SuSa.csv", 2)
    ]


def test_a_posting_in_another_month_is_doubtful_where_the_year_agrees() -> None:
    shifted = total("8400", "0.00", "300.00", month=("0.00", "300.00"))
    assert found(shifted) == [("month_total_differs", "8400", D("100.00"), None, None, "SuSa.csv", 2)]


def test_an_opening_counts_where_the_ledger_books_openings() -> None:
    listed = total("10012", "357.00", "119.00", opening="40.00")
    assert found(listed) == []  # no opening of 2012 was exported
    opening = posting("2012-01-01", "50.00", "S", "10012", "9008", document_ref1="R0")
    assert found(listed, sales=(opening, *SALES)) == [
        ("balance_differs", "10012", D("10.00"), D("278.00"), D("288.00"), "SuSa.csv", 2)
    ]


def test_a_period_that_begins_within_the_year_totals_what_is_in_it() -> None:
    of_march = total("8400", "0.00", "200.00") | {"period_start": date(2012, 3, 1)}
    assert found(of_march) == []


def test_a_list_older_than_the_postings_says_nothing() -> None:
    assert found(total("8400", "0.00", "900.00", end=date(2011, 12, 31))) == []


def test_an_account_whose_postings_are_missing_altogether_is_found(tmp_path: Path) -> None:
    house = House.at(tmp_path / "house")
    house.postings(2012, {"f1": "119,00", "f2": "S", "f7": "10012", "f8": "8400", "f10": "1001", "f11": "R1"})
    lines = ("Konto;Beschriftung;Soll;Haben;Saldo", "8400;Werkstatt;0;100,00;-100,00", "8300;Teile;0;75,00;-75,00")
    (house.folder / "datev" / "SuSa_2012-03.csv").write_text("\n".join(lines), "cp1252")
    house.refresh()
    findings = SnapshotStore(house.folder / "state" / "snapshots").newest().whole("findings")
    rows = findings.select("kind", "subject", "amount", "stated", "booked", "source_file", "source_row").rows()
    assert rows == [("balance_differs", "8300", D("75.00"), D("-75.00"), D("0.00"), "SuSa_2012-03.csv", 3)]
