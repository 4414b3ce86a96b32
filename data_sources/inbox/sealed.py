"""What a document is that we do not open: archives, Outlook's winmail.dat, encrypted or signed mail, office files.

A person has to open it; what they need to know is what it is, and what to ask the sender for.
"""

import re
from collections.abc import Iterator

from data_sources.remarks import Code, Remark, remark

SEALED: frozenset[Code] = frozenset(
    {"format_archive", "format_office", "format_winmail", "mail_encrypted", "mail_signed_opaque"}
)

_WITHIN = 4096
# OIDs of PKCS#7 (RFC 5652): a DER sequence, its length, then 1.2.840.113549.1.7 and the kind of content
_PKCS7 = re.compile(
    rb"\x30(?:[\x00-\x7f]|\x80|[\x81-\x84].{1,4}?)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07(.)", re.DOTALL
)
_PKCS7_AUTHENTICATED = re.compile(
    rb"\x30(?:\x80|[\x81-\x84].{1,4}?)\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01(.)", re.DOTALL
)
# What is signed (RFC 5652, 5.2): its kind, and nothing else where the signature stands beside it.
_DETACHED = re.compile(
    rb"\x30(?:\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01|\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\0\0)"
)
_ARCHIVES = (
    (b"PK\x03\x04", "ZIP", "application/zip"),
    (b"PK\x05\x06", "ZIP", "application/zip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "RAR", "application/vnd.rar"),
    (b"\x1f\x8b", "GZIP", "application/gzip"),
)
_OFFICE = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument", b"META-INF/manifest.xml")
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_TNEF = bytes.fromhex("789f3e22")
_SIGNED = b"\x02"
_PGP = re.compile(rb"\s*-----BEGIN PGP MESSAGE-----")


def sealed(content: bytes) -> Iterator[tuple[str, Remark]]:
    """Yield the media type of a document that is not opened, and what to say about it; nothing for any other one.

    A signature beside a mail that can be read (smime.p7s) hides nothing.
    """
    if content.startswith(_TNEF):
        yield "application/vnd.ms-tnef", remark("format_winmail")
        return
    for magic, name, media in _ARCHIVES:
        if content.startswith(magic):
            is_office = name == "ZIP" and any(each in content[:_WITHIN] for each in _OFFICE)
            yield media, remark("format_office") if is_office else remark("format_archive", archive=name)
            return
    if content.startswith(_OLD_OFFICE):
        yield "application/x-ole-storage", remark("format_office")
        return
    if _PGP.match(content[:_WITHIN]):
        yield "application/pgp-encrypted", remark("mail_encrypted")
        return
    found = _PKCS7.match(content[:64]) or _PKCS7_AUTHENTICATED.match(content[:64])
    if found and not (found[1] == _SIGNED and _DETACHED.search(content[:128])):
        code: Code = "mail_signed_opaque" if found[1] == _SIGNED else "mail_encrypted"
        yield "application/pkcs7-mime", remark(code)
