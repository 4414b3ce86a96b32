"""XML from strangers: no DTD, no entities, no network, bounded in size, depth and number of elements.

libxml2 itself bounds the depth (256) and the length of one text (10 MB). Only a document that fails for the length of
a text alone (an attachment inside of the invoice, BT-125) is parsed without these bounds, after we have decoded it
ourselves: then no encoding can hide a document type from us.
"""

import re

from lxml import etree

from data_sources.inbox.rendition import Finding
from data_sources.inbox.xml_start import WIDE, has_dtd
from data_sources.remarks import Remark, remark

MAX_TAGS = 2_000_000

# libxml2's words, with and without its number (xmlerror: XML_ERR_RESOURCE_LIMIT); its other limit is the depth
_LENGTH_LIMIT = re.compile(r"XML_PARSE_HUGE|too (?:long|big)")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']""")


class XmlRefused(Exception):
    """The XML cannot be read, or must not be; ``reason`` says why."""

    def __init__(self, reason: Remark) -> None:
        super().__init__(reason.code)
        self.reason = reason


def parse(data: bytes) -> tuple[etree._Element, list[Finding]]:
    """Parse hostile XML. The tags of the returned tree carry no namespaces (the root's is in ``nsmap``).

    Returns:
        The root and what had to be forgiven: a wrong encoding, stray characters around the document.

    Raises:
        XmlRefused: Not well-formed, or it uses what we do not allow.
    """
    if data.count(b"<") > MAX_TAGS:
        raise XmlRefused(remark("xml_too_many_elements", limit=MAX_TAGS))
    if has_dtd(data):
        raise XmlRefused(remark("xml_with_dtd"))
    root, findings = _parse_forgiving(data)
    if root.getroottree().docinfo.internalDTD is not None or any(True for _ in root.iter(etree.Entity)):
        raise XmlRefused(remark("xml_with_dtd"))
    return root, findings


def without_namespaces(root: etree._Element) -> etree._Element:
    """Cut the namespaces off all tags, in place: the root alone distinguishes the formats."""
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _parse_forgiving(data: bytes) -> tuple[etree._Element, list[Finding]]:
    try:
        return _parse_as(data, None), []
    except etree.XMLSyntaxError as error:
        line, message = error.position[0], error.msg
    except (UnicodeError, LookupError) as error:
        line, message = 1, str(error)
    trimmed = data.strip(b" \t\r\n\0\x1a")
    for encoding, forgiven in (
        (None, Finding.of("warn", "xml_stray_characters")),
        ("utf-8", Finding.of("warn", "xml_encoding_wrong", encoding="UTF-8")),
        ("cp1252", Finding.of("warn", "xml_encoding_wrong", encoding="Windows-1252")),
    ):
        try:
            return _parse_as(trimmed, encoding), [forgiven]
        except (etree.XMLSyntaxError, UnicodeDecodeError, LookupError):
            continue
    raise XmlRefused(remark("xml_broken", line=line, message=message)) from None


def _parse_as(data: bytes, encoding: str | None) -> etree._Element:
    if encoding is not None:
        data, encoding = data.decode(encoding).removeprefix("\ufeff").encode(), "utf-8"
    try:
        return etree.fromstring(data, _parser(encoding))
    except etree.XMLSyntaxError as error:
        if "depth" in str(error.msg) or not _LENGTH_LIMIT.search(str(error.msg)):
            raise
    text = data if encoding else _decoded(data).removeprefix("\ufeff").encode()
    if has_dtd(text):
        raise XmlRefused(remark("xml_with_dtd"))
    return etree.fromstring(text, _parser("utf-8", long_texts=True))


def _parser(encoding: str | None, *, long_texts: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=long_texts,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


def _decoded(data: bytes) -> str:
    """Decode a document as its first bytes or its declaration say.

    Raises:
        LookupError: There is no such encoding, or its declaration is not written in it.
        UnicodeError: The bytes are not in it.
    """
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    wide = WIDE.get(data[:2])
    encoding = wide or (declared[1].decode() if declared else "utf-8")
    if not wide and b"<?xml".decode(encoding) != "<?xml":
        raise LookupError(encoding)
    return data.decode(encoding)
