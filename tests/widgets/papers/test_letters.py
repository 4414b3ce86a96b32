"""Letters and mails from templates, from the form that the browser opens to the PDF, the draft and a real mail server."""

from __future__ import annotations

import asyncio
import io
from asyncio import to_thread
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from threading import Event
from typing import TYPE_CHECKING, Any

import polars as pl
import pypdf
import pytest
import typst
from aiosmtpd.controller import Controller

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.letters import LetterSettings, MailSettings
from tests.loops import finish
from tests.stack import free_port
from tests.widgets.clicks import click
from tests.widgets.papers.conftest import CLERK, COMPANY, LETTERS, MAN, SELLER, WOMAN, with_settings
from widgets.app.beside import beside
from widgets.app.entry_dialog import EntryDialog
from widgets.papers.address import address_lines
from widgets.papers.templates import TemplateWrong, templates
from widgets.papers.typesetting import Letterhead, typeset, unshown
from widgets.parts.documents import document_histories, documents
from widgets.view_models import Actions, Download
from widgets.views import ViewContext, draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clientinfo_kernel.access.rights import Viewer


def at_once(_name: str, work: Any, done: Any) -> None:
    """Do the work before anything else."""
    done(work())


class Page:
    """A customer's page as somebody has it open: what its dialog answers, and what stands at its newest contact."""

    def __init__(self, directory: CustomerDirectory, number: str, beside: Any = None) -> None:
        self.directory, self.number = directory, number
        self.said: list[dict[str, Any]] = []
        self.widget = EntryDialog(directory, lambda: None, beside or at_once)
        self.widget.send = lambda message, buffers=None: self.said.append(message)  # noqa: ARG005
        self.widget.show(directory.customer(number))

    def open(self, form: str, item: str) -> dict[str, Any]:
        return self._hear({"do": "open", "form": form, "item": item})

    def save(self, form: str, item: str, values: dict[str, str] | None = None, command: str = "c1") -> dict[str, Any]:
        message = {"do": "save", "form": form, "item": item, "customer": self.number, "command": command}
        return self._hear(message | {"values": values or {}})

    def _hear(self, message: dict[str, Any]) -> dict[str, Any]:
        self.said.clear()
        self.widget._receive(None, message, [])
        *waiting, answer = self.said
        assert all(each["do"] == "waiting" for each in waiting)
        return answer

    def contact(self) -> dict[str, Any]:
        (row,) = self.directory.customer(self.number).contact_events().to_dicts()
        return row

    def shown(self) -> Any:
        return documents(self.directory.customer(self.number), "event_id", self.contact()["event_id"])

    def file(self) -> tuple[str, bytes]:
        """The name and the bytes of the one document, as its button hands them over."""
        (button,) = (each for each in self.shown()[1].actions if isinstance(each, Download))
        handed: list[tuple[str, bytes]] = []
        view = draw(Actions((button,)), ViewContext(print))
        view.deliver = lambda name, _media_type, content: handed.append((name, content))
        click(view, button.label)
        return handed[0]


def values_of(form: dict[str, Any]) -> dict[str, str]:
    return {field["key"]: field["value"] for field in form["fields"]}


def seen_by(house: CustomerDirectory, viewer: Viewer) -> CustomerDirectory:
    return replace(house, viewer=viewer)


def test_a_reminder_names_what_is_late_and_stands_at_its_contact_as_pdf(house: CustomerDirectory) -> None:
    page = Page(house, COMPANY)
    form = page.open("letter", "zahlungserinnerung")["form"]
    values = values_of(form)
    assert (form["title"], form["note"], values["subject"]) == (
        "Zahlungserinnerung",
        (),
        "Zahlungserinnerung, Kundennummer 10001",
    )
    # R2 is not due yet, G1 is a credit
    assert (
        "Rechnung R1 vom 01.06.2012, fällig am 01.07.2012: 119,00 EUR\n\nZusammen sind das 119,00 EUR."
        in values["body"]
    )
    assert values["body"].endswith("Mit freundlichen Grüßen\n\nCarla Konto\nAutohaus Probe GmbH")
    assert page.save("letter", "zahlungserinnerung", values | {"person": "Frau Sohn"})["do"] == "saved"
    assert page.save("letter", "zahlungserinnerung", values | {"person": "Frau Sohn"})["do"] == "saved"  # sent twice
    contact = page.contact()
    assert (contact["channel"], contact["note"], contact["employee"]) == ("letter", "Brief", "Carla Konto")
    name, content = page.file()
    assert name == "Zahlungserinnerung 2012-10-11.pdf"
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = reader.pages[0].extract_text()
    assert reader.metadata.title == values["subject"]
    for line in (
        "Söhne & #Rad *GmbH*",
        "Frau Sohn",
        "Sehr geehrte Damen und Herren,",
        "Ihr Kontakt: Carla Konto",
    ):
        assert line in text


