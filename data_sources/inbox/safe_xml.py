"""XML from strangers: no DTD, no entities, no network, bounded in size, depth and number of elements.

libxml2 itself bounds the depth (256) and the length of one text (10 MB), because ``huge_tree`` stays off.
"""

import re

from lxml import etree

from data_sources.inbox.rendition import Finding
from data_sources.remarks import Remark, remark

MAX_TAGS = 2_000_000

_PROLOG_WITH_DTD = re.compile(rb"(?s)(?>\s|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE")
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


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
    if _has_dtd(data):
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
        problem = error
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
    line, _column = problem.position
    raise XmlRefused(remark("xml_broken", line=line, message=problem.msg)) from None


def _parse_as(data: bytes, encoding: str | None) -> etree._Element:
    if encoding is not None:
        data, encoding = data.decode(encoding).removeprefix("\ufeff").encode(), "utf-8"
    parser = etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)


def _has_dtd(data: bytes) -> bool:
    wide = _WIDE.get(data[:2])
    if wide:
        data = data.decode(wide, errors="replace").removeprefix("\ufeff").encode()
    return _PROLOG_WITH_DTD.match(data.removeprefix(b"\xef\xbb\xbf")) is not None
