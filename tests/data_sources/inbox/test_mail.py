"""Mails: the e-invoice in them counts, the text is shown as text only."""

import base64
import datetime as dt
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.inbox.documents import read_document
from data_sources.inbox.html_words import words_of_html
from data_sources.inbox.mail import read_mail
from data_sources.inbox.rendition import Mail, Rendition
from data_sources.remarks import Remark, remark
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, pdf_with, plain_pdf
from tests.property_examples import examples


def message(text: str | None = "Guten Tag,\nanbei die Rechnung.", html: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = '"Süd, Autohaus" <rechnung@example.org>'
    mail["To"] = "buchhaltung@example.org"
    mail["Subject"] = "Rechnung für März – Nr. 1"
    mail["Date"] = "Sat, 14 Mar 2026 10:30:00 +0100"
    if text is not None:
        mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html") if text is not None else mail.set_content(html, subtype="html")
    return mail


def shown(content: bytes) -> Mail:
    document = read_document("mail.eml", content)
    assert (document.format, document.media_type, document.problem) == ("eml", "message/rfc822", None)
    assert document.rendition is not None
    assert document.rendition.mail is not None
    assert Rendition.from_json(document.rendition.to_json()) == document.rendition
    return document.rendition.mail


def test_the_head_and_text_of_a_mail() -> None:
    mail = shown(message().as_bytes())
    assert mail.sender == "Süd, Autohaus <rechnung@example.org>"
    assert mail.subject == "Rechnung für März – Nr. 1"
    assert mail.sent_at == dt.datetime(2026, 3, 14, 9, 30, tzinfo=dt.UTC)
    assert mail.text.strip() == "Guten Tag,\nanbei die Rechnung."


def test_attachments_are_documents_of_their_own() -> None:
    mail = message()
    mail.add_attachment(CREDIT_NOTE.encode(), maintype="application", subtype="octet-stream", filename="gutschrift.xml")
    mail.add_attachment(
        pdf_with("factur-x.xml", MINIMUM.encode()), maintype="application", subtype="pdf", filename="Rechnung März.pdf"
    )
    mail.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="../../logo.png")
    document = read_document("mail.eml", mail.as_bytes())
    assert [(part.file_name, part.format) for part in document.attachments] == [
        ("gutschrift.xml", "xrechnung_ubl"), ("Rechnung März.pdf", "zugferd"), ("logo.png", "image"),
    ]  # fmt: skip
    assert document.attachments[0].content == CREDIT_NOTE.encode()
    assert [part.is_invoice for part in document.attachments] == [True, True, False]
    assert not document.is_invoice


def test_attachments_of_a_forwarded_mail_are_found() -> None:
    inner = message("innen")
    inner.add_attachment(plain_pdf(), maintype="application", subtype="pdf", filename="innen.pdf")
    outer = message("außen")
    outer.add_attachment(inner)
    document = read_document("mail.eml", outer.as_bytes())
    assert [part.file_name for part in document.attachments] == ["innen.pdf"]


def test_html_is_never_handed_on() -> None:
    markup = (
        "<html><head><title>T</title><style>p{}</style></head><body><p>Guten&nbsp;Tag &lt;Kunde&gt;</p>"
        "<script>alert('x')</script><img src='https://example.org/pixel.gif' onerror='x'>"
        "<a href='javascript:x'>zur Rechnung</a><br>Ende</body></html>"
    )
    text = shown(message(None, markup).as_bytes()).text
    assert text == "Guten Tag <Kunde>\nzur Rechnung\nEnde"
    both = shown(message("nur Text", markup).as_bytes()).text
    assert both.strip() == "nur Text"


@settings(max_examples=examples(200), deadline=None)
@given(st.text(alphabet="<>/ap scriptyle\"'=&;!-\n", max_size=200))
def test_any_markup_becomes_text(markup: str) -> None:
    assert isinstance(words_of_html(markup), str)


