"""What people typed into a form: outside data, read field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientinfo_kernel.access.email_address import is_email_address
from clientinfo_kernel.live.plain_text import typed_text
from widgets.texts.language import _
from widgets.view_models import Field, Form, Refusal, Values

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_values(form: Form, typed: Mapping[str, object]) -> Values:
    """Return the values of all fields of a form, by their keys.

    Raises:
        Refusal: With what is wrong, field by field.
    """
    values: dict[str, str | tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    for field in form.fields:
        value = _tidy(field, typed.get(field.key))
        problem = _problem(field, value)
        if problem:
            wrong[field.key] = problem
        else:
            values[field.key] = value
    if wrong:
        raise Refusal(**wrong)
    return values


def _tidy(field: Field, typed: object) -> str | tuple[str, ...]:
    """Return a text as the store would keep it (``typed_text``), or the known options that are ticked, in their order."""
    if field.kind == "checks":
        ticked = typed if isinstance(typed, (list, tuple)) else ()
        return tuple(option.key for option in field.options if option.key in ticked)
    text = typed_text(typed) if isinstance(typed, str) else ""
    return text if field.kind != "choice" or text in {option.key for option in field.options} else ""


def _problem(field: Field, value: str | tuple[str, ...]) -> str:
    """Return why it cannot be the value of this field; empty where it can."""
    if not value:
        if not field.required:
            return ""
        return (
            _("Bitte wählen Sie etwas aus.") if field.kind in {"checks", "choice"} else _("Bitte füllen Sie das aus.")
        )
    if isinstance(value, str) and len(value) > field.longest:
        return _("Höchstens {count} Zeichen.").format(count=field.longest)
    if isinstance(value, str) and field.kind == "email" and not is_email_address(value):
        return _("Das ist keine E-Mail-Adresse.")
    if isinstance(value, tuple):
        return "" if field.check_ticked is None else field.check_ticked(value)
    return "" if field.check is None else field.check(value)
