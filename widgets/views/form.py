"""A form: fields with what is wrong next to them, buttons that ask before something is lost, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import traitlets

from widgets.assets import module
from widgets.incident import report_incident
from widgets.texts.date_field import date_field_texts
from widgets.texts.draft_words import draft_words
from widgets.texts.language import _
from widgets.texts.pick_field import pick_field_texts
from widgets.view_models import Button, Field, Form, Refusal, Stack, Unsettled
from widgets.views import stack
from widgets.views.bare_widgets import BrowserWidget
from widgets.views.closing import discard
from widgets.views.markup_view import box
from widgets.views.typed_values import read_values

if TYPE_CHECKING:
    from collections.abc import Callable

    import ipywidgets

    from widgets.view_models import ViewModel
    from widgets.views.context import ViewContext
    from widgets.views.stack import Draw


class FormView(BrowserWidget):
    """A form in the browser.

    While a button's work is done, the browser keeps the form disabled and says so; each press carries the number of
    the form's present turn, so that a late second click does nothing.

    Args:
        form: What to show.
        finish: Called with what stands in the form's place from now on.
        account: Whose drafts the browser keeps; empty: nobody's.

    Attributes:
        form: title, note, takesFocus, fields (see ``_field``) and buttons (see ``_button``).
        words: The view's own words.
        state: turn (counts the presses), wrong (field's key -> what is wrong with it), problem (of the whole form).
        draft: account, customer (empty) and form, by which the browser keeps what is typed; empty: it does not.
        typed: Field's key -> what was filled in and is not accepted yet; the browser draws it again.
    """

    _esm = module("dom", "drafts", "draft_place", "draft_changes", "date_field", "pick_field", "form")
    draft: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    words = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)
    typed = traitlets.Dict().tag(sync=True)

    def __init__(self, form: Form, finish: Callable[[ViewModel], None], account: str = "") -> None:
        self._form = form
        self._finish = finish
        draft = [account, "", form.kept_as] if account and form.kept_as else []
        state = {"turn": 0, "wrong": {}, "problem": ""}
        classes = ("ci-tile", "ci-form")
        super().__init__(form=_drawn(form), words=_words(), state=state, draft=draft, _dom_classes=classes)
        self.on_msg(self._receive)

    def forget(self) -> None:
        """Give up what was typed, also what the browser keeps of it."""
        self.typed = {}
        self.send({"do": "forget"})

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:
        # The browser is not trusted: the button must exist, the values are read field by field.
        if not isinstance(message, dict):
            return
        if message.get("do") == "find":
            self._find(message.get("field"), message.get("text"), message.get("turn"))
        if message.get("do") != "press" or message.get("turn") != self.state["turn"]:
            return
        number, typed = message.get("button"), message.get("values")
        if type(number) is not int or not 0 <= number < len(self._form.buttons):
            return
        self._press(self._form.buttons[number], typed if isinstance(typed, dict) else {})

    def _find(self, key: object, text: object, turn: object) -> None:
        """Offer what is found for what is typed into a field."""
        find = next((field.find for field in self._form.fields if field.key == key), None)
        if find is not None and isinstance(text, str) and type(turn) is int:
            self.send({"do": "found", "turn": turn, **asdict(find(text))})

    def _without_field(self, refusal: Refusal) -> str:
        """Return what is wrong with fields that the form does not have: beside none of its own it would be said nowhere."""
        known = {field.key for field in self._form.fields}
        return " ".join(text for key, text in refusal.fields.items() if key not in known)

    def _press(self, button: Button, typed: dict[str, object]) -> None:
        wrong: dict[str, str] = {}
        problem = ""
        unsaved = self.typed
        if button.takes_fields:
            self.typed = {}
        try:
            shown = button.press(read_values(self._form, typed) if button.takes_fields else {})
        except Refusal as refusal:
            shown, wrong, problem = None, refusal.fields, refusal.message or self._without_field(refusal)
        except Unsettled as unsettled:
            shown = None
            self.send({"do": "unsettled"})
            unsettled.show()
        except Exception as error:  # noqa: BLE001  # whatever breaks: the person learns it, the log has the cause
            number = report_incident(f"button {button.label}", error)
            shown, problem = None, _("Das hat nicht geklappt. Vorfallnummer: {number}").format(number=number)
        if wrong or problem:
            self.typed = unsaved
        if shown is not None:
            if self._form.kept_as and self._form.kept_as in _kept_in(shown):
                self.send({"do": "unsettled"})
            self._finish(shown)
        elif self.comm is not None:  # the page might have closed this form meanwhile
            self.state = {"turn": self.state["turn"] + 1, "wrong": wrong, "problem": problem}


def _has_form(shown: Stack) -> bool:
    return any(isinstance(each, Form) or (isinstance(each, Stack) and _has_form(each)) for each in shown.items)


def _kept_in(shown: ViewModel) -> set[str]:
    """Return what the forms in what is shown are kept as."""
    if isinstance(shown, Stack):
        return set[str]().union(*map(_kept_in, shown.items))
    return {shown.kept_as} if isinstance(shown, Form) else set()


def is_unsaved(drawn: ipywidgets.Box) -> bool:
    """Return whether something was filled in, and not accepted yet, in what ``draw`` made of a form."""
    return any(isinstance(each, FormView) and each.typed for each in drawn.children)


def forget(drawn: ipywidgets.Box) -> None:
    """Give up what was filled in in what ``draw`` made of a form."""
    for each in drawn.children:
        if isinstance(each, FormView):
            each.forget()


def draw(form: Form, context: ViewContext, draw_one: Draw) -> ipywidgets.Widget:
    """Draw the form, and later what came of it, in one place."""
    place = box((), "ci-form__place")

    def finish(shown: ViewModel) -> None:
        before = place.children
        place.children = (step(shown),)
        discard(*before)

    def step(shown: ViewModel) -> ipywidgets.Widget:
        # A form in what came of a press is the next step: what comes of it takes the place of all that stands around it.
        if isinstance(shown, Form):
            return FormView(shown, finish, context.account)
        return stack.draw(shown, context, step) if isinstance(shown, Stack) and _has_form(shown) else draw_one(shown)

    place.children = (FormView(form, finish, context.account),)
    return place


def _drawn(form: Form) -> dict[str, Any]:
    return {
        "title": form.title,
        "note": form.note,
        "takesFocus": form.takes_focus,
        "fields": [_field(field) for field in form.fields],
        "buttons": [_button(button) for button in form.buttons],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "value": list(field.value) if isinstance(field.value, tuple) else field.value,
        "hint": field.hint,
        "required": field.required,
        "longest": field.longest,
        "options": [{"key": each.key, "label": each.label, "text": each.text} for each in field.options],
    }


def _button(button: Button) -> dict[str, Any]:
    ask = button.confirm
    return {
        "label": button.label,
        "style": button.style,
        "settles": button.settles,
        "text": button.text,
        "icon": button.icon,
        "confirm": ask and {"question": ask.question, "text": ask.text, "button": ask.button},
    }


def _words() -> dict[str, str]:
    return {
        "busy": _("Wird ausgeführt …"),
        "cancel": _("Abbrechen"),
        "wrong": _("Bitte prüfen Sie die markierten Felder."),
        "required": _("Pflichtfeld"),
        "copy": _("Kopieren"),
        "copied": _("Kopiert"),
        **draft_words(),
        **date_field_texts(),
        **pick_field_texts(),
    }