def test_odd_heads_are_survived() -> None:
    raw = (
        b"From: =?no-such-code?B?xx?= <a@b>\r\nSubject: =?utf-8?B?w?=\r\nDate: yesterday\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=no-such-code\r\n\r\n\xfcber"
    )
    mail = shown(raw)
    assert mail.sent_at is None
    assert mail.text == "über"


def test_a_head_without_a_body_is_a_mail() -> None:
    mail, attachments = read_mail(b"From: a@b\n")
    assert (mail.sender, mail.text, attachments) == ("a@b", "", [])


def test_endless_nesting_of_parts_is_no_crash() -> None:
    raw = b"From: a@b\nMIME-Version: 1.0\n" + b"Content-Type: message/rfc822\n\n" * 5000 + b"x"
    assert read_document("a.eml", raw).content == raw


def with_invoice() -> bytes:
    mail = message()
    mail.add_attachment(CREDIT_NOTE.encode(), maintype="application", subtype="xml", filename="g.xml")
    return mail.as_bytes()


@pytest.mark.parametrize(
    ("charset", "text", "expected"),
    [
        ("utf-7", b"hallo +2AA- welt", "hallo ? welt"),  # half a character
        *((name, rb"hallo \ud800 welt", r"hallo \ud800 welt") for name in ("unicode_escape", "raw_unicode_escape")),
        *((name, b"hallo-welt", "hallo-welt") for name in ("undefined", "idna", "punycode", "u\0tf", "../x", "rot13")),
        ("koi8-r", b"\xd0\xd2\xc9\xd7\xc5\xd4", "привет"),
        ("iso-2022-jp", b"\x1b$B$3\x1b(B", "こ"),
    ],
)
def test_a_text_in_any_character_set_leaves_its_attachments(charset: str, text: bytes, expected: str) -> None:
    """What Python can decode besides the character sets of mails is none of them."""
    raw = with_invoice().replace(b'charset="utf-8"', b'charset="' + charset.encode() + b'"', 1)
    raw = raw.replace(b"Guten Tag,\nanbei die Rechnung.", text, 1)
    raw = raw.replace(b'filename="g.xml"', b"filename*=utf-7''+2AA-g.xml")
    assert shown(raw).text.strip() == expected
    assert [(part.file_name, part.format) for part in read_document("mail.eml", raw).attachments] == [
        ("?g.xml", "xrechnung_ubl")
    ]


@pytest.mark.parametrize(
    "first",
    [
        b"List-Id: <x>\nPrecedence: bulk\n", b"User-Agent: Mail\n", b"In-Reply-To: <x@y>\nReferences: <a@b>\n <c@d>\n",
        b"Autocrypt: addr=a@b;\n\tkeydata=xx\n", b"Envelope-to: c@d\r\n",
    ],
)  # fmt: skip
def test_any_header_may_come_first(first: bytes) -> None:
    document = read_document("a.eml", first + with_invoice())
    assert [part.format for part in document.attachments] == ["xrechnung_ubl"]


@pytest.mark.parametrize(
    "text",
    [b"Kunde: Meier\n\nFrom: nobody\n", b"Kunde: Meier\nein Satz\nFrom: nobody\n", b"Kunde: Meier\nBetrag: 5\n"],
    ids=["behind a blank line", "behind a sentence", "no header of mails"],
)
def test_lines_with_colons_are_no_mail(text: bytes) -> None:
    assert read_document("a.txt", text).format == "other"


def test_a_blank_text_does_not_hide_the_markup_beside_it() -> None:
    assert shown(message(" \n\n", "<p>Bitte zahlen</p>").as_bytes()).text.strip() == "Bitte zahlen"


@pytest.mark.parametrize("encoding", ["BASE64 ", "base64; x=1", "base64 (as always)"])
def test_the_encoding_s_word_counts_whatever_stands_behind_it(encoding: str) -> None:
    head = b"From: a@b\nContent-Type: application/xml\nContent-Transfer-Encoding: " + encoding.encode()
    (attachment,) = read_document("a.eml", head + b"\n\n" + base64.encodebytes(CREDIT_NOTE.encode())).attachments
    assert attachment.content == CREDIT_NOTE.encode()


