"""The words of hostile HTML: in time that grows with its length, and nothing of tags, scripts and links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_sources.inbox.box.box import Box
from data_sources.inbox.html_words import MAX_MARKUP, words_of_html


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<p>Guten Tag,<br>anbei <b>die</b> Rechnung.</p>", "Guten Tag,\nanbei die Rechnung."),
        ("<style>p{color:red}</style><script>alert('<b>x</b>')</script>Text", "Text"),
        ("<SCRIPT>a</SCRIPT >Text", "Text"),
        ("<script>nie zu Ende", ""),
        ("<head><title>T</title></head><body>Text</body>", "Text"),
        ("a<!-- <b>nicht</b> -->b", "ab"),
        ("a<!-- nie zu Ende", "a"),
        ("<a href=\"https://evil.example/?a>b\" title='x>y'>hier</a>", "hier"),
        ("<a href=https://evil.example/>hier</a>", "hier"),
        ("1 < 2 &lt; 3 &amp; 4 &euro; &#228; &#xe4; &unknown; &", "1 < 2 < 3 & 4 € ä ä &unknown; &"),
        ("<td>1<td>2</table>x<tr>y", "12\nx\ny"),
        ("nur Text", "nur Text"),
        ("<", "<"),
        ("İ<b>x</b>", "İx"),
        ("&#" + "9" * 50_000 + ";", "\ufffd" + "9" * 49_993 + ";"),
    ],
)
def test_words(markup: str, words: str) -> None:
    assert words_of_html(markup) == words


@given(st.text(st.sampled_from("<>!-/=\"'ab &;#\n"), max_size=80))
def test_any_text_has_words_and_no_tag_of_its_own_survives(markup: str) -> None:
    assert isinstance(words_of_html(markup), str)


def test_what_is_beyond_the_limit_is_left_out() -> None:
    assert len(words_of_html("x" * (2 * MAX_MARKUP))) == MAX_MARKUP


@pytest.mark.slow
@pytest.mark.parametrize(
    "repeated",
    ["<a ", "<!--", "<", "</", "<a b='", '<a b="', "<script>", "&#", "&a", "<!", "<a><", "</script", "<a b=\"'"],
)
def test_a_mail_of_twenty_megabytes_stays_below_the_limit_of_the_box(box: Box, repeated: str) -> None:
    """The box ends a parser after ten seconds of processor time; 150 KB of the first took the former one 40."""
    head = b"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    document = box.read("mail.eml", head + (repeated * (20_000_000 // len(repeated))).encode())
    assert document.problem is None
    assert document.rendition is not None
