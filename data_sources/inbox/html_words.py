"""The words of an HTML text from a stranger, in time that grows with its length alone.

Python's own parser needs time that grows with the square of it for texts like ``<a <a <a`` (CPython issue 135462,
CVE-2025-6069 and its likes): 20 MB of them would have stopped a refresh for weeks. This one walks forward only: each step
looks for the next character that matters and goes on behind it, and what is looked for in vain is remembered.
"""

from __future__ import annotations

import html
import re

MAX_MARKUP = 200_000

_BLOCKS = frozenset({"p", "br", "div", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote"})
_SILENT = frozenset({"head", "title", "template", "noscript"})
# Their content is not markup (HTML Living Standard, 13.1.2.6): it ends with their own end tag only.
_RAW = frozenset({"script", "style"})
_TAG = re.compile(r"</?([a-zA-Z][^\s/<>]{0,40})")
_IN_TAG = re.compile(r"""["'>]""")
# str.lower() makes some letters longer, and places would differ.
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")


def words_of_html(markup: str) -> str:
    """Return the words of an HTML text: no tags, no scripts, no addresses behind links or pictures.

    Args:
        markup: What is beyond ``MAX_MARKUP`` characters is left out.
    """
    pieces: list[str] = []
    silent = 0
    walk = _Walk(markup[:MAX_MARKUP])
    while (text := walk.text()) is not None:
        if text and not silent:
            pieces.append(_REFERENCE.sub(lambda found: html.unescape(found[0]), text.replace("\n", " ")))
        name, closes = walk.tag()
        if name in _SILENT:
            silent = max(0, silent - 1) if closes else silent + 1
        if name in _BLOCKS:
            pieces.append("\n")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Walk:
    """A place in a markup that only moves forward."""

    def __init__(self, markup: str) -> None:
        self._markup, self._lower = markup, markup.translate(_ASCII_LOWER)
        self._place = 0
        self._missing: set[str] = set()

    def text(self) -> str | None:
        """Return what stands before the next tag, None at the end."""
        if self._place >= len(self._markup):
            return None
        start, look = self._place, self._place
        while (found := self._find("<", look)) >= 0 and not _starts_tag(self._markup, found):
            look = found + 1
        self._place = found if found >= 0 else len(self._markup)
        return self._markup[start : self._place]

    def tag(self) -> tuple[str, bool]:
        """Step over the tag or comment that stands here; return its name, empty for none, and whether it is an end tag."""
        start = self._place
        if self._markup.startswith("<!--", start):
            self._behind("-->", start + 4)
            return "", False
        match = _TAG.match(self._markup, start)
        if match is None:
            self._behind(">", start)
            return "", False
        name, closes = match[1].lower(), self._markup.startswith("</", start)
        self._place = self._end_of_tag(match.end())
        if name in _RAW and not closes:
            self._behind(f"</{name}", self._place)
            self._behind(">", self._place)
        return name, closes

    def _end_of_tag(self, place: int) -> int:
        """Return the place behind a tag; a ``>`` in a quoted value does not end it."""
        while (found := _IN_TAG.search(self._markup, place)) is not None:
            if found[0] == ">":
                return found.end()
            place = found.end()
            is_value = self._markup[found.start() - 1] == "="
            closing = self._find(found[0], place) if is_value else -1
            if closing >= 0:
                place = closing + 1
        return len(self._markup)

    def _behind(self, wanted: str, place: int) -> None:
        found = self._find(wanted, place)
        self._place = found + len(wanted) if found >= 0 else len(self._markup)

    def _find(self, wanted: str, place: int) -> int:
        """Find a text from a place on; one that was missing once is missing from every later place."""
        if wanted in self._missing:
            return -1
        found = self._lower.find(wanted, place)
        if found < 0:
            self._missing.add(wanted)
        return found


def _starts_tag(markup: str, place: int) -> bool:
    following = markup[place + 1 : place + 2]
    return following in {"/", "!", "?"} or (following.isascii() and following.isalpha())
