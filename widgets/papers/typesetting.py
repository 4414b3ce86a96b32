"""Set a paper as a PDF: a layout of ``layout/``, filled with values that are never read as markup."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from clientinfo_kernel.settings import Settings

PDF = "application/pdf"
_MOST_LOGO_BYTES = 1_000_000


@dataclass(frozen=True)
class Letterhead:
    """What the house says of itself on its paper.

    Attributes:
        company: The house as it signs.
        address: Its lines.
        contact: Lines at the right of a letter.
        footer: Columns at the foot of each page, with line ends.
        font: Name of the typeface.
        font_folder: Where its files are; empty: it comes along.
        logo: The bytes of a picture; empty: the name is written.
    """

    company: str
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    font: str = "Libertinus Serif"
    font_folder: str = ""
    logo: bytes = b""

    @classmethod
    def of(cls, settings: Settings) -> Letterhead:
        """Return the letterhead of the settings.

        Raises:
            SettingsError: The logo cannot be read, or is too large for a letter.
        """
        said = settings.letters
        return cls(
            said.company or settings.house,
            said.address,
            said.contact,
            said.footer,
            said.font,
            "" if said.fonts is None else str(settings.path(said.fonts)),
            b"" if said.logo is None else _logo(settings.path(said.logo)),
        )


def typeset(layout: str, values: Mapping[str, Any], letterhead: Letterhead) -> bytes:
    """Return a tagged PDF (PDF/UA-1) in German.

    Args:
        layout: Name of a file of ``layout/`` without its ending.
        values: What the layout asks for: texts, lists and records of them.
        letterhead: Whose paper it is.

    Raises:
        SettingsError: The letterhead of the settings cannot be set: its logo is not a picture, or its font is not there.
    """
    import typst

    shown = {**asdict(letterhead), "logo": list(letterhead.logo)}
    sheets = files(__package__) / "layout"
    sources = {name: (sheets / f"{name}.typ").read_bytes() for name in ("paper", layout)}
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stubs do not tell of several sources
            {"main.typ": sources[layout], "paper.typ": sources["paper"]},
            sys_inputs={"data": json.dumps({"house": shown, **values})},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            font_paths=[letterhead.font_folder] if letterhead.font_folder else [],
        )
    except typst.TypstError as error:
        raise SettingsError(f"[letters]: {error}") from error
    return bytes(made)


def _logo(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise SettingsError(f"letters.logo: {file} cannot be read: {error.strerror}") from error
    if len(content) > _MOST_LOGO_BYTES:
        raise SettingsError(f"letters.logo: {file} has more than {_MOST_LOGO_BYTES} bytes; take a smaller picture")
    return content
