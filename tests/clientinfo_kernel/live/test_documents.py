"""Documents: with their contact in one step, seen by who sees what they are made from, their contents kept by hash."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted
from clientinfo_kernel.live.across import known_contents
from clientinfo_kernel.live.cases import CONTACT
from clientinfo_kernel.live.commands import Add, Change, Saved, Undo
from clientinfo_kernel.live.document_files import DocumentFiles, DocumentMissing
from clientinfo_kernel.live.documents import DOCUMENT
from clientinfo_kernel.live.errors import CommandReused, InputRefused, RowFixed, RowUnknown

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from clientinfo_kernel.live.store import LiveStore

MEIER = "10012"
CLERK = Viewer("carla", frozenset({"accounting"}), "Carla Konto")
REMINDER: dict[str, Any] = {
    "origin": "letter",
    "file_name": "Zahlungserinnerung.pdf",
    "media_type": "application/pdf",
    "content_hash": "a" * 64,
    "size": 1000,
    "subject": "1.803,22 EUR sind offen",
    "topics": "receivables",
}


def letter(command_id: str = "l1", **changed: Any) -> Add:
    contact = Add(f"{command_id}:contact", MEIER, CONTACT, {"channel": "letter", "note": "Zahlungserinnerung"})
    return Add(command_id, MEIER, DOCUMENT, REMINDER | changed, contact, "event_id")


@pytest.fixture
def clerk(store: LiveStore) -> LiveStore:
    return replace(store, viewer=CLERK)


def test_a_letter_and_its_contact_are_there_together_and_once(clerk: LiveStore) -> None:
    answer = clerk.do(letter())
    assert isinstance(answer, Saved)
    (contact,), (document,) = clerk.rows(CONTACT, MEIER), clerk.rows(DOCUMENT, MEIER)
    assert (document["event_id"], document["document_id"]) == (contact["event_id"], answer.entity_id)
    assert clerk.do(letter()) == replace(answer, is_repeat=True)
    with pytest.raises(CommandReused):  # another text under the same draft
        clerk.do(letter(content_hash="b" * 64, size=1001))
    assert (len(clerk.rows(CONTACT, MEIER)), clerk.rows(DOCUMENT, MEIER)[0]["content_hash"]) == (1, "a" * 64)
    with pytest.raises(InputRefused):
        clerk.do(letter("l2", file_name=""))
    assert len(clerk.rows(CONTACT, MEIER)) == 1


def test_who_does_not_see_what_it_is_made_from_sees_that_there_is_one(clerk: LiveStore, store: LiveStore) -> None:
    made = clerk.do(letter())
    assert isinstance(made, Saved)
    (seen,) = store.rows(DOCUMENT, MEIER)  # Anna is of service
    assert {name for name, value in seen.items() if value} == {
        *("document_id", "customer_number", "version", "event_id", "origin", "topics", "written_by", "created_at"),
    }
    assert "1.803,22" not in str(store.of_everybody(DOCUMENT))
    (event,) = store.history(DOCUMENT, made.entity_id, MEIER)
    assert (event.user_name, event.after) == ("Carla Konto", None)
    for command in (
        letter("l2"),
        Change("c", MEIER, DOCUMENT, made.entity_id, 1, {"sending": "sent"}),
        Undo("u", MEIER, DOCUMENT, made.entity_id),
    ):
        with pytest.raises(NotPermitted):
            store.do(command)


def test_what_became_of_a_mail_is_not_taken_back(clerk: LiveStore) -> None:
    made = clerk.do(letter(origin="mail"))
    assert isinstance(made, Saved)
    for version, state in enumerate(("sending", "sent"), 1):
        clerk.do(Change(state, MEIER, DOCUMENT, made.entity_id, version, {"sending": state}))
        with pytest.raises(RowFixed):
            clerk.do(Undo(f"u{state}", MEIER, DOCUMENT, made.entity_id))


def test_a_document_belongs_to_a_contact_of_its_own_customer(clerk: LiveStore) -> None:
    clerk.do(Add("k", "10013", CONTACT, {"channel": "phone", "note": "fremd"}))
    (other,) = clerk.rows(CONTACT, "10013")
    with pytest.raises(RowUnknown):
        clerk.do(Add("d", MEIER, DOCUMENT, REMINDER | {"event_id": other["event_id"]}))
    with pytest.raises(InputRefused):
        clerk.do(letter("t", topics="everything"))


def test_a_content_is_kept_once_privately_and_told_when_it_was_changed(tmp_path: Path) -> None:
    files = DocumentFiles.of(tmp_path)
    name = files.keep(b"%PDF-1.7")
    assert (name, files.keep(b"%PDF-1.7")) == (sha256(b"%PDF-1.7").hexdigest(),) * 2
    assert files.read(name) == b"%PDF-1.7"
    (kept,) = (each for each in tmp_path.rglob("*") if each.is_file())
    assert [each.stat().st_mode & 0o077 for each in (kept, kept.parent, files.folder)] == [0, 0, 0]
    kept.write_bytes(b"%PDF-forged")
    with pytest.raises(DocumentMissing, match="not what was kept"):
        files.read(name)
    for odd in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(DocumentMissing):
            files.read(odd)


def test_contents_that_no_document_has_go_when_no_draft_can_want_them_any_more(
    clerk: LiveStore, tmp_path: Path
) -> None:
    files = DocumentFiles.of(tmp_path)
    saved, withdrawn, given_up, draft = (files.keep(text) for text in (b"saved", b"withdrawn", b"given up", b"draft"))
    clerk.do(letter("l1", content_hash=saved))
    row = clerk.do(Add("l2", MEIER, DOCUMENT, REMINDER | {"origin": "attached", "content_hash": withdrawn}))
    assert isinstance(row, Saved)
    clerk.do(Undo("u", MEIER, DOCUMENT, row.entity_id, row.version))
    torn = files.folder / given_up[:2] / f"{given_up}.0a1b2c3d"
    torn.write_bytes(b"giv")  # the machine went off in the middle of it
    long_ago = time.time() - timedelta(days=9).total_seconds()
    for file in files.folder.glob("??/*"):
        os.utime(file, (long_ago, long_ago))
    files.keep(b"draft")  # the same draft is tried again
    known = partial(known_contents, clerk.database)
    assert files.sweep(known, timedelta(days=8)) == 2
    assert [files.is_there(each) for each in (saved, withdrawn, given_up, draft)] == [True, True, False, True]
    assert not torn.exists()
    assert files.sweep(known, timedelta(days=8)) == 0


def test_a_content_that_is_kept_again_while_it_is_swept_stays(tmp_path: Path) -> None:
    files = DocumentFiles.of(tmp_path)
    name = files.keep(b"letter")
    long_ago = time.time() - timedelta(days=9).total_seconds()
    (file,) = files.folder.glob("??/*")
    os.utime(file, (long_ago, long_ago))

    def asked(hashes: Collection[str]) -> Collection[str]:
        files.keep(b"letter")  # between the look at the database and the deletion
        assert list(hashes) == [name]
        return ()

    assert files.sweep(asked, timedelta(days=8)) == 0
    assert files.read(name) == b"letter"
