"""How a mail begins, in any encoding of its file."""

import re

from data_sources.encodings import byte_order_mark

_HEADER = re.compile(
    rb"(?:From |(?:Return-Path|Received|Delivered-To|DKIM-Signature|From|To|Cc|Bcc|Subject|Date|Message-ID|MIME-Version"
    rb"|Content-[\w-]+|Reply-To|Sender|Importance|Thread-[\w-]+|X-[\w-]+|ARC-[\w-]+|Authentication-Results)[ \t]*:)",
    re.IGNORECASE,
)
_ANY_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]+\S")
_OF_MAILS_ALONE = re.compile(
    rb"(?:Return-Path|Received|Message-ID|MIME-Version|From|Subject|Date)[ \t]*:", re.IGNORECASE
)
_LOOKED_AT = 16 * 1024
# The line before each mail of a mailbox file (RFC 4155); a line of text that begins so has a > before it there.
_NEXT_MAIL = re.compile(rb"\r?\n(?=\r?\nFrom \S+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [^\r\n]* \d{4}\r?\n)")


def is_mail(content: bytes) -> bool:
    """Return whether this is a mail as it was sent (RFC 5322)."""
    start = as_sent(content[:_LOOKED_AT]).lstrip()
    return _HEADER.match(start) is not None or _has_head(start)


def _has_head(start: bytes) -> bool:
    """Return whether headers begin the text, whichever comes first, and one among them is a header of mails."""
    for line in start.splitlines():
        if not _ANY_HEADER.match(line):
            return False
        if _OF_MAILS_ALONE.match(line):
            return True
    return False


def as_sent(content: bytes) -> bytes:
    """Return a mail without the marks that a program put before it when it was saved as text: UTF-8 or UTF-16."""
    mark, encoding = byte_order_mark(content)
    sent = content[len(mark) :]
    return sent if encoding in (None, "utf-8") else sent.decode(encoding, errors="replace").encode()


def mails_in(content: bytes) -> list[bytes]:
    """Return the mails of a mailbox file (mbox); of any other file itself."""
    return [piece.lstrip() for piece in _NEXT_MAIL.split(content)] if content.startswith(b"From ") else [content]
