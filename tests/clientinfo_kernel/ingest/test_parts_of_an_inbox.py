"""The systems of an inbox do not wait for each other: what cannot be read of one stays as it was, and the others go on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.settings import read_settings
from tests.house import INVOICES, House

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from clientinfo_kernel.ingest.source_reading import SourceReport

pytestmark = pytest.mark.slow


def listed(entry: str, document: str = "") -> str:
    return f"{entry};W;;R;R{entry};;;;10000;;;;;;;119,00;EUR;{document}"


def written(place: Path, *lines: str) -> None:
    place.write_bytes("\n".join([INVOICES, *lines, ""]).encode("cp1252"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House.at(tmp_path_factory.mktemp("parts") / "house")
    made.dealer_system("customers", {"customer_number": "10000", "name": "Meier"})
    made.inbox("post")
    made.inbox("teile")
    return made


def read(house: House) -> SourceReport:
    return next(
        each for each in refresh(read_settings(house.folder / "clientinfo.toml")).sources if each.source == "inbox"
    )


def entries(house: House) -> set[str]:
    directory = open_directory(house.folder / "clientinfo.toml")
    known = directory.customer("10000").inbox_invoices()["entry_id"]
    return {*known, *directory.table("inbox_unassigned")["entry_id"]}


def without_headings(place: Path) -> None:
    place.write_text("a;b\n1;2\n")


def as_a_link(place: Path) -> None:
    place.unlink()
    place.symlink_to("/etc/hostname")


def endless(place: Path) -> None:
    os.truncate(place, 1 << 30)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_headings, "the heading EINGANG_ID"),
        (as_a_link, "is a link or a device"),
        (endless, "is larger than 64 MB"),
    ],
)
def test_a_list_that_is_spoilt_holds_up_its_own_system_alone(
    house: House, spoil: Callable[[Path], None], said: str
) -> None:
    post, teile = (house.folder / "inbox" / name for name in ("post", "teile"))
    (post / "belege").mkdir(exist_ok=True)
    (post / "belege" / "r.pdf").write_bytes(b"no pdf")
    (post / "rechnungen.csv").unlink(missing_ok=True)
    written(post / "rechnungen.csv", listed("1", "belege/r.pdf"))
    written(teile / "rechnungen.csv", listed("1"))
    assert (read(house).state, entries(house)) == ("fresh", {"post/1", "teile/1"})

    spoil(post / "rechnungen.csv")
    written(teile / "rechnungen.csv", listed("1"), listed("2"))
    for attempt in ("first", "second"):  # nothing that was wrong is taken for read
        report = read(house)
        assert (report.state, attempt, entries(house)) == ("stale", attempt, {"post/1", "teile/1", "teile/2"})
        assert "post/rechnungen.csv" in (report.reason or "")
        assert said in (report.reason or "")
    counted = next(each for each in report.files if each.file == "post/rechnungen.csv")
    assert counted.rows == counted.kept + counted.quarantined
    assert counted.quarantined == (1 if spoil is without_headings else 0)

    (post / "rechnungen.csv").unlink()
    written(post / "rechnungen.csv", listed("1", "belege/r.pdf"), listed("3"))
    assert (read(house).state, entries(house)) == ("fresh", {"post/1", "post/3", "teile/1", "teile/2"})


def test_a_spoilt_list_of_customers_holds_up_no_document_of_its_system(house: House) -> None:
    post = house.folder / "inbox" / "post"
    good = (post / "kunden.csv").read_bytes()
    read(house)
    without_headings(post / "kunden.csv")
    (post / "waiting").mkdir()
    (post / "waiting" / "neu.pdf").write_bytes(b"no pdf")
    assert (read(house).state, "post/waiting/neu.pdf" in entries(house)) == ("stale", True)
    (post / "kunden.csv").write_bytes(good)
    assert read(house).state == "fresh"


def test_a_list_that_was_never_sound_is_a_damaged_file_beside_the_others(house: House) -> None:
    house.inbox("neu", invoices=(listed("1"),))
    without_headings(house.folder / "inbox" / "neu" / "rechnungen.csv")
    report = read(house)
    assert (report.state, "neu/1" in entries(house)) == ("stale", False)
    written(house.folder / "inbox" / "neu" / "rechnungen.csv", listed("1"))
    assert (read(house).state, "neu/1" in entries(house)) == ("fresh", True)
