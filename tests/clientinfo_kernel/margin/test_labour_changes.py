"""Labour units that change in a closed month in which no posting does, worked out on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.margin import Margin
from clientinfo_kernel.margin import snapshot_changes as compared_snapshots
from clientinfo_kernel.margin.changed_months import changed
from clientinfo_kernel.margin.closed_periods import closed_periods, closing
from clientinfo_kernel.margin.labour_changes import LABOUR, labour_changes
from clientinfo_kernel.margin.posting_changes import canonical, documents_of
from clientinfo_kernel.margin.snapshot_changes import snapshot_changes
from tests.command import clientinfo
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.margin.where import Where
    from clientinfo_kernel.query.directory import CustomerDirectory

MARCH = date(2012, 3, 1)
NOTHING = Decimal(0)


def _labour(*rows: tuple[str, str, str]) -> pl.DataFrame:
    said = [
        {"customer": "12", "year": 2012, "number": number, "division": "workshop", "labour_units": units, "labour_minutes": minutes}
        for number, units, minutes in rows
    ]  # fmt: skip
    text = dict.fromkeys(("labour_units", "labour_minutes"), pl.String)
    return pl.DataFrame(said, schema={**LABOUR, **text}).cast(dict(LABOUR))


def test_more_less_gone_and_new_labour_is_named_and_what_is_alike_is_not() -> None:
    """90 minutes are 1.5 hours. R1 stands in two months, which are one; R5's make counts in other minutes now."""
    before = _labour(("R1", "5", "30"), ("R1", "5", "30"), ("R2", "15", "90"), ("R4", "2", "12"), ("R5", "12", "72"))
    now = _labour(("R1", "10", "60"), ("R2", "9.5", "57"), ("R3", "30", "180"), ("R5", "12", "60"))
    found = labour_changes(before, now)
    sides = ("number", "units_before", "units_now", "units_difference", "hours_before", "hours_now")
    assert found.select(sides).rows() == [
        ("R3", NOTHING, Decimal(30), Decimal(30), NOTHING, Decimal(3)),
        ("R2", Decimal(15), Decimal("9.5"), Decimal("-5.5"), Decimal("1.5"), Decimal("0.95")),
        ("R4", Decimal(2), NOTHING, Decimal(-2), Decimal("0.2"), NOTHING),
        ("R5", Decimal(12), Decimal(12), NOTHING, Decimal("1.2"), Decimal(1)),
    ]
    assert labour_changes(now, now).is_empty()


def _work(house: House, units: str) -> CustomerDirectory:
    """One hundred euros of work in March, always; what changes are the labour units of R1, and of R7, which has no day."""
    line = {"split": 1, "line": 1, "kind": "labour", "labour_units": Decimal(units)}
    house.dealer_system("order_lines", *({"order_number": order, **line} for order in ("A1", "A7")))
    return replace(house.refresh(), viewer=Viewer("petra", frozenset({"controlling"}), "Petra König"))


@pytest.mark.slow
def test_labour_of_a_closed_month_that_a_refresh_changes_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    house = House.at(tmp_path / "house")
    house.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    house.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    house.dealer_system("orders", *({"order_number": order, "customer_number": "12"} for order in ("A1", "A7")))
    split = {"order_number": "A1", "split": 1, "payer": "customer", "state": "billed", "invoice_number": "R1"}
    undated = {**split, "order_number": "A7", "invoice_number": "R7"}
    house.dealer_system("order_splits", {**split, "invoiced_on": date(2012, 3, 10)}, undated)
    sale = {"f1": "100,00", "f2": "S", "f7": "10012", "f8": "8400", "f9": "", "f10": "1003", "f11": "R1"}
    house.postings(2012, sale)
    directory = _work(house, "10.00")
    directory.live_of_house().do(closing(Margin(directory), MARCH, "1"))
    assert changed(Margin(directory), closed_periods(Margin(directory))) == {}

    margin = Margin(_work(house, "12.50"))
    (march,) = closed_periods(margin)
    assert changed(margin, [march]) == {MARCH: NOTHING}, "the month is another, and not a cent of it"
    assert march.changes(margin).is_empty()
    sides = ("customer", "number", "division", "payer", "units_before", "units_now")
    ten, twelve = Decimal(10), Decimal("12.5")
    assert march.labour(margin).select(sides).rows() == [("12", "R1", "workshop", "customer", ten, twelve)]
    compared = snapshot_changes(margin, (("month", ("2012-03",)),))
    assert compared is not None
    assert compared.labour.equals(march.labour(margin))
    by_account = snapshot_changes(margin, (("account", ("8400",)),))
    assert by_account is not None
    assert by_account.labour.is_empty(), "single accounts know no labour"
    # Where there are more postings than fit beside their texts, labour is read in the same parts as they are.
    asked: list[Where] = []

    def of_part(self: Margin, where: Where) -> pl.DataFrame:
        asked.append(where)
        return document_labour(self, where)

    with monkeypatch.context() as small:
        document_labour = Margin.labour_sums
        small.setattr(Margin, "labour_sums", of_part)
        small.setattr(compared_snapshots, "_AT_ONCE", 0)
        parted = snapshot_changes(margin, ())
    assert parted is not None
    assert parted.labour.select("number", "units_now").rows() == [("R1", twelve), ("R7", twelve)]
    by_division = [each for each in map(dict, asked) if each["year"] == ("2012",)]
    assert by_division
    assert all("division" in each for each in by_division)
    settings = str(house.folder / "clientinfo.toml")
    said = clientinfo("margin", "--closed", "--settings", settings)
    assert said.returncode == 1
    assert "12.50" in said.stdout

    # Of a month that was closed before labour was kept nothing is said about it.
    earlier = replace(march, figures_hash="2:" + sha256(canonical(documents_of(margin.document_sums()))).hexdigest())
    assert changed(margin, [earlier]) == {}
    assert earlier.labour(margin).is_empty()