def test_what_a_role_does_not_see_is_refused_with_a_sentence_and_later_not_shown(house: CustomerDirectory) -> None:
    clerk, seller = Page(house, COMPANY), Page(seen_by(house, SELLER), COMPANY)
    refused = seller.open("letter", "zahlungserinnerung")
    assert (refused["do"], refused["text"]) == (
        "problem",
        "Die Vorlage „Zahlungserinnerung“ nennt faellige_rechnungen, faelliger_betrag; das darf Ihre Rolle nicht sehen.",
    )
    values = values_of(clerk.open("letter", "zahlungserinnerung")["form"])
    assert "Ihre Rolle" in seller.save("letter", "zahlungserinnerung", values)["problem"]  # past the page
    clerk.save("letter", "zahlungserinnerung", values)
    # the contact is there for all; what was written is not
    assert seller.contact()["note"] == "Brief"
    (listed,) = seller.shown()
    assert [each.title for each in listed.items] == ["Nicht für Ihre Rolle"]
    assert "119" not in str(listed)


def test_what_is_not_known_has_to_be_filled_in(house: CustomerDirectory) -> None:
    page = Page(seen_by(house, SELLER), WOMAN)
    form = page.open("letter", "angebot_nachfassen")["form"]
    advertising, unknown = form["note"]  # nobody asked her, so that no mail may advertise (UWG, section 7, 2)
    assert "E-Mail" in advertising.partition("Nicht erlaubt: ")[2]
    assert unknown == "Nicht bekannt: gesuchtes_fahrzeug. Bitte im Text ergänzen."
    values = values_of(form)
    assert values["body"].startswith(
        "Sehr geehrte Frau Dr. Berg,\n\nvielen Dank für Ihr Interesse an [gesuchtes_fahrzeug]."
    )
    wrong = page.save("letter", "angebot_nachfassen", values)["wrong"]
    assert "eckigen Klammern" in wrong["subject"]
    opportunity = {"kind": "opportunity", "status": "open", "text": "neu", "vehicle_wanted": "den Kombi [blau]"}
    house.live(house.customer(WOMAN)).do(Add("o", WOMAN, CASE, opportunity))
    values = values_of(page.open("letter", "angebot_nachfassen")["form"])
    assert values["subject"] == "Unser Angebot: den Kombi [blau]"
    assert page.save("letter", "angebot_nachfassen", values | {"follow_up_on": "20.10."}, "c2")["do"] == "saved"
    assert page.contact()["follow_up_on"] == date(2012, 10, 20)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"email": "berta"}, "email"),
        # RFC 5322, 3.4.1: none of these is one address; "ß" has no form that all servers agree on
        *(({"email": each}, "email") for each in ("a;b@c.example", "a>@c", "a,b@c.de", "ü@c.de", "a@straße.de")),
        ({"body": " "}, "body"),
        ({"subject": "x" * 201}, "subject"),
    ],
)
def test_a_mail_without_address_text_or_with_too_much_is_refused(
    house: CustomerDirectory, changed: dict[str, str], field: str
) -> None:
    values = {"way": "mail", "email": "berta@berg.example", "subject": "Termin", "body": "Bis bald"}
    answer = Page(house, WOMAN).save("letter", "terminbestaetigung", values | changed)
    assert (answer["do"], list(answer["wrong"])) == ("refused", [field])


def test_a_mail_is_a_draft_for_the_mail_program(house: CustomerDirectory) -> None:
    page = Page(house, WOMAN)
    values = {
        "way": "mail",
        "email": "berta@berg.example",
        "subject": "Ihr Termin\nBcc: alle@x.example",
        "body": "Grüße\nbis bald",
    }
    assert page.save("letter", "terminbestaetigung", values)["do"] == "saved"
    name, content = page.file()
    mail = message_from_bytes(content, policy=policy.default)
    assert (name, mail["To"], mail["X-Unsent"], mail["Bcc"]) == (
        "Terminbestätigung 2012-10-11.eml",
        "berta@berg.example",
        "1",
        None,
    )
    assert mail.get_body(("plain",)).get_content().splitlines() == ["Grüße", "bis bald"]
    (item,) = page.shown()[0].items
    assert item.link.href.startswith(
        "mailto:berta@berg.example?subject=Ihr%20Termin%20Bcc%3A%20alle%40x.example&body=Gr%C3%BC%C3%9Fe%0D%0A"
    )
    # no server is named: nothing offers to send it, and nothing does
    assert [type(each) for each in page.shown()[1].actions] == [Download]
    row = house.customer(WOMAN).written_rows("document")[0]
    assert page.open("send_mail", row["document_id"])["do"] == "problem"
    assert page.save("send_mail", row["document_id"], command="s1")["do"] == "refused"


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


def test_while_the_mail_server_thinks_the_page_goes_on_and_the_mail_leaves_once(
    postbox: tuple[Postbox, CustomerDirectory],
) -> None:
    box, house = postbox
    _page, document = drafted(house, "berta@berg.example")

    async def meanwhile() -> list[str]:
        page = Page(house, WOMAN, beside)
        box.may_answer.clear()
        heard = [page.save("send_mail", document, command="s1")["do"]]
        await to_thread(box.has_come.wait, 60)
        heard += [page.save("send_mail", document, command="s1")["do"], page.open("contact", "")["do"]]
        answered = asyncio.Queue[str]()
        page.widget.send = lambda message, buffers=None: answered.put_nowait(message["do"])  # noqa: ARG005
        box.may_answer.set()
        return [*heard, await answered.get()]

    assert finish(meanwhile()) == ["waiting", "waiting", "form", "saved"]
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


