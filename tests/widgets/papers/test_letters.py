"""Letters and mails from templates, from the form that the browser opens to the PDF and the draft."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
import typst

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.commands import Add
from clientinfo_kernel.query.directory import CustomerDirectory
from clientinfo_kernel.sections.letters import LetterSettings
from clientinfo_kernel.settings import BERLIN
from tests.widgets.papers.conftest import CLERK, COMPANY, MAN, SELLER, WOMAN, with_settings
from tests.widgets.papers.letter_page import Page, seen_by, values_of
from widgets.papers.address import address_lines
from widgets.papers.templates import TemplateWrong, templates
from widgets.papers.typesetting import Letterhead, typeset, unshown
from widgets.view_models import Download

if TYPE_CHECKING:
    from pathlib import Path


def test_a_letter_that_is_sent_again_after_midnight_is_the_one_of_the_day_before(house: CustomerDirectory) -> None:
    """Its answer got lost at 23:59; at 0:01 the browser sends it again, and says when it was sent first."""
    today = datetime.now(BERLIN).date()
    evening, night = (with_settings(house, as_of=day) for day in (today - timedelta(days=1), None))
    values = values_of(Page(evening, COMPANY).open("letter", "zahlungserinnerung")["form"])
    more = {"follow_up_on": f"in 2 Tagen, getippt am {today - timedelta(days=1):%d.%m.%Y}"}
    assert (
        Page(evening, COMPANY).save("letter", "zahlungserinnerung", values | {"follow_up_on": "in 2 Tagen"})["do"]
        == "saved"
    )
    page = Page(night, COMPANY)
    page.day = (today - timedelta(days=1)).isoformat()
    assert page.save("letter", "zahlungserinnerung", values | more)["do"] == "saved"
    (contact,) = night.customer(COMPANY).contact_events().iter_rows(named=True)
    assert contact["follow_up_on"] == today + timedelta(days=1)


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
    # all of it at once, whichever way it goes
    more = {"body": "😀", "follow_up_on": "bald", "email": "niemand"}
    for way, fields in (
        ("letter", ["subject", "body", "follow_up_on"]),
        ("mail", ["email", "subject", "follow_up_on"]),
    ):
        refused = page.save("letter", "angebot_nachfassen", values | more | {"way": way})
        assert list(refused["wrong"]) == fields
    opportunity = {"kind": "opportunity", "status": "open", "text": "neu", "vehicle_wanted": "den Kombi [blau]"}
    house.live(house.customer(WOMAN)).do(Add("o", WOMAN, CASE, opportunity))
    values = values_of(page.open("letter", "angebot_nachfassen")["form"])
    assert values["subject"] == "Unser Angebot: den Kombi [blau]"
    assert page.save("letter", "angebot_nachfassen", values | {"follow_up_on": "20.10."}, "c2")["do"] == "saved"
    assert page.contact()["follow_up_on"] == date(2012, 10, 20)


def test_a_test_drive_is_confirmed_with_its_day_and_time(house: CustomerDirectory) -> None:
    drive = {"kind": "test_drive", "status": "open", "text": "Kombi"}
    for name, day, at in (("1", "2012-10-19", "09:00"), ("2", "2012-10-12", "14:30"), ("3", "2012-10-10", "08:00")):
        house.live(house.customer(WOMAN)).do(Add(name, WOMAN, CASE, {**drive, "due_at": day, "due_time": at}))
    form = Page(seen_by(house, SELLER), WOMAN).open("letter", "terminbestaetigung")["form"]
    # the next one that has not been yet
    assert values_of(form)["subject"] == "Ihr Termin am 12.10.2012, 14:30 Uhr"
    assert form["note"] == ("Nicht bekannt: kennzeichen. Bitte im Text ergänzen.",)


def test_the_next_appointment_is_confirmed_whether_it_stands_here_or_in_the_dealer_system(
    house: CustomerDirectory,
) -> None:
    def agreed(name: str, day: str, at: str, kind: str = "test_drive") -> tuple[str, bool]:
        drive = {"kind": kind, "status": "open", "text": "Kombi", "due_at": day, "due_time": at}
        house.live(house.customer(MAN)).do(Add(name, MAN, CASE, drive))
        values = values_of(Page(seen_by(house, SELLER), MAN).open("letter", "terminbestaetigung")["form"])
        return values["subject"], "HO-VH 7" in values["body"]

    # his car is brought on the 15th at 10:00
    assert agreed("1", "2012-10-15", "10:30") == ("Ihr Termin am 15.10.2012, 10:00 Uhr", True)
    assert agreed("2", "2012-10-12", "09:00", "complaint") == ("Ihr Termin am 15.10.2012, 10:00 Uhr", True)
    # a test drive before that is not in his car
    assert agreed("3", "2012-10-15", "09:30") == ("Ihr Termin am 15.10.2012, 09:30 Uhr", False)


def test_what_was_today_is_not_the_next_appointment(house: CustomerDirectory) -> None:
    today = with_settings(house, as_of=None)
    days = [datetime.now(BERLIN).date() + timedelta(days=each) for each in (0, 2)]
    for day, at in zip(days, ("00:00", "12:00"), strict=True):
        drive = {"kind": "test_drive", "status": "open", "text": "Kombi", "due_at": day, "due_time": at}
        today.live(today.customer(WOMAN)).do(Add(at, WOMAN, CASE, drive))
    subject = values_of(Page(today, WOMAN).open("letter", "terminbestaetigung")["form"])["subject"]
    assert subject == f"Ihr Termin am {days[1]:%d.%m.%Y}, 12:00 Uhr"


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
    assert [type(each) for each in page.shown()[0].items[0].actions] == [Download]
    row = house.customer(WOMAN).written_rows("document")[0]
    assert page.open("send_mail", row["document_id"])["do"] == "problem"
    assert page.save("send_mail", row["document_id"], command="s1")["do"] == "refused"


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


@pytest.mark.parametrize("sign", ["😀", "中", "\x00"])
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
    missing = unshown(f"Łódź {chinese} 😀 Ω \u0378", Letterhead("Haus"))  # U+0378 is not a character at all
    assert missing == f"{chinese}😀\u0378"
    assert len(tries) <= 2


def test_the_house_s_own_template_counts_and_a_wrong_one_is_named(
    house: CustomerDirectory, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
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
    told = "Bitte sagen Sie es der Administration: was nicht stimmt, steht im Protokoll des Servers."
    page = Page(CustomerDirectory(own, CLERK), COMPANY)
    assert page.open("letter", "eigene")["text"] == f"Die Vorlage „eigene.txt“ des Hauses ist fehlerhaft. {told}"
    assert "needs lines" in capfd.readouterr().err
    gone = with_settings(house, letters=LetterSettings(templates=folder / "none")).settings
    said = Page(CustomerDirectory(gone, CLERK), COMPANY).open("letter", "eigene")["text"]
    assert said == f"Der Ordner mit den Vorlagen des Hauses fehlt. {told}"
    assert str(folder / "none") in capfd.readouterr().err
