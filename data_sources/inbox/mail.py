"""A mail as text and attachments. HTML is reduced to its words: it is never handed on as HTML."""

import binascii
import datetime as dt
import quopri
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError, MissingHeaderBodySeparatorDefect
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime, unquote
from zoneinfo import ZoneInfo

from data_sources.encodings import as_text
from data_sources.inbox.character_sets import decoded, storable
from data_sources.inbox.html_words import words_of_html
from data_sources.inbox.mail_start import as_sent, is_mail, mails_in
from data_sources.inbox.rendition import Mail
from data_sources.inbox.sealed import sealed
from data_sources.inbox.uuencoded import without_files
from data_sources.inbox.xml_start import is_invoice

MAX_ATTACHMENTS = 200
MAX_TEXT = 100_000
# Longer than any header that somebody reads; the parser takes the square of the length for one of encoded words.
_MAX_HEADER = 50_000

_ENCODING = re.compile(r"\s*([\w-]+)(?=[\s;(]|$)", re.ASCII)
_OWN_ZONE = ZoneInfo("Europe/Berlin")
_UNCHANGED = compat32.clone(max_line_length=0, mangle_from_=False)


def read_mail(content: bytes) -> tuple[Mail, list[tuple[str, bytes]]]:
    """Take a mail apart.

    Returns:
        The mail as text, and its attachments (name, bytes) in their order; of a mailbox file the other mails after these.
        One more than ``MAX_ATTACHMENTS`` says that there are more.
    """
    first, *others = mails_in(as_sent(content))
    message = message_from_bytes(first)
    plain: list[str] = []
    markup: list[str] = []
    attachments: list[tuple[str, bytes]] = []
    for part, body in _leaves(message):
        name, kind = _file_name(part), part.get_content_type()
        attached = name is not None or part.get_content_disposition() == "attachment" or _is_document(body)
        if not attached and kind == "text/plain":
            text, files = without_files(_text(part, body))
            plain.append(text)
            attachments += [(_base_name(name) or "part", file) for name, file in files]
        elif not attached and kind == "text/html":
            markup.append(words_of_html(_text(part, body)))
        elif len(attachments) <= MAX_ATTACHMENTS:
            attachments.append((name or f"part-{len(attachments) + 1}", body))
    attachments += [(f"mail-{number}.eml", mail) for number, mail in enumerate(others, 2)]
    del attachments[MAX_ATTACHMENTS + 1 :]
    text = next((text for pieces in (plain, markup) if (text := "\n\n".join(filter(str.strip, pieces)))), "")
    mail = Mail(
        sender=_people(message, "From"),
        to=_people(message, "To"),
        subject=_header(message, "Subject"),
        sent_at=_sent_at(message),
        text=text[:MAX_TEXT],
        attachments=tuple(name for name, _ in attachments[:MAX_ATTACHMENTS]),
    )
    return mail, attachments


def _leaves(message: Message) -> Iterator[tuple[Message, bytes]]:
    """Yield the parts that hold something, decoded. A forwarded mail is taken apart, too, unless it is encoded itself."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "message" and (encoded := _encoded_mail(part)) is not None:
            yield part, encoded
            continue
        if part.is_multipart():
            inner = part.get_payload()
            parts = inner if isinstance(inner, list) else []
            waiting.extend(each for each in reversed(parts) if isinstance(each, Message))
            continue
        _tidy_encoding(part)
        payload = part.get_payload(decode=True)
        yield part, payload if isinstance(payload, bytes) else b""


def _is_document(body: bytes) -> bool:
    """Return whether what stands where the text does is none: an e-invoice, a mail in PGP."""
    return is_invoice(body) or any(said.code == "mail_encrypted" for _, said in sealed(body))


def _tidy_encoding(part: Message) -> None:
    """Leave the encoding's word alone: the parser knows it without blanks and comments only (RFC 2045, 6.1)."""
    for stated in _headers(part, "Content-Transfer-Encoding")[:1]:
        if word := _ENCODING.match(stated):
            del part["Content-Transfer-Encoding"]
            part["Content-Transfer-Encoding"] = word[1]


