"""The fields that only a kind of case has, as the steps of a bulk ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from clientinfo_kernel.live.errors import InputRefused
from clientinfo_kernel.live.events import plain
from clientinfo_kernel.live.house_cases import names_of_kind
from widgets.texts.language import _
from widgets.texts.typed_field import code_words, typed_in
from widgets.texts.written import label, shown_value
from widgets.texts.wrong_value import wrong_words
from widgets.view_models import Field, Option, Refusal

if TYPE_CHECKING:
    from datetime import date

    from clientinfo_kernel.live.fields import Entity
    from clientinfo_kernel.live.fields import Field as Declared
    from widgets.view_models import Values


def own_fields(entity: Entity, kind: str, typed: Values) -> tuple[Field, ...]:
    """Return the fields that a kind of case has beside those of all; what was typed before stands there again."""
    return tuple(
        Field(
            short,
            _title(entity, entity.fields[name]),
            _kind(entity.fields[name], options := code_words(entity.name, entity.fields[name])),
            value=str(typed.get(short, "")),
            hint=_HINTS.get(entity.fields[name].kind, lambda: "")(),
            options=tuple(Option(code, words) for code, words in options),
        )
        for short, name in names_of_kind(entity, kind).items()
    )


def own_values(entity: Entity, kind: str, typed: Values, today: date) -> dict[str, str]:
    """Return what was typed into them, as a browser can keep it; what is empty is left out.

    Raises:
        Refusal: A value cannot stand in its field.
    """
    values, wrong = {}, {}
    for short, name in names_of_kind(entity, kind).items():
        declared = entity.fields[name]
        try:
            value = declared.checked(typed_in(declared, str(typed.get(short, "")), today))
        except InputRefused as error:
            wrong[short] = wrong_words(error)
        else:
            if value is not None:
                values[name] = str(plain(value))
    if wrong:
        raise Refusal(**wrong)
    return values


def own_words(entity: Entity, values: dict[str, str]) -> list[str]:
    """Return a sentence for each of these values."""
    said = []
    for name, text in values.items():
        declared = entity.fields[name]
        said.append(f"{_title(entity, declared)}: {shown_value(entity.name, name, declared.checked(text))}")
    return said


def _kind(declared: Declared, options: tuple[tuple[str, str], ...]) -> Literal["choice", "date", "text"]:
    if options:
        return "choice"
    return "date" if declared.kind == "date" else "text"


def _title(entity: Entity, declared: Declared) -> str:
    return declared.title or label(entity.name, declared.name)


_HINTS = {
    "date": lambda: _("zum Beispiel 31.12."),
    "time": lambda: _("zum Beispiel 14:30, auch 1430"),
    "money": lambda: _("zum Beispiel 1.803,22"),
    "number": lambda: _("eine ganze Zahl"),
}
