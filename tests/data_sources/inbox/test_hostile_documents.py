"""No document makes the reader crash, wait, call out or read other files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sources.inbox import safe_xml
from data_sources.inbox.documents import Document, read_document
from data_sources.remarks import CODES, Remark, remark
from tests.data_sources.inbox.inbox_samples import (
    CREDIT_NOTE,
    MINIMUM,
    ZUGFERD_1,
    codes,
    pdf_with,
)
from tests.property_examples import examples
from tests.samples import XRECHNUNG

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def read(content: bytes, name: str = "a.xml") -> Document:
    document = read_document(name, content)
    assert document.content == content
    assert (document.problem is None) or document.problem.code in CODES
    return document


def with_doctype(doctype: str) -> str:
    return CREDIT_NOTE.replace(HEAD, HEAD + doctype)


def test_external_entities_are_refused_and_nothing_leaks(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("GEHEIM-4711", encoding="utf-8")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    found = read(with_doctype(doctype).replace("G-0001", "&e;").encode())
    assert found.rendition is None
    assert found.problem == remark("xml_with_dtd")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">',
        '<!-- a comment --><?pi a?>\n <!DOCTYPE x PUBLIC "-//x//y" "http://127.0.0.1:9/evil.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
        "<!DOCTYPE x>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_document_type_is_refused(doctype: str, encoding: str) -> None:
    declared = "UTF-16" if "16" in encoding else "UTF-8"
    found = read(with_doctype(doctype).replace("UTF-8", declared).encode(encoding))
    assert found.rendition is None
    assert found.problem == remark("xml_with_dtd")


def test_billion_laughs_are_refused() -> None:
    lines = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{"".join(lines)}]>'
    for place in ("G-0001", "EUR"):
        found = read(with_doctype(doctype).replace(place, "&l11;").encode())
        assert found.rendition is None
        assert found.problem == remark("xml_with_dtd")


def test_the_words_of_a_dtd_inside_a_text_are_only_words() -> None:
    found = read(CREDIT_NOTE.replace("Bremsscheibe", "<![CDATA[<!DOCTYPE html>]]>").encode())
    assert found.rendition is not None
    assert found.rendition.lines[0].name == "<!DOCTYPE html>"


def test_depth_and_number_of_elements_are_bounded(monkeypatch) -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    assert read(deep.encode()).problem
    monkeypatch.setattr(safe_xml, "MAX_TAGS", 50)
    assert read(CREDIT_NOTE.encode()).problem == remark("xml_too_many_elements", limit=safe_xml.MAX_TAGS)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-15", "cp1252"])
def test_declared_encodings_are_followed(encoding: str) -> None:
    declared = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "windows-1252"}
    text = CREDIT_NOTE.replace("UTF-8", declared.get(encoding, encoding))
    found = read(text.encode(encoding))
    assert found.rendition is not None
    assert found.rendition.seller.name == "Autohaus Süd GmbH"


@pytest.mark.parametrize(
    ("actual", "declared"), [("cp1252", "UTF-8"), ("utf-8", "UTF-16"), ("utf-8", "no-such-code"), ("utf-8", "US-ASCII")]
)
def test_a_wrong_encoding_is_forgiven_and_found(actual: str, declared: str) -> None:
    found = read(CREDIT_NOTE.replace("UTF-8", declared).encode(actual))
    assert found.rendition is not None
    assert found.rendition.seller.name == "Autohaus Süd GmbH"
    assert codes(found.rendition.findings) == {"xml_encoding_wrong"}


@pytest.mark.parametrize(("before", "after"), [("\n \t", ""), ("", "\0\0\0"), ("\r\n", "\x1a")])
def test_stray_characters_around_the_xml_are_forgiven(before: str, after: str) -> None:
    found = read((before + CREDIT_NOTE + after).encode())
    assert found.rendition is not None
    assert codes(found.rendition.findings) == {"xml_stray_characters"}


@pytest.mark.parametrize("text", [CREDIT_NOTE, MINIMUM, ZUGFERD_1], ids=["ubl", "cii", "zugferd-1"])
def test_an_xml_cut_off_anywhere_is_refused(text: str) -> None:
    whole = text.strip().encode()
    for length in range(0, len(whole), 50):
        found = read(whole[:length])
        assert found.rendition is None, length
        assert found.problem, length


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_a_sample_cut_off_anywhere_is_refused(data) -> None:
    path = data.draw(st.sampled_from([path for path in XRECHNUNG if path.stat().st_size < 20_000]))
    whole = path.read_bytes().strip()
    found = read(whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert found.rendition is None
    assert found.problem


@settings(max_examples=examples(150), deadline=None)
@given(data=st.data())
def test_flipped_bytes_never_crash(data) -> None:
    whole = data.draw(
        st.sampled_from([CREDIT_NOTE.encode(), ZUGFERD_1.encode(), pdf_with("factur-x.xml", MINIMUM.encode())])
    )
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    found = read(bytes(damaged))
    assert found.rendition is not None or found.problem or found.format == "pdf"


@settings(max_examples=examples(200), deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<", b"<?xml version='1.0'?>", b"%PDF-1.7\n", b"From: a@b\n", b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n", b"\xff\xd8\xff"]),
    st.sampled_from(["a.xml", "a.pdf", "a.eml", "a", "a.jpg"]),
)  # fmt: skip
def test_no_bytes_make_the_reader_crash(content: bytes, start: bytes, name: str) -> None:
    read(start + content, name)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.xml", b"", remark("file_empty")),
        ("a.xml", b"PK\x03\x04", remark("format_not_promised", suffix=".xml")),
        ("a.pdf", b"hello", remark("format_not_promised", suffix=".pdf")),
        ("a.docx", b"PK\x03\x04...[Content_Types].xml", remark("format_office")),
        ("a.bin", b"hello", remark("format_unknown")),
    ],
)
def test_a_file_that_is_not_what_its_name_says(name: str, content: bytes, problem: Remark) -> None:
    assert read(content, name).problem == problem


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"II*\x00....", "image/tiff"),
        (b"GIF89a....", "image/gif"),
    ],
)
def test_images_are_told_by_their_content(content: bytes, media: str) -> None:
    found = read(content, "scan")
    assert (found.format, found.media_type, found.problem) == ("image", media, None)
