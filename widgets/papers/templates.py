"""Templates of letters and mails: text files, those that come along and those in the house's own folder.

A file begins with lines ``Titel:`` and ``Betreff:``, and ``Werbung: ja`` where it advertises; after an empty line comes
the text. ``{kundennummer}`` stands for what
``placeholders`` knows of the customer. Of two files with one name the house's own counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from clientinfo_kernel.errors import ClientInfoError
from widgets.papers.placeholders import PLACEHOLDERS
from widgets.texts.language import session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from clientinfo_kernel.access.rights import Access
    from clientinfo_kernel.access.topics import Topic
    from clientinfo_kernel.query.customer_file import CustomerFile
    from clientinfo_kernel.settings import Settings

_ENDING = ".txt"
_NAMED = re.compile(r"\{([^{}]*)\}")
_HEAD = re.compile(r"(Titel|Betreff|Werbung):[ \t]*(.*)")
# Nobody writes a longer letter; what is longer is another file that lies there by mistake.
_MOST_BYTES = 100_000


class TemplateWrong(ClientInfoError):
    """A template cannot be used: it cannot be read, or names what no template knows.

    Attributes:
        file: Name of its file; empty: there is not even their folder.
    """

    def __init__(self, message: str, file: str = "") -> None:
        super().__init__(message)
        self.file = file


@dataclass(frozen=True)
class Template:
    """A template.

    Attributes:
        key: Name of its file without the ending.
        title: What it is called on the screen.
        subject, body: With placeholders.
        is_advertising: It wants to sell something, so that the customer must have agreed to the way (UWG, section 7).
    """

    key: str
    title: str
    subject: str
    body: str
    is_advertising: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The placeholders that it names, each once."""
        return tuple(dict.fromkeys(_NAMED.findall(f"{self.subject}\n{self.body}")))

    @property
    def topics(self) -> frozenset[Topic]:
        """What is made from it is made from, beside the customer."""
        return frozenset(topic for name in self.names for topic in PLACEHOLDERS[name].topics)

    def hidden_from(self, access: Access) -> tuple[str, ...]:
        """Return the placeholders whose topics somebody is not allowed to see."""
        return tuple(
            name for name in self.names if not all(access.allows(topic) for topic in PLACEHOLDERS[name].topics)
        )


@dataclass(frozen=True)
class Filled:
    """A template with a customer's data; what is not known of the customer stands there as ``[termin]``."""

    subject: str
    body: str
    unknown: tuple[str, ...]


def templates(settings: Settings) -> dict[str, Template]:
    """Return all templates by their keys, in the order of their titles.

    Raises:
        TemplateWrong: One cannot be used.
    """
    found = {key: _parsed(key, text) for key, text in _texts(settings)}
    return dict(sorted(found.items(), key=lambda each: each[1].title))


def filled(template: Template, customer_file: CustomerFile) -> Filled:
    """Return a template filled with a customer's data, in German words and figures.

    Raises:
        NotPermitted: The viewer is not allowed to see what it names.
    """
    with session("de"):
        values = {name: PLACEHOLDERS[name].value(customer_file) for name in template.names}
    written = {name: value or f"[{name}]" for name, value in values.items()}

    def fill(text: str) -> str:
        return _NAMED.sub(lambda found: written[found[1]], text)

    return Filled(
        fill(template.subject), fill(template.body), tuple(name for name, value in values.items() if not value)
    )


def is_whole(text: str) -> bool:
    """Return whether nothing stands in a text any more that had to be filled in."""
    return not any(f"[{name}]" in text for name in PLACEHOLDERS)


def _texts(settings: Settings) -> Iterator[tuple[str, str]]:
    for shipped in files(__package__).joinpath("templates").iterdir():
        if shipped.name.endswith(_ENDING):
            yield shipped.name.removesuffix(_ENDING), shipped.read_text(encoding="utf-8")
    if settings.letters.templates is None:
        return
    folder = settings.path(settings.letters.templates)
    if not folder.is_dir():
        raise TemplateWrong(f"letters.templates: there is no folder {folder}")
    for file in sorted(folder.glob(f"*{_ENDING}")):
        try:
            content = file.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise TemplateWrong(
                f"the template {file.name} cannot be read: UTF-8 is wanted ({error})", file.name
            ) from error
        if len(content) > _MOST_BYTES:
            raise TemplateWrong(f"the template {file.name} is longer than {_MOST_BYTES} bytes", file.name)
        yield file.stem, text


def _parsed(key: str, text: str) -> Template:
    head, _blank, body = text.replace("\r\n", "\n").partition("\n\n")
    said: Mapping[str, str] = dict(_HEAD.findall(head))
    advertises = said.get("Werbung", "").strip().casefold() == "ja"
    template = Template(key, said.get("Titel", "").strip(), said.get("Betreff", "").strip(), body.strip(), advertises)
    if not template.title or not template.subject or not template.body:
        raise TemplateWrong(
            f"the template {key}{_ENDING} needs lines 'Titel: ...' and 'Betreff: ...', an empty line, and a text",
            f"{key}{_ENDING}",
        )
    unknown = [name for name in template.names if name not in PLACEHOLDERS]
    if unknown:
        known = ", ".join(PLACEHOLDERS)
        raise TemplateWrong(
            f"the template {key}{_ENDING} names {{{unknown[0]}}}; there are: {known}", f"{key}{_ENDING}"
        )
    return template
