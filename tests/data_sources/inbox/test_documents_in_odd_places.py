"""Documents as programs really write them: attachments in odd places, comments, long attachments, forwarded mails."""

import base64
import io
import quopri
import shutil
import subprocess
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)

from data_sources.inbox import safe_xml, uuencoded
from data_sources.inbox.documents import Document, read_document
from data_sources.inbox.entries import Loose, entry_rows
from data_sources.inbox.folder import FolderInbox
from data_sources.inbox.rendition import Rendition
from data_sources.inbox.uuencoded import _decoded, without_files
from data_sources.remarks import from_json, remark
from tests.data_sources.inbox.inbox_samples import CREDIT_NOTE, MINIMUM, ZUGFERD_1, codes
from tests.requirements import missing

XML = MINIMUM.encode()


def invoice(document: Document) -> Rendition:
    assert document.problem is None
    assert document.rendition is not None
    return document.rendition


class Pdf:
    """A PDF of one page, whose objects a test connects by hand."""

    def __init__(self) -> None:
        self.writer = PdfWriter()
        self.page = self.writer.add_blank_page(width=100, height=100)

    def dictionary(self, **values: object) -> DictionaryObject:
        return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})

    def file(self, name: str = "factur-x.xml", content: bytes = XML, key: str = "F") -> IndirectObject:
        """A file specification with its file."""
        stream = DecodedStreamObject()
        stream.set_data(content)
        data = self.dictionary(**{key: self.writer._add_object(stream)})
        return self.writer._add_object(self.dictionary(Type=NameObject("/Filespec"), F=TextStringObject(name), EF=data))

    def names(self, tree: DictionaryObject) -> None:
        self.writer.root_object[NameObject("/Names")] = self.dictionary(EmbeddedFiles=tree)

    def written(self) -> bytes:
        buffer = io.BytesIO()
        self.writer.write(buffer)
        return buffer.getvalue()


def kids(pdf: Pdf, node: DictionaryObject) -> DictionaryObject:
    return pdf.dictionary(Kids=ArrayObject([pdf.writer._add_object(node)]))


def in_a_tree(depth: int, key: str) -> bytes:
    pdf = Pdf()
    node = pdf.dictionary(Names=ArrayObject([TextStringObject(key), pdf.file()]))
    for _ in range(depth):
        node = kids(pdf, node)
    pdf.names(node)
    return pdf.written()


def of_the_document() -> bytes:
    pdf = Pdf()
    pdf.writer.root_object[NameObject("/AF")] = ArrayObject([pdf.file()])
    return pdf.written()


def of_the_page() -> bytes:
    pdf = Pdf()
    pdf.page[NameObject("/AF")] = ArrayObject([pdf.file()])
    return pdf.written()


def of_an_annotation() -> bytes:
    pdf = Pdf()
    note = pdf.dictionary(Subtype=NameObject("/FileAttachment"), FS=pdf.file(key="UF"))
    pdf.page[NameObject("/Annots")] = ArrayObject([pdf.writer._add_object(note)])
    return pdf.written()


def of_nothing() -> bytes:
    """Named by an object that no program looks at."""
    pdf = Pdf()
    pdf.writer.root_object[NameObject("/PieceInfo")] = pdf.file()
    return pdf.written()


def beside_a_broken_one() -> bytes:
    """The tree names a file that is gone; a circle of nodes goes with it."""
    pdf = Pdf()
    node = pdf.dictionary(Names=ArrayObject([TextStringObject("weg"), NullObject(), TextStringObject("x"), pdf.file()]))
    place = pdf.writer._add_object(node)
    node[NameObject("/Kids")] = ArrayObject([place, NumberObject(7)])
    pdf.names(node)
    return pdf.written()


@pytest.mark.parametrize(
    "content",
    [
        in_a_tree(0, "factur-x.xml"), in_a_tree(2, "factur-x.xml"), in_a_tree(9, "anlage 1"), of_the_document(),
        of_the_page(), of_an_annotation(), of_nothing(), beside_a_broken_one(),
    ],
    ids=["tree", "kids of kids", "another key", "AF", "AF of a page", "annotation", "any object", "broken neighbour"],
)  # fmt: skip
def test_an_invoice_is_found_by_its_file_specification(content: bytes) -> None:
    found = invoice(read_document("a.pdf", content))
    assert (found.format, found.number) == ("zugferd", "M-1")


def test_the_standard_s_name_counts_before_any_other_xml() -> None:
    pdf = Pdf()
    other = pdf.file("anderes.xml", ZUGFERD_1.encode())
    pairs = [TextStringObject("a"), other, TextStringObject("b"), pdf.file("Factur-X.xml")]
    pdf.names(pdf.dictionary(Names=ArrayObject(pairs)))
    assert invoice(read_document("a.pdf", pdf.written())).number == "M-1"


