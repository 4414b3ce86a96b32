"""Mail servers that are slow, lie, or say what nobody can read: it costs them their own mails, and us neither time nor memory."""

from __future__ import annotations

import datetime as dt
import re
import socketserver
import ssl
import time
from contextlib import suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError, Event, Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from data_sources.connector import UNREAD, Batch, NothingKnown, SourceNotes
from data_sources.inbox import imap, mailbox_fetching
from data_sources.inbox.box import box as box_module
from data_sources.inbox.box.box import Box
from data_sources.inbox.imap import Imap
from data_sources.inbox.mailbox_account import Account
from tests.certificates import certificates
from tests.data_sources.inbox.test_box import ATTACKS, attacked_by
from tests.data_sources.inbox.test_imap import PLAIN, damage, frame, reasons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Talk = Callable[[socketserver.StreamRequestHandler], None]

pytestmark = pytest.mark.usefixtures("one_box")
GREETING = b"* OK [CAPABILITY IMAP4rev1] here\r\n"
SOUND = (f'RFC822.SIZE {len(PLAIN)} INTERNALDATE "14-Mar-2026 10:30:00 +0100"', PLAIN)
RECEIVED = dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)


class OddServer(socketserver.ThreadingTCPServer):
    """Speaks TLS with whoever comes, and then what a test lets it say."""

    daemon_threads = True
    talk: Talk

    def __init__(self, folder: Path) -> None:
        certificates(folder)
        self.ca_file = folder / "ca.crt"
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder / "server.crt", folder / "server.key")
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[ssl.SSLSocket, Any]:
        connection, address = super().get_request()
        return self.context.wrap_socket(connection, server_side=True), address


