"""The printed invoice as a PDF, plain or with the XML inside (ZUGFeRD)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from demo_dealership.paper_cii import EN16931, cii

if TYPE_CHECKING:
    from demo_dealership.papers import Paper

_STAMP = b"20121011061500"
_ISO_STAMP = b"2012-10-11T06:15:00"


def pdf(paper: Paper) -> bytes:
    """Return one page of text, without invoice data."""
    title = "Gutschrift" if paper.is_credit_note else "Rechnung"
    rows = [
        paper.seller.name, f"{paper.seller.street}, {paper.seller.postal_code} {paper.seller.town}", "",
        paper.buyer.name, paper.buyer.street, f"{paper.buyer.postal_code} {paper.buyer.town}", "",
        f"{title} {paper.number} vom {paper.issued_on:%d.%m.%Y}", "",
        *(f"{line.quantity} x {line.text}: {_german(str(line.net))}" for line in paper.lines), "",
        f"Netto {_german(str(paper.net))}   USt {paper.percent} % {_german(str(paper.tax))}   Gesamt {_german(str(paper.gross))} EUR",
    ]  # fmt: skip
    text = "".join(f"({_escaped(row)}) Tj T*\n" for row in rows)
    return _file(f"BT /F1 11 Tf 60 780 Td 16 TL\n{text}ET".encode("cp1252", errors="replace"))


def zugferd(paper: Paper) -> bytes:
    """Return the page with the CII embedded (profile EN 16931), with fixed dates instead of now."""
    from facturx import generate_from_binary

    about = {
        "author": paper.seller.name,
        "keywords": "Rechnung",
        "title": f"Rechnung {paper.number}",
        "subject": paper.number,
    }
    whole: bytes = generate_from_binary(
        pdf(paper), cii(paper, EN16931), flavor="factur-x", level="en16931", pdf_metadata=about, xmp_compression=False, lang="de-DE"
    )  # fmt: skip
    # the library stamps the moment of writing; dates of the same length keep all offsets
    dated = re.sub(rb"(\(D(?::|\\072))\d{14}", rb"\g<1>" + _STAMP, whole)
    return re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\+00:00)", _ISO_STAMP, dated)


def _german(amount: str) -> str:
    return amount.replace(".", ",")


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _file(page: bytes) -> bytes:
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    whole = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(whole)
    count = len(objects) + 1
    whole += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return whole + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
