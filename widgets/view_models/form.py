"""What people fill in and press.

A form without fields is a row of buttons. What a button does is a function over the checked values; it returns what
stands in the form's place from then on, or raises ``Refusal`` to say what is wrong where.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from widgets.view_models.base import ViewModel

LONGEST = 200
# What people typed: a text, or the keys of the options that are ticked.
Values: TypeAlias = Mapping[str, str | tuple[str, ...]]


class Refusal(Exception):
    """Why a form is not accepted.

    Args:
        message: What is wrong as a whole; empty: only with the fields.
        fields: What is wrong with a field, by its key; it stands next to it.
    """

    def __init__(self, message: str = "", /, **fields: str) -> None:
        super().__init__(message or "; ".join(fields.values()))
        self.message = message
        self.fields = fields


class Unsettled(Exception):
    """Nothing was done, and something else is to be seen first: the browser still keeps what was typed.

    Args:
        show: Draws it; the form might be gone with that.
    """

    def __init__(self, show: Callable[[], None]) -> None:
        super().__init__("nothing was done")
        self.show = show


@dataclass(frozen=True)
class Option:
    """Something to tick, with one line on what it means."""

    key: str
    label: str
    text: str = ""


@dataclass(frozen=True)
class Offer:
    """Something that a field offers for what was typed: what stands in the field then, its name, one line about it."""

    value: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Offers:
    """What a field offers, best first; ``problem``: why nothing could be looked for."""

    hits: tuple[Offer, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        key: Its key among the values.
        label: Its name on the screen.
        kind: A text, a name for machines (which no phone begins with a capital letter), an e-mail address, options of which
            any number is ticked, or of which one is chosen; or an address from this page on, which the browser shows as a
            whole, to be copied. A ``date`` is typed or picked. A ``person`` is one of the options' labels, a ``customer`` a
            number: people type anything that they know.
        value: What stands there at first: a text, or the keys of the ticked options.
        hint: Stands below it.
        required: Empty is refused.
        options: For ``checks`` and ``choice``; the first of a choice stands there unless ``value`` says another.
        longest: The most signs of a text.
        find: Of a ``customer``: what was typed -> what is offered.
        check: Of a text that is not empty: what was typed -> what is wrong with it, empty: nothing. All fields are looked
            at before a button's function is called, so that people learn at once what is wrong.
        check_ticked: The same of options that are ticked.
    """

    key: str
    label: str
    kind: Literal["text", "identifier", "email", "checks", "choice", "address", "date", "person", "customer"] = "text"
    value: str | tuple[str, ...] = ""
    hint: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    longest: int = LONGEST
    find: Callable[[str], Offers] | None = None
    check: Callable[[str], str] | None = None
    check_ticked: Callable[[tuple[str, ...]], str] | None = None


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
        style: Enter presses a ``primary`` one, too; ``danger`` for what loses something.
        text: One line about it: then it stands in a row of its own.
        icon: See assets/icons.svg.
        confirm: Asked first.
        takes_fields: False: the fields are not looked at (``press`` gets no values).
        settles: False: a step on the way; the browser still keeps what was typed when it was pressed.
    """

    label: str
    press: Callable[[Values], ViewModel | None]
    style: Literal["primary", "plain", "danger"] = "plain"
    text: str = ""
    icon: str = ""
    confirm: Confirmation | None = None
    takes_fields: bool = True
    settles: bool = True


@dataclass(frozen=True)
class Form(ViewModel):
    """A tile with fields and buttons.

    Attributes:
        takes_focus: The keyboard is led to the first of them.
        kept_as: What it is about, for the browser, which keeps what was typed until a button settles it; empty: nothing is
            kept. A step after another one has the other's name, ``|`` and more: the first one settles both. Where a
            button leads to a form of the same name, it has settled nothing yet.
    """

    fields: tuple[Field, ...] = ()
    buttons: tuple[Button, ...] = ()
    title: str = ""
    note: str = ""
    takes_focus: bool = False
    kept_as: str = ""
