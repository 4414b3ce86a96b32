"""What the settings say about a mailbox."""

from __future__ import annotations

import datetime as dt  # read when the settings are turned into this
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path  # read when the settings are turned into this
from typing import Annotated, Literal
from urllib.parse import quote

import msgspec

from data_sources.errors import SourceSettingsWrong
from data_sources.inbox.contract import State  # msgspec reads it

_LONGEST = 200
_PORTS = {"tls": 993, "starttls": 143}


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox on one server.

    Attributes:
        name: Of the mailbox on screen, and of its folder in the archive.
        host: The server; its certificate must be for this name.
        user: For the login.
        password_file: Holds the password.
        password_variable: Name of the variable of the environment that holds it; one of both is needed.
        port: Where the server listens; None: the usual one (993, with ``starttls`` 143).
        security: Encrypted from the start, or from the first command on. There is no way without.
        ca_file: Certificates (PEM) to be trusted in place of the system's, for a server with a certificate of the house.
        folders: Which folders are read, and the state of what lies in each.
        since: Mails that the server received before this day are not fetched; None: all.
        mark_read: Whether a mail that was fetched is marked as read. Nothing else is ever changed on the server.
    """

    name: str
    host: str
    user: str
    password_file: Path | None = None
    password_variable: str = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] | None = None
    security: Literal["tls", "starttls"] = "tls"
    ca_file: Path | None = None
    folders: dict[str, State] = field(default_factory=lambda: {"INBOX": "waiting"})
    since: dt.date | None = None
    mark_read: bool = False

    @property
    def key(self) -> str:
        """Name of the account's folder in the archive, which begins the ids of its entries."""
        quoted = quote(self.name, safe="")
        if len(quoted) > _LONGEST:  # a folder's name has 255 bytes at most, and an umlaut takes six here
            quoted = f"{quoted[:_LONGEST]}.{hashlib.sha256(self.name.encode()).hexdigest()[:16]}"
        return f"mail.{quoted}"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.host, self.port or _PORTS[self.security]

    def password(self) -> str:
        """Return the password.

        Raises:
            SourceSettingsWrong: Neither key leads to one.
        """
        if self.password_file is not None:
            try:
                text = self.password_file.read_text("utf-8").splitlines()
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or "it is not UTF-8"
                raise SourceSettingsWrong("inbox", f"{self.name}: {self.password_file} cannot be read: {why}") from None
            password = text[0] if text else ""
        else:
            password = os.environ.get(self.password_variable, "") if self.password_variable else ""
        if not password:
            raise SourceSettingsWrong(
                "inbox",
                f"{self.name} has no password: name a file with it (password_file) or a variable of the environment"
                " (password_variable)",
            )
        return password
