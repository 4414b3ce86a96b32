"""Words for rows as a house has them: its own kinds of cases and their fields are called as its settings say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clientinfo_kernel.live.cases import CASE
from clientinfo_kernel.live.fields import Entity
from clientinfo_kernel.live.house_cases import entity_of
from clientinfo_kernel.sections.cases import CaseSettings
from widgets.texts.words import CASE_KINDS, Words, word
from widgets.texts.written import label, shown_value

if TYPE_CHECKING:
    from clientinfo_kernel.live.field_values import Value


def kind_words(cases: CaseSettings) -> Words:
    """Return the words of all kinds of cases."""
    return {**CASE_KINDS, **{key: kind.title for key, kind in cases.kinds.items()}}


@dataclass(frozen=True)
class RowWords:
    """The words for one kind of row."""

    entity: Entity
    cases: CaseSettings

    @classmethod
    def of(cls, kind: str, cases: CaseSettings) -> RowWords:
        """Return those of a kind of row by its name."""
        return cls(entity_of(kind, cases), cases)

    def label(self, name: str) -> str:
        """Return the name of a field on the screen."""
        return self.entity.fields[name].title or label(self.entity.name, name)

    def shown(self, name: str, value: Value) -> str:
        """Return a value as people read it."""
        if self.entity.name == CASE.name and name == "kind" and isinstance(value, str):
            return word(kind_words(self.cases), value)
        return shown_value(self.entity.name, name, value)
