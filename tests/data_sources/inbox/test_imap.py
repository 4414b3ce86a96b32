"""Mailboxes on a real mail server: what comes in, what stays as it is there, and what a failure costs."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clientinfo_kernel.ingest.connectors import connectors
from clientinfo_kernel.ingest.refresh import refresh
from clientinfo_kernel.query.directory import open_directory
from clientinfo_kernel.settings import read_settings
from data_sources.connector import Batch, SourceNotes, Unchanged
from data_sources.inbox.imap import Imap
from data_sources.inbox.mailbox_account import Account
from data_sources.inbox.mailbox_server import Listed, OpenFolder
from data_sources.remarks import from_json
from tests.data_sources.inbox.dovecot import PASSWORD, Dovecot, running_dovecot
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE
from tests.data_sources.inbox.test_mail import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data_sources.connector import Delivered, Known

pytestmark = pytest.mark.usefixtures("one_box")
PLAIN = message().as_bytes().replace(b"\n", b"\r\n")


@pytest.fixture(scope="module")
def server() -> Iterator[Dovecot]:
    with running_dovecot() as running:
        yield running


class Mailbox:
    """A mailbox of its own for a test, and the connector that reads it."""

    def __init__(self, server: Dovecot, folder: Path, user: str) -> None:
        self.server, self.user = server, user
        self.archive = folder / "mail"
        (folder / "password").write_text(PASSWORD + "\n")
        self.keys: dict[str, Any] = {
            "name": "rechnungen",
            "host": "localhost",
            "user": user,
            "port": server.port,
            "ca_file": server.ca_file,
            "password_file": folder / "password",
        }

    def connector(self, **changed: Any) -> Imap:
        own = {name: changed.pop(name) for name in ("max_file_bytes", "seconds") if name in changed}
        return Imap(self.archive, (Account(**self.keys | changed),), **own)

    def read(self, known: Known | None = None, **changed: Any) -> list[Delivered]:
        connector = self.connector(**changed)
        return list(connector.read_changes(known) if known else connector.read())

    def entries(self, **changed: Any) -> pl.DataFrame:
        return frame(self.read(**changed), "invoice_entries")

    def deliver(self, *mails: bytes, **more: Any) -> list[int]:
        return self.server.deliver(self.user, *mails, **more)

    def kept(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted(self.archive.glob("*/*.eml"))]


@pytest.fixture
def mailbox(server: Dovecot, tmp_path: Path, request: pytest.FixtureRequest) -> Mailbox:
    return Mailbox(server, tmp_path, request.node.name.replace("_", "-")[:60])


def frame(delivered: list[Delivered], table: str) -> pl.DataFrame:
    return pl.concat([each.kept for each in delivered if isinstance(each, Batch) and each.table == table])


def reasons(entry: dict[str, Any]) -> list[str]:
    return [each.code for each in from_json(entry["reason"])]


def damage(delivered: list[Delivered]) -> str:
    return "; ".join(each.damage for each in delivered if isinstance(each, Batch) and each.damage)


def with_invoice() -> bytes:
    mail = message()
    mail.add_attachment(CREDIT_NOTE.encode(), maintype="application", subtype="xml", filename="gutschrift.xml")
    return mail.as_bytes().replace(b"\n", b"\r\n")


def test_a_mail_is_an_entry_and_its_bytes_are_kept_as_they_came(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN, at=dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC))
    delivered = mailbox.read()
    (entry,) = frame(delivered, "invoice_entries").to_dicts()
    assert (entry["source_system"], entry["state"], entry["reason"]) == ("rechnungen", "waiting", None)
    assert entry["received_at"] == dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
    (document,) = frame(delivered, "documents").to_dicts()
    assert document["content"] == PLAIN
    assert document["sha256"] == hashlib.sha256(PLAIN).hexdigest()
    assert mailbox.kept() == [PLAIN]
    (file,) = mailbox.archive.glob("*/*.eml")
    assert file.stem == document["sha256"]
    assert (file.stat().st_mode & 0o077, file.parent.stat().st_mode & 0o077) == (0, 0)


def test_an_invoice_in_a_mail_is_read_as_one_in_a_folder(mailbox: Mailbox) -> None:
    mailbox.deliver(with_invoice())
    (entry,) = mailbox.entries().to_dicts()
    assert entry["kind"] == "credit_note"
    assert entry["gross"] < 0


def test_nothing_is_marked_or_deleted_unless_told(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN)
    mailbox.entries()
    assert b"\\Seen" not in mailbox.server.flags(mailbox.user)[0]
    mailbox.deliver(with_invoice())
    mailbox.entries(mark_read=True)
    flags = mailbox.server.flags(mailbox.user)
    assert [b"\\Seen" in each for each in flags] == [False, True]  # the first was fetched before


def test_what_is_here_is_not_fetched_again(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN)
    mailbox.entries()
    mailbox.deliver(with_invoice())
    before = bodies_fetched(mailbox)
    assert mailbox.entries().height == 2
    assert mailbox.entries().height == 2
    assert bodies_fetched(mailbox) - before == 1


def bodies_fetched(mailbox: Mailbox) -> int:
    """Return how many bodies the server gave to this mailbox's users, as it logged it at the end of each session."""
    return sum(map(int, re.findall(rf"imap\({mailbox.user}\).* body_count=(\d+)", mailbox.server.log())))


