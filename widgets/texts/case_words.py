"""Words for rows as a house has them: its own kinds of cases and their fields are called as its settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.fields import Entity
from clientinfo_kernel.live.house_cases import entity_of
from clientinfo_kernel.sections.cases import CaseSettings
from widgets.texts.words import CASE_KINDS, Words, word
from widgets.texts.written import label, shown_value

if TYPE_CHECKING:
    from clientinfo_kernel.live.field_values import Value

_LONGEST_TITLE = 60
_BY_WORD = {text.casefold(): code for code, text in CASE_KINDS.items()}


def kind_words(cases: CaseSettings) -> Words:
    """Return the words of all kinds of cases."""
    return {**CASE_KINDS, **{key: kind.title for key, kind in cases.kinds.items()}}


def kind_code(kind: str) -> str:
    """Return the code of a kind that another CRM wrote as a word (*Verkaufschance*); any other one as it is."""
    return _BY_WORD.get(kind.casefold(), kind)


def case_title(words: Words, case: Mapping[str, Any]) -> str:
    """Return what a case is called where another row names it: its kind and the beginning of its text.

    Args:
        words: Of the house's kinds (``kind_words``).
        case: Has ``kind`` and ``text``.
    """
    title = f"{word(words, case['kind'])}: {case['text']}"
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


@dataclass(frozen=True)
class RowWords:
    """The words for one kind of row.

    Attributes:
        entity: The kind.
        cases: The house's.
        named: Field -> what its values are called that are known only with the customer, as the id of a case.
    """

    entity: Entity
    cases: CaseSettings
    named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str, cases: CaseSettings, named: Mapping[str, Mapping[str, str]] | None = None) -> RowWords:
        """Return those of a kind of row by its name."""
        return cls(entity_of(kind, cases), cases, named or {})

    def label(self, name: str) -> str:
        """Return the name of a field on the screen."""
        return self.entity.fields[name].title or label(self.entity.name, name)

    def shown(self, name: str, value: Value) -> str:
        """Return a value as people read it."""
        if isinstance(value, str) and value in self.named.get(name, {}):
            return self.named[name][value]
        if self.entity.name == CASE.name and name == "kind" and isinstance(value, str):
            return word(kind_words(self.cases), value)
        return shown_value(self.entity.name, name, value)
