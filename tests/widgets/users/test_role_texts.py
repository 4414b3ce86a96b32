"""What the form says of a role is what the role sees: design of access, table of roles."""

from typing import get_args

import pytest

from clientinfo_kernel.access.accounts import ANALYSTS_VARIABLE, Account
from clientinfo_kernel.access.rights import ADMIN, GRANTS
from clientinfo_kernel.access.topics import Changeable, Topic
from widgets.texts.language import session
from widgets.users import words
from widgets.users.account_forms import application_form, roles_form

# The table of who sees what, as agreed with the house: yes, light, or nothing; then who changes what.
AGREED = {
    "service": (
        *("Kunde,", "Aufträge mit Beträgen", "Kredit nur als Ampel", "schreibt Vorgänge"),
        "plant Hol- und Bringtouren",
    ),
    "sales": (
        *(
            "Kunde,",
            "Aufträge mit Beträgen",
            "Umsätze",
            "Kredit nur als Ampel",
            "offene Posten und Briefkästen nur als Ampel",
        ),
        "schreibt Vorgänge",
    ),
    "accounting": (
        *("Kunde,", "Aufträge mit Beträgen", "Umsätze", "Kreditlimit und Obligo", "offene Posten, Mahnungen"),
        *("schreibt Vorgänge", "entscheidet über offene Posten"),
    ),
    "controlling": (
        *(
            "Kunde,",
            "Aufträge mit Beträgen",
            "Umsätze",
            "Kreditlimit und Obligo",
            "offene Posten, Mahnungen",
            "Rohertrag",
            "jede Buchung der Fibu",
        ),
        *("schreibt Vorgänge", "entscheidet über offene Posten"),
    ),
    "analyst": (
        *(
            "Kunde,",
            "Aufträge mit Beträgen",
            "Umsätze",
            "Kreditlimit und Obligo",
            "offene Posten, Mahnungen",
            "Rohertrag",
            "jede Buchung der Fibu",
        ),
        *("schreibt Vorgänge", "entscheidet über offene Posten", "JupyterLab"),
        "beantragt die Veröffentlichung",
    ),
    "release": ("gibt beantragte Notebooks frei",),
    "privacy": ("Kunde,", "Aufträge mit Beträgen", "Zugriffsprotokoll"),
    ADMIN: ("verwaltet Benutzer", "sieht keine Kundendaten"),
}
EVERY_WORD = {said for agreed in AGREED.values() for said in agreed}


@pytest.mark.parametrize("role", [*GRANTS, ADMIN])
def test_a_role_s_text_names_what_it_sees_and_changes_and_nothing_else(role: str) -> None:
    said = words.sees(role)
    assert {each for each in EVERY_WORD if each in said} == set(AGREED[role])


def test_in_english_a_topic_goes_on_in_small_letters() -> None:
    with session("en"):
        assert words.sees("privacy").endswith("cases and contacts, audit log")


def test_there_are_words_for_every_topic_and_every_change() -> None:
    assert set(words._SEEN) == set(get_args(Topic))
    assert set(words._CHANGED) == set(get_args(Changeable))


@pytest.mark.parametrize(
    ("mode", "said", "unsaid"),
    [
        ("same-user", "kann Konten, Protokoll und die Seiten aller lesen und ändern", "ausgeschaltet"),
        ("off", "JupyterLab ist ausgeschaltet", "Seiten aller"),
        ("docker", "JupyterLab", "Seiten aller"),
    ],
)
def test_where_the_role_is_given_stands_what_jupyterlab_can_do_there(
    monkeypatch: pytest.MonkeyPatch, mode: str, said: str, unsaid: str
) -> None:
    """Who gives it looks at this form, and not at the console where the server was started."""
    monkeypatch.setenv(ANALYSTS_VARIABLE, mode)
    for form in (
        roles_form(Account(name="anna"), lambda _values: None),
        application_form(Account(name="anna", pending=True), lambda _values: None, lambda _values: None),
    ):
        offered = {each.key: each.text for field in form.fields for each in field.options}
        assert said in offered["analyst"]
        assert unsaid not in offered["analyst"]
        assert said not in offered["service"]
