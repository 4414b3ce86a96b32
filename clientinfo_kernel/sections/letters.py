"""Section ``[letters]`` of the settings: what stands on the house's paper, and by which server mails leave."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # msgspec reads the annotations
from typing import Literal

import msgspec

# Shipped with typst, so that a letter looks the same on every machine.
_FONT = "Libertinus Serif"


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[letters.mail]``: the server by which mails leave, on a person's click.

    Attributes:
        host: Its name.
        sender: The address from which they come.
        port: Where it listens.
        security: ``starttls`` and ``tls`` check its certificate; ``none`` is for a server on the same machine.
        user: For its login; empty: none is wanted.
        password_file: Holds the password.
    """

    host: str
    sender: str
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Path | None = None


class LetterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands on the house's paper.

    Attributes:
        company: The house as it signs, with its legal form; empty: ``house``.
        address: Its lines: street and number, postal code and town.
        contact: Lines at the right of a letter: telephone, e-mail.
        footer: What stands at the foot of each page, a column each: bank, register, management.
        logo: A picture (SVG, PNG, JPEG) for the head; None: the name is written.
        font: Name of the typeface.
        fonts: Folder with its files (TTF, OTF), where it is not one of those that come along.
        templates: Folder with the house's own templates (``*.txt``); one named as a shipped one counts in its place.
        mail: By which server mails leave; None: people send them by their own mail program.
    """

    company: str = ""
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: Path | None = None
    font: str = _FONT
    fonts: Path | None = None
    templates: Path | None = None
    mail: MailSettings | None = None
