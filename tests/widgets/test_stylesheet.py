"""Whoever has seen the contrast of a wide page has seen a phone's: what colours a narrow one has of its own go together."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import widgets.assets
from widgets.assets import stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
# Rules for a width, a pointer or a way of holding a device, and for tables that their script found too wide.
CONDITION = re.compile(
    r"@(?:media|container)[^{]*(?:width|height|pointer|hover|orientation)[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}"
)
NARROW = re.compile(r"\.(?:is-mini|is-medium|is-cards|ci-table--cards)\b")
COLOUR = re.compile(r"color|background(?:-color|-image)?|opacity|filter|mix-blend-mode|--[\w-]+")
LENGTH = re.compile(r"[\d.]+(?:px|r?em|%|ms)")
NAME = re.compile(r"var\(--ci-([\w-]+)")
TOKEN = re.compile(r"--ci-([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)")
NO_COLOUR = ("none", "0", "1", "transparent")
READABLE = 4.5  # WCAG 2.2, 1.4.3


def of_narrow_pages(text: str) -> Iterator[tuple[str, str]]:
    """Property and value of each colour that holds at some widths alone."""
    narrow = [rule for body in CONDITION.findall(text) for rule in RULE.findall(body)]
    narrow += [rule for rule in RULE.findall(text) if NARROW.search(rule[0])]
    for _, declarations in narrow:
        for each in declarations.split(";"):
            name, _, value = (part.strip() for part in each.partition(":"))
            if COLOUR.fullmatch(name) and not LENGTH.fullmatch(value) and value not in NO_COLOUR:
                yield name, value


def luminance(colour: str) -> float:
    """Relative luminance of ``rrggbb`` in sRGB (WCAG 2.2)."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_every_text_colour_of_narrow_pages_is_read_on_every_ground_of_theirs_light_and_dark() -> None:
    text = COMMENT.sub("", stylesheet())
    schemes = {name: (light, dark) for name, light, dark in TOKEN.findall(text)}
    declared = list(of_narrow_pages(text))
    assert [
        name for name, _ in declared if name.removeprefix("--ci-") in schemes
    ] == []  # a token is the same everywhere
    assert [each for each in declared if not NAME.search(each[1]) or "#" in each[1]] == []  # tokens alone
    inks, grounds = {"text"}, {"surface"}
    for name, value in declared:
        (inks if name == "color" else grounds).update(NAME.findall(value))
    assert "text-muted" in inks  # of the cards of a list
    grounds.discard("grid-edge")  # set by narrow tables themselves, to others of these
    pairs = [(ink, ground, at) for ink, ground in product(inks, grounds) for at in (0, 1)]
    assert [pair for pair in pairs if contrast(schemes[pair[0]][pair[2]], schemes[pair[1]][pair[2]]) < READABLE] == []


def test_no_part_of_an_app_is_called_like_one_of_the_account_pages() -> None:
    """They have all our sheets: a tour's sheet took the login's neighbours, such as the password's page, their margins."""

    def bare_classes(file: Path) -> set[str]:
        selectors = (
            each.strip()
            for head, _ in RULE.findall(COMMENT.sub("", file.read_text("utf-8")))
            for each in head.split(",")
        )
        return {each.removeprefix(".ci-app ") for each in selectors if re.fullmatch(r"(?:\.ci-app )?\.ci-[\w-]+", each)}

    sheets = Path(widgets.assets.__file__).parent / "css"
    own = bare_classes(sheets / "account_pages.css")
    assert ".ci-sheet" in own
    others = {file.name: bare_classes(file) & own for file in sheets.glob("*.css") if file.name != "account_pages.css"}
    assert {name: shared for name, shared in others.items() if shared} == {}