@pytest.mark.parametrize("content", [b"", b"<a/>", MINIMUM[:300].encode()], ids=["empty", "no invoice", "cut off"])
def test_a_file_of_the_standard_s_name_that_is_no_invoice_does_not_hide_one(content: bytes) -> None:
    pdf = Pdf()
    pairs = [TextStringObject("a"), pdf.file("factur-x.xml", content), TextStringObject("b"), pdf.file("rechnung")]
    pdf.names(pdf.dictionary(Names=ArrayObject(pairs)))
    if content.startswith(b"<?xml"):  # it begins as an invoice: what is wrong with it is said
        assert read_document("a.pdf", pdf.written()).problem is not None
    else:
        assert invoice(read_document("a.pdf", pdf.written())).number == "M-1"
    alone = Pdf()
    alone.names(alone.dictionary(Names=ArrayObject([TextStringObject("a"), alone.file(content=content)])))
    assert read_document("a.pdf", alone.written()).problem is not None


@pytest.mark.parametrize("comment", ["x" * 100_000, "%PDF-1.7", "<Invoice> > <", "-"])
def test_any_comment_before_the_root(comment: str) -> None:
    xml = MINIMUM.replace(
        "<rsm:CrossIndustryInvoice", f"<!--{comment} --><?pi a?>\n<rsm:CrossIndustryInvoice", 1
    ).encode()
    assert invoice(read_document("a.xml", xml)).number == "M-1"
    pdf = Pdf()
    pdf.names(pdf.dictionary(Names=ArrayObject([TextStringObject("a"), pdf.file("rechnung.xml", xml)])))
    assert invoice(read_document("a.pdf", pdf.written())).number == "M-1"


def with_attachment(size: int) -> str:
    data = base64.b64encode(bytes(size)).decode()
    node = (
        "<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject"
        f' mimeCode="application/pdf" filename="plan.pdf">{data}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>'
        "</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>"
    )
    return CREDIT_NOTE.replace("<cac:AccountingSupplierParty>", node, 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_an_attachment_inside_of_the_invoice_can_be_long(encoding: str) -> None:
    """9 MB are 12 MB in base64, more than a parser takes by itself; cp1252 is not what the invoice declares."""
    text = with_attachment(9_000_000)
    xml = text.replace('encoding="UTF-8"', 'encoding="UTF-16"' if encoding == "utf-16" else 'encoding="UTF-8"')
    found = invoice(read_document("a.xml", xml.encode(encoding)))
    assert (found.number, found.attachments, found.seller.trade_name) == ("G-0001", ("plan.pdf",), "Autohaus Süd")


def test_a_long_text_opens_no_way_for_entities() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "ha">]>'
    for encoding in ("utf-8", "utf-16"):
        xml = f'<?xml version="1.0" encoding="{encoding}"?>{bomb}<a x="&b;">{"y" * 11_000_000}</a>'.encode(encoding)
        with pytest.raises(safe_xml.XmlRefused) as refused:
            safe_xml.parse(xml)
        assert refused.value.reason.code == "xml_with_dtd"
    deep = f"<a>{'y' * 11_000_000}{'<b>' * 3000}{'</b>' * 3000}</a>".encode()
    with pytest.raises(safe_xml.XmlRefused):
        safe_xml.parse(deep)