def test_a_changed_text_is_another_letter(house: CustomerDirectory) -> None:
    page = Page(house, WOMAN)
    for way in ("letter", "mail"):
        values = {"way": way, "email": "berta@berg.example", "subject": "Termin", "body": "Erster Text"}
        assert page.save("letter", "terminbestaetigung", values, way)["do"] == "saved"
        assert page.save("letter", "terminbestaetigung", values, way)["do"] == "saved"  # its answer was lost
        other = page.save("letter", "terminbestaetigung", values | {"body": "Zweiter, anderer Text"}, way)
        assert (other["do"], other["renew"]) == ("refused", True)
    rows = house.customer(WOMAN).written_rows("document")
    assert [row["origin"] for row in rows] == ["letter", "mail"]


def test_a_man_is_greeted_by_his_whole_family_name_and_addressed_in_the_accusative(house: CustomerDirectory) -> None:
    page = Page(house, MAN)
    body = values_of(page.open("letter", "terminbestaetigung")["form"])["body"]
    assert body.startswith("Sehr geehrter Herr von der Heide,\n")
    assert address_lines(house.customer(MAN).header())[0] == "Herrn Hans von der Heide"


@pytest.mark.parametrize("sign", ["😀", "中", "\x01"])
def test_what_the_typeface_does_not_have_is_said_at_its_field(house: CustomerDirectory, sign: str) -> None:
    values = {"way": "letter", "subject": "Termin", "body": f"Bis bald {sign}"}
    answer = Page(house, WOMAN).save("letter", "terminbestaetigung", values)
    assert (answer["do"], list(answer["wrong"]), "Zeichen" in answer["wrong"]["body"]) == ("refused", ["body"], True)


def test_a_long_address_stays_in_the_window() -> None:
    lines = tuple(f"{number} Gesellschaft für Fahrzeuge aller Art und Zubehör mbH" for number in range(1, 7))
    values = {"address": lines, "customer_number": "1", "writer": "", "day": "", "subject": "x", "body": "y"}
    page = pypdf.PdfReader(io.BytesIO(typeset("letter", values, Letterhead("Haus")))).pages[0]
    places: list[float] = []

    def look(text: str, page_matrix: list[float], matrix: list[float], *_font: Any) -> None:
        if "6 Gesellschaft" in text:
            places.append(page_matrix[1] * matrix[4] + page_matrix[3] * matrix[5] + page_matrix[5])

    page.extract_text(visitor_text=look)
    # DIN 5008 form B: the window's zone ends 90 mm below the upper edge of 297 mm
    assert places
    assert min(places) * 25.4 / 72 >= 297 - 90


def test_a_sign_in_a_name_stops_no_paper() -> None:
    values = {
        "address": ("Blumen 😀 Żółć",),
        "customer_number": "1",
        "writer": "",
        "day": "",
        "subject": "x",
        "body": "y",
    }
    text = pypdf.PdfReader(io.BytesIO(typeset("letter", values, Letterhead("Haus")))).pages[0].extract_text()
    assert "Blumen \ufffd Żółć" in text


def test_a_text_full_of_foreign_letters_is_tried_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, what an outside service says would keep a page busy until it is ended."""
    tries: list[object] = []
    compile_ = typst.compile

    def counted(*given: Any, **more: Any) -> Any:
        tries.append(given)
        return compile_(*given, **more)

    monkeypatch.setattr(typst, "compile", counted)
    chinese = "".join(chr(0x4E00 + number) for number in range(2000))  # CJK unified ideographs: of no Latin typeface
    missing = unshown(f"Łódź {chinese} 😀 Ω \u0378", Letterhead("Haus"))  # U+0378 is no character at all
    assert missing == f"{chinese}😀\u0378"
    assert len(tries) <= 2


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


def test_the_house_s_own_template_counts_and_a_wrong_one_is_named(house: CustomerDirectory, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    own = with_settings(house, letters=LetterSettings(templates=folder)).settings
    (folder / "terminbestaetigung.txt").write_text(
        "Titel: Termin\r\nBetreff: {name}\r\n\r\nHallo {anrede}\r\n", "utf-8"
    )
    found = templates(own)
    assert (found["terminbestaetigung"].title, found["terminbestaetigung"].topics) == ("Termin", frozenset())
    assert found["zahlungserinnerung"].topics == {"receivables"}
    for text, why in (("Titel: x\nBetreff: y\n\n{rohertrag}", "rohertrag"), ("nur Text", "needs lines")):
        (folder / "eigene.txt").write_text(text, "utf-8")
        with pytest.raises(TemplateWrong, match=why):
            templates(own)
    assert "eigene.txt" in Page(CustomerDirectory(own, CLERK), COMPANY).open("letter", "eigene")["text"]
