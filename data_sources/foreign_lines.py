"""Lines of UTF-8 in a text of another encoding: two exports were copied into one file."""

from __future__ import annotations

import codecs
import re

from data_sources.encodings import can_hold_utf8, is_text

# Letters and marks of Europe in UTF-8 (U+00A0 to U+017F, punctuation, the euro). Two letters of a code page hardly ever
# look like one, but for an umlaut before a dash, as in the plate WÜ–AB 12.
_SEVERAL_BYTES = re.compile(
    rb"\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|[\xc4\xc5](?![\x96\x97])[\x80-\xbf]|\xe2\x80[\x90-\xba]|\xe2\x82\xac"
)


def foreign_lines(data: bytes, encoding: str) -> dict[int, bytes | None]:
    """Find the lines of UTF-8 in a text of another encoding: two exports were copied into one file.

    Args:
        data: Lines that end with LF.
        encoding: In which the others are.

    Returns:
        Per index of such a line, itself if it is UTF-8 throughout, None if it mixes both: what it says is not known.
    """
    if codecs.lookup(encoding).name == "utf-8" or not can_hold_utf8(data):
        return {}
    found: dict[int, bytes | None] = {}
    for index, line in enumerate(data.split(b"\n")):
        if _SEVERAL_BYTES.search(line):
            found[index] = line if is_text(line, "utf-8") else None
    return found
