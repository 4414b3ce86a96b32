"""Files that people attach: sent in pieces, told by their content, kept by hash, seen by whom they are meant for."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.live.document_files import DocumentFiles
from clientinfo_kernel.live.file_kinds import kind_of, safe_name
from clientinfo_kernel.sections.attachments import AttachmentSettings
from data_sources import volume_reserve
from hub.backup.contents import files_of
from tests.widgets.papers.conftest import COMPANY, SELLER, with_settings
from widgets.app.entry_dialog import EntryDialog
from widgets.parts.documents import documents

if TYPE_CHECKING:
    from clientinfo_kernel.query.directory import CustomerDirectory

UPLOAD = "0" * 31 + "1"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3000


class Page:
    """A customer's page with a case, as somebody has it open."""

    def __init__(self, directory: CustomerDirectory) -> None:
        self.said: list[dict[str, Any]] = []
        self.widget = EntryDialog(directory, lambda: None)
        self.widget.send = lambda message, buffers=None: self.said.append(message)  # noqa: ARG005
        self.widget.show(directory.customer(COMPANY))

    def hear(self, message: dict[str, Any], *buffers: bytes) -> dict[str, Any] | None:
        self.said.clear()
        self.widget._receive(None, message, [memoryview(each) for each in buffers])
        return self.said[0] if self.said else None

    def piece(self, content: bytes, at: int, size: int, **more: Any) -> dict[str, Any] | None:
        message = {"do": "piece", "upload": UPLOAD, "at": at, "size": size, "name": "Gutachten.pdf"} | more
        return self.hear(message, content)

    def upload(self, content: bytes, **more: Any) -> dict[str, Any] | None:
        return self.piece(content, 0, len(content), **more)

    def attach(self, item: str, audience: str = "", command: str = "c1") -> dict[str, Any] | None:
        values = {"file": UPLOAD, "audience": audience}
        message = {"do": "save", "form": "attach", "item": item, "customer": COMPANY, "command": command}
        return self.hear(message | {"values": values})


@pytest.fixture
def case(house: CustomerDirectory) -> str:
    """A case of the company."""
    values = {"kind": "complaint", "text": "Unfall", "status": "open"}
    return house.live(house.customer(COMPANY)).do(Add("case", COMPANY, CASE, values)).entity_id


def test_pieces_become_the_file_whatever_is_sent_twice(house: CustomerDirectory, case: str) -> None:
    page, half = Page(house), len(PDF) // 2
    assert page.piece(PDF[:half], 0, len(PDF)) == {"do": "piece", "upload": UPLOAD, "taken": half}
    assert page.attach(f"case:{case}")["wrong"] == {"file": "Bitte füllen Sie das aus."}  # not whole yet
    assert page.piece(PDF[:half], 0, len(PDF))["taken"] == half  # its answer was lost, it came again
    assert page.piece(b"later", len(PDF) - 5, len(PDF))["taken"] == half  # one in between is missing
    assert page.piece(PDF[half:], half, len(PDF))["taken"] == len(PDF)
    assert page.attach(f"case:{case}")["do"] == "saved"
    assert page.attach(f"case:{case}")["do"] == "saved"
    (row,) = house.customer(COMPANY).written_rows("document")
    assert (row["case_id"], row["file_name"], row["media_type"], row["size"], row["written_by"]) == (
        case,
        "Gutachten.pdf",
        "application/pdf",
        len(PDF),
        "Carla Konto",
    )
    state = house.settings.state_folder
    assert DocumentFiles.of(state).read(row["content_hash"]) == PDF
    saved = [name for name, _file in files_of(house.settings, house.settings.base / "clientinfo.toml")]
    place = f"state/papers/{row['content_hash'][:2]}/{row['content_hash']}"
    assert saved.index(place) > saved.index("state/live/live.sqlite")  # no row without its file in a backup
    other = Page(house)  # another tab; telephones call every photo alike
    other.upload(b"%PDF-1.7 of another car")
    answer = other.attach(f"case:{case}")
    assert (answer["do"], answer["renew"]) == ("refused", True)
    (listed,) = documents(house.customer(COMPANY), "case_id", case)
    assert listed.items[0].title == "Gutachten.pdf"
    # attached to the wrong case: whoever did it withdraws it, nobody else
    assert [each.label for each in listed.items[0].actions] == ["Gutachten.pdf", "Zurückziehen"]
    (listed,) = documents(replace(house, viewer=SELLER).customer(COMPANY), "case_id", case)
    (download,) = listed.items[0].actions
    assert download.label == "Gutachten.pdf"
    (house.settings.state_folder / "papers" / row["content_hash"][:2] / row["content_hash"]).unlink()
    (listed,) = documents(house.customer(COMPANY), "case_id", case)
    assert listed.items[0].chip.text == "Der Inhalt fehlt"
    undo = {"do": "save", "form": "undo", "item": f"document:{row['document_id']}", "customer": COMPANY, "command": "u"}
    assert page.hear(undo)["do"] == "saved"
    assert documents(house.customer(COMPANY), "case_id", case) == ()


