"""The user administration without a browser: its buttons, pressed against a real Hub."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from clientinfo_kernel.access.accounts import Account, AccountsClient
from tests.administration import accounts_of
from tests.hostile_typist import require_text
from tests.stack import Client
from tests.widgets.users.screen import Screen, inside
from widgets.texts.language import session
from widgets.users.view import UsersView
from widgets.views.form import FormView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stack import Stack

HOSTILE = "<script>alert('x')</script> \"Zitat\""
PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}")


@pytest.fixture(scope="module")
def accounts(publication: Stack) -> AccountsClient:
    return accounts_of(publication)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    with session("de"):
        yield


@pytest.fixture
def anna(accounts: AccountsClient) -> Iterator[str]:
    """Somebody to work on."""
    name = accounts.add("anna", full_name="Anna Analyse", roles=("service",)).name
    yield name
    if name in {each.name for each in accounts.all()}:
        accounts.delete(name)


@pytest.fixture
def screen(accounts: AccountsClient, request: pytest.FixtureRequest) -> Screen:
    """The page, opened after the test's own account was added."""
    if "anna" in request.fixturenames:
        request.getfixturevalue("anna")
    return Screen(accounts)


def test_nobody_else_sees_more_than_whom_it_is_for() -> None:
    (notice,) = UsersView(None).children
    assert "Nur für die Administration" in notice.html


def test_the_list_says_how_each_account_stands(screen: Screen, accounts: AccountsClient, anna: str) -> None:
    accounts.change("sales", locked=True)
    try:
        screen.click("Aktualisieren")
        assert screen.shown(anna)[:4] == ["anna", "Anna Analyse", "Service", "start_password"]
        assert screen.shown("sales")[2:4] == ["Verkauf", "locked"]
        name, _full_name, roles, state, last_login, failures = screen.shown("admin")
        assert (name, roles, state, failures) == ("admin", "Administration", "active", None)
        assert last_login.endswith("Z")
    finally:
        accounts.change("sales", locked=False)
    chips = screen.grid.columns[3]["chips"]
    assert {key: chip["text"] for key, chip in chips.items()} == {
        "pending": "wartet",
        "locked": "gesperrt",
        "start_password": "Startkennwort",
        "active": "aktiv",
    }


def test_a_new_user_gets_a_password_that_is_shown_once(screen: Screen, accounts: AccountsClient) -> None:
    screen.click("Benutzer anlegen")
    form = screen.press("Benutzer anlegen", email="unsinn")
    assert form.form["fields"][0]["kind"] == "identifier"  # a phone would begin it with a capital letter
    assert set(form.state["wrong"]) == {"name", "email", "roles"}
    form = screen.press("Benutzer anlegen", name=" Sales ", email="unsinn", roles=["admin", "service"])
    assert form.state["wrong"] == {
        "name": "Das Konto „sales“ gibt es schon.",
        "email": "Das ist keine E-Mail-Adresse.",
        "roles": "Die Administration sieht keine Kundendaten: wählen Sie entweder sie oder andere Rollen.",
    }
    form = screen.press("Benutzer anlegen", name="b c", roles=["service"])
    assert form.state["wrong"].keys() == {"name"}
    assert form.state["wrong"]["name"].startswith("Nur a-z")

    typed = {
        "full_name": HOSTILE,
        "email": "<img/src=x/onerror=hit()>@b.example",
        "branch": "=cmd|'{{7*7}}'<img src=x onerror=hit()>",
    }
    screen.press("Benutzer anlegen", name="Berta", **typed, roles=["sales", "service"])
    try:
        assert "berta ist angelegt" in screen.text
        read = require_text("html", screen.text.encode())
        assert all(text in read for text in typed.values())
        (password,) = set(PASSWORD.findall(screen.text))
        assert "persönlich" in screen.text
        assert screen.grid.options["selected"] == [each.name for each in accounts.all()].index("berta")
        assert screen.shown("berta")[2] == "Service, Verkauf"
        assert "<script>" not in screen.text
        assert screen.slot.is_open
        screen.choose("sales")
        screen.choose("berta")
        assert password not in screen.text
    finally:
        accounts.delete("berta")


