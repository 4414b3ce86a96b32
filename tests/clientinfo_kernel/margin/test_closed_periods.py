"""A month that is closed, a refresh that changes it, and what is said of it: over a small house, refreshed for real."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import ChangeNotPermitted, MonthDecided, QuestionError
from clientinfo_kernel.live.across import known_contents
from clientinfo_kernel.live.closed_periods import CLOSED_PERIOD
from clientinfo_kernel.live.commands import Add, Conflict, Saved
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.document_files import DocumentFiles
from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.margin import Margin, changed_months
from clientinfo_kernel.margin import snapshot_changes as compared_snapshots
from clientinfo_kernel.margin.changed_months import CHANGED_FILE, changed, late_documents
from clientinfo_kernel.margin.closed_periods import closed_periods, closing, opening
from clientinfo_kernel.margin.snapshot_changes import snapshot_before, snapshot_changes
from clientinfo_kernel.margin.what_if_facts import facts_of
from tests.command import clientinfo
from tests.house import House

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory

pytestmark = pytest.mark.slow

MARCH, APRIL = date(2012, 3, 1), date(2012, 4, 1)


def sale(amount: str, day: str, number: str, **more: str) -> dict[str, str]:
    return {"f1": amount, "f2": "S", "f7": "10012", "f8": "8400", "f9": "", "f10": day, "f11": number, **more}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    made = House.at(tmp_path / "house")
    made.dealer_system("customers", {"customer_number": "12", "name": "Meier"})
    made.dealer_system("debtor_accounts", {"customer_number": "12", "debtor_account": "10012"})
    # 10 % of the workshop's revenue are wages (tests/house.py)
    made.postings(2012, sale("100,00", "1003", "R1"), sale("50,00", "1103", "R2"), sale("70,00", "1004", "R3"))
    return made


def _open(house: House) -> CustomerDirectory:
    return replace(house.refresh(), viewer=Viewer("petra", frozenset({"controlling"}), "Petra König"))


@pytest.mark.slow
def test_a_closed_month_keeps_its_figures_and_names_every_row_that_changes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """March: 100 and 50 of work, 15 of wages: 135. Then R1 is 120, R2 is gone, R4 comes: 120 + 30 less 15."""
    directory = _open(house)
    margin, store = Margin(directory), directory.live_of_house()
    store.do(closing(margin, MARCH, "1", "Monatsabschluss"))
    (march,) = closed_periods(margin)
    assert (march.month, march.gross_profit, march.documents) == (MARCH, Decimal(135), 2)
    assert (march.closed_by, march.note, march.snapshot) == ("Petra König", "Monatsabschluss", margin.newest())
    assert changed(margin, [march]) == {}
    assert facts_of(margin, ())[1].quota_months == (MARCH,), "the quota of wages is of closed months"
    database = LiveDatabase.of(directory.settings)
    assert known_contents(database, [march.content_hash, "0" * 64]) == {march.content_hash}, "nobody sweeps it"
    assert snapshot_changes(margin, ()) is None, "there is no snapshot before the first"

    # A refresh that brings the same postings in other lines, and April's correction, changes no March.
    house.postings(2012, sale("70,50", "1004", "R3"), sale("50,00", "1103", "R2"), sale("100,00", "1003", "R1"))
    margin = Margin(_open(house))
    assert changed(margin, closed_periods(margin)) == {}

    house.postings(2012, sale("70,50", "1004", "R3"), sale("120,00", "1003", "R1"), sale("30,00", "1503", "R4"))
    page = margin.pinned()
    margin = Margin(_open(house))
    assert changed(margin, closed_periods(margin)) == {MARCH: Decimal(0)}, (
        "the sum is the same, and yet it is another month"
    )
    found = march.changes(margin)
    posted = found.filter(found["origin"] == "posted").select("change", "number", "before", "now", "source_row")
    assert posted.rows() == [
        ("went", "R2", Decimal(50), None, 4),
        ("came", "R4", None, Decimal(30), 5),
        ("changed", "R1", Decimal(100), Decimal(120), 4),
    ]
    wages = found.filter(found["origin"] == "calculated").select("change", "number", "difference")
    assert wages.rows() == [("went", "R2", Decimal(5)), ("came", "R4", Decimal(-3)), ("changed", "R1", Decimal(-2))]
    # The same from one snapshot to the next: what was closed is not asked.
    compared = snapshot_changes(margin, (("month", ("2012-03",)),))
    assert compared is not None
    assert compared.changes.drop("source_row").equals(found.drop("source_row"))
    # A page that still answers from the former snapshot does not compare that one with itself.
    assert snapshot_before(page) is None
    late = snapshot_changes(page, (("month", ("2012-03",)),))
    assert late is not None
    assert (late.before, late.now) == (page.newest(), margin.newest())
    assert late.changes.equals(compared.changes)
    # Part by part, as where there are more postings than are compared at once; and too many in all.
    whole = snapshot_changes(margin, ())
    monkeypatch.setattr(compared_snapshots, "_AT_ONCE", 0)
    for where in ((), (("month", ("2012-03",)),), (("division", ("workshop",)),), (("year", ("2010..2012",)),)):
        parted = snapshot_changes(margin, where)
        assert parted is not None
        assert whole is not None
        assert parted.changes.equals(whole.changes), where
    assert whole is not None
    assert whole.changes.height == 6
    monkeypatch.setattr(compared_snapshots, "_MOST_COMPARED", 3)
    with pytest.raises(QuestionError, match="narrow the filters"):
        snapshot_changes(margin, ())

    store.do(opening(margin, MARCH, "2", "Nachbuchung des Steuerberaters"))
    assert closed_periods(margin) == []
    store.do(closing(margin, MARCH, "3"))
    (again,) = closed_periods(margin)
    assert again.figures_hash != march.figures_hash
    assert changed(margin, [again]) == {}
    assert margin.directory.written(CLOSED_PERIOD).height == 3, "each decision stays"


def test_what_cannot_be_closed_or_opened_is_said(house: House) -> None:
    directory = _open(house)
    margin = Margin(directory)
    with pytest.raises(QuestionError, match="not over"):
        closing(margin, directory.key_date, "1")
    with pytest.raises(QuestionError, match="nothing is posted"):
        closing(margin, date(2012, 5, 1), "1")
    with pytest.raises(InputRefused):
        opening(margin, APRIL, "1", "  ")
    with pytest.raises(MonthDecided, match="open already"):
        opening(margin, APRIL, "1", "doch nicht")
    with pytest.raises(ChangeNotPermitted):
        closing(Margin(replace(directory, viewer=Viewer("x", frozenset({"accounting"})))), MARCH, "1")


def test_a_month_is_not_closed_or_opened_over_what_somebody_else_decided(house: House) -> None:
    """Paul's page still says that March is open when Petra has closed it: his closing must not freeze it again."""
    directory = _open(house)
    margin, store = Margin(directory), directory.live_of_house()
    paul = replace(directory, viewer=Viewer("paul", frozenset({"controlling"}), "Paul"))
    at_once = closing(Margin(paul), MARCH, "p1", "von Paul")
    assert isinstance(store.do(closing(margin, MARCH, "1", "von Petra")), Saved)
    assert isinstance(paul.live_of_house().do(at_once), Conflict), "both pressed before either was written"
    with pytest.raises(MonthDecided, match="closed already"):
        closing(Margin(paul), MARCH, "p2", "von Paul")
    assert [each.note for each in closed_periods(margin)] == ["von Petra"]
    both = [opening(each, MARCH, each.directory.viewer.name, "zu früh") for each in (margin, Margin(paul))]
    answers = [store.do(both[0]), paul.live_of_house().do(both[1])]
    assert [answer.is_changed for answer in answers if isinstance(answer, Saved)] == [True, False]
    assert directory.written(CLOSED_PERIOD)["state"].sort().to_list() == ["closed", "open"]


