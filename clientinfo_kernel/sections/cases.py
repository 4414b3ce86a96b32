"""Section ``[cases]`` of the settings: kinds of cases that a house adds, with fields of their own."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from clientinfo_kernel.errors import SettingsError

# Those that every house has; their own fields stand in ``live.cases``.
SHIPPED_KINDS = ("opportunity", "complaint", "correspondence", "test_drive", "appointment", "other")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_TITLE = 60
# As a field of a case keeps it (``live.fields.LONGEST_NAME``).
_LONGEST_OPTION = 200


class CaseField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field that only a kind of case has.

    Attributes:
        name: For machines; it stays when the title changes.
        title: What it is called on the screen.
        type: What can stand in it.
        options: Of a choice.
    """

    name: str
    title: str
    type: Literal["text", "date", "time", "amount", "choice"] = "text"
    options: tuple[str, ...] = ()


class CaseKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[cases.kinds.KEY]``: a kind of case.

    Attributes:
        title: What it is called on the screen.
        fields: What only it has, in the order in which people are asked.
    """

    title: str
    fields: tuple[CaseField, ...] = ()


class CaseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Section ``[cases]``.

    Attributes:
        kinds: More kinds of cases, by their keys.
    """

    kinds: dict[str, CaseKind] = {}


def check_cases(cases: CaseSettings) -> None:
    """Make sure that each kind can be told from the others, and each field be filled in.

    Raises:
        SettingsError: One cannot; the message names it.
    """
    titles = [kind.title.strip().casefold() for kind in cases.kinds.values()]
    for key, kind in cases.kinds.items():
        here = f"cases.kinds.{key}"
        if not _NAME.fullmatch(key):
            raise SettingsError(f"{here}: a key has small letters, digits and _, and begins with a letter")
        if key in SHIPPED_KINDS:
            raise SettingsError(f"{here}: this kind is there already; take another key")
        _check_title(here, kind.title)
        if titles.count(kind.title.strip().casefold()) > 1:
            raise SettingsError(f"{here}.title: another kind is called so, too")
        names = [each.name for each in kind.fields]
        for each in kind.fields:
            field = f"{here}.fields.{each.name}"
            if not _NAME.fullmatch(each.name) or names.count(each.name) > 1:
                raise SettingsError(f"{field}: each name is there once, of small letters, digits and _")
            _check_title(field, each.title)
            if (each.type == "choice") is not bool(each.options):
                raise SettingsError(f'{field}: options = [...] belong to type = "choice", and to nothing else')
            if not all(map(_is_option, each.options)) or len({*each.options}) < len(each.options):
                raise SettingsError(f"{field}.options: each is there once, of 1 to {_LONGEST_OPTION} characters")


def _is_option(text: str) -> bool:
    return text == text.strip() and 0 < len(text) <= _LONGEST_OPTION and text.isprintable()


def _check_title(here: str, title: str) -> None:
    if not title.strip() or len(title) > _LONGEST_TITLE or not title.isprintable():
        raise SettingsError(f"{here}.title: 1 to {_LONGEST_TITLE} characters are wanted")
