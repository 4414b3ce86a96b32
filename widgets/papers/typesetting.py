"""Set a paper as a PDF: a layout of ``layout/``, filled with values that are never read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from clientinfo_kernel.settings import Settings

PDF = "application/pdf"
_MOST_LOGO_BYTES = 1_000_000
# Latin letters and signs that every typeface for letters has; the others are tried.
_ON_EVERY_PAPER = frozenset("\n\t€–—„“”‚‘’…") | {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
_MISSING = "\ufffd"
_CHARACTERS = b"""
#let data = json(bytes(sys.inputs.data))
#set document(title: "-", date: none)
#set text(font: data.house.font)
#for each in data.characters { block(each) }
"""


# How the typesetter names what it cannot show; what is not a letter or sign stands there as ``\\u{e000}``.
_NAMED, _BY_NUMBER = (
    re.compile('the text `"(.*?)"` could not be displayed', re.DOTALL),
    re.compile(r"\\u\{([0-9a-f]+)\}"),
)


class _NotShown(Exception):
    """The typeface does not have some characters: ``named``, as far as the typesetter says which."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        said = "".join(_NAMED.findall(getattr(error, "diagnostic", "")))
        self.named = frozenset(_BY_NUMBER.sub(lambda number: chr(int(number[1], 16)), said))


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

    What the typeface does not have (an emoji in a name) stands there as a sign that something is missing.

    Raises:
        SettingsError: The letterhead of the settings cannot be set: its logo is not a picture, or its font is not there.
    """
    sheets = files(__package__) / "layout"
    sources = {name: (sheets / f"{name}.typ").read_bytes() for name in ("paper", layout)}
    texts = {"main.typ": sources[layout], "paper.typ": sources["paper"]}
    try:
        return _compiled(texts, values, letterhead)
    except _NotShown:
        missing = unshown("".join(_texts_of(values)), letterhead)
        sign = _MISSING if not unshown(_MISSING, letterhead) else "?"
        try:
            return _compiled(texts, _without(values, str.maketrans(dict.fromkeys(missing, sign))), letterhead)
        except _NotShown as error:
            raise SettingsError(f"[letters]: {error}") from error


def unshown(text: str, letterhead: Letterhead) -> str:
    """Return the characters of a text that the typeface does not have, each once.

    All are tried at once: one after the other, a text from outside that is full of foreign letters would keep its page
    for minutes.
    """
    doubtful = dict.fromkeys(each for each in text if each not in _ON_EVERY_PAPER)
    missing: set[str] = set()
    while rest := [each for each in doubtful if each not in missing]:
        try:
            _compiled({"main.typ": _CHARACTERS}, {"characters": rest}, replace(letterhead, logo=b""))
        except _NotShown as error:
            missing |= error.named.intersection(rest) or set(rest)
        else:
            break
    return "".join(each for each in doubtful if each in missing)


def _texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts_of(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_of(each)


def _without(value: Any, signs: Mapping[int, str]) -> Any:
    """Return values with signs in the place of what cannot be shown."""
    if isinstance(value, str):
        return value.translate(signs)
    if isinstance(value, Mapping):
        return {name: _without(each, signs) for name, each in value.items()}
    return [_without(each, signs) for each in value] if isinstance(value, list | tuple) else value


def _compiled(sources: Mapping[str, bytes], values: Mapping[str, Any], letterhead: Letterhead) -> bytes:
    import typst

    shown = {**asdict(letterhead), "logo": list(letterhead.logo)}
    try:
        made = typst.compile(  # type: ignore[call-overload]  # its stubs do not tell of several sources
            sources,
            sys_inputs={"data": json.dumps({"house": shown, **values})},
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            font_paths=[letterhead.font_folder] if letterhead.font_folder else [],
        )
    except typst.TypstError as error:
        if "could not be displayed" in str(error):
            raise _NotShown(error) from error
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