@pytest.mark.slow
def test_a_closed_month_keeps_cost_centres_and_says_what_cancels_out_but_no_text_is_a_late_document(
    house: House,
) -> None:
    """R1 moves from cost centre 10 to 77, R2 says something else; then R3 of April is 70 under another number."""
    house.postings(
        2012, sale("100,00", "1003", "R1", f37="10"), sale("50,00", "1103", "R2"), sale("70,00", "1004", "R3")
    )
    directory = _open(house)
    margin, store = Margin(directory), directory.live_of_house()
    store.do(closing(margin, MARCH, "1"))
    texts = (
        sale("100,00", "2003", "R1", f37="10", f14="anders"),
        sale("50,00", "1103", "R2"),
        sale("70,00", "1004", "R3"),
    )
    house.postings(2012, *texts)
    margin = Margin(_open(house))
    assert changed(margin, closed_periods(margin)) == {}, "days and texts are no figures"

    moved = sale("100,00", "1003", "R1", f37="77"), sale("50,00", "1103", "R2", f14="anders")
    house.postings(2012, *moved, sale("70,00", "1004", "R9"))
    margin = Margin(_open(house))
    store.do(closing(margin, APRIL, "2"))
    march = closed_periods(margin)[1]
    assert changed(margin, closed_periods(margin)) == {MARCH: Decimal(0)}
    posted = march.changes(margin).filter(origin="posted").select("change", "number", "cost_center", "difference")
    assert set(posted.rows()) == {
        ("went", "R1", "10", Decimal(-100)),
        ("came", "R1", "77", Decimal(100)),
        ("changed", "R2", None, Decimal(0)),
    }
    assert late_documents(margin).is_empty(), "no document's sums are others"

    house.postings(2012, *moved, sale("70,00", "1004", "R3"))
    margin = Margin(_open(house))
    assert changed(margin, closed_periods(margin)) == {MARCH: Decimal(0), APRIL: Decimal(0)}
    assert sorted(late_documents(margin).select("number", "late").rows()) == [("R3", Decimal(63)), ("R9", Decimal(-63))]


