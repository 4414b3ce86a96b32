"""Mails that leave through a real mail server: once, after a look, and never twice where no answer came."""

from __future__ import annotations

import asyncio
from asyncio import to_thread
from datetime import UTC, datetime
from email import message_from_bytes, policy
from threading import Event
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from aiosmtpd.controller import Controller

from clientinfo_kernel.sections.letters import LetterSettings, MailSettings
from tests.loops import finish
from tests.ports import free_port
from tests.widgets.papers.conftest import LETTERS, WOMAN, with_settings
from tests.widgets.papers.letter_page import Page
from widgets.app.background_work import begin_beside
from widgets.parts.documents import document_histories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientinfo_kernel.query.directory import CustomerDirectory


class Postbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.breaks_off = False
        self.has_come, self.may_answer = Event(), Event()
        self.may_answer.set()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if address.startswith("unknown"):
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope)
        self.has_come.set()
        await to_thread(self.may_answer.wait, 60)
        if self.breaks_off:
            server.transport.close()
        return "250 2.0.0 Taken as 4711"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        return "421 4.3.0 Closing"


@pytest.fixture
def postbox(house: CustomerDirectory) -> Iterator[tuple[Postbox, CustomerDirectory]]:
    """A real mail server, and the house whose settings name it."""
    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    mail = MailSettings("127.0.0.1", "service@probe.example", port, "none")
    try:
        yield box, with_settings(house, letters=LetterSettings(company=LETTERS.company, mail=mail))
    finally:
        server.stop()


def drafted(directory: CustomerDirectory, address: str) -> tuple[Page, str]:
    page = Page(directory, WOMAN)
    values = {
        "way": "mail",
        "email": address,
        "subject": "Ihr Termin",
        "body": "Sehr geehrte Frau Dr. Berg,\n\nbis bald",
    }
    assert page.save("letter", "terminbestaetigung", values)["do"] == "saved"
    return page, directory.customer(WOMAN).written_rows("document")[0]["document_id"]


def test_a_mail_leaves_on_the_click_after_a_look_at_it_and_once(postbox: tuple[Postbox, CustomerDirectory]) -> None:
    box, house = postbox
    page, document = drafted(house, "berta@berg.example")
    assert box.taken == []  # never by itself
    form = page.open("send_mail", document)["form"]
    assert form["note"] == (
        "Von: service@probe.example",
        "An: berta@berg.example",
        "Betreff: Ihr Termin",
        "Sehr geehrte Frau Dr. Berg,",
        "bis bald",
    )
    colleague = Page(house, WOMAN)  # has it open at the same time
    colleague.open("send_mail", document)
    assert page.save("send_mail", document, command="s1")["do"] == "saved"
    assert page.save("send_mail", document, command="s1")["do"] == "saved"
    colleague.save("send_mail", document, command="s2")
    (envelope,) = box.taken
    sent = message_from_bytes(envelope.content, policy=policy.default)
    assert (sent["From"], sent["To"], sent["Subject"], sent["X-Unsent"]) == (
        "service@probe.example",
        "berta@berg.example",
        "Ihr Termin",
        None,
    )
    row = house.customer(WOMAN).written_rows("document")[0]
    assert (row["sending"], row["answer"]) == ("sent", "250 2.0.0 Taken as 4711")
    (said,) = document_histories(house.customer(WOMAN), "event_id", page.contact()["event_id"])
    steps = said.rows.filter(pl.col("field") == "Versand").select("before", "after").rows()
    assert steps == [("Senden begonnen, Antwort unbekannt", "gesendet"), ("leer", "Senden begonnen, Antwort unbekannt")]
    assert row["sent_at"] <= datetime.now(UTC)
    assert page.open("send_mail", document)["do"] == "problem"


def test_a_mail_leaves_with_date_and_id(postbox: tuple[Postbox, CustomerDirectory]) -> None:
    box, house = postbox
    page, document = drafted(house, "berta@müller.example")
    assert page.save("send_mail", document, command="s1")["do"] == "saved"
    (envelope,) = box.taken
    sent = message_from_bytes(envelope.content, policy=policy.default)
    # RFC 5322, 3.6: a date with its zone; RFC 3492: the umlaut of a domain
    assert sent["Date"].datetime.tzinfo is not None
    assert sent["Message-ID"].endswith("@probe.example>")
    assert (envelope.rcpt_tos, sent["To"]) == (["berta@xn--mller-kva.example"], "berta@xn--mller-kva.example")


