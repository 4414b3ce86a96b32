"""One recognition of encodings for all text files."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.encodings import byte_order_mark, recognised

UMLAUTS = "Müller & Söhne, Straße €"


@pytest.mark.parametrize(
    ("data", "otherwise", "encoding"),
    [
        (UMLAUTS.encode(), "cp1252", "utf-8"),
        (UMLAUTS.encode("cp1252"), "cp1252", "cp1252"),
        (UMLAUTS.encode("iso-8859-15"), "iso-8859-15", "iso-8859-15"),
        (UMLAUTS.encode("cp1252"), "utf-8", "cp1252"),  # said to be UTF-8, and is not
        (b"Meier", "cp1252", "utf-8"),
        # most umlauts decide where two encodings are mixed
        (UMLAUTS.encode() + "ü".encode("cp1252"), "cp1252", "utf-8"),
        (UMLAUTS.encode("cp1252") + "ü".encode(), "cp1252", "cp1252"),
    ],
)
def test_the_bytes_show_their_encoding(data: bytes, otherwise: str, encoding: str) -> None:
    assert recognised(data, otherwise) == encoding


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", None)],
)
def test_a_byte_order_mark_says_it_outright(mark: bytes, encoding: str | None) -> None:
    assert byte_order_mark(mark + b"ab") == (mark, encoding)


@given(st.text(alphabet="abc ;äöüÄÖÜß", min_size=1))
def test_german_text_comes_back_from_both_encodings(text: str) -> None:
    for encoding in ("utf-8", "cp1252"):
        data = text.encode(encoding)
        assert data.decode(recognised(data)) == text


def test_an_unknown_code_page_is_refused() -> None:
    with pytest.raises(LookupError):
        recognised(b"x", "cp-none")