def test_closed_months_are_compared_once_per_snapshot_and_anew_where_the_file_is_not_whole(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = _open(house)
    margin, store = Margin(directory), directory.live_of_house()
    store.do(closing(margin, MARCH, "1"))
    house.postings(2012, sale("90,00", "1003", "R1"), sale("50,00", "1103", "R2"))
    margin, changed_march = Margin(_open(house)), {MARCH: Decimal(-9)}
    (march,) = closed_periods(margin)
    assert changed(margin, [march]) == changed_march
    file = directory.settings.state_folder / CHANGED_FILE
    file.unlink()
    monkeypatch.setattr(changed_months, "_known", {})
    clientinfo("refresh", "--settings", str(house.folder / "clientinfo.toml"))
    assert str(margin.newest()) in file.read_text("utf-8"), "the refresh compares, so that no page has to"
    assert file.stat().st_mode & 0o777 == 0o600, "sums of the house are nobody else's"
    with monkeypatch.context() as asked:  # another page's process, for which the file is enough
        asked.setattr(changed_months, "_known", {})
        asked.setattr(Margin, "document_sums", None)
        assert changed(margin, [march]) == changed_march
    for damaged in ("", "[]", '{"snapshot": "1", "months": {}}'):
        monkeypatch.setattr(changed_months, "_known", {})
        file.write_text(damaged, "utf-8")
        assert changed(margin, [march]) == changed_march


def test_a_month_that_was_closed_before_branches_were_kept_is_still_compared(house: House) -> None:
    """The earlier form: customer, year, number, division and role of each sum; wages are 10 % of the work."""
    directory = _open(house)
    margin = Margin(directory)
    lines = [
        *("12 2012 R1 workshop labour_cost -10.00", "12 2012 R1 workshop revenue 100.00"),
        *("12 2012 R2 workshop labour_cost -5.00", "12 2012 R2 workshop revenue 50.00"),
    ]
    earlier = "".join(line.replace(" ", "\x1f") + "\x1e" for line in lines)
    command = closing(margin, MARCH, "1")
    assert command.keep is not None
    command.keep()
    values = command.values
    kept = DocumentFiles.of(directory.settings.state_folder)
    without = pl.read_parquet(BytesIO(kept.read(str(values["content_hash"])))).drop("branch", "payer", "cost_center")
    content = BytesIO()
    without.write_parquet(content)
    then = {"figures_hash": sha256(earlier.encode()).hexdigest(), "content_hash": kept.keep(content.getvalue())}
    directory.live_of_house().do(Add("1", "", CLOSED_PERIOD, {**values, **then}))
    (march,) = closed_periods(margin)
    assert changed(margin, [march]) == {}
    assert march.changes(margin).is_empty()