def test_whom_a_file_is_not_meant_for_sees_that_there_is_one(house: CustomerDirectory, case: str) -> None:
    page, seller = Page(house), Page(replace(house, viewer=SELLER))
    page.upload(PDF)
    assert page.attach(f"case:{case}", "receivables")["do"] == "saved"
    (listed,) = documents(replace(house, viewer=SELLER).customer(COMPANY), "case_id", case)
    assert listed.items[0].title == "Nicht für Ihre Rolle"
    seller.upload(PDF)
    assert "Rolle" in seller.attach(f"case:{case}", "receivables", "c2")["problem"]
    asked = seller.hear({"do": "open", "form": "attach", "item": f"case:{case}"})["form"]
    assert [key for key, _word in asked["fields"][1]["options"]] == ["", "revenue"]
    for item in ("case:nope", "remark:x", case):
        assert page.attach(item, command=f"w{item}")["do"] == "refused"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00\x03", "nicht angenommen"),
        (b"", "leer"),
        (b"PK\x03\x04 other", "nicht angenommen"),
        (b"%PDF-" + b"x" * 1_100_000, "zu groß: höchstens 1 MB"),
        (b"\x89PNG\r\n\x1a\n", "möglich sind: PDF, TEXT"),
    ],
)
def test_what_is_too_large_or_of_another_kind_is_refused_with_a_sentence(
    house: CustomerDirectory, content: bytes, said: str
) -> None:
    page = Page(with_settings(house, attachments=AttachmentSettings(1, ("pdf", "text"))))
    assert said in page.upload(content)["problem"]


def test_a_file_for_which_there_is_no_room_is_refused_in_words(
    house: CustomerDirectory, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a volume is like when it fills: ``test_trouble``."""
    monkeypatch.setattr(volume_reserve, "RESERVE", 1 << 62)
    monkeypatch.setattr(volume_reserve, "RESERVED_PART", 1)  # all of the volume
    page = Page(house)
    page.upload(PDF)
    answer = page.attach(f"case:{case}")
    assert (answer["do"], "fast kein Platz" in answer["problem"]) == ("refused", True)
    assert house.customer(COMPANY).written_rows("document") == []


def test_what_is_refused_leaves_no_file(house: CustomerDirectory, case: str) -> None:
    """Files that no change counts would fill the disk past the brake of writing: the case itself was one change."""
    braked = Page(with_settings(house, changes_per_day=1))
    braked.upload(PDF)
    assert "sehr viel geschrieben" in braked.attach(f"case:{case}")["problem"]
    page = Page(house)
    page.upload(PDF)
    for command, item, audience in (("x" * 201, f"case:{case}", ""), ("c2", f"case:{case}", "gross_profit")):
        assert page.attach(item, audience, command)["do"] == "refused"
    letter = {"subject": "Bitte zahlen", "body": "Guten Tag", "way": "letter", "follow_up_on": ""}
    message = {
        "do": "save",
        "form": "letter",
        "item": "zahlungserinnerung",
        "customer": COMPANY,
        "command": "l1",
        "values": letter,
    }
    assert "sehr viel geschrieben" in braked.hear(message)["problem"]
    assert not list(DocumentFiles.of(house.settings.state_folder).folder.glob("??/*"))
    assert page.attach(f"case:{case}", command="c3")["do"] == "saved"
    (row,) = house.customer(COMPANY).written_rows("document")
    assert DocumentFiles.of(house.settings.state_folder).read(row["content_hash"]) == PDF


@pytest.mark.parametrize(
    "more", [{"upload": "../x"}, {"upload": None}, {"at": -1}, {"at": 9}, {"size": True}, {"size": "5"}, {"name": 5}]
)
def test_odd_pieces_are_not_heard(house: CustomerDirectory, more: dict[str, Any]) -> None:
    message = {"do": "piece", "upload": UPLOAD, "at": 0, "size": 5, "name": "a.pdf"} | more
    assert Page(house).hear(message, b"%PDF-") is None


def test_who_may_not_write_sends_nothing(house: CustomerDirectory) -> None:
    assert Page(replace(house, viewer=Viewer("paul", frozenset({"privacy"})))).upload(PDF) is None


def test_a_kind_is_told_by_what_is_in_a_file_and_its_name_says_it() -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert [
        kind_of(each) for each in (book.getvalue(), b"\xff\xd8\xff\xe0", "Grüße".encode("cp1252"), b"\x00\x01")
    ] == [
        *("xlsx", "jpeg", "text", None),
    ]
    named = {
        "Rechnung.PDF": "Rechnung.PDF",
        "rechnung.pdf.exe": "rechnung.pdf.exe.pdf",
        "../../etc/passwd": "passwd.pdf",
        "C:\\fake\\a\u202egpj.b": "agpj.b.pdf",
        "  ": "document.pdf",
        "x" * 300: "x" * 150 + ".pdf",
    }
    assert {name: safe_name(name, "pdf") for name in named} == named
    assert safe_name("seite.html", "text") == "seite.html.txt"