def test_roles_lock_password_and_deletion(
    screen: Screen, accounts: AccountsClient, publication: Stack, anna: str
) -> None:
    def at_hub() -> Account:
        return {each.name: each for each in accounts.all()}[anna]

    screen.choose(anna)
    assert screen.press("Rollen speichern").state["problem"] == "Es wurde nichts geändert."
    screen.press("Rollen speichern", roles=["controlling", "boss"])
    assert at_hub().roles == ("controlling",)
    assert screen.shown(anna)[2] == "Controlling"
    screen.press("Angaben speichern", full_name="Anna Neu", email="anna@nordhof.example", branch="Hof")
    assert (at_hub().full_name, at_hub().email, at_hub().branch) == ("Anna Neu", "anna@nordhof.example", "Hof")
    assert "mailto:anna@nordhof.example" in screen.text

    screen.press("Sperren")
    assert "Anna Neu (anna) ist gesperrt" in screen.text
    assert at_hub().locked
    assert "Sperren" not in screen.buttons()
    screen.press("Entsperren")
    assert not at_hub().locked
    screen.press("Kennwort zurücksetzen")
    (password,) = set(PASSWORD.findall(screen.text))
    assert "Startkennwort gilt nur einmal" in Client(publication).log_in(anna, password).text
    screen.press("Überall abmelden")
    assert "ist überall abgemeldet" in screen.text
    assert password not in screen.text
    screen.press("Löschen")
    assert anna not in {each.name for each in accounts.all()}
    assert "ist gelöscht" in screen.text
    assert screen.forms == []


def test_failed_logins_are_counted_and_forgiven(screen: Screen, publication: Stack, anna: str) -> None:
    Client(publication).log_in(anna, "falsch falsch")
    screen.click("Aktualisieren")
    assert screen.shown(anna)[5] == "1"
    screen.choose(anna)
    screen.press("Wartezeit aufheben")
    assert screen.shown(anna)[5] is None
    assert "Wartezeit aufheben" not in screen.buttons()


def test_what_would_be_lost_is_named_before(screen: Screen, anna: str) -> None:
    screen.choose(anna)
    asked = {button["label"]: button["confirm"] for form in screen.forms for button in form.form["buttons"]}
    assert asked["Löschen"]["question"] == "Konto Anna Analyse (anna) löschen?"
    assert "nicht rückgängig" in asked["Löschen"]["text"]
    assert "Anna Analyse (anna)" in asked["Kennwort zurücksetzen"]["question"]
    assert asked["Sperren"] is None


def test_one_cannot_lock_oneself_out(screen: Screen) -> None:
    screen.choose("admin")
    assert screen.buttons() == ["Angaben speichern"]
    assert "Das ist Ihr eigenes Konto" in screen.text


def test_an_application_is_granted_or_discarded(screen: Screen, accounts: AccountsClient, publication: Stack) -> None:
    for name in ("mona", "klaus"):
        apply_for(publication, name)
    screen.click("Aktualisieren")
    assert "2 Anträge warten auf Ihre Entscheidung" in screen.head.html
    screen.click(html.escape(f"{HOSTILE} (mona)"))
    assert screen.press("Freigeben").state["wrong"] == {"roles": "Bitte wählen Sie etwas aus."}
    screen.press("Freigeben", roles=["service"])
    try:
        assert {each.name: each.pending for each in accounts.all()}["mona"] is False
        assert "ist freigegeben" in screen.text
        assert "1 Antrag wartet" in screen.head.html
        screen.choose("klaus")
        assert screen.buttons() == ["Freigeben", "Antrag verwerfen"]
        screen.press("Antrag verwerfen")
        assert "klaus" not in {each.name for each in accounts.all()}
        assert "wartet auf Ihre" not in screen.head.html
    finally:
        accounts.delete("mona")


def apply_for(stack: Stack, name: str) -> None:
    """Somebody asks for an account on the login page."""
    visitor = Client(stack)
    form = visitor.get("/hub/signup")
    (token,) = re.findall(r'name="_xsrf"\s+value="([^"]+)"', form.text)
    password = "ein langer Satz von 2026"
    fields = {"name": name, "full_name": HOSTILE, "email": "", "new_password": password, "new_password_again": password}
    sent = visitor.web.post(f"{stack.root}/hub/signup", data=fields | {"_xsrf": token}, timeout=60)
    assert sent.status_code == 200


def test_a_refusal_is_told_and_nothing_is_lost(screen: Screen, accounts: AccountsClient, anna: str) -> None:
    screen.choose(anna)
    accounts.delete(anna)
    form = screen.press("Sperren")
    assert form.state["problem"] == "Das Konto „anna“ gibt es nicht."
    screen.click("Aktualisieren")
    assert "Kein Benutzer gewählt" in screen.text


