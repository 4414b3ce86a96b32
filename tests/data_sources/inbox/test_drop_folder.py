"""Nothing that somebody puts into the drop folder makes us read outside of it, wait, or read without an end."""

import os
import socket
from pathlib import Path, PurePosixPath

import polars as pl
import pytest

from data_sources.inbox.drop_folder import DropFolder, NotRegular, TooLarge
from data_sources.inbox.folder import FolderInbox
from data_sources.remarks import from_json, remark
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE

pytestmark = pytest.mark.usefixtures("one_box")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    secret = tmp_path / "state" / "hub" / "secrets.json"
    secret.parent.mkdir(parents=True)
    secret.write_text("GEHEIM-4711")
    return secret


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    waiting = tmp_path / "inbox" / "alpha" / "waiting"
    waiting.mkdir(parents=True)
    (waiting / "r.xml").write_text(CREDIT_NOTE, "utf-8")
    return tmp_path / "inbox"


def tables(inbox: Path, **options: int) -> dict[str, pl.DataFrame]:
    batches = list(FolderInbox(inbox, **options).read())
    names = {batch.table for batch in batches}
    return {name: pl.concat(batch.kept for batch in batches if batch.table == name) for name in names}


def everything(inbox: Path) -> str:
    found = list(FolderInbox(inbox).read())
    return repr([frame.to_dicts() for batch in found for frame in (batch.kept, batch.rejects)])


def test_a_note_that_is_a_link_tells_nothing(inbox: Path, outside: Path) -> None:
    (inbox / "alpha" / "waiting" / "r.xml.reason.txt").symlink_to(outside)
    assert "GEHEIM" not in everything(inbox)


@pytest.mark.parametrize(
    "place",
    [
        "alpha/waiting/link.xml",
        "alpha/link.xml",
        "link.xml",
        "waiting",
        "beta",
        "alpha/rechnungen.csv",
        "alpha/kunden.csv",
        "alpha/system.toml",
        "alpha/belege",
    ],
)
@pytest.mark.parametrize("to_folder", [False, True], ids=["to a file", "to a folder"])
def test_a_link_is_opened_nowhere(inbox: Path, outside: Path, place: str, to_folder: bool) -> None:  # noqa: FBT001
    (inbox / place).symlink_to(outside.parent if to_folder else outside)
    said = everything(inbox)
    assert "GEHEIM" not in said
    assert "G-0001" in said  # the honest document beside it is read


@pytest.mark.parametrize("place", ["alpha/waiting/link.xml", "link.xml", "alpha/folder"])
def test_a_link_is_an_entry_that_says_so(inbox: Path, outside: Path, place: str) -> None:
    (inbox / place).symlink_to(outside)
    entries = tables(inbox)["invoice_entries"].filter(pl.col("source_file") == place)
    assert from_json(entries["reason"][0])[-1] == remark("file_not_regular")
    assert entries["state"].to_list() == ["error"]


@pytest.mark.parametrize(
    "place", ["alpha/waiting/r.xml.reason.txt", "alpha/waiting/p.xml", "alpha/rechnungen.csv", "alpha/system.toml", "p"]
)
def test_a_pipe_holds_nobody_up(inbox: Path, place: str) -> None:
    os.mkfifo(inbox / place)
    assert "G-0001" in everything(inbox)


def test_a_socket_is_no_document(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(inbox)  # a socket's address is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.xml")
        assert "G-0001" in everything(inbox)


def test_a_list_that_names_a_document_through_a_linked_folder_does_not_get_it(inbox: Path, outside: Path) -> None:
    (inbox / "alpha" / "belege").symlink_to(outside.parent)
    (inbox / "alpha" / "rechnungen.csv").write_text(
        "EINGANG_ID;STATUS;ART;EINGANG;DATEI\n1;W;R;01.10.2012 08:00;belege/secrets.json\n"
    )
    entries = tables(inbox)["invoice_entries"].filter(pl.col("source_file") == "alpha/rechnungen.csv")
    assert remark("file_not_regular") in from_json(entries["reason"][0])
    assert "GEHEIM" not in everything(inbox)


def test_a_note_and_a_document_are_read_to_their_limit(inbox: Path) -> None:
    note = "Käufer unbekannt: "  # at the limit an umlaut is cut through; those before it stay
    (inbox / "alpha" / "waiting" / "r.xml.reason.txt").write_bytes(f"{note}{'ü' * 500_000}".encode())
    (inbox / "alpha" / "waiting" / "large.xml").write_bytes(b"x" * 20_000)
    entries = tables(inbox, max_file_bytes=15_000)["invoice_entries"]
    reasons = {row["source_file"]: from_json(row["reason"]) for row in entries.to_dicts()}
    # 4000 bytes: one letter of the note has two bytes, and so has each of the others
    assert dict(reasons["alpha/waiting/r.xml"][0].values)["text"] == f"{note}{'ü' * 1990}\ufffd"
    assert reasons["alpha/waiting/large.xml"][-1].code == "file_too_large"


def test_the_drop_folder_itself_can_be_a_link(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(inbox)
    assert "G-0001" in everything(tmp_path / "linked")


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("path", ["../state/hub/secrets.json", "/etc/passwd", "alpha/../../state/hub/secrets.json"])
def test_no_path_leads_out(inbox: Path, path: str) -> None:
    with DropFolder.at(inbox) as folder, pytest.raises(NotRegular):
        folder.read(PurePosixPath(path), 100)


def test_a_file_that_is_swapped_for_a_link_after_the_look_is_not_followed(inbox: Path, outside: Path) -> None:
    with DropFolder.at(inbox) as folder:
        place = PurePosixPath("alpha/waiting/r.xml")
        with folder.as_path(place) as path:
            (inbox / place).unlink()
            (inbox / place).symlink_to(outside)
            assert "G-0001" in path.read_text("utf-8")
        with pytest.raises(NotRegular):
            folder.read(place, 100)


def test_a_file_that_grows_is_read_to_its_limit_and_no_further(inbox: Path) -> None:
    with DropFolder.at(inbox) as folder, pytest.raises(TooLarge):
        folder.read(PurePosixPath("alpha/waiting/r.xml"), 10)


def test_folders_without_an_end_do_not_stop_the_reading(inbox: Path) -> None:
    deep = inbox / "alpha"
    for _ in range(150):
        deep /= "d"
    deep.mkdir(parents=True)
    (deep / "never.xml").write_text(CREDIT_NOTE, "utf-8")
    assert "G-0001" in everything(inbox)
