"""A form: what a press does, and what it never does."""

import pytest

from tests.widgets.views import gallery
from widgets.view_models import Button, Field, Form, Notice, Refusal, Stack, Unsettled
from widgets.views import ViewContext, draw
from widgets.views.form import FormView
from widgets.views.markup_view import MarkupView

CONTEXT = ViewContext(navigate=lambda _link: None)


def drawn(*buttons):
    place = draw(Form((Field("subject", "Betreff", required=True),), buttons), CONTEXT)
    (form,) = place.children

    def press(number=0, turn=None, **values):
        turn = form.state["turn"] if turn is None else turn
        form._receive(form, {"do": "press", "turn": turn, "button": number, "values": values}, [])

    return place, form, press


def test_what_comes_of_it_stands_in_its_place():
    place, form, press = drawn(Button("Speichern", lambda values: Notice("Gespeichert", values["subject"]), "primary"))
    press(subject=gallery.HOSTILE)
    (shown,) = place.children
    assert isinstance(shown, MarkupView)
    assert "<script>" not in shown.html
    assert "&lt;script&gt;" in shown.html
    assert form.comm is None


def test_a_step_takes_the_place_of_what_the_step_before_it_showed():
    def preview(values):
        back = Button("Zurück", lambda _values: Form((Field("subject", "Betreff"),), ()), takes_fields=False)
        again = Button("Noch einmal", lambda _values: preview(values), takes_fields=False)
        return Stack((Notice("Auswirkung", values["subject"]), Form((), (again, back))))

    def told():
        return [each.html for each in walk(place) if isinstance(each, MarkupView)]

    def walk(widget):
        yield widget
        for each in getattr(widget, "children", ()):
            yield from walk(each)

    def press_next(number):
        form = next(each for each in walk(place) if isinstance(each, FormView))
        form._receive(form, {"do": "press", "turn": 0, "button": number, "values": {}}, [])
        assert form.comm is None

    place, _form, press = drawn(Button("Auswirkung zeigen", preview))
    press(subject="Konto 8990")
    press_next(0)
    (effect,) = told()
    assert "Konto 8990" in effect
    press_next(1)
    assert told() == []
    (form,) = place.children
    assert [field["key"] for field in form.form["fields"]] == ["subject"]


def test_what_is_wrong_is_told_beside_the_field():
    def refuse(_values):
        raise Refusal("Nicht heute.", subject="Zu lang.")

    place, form, press = drawn(Button("Speichern", refuse))
    press(subject=" ")
    assert form.state == {"turn": 1, "wrong": {"subject": "Bitte füllen Sie das aus."}, "problem": ""}
    press(subject="x")
    assert form.state == {"turn": 2, "wrong": {"subject": "Zu lang."}, "problem": "Nicht heute."}
    assert place.children == (form,)


def test_what_is_wrong_with_a_field_that_the_form_does_not_have_is_told_of_all_of_it():
    def refuse(_values):
        raise Refusal(address="Das ist zu lang.")

    _place, form, press = drawn(Button("Speichern", refuse))
    press(subject="x")
    assert form.state["problem"] == "Das ist zu lang."


@pytest.mark.parametrize(("step", "is_settled"), [("hand over 1", False), ("hand over 2", True), ("", True)])
def test_a_press_that_leads_to_a_step_of_the_same_name_settles_nothing(monkeypatch, step, is_settled):
    sent = []
    monkeypatch.setattr(FormView, "send", lambda _form, message, *_more: sent.append(message))
    step = Form((), (), note="Stimmt er?", kept_as=step)
    form = Form((Field("person", "Person"),), (Button("Weitergeben", lambda _values: step),), kept_as="hand over 1")
    (view,) = draw(form, CONTEXT).children
    view._receive(view, {"do": "press", "turn": 0, "button": 0, "values": {"person": "Bert"}}, [])
    assert (sent == []) == is_settled


def test_what_was_not_done_is_told_to_the_browser_before_something_else_is_shown(monkeypatch):
    happened = []
    monkeypatch.setattr(FormView, "send", lambda _form, message, *_more: happened.append(message))

    def decided(_values):
        raise Unsettled(lambda: happened.append("drawn"))

    _place, form, press = drawn(Button("Monat schließen", decided))
    press(subject="x")
    assert happened == [{"do": "unsettled"}, "drawn"]
    assert form.state == {"turn": 1, "wrong": {}, "problem": ""}


def test_a_button_that_takes_no_fields_does_not_look_at_them():
    seen = []
    _place, form, press = drawn(Button("Verwerfen", seen.append, takes_fields=False))
    press(subject="")
    assert seen == [{}]
    assert form.state["wrong"] == {}


def test_a_late_second_click_does_nothing():
    pressed = []
    _place, _form, press = drawn(Button("Löschen", pressed.append))
    press(turn=0, subject="x")
    press(turn=0, subject="x")
    assert len(pressed) == 1


@pytest.mark.parametrize(
    "message",
    [
        *("press", None, 7, {"do": "press"}, {"do": "press", "turn": 0}, {"do": "press", "turn": 0, "button": 9}),
        *({"do": "press", "turn": 0, "button": -1}, {"do": "press", "turn": 0, "button": True}),
        {"do": "press", "turn": 0, "button": 0, "values": ["subject"]},
    ],
)
def test_nonsense_from_the_browser_presses_nothing(message):
    pressed = []
    _place, form, _press = drawn(Button("Löschen", pressed.append))
    form._receive(form, message, [])
    assert pressed == []


def test_an_error_becomes_a_number_and_tells_no_secret(capfd):
    def fail(_values):
        raise ValueError("secret of Meier")

    _place, form, press = drawn(Button("Speichern", fail))
    press(subject="x")
    assert "Vorfallnummer: V-" in form.state["problem"]
    assert "Meier" not in str(form.state)
    logged = capfd.readouterr().err
    assert form.state["problem"].split()[-1] in logged
    assert "Meier" not in logged
