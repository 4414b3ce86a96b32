"""What a number format of a spreadsheet makes of a number (ECMA-376 part 1, 18.8.30 and 18.8.31).

A postal code is often a number that only its format ``00000`` shows with its zero. The file keeps format codes in
their English form, whatever language the program speaks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

# the ids that a file does not spell out; 14 to 22 and 45 to 47 are moments
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 37: "#,##0 ;(#,##0)", 38: "#,##0 ;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0",
    48: "##0.0E+0", 49: "@",
}  # fmt: skip
# formats that programs of East Asia number by themselves; they are dates as well
_BUILT_IN_DATES = {*range(27, 37), *range(50, 59)}

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<number>General|[0#?.,%]|E[+-])|(?P<other>.)',
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)

Kind = Literal["number", "day", "time", "elapsed"]


@dataclass(frozen=True)
class NumberFormat:
    """One format code."""

    code: str

    @cached_property
    def kind(self) -> Kind:
        """A number, a day (with or without a time), a time of day, or hours that can exceed a day."""
        pieces = _pieces(_sections(self.code)[0])
        if any(kind == "bracket" and _ELAPSED.fullmatch(text) for kind, text in pieces):
            return "elapsed"
        letters = {text.lower() for kind, text in pieces if kind == "other"}
        if letters & set("yd") or (letters >= {"m"} and not letters & set("hs")):
            return "day"
        return "time" if letters & set("hs") else "number"

    @cached_property
    def is_plain(self) -> bool:
        """Whether it shows every number as it is."""
        return self.code.strip().lower() in {"", "general", "@"}

    @cached_property
    def _parsed(self) -> list[_Section]:
        return [_Section.of(text) for text in _sections(self.code)]

    def shown(self, value: Decimal) -> str | None:
        """Return what a cell with this number shows, with a decimal point and without groups, units and needless zeros.

        None where the cell shows something else than the number that it holds, e.g. 13 for 12.7.
        """
        if self.is_plain:
            return _plain(value)
        sections = self._parsed
        at = 1 if value < 0 and len(sections) > 1 else 2 if value == 0 and len(sections) > 2 else 0  # noqa: PLR2004
        return sections[at].shown(value)


@dataclass(frozen=True)
class _Section:
    """One of the up to four parts of a code: positive, negative, zero, text.

    Attributes:
        template: Placeholders of whole digits (``0``) and the letters between them, from the first one on.
        least: Digits before the point that are always shown.
        decimals: Digits behind the point that can be shown.
        prefix: Letters or digits before the number that are part of what is shown, e.g. ``D-``.
    """

    template: str = ""
    least: int = 0
    decimals: int = 0
    prefix: str = ""
    is_percent: bool = False
    is_plain: bool = False
    is_power: bool = False
    is_unknown: bool = False
    has_digits: bool = False
    has_letters: bool = False

    @classmethod
    def of(cls, code: str) -> _Section:
        pieces = _pieces(code)
        text = "".join(each for kind, each in pieces if kind == "number")
        literal = "".join(each for kind, each in pieces if kind == "literal")
        if "general" in text.lower():
            return cls(is_plain=True, has_digits=True)
        if not re.search(r"[0#?]", text):
            return cls(prefix=literal)
        first = next(at for at, (kind, each) in enumerate(pieces) if kind == "number" and each in "0#?.")
        template, decimals, behind = "", 0, False
        for kind, each in pieces[first:]:
            if kind == "number" and each == ".":
                behind = True
            elif kind == "number" and each in "0#?":
                decimals += behind
                template += "" if behind else each
            elif kind == "literal" and not behind:
                template += each
        prefix = "".join(each for kind, each in pieces[:first] if kind == "literal")
        whole = template.rstrip("".join(set(template) - set("0#?")))  # a unit behind is not a part of the number
        return cls(
            template=whole,
            least=whole.count("0"),
            decimals=decimals,
            prefix=prefix if re.search(r"[^\W_]", prefix) and prefix.strip().upper() != "EUR" else "",
            is_percent="%" in text,
            is_power="e" in text.lower(),
            is_unknown=bool(re.search(r"[0#?],+(?![0#?,])", text)) or any(kind == "other" for kind, _ in pieces),
            has_digits=True,
            has_letters=bool(set(whole) - set("0#?")),
        )

    def shown(self, value: Decimal) -> str | None:
        if self.is_plain:
            return _plain(value)
        if not self.has_digits:  # words in the place of a number: a dash for zero says zero
            word = self.prefix.strip()
            return word if re.search(r"[^\W_]", word) else "0" if value == 0 else None
        if self.is_unknown:  # fractions, thousands
            return None
        if self.is_power:
            return _plain(value) if Decimal(f"{value:.{self.decimals}e}") == value else None
        number = value * 100 if self.is_percent else value
        if number != round(number, self.decimals):
            return None
        text = _plain(number)
        if self.least > 1 or self.has_letters:
            whole, point, rest = text.lstrip("-").partition(".")
            text = ("-" if value < 0 else "") + self._filled(whole) + point + rest
        return self.prefix + text + ("%" if self.is_percent else "")

    def _filled(self, digits: str) -> str:
        """Put digits into the placeholders, from the right; what is left over stands before them."""
        left, filled = list(digits.lstrip("0")), ""
        for place in reversed(self.template):
            if place not in "0#?":
                filled = place + filled
            elif left:
                filled = left.pop() + filled
            elif place == "0":
                filled = "0" + filled
        return "".join(left) + filled


def format_of(number: int, own: dict[int, str]) -> NumberFormat:
    """Return the format with an id; ``own`` are the codes that the file spells out."""
    if number in own:
        return NumberFormat(own[number])
    return NumberFormat("yyyy-mm-dd" if number in _BUILT_IN_DATES else BUILT_IN.get(number, "General"))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sections(code: str) -> list[str]:
    """Split at semicolons that are not text."""
    return re.sub(r'("[^"]*"|\\.)|;', lambda found: found[1] or "\n", code, flags=re.DOTALL).split("\n")[:4]


def _pieces(code: str) -> list[tuple[str, str]]:
    """Split a section into (kind, text): literal, bracket, number, other; colours, conditions, widths are left out."""
    found: list[tuple[str, str]] = []
    for match in _PIECE.finditer(code):
        kind = match.lastgroup
        text = match[kind] if kind else ""
        if kind in {"quoted", "escaped"} or (kind == "other" and not text.isalpha() and text != "/"):
            found.append(("literal", text))
        elif kind == "bracket" and not text.startswith("$"):
            found.append(("bracket", text))
        elif kind in {"number", "other"}:
            found.append((str(kind), text))
    return found