def test_a_known_mail_is_not_parsed_again_and_a_moved_one_is(mailbox: Mailbox) -> None:
    (uid,) = mailbox.deliver(PLAIN)
    folders = {"INBOX": "waiting", "Erledigt": "posted"}
    mailbox.deliver(with_invoice(), folder="Erledigt")
    known = Remembers()
    first = frame(mailbox.read(known, folders=folders), "invoice_entries")
    assert sorted(first["state"]) == ["posted", "waiting"]
    assert all(isinstance(each, Unchanged) for each in mailbox.read(known, folders=folders))
    with mailbox.server.as_user(mailbox.user) as client:
        client.select_folder("INBOX")
        client.copy([uid], "Erledigt")
        client.delete_messages([uid])
        client.expunge([uid])
    again = mailbox.read(known, folders=folders)
    (moved,) = frame(again, "invoice_entries").to_dicts()
    assert moved["state"] == "posted"
    assert moved["entry_id"] in first["entry_id"].to_list()  # what people decided about it holds


class Remembers:
    """The memory of a refresh: a file is known once it was asked for with the same dependencies."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, ...]] = set()

    def is_unchanged(
        self, file: str, table: str, path: Path, depends_on: str = "", *, is_hashed_in_reading: bool = False
    ) -> bool:
        del is_hashed_in_reading
        key = (file, table, str(path.stat().st_mtime_ns), depends_on)
        is_known = key in self.seen
        self.seen.add(key)
        return is_known

    def last_reading(self, file: str, table: str, path: Path) -> None:
        """What came of it is not remembered."""
        del file, table, path


def test_a_mail_deleted_on_the_server_stays_in_its_state_and_says_so(mailbox: Mailbox) -> None:
    """Of a folder that the settings name no longer nobody knows whether the mail lies there: nothing is said then."""
    folders = {"INBOX": "waiting", "Erledigt": "posted"}
    (uid,) = mailbox.deliver(PLAIN, folder="Erledigt")
    for named, said in ((folders, []), ({"INBOX": "waiting"}, []), (folders, ["mail_gone"])):
        if said:
            with mailbox.server.as_user(mailbox.user) as client:
                client.select_folder("Erledigt")
                client.delete_messages([uid])
                client.expunge([uid])
        (entry,) = mailbox.entries(folders=named).to_dicts()
        assert (entry["state"], reasons(entry)) == ("posted", said)
    assert mailbox.kept() == [PLAIN]


def test_a_mail_that_somebody_takes_away_while_it_is_fetched_is_no_fault(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.deliver(PLAIN, with_invoice())
    listed = OpenFolder.listed

    def then_taken_away(folder: OpenFolder, uids: Sequence[int]) -> Iterator[Listed]:
        for each in list(listed(folder, uids)):
            if each.uid == uids[0]:
                with mailbox.server.as_user(mailbox.user) as client:
                    client.select_folder("INBOX")
                    client.delete_messages([each.uid])
                    client.expunge([each.uid])
            yield each

    monkeypatch.setattr(OpenFolder, "listed", then_taken_away)
    delivered = mailbox.read()
    assert frame(delivered, "invoice_entries")["kind"].to_list() == ["credit_note"]
    assert [each.rejects.height for each in delivered if isinstance(each, Batch) and each.rejects.height] == []


def test_a_folder_that_the_server_numbers_again_doubles_nothing(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN, folder="Rechnungen 2026 für Äpfel & Co")
    folders = {"Rechnungen 2026 für Äpfel & Co": "waiting"}
    (before,) = mailbox.entries(folders=folders).to_dicts()
    with mailbox.server.as_user(mailbox.user) as client:
        client.delete_folder("Rechnungen 2026 für Äpfel & Co")
    mailbox.deliver(with_invoice(), PLAIN, folder="Rechnungen 2026 für Äpfel & Co")
    after = mailbox.entries(folders=folders)
    assert after.height == 2
    assert set(after["reason"].to_list()) == {None}
    assert before["entry_id"] in after["entry_id"].to_list()


def test_a_mail_that_is_too_large_shows_its_head_and_says_so(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN + b"x" * 5000 + b"\r\n", with_invoice().replace(b"x" * 10, b""))
    delivered = mailbox.read(max_file_bytes=4000)
    large = next(row for row in frame(delivered, "invoice_entries").to_dicts() if row["reason"])
    assert reasons(large) == ["mail_too_large"]
    document = next(
        row for row in frame(delivered, "documents").to_dicts() if row["document_id"] == large["document_id"]
    )
    assert "Rechnung für März" in document["rendition"]
    assert b"xxxx" not in document["content"]
    assert set(mailbox.entries(max_file_bytes=9000)["reason"].to_list()) == {None}  # in place of the head
    assert len(mailbox.kept()) == 2


def test_what_time_does_not_allow_comes_the_next_time(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN, with_invoice())
    delivered = mailbox.read(seconds=0.0)
    assert not any(each.kept.height for each in delivered if isinstance(each, Batch))
    connector = mailbox.connector(seconds=0.0)
    said = [each for each in connector.read_changes(Remembers()) if isinstance(each, SourceNotes)]
    assert dict(said[0].notes[0].values) == {"account": "rechnungen", "folder": "INBOX", "count": "2"}
    assert mailbox.entries().height == 2


def test_the_last_of_a_volume_is_not_for_mails(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are on the server: the database, the audit log and the refresh need what is left; they come when there is room."""
    mailbox.deliver(PLAIN, with_invoice())
    with monkeypatch.context() as full:
        full.setattr("data_sources.volume_reserve.RESERVE", 1 << 62)
        full.setattr("data_sources.volume_reserve.RESERVED_PART", 1)  # all of the volume
        said = [each for each in mailbox.connector().read_changes(Remembers()) if isinstance(each, SourceNotes)]
        assert said[0].notes[0].code == "mails_without_room"
        assert dict(said[0].notes[0].values) == {"account": "rechnungen", "folder": "INBOX", "count": "2"}
        assert mailbox.kept() == []
    assert mailbox.entries().height == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"host": "127.0.0.2"}, "certificate is not trusted"),  # the certificate names localhost and 127.0.0.1
        ({"ca_file": None}, "certificate is not trusted"),
        ({"user": "a-user", "password_file": None, "password_variable": "WRONG"}, "does not accept user and password"),
        ({"port": 1}, "is not reached"),
        ({"folders": {"Gibt es nicht": "waiting"}}, "Gibt es nicht: the server refuses"),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why_and_keeps_what_it_had(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, changed: dict[str, Any], said: str
) -> None:
    monkeypatch.setenv("WRONG", "not the password")
    mailbox.deliver(PLAIN)
    mailbox.entries()
    delivered = mailbox.read(**changed)
    assert said in damage(delivered)
    assert "not the password" not in damage(delivered)
    assert frame(delivered, "invoice_entries").height == 1


