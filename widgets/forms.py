"""What people fill in and press: the form among the view models (see view_models.py), and what they typed.

A form without fields is a row of buttons. What a button does is a function over the checked values; it answers with
what stands in the form's place from then on, or raises ``Refusal`` to say what is wrong where.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from widgets.texts.language import _

if TYPE_CHECKING:
    from widgets.view_models import ViewModel  # noqa: TC004  # a form is a view model itself

LONGEST = 200
# What people typed: a text, or the keys of the options that are ticked.
Values: TypeAlias = Mapping[str, str | tuple[str, ...]]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


class Refusal(Exception):
    """Why a form is not accepted.

    Args:
        message: What is wrong as a whole; empty: only with the fields.
        fields: What is wrong with a field, by its key; it stands beside it.
    """

    def __init__(self, message: str = "", /, **fields: str) -> None:
        super().__init__(message or "; ".join(fields.values()))
        self.message = message
        self.fields = fields


@dataclass(frozen=True)
class Option:
    """Something to tick, with one line on what it means."""

    key: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        key: Its key among the values.
        label: Its name on the screen.
        kind: A text, an e-mail address, or options of which any number is ticked.
        value: What stands there at first: a text, or the keys of the ticked options.
        hint: Stands below it.
        required: Empty is refused.
        options: For ``checks``.
        longest: The most signs of a text.
    """

    key: str
    label: str
    kind: Literal["text", "email", "checks"] = "text"
    value: str | tuple[str, ...] = ""
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    longest: int = LONGEST

    def read(self, typed: object) -> str | tuple[str, ...]:
        """The value of what the browser sent (outside data), without blanks at the ends.

        Raises:
            Refusal: It cannot be the value of this field.
        """
        if self.kind == "checks":
            ticked = typed if isinstance(typed, (list, tuple)) else ()
            value: str | tuple[str, ...] = tuple(option.key for option in self.options if option.key in ticked)
        else:
            value = typed.strip() if isinstance(typed, str) else ""
        if self.required and not value:
            raise Refusal(_("Bitte wählen Sie etwas aus.") if self.kind == "checks" else _("Bitte füllen Sie das aus."))
        if isinstance(value, str) and len(value) > self.longest:
            raise Refusal(_("Höchstens {count} Zeichen.").format(count=self.longest))
        if self.kind == "email" and isinstance(value, str) and value and not _EMAIL.fullmatch(value):
            raise Refusal(_("Das ist keine E-Mail-Adresse."))
        return value


@dataclass(frozen=True)
class Confirmation:
    """What is asked before something is lost: a question that names it, what exactly goes, and the button's words."""

    question: str
    text: str
    button: str


@dataclass(frozen=True)
class Button:
    """A button of a form.

    Attributes:
        label: What it does.
        press: The checked values -> what stands in the form's place; None: the form stays, or the page went on.
        style: ``primary`` also answers Enter; ``danger`` for what loses something.
        text: One line about it: then it stands in a row of its own.
        icon: See assets/icons.svg.
        confirm: Asked first.
        takes_fields: False: the fields are not looked at (``press`` gets no values).
    """

    label: str
    press: Callable[[Values], ViewModel | None]
    style: Literal["primary", "plain", "danger"] = "plain"
    text: str = ""
    icon: str = ""
    confirm: Confirmation | None = None
    takes_fields: bool = True


@dataclass(frozen=True)
class Form:
    """A tile with fields and buttons; ``takes_focus``: the keyboard is led to the first of them."""

    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    title: str = ""
    note: str = ""
    takes_focus: bool = False

    def read(self, typed: Mapping[str, object]) -> Values:
        """The values of all fields.

        Raises:
            Refusal: With what is wrong, field by field.
        """
        values: dict[str, str | tuple[str, ...]] = {}
        wrong: dict[str, str] = {}
        for field in self.fields:
            try:
                values[field.key] = field.read(typed.get(field.key))
            except Refusal as refusal:
                wrong[field.key] = refusal.message
        if wrong:
            raise Refusal(**wrong)
        return values
