"""What came of a button: said once, at the top of the pane, with a one-time password where there is one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from widgets.markup import icon, notice, tag
from widgets.texts.language import _


@dataclass(frozen=True)
class Outcome:
    """What came of a button.

    Attributes:
        title: What was done, or why it was not.
        text: What follows from it.
        password: A one-time password to hand over.
        is_done: Whether anything was done.
    """

    title: str
    text: str = ""
    password: str = ""
    is_done: bool = True


def password_advice() -> str:
    """Return what to do with a one-time password."""
    return _(
        "Geben Sie es persönlich weiter, nicht per E-Mail. Es gilt nur für eine Anmeldung; dann wird ein eigenes"
        " Kennwort gewählt. Es wird kein zweites Mal angezeigt."
    )


def markup(outcome: Outcome | None) -> Markup:
    """Return the notice; it takes the focus, because the pressed button is gone."""
    if outcome is None:
        return Markup("")
    secret = None
    if outcome.password:
        copy = tag(
            "button",
            icon("file"),
            tag("span", _("Kopieren")),
            type="button",
            class_="ci-button",
            data_copy=outcome.password,
        )
        shown = tag("code", outcome.password, class_="ci-password__text ci-mono", translate="no")
        secret = tag("div", shown, copy, class_="ci-password")
    text = tag("p", outcome.text) if outcome.text else None
    if not outcome.is_done:
        return notice(outcome.title, text, symbol="alert", tone="warn", tabindex="-1", role="alert")
    return notice(outcome.title, secret, text, symbol="check", tone="ok", tabindex="-1")