def test_it_can_start_in_the_clear_and_encrypt_before_the_password(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN)
    starttls = {"security": "starttls", "port": mailbox.server.starttls_port}
    assert mailbox.entries(**starttls).height == 1
    assert "certificate is not trusted" in damage(mailbox.read(**starttls, ca_file=None))


def test_earlier_mails_are_left_where_they_are(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN, at=dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC))
    mailbox.deliver(with_invoice(), at=dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC))
    later = {"since": dt.date(2026, 11, 1)}
    assert mailbox.entries(**later).height == 1
    assert mailbox.entries().height == 2
    assert mailbox.entries(**later)["reason"].to_list() == [None, None]  # one that was fetched before is not gone


def test_an_altered_copy_is_told(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN)
    mailbox.entries()
    (file,) = mailbox.archive.glob("*/*.eml")
    file.write_bytes(PLAIN.replace(b"Guten Tag", b"Schlechten"))
    (entry,) = mailbox.entries().to_dicts()
    assert reasons(entry) == ["mail_altered"]


def test_a_torn_list_costs_fetching_again(mailbox: Mailbox) -> None:
    mailbox.deliver(PLAIN)
    mailbox.entries()
    (listed,) = mailbox.archive.glob("*/folders/*.json")
    listed.write_text('{"folder": "INB')
    (entry,) = mailbox.entries().to_dicts()
    assert entry["reason"] is None


