"""How an XML document begins: what stands before its root, and whether the root is that of an invoice."""

import re

# a byte order mark or the two first bytes of a document say that a character takes two
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
# Declaration, comments and processing instructions; a comment can be of any length and hold anything.
_PROLOG = rb"(?s:(?>\s|<\?.*?\?>|<!--.*?-->)*+)"
_WITH_DTD = re.compile(_PROLOG + rb"<!DOCTYPE")
_INVOICE = re.compile(
    _PROLOG + rb"<(?:[\w.-]+:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s/>]"
)


def has_dtd(data: bytes) -> bool:
    """Return whether a document type stands before the root."""
    return _WITH_DTD.match(_narrow(data)) is not None


def is_invoice(data: bytes) -> bool:
    """Return whether the root is that of an e-invoice (UBL, CII, ZUGFeRD 1.0), whatever comments stand before it."""
    return _INVOICE.match(_narrow(data)) is not None


def _narrow(data: bytes) -> bytes:
    """Return the document with one byte per character of its markup, without what stands before its first character."""
    data = data.lstrip(b" \t\r\n")
    wide = WIDE.get(data[:2])
    if wide:
        data = data.decode(wide, errors="replace").removeprefix("\ufeff").encode()
    return data.removeprefix(b"\xef\xbb\xbf")
