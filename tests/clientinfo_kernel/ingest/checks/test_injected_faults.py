"""A sound delivery is called sound; each fault put into it is named, or no figure changes by it."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.ingest.reconcile import reconcile
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.snapshot import Snapshot, SnapshotStore
from clientinfo_kernel.query.snapshot_verdict import snapshot_verdict
from clientinfo_kernel.settings import read_settings
from demo_dealership import write_demo
from tests.as_refreshed import AsRefreshed

if TYPE_CHECKING:
    from clientinfo_kernel.query.verdict import Verdict

CUSTOMERS, SEED = 40, 4

pytestmark = pytest.mark.slow
FIGURES = ("revenue", "gross_profit_invoices", "open_items", "payments")
# Put into a dealership, into the postings of a month where it is one of theirs.
Fault = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> AsRefreshed:
    """A dealership as it should be, refreshed once."""
    place = tmp_path_factory.mktemp("with_faults") / "house"
    write_demo(place, customers=CUSTOMERS, seed=SEED)
    refresh(read_settings(place / "clientinfo.toml"))
    return AsRefreshed.keep(place)


@pytest.fixture
def sound(refreshed: AsRefreshed) -> Path:
    return refreshed.kept


@pytest.fixture
def faulty(refreshed: AsRefreshed) -> Iterator[Path]:
    """A copy of the sound dealership, with what was read of it: only the files with a fault are read again."""
    with refreshed.once_more() as place:
        yield place


def checked(folder: Path) -> tuple[Snapshot, Verdict]:
    settings = read_settings(folder / "clientinfo.toml")
    snapshot = SnapshotStore(settings.state_folder / "snapshots").newest()
    return snapshot, snapshot_verdict(snapshot, settings, reconcile(snapshot).as_findings())


def month(folder: Path, number: int) -> Path:
    return folder / f"exports/datev/EXTF_Buchungsstapel_2011-{number:02}_001.csv"


def edit(path: Path, change: Callable[[list[bytes]], None]) -> None:
    lines = path.read_bytes().split(b"\r\n")
    change(lines)
    path.write_bytes(b"\r\n".join(lines))


def place(lines: list[bytes], *, debtor: bool, account: bytes) -> int:
    """The first sound row between a debtor and an account that begins like this (or between ledger accounts)."""
    for number, line in enumerate(lines):
        fields = line.split(b";")
        if number < 2 or len(fields) < 20 or not re.fullmatch(rb"[0-9]+,[0-9]{2}", fields[0]) or b"kaputt" in line:
            continue
        sides = [fields[6], fields[7]]
        is_there = any(side.startswith(account) and len(side) == 6 for side in sides)
        if is_there and any(len(side) == 7 for side in sides) == debtor:
            return number
    raise AssertionError("no such row")


def changed(field: int, text: Callable[[bytes], bytes], account: bytes = b"8") -> Fault:
    """A fault that changes a field (DATEV's number) of a row of revenue, or of another account."""

    def fault(_folder: Path, postings: Path) -> None:
        def change(lines: list[bytes]) -> None:
            at = place(lines, debtor=True, account=account)
            fields = lines[at].split(b";")
            fields[field - 1] = text(fields[field - 1])
            lines[at] = b";".join(fields)

        edit(postings, change)

    return fault


def dropped(account: bytes) -> Fault:
    def fault(_folder: Path, postings: Path) -> None:
        edit(postings, lambda lines: lines.__delitem__(place(lines, debtor=True, account=account)))

    return fault


def row_twice(_folder: Path, postings: Path) -> None:
    def twice(lines: list[bytes]) -> None:
        at = place(lines, debtor=True, account=b"8")
        lines.insert(at, lines[at])

    edit(postings, twice)


def file_twice(_folder: Path, postings: Path) -> None:
    shutil.copy(postings, postings.with_name(f"{postings.stem}_Kopie.csv"))


def exported_again_with_a_row_more(_folder: Path, postings: Path) -> None:
    again = postings.with_name(f"{postings.stem}_neu.csv")
    shutil.copy(postings, again)

    def later(lines: list[bytes]) -> None:
        fields = lines[0].split(b";")
        fields[5] = str(int(fields[5]) + 1_000_000_000).encode()
        lines[0] = b";".join(fields)
        at = place(lines, debtor=True, account=b"12")
        lines.insert(at, lines[at])

    edit(again, later)


def year_shifted(_folder: Path, postings: Path) -> None:
    def shift(lines: list[bytes]) -> None:
        lines[0] = lines[0].replace(b"2011", b"2010")

    edit(postings, shift)


def month_missing(_folder: Path, postings: Path) -> None:
    postings.unlink()


def file_cut(_folder: Path, postings: Path) -> None:
    content = postings.read_bytes()
    postings.write_bytes(content[: len(content) // 2])


def ranges_removed(folder: Path, _postings: Path) -> None:
    def remove(lines: list[bytes]) -> None:
        lines[:] = [line for line in lines if not line.startswith((b"83", b"84"))]

    edit(folder / "kontenzuordnung.csv", remove)


def cost_twice(_folder: Path, postings: Path) -> None:
    def twice(lines: list[bytes]) -> None:
        at = place(lines, debtor=False, account=b"732")
        lines.insert(at, lines[at])

    edit(postings, twice)


def cost_of_parts(lines: list[bytes]) -> int:
    """The parts of an order whose other goods are posted, too: of one without any goods nobody knows that it should have some."""
    rows = [line.split(b";") for line in lines]
    numbers = [{row[10] for row in rows if len(row) > 10 and row[6].startswith(each)} for each in (b"732", b"74")]
    both = numbers[0] & numbers[1]
    return next(n for n, row in enumerate(rows) if len(row) > 10 and row[6].startswith(b"732") and row[10] in both)


def cost_of_parts_less(_folder: Path, postings: Path) -> None:
    edit(postings, lambda lines: lines.__delitem__(cost_of_parts(lines)))


def cost_of_parts_at_workshop(_folder: Path, postings: Path) -> None:
    def moved(lines: list[bytes]) -> None:
        at = cost_of_parts(lines)
        fields = lines[at].split(b";")
        lines[at] = b";".join([*fields[:6], b"740000", *fields[7:]])

    edit(postings, moved)


def order_line(change: Callable[[list[bytes]], None]) -> Fault:
    """A fault in a line of labour of a billed order."""

    def fault(folder: Path, _postings: Path) -> None:
        (path,) = (folder / "exports/alphaplus").glob("AUFPOS*.csv")

        def changed_line(lines: list[bytes]) -> None:
            at = next(n for n, line in enumerate(lines) if line.startswith(b"10") and b";L;" in line)
            fields = lines[at].split(b";")
            change(fields)
            lines[at : at + 1] = [b";".join(fields)] if fields else []

        edit(path, changed_line)

    return fault


def split_less(folder: Path, _postings: Path) -> None:
    """The last billed split of the delivery; its lines stay."""
    (path,) = (folder / "exports/alphaplus").glob("AUFSPLIT*.csv")

    def less(lines: list[bytes]) -> None:
        del lines[
            max(n for n, line in enumerate(lines) if line.startswith(b"10") and b";K;" in line and b";R;" in line)
        ]

    edit(path, less)


def another_month(day: bytes) -> bytes:
    """A document's day (TTMM) a month later."""
    return day[:-2] + b"%02d" % (int(day[-2:]) + 1)


def list_emptied(folder: Path, _postings: Path) -> None:
    edit(list_of_open_items(folder), lambda lines: lines.__delitem__(slice(1, None)))


def debtor_typed_wrong(folder: Path, _postings: Path) -> None:
    """Huber's account in the dealer system becomes Meier's."""
    (path,) = (folder / "exports/alphaplus").glob("KDDEB*.csv")

    def typed(lines: list[bytes]) -> None:
        own, other = (next(n for n, line in enumerate(lines) if line.startswith(who)) for who in (b"10012;", b"10001;"))
        lines[other] = b";".join((lines[other].split(b";")[0], lines[own].split(b";")[1]))

    edit(path, typed)


def debtor_less(folder: Path, postings: Path) -> None:
    """Neither system says any more whose the account of the month's first customer is; the invoices do."""
    rows = [line.split(b";") for line in postings.read_bytes().split(b"\r\n")[2:]]
    sold = [max(fields[6:8], key=len) for fields in rows if any(side.startswith(b"8") for side in fields[6:8])]
    account = next(each for each in sold if each.startswith(b"1010"))  # of a customer, not of a maker or an insurer
    (path,) = (folder / "exports/alphaplus").glob("KDDEB*.csv")
    edit(path, lambda lines: lines.remove(next(line for line in lines if line.endswith(b";" + account))))
    ledger = folder / "exports/datev/EXTF_Debitoren_Kreditoren_001.csv"
    edit(ledger, lambda lines: lines.remove(next(line for line in lines if line.startswith(account + b";"))))


def order_paid_by_another(folder: Path, _postings: Path) -> None:
    (path,) = (folder / "exports/alphaplus").glob("AUFSPLIT*.csv")

    def pays(lines: list[bytes]) -> None:
        at = next(n for n, line in enumerate(lines) if b";R;K;" in line and line.count(b";") == 12)
        fields = lines[at].split(b";")
        fields[5] = b"10012" if fields[5] != b"10012" else b"10001"
        lines[at] = b";".join(fields)

    edit(path, pays)


def mapped_elsewhere(folder: Path, _postings: Path) -> None:
    def moved(lines: list[bytes]) -> None:
        at = next(n for n, line in enumerate(lines) if line.startswith(b"84") and b";workshop;" in line)
        lines[at] = lines[at].replace(b";workshop;", b";body_and_paint;")

    path = folder / "kontenzuordnung.csv"
    lines = path.read_bytes().split(b"\n")
    moved(lines)
    path.write_bytes(b"\n".join(lines))


def debtors_swapped(folder: Path, _postings: Path) -> None:
    (path,) = (folder / "exports/alphaplus").glob("KDDEB*.csv")

    def swap(lines: list[bytes]) -> None:
        one, two = (next(n for n, line in enumerate(lines) if line.startswith(who)) for who in (b"10012;", b"10001;"))
        (first, account), (second, other) = lines[one].split(b";"), lines[two].split(b";")
        lines[one], lines[two] = b";".join((first, other)), b";".join((second, account))

    edit(path, swap)


def dealer_invoice(column: int, text: Callable[[bytes], bytes]) -> Fault:
    def fault(folder: Path, _postings: Path) -> None:
        (path,) = (folder / "exports/alphaplus").glob("RECHNUNG*.csv")

        def change(lines: list[bytes]) -> None:
            # A workshop invoice (kind 2) of an order, neither cancelled nor a credit note.
            wanted = (b"2", b"N", b"N")
            at, fields = next(
                (n, row)
                for n, row in ((n, line.split(b";")) for n, line in enumerate(lines))
                if len(row) == 16 and (row[1], row[11], row[12]) == wanted and row[2] and row[4] == row[5]
            )
            fields[column] = text(fields[column])
            lines[at] = b";".join(fields)

        edit(path, change)

    return fault


def list_of_open_items(folder: Path) -> Path:
    lists = (each for each in (folder / "exports/datev").glob("*.csv") if b"Habenbetrag" in each.read_bytes()[:300])
    return next(lists)


def open_item(change: Callable[[bytes], bytes], *columns: int) -> Fault:
    def fault(folder: Path, _postings: Path) -> None:
        def edited(lines: list[bytes]) -> None:
            at = next(n for n, line in enumerate(lines) if n and b"kaputt" not in line and line.count(b";") == 9)
            fields = lines[at].split(b";")
            for column in columns:
                fields[column] = change(fields[column])
            lines[at] = b";".join(fields)

        edit(list_of_open_items(folder), edited)

    return fault


# What touches one document: the fault, the month into which it is put, and each finding that is due to it.
OF_ONE_DOCUMENT: dict[str, tuple[Fault, int, tuple[str, ...]]] = {
    "an amount with a digit more": (changed(1, lambda amount: b"9" + amount), 1, ("net_differs", "open_items_differ")),
    "debit and credit exchanged": (
        changed(2, lambda side: b'"H"' if b"S" in side else b'"S"'),
        1,
        ("net_differs", "open_items_differ"),
    ),
    "a reduced tax key": (changed(9, lambda _key: b"2"), 1, ("net_differs",)),
    "a tax key that nobody knows": (  # a first digit 7 is of reversals
        changed(9, lambda _key: b"77"),
        2,
        ("tax_key_unknown", "net_differs", "open_items_differ", "reversal_without_original"),
    ),
    "another document number": (
        changed(11, lambda _number: b'"99887766"'),
        2,
        ("net_differs", "invoice_never_billed"),
    ),
    "another debtor": (
        changed(7, lambda account: account[:-1] + (b"1" if account[-1:] != b"1" else b"2")),
        2,
        ("debtor_of_another_customer", "open_items_differ", "open_items_differ"),
    ),
    "a revenue account of no range": (
        changed(8, lambda _account: b"899999"),
        3,
        ("account_without_range", "net_differs"),
    ),
    "an invoice row less": (dropped(b"8"), 3, ("net_differs", "open_items_differ")),
    "a payment less": (dropped(b"12"), 3, ("open_items_differ",)),
    "a payment that is smaller": (changed(1, lambda _amount: b"1,00", b"12"), 4, ("open_items_differ",)),
    "a row twice": (row_twice, 4, ("net_differs", "open_items_differ")),
    "a month exported again with a row more": (exported_again_with_a_row_more, 4, ("open_items_differ",)),
    "another customer on an invoice of the dealer system": (
        dealer_invoice(4, lambda _number: b"10001"),
        0,
        ("customer_of_order_differs",),
    ),
    "another net in the dealer system": (dealer_invoice(9, lambda net: b"9" + net), 0, ("net_differs",)),
    "another gross in the dealer system": (
        dealer_invoice(10, lambda gross: b"9" + gross),
        0,
        ("gross_differs", "order_sums_differ"),
    ),
    "another balance in the list of open items": (
        open_item(lambda amount: b"9" + amount, 4, 6),
        0,
        ("open_items_differ",),
    ),
    "an earlier due date in the list of open items": (
        open_item(lambda _day: b"01.01.2001", 3),
        0,
        ("due_day_differs",),
    ),
    "another due date in a posting": (changed(117, lambda _day: b"31122010"), 5, ("due_day_differs",)),
    "a cost twice": (cost_twice, 5, ("cost_booked_twice", "cost_unlike_order")),
    "a cost of parts less": (cost_of_parts_less, 6, ("cost_unlike_order",)),
    "labour on the account of new vehicles": (changed(8, lambda _account: b"810000", b"840"), 6, ("division_differs",)),
    "parts of an order on the account of labour": (
        changed(8, lambda _account: b"840000", b"832"),
        7,
        ("division_differs", "cost_without_revenue"),
    ),
    "another payer in an order": (order_paid_by_another, 0, ("payer_of_order_differs",)),
    "a debtor's number at another customer": (debtor_typed_wrong, 0, ("debtor_shared_idly",)),
    "a customer's debtor less": (debtor_less, 2, ("debtor_unlisted",)),
    "another day": (
        changed(10, lambda day: (b"1" if int(day[:-2]) > 1 else b"2") + day[-2:]),
        8,
        ("invoice_day_differs",),
    ),
    "another month": (changed(10, another_month), 9, ("invoice_day_differs", "rows_outside_period")),
    "a split of an order less": (split_less, 0, ("order_incomplete",)),
    "a line of an order less": (order_line(list.clear), 0, ("order_sums_differ",)),
    "another amount in a line of an order": (
        order_line(lambda fields: fields.__setitem__(9, b"9" + fields[9])),
        0,
        ("order_sums_differ",),
    ),
    "parts' cost on the account of the workshop": (cost_of_parts_at_workshop, 6, ("cost_division_differs",)),
    "labour on the account for warranty": (changed(8, lambda _account: b"841000", b"840"), 10, ("warranty_unknown",)),
}
# A house has every third of them: those that are put into the same row or month come into different houses.
HOUSES = 3

# What touches more: the fault, and what names it at least. Those of one house are named by what no other fault of it is.
OF_MANY: tuple[dict[str, tuple[Fault, str]], ...] = (
    {
        "a month missing": (month_missing, "months_missing"),
        "accounts mapped elsewhere": (mapped_elsewhere, "account_moved"),
    },
    {
        "a file cut off": (file_cut, "source_not_fresh"),
        "debtors of two customers exchanged": (debtors_swapped, "debtor_of_another_customer"),
    },
    {
        "a month in another year": (year_shifted, "service_in_another_year"),
        "ranges of the mapping missing": (ranges_removed, "account_without_range"),
        "a list of open items without an item": (list_emptied, "open_item_list_empty"),
    },
)


def test_a_sound_delivery_is_called_sound(sound: Path) -> None:
    _snapshot, verdict = checked(sound)
    assert (verdict.judgement, verdict.groups) == ("sound", ())


@pytest.mark.parametrize("house", range(HOUSES))
def test_each_fault_in_a_document_is_named_beside_others(faulty: Path, house: int) -> None:
    expected: Counter[str] = Counter()
    for name in list(OF_ONE_DOCUMENT)[house::HOUSES]:
        fault, number, kinds = OF_ONE_DOCUMENT[name]
        fault(faulty, month(faulty, number))
        expected.update(kinds)
    refresh(read_settings(faulty / "clientinfo.toml"))
    _snapshot, verdict = checked(faulty)
    assert {group.kind: group.count for group in verdict.groups} == expected
    assert all(group.examples for group in verdict.groups)


@pytest.mark.parametrize("faults", OF_MANY, ids=" and ".join)
def test_each_fault_in_a_whole_file_is_named(faulty: Path, faults: dict[str, tuple[Fault, str]]) -> None:
    for fault, _kind in faults.values():
        fault(faulty, month(faulty, 3))
    verdict = taken(faulty)[1]
    found = {group.kind for group in verdict.groups}
    assert {name for name, (_fault, kind) in faults.items() if kind not in found} == set()
    assert all(group.examples for group in verdict.groups)


def test_a_file_twice_changes_no_figure(sound: Path, faulty: Path) -> None:
    file_twice(faulty, month(faulty, 3))
    snapshot, verdict = taken(faulty)
    assert verdict.judgement == "sound"
    before, _verdict = checked(sound)
    for table in FIGURES:
        found, known = (each.whole(table).drop("source_row", strict=False) for each in (snapshot, before))
        assert found.equals(known), table


def taken(folder: Path) -> tuple[Snapshot, Verdict]:
    """Refresh and check: taken although it is cut off or smaller than the last one, as the first delivery of a house is."""
    refresh(read_settings(folder / "clientinfo.toml"), accept=frozenset({"dealer_system", "ledger"}))
    return checked(folder)