def _encoded_mail(part: Message) -> bytes | None:
    """Decode a forwarded mail that was sent in base64 or quoted-printable; None for one that stands as it is.

    RFC 2046 (5.2.1) forbids it and programs do it all the same; the parser then takes the encoded text for the mail.
    """
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    inner = part.get_payload()
    if encoding not in {"base64", "quoted-printable"} or not isinstance(inner, list) or not inner:
        return None
    raw = _as_it_stood(inner[0]) if isinstance(inner[0], Message) else b""
    try:
        decoded = binascii.a2b_base64(raw) if encoding == "base64" else quopri.decodestring(raw)
    except binascii.Error:
        return None
    return decoded if is_mail(decoded) else None


def _as_it_stood(message: Message) -> bytes:
    """Return the text that the parser took for a mail, without the blank line that it put before what is not a header."""
    raw = message.as_bytes(policy=_UNCHANGED)
    is_torn = any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in message.defects)
    return raw.replace(b"\n\n", b"\n", 1) if is_torn else raw


def _text(part: Message, body: bytes) -> str:
    return decoded(body, _parameter(part, "charset", "Content-Type"))


def _file_name(part: Message) -> str | None:
    stated = (("filename", "Content-Disposition"), ("name", "Content-Type"))
    name = next((found for each in stated if (found := _parameter(part, *each)) is not None), None)
    return None if name is None else _base_name(_decoded(name) or "")


def _parameter(part: Message, name: str, header: str) -> str | None:
    """Return a parameter of a header, in the character set that it declares for itself (RFC 2231)."""
    try:
        found = part.get_param(name, header=header)
    except ValueError:  # pieces with a number that is none
        return None
    if isinstance(found, tuple):
        return decoded(unquote(found[2]).encode("raw-unicode-escape"), found[0] or "us-ascii")
    return None if found is None else str(found).strip()


def _base_name(name: str) -> str | None:
    base = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[\x00-\x1f\x7f]", "", base).strip()[:200] or None


def _header(message: Message, name: str) -> str | None:
    return next((_decoded(value) for value in _headers(message, name)), None)


def _people(message: Message, name: str) -> str | None:
    """Return names and addresses; they are split before the names are decoded, because names can contain commas."""
    pairs = getaddresses([_without_surrogates(value) for value in _headers(message, name)])
    shown = (
        f"{_decoded(display_name)} <{address}>" if display_name else address
        for display_name, address in pairs
        if display_name or address
    )
    return ", ".join(shown) or _header(message, name)


def _headers(message: Message, name: str) -> list[str]:
    """Return the headers of a name as they were sent."""
    return [str(value)[:_MAX_HEADER] for key, value in message.raw_items() if key.lower() == name.lower()]


def _without_surrogates(value: str) -> str:
    """Return a header whose bytes nobody declared as the text that they show."""
    return as_text(value.encode("utf-8", "surrogateescape"))


def _decoded(value: object) -> str | None:
    if value is None:
        return None
    value = _without_surrogates(str(value))
    try:
        pieces = [
            (piece, charset) if charset is None or isinstance(piece, str) else (decoded(piece, charset), "utf-8")
            for piece, charset in decode_header(value)
        ]
        text = str(make_header(pieces))
    except (ValueError, MessageError):  # broken base64: the raw header still says something
        text = value
    return " ".join(storable(text).split()) or None


def _sent_at(message: Message) -> dt.datetime | None:
    try:
        stated = str(message.get("Date"))
        moment = parsedate_to_datetime(stated)
        # -0000 is a moment in UTC of a zone that nobody knows (RFC 5322, 3.3); without any, programs mean their own.
        zone = dt.UTC if "-0000" in stated else _OWN_ZONE
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return zoned.astimezone(dt.UTC)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
