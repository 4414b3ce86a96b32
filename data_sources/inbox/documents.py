"""One document of any kind: recognise its format by its content, read it, and keep its bytes whatever happens."""

import hashlib
import re
from dataclasses import dataclass, replace

from data_sources.inbox.character_sets import storable
from data_sources.inbox.checks import checked
from data_sources.inbox.fields import Fields
from data_sources.inbox.mail_start import is_mail
from data_sources.inbox.rendition import Finding, Rendition
from data_sources.inbox.sealed import sealed
from data_sources.inbox.xml_start import is_invoice
from data_sources.remarks import Remark, remark

MAIL_DEPTH = 3

_IMAGES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"(?:II\*\x00|MM\x00\*)"), "image/tiff"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|avif)", re.DOTALL), "image/heic"),
    (re.compile(rb"BM.{4}\x00\x00\x00\x00", re.DOTALL), "image/bmp"),
)
_XML_START = re.compile(rb"[\s\0]*(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*<")
_PDF_WITHIN = 1024
_MEDIA = {"pdf": "application/pdf", "zugferd": "application/pdf", "eml": "message/rfc822"}
# Endings of files that can be an invoice.
PROMISED = (".xml", ".pdf", ".eml")


@dataclass(frozen=True)
class Document:
    """A document as read.

    Attributes:
        file_name: Its own name, without folders.
        format: One of ``contract.FORMATS``.
        media_type: MIME type, recognised by the content.
        content: The original bytes.
        rendition: What can be shown of it.
        problem: Why it cannot be read, else null.
        attachments: Of a mail, or of a PDF that holds others.
    """

    file_name: str
    format: str
    media_type: str
    content: bytes
    rendition: Rendition | None = None
    problem: Remark | None = None
    attachments: tuple["Document", ...] = ()

    @property
    def sha256(self) -> str:
        """Checksum of the original bytes, as hexadecimal text."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def is_invoice(self) -> bool:
        """Whether it holds a structured invoice that could be read."""
        return self.rendition is not None and self.rendition.mail is None


def read_document(file_name: str, content: bytes, depth: int = MAIL_DEPTH) -> Document:
    """Read a document. Nothing in it can make this raise.

    Args:
        file_name: Its own name, without folders.
        content: Its bytes.
        depth: How many mails attached to mails, and PDFs inside PDFs, are opened; the next one says so.
    """
    kind, media = _kind(content)
    raw = Document(storable(file_name), "other" if kind == "xml" else kind, media, content)
    try:
        match kind:
            case "xml":
                return _invoice(raw, content)
            case "pdf":
                return _pdf(raw, depth)
            case "eml":
                return _mail(raw, depth)
            case "image":
                return raw
    except Exception as error:  # noqa: BLE001 - one hostile file must not stop the others; its bytes are kept
        return replace(raw, problem=remark("not_readable", error=type(error).__name__))
    return replace(raw, problem=_unknown(raw))


def _unknown(raw: Document) -> Remark:
    if not raw.content:
        return remark("file_empty")
    suffix = raw.file_name[-4:].lower()
    if suffix in PROMISED:
        return remark("format_not_promised", suffix=suffix)
    return next((what for _, what in sealed(raw.content)), remark("format_unknown"))


def _kind(content: bytes) -> tuple[str, str]:
    if is_invoice(content):  # a comment before its root can hold anything, the mark of a PDF as well
        return "xml", "application/xml"
    if b"%PDF-" in content[:_PDF_WITHIN]:
        return "pdf", _MEDIA["pdf"]
    for magic, media in _IMAGES:
        if magic.match(content):
            return "image", media
    if _XML_START.match(content[:_PDF_WITHIN]):
        return "xml", "application/xml"
    if is_mail(content):
        return "eml", _MEDIA["eml"]
    return "other", next((media for media, _ in sealed(content)), "application/octet-stream")


def _invoice(raw: Document, xml: bytes, *, inside_pdf: bool = False, forgiven: tuple[Finding, ...] = ()) -> Document:
    from lxml import etree

    from data_sources.inbox import cii, safe_xml, ubl

    try:
        root, findings = safe_xml.parse(xml)
    except safe_xml.XmlRefused as error:
        return replace(raw, problem=error.reason)
    fields = Fields([*forgiven, *findings])
    name = etree.QName(root).text
    plain = safe_xml.without_namespaces(root)
    if name in ubl.ROOTS:
        invoice = ubl.read_ubl(plain, fields)
    elif name == cii.ROOT:
        invoice = cii.read_cii(plain, fields)
    elif name == cii.ROOT_ZUGFERD_1:
        invoice = cii.read_cii(cii.as_current(plain), fields)
    else:
        return replace(raw, problem=remark("xml_not_an_invoice", element=plain.tag))
    if inside_pdf:
        invoice = invoice.model_copy(update={"format": "zugferd"})
    invoice = checked(invoice.with_findings(*fields.findings))
    return replace(raw, format=invoice.format, rendition=invoice)


def _pdf(raw: Document, depth: int) -> Document:
    """Read a PDF; where it holds no invoice itself, the PDFs in it (a cover, a portfolio) hang on it.

    Of these the invoices count, and what somebody has to look at: plain PDFs are left out.
    """
    from data_sources.inbox.pdf import read_pdf

    found = read_pdf(raw.content)
    if found.inner and not depth:
        return replace(raw, problem=found.problem or remark("nested_too_deep"))
    if found.xml is None:
        inner = (_inner_pdf(name, content, depth - 1) for name, content in (found.inner if depth > 0 else ()))
        kept = tuple(each for each in inner if each.is_invoice or each.attachments or each.problem)
        return replace(raw, problem=found.problem or found.left, attachments=kept)
    return _invoice(replace(raw, format="zugferd"), found.xml, inside_pdf=True, forgiven=found.findings)


def _inner_pdf(name: str, content: bytes | None, depth: int) -> Document:
    if content is None:
        return Document(name, "pdf", _MEDIA["pdf"], b"", problem=remark("pdf_broken"))
    return read_document(name, content, depth)


def _mail(raw: Document, depth: int) -> Document:
    from data_sources.inbox.mail import MAX_ATTACHMENTS, read_mail

    mail, attached = read_mail(raw.content)
    shown = replace(raw, rendition=Rendition(format="eml", mail=mail))
    if attached and not depth:
        return replace(shown, problem=remark("nested_too_deep"))
    opened = tuple(read_document(name, content, depth - 1) for name, content in attached[:MAX_ATTACHMENTS])
    more = len(attached) > MAX_ATTACHMENTS
    return replace(
        shown, attachments=opened, problem=remark("attachments_left", most=MAX_ATTACHMENTS) if more else None
    )