def _dated(stated: str) -> dt.datetime | None:
    return shown(f"From: a@b.example\nSubject: x\nDate: {stated}\n\nText".encode()).sent_at


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("Sat, 14 Mar 2026 10:00:00 +0200", (3, 14, 8)),
        ("Sat, 14 Mar 2026 10:00:00", (3, 14, 9)),  # nothing else is known than that it is the sender's clock
        ("Tue, 14 Jul 2026 10:00:00 MESZ", (7, 14, 8)),
        ("Tue, 14 Jul 2026 10:00:00 -0000", (7, 14, 10)),  # RFC 5322, 3.3: UTC
    ],
)
def test_a_date_without_a_zone_is_one_of_here(stated: str, moment: tuple[int, int, int]) -> None:
    month, day, hour = moment
    assert _dated(stated) == dt.datetime(2026, month, day, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii"])
@pytest.mark.parametrize("written", ["cp1252", "utf-8"])
def test_a_text_that_is_not_of_the_set_that_it_declares(declared: str, written: str) -> None:
    """Latin 1 has no euro and no quotes such as these; who declares it and writes them means Windows or UTF-8."""
    head = f"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset={declared}\n\n"
    assert shown(head.encode() + "„Größe“ 5 €".encode(written)).text == "„Größe“ 5 €"


def test_an_invoice_in_the_place_of_the_text_is_one() -> None:
    head = "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
    document = read_document("mail.eml", (head + CREDIT_NOTE).encode())
    assert [part.rendition.number for part in document.attachments if part.rendition] == ["G-0001"]


def test_a_text_in_pgp_says_so() -> None:
    head = b"From: a@b.example\nSubject: x\n\n"
    document = read_document("mail.eml", head + b"-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n")
    assert [part.problem for part in document.attachments] == [remark("mail_encrypted")]


def test_every_mail_of_a_mailbox_file_is_read() -> None:
    pieces = []
    for number in ("G-1", "G-2", "G-3"):
        mail = message(number)
        mail.add_attachment(
            CREDIT_NOTE.replace("G-0001", number).encode(), maintype="application", subtype="xml", filename="r.xml"
        )
        pieces.append(b"From a@b.example Sat Mar 14 10:00:00 2026\n" + mail.as_bytes() + b"\n")
    document = read_document("alle.mbox", b"\n".join(pieces))
    first, *others = document.attachments
    invoices = [first, *(part for other in others for part in other.attachments)]
    assert [part.rendition.number for part in invoices if part.rendition] == ["G-1", "G-2", "G-3"]


def test_mails_too_deep_in_each_other_say_so() -> None:
    """What is not opened must not look as if there was nothing."""
    content = CREDIT_NOTE.encode()
    for depth in range(5):
        mail = message(f"{depth}")
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="inner.eml")
        content = mail.as_bytes()
    document = read_document("mail.eml", content)
    for _ in range(3):
        (document,) = document.attachments
    assert document.problem == remark("nested_too_deep")


@pytest.mark.parametrize(("count", "problem"), [(200, None), (202, remark("attachments_left", most=200))])
def test_more_attachments_than_are_opened_say_so(count: int, problem: Remark | None) -> None:
    mail = b"From a@b.example Sat Mar 14 10:00:00 2026\nFrom: a@b.example\nSubject: x\n\nText\n"
    mailbox = read_document("alle.mbox", b"\n".join([mail] * (count + 1)))
    parts = b"--x\nContent-Type: application/octet-stream\n\n1\n" * count
    head = b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=x\n\n"
    for document in (mailbox, read_document("a.eml", head + parts + b"--x--\n")):
        assert (len(document.attachments), document.problem) == (200, problem)
