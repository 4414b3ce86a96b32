"""One recognition of encodings for all text files."""

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_sources.encodings import as_text, byte_order_mark, recognised, unmarked_wide
from data_sources.foreign_lines import foreign_lines

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
        ("Müller, Straße".encode("cp850"), "cp1252", "cp850"),
        ("Jäger\r\nStraße\r\n".encode("cp850"), "utf-8", "cp850"),
        ("Straße".encode("cp850"), "cp1252", "cp1252"),  # Straáe might be a word
        ("„Wort“, er sagte: „Über”, Größe".encode("cp1252"), "cp1252", "cp1252"),
        ("Müller Jäger Köhler".encode("cp1252") + "Müller".encode("cp850"), "cp1252", "cp1252"),
        ("Müller".encode("cp850"), "iso-8859-15", "iso-8859-15"),
        ("Müller, Straße, Jäger".encode("mac-roman"), "cp1252", "mac-roman"),
        ("Straße".encode("mac-roman"), "utf-8", "mac-roman"),
        ("Kašpar Žižka § 5".encode("cp1252"), "cp1252", "cp1252"),
        ("Genève, Müller, Jäger".encode("cp850"), "cp1252", "cp850"),
        ("Müller, Kö".encode()[:-1], "cp1252", "utf-8"),  # cut off within a character
        ("Hof, Gerä".encode("cp1252"), "cp1252", "cp1252"),
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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_shows_itself_by_its_zeros(encoding: str) -> None:
    assert unmarked_wide(f"Nr;Name;Ort\r\n1;{UMLAUTS}".encode(encoding)) == encoding


@pytest.mark.parametrize(
    "data", [UMLAUTS.encode(), bytes(64), UMLAUTS.encode() * 4 + bytes(9), b"\0A", b"A\0\0\0" * 16]
)
def test_other_bytes_are_not_utf16(data: bytes) -> None:
    assert unmarked_wide(data) is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (UMLAUTS.encode("utf-8-sig"), UMLAUTS),
        (codecs.BOM_UTF16_LE + UMLAUTS.encode("utf-16-le"), UMLAUTS),
        (codecs.BOM_UTF16_BE + UMLAUTS.encode("utf-16-be"), UMLAUTS),
        (UMLAUTS.encode("cp1252"), UMLAUTS),
        # cut off in the middle of the euro's three bytes: the umlauts before it are what they were
        (UMLAUTS.encode()[:-1], UMLAUTS[:-1] + "\ufffd"),
    ],
)
def test_a_text_is_read_by_its_mark_or_its_bytes(data: bytes, text: str) -> None:
    assert as_text(data) == text


@given(st.text(alphabet="abc ;äöüÄÖÜß", min_size=1))
def test_german_text_comes_back_from_both_encodings(text: str) -> None:
    for encoding in ("utf-8", "cp1252"):
        data = text.encode(encoding)
        assert data.decode(recognised(data)) == text


def test_an_unknown_code_page_is_refused() -> None:
    with pytest.raises(LookupError):
        recognised(b"x", "cp-none")


def test_lines_of_utf8_in_a_file_of_a_code_page() -> None:
    """Two exports were copied into one file; the last line was joined from both."""
    lines = ["Käse".encode("cp1252"), "Müller".encode(), b"Meier", "Größe".encode("cp1252") + "Öl".encode()]
    assert foreign_lines(b"\n".join(lines), "cp1252") == {1: lines[1], 3: None}
    assert foreign_lines(b"\n".join(lines[::2]), "cp1252") == {}
    assert foreign_lines(b"\n".join(lines), "utf-8") == {}


@given(st.text(alphabet="abcäöüßÖÜ éèçñ€–.", max_size=40))
@example("ÄÖÜ–WÜ–AB 12, BÄ–R 1")
def test_german_text_in_a_code_page_is_never_taken_for_utf8(text: str) -> None:
    assert foreign_lines(text.encode("cp1252"), "cp1252") == {}