def test_what_fails_costs_itself_alone(mailbox: Mailbox, tmp_path: Path) -> None:
    """Four accounts and a drop folder: no password, a file with one that is not there, no folder; the others are read."""
    mailbox.deliver(PLAIN)
    accounts = (
        Account(**mailbox.keys | {"name": "ohne", "password_file": None}),
        Account(**mailbox.keys | {"name": "fort", "password_file": tmp_path / "fort"}),
        Account(**mailbox.keys | {"name": "Ä" * 60}),  # 360 letters when it is quoted; a folder's name has 255 at most
        Account(**mailbox.keys),
    )
    delivered = list(Imap(mailbox.archive, accounts, tmp_path / "eingang").read())
    assert frame(delivered, "invoice_entries")["source_system"].to_list() == ["Ä" * 60, "rechnungen"]
    damaged = {each.file: each.damage or "" for each in delivered if isinstance(each, Batch) and each.damage}
    assert list(damaged) == ["eingang", "mail.ohne", "mail.fort"]
    assert "no drop folder at" in damaged["eingang"]
    assert "ohne has no password" in damaged["mail.ohne"]
    assert "cannot be read: No such file" in damaged["mail.fort"]
    away = [each.file for each in delivered if isinstance(each, Batch) and each.is_away]
    assert away == ["mail.ohne", "mail.fort"]  # nothing is missing because of them, as it is without the folder


def test_a_refresh_keeps_what_it_had_while_the_server_is_away(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.deliver(with_invoice())
    settings = tmp_path / "clientinfo.toml"
    settings.write_text(
        f'state = "var"\n[sources.inbox]\nconnector = "imap"\narchive = "mail"\n[[sources.inbox.accounts]]\n'
        f'name = "rechnungen"\nhost = "localhost"\nuser = "{mailbox.user}"\nport = {mailbox.server.port}\n'
        f'ca_file = "{mailbox.server.ca_file}"\npassword_file = "password"\n'
    )
    first = refresh(read_settings(settings))
    assert [(each.state, each.rows) for each in first.sources] == [
        ("fresh", 3)
    ]  # an entry; the mail and what it brings
    assert refresh(read_settings(settings)).snapshot == first.snapshot  # nothing new, nothing built
    settings.write_text(settings.read_text().replace(f"port = {mailbox.server.port}", "port = 1"))
    (away,) = refresh(read_settings(settings)).sources
    assert away.state == "stale"
    assert "mailbox rechnungen at localhost:1: the server is not reached" in (away.reason or "")
    assert open_directory(settings).table("inbox_unassigned").height == 1


def test_mails_do_not_wait_for_a_drop_folder_that_is_missing(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.deliver(PLAIN)
    folder = tmp_path / "eingang"
    lists = folder / "teile" / "rechnungen.csv"
    lists.parent.mkdir(parents=True)
    lists.write_text("EINGANG_ID;STATUS\n1;W\n")
    settings = tmp_path / "clientinfo.toml"
    settings.write_text(
        f'state = "var"\n[sources.inbox]\nconnector = "imap"\narchive = "mail"\nfolder = "{folder}"\n'
        f'[[sources.inbox.accounts]]\nname = "rechnungen"\nhost = "localhost"\nuser = "{mailbox.user}"\n'
        f'port = {mailbox.server.port}\nca_file = "{mailbox.server.ca_file}"\npassword_file = "password"\n'
    )

    def read() -> tuple[str, str, int, bool]:
        (source,) = refresh(read_settings(settings)).sources
        entries = open_directory(settings).table("inbox_unassigned")["entry_id"].to_list()
        return source.state, source.reason or "", len(entries), "teile/1" in entries

    assert read() == ("fresh", "", 2, True)
    folder.rename(tmp_path / "abgehängt")
    mailbox.deliver(with_invoice())
    for _ in range(2):
        state, reason, count, has_list = read()
        assert (state, count, has_list) == ("stale", 3, True)  # the mail that came since, and what the folder had
        assert f"no drop folder at {folder}" in reason
    (tmp_path / "abgehängt").rename(folder)
    lists.write_text("EINGANG_ID;STATUS\n2;W\n3;W\n")
    assert read() == ("fresh", "", 4, False)


def test_the_settings_name_accounts_by_sections(tmp_path: Path) -> None:
    (tmp_path / "clientinfo.toml").write_text(
        '[sources.inbox]\nconnector = "imap"\narchive = "mail"\n'
        '[[sources.inbox.accounts]]\nname = "rechnungen"\nhost = "imap.example.org"\nuser = "r"\n'
        'password_file = "secrets/r"\nfolders = { INBOX = "waiting", "INBOX/Erledigt" = "posted" }\n'
        "since = 2026-01-01\n"
    )
    (made,) = connectors(read_settings(tmp_path / "clientinfo.toml")).values()
    assert made == Imap(
        archive=tmp_path / "mail",
        accounts=(
            Account(
                name="rechnungen",
                host="imap.example.org",
                user="r",
                password_file=tmp_path / "secrets/r",
                folders={"INBOX": "waiting", "INBOX/Erledigt": "posted"},
                since=dt.date(2026, 1, 1),
            ),
        ),
    )
