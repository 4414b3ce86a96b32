"""What people type into a form, before anything is done with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widgets.view_models import Field, Form, Option, Refusal
from widgets.views.typed_values import read_values

FORM = Form(
    (
        Field("name", "Name", required=True, longest=10),
        Field("email", "E-Mail", "email"),
        Field("day", "Tag", "date", check=lambda day: "" if day == "heute" else "Kein Tag"),
        Field("roles", "Rollen", "checks", options=(Option("a", "A"), Option("b", "B"))),
    )
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_values_are_tidied_and_put_in_order():
    assert read_values(
        FORM, {"name": "  Ada\u202e\x07 ", "email": "", "day": "heute", "roles": ["b", "a", "boss"], "more": "x"}
    ) == {
        "name": "Ada",
        "email": "",
        "day": "heute",
        "roles": ("a", "b"),
    }


def test_every_wrong_field_is_named_at_once():
    with pytest.raises(Refusal) as refused:
        read_values(FORM, {"name": "x" * 11, "email": "keine"})
    assert refused.value.fields == {"name": "Höchstens 10 Zeichen.", "email": "Das ist keine E-Mail-Adresse."}
    with pytest.raises(Refusal) as refused:
        read_values(FORM, {"name": "", "day": "bald"})
    assert refused.value.fields == {"name": "Bitte füllen Sie das aus.", "day": "Kein Tag"}
    with pytest.raises(Refusal) as refused:
        read_values(FORM, {})
    assert refused.value.fields == {"name": "Bitte füllen Sie das aus."}
    with pytest.raises(Refusal, match="wählen Sie etwas aus"):
        read_values(
            Form((Field("roles", "Rollen", "checks", required=True, options=(Option("a", "A"),)),)), {"roles": ["b"]}
        )


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(["name", "email", "roles", "x"]), ANYTHING))
def test_whatever_the_browser_sends_is_read_or_refused(typed):
    try:
        values = read_values(FORM, typed)
    except Refusal:
        return
    assert isinstance(values["name"], str)
    assert set(values["roles"]) <= {"a", "b"}
