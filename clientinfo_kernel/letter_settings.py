"""Section ``[letters]`` of the settings: what stands on the house's paper."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # msgspec reads the annotations

import msgspec

# Shipped with typst, so that a letter looks the same on every machine.
_FONT = "Libertinus Serif"


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
    """

    company: str = ""
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    logo: Path | None = None
    font: str = _FONT
    fonts: Path | None = None