class _Handler(socketserver.StreamRequestHandler):
    server: OddServer

    def handle(self) -> None:
        with suppress(OSError):  # the client had enough
            self.server.talk(self)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OddServer]:
    with OddServer(tmp_path_factory.mktemp("odd")) as running:
        Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def account(server: OddServer, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setenv("PASSWORD", "secret")
    return Account(
        name="r", host="localhost", user="r", port=server.server_address[1], ca_file=server.ca_file, password_variable="PASSWORD"
    )  # fmt: skip


@pytest.fixture
def mailbox(server: OddServer, account: Account, tmp_path: Path) -> Callable[..., list[Any]]:
    def read(talk: Talk, **more: Any) -> list[Any]:
        server.talk = talk
        connector = Imap(**{"archive": tmp_path / "mail", "accounts": (account,), **more})
        return list(connector.read_changes(NothingKnown()))

    return read


def _given(uid: int, wanted: str, content: bytes | None) -> bytes:
    if content is None:
        return b""
    name, start, most = re.match(r"BODY\.PEEK(\[.*\])<(\d+)\.(\d+)>", wanted).groups()
    part = (content.partition(b"\r\n\r\n")[0] if "HEADER" in name else content)[: int(most)]
    return f"* {uid} FETCH (UID {uid} BODY{name}<{start}> {{{len(part)}}}\r\n".encode() + part + b")\r\n"


def having(*mails: tuple[str, bytes | None], uidvalidity: int = 7) -> Talk:
    """Speak IMAP, and have mails: what is said of each, and its bytes (None: they are not given)."""

    def talk(line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(GREETING)
        for command in line.rfile:
            tag, words = command.decode().strip().split(" ", 1)
            line.wfile.write(b"".join(said(words)) + f"{tag} OK done\r\n".encode())

    def said(words: str) -> Iterator[bytes]:
        uids = dict(enumerate(mails, start=1))
        if words.startswith(("EXAMINE", "SELECT")):
            yield f"* OK [UIDVALIDITY {uidvalidity}] valid\r\n".encode()
        elif words == "CAPABILITY":
            yield b"* CAPABILITY IMAP4rev1\r\n"
        elif words.startswith("UID SEARCH"):
            yield f"* SEARCH {' '.join(map(str, uids))}\r\n".encode()
        elif found := re.match(r"UID FETCH ([0-9,]+) \((.*)\)", words):
            for uid in map(int, found[1].split(",")):
                listed, content = uids[uid]
                if "BODY" in found[2]:
                    yield _given(uid, found[2], content)
                else:
                    yield f"* {uid} FETCH (UID {uid} {listed})\r\n".encode()

    return talk


def test_a_server_that_drips_is_cut_off_when_the_time_is_over(
    mailbox: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte each tenth of a second is an answer in time, each time; the line never ends."""

    def drip(line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(b"* OK ")
        for _ in range(200):
            line.wfile.write(b"x")
            time.sleep(0.1)

    monkeypatch.setattr(mailbox_fetching, "SECONDS_PER_ANSWER", 2.0)
    assert "its time was over before the server had answered" in damage(mailbox(drip, seconds=0.0))


def test_a_server_that_was_silent_is_waited_for_shortly_until_it_answers_and_now_and_then_for_long(
    mailbox: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox_fetching, "SECONDS_PER_ANSWER", 0.35)
    monkeypatch.setattr(mailbox_fetching, "SHORT_SECONDS_PER_ANSWER", 0.15)
    is_over = Event()

    def silent(line: socketserver.StreamRequestHandler) -> None:
        del line
        is_over.wait(20)

    def waited() -> str:
        return damage(mailbox(silent)).partition("did not answer within ")[2]

    assert [waited() for _ in range(7)] == ["0.35 seconds", *["0.15 seconds"] * 5, "0.35 seconds"]
    monkeypatch.setattr(mailbox_fetching, "SHORT_SECONDS_PER_ANSWER", 20.0)
    assert frame(mailbox(having(SOUND)), "invoice_entries").height == 1
    assert waited() == "0.35 seconds"  # it had answered
    is_over.set()


def test_no_mailbox_waits_for_another(account: Account, server: OddServer, tmp_path: Path) -> None:
    """Each server speaks when the other one is asked, too: one after the other they would both be silent."""
    both = Barrier(2, timeout=60)

    def together(line: socketserver.StreamRequestHandler) -> None:
        with suppress(BrokenBarrierError):
            both.wait()
            having(SOUND)(line)

    server.talk = together
    accounts = (account, replace(account, name="s"))
    delivered = list(Imap(tmp_path / "mail", accounts).read_changes(NothingKnown()))
    assert damage(delivered) == ""
    assert frame(delivered, "invoice_entries")["source_system"].to_list() == ["r", "s"]  # in the order of the settings


def test_a_server_that_talks_nonsense_is_one_damaged_file(mailbox: Callable[..., list[Any]]) -> None:
    assert "unexpected response" in damage(mailbox(lambda line: line.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n") and None))


def test_a_number_that_is_none_of_imap_stops_its_folder_alone(mailbox: Callable[..., list[Any]]) -> None:
    assert "INBOX: the server's answer is not understood" in damage(mailbox(having(uidvalidity=10**30)))


def test_an_answer_that_is_larger_than_what_was_asked_for_is_not_read(mailbox: Callable[..., list[Any]]) -> None:
    """The server announces a gigabyte; had it been read, the connection would have ended within it."""

    def boast(line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(GREETING)
        line.rfile.readline()
        line.wfile.write(b"* 1 FETCH (BODY[]<0> {1000000000}\r\nx")

    assert "larger than what was asked for" in damage(mailbox(boast))


def test_a_mail_that_is_larger_than_the_server_said_shows_its_head(mailbox: Callable[..., list[Any]]) -> None:
    large = PLAIN + b"x" * 100_000
    delivered = mailbox(having(("RFC822.SIZE 10", large)), max_file_bytes=50_000)
    (entry,) = frame(delivered, "invoice_entries").to_dicts()
    assert reasons(entry) == ["mail_too_large"]
    assert b"xxx" not in frame(delivered, "documents")["content"][0]


def test_mails_with_an_odd_day_or_size_come_with_the_others(mailbox: Callable[..., list[Any]]) -> None:
    """They count as received when they were fetched; so says the file's time, too, with which the next reading works."""
    odd = (
        f'RFC822.SIZE {len(PLAIN)} INTERNALDATE "31-Dec-9999 23:59:59 -1200"',  # no such moment in UTC
        f'RFC822.SIZE {len(PLAIN)} INTERNALDATE "01-Jan-1970 00:00:00 +0000"',
        f"RFC822.SIZE {len(PLAIN)} INTERNALDATE (1 2)",
        f"RFC822.SIZE {len(PLAIN)}",
        'RFC822.SIZE many INTERNALDATE "14-Mar-2026 10:30:00 +0100"',
    )
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    delivered = mailbox(having(*((listed, PLAIN + b"%d" % at) for at, listed in enumerate(odd)), SOUND))
    assert damage(delivered) == ""
    received = frame(delivered, "invoice_entries")["received_at"].sort().to_list()
    assert received[0] == RECEIVED
    assert len(received) == 1 + len(odd)
    assert min(received[1:]) >= before


def test_a_mail_that_is_listed_and_not_given_is_in_the_quarantine_and_the_next_one_is_read(
    mailbox: Callable[..., list[Any]],
) -> None:
    delivered = mailbox(having((SOUND[0], None), SOUND))
    assert frame(delivered, "invoice_entries")["received_at"].to_list() == [RECEIVED]
    assert quarantined(delivered) == [("mail.r/INBOX", "mail_not_given", "UID 1")]


def breaking_at(whole: Talk, *starts: bytes) -> Talk:
    """Let the server go down in the middle of an answer that has one of these in it."""

    def breaking(line: socketserver.StreamRequestHandler) -> None:
        def write(answer: bytes) -> None:
            is_bad = any(start in answer for start in starts)
            line.wfile.write(answer[:-40] if is_bad else answer)
            if is_bad:
                raise OSError("the server went down")

        whole(SimpleNamespace(rfile=line.rfile, wfile=SimpleNamespace(write=write)))  # type: ignore[arg-type]

    return breaking


def test_a_mail_at_which_the_server_breaks_off_costs_itself_alone_and_comes_when_it_can_be_given(
    mailbox: Callable[..., list[Any]],
) -> None:
    """Its bytes are what the server chokes on, or its size, for which it is asked together with the others."""
    whole = having(*((SOUND[0], PLAIN + b"%d" % at) for at in range(4)))
    choking = breaking_at(whole, b"* 1 FETCH (UID 1 BODY", b"* 3 FETCH (UID 3 RFC822")
    # the first time four connections break: at all sizes asked for together, at 1, at 3, at 1 again; then at 3 and 1
    broken = [
        ("mail.r/INBOX", "mail_not_given", "UID 1, broke the connection 3 times"),
        ("mail.r/INBOX", "mail_not_given", "UID 3, broke the connection 2 times"),
    ]
    mailbox(choking)
    delivered = mailbox(choking)
    assert frame(delivered, "invoice_entries").height == 2
    assert (damage(delivered), quarantined(delivered)) == ("", broken)
    again = mailbox(whole)
    assert (damage(again), quarantined(again), frame(again, "invoice_entries").height) == ("", [], 4)


def test_mails_that_the_server_does_not_let_us_mark_are_read_all_the_same(
    mailbox: Callable[..., list[Any]], account: Account
) -> None:
    sound = having(SOUND, (SOUND[0], PLAIN + b"2"))

    def refusing(line: socketserver.StreamRequestHandler) -> None:
        def commands() -> Iterator[bytes]:
            for command in line.rfile:
                if b"STORE" in command:
                    line.wfile.write(command.split()[0] + b" NO [NOPERM] not yours\r\n")
                else:
                    yield command

        sound(SimpleNamespace(rfile=commands(), wfile=line.wfile))  # type: ignore[arg-type]

    delivered = mailbox(refusing, accounts=(replace(account, mark_read=True),))
    assert "INBOX: its mails cannot be marked as read: the server refuses" in damage(delivered)
    assert frame(delivered, "invoice_entries").height == 2


def test_a_server_that_went_down_is_one_damaged_file_and_keeps_what_came(mailbox: Callable[..., list[Any]]) -> None:
    is_down = []
    choking = breaking_at(having(SOUND, (SOUND[0], PLAIN + b"2")), b"* 2 FETCH (UID 2 BODY")

    def going_down(line: socketserver.StreamRequestHandler) -> None:
        if not is_down:
            is_down.append(True)
            choking(line)

    delivered = mailbox(going_down)
    assert "the connection broke off" in damage(delivered)
    assert frame(delivered, "invoice_entries").height == 1
    assert quarantined(delivered) == []


def test_a_folder_of_more_mails_than_one_line_has_room_for_is_read(mailbox: Callable[..., list[Any]]) -> None:
    """Their numbers make a line of 1,015,009 bytes, and imaplib reads no more than 1,000,000."""
    numbers = range(100_000, 245_000)

    def talk(line: socketserver.StreamRequestHandler) -> None:
        line.wfile.write(GREETING)
        for command in line.rfile:
            tag, words = command.decode().strip().split(" ", 1)
            if words.startswith("EXAMINE"):
                line.wfile.write(f"* {len(numbers)} EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n".encode())
            elif words == "CAPABILITY":
                line.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif asked := re.fullmatch(r"UID SEARCH (\d+):(\d+|\*)", words):
                some = numbers[int(asked[1]) - 1 : None if asked[2] == "*" else int(asked[2])]
                line.wfile.write(f"* SEARCH {' '.join(map(str, some))}\r\n".encode())
            elif words.startswith("UID FETCH"):
                line.wfile.write(f"* 1 FETCH (UID 100000 {SOUND[0]})\r\n".encode())
            line.wfile.write(f"{tag} OK done\r\n".encode())

    delivered = mailbox(talk, seconds=0.0)
    (note,) = next(each.notes for each in delivered if isinstance(each, SourceNotes))
    assert (damage(delivered), dict(note.values)["count"]) == ("", "145000")


@pytest.mark.slow
def test_a_mail_that_takes_its_parser_over_costs_itself_alone(
    mailbox: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parsed in our own process, it would take the refresh with it."""
    attacked_by(monkeypatch, ATTACKS["parser_crash"])
    monkeypatch.setattr(imap, "Box", Box)
    earlier = 'RFC822.SIZE 6 INTERNALDATE "14-Mar-2026 08:00:00 +0100"'
    delivered = mailbox(having((earlier, b"attack"), SOUND))
    attack, sound = frame(delivered, "invoice_entries").sort("received_at").to_dicts()
    assert (attack["state"], reasons(attack)) == ("error", ["parser_crash"])
    assert (sound["state"], reasons(sound), sound["received_at"]) == ("waiting", [], RECEIVED)
    assert quarantined(delivered) == [(attack["source_file"], "parser_crash", attack["source_file"])]


def test_mails_behind_too_many_that_took_their_parser_over_wait_for_the_next_reading(
    mailbox: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_PATIENCE", "_HASTE"):
        monkeypatch.setattr(box_module, name, 0)
    entry, documents = (each for each in mailbox(having(SOUND)) if isinstance(each, Batch))
    assert (entry.kept["state"].item(), reasons(entry.kept.to_dicts()[0])) == ("waiting", ["parser_later"])
    assert (documents.content, documents.rejects.height) == (UNREAD, 0)


def quarantined(delivered: list[Any]) -> list[tuple[str, str, str]]:
    """File, rule and record of what is in the quarantine."""
    rejects = pl.concat([each.rejects for each in delivered if isinstance(each, Batch)])
    return rejects.select("file", "rule", "record").rows()