def forwarding(encoding: str) -> bytes:
    """A mail that forwards another one in an encoding, which RFC 2046 forbids and programs do."""
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "lieferant@example.org", "Gutschrift"
    inner.set_content("anbei")
    inner.add_attachment(CREDIT_NOTE.encode(), maintype="application", subtype="xml", filename="g.xml")
    raw = inner.as_bytes()
    body = {"base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw), "8bit": raw}[encoding]
    head = (
        "From: kollege@example.org\nSubject: WG\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=G\n\n"
        f"--G\nContent-Type: text/plain\n\nsiehe unten\n--G\nContent-Type: message/rfc822\n"
        f"Content-Transfer-Encoding: {encoding}\n\n"
    )
    return head.encode() + body + b"\n--G--\n"


def pdf_of(**files: bytes) -> Pdf:
    """A cover: a page, and files with their names."""
    pdf = Pdf()
    pairs = [part for name, content in files.items() for part in (TextStringObject(name), pdf.file(name, content))]
    pdf.names(pdf.dictionary(Names=ArrayObject(pairs)))
    return pdf


def test_what_is_wrong_with_a_pdf_inside_a_pdf_is_said() -> None:
    """An invoice that is cut off vanished in its cover without a word; a plain PDF is nothing to look at."""
    torn, plain = pdf_of(**{"factur-x.xml": XML[:300]}).written(), Pdf().written()
    cover = read_document("mappe.pdf", pdf_of(**{"torn.pdf": torn, "plain.pdf": plain, "none.pdf": b"%PDF-"}).written())
    assert cover.problem is None
    assert [part.file_name for part in cover.attachments] == ["torn.pdf", "none.pdf"]
    assert [bool(part.problem) for part in cover.attachments] == [True, True]
    (row,) = entry_rows(Loose("x", "x", "", "waiting", (), None, cover), _any_number())
    assert row["state"] == "error"


@pytest.mark.parametrize(("pdfs", "said"), [(20, []), (21, [remark("attachments_left", most=20)])])
def test_a_pdf_that_holds_more_pdfs_than_are_opened_says_so(pdfs: int, said: list[object]) -> None:
    good = pdf_of(**{"factur-x.xml": MINIMUM.encode()}).written()
    inside = {f"{number:02}.pdf": b"%PDF-" for number in range(pdfs - 1)}
    cover = read_document("mappe.pdf", pdf_of(**{"a.pdf": good}, **inside).written())
    assert ([cover.problem] if cover.problem else []) == said
    (row,) = entry_rows(Loose("x", "x", "", "waiting", (), None, cover), _any_number())
    assert [each for each in from_json(row["reason"]) if each.code == "attachments_left"] == said


@pytest.mark.parametrize("broken", ["anlage.pdf", "anlage.xml"])
def test_an_attachment_that_cannot_be_unpacked_hides_no_invoice_beside_it(broken: str) -> None:
    """Nobody knows how it is packed: the PDF around it was called damaged."""
    good = pdf_of(**{"factur-x.xml": XML}).written()
    cover = pdf_of(**{broken: b"not packed", "rechnung.pdf": good})
    stream = next(each for each in cover.writer._objects if getattr(each, "_data", None) == b"not packed")
    stream[NameObject("/Filter")] = NameObject("/UnknownDecode")
    document = read_document("mappe.pdf", cover.written())
    assert document.problem is None
    assert invoices_in(document) == ["M-1"]
    said = {part.file_name: part.problem for part in document.attachments}
    assert said == {"rechnung.pdf": None} | ({"anlage.pdf": remark("pdf_broken")} if broken.endswith("pdf") else {})


def test_each_line_of_a_text_is_decoded_once_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """8,000 beginnings and one end took seconds: each was decoded up to the end."""
    decoded: list[str] = []

    def note(lines: list[str], *, is_base64: bool) -> bytes:
        decoded.extend(lines)
        return _decoded(lines, is_base64=is_base64)

    monkeypatch.setattr(uuencoded, "_decoded", note)
    text = "begin 644 a\n" * 50 + "#86)C\n`\nend\nGruß\n"  # uuencode(5) of abc
    rest, files = without_files(text)
    assert files == [("a", b"abc")]
    assert rest.splitlines() == [*["begin 644 a"] * 49, "Gruß"]
    assert len(decoded) <= text.count("\n")


def invoices_in(document: Document) -> list[str | None]:
    inside = [number for part in document.attachments for number in invoices_in(part)]
    return [*([document.rendition.number] if document.is_invoice and document.rendition else []), *inside]


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_forwarded_mail_in_any_encoding(encoding: str) -> None:
    assert invoices_in(read_document("wg.eml", forwarding(encoding))) == ["G-0001"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mail_that_was_saved_as_text(encoding: str) -> None:
    assert invoices_in(read_document("wg.eml", forwarding("8bit").decode().encode(encoding))) == ["G-0001"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_headers_of_undeclared_bytes(encoding: str) -> None:
    document = read_document("a.eml", "From: Käfer <k@example.org>\nSubject: Rechnung März\n\nText".encode(encoding))
    assert document.rendition is not None
    assert document.rendition.mail is not None
    assert (document.rendition.mail.subject, document.rendition.mail.sender) == (
        "Rechnung März",
        "Käfer <k@example.org>",
    )


SIGNED = bytes.fromhex("3080 06092a864886f70d010702 a080")
ENCRYPTED = bytes.fromhex("30820111 06092a864886f70d010703 a0820102")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("winmail.dat", bytes.fromhex("789f3e22") + b"\0" * 20, remark("format_winmail")),
        ("rechnungen.zip", b"PK\x03\x04" + b"\0" * 30, remark("format_archive", archive="ZIP")),
        ("smime.p7m", SIGNED, remark("mail_signed_opaque")),
        ("smime.p7m", ENCRYPTED, remark("mail_encrypted")),
        ("encrypted.asc", b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n", remark("mail_encrypted")),
    ],
)
def test_what_is_not_opened_says_what_it_is(name: str, content: bytes, said: object) -> None:
    mail = EmailMessage()
    mail["Subject"] = "Rechnung"
    mail.set_content("anbei")
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    for document in (read_document(name, content), read_document("a.eml", mail.as_bytes())):
        loose = Loose("x", "x", "", "waiting", (), None, document)
        (row,) = entry_rows(loose, _any_number())
        assert (row["state"], from_json(row["reason"])) == ("waiting", (said,))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate of one's own, and its key."""
    if not shutil.which("openssl"):
        missing(
            "OPENSSL", "openssl is not installed: SIGNED AND ENCRYPTED MAIL IS NOT TESTED (apt-get install openssl)"
        )
    folder = tmp_path_factory.mktemp("smime")
    made = (
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=haus.example",
    )
    subprocess.run(
        ["openssl", *made, "-keyout", "key", "-out", "certificate"], cwd=folder, check=True, capture_output=True
    )
    return folder


SIGN = ("-sign", "-signer", "certificate", "-inkey", "key")


@pytest.mark.parametrize(
    ("how", "said", "words"),
    [
        ((*SIGN, "-nodetach"), ["mail_signed_opaque"], ""),
        ((*SIGN, "-nodetach", "-stream"), ["mail_signed_opaque"], ""),  # of a length that is not said
        ((*SIGN, "-nodetach", "-noattr", "-nocerts"), ["mail_signed_opaque"], ""),
        (SIGN, [], "Rechnung anbei"),  # the signature stands beside the mail
        ((*SIGN, "-stream"), [], "Rechnung anbei"),
        (("-encrypt", "-aes256", "-recip", "certificate"), ["mail_encrypted"], ""),
        (("-encrypt", "-aes-256-gcm", "-recip", "certificate"), ["mail_encrypted"], ""),
    ],
)
def test_a_mail_that_openssl_signed_or_encrypted(
    certificate: Path, how: tuple[str, ...], said: list[str], words: str
) -> None:
    headers = ("-from", "dms@haus.example", "-to", "fibu@haus.example", "-subject", "Rechnung 4711")
    made = subprocess.run(
        ["openssl", "cms", *how, *headers], cwd=certificate, check=True, capture_output=True,
        input=b"Content-Type: text/plain\r\n\r\nRechnung anbei\r\n",
    )  # fmt: skip
    document = read_document("a.eml", made.stdout)
    (row,) = entry_rows(Loose("x", "x", "", "waiting", (), None, document), _any_number())
    assert (row["state"], [each.code for each in from_json(row["reason"])]) == ("waiting", said)
    assert document.rendition is not None
    assert document.rendition.mail is not None
    assert (document.rendition.mail.subject, document.rendition.mail.text.strip()) == ("Rechnung 4711", words)


def _any_number():
    import re

    return re.compile(FolderInbox.customer_number)


def test_a_minimum_invoice_may_be_paid_in_part_without_saying_so() -> None:
    """MINIMUM has no BT-113: 119.00 gross, 69.00 to pay is sound; its profile is still no invoice of § 14 UStG."""
    paid = MINIMUM.replace("<ram:DuePayableAmount>119.00", "<ram:DuePayableAmount>69.00")
    assert codes(invoice(read_document("a.xml", paid.encode())).findings) == {"profile_without_lines"}
    without_tax = paid.replace('<ram:TaxTotalAmount currencyID="EUR">19.00</ram:TaxTotalAmount>', "")
    assert codes(invoice(read_document("a.xml", without_tax.encode())).findings) == {"profile_without_lines"}
    wrong = paid.replace("<ram:GrandTotalAmount>119.00", "<ram:GrandTotalAmount>118.00")
    assert "gross_total_wrong" in codes(invoice(read_document("a.xml", wrong.encode())).findings)


def test_a_prepayment_that_is_said_is_taken_off_what_is_due() -> None:
    """EN 16931, BR-CO-16: BT-115 = BT-112 - BT-113 + BT-114."""
    paid = ZUGFERD_1.replace(
        '<ram:DuePayableAmount currencyID="EUR">235.62',
        '<ram:TotalPrepaidAmount currencyID="EUR">200.00</ram:TotalPrepaidAmount><ram:DuePayableAmount currencyID="EUR">35.62',
    )
    assert codes(invoice(read_document("a.xml", paid.encode())).findings) == set()


def test_zugferd_1_need_not_name_what_is_due() -> None:
    """ZUGFeRD 1.0 BASIC: DuePayableAmount is optional."""
    due = '<ram:DuePayableAmount currencyID="EUR">235.62</ram:DuePayableAmount>'
    assert codes(invoice(read_document("a.xml", ZUGFERD_1.replace(due, "").encode())).findings) == set()