def test_a_mail_without_an_answer_is_not_sent_again_before_somebody_has_looked(
    postbox: tuple[Postbox, CustomerDirectory],
) -> None:
    box, house = postbox
    page, document = drafted(house, "berta@berg.example")
    box.breaks_off = True  # after the last line of the text, before the answer
    for command in ("s1", "s1", "s2"):
        answer = page.save("send_mail", document, command=command)
        assert (answer["do"], "Bitte sehen Sie erst nach" in answer["problem"]) == ("refused", True)
    assert len(box.taken) == 1
    (item,) = page.shown()[0].items
    assert item.chip.text == "Senden begonnen, Antwort unbekannt"
    assert "vielleicht" in " ".join(page.open("mail_not_sent", document)["form"]["note"]).casefold()
    assert page.save("mail_not_sent", document, command="n1")["do"] == "saved"
    box.breaks_off = False
    assert page.save("send_mail", document, command="s3")["do"] == "saved"
    assert page.save("send_mail", document, command="s4")["do"] == "refused"  # past the page
    assert len(box.taken) == 2


def test_what_the_mail_server_answered_stands_though_somebody_had_given_it_up(
    postbox: tuple[Postbox, CustomerDirectory], monkeypatch: pytest.MonkeyPatch
) -> None:
    box, house = postbox
    _page, document = drafted(house, "berta@berg.example")
    monkeypatch.setattr("widgets.papers.mail.LONGEST_SECONDS", -1)  # as if it had been on its way for long

    async def meanwhile() -> list[str]:
        page = Page(house, WOMAN, begin_beside)
        box.may_answer.clear()
        heard = [page.save("send_mail", document, command="s1")["do"]]
        await to_thread(box.has_come.wait, 60)
        heard += [page.save("mail_not_sent", document, command="n1")["do"]]
        answered = asyncio.Queue[str]()
        page.widget.send = lambda message, buffers=None: answered.put_nowait(message["do"])  # noqa: ARG005
        box.may_answer.set()
        return [*heard, await answered.get()]

    assert finish(meanwhile()) == ["waiting", "saved", "saved"]
    row = house.customer(WOMAN).written_rows("document")[0]
    assert (row["sending"], row["answer"]) == ("sent", "250 2.0.0 Taken as 4711")


def test_while_the_mail_server_thinks_the_page_goes_on_and_the_mail_leaves_once(
    postbox: tuple[Postbox, CustomerDirectory],
) -> None:
    box, house = postbox
    _page, document = drafted(house, "berta@berg.example")

    async def meanwhile() -> list[str]:
        page = Page(house, WOMAN, begin_beside)
        box.may_answer.clear()
        heard = [page.save("send_mail", document, command="s1")["do"]]
        await to_thread(box.has_come.wait, 60)
        heard += [page.save("send_mail", document, command="s1")["do"], page.open("contact", "")["do"]]
        # while it is on its way nobody says that it did not arrive, not even past the page
        heard += [page.open("mail_not_sent", document)["do"]]
        heard += [page.save("mail_not_sent", document, command="n1")["do"]]
        answered = asyncio.Queue[str]()
        page.widget.send = lambda message, buffers=None: answered.put_nowait(message["do"])  # noqa: ARG005
        box.may_answer.set()
        return [*heard, await answered.get()]

    assert finish(meanwhile()) == ["waiting", "waiting", "form", "problem", "refused", "saved"]
    assert len(box.taken) == 1
    assert house.customer(WOMAN).written_rows("document")[0]["sending"] == "sent"


def test_a_mail_that_cannot_leave_is_not_begun(postbox: tuple[Postbox, CustomerDirectory], tmp_path: Path) -> None:
    box, house = postbox
    _page, document = drafted(house, "berta@berg.example")
    server = house.settings.letters.mail
    secret = MailSettings(server.host, server.sender, server.port, "none", "service", tmp_path / "password")
    page = Page(with_settings(house, letters=LetterSettings(mail=secret)), WOMAN)
    for _again in range(2):
        assert "Mailserver der Einstellungen" in page.save("send_mail", document, command="s1")["problem"]
    assert house.customer(WOMAN).written_rows("document")[0]["sending"] is None
    assert Page(house, WOMAN).save("send_mail", document, command="s1")["do"] == "saved"
    assert len(box.taken) == 1


def test_what_the_server_refuses_is_said_and_can_be_tried_again(postbox: tuple[Postbox, CustomerDirectory]) -> None:
    box, house = postbox
    page, document = drafted(house, "unknown@berg.example")
    for command in ("s1", "s2"):
        answer = page.save("send_mail", document, command=command)
        assert (answer["do"], answer["renew"]) == ("refused", True)
        assert "550 5.1.1 No such user here" in answer["problem"]
    assert box.taken == []
    (item,) = page.shown()[0].items
    assert (item.chip.text, item.origin) == ("nicht angenommen", "550 5.1.1 No such user here")


def test_a_server_that_is_not_there_or_has_no_tls_gets_nothing(postbox: tuple[Postbox, CustomerDirectory]) -> None:
    box, house = postbox
    _page, document = drafted(house, "berta@berg.example")
    for port, security in ((house.settings.letters.mail.port, "starttls"), (free_port(), "none")):
        mail = MailSettings("127.0.0.1", "service@probe.example", port, security)
        page = Page(with_settings(house, letters=LetterSettings(mail=mail)), WOMAN)
        assert "nicht angenommen" in page.save("send_mail", document, command=f"s{port}{security}")["problem"]
    assert box.taken == []