def test_what_another_administrator_did_meanwhile_stands(screen: Screen, accounts: AccountsClient, anna: str) -> None:
    """A form that lay open sent its whole list of roles: a role that was taken away meanwhile was given again."""

    def at_hub() -> Account:
        return {each.name: each for each in accounts.all()}[anna]

    said = "Das Konto „anna“ wurde inzwischen von jemand anderem geändert."
    screen.choose(anna)
    accounts.change(anna, roles=())
    screen.press("Rollen speichern", roles=["service", "sales"])
    assert at_hub().roles == ()
    assert said in screen.text
    (roles,) = (form for form in screen.forms if form.form["title"] == "Rollen")
    assert roles.form["fields"][0]["value"] == [], "the form shows what is so now"
    screen.press("Rollen speichern", roles=["sales"])
    assert at_hub().roles == ("sales",)

    accounts.change(anna, admin=True, roles=())
    screen.press("Rollen speichern", roles=["sales", "service"])
    assert (at_hub().roles, at_hub().admin) == ((), True)
    accounts.change(anna, admin=False, roles=("service",))
    screen.click("Aktualisieren")

    accounts.change(anna, email="anna@nordhof.example", branch="Hof")
    screen.press("Angaben speichern", full_name="Anna Adler")
    assert (at_hub().full_name, at_hub().email, at_hub().branch) == ("Anna Adler", "anna@nordhof.example", "Hof")
    accounts.change(anna, branch="Naila")
    screen.press("Angaben speichern", branch="Selb")
    assert said in screen.text
    assert at_hub().branch == "Naila"

    # nor is an account deleted that is no longer the one that was looked at
    accounts.change(anna, roles=("sales",))
    screen.press("Löschen")
    assert said in screen.text
    assert at_hub().roles == ("sales",)

    # what both want is no conflict: nothing would be lost
    accounts.change(anna, locked=True)
    screen.press("Sperren")
    assert "ist gesperrt" in screen.text


def test_who_forgives_failed_logins_unlocks_nobody_whom_somebody_else_locked(
    screen: Screen, accounts: AccountsClient, publication: Stack, anna: str
) -> None:
    Client(publication).log_in(anna, "falsch falsch")
    screen.click("Aktualisieren")
    screen.choose(anna)
    accounts.change(anna, locked=True)
    screen.press("Wartezeit aufheben")
    assert {each.name: each.locked for each in accounts.all()}[anna]
    assert "inzwischen von jemand anderem geändert" in screen.text


def test_what_was_not_saved_is_not_lost_without_a_question(
    screen: Screen, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen.choose(anna)
    details = screen.fill_in("Angaben")
    screen.choose("sales")
    assert "Nicht gespeicherte Angaben" in [form.form["title"] for form in screen.forms]
    assert details in screen.forms
    screen.press("Weiter bearbeiten")
    assert "Nicht gespeicherte Angaben" not in [form.form["title"] for form in screen.forms]
    assert details in screen.forms
    assert screen.grid.options["selected"] == screen.number(anna)

    # What is done elsewhere on the pane leaves it as it is; a new account would not.
    screen.press("Sperren")
    assert details in screen.forms
    screen.click("Benutzer anlegen")
    told: list[tuple[FormView, object]] = []
    monkeypatch.setattr(FormView, "send", lambda form, message, *_more: told.append((form, message)))
    screen.press("Verwerfen")
    assert told == [(details, {"do": "forget"})]  # the browser keeps nothing of it, and of no other form
    assert details not in screen.forms
    assert screen.buttons() == ["Benutzer anlegen", "Abbrechen"]


def test_what_was_saved_needs_no_question(screen: Screen, anna: str) -> None:
    screen.choose(anna)
    screen.fill_in("Angaben")
    screen.press("Angaben speichern", email="anna@nordhof.example")
    screen.choose("sales")
    assert "Nicht gespeicherte Angaben" not in [form.form["title"] for form in screen.forms]
    # What was refused is not saved.
    screen.fill_in("Angaben")
    screen.press("Angaben speichern", email="keine Adresse")
    screen.choose(anna)
    assert "Nicht gespeicherte Angaben" in [form.form["title"] for form in screen.forms]


def test_a_hub_that_is_away_is_told_and_asked_again(accounts: AccountsClient) -> None:
    away = AccountsClient("http://127.0.0.1:9/", "token", "admin")
    screen = Screen(away)
    assert "Die Konten konnten nicht geladen werden" in screen.head.html
    assert "antwortet gerade nicht" in screen.head.html
    assert "Benutzer anlegen" not in screen.head.html
    screen.view._desk._client = accounts
    screen.click("Aktualisieren")
    assert "konnten nicht geladen werden" not in screen.head.html
    assert screen.shown("admin")


def test_the_token_is_in_no_widget(screen: Screen, accounts: AccountsClient) -> None:
    screen.choose("sales")
    for widget in inside(screen.view):
        assert accounts._token not in str(widget.get_state()) + repr(widget)


def test_everything_is_said_anew_in_english(screen: Screen) -> None:
    screen.choose("sales")
    with session("en"):
        screen.view.redraw()
        assert [column["title"] for column in screen.grid.columns][:4] == ["User name", "Name", "Roles", "State"]
        assert screen.buttons()[0] == "Save roles"
