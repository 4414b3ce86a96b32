"""What a version changes: how its page presents itself, who opens it and its code, beside what is released now."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple
from unicodedata import category, name

from widgets.markup import heading, tag
from widgets.texts.language import _
from widgets.texts.role_names import ROLE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from clientinfo_kernel.live.publication import Publication

Sign = Literal["same", "added", "removed"]
# The work grows with the square; what the check lets through is far shorter, and longer ones were kept before it.
_MOST_COMPARED = 1_000
_BLANK_PATTERN = "\N{BRAILLE PATTERN BLANK}"
_SIGNS: dict[Sign, str] = {"same": "\N{NO-BREAK SPACE}", "added": "+", "removed": "\N{MINUS SIGN}"}


class Line(NamedTuple):
    """One line of code, and whether it came, went or stayed."""

    sign: Sign
    text: str


def lines_of(publication: Publication) -> list[str]:
    """Return what is decided about: how the page presents itself and who opens it, then the lines of its cells."""
    head = [
        _("# --- Seite"),
        _("Titel: {title}").format(title=publication.title),
        _("Beschreibung: {text}").format(text=publication.description),
        _("Symbol: {icon}").format(icon=publication.icon),
        *(_("öffnet: {role}").format(role=_(ROLE_NAMES[role])) for role in publication.roles),
    ]
    return [*head, *_code_of(publication.content)]


def _code_of(content: str) -> list[str]:
    """Return the lines of a notebook's cells, a line in words before each; the page shows what its code draws alone."""
    try:
        cells = [(str(cell.get("cell_type")), "".join(cell["source"])) for cell in json.loads(content)["cells"]]
    except (ValueError, TypeError, LookupError, AttributeError):  # kept before the Hub looked at each cell
        return [_("# --- Das ist kein Notebook; so steht es da:"), *content.split("\n")]
    lines: list[str] = []
    for number, (kind, source) in enumerate(cells, 1):
        title = _("# --- Zelle {number}") if kind == "code" else _("# --- Zelle {number} (Text, erscheint nicht)")
        lines += [title.format(number=number), *source.split("\n")]
    return lines


def difference(before: Publication | None, after: Publication) -> list[Line]:
    """Return all lines of a version, with those that went; without one before, all came."""
    return list(_compared(lines_of(before) if before is not None else [], lines_of(after)))


def _compared(old: list[str], new: list[str]) -> Iterator[Line]:
    if max(len(old), len(new)) > _MOST_COMPARED:
        yield from (Line("removed", text) for text in old)
        yield from (Line("added", text) for text in new)
        return
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from (Line("same", text) for text in new[new_from:new_to])
        else:
            yield from (Line("removed", text) for text in old[old_from:old_to])
            yield from (Line("added", text) for text in new[new_from:new_to])


def difference_markup(lines: list[Line], title: str) -> Markup:
    """Return the lines as they stand, in a block that scrolls; what a screen reader hears names the sign."""
    said = {"added": _("neu:"), "removed": _("entfällt:"), "same": ""}
    rows = [
        tag(
            "span",
            tag("span", _SIGNS[line.sign], aria_hidden="true", class_="ci-diff__sign"),
            tag("span", said[line.sign], class_="ci-sr") if said[line.sign] else None,
            _visible(line.text) + "\n",
            class_=f"ci-diff__line ci-diff__line--{line.sign}",
        )
        for line in lines
    ]
    block = tag("pre", *rows, class_="ci-diff ci-mono", tabindex="0", role="region", aria_label=title, translate="no")
    return tag("section", heading(title), block, class_="ci-tile")


def _visible(text: str) -> str:
    """Show what would not be seen, or looks like something else: code must not look like another.

    Signs that turn the direction of reading, letters that are blank (and names in Python), letters of other scripts that
    look like ours, marks that stand on others.
    """
    return "".join(sign if _is_plain(sign) else f"\\u{ord(sign):04x}" for sign in text)


def _is_plain(sign: str) -> bool:
    kind = category(sign)[0]
    if kind == "L":
        return sign.isascii() or name(sign, "").startswith("LATIN")
    return sign == "\t" or (sign.isprintable() and kind != "M" and sign != _BLANK_PATTERN)
