"""Bytes of a mail as text, in the character set that it declares: one of those in which mails are written.

Python knows others under names that a mail can declare as well: escapes of its own, domain names (``idna``), ``punycode``,
whose decoding takes the square of the length, and ``undefined``.
"""

import codecs
import re

from data_sources.encodings import as_text

# By Python's own names for them: what RFC 2978's register has that it can decode.
_OF_MAILS = re.compile(
    r"ascii|utf-(?:7|8|8-sig|16|16-[lb]e|32|32-[lb]e)|iso8859-\d+|cp\d+|koi8-[rtu]|mac-[a-z]+|tis-620"
    r"|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|shift_jis\w*|euc_\w+|iso2022_\w+|johab"
)

# Programs declare them for text of Windows, whose euro and quotes they do not have (so browsers, too), and for UTF-8.
_SAID_FOR_ANOTHER = frozenset({"ascii", "iso8859-1"})


def decoded(data: bytes, declared: str | None) -> str:
    """Return text in the character set that it declares, in the one that its bytes show where that cannot be.

    Half a character of UTF-16, which nothing can store, becomes a question mark.

    Args:
        data: The text.
        declared: A name of the character set; None: none is declared.
    """
    try:
        codec = codecs.lookup(declared or "utf-8")
        is_known = _OF_MAILS.fullmatch(codec.name) is not None and codec.name not in _SAID_FOR_ANOTHER
        text = data.decode(codec.name) if is_known else as_text(data)
    except (LookupError, ValueError):
        text = as_text(data)
    return storable(text)


def storable(text: str) -> str:
    """Return a text without halves of characters (surrogates), which no file and no message can hold."""
    return text.encode("utf-8", "replace").decode()
