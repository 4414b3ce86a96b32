"""The invoice XML inside a PDF (ZUGFeRD, Factur-X); damaged and encrypted files give a reason, never a crash."""

import io
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from data_sources.inbox.pdf_attachments import EmbeddedFile, embedded_files
from data_sources.inbox.rendition import Finding
from data_sources.inbox.xml_start import is_invoice
from data_sources.remarks import Remark, remark

XML_NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
XML_TYPES = ("text/xml", "application/xml")

_MAX_XML = 20_000_000
_MAX_STREAMS = 5_000
_MOST_INNER = 20
_MOST_FILES = 500
_PROBE = 64 * 1024
_STREAM = re.compile(rb"stream\r?\n")


@dataclass(frozen=True)
class PdfContent:
    """What a PDF holds for us.

    Attributes:
        xml: The embedded invoice, or null for a plain PDF.
        problem: Why the file cannot be read.
        findings: What had to be forgiven.
        inner: The PDFs inside one that holds no invoice itself (name, bytes; None: they cannot be unpacked).
        left: That there is more inside than is looked at.
    """

    xml: bytes | None = None
    problem: Remark | None = None
    findings: tuple[Finding, ...] = ()
    inner: tuple[tuple[str, bytes | None], ...] = ()
    left: Remark | None = None


def read_pdf(content: bytes) -> PdfContent:
    """Find the embedded invoice of a PDF."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the findings say it; its warnings would fill the log
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not _unlock(reader):
            return PdfContent(problem=remark("pdf_encrypted"))
        files = list(islice(embedded_files(reader), _MOST_FILES + 1))
        xml = _invoice(files[:_MOST_FILES])
        pdfs = [] if xml else list(filter(_is_pdf, files[:_MOST_FILES]))
        inner = tuple((file.name, _content(file)) for file in pdfs[:_MOST_INNER])
        left = None if xml else _left(len(pdfs), len(files))
        pages = len(reader.pages)
    except Exception:  # noqa: BLE001 - a hostile PDF makes pypdf raise anything, down to RecursionError
        return _salvaged(content)
    return PdfContent(xml=xml, inner=inner, left=left) if xml or pages else _salvaged(content)


def _left(pdfs: int, files: int) -> Remark | None:
    """Return the remark that not all of a PDF's files were looked at."""
    most = _MOST_INNER if pdfs > _MOST_INNER else _MOST_FILES if files > _MOST_FILES else None
    return remark("attachments_left", most=most) if most else None


def _unlock(reader: Any) -> bool:
    """Try the empty password: many protected PDFs only forbid printing."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001 - unknown ciphers and broken keys; all mean: cannot be opened
        return False


def _invoice(found: Sequence[EmbeddedFile]) -> bytes | None:
    """Return the first attachment that is an invoice, those with one of the standard's names before all others.

    Where none is, one with such a name promises an invoice all the same: what is wrong with it is said. An attachment
    that cannot be unpacked hides no other one.
    """
    named = [file for name in XML_NAMES for file in found if file.name.lower() == name]
    others = (file for file in found if file.name.lower() not in XML_NAMES and _may_be_xml(file))
    contents = (_content(file) for file in chain(named, others))
    invoice = next((content for content in contents if content and is_invoice(content)), None)
    return named[0].content() if invoice is None and named else invoice


def _content(file: EmbeddedFile) -> bytes | None:
    """Return the bytes of an attachment, None where it cannot be unpacked: the PDF around it can be sound."""
    try:
        return file.content()
    except Exception:  # noqa: BLE001 - a hostile stream makes pypdf raise anything
        return None


def _is_pdf(file: EmbeddedFile) -> bool:
    return file.name.lower().endswith(".pdf") or file.media_type == "application/pdf"


def _may_be_xml(file: EmbeddedFile) -> bool:
    has_suffix = "." in file.name
    return file.name.lower().endswith(".xml") or file.media_type in XML_TYPES or not (has_suffix or file.media_type)


def _salvaged(content: bytes) -> PdfContent:
    for data in _streams(content):
        if is_invoice(data):
            return PdfContent(xml=data, findings=(Finding.of("warn", "pdf_damaged"),))
    return PdfContent(problem=remark("pdf_broken"))


def _streams(content: bytes) -> Iterator[bytes]:
    """Yield the streams of a PDF whose table of contents is lost; only what could be an invoice is unpacked as a whole."""
    view = memoryview(content)
    for start in islice(_STREAM.finditer(content), _MAX_STREAMS):
        first = bytes(view[start.end() : start.end() + _PROBE])
        if is_invoice(first):
            end = content.find(b"endstream", start.end())
            yield content[start.end() : end].rstrip() if end > 0 else content[start.end() :]
            continue
        try:
            if is_invoice(zlib.decompressobj().decompress(first, _PROBE)):
                yield zlib.decompressobj().decompress(view[start.end() :], _MAX_XML)
        except zlib.error:
            continue
