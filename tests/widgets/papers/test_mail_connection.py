"""Mail servers that drip or never end: the click ends in its time, and takes no memory."""

from __future__ import annotations

import socket
import socketserver
import time
from contextlib import suppress
from threading import Thread, Timer
from threading import enumerate as running_threads
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.sections.letters import MailSettings
from widgets.papers import mail
from widgets.papers.mail import MailNotSent, MailUnanswered, Outgoing, send

if TYPE_CHECKING:
    from collections.abc import Iterator

OK = b"250 ok\r\n"


class Server(socketserver.ThreadingTCPServer):
    """Answers each command well, but one."""

    daemon_threads = True
    odd_at = b""
    piece = b""
    pause = 0.02


class Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        with suppress(OSError):  # the client had enough
            self._say(b"", b"220 here\r\n")
            for line in self.rfile:
                command = line.split()[0].upper()
                self._say(command, b"354 go\r\n" if command == b"DATA" else OK)
                if command == b"DATA":
                    while self.rfile.readline() != b".\r\n":
                        pass
                    self._say(b".", OK)

    def _say(self, command: bytes, well: bytes) -> None:
        while command == self.server.odd_at:  # for ever
            self.wfile.write(self.server.piece)
            time.sleep(self.server.pause)
        self.wfile.write(well)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for patience in ("_PATIENCE_SECONDS", "_LAST_ANSWER_SECONDS"):
        monkeypatch.setattr(mail, patience, 60)
    with Server(("127.0.0.1", 0), Talk) as running:
        Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield running
        running.shutdown()


def sent(server: Server) -> str:
    host, port = server.server_address[:2]
    settings = MailSettings(str(host), "service@probe.example", port, "none")
    return send(Outgoing(settings, "", "berta@berg.example", b"Subject: x\r\n\r\ny\r\n"))


def test_a_sound_server_gets_the_mail(server: Server) -> None:
    server.odd_at = b"none"
    assert sent(server) == "250 ok"


@pytest.mark.parametrize("odd_at", [b"", b"EHLO", b"MAIL", b"RCPT"])
@pytest.mark.parametrize("piece", [b"2", b"250-more\r\n"], ids=["bytes", "lines"])
def test_an_answer_that_drips_for_ever_is_cut_off(
    server: Server, odd_at: bytes, piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte is in time, so that the socket's own timeout begins again: the click went on for ever."""
    monkeypatch.setattr(mail, "_PATIENCE_SECONDS", 0.5)
    server.odd_at, server.piece = odd_at, piece
    with pytest.raises(MailNotSent):
        sent(server)


def test_where_the_last_answer_drips_nobody_knows_whether_the_mail_is_there(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "_LAST_ANSWER_SECONDS", 0.5)
    server.odd_at, server.piece = b".", b"250-more\r\n"
    with pytest.raises(MailUnanswered):
        sent(server)


def test_a_line_without_a_number_is_no_yes(server: Server) -> None:
    server.odd_at, server.piece = b"RCPT", b"hello\r\n"
    with pytest.raises(MailNotSent, match="a line without a number"):
        sent(server)
    server.odd_at = b"."
    with pytest.raises(MailUnanswered, match="a line without a number"):
        sent(server)


def test_a_farewell_that_drips_takes_nothing_back(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "_FAREWELL_SECONDS", 0.5)
    server.odd_at, server.piece = b"QUIT", b"221-bye\r\n"
    assert sent(server) == "250 ok"


def test_where_the_time_was_over_before_it_connected_no_greeting_is_heard(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was nothing to cut when the time was over: a greeting without an end went on for ever."""
    monkeypatch.setattr(mail, "_PATIENCE_SECONDS", 0.05)
    connect = socket.create_connection

    def slowly(address: tuple[str, int], _seconds: float) -> socket.socket:
        for each in running_threads():
            if isinstance(each, Timer):
                each.join()
        return connect(address)

    monkeypatch.setattr(socket, "create_connection", slowly)
    server.odd_at, server.piece = b"", b"220-" + b"x" * 60_000 + b"\r\n"
    with pytest.raises(MailNotSent, match="takes too long"):
        sent(server)


@pytest.mark.parametrize("dead", [1, 2])
def test_dead_addresses_of_a_server_leave_time_for_the_one_that_answers(
    server: Server, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.odd_at = b"none"
    host, port = server.server_address[:2]
    addresses = [f"192.0.2.{number}" for number in range(1, dead + 1)] + [str(host)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]
    given: dict[str, float] = {}
    connect = socket.create_connection

    def answering(address: tuple[str, int], seconds: float) -> Any:
        given[address[0]] = seconds
        if address[0] != host:
            raise TimeoutError
        return connect(address, seconds)

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_names: found)
    monkeypatch.setattr(socket, "create_connection", answering)
    assert sent(server) == "250 ok"
    assert list(given) == addresses
    assert given["192.0.2.1"] == pytest.approx(60 / (dead + 1), abs=5)


def test_an_answer_without_an_end_takes_no_memory(server: Server) -> None:
    """Had its time been what ends it, a fast server would have filled the page's memory before."""
    server.odd_at, server.piece, server.pause = b"RCPT", b"250-" + b"x" * 500 + b"\r\n", 0
    with pytest.raises(MailNotSent, match="says more than any mail needs"):
        sent(server)
