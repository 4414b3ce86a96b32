"""A mail as a draft that every mail program opens, and its way out by SMTP where the house names a server."""

from __future__ import annotations

import smtplib
import ssl
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING
from urllib.parse import quote

from clientinfo_kernel.errors import ClientInfoError, SettingsError

if TYPE_CHECKING:
    from clientinfo_kernel.letter_settings import MailSettings
    from clientinfo_kernel.settings import Settings

EML = "message/rfc822"
_PATIENCE_SECONDS = 20
# Some mail programs cut a longer address; then the draft has the text.
_LONGEST_LINK = 1900


class MailNotSent(ClientInfoError):
    """The mail server did not take a mail."""


def draft(recipient: str, subject: str, body: str, sender: str = "") -> bytes:
    """Return a mail as a file (.eml) that a mail program opens for sending.

    Args:
        recipient: An address.
        subject: One line.
        body: Plain text.
        sender: An address; empty: that of whoever opens it.
    """
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"] = recipient
    if sender:
        mail["From"] = sender
    mail["Subject"] = " ".join(subject.split())
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


def send(content: bytes, settings: Settings) -> str:
    """Send a draft by the server of the settings; return what the server answered.

    Raises:
        SettingsError: The settings name none, or its password cannot be read.
        MailNotSent: It refused the mail, or did not answer in time.
    """
    server = settings.letters.mail
    if server is None:
        raise SettingsError("no mail server: name it in [letters.mail]")
    mail = message_from_bytes(content, policy=policy.SMTP)
    del mail["X-Unsent"], mail["From"]
    mail["From"] = server.sender
    password = _password(server, settings)
    try:
        with _connected(server) as connection:
            if server.user:
                connection.login(server.user, password)
            connection.mail(server.sender)
            code, answer = connection.rcpt(str(mail["To"]))
            if code >= 400:  # noqa: PLR2004  # SMTP: 4xx later, 5xx never
                raise MailNotSent(_said(code, answer))
            code, answer = connection.data(mail.as_bytes())
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent(_reason(error)) from error
    if code >= 400:  # noqa: PLR2004
        raise MailNotSent(_said(code, answer))
    return _said(code, answer)


def _connected(server: MailSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE_SECONDS, context=context)
    connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_SECONDS)
    connection.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        try:
            connection.starttls(context=context)
        except Exception:
            connection.close()
            raise
    return connection


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
