"""A mail as a draft that every mail program opens, and its way out by SMTP where the house names a server."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import quote

from clientinfo_kernel.access.email_address import is_email_address
from clientinfo_kernel.errors import ClientInfoError, SettingsError
from clientinfo_kernel.sections.letters import MailSettings
from clientinfo_kernel.settings import BERLIN
from widgets.papers.mail_connection import MailConnection

if TYPE_CHECKING:
    from clientinfo_kernel.settings import Settings

EML = "message/rfc822"
# All steps before the text together. Then the server is given time to look through the text.
_PATIENCE_SECONDS = 8
_LAST_ANSWER_SECONDS = 20
_FAREWELL_SECONDS = 5
LONGEST_SECONDS = _PATIENCE_SECONDS + _LAST_ANSWER_SECONDS + _FAREWELL_SECONDS
_SHARP_S = frozenset((0xDF, 0x1E9E))  # small and capital
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
# So begins what stands for other signs in a header (RFC 2047).
_ENCODED_WORD = "=?"
# Some mail programs cut a longer address; then the draft has the text.
_LONGEST_LINK = 1900


def is_overdue(given_at: datetime) -> bool:
    """Return whether a mail that the server was given then (UTC) can have no answer any more that is still on its way."""
    return datetime.now(UTC) - given_at > timedelta(seconds=LONGEST_SECONDS)


class MailNotSent(ClientInfoError):
    """The mail server does not have a mail."""


class MailUnanswered(ClientInfoError):
    """A mail was handed over and no answer came: nobody knows whether the server has it."""


def plain_address(text: str) -> str | None:
    """Return an address as every mail server takes it, a domain with umlauts in its ASCII form; None: it is none.

    The local part is a dot-atom (RFC 5322, 3.4.1): no quotes, no umlauts, which most servers refuse, and no encoded word
    (RFC 2047, 5), which programs read as what it stands for.
    """
    if not is_email_address(text) or _ENCODED_WORD in text:
        return None
    local, _at, domain = text.rpartition("@")
    try:
        # IDNA 2003 makes "ss" of "ß", which is another domain.
        plain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError:
        return None
    is_whole = _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(plain) and _SHARP_S.isdisjoint(map(ord, domain))
    return f"{local}@{plain}" if is_whole else None


def draft(recipient: str, subject: str, body: str, sender: str = "") -> bytes:
    """Return a mail as a file (.eml) that a mail program opens for sending.

    Args:
        recipient: An address.
        subject: One line.
        body: Plain text.
        sender: An address; empty: that of the person who opens it.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"] = plain_address(recipient) or ""
    if sender:
        mail["From"] = sender
    # The standard library reads encoded words in what it is given, and writes a line end in one as it is (CVE-2024-6923):
    # what follows would be a header of its own, such as another recipient.
    mail["Subject"] = " ".join(subject.split()).replace(_ENCODED_WORD, "= ?")
    mail["X-Unsent"] = "1"
    mail.set_content(body)
    return mail.as_bytes()


def parts_of(content: bytes) -> tuple[str, str, str]:
    """Return recipient, subject and text of a draft of ours."""
    mail = message_from_bytes(content, policy=policy.default)
    text = mail.get_body(("plain",))
    return (
        str(mail["To"] or ""),
        str(mail["Subject"] or ""),
        "" if text is None else str(text.get_content()).replace("\r\n", "\n"),
    )


def mail_address(content: bytes) -> str:
    """Return a ``mailto:`` address that opens the mail in the mail program; a long text is left out of it."""
    recipient, subject, body = parts_of(content)
    address = f"mailto:{quote(recipient, safe='@')}?subject={quote(subject)}"
    lines = body.replace("\n", "\r\n")
    whole = f"{address}&body={quote(lines)}"
    return whole if len(whole) <= _LONGEST_LINK else address


@dataclass(frozen=True)
class Outgoing:
    """A mail as it leaves, and whom it is given to: everything that can be wrong before a connection was looked at.

    Attributes:
        recipient: Its address.
        content: The mail with its date and id.
    """

    server: MailSettings
    password: str = field(repr=False)
    recipient: str
    content: bytes = field(repr=False)


def ready(content: bytes, settings: Settings) -> Outgoing:
    """Return a draft as it leaves.

    Raises:
        SettingsError: The settings name no server, or its password cannot be read.
        MailNotSent: Its recipient is not an address.
    """
    server = settings.letters.mail
    if server is None:
        raise SettingsError("no mail server: name it in [letters.mail]")
    mail = message_from_bytes(content, policy=policy.SMTP)
    recipient = plain_address(str(mail["To"] or ""))
    if recipient is None:
        raise MailNotSent("the recipient is not an address")
    del mail["X-Unsent"], mail["From"]
    mail["From"] = server.sender
    mail["Date"] = format_datetime(datetime.now(BERLIN))  # RFC 5322, 3.6: date and sender are always there
    mail["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2])
    return Outgoing(server, _password(server, settings), recipient, mail.as_bytes())


def send(mail: Outgoing) -> str:
    """Give a mail to its server; return what the server answered.

    Raises:
        MailNotSent: The server does not have it: it refused it, or did not answer in time.
        MailUnanswered: It was handed over, and no answer came: the server has it, or not.
    """
    ends = monotonic() + _PATIENCE_SECONDS
    try:
        connection = _connected(mail.server, ends)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailNotSent(_reason(error)) from error
    try:
        return _handed_over(connection, mail, ends)
    finally:
        # Whatever happens at the farewell: the mail is taken, or is not.
        with suppress(OSError, smtplib.SMTPException):
            connection.has(_FAREWELL_SECONDS)
            connection.quit()
        connection.close()


def _handed_over(connection: MailConnection, mail: Outgoing, ends: float) -> str:
    server = mail.server
    try:
        if server.user:
            _hurry(connection, ends)
            connection.login(server.user, mail.password)
        for step, address in ((connection.mail, server.sender), (connection.rcpt, mail.recipient)):
            _hurry(connection, ends)
            _require_taken(*step(address))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise MailNotSent(_reason(error)) from error
    connection.has(_LAST_ANSWER_SECONDS)
    try:
        code, answer = connection.data(mail.content)
    except smtplib.SMTPDataError as error:  # it does not want the text at all
        raise MailNotSent(_reason(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailUnanswered(_reason(error)) from error
    _require_taken(code, answer)
    return _said(code, answer)


def _connected(server: MailSettings, ends: float) -> MailConnection:
    context, address = ssl.create_default_context(), (server.host, server.port)
    connection = MailConnection(address, _PATIENCE_SECONDS, context if server.security == "tls" else None)
    try:
        _hurry(connection, ends)
        connection.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            _hurry(connection, ends)
            connection.starttls(context=context)
    except Exception:
        connection.close()
        raise
    return connection


def _hurry(connection: MailConnection, ends: float) -> None:
    """Give the next step no more than what is left of the time for all of them."""
    left = ends - monotonic()
    if left <= 0:
        raise TimeoutError("the mail server takes too long")
    connection.has(left)


def _require_taken(code: int, answer: bytes) -> None:
    if code >= 400:  # noqa: PLR2004  # SMTP: 4xx later, 5xx never
        raise MailNotSent(_said(code, answer))


def _password(server: MailSettings, settings: Settings) -> str:
    if server.password_file is None:
        return ""
    file = settings.path(server.password_file)
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(f"letters.mail.password_file: {file} cannot be read: {error.strerror}") from error


def _said(code: int, answer: bytes) -> str:
    return f"{code} {' '.join(answer.decode('utf-8', errors='replace').split())}"[:1000]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return _said(error.smtp_code, said if isinstance(said, bytes) else str(said).encode())
    return f"{type(error).__name__}: {error}"[:1000]
