"""The second person sees what a version changes, and what a release means, before it is released."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.publication import released
from clientinfo_kernel.live.publications import Draft, Publications
from tests.widgets.users.screen import inside, press_button
from widgets.publications.difference import Line, difference, difference_markup
from widgets.publications.view import PublicationsView
from widgets.views.form import FormView
from widgets.views.markup_view import MarkupView

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = '</pre><script>alert(1)</script> = "\u202e"'


def notebook(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources], "nbformat": 4})


FIRST = Draft("churn.ipynb", "Abwanderung", ("sales",), notebook("import polars as pl", "rows = 1\nrows"))
SECOND = replace(FIRST, content=notebook("import polars as pl", "rows = 2\nrows"), note="Jetzt mit zwei Zeilen.")


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveDatabase:
    monkeypatch.setenv("CLIENTINFO_AUDIT", str(tmp_path / "audit"))
    return LiveDatabase.at(tmp_path / "live" / "live.sqlite")


@pytest.fixture
def anna(database: LiveDatabase) -> Publications:
    return Publications(database, Viewer("anna", frozenset({"analyst"}), "Anna Analyse"))


@pytest.fixture
def karl(database: LiveDatabase) -> Publications:
    return Publications(database, Viewer("karl", frozenset({"controlling", "release"}), "Karl Controlling"))


class Screen:
    """The page as a person uses it."""

    def __init__(self, store: Publications, **options: Any) -> None:
        self.view = PublicationsView(store, **options)

    def choose(self, version: int) -> None:
        self.view._choose({"file": "churn.ipynb", "version": version})

    @property
    def text(self) -> str:
        return "".join(each.html for each in inside(self.view) if isinstance(each, MarkupView))

    @property
    def forms(self) -> list[FormView]:
        return [each for each in inside(self.view) if isinstance(each, FormView)]

    @property
    def buttons(self) -> list[str]:
        return [button["label"] for form in self.forms for button in form.form["buttons"]]

    def press(self, label: str, **values: str) -> None:
        press_button(self.forms, label, **values)


def test_a_version_beside_the_released_one_shows_its_lines_that_came_and_went(
    anna: Publications, karl: Publications
) -> None:
    first = karl.release("b", anna.request("a", FIRST))
    lines = difference(first, anna.request("c", SECOND))
    assert [line for line in lines if line.sign != "same"] == [Line("removed", "rows = 1"), Line("added", "rows = 2")]
    assert Line("same", "import polars as pl") in lines
    assert {line.sign for line in difference(None, first)} == {"added"}


def test_other_readers_and_another_title_are_a_difference_though_the_code_is_the_same(
    anna: Publications, karl: Publications
) -> None:
    first = karl.release("b", anna.request("a", replace(FIRST, roles=("controlling",))))
    wider = replace(FIRST, roles=("service", "controlling"), title="Kunden", description="Wer kommt.", icon="users")
    changed = [line for line in difference(first, anna.request("c", wider)) if line.sign != "same"]
    assert Line("added", "öffnet: Service") in changed
    assert {line.text for line in changed if line.sign == "removed"} == {
        "Titel: Abwanderung",
        "Beschreibung: ",
        "Symbol: file",
    }
    assert not [line for line in changed if "Controlling" in line.text]  # opens it as before


def test_what_is_too_long_to_be_compared_went_and_came_as_a_whole(anna: Publications) -> None:
    """The check lets 300 lines through; 1,001 can be kept from before it counted texts."""
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": "\n" * 1000}], "nbformat": 4})
    long = anna.request("a", replace(FIRST, content=text))
    assert {line.sign for line in difference(long, long)} == {"removed", "added"}


def test_text_cells_are_named_as_what_does_not_appear_and_no_content_breaks_the_page(
    anna: Publications, karl: Publications
) -> None:
    text = json.dumps({"cells": [{"cell_type": "markdown", "source": ["# Marge", " je Berater"]}], "nbformat": 4})
    shown = [line.text for line in difference(None, anna.request("a", replace(FIRST, content=text)))]
    assert shown[-2:] == ["# --- Zelle 1 (Text, erscheint nicht)", "# Marge je Berater"]
    # Kept before the Hub looked at each cell; the page is where it can be refused.
    broken = json.dumps({"cells": [{"cell_type": "code"}], "nbformat": 4})
    anna.request("b", replace(FIRST, content=broken))
    screen = Screen(karl)
    screen.choose(2)
    assert "kein Notebook" in screen.text
    assert "Ablehnen" in screen.buttons


def test_whoever_releases_reads_whose_page_it_was(anna: Publications, karl: Publications) -> None:
    anna.request("a", FIRST)
    otto = Publications(anna.database, Viewer("otto", frozenset({"analyst"}), "Otto Neu"))
    otto.request("b", replace(SECOND, takes_over=True))
    screen = Screen(karl)
    screen.choose(2)
    assert "Bisherige Versionen von" in screen.text
    assert "Anna Analyse" in screen.text
    screen.choose(1)
    assert "Bisherige Versionen von" not in screen.text


@pytest.mark.parametrize(("roles", "offered"), [({"analyst"}, []), ({"release"}, ["Zurückziehen"])])
def test_a_new_account_under_the_name_of_a_deleted_one_has_the_rights_of_anybody_else(
    anna: Publications, karl: Publications, roles: set[str], offered: list[str]
) -> None:
    karl.release("b", anna.request("a", FIRST))
    anna.request("c", SECOND)
    later = datetime.now(UTC) + timedelta(days=1)
    screen = Screen(Publications(anna.database, Viewer("anna", frozenset(roles), "Anna Neu", since=later)))
    screen.choose(1)
    assert screen.buttons == offered
    screen.choose(2)  # waits: withdrawn by whoever asked alone, and not released under the same name
    assert screen.buttons == []


def test_code_is_shown_and_not_run_and_no_sign_in_it_is_hidden() -> None:
    shown = str(difference_markup([Line("added", HOSTILE)], "Code"))
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert "\\u202e" in shown


def test_no_letter_is_blank_or_looks_like_another() -> None:
    """A blank letter is a name in Python, and the Cyrillic а of "аdmin" is not that of "admin"."""
    shown = str(difference_markup([Line("added", "\u3164 = 1  # \u0430dmin, o\u0338, \u2800\ufe0f")], "Code"))
    assert "\\u3164 = 1  # \\u0430dmin, o\\u0338, \\u2800\\ufe0f" in shown
    whole = "straße = 'Müller & Söhne – 5 €'  # “Größe” µ"
    assert "straße" in str(difference_markup([Line("added", whole)], "Code"))
    assert "\\u" not in str(difference_markup([Line("added", whole.replace("µ", ""))], "Code"))


def test_the_second_person_reads_what_a_release_means_and_releases(anna: Publications, karl: Publications) -> None:
    karl.release("b", anna.request("a", FIRST))
    anna.request("c", SECOND)
    screen = Screen(karl)
    screen.choose(2)
    assert "veröffentlichten Version 1" in screen.text
    assert screen.buttons == ["Freigeben", "Ablehnen"]
    form = screen.forms[0].form
    assert "mit den Rechten des Servers" in form["note"]
    assert "mit den Rechten des Servers" in form["buttons"][0]["confirm"]["text"]
    screen.press("Freigeben")
    assert "Freigegeben" in screen.text
    assert [(each.version, each.title) for each in released(karl.database)] == [(2, "Abwanderung")]
    screen.press("Zurückziehen", note="falsch")
    assert released(karl.database) == []


def test_with_a_user_of_its_own_the_release_means_less(anna: Publications, karl: Publications) -> None:
    anna.request("a", FIRST)
    screen = Screen(karl, notebooks_user="ci-notebooks")
    screen.choose(1)
    note = screen.forms[0].form["note"]
    assert "ci-notebooks" in note
    assert "mit den Rechten des Servers" not in note


def test_nobody_is_offered_to_release_their_own(anna: Publications) -> None:
    both = Publications(anna.database, replace(anna.viewer, roles=frozenset({"analyst", "release"})))
    both.request("a", FIRST)
    screen = Screen(both)
    screen.choose(1)
    assert screen.buttons == ["Zurückziehen"]


def test_who_came_too_late_is_told_so(anna: Publications, karl: Publications) -> None:
    anna.request("a", FIRST)
    screen = Screen(karl)
    screen.choose(1)
    anna.withdraw("b", anna.every()[0])
    screen.press("Ablehnen", note="Zu wenig.")
    assert "inzwischen jemand entschieden" in screen.text


def test_others_are_told_whom_the_page_is_for(database: LiveDatabase) -> None:
    view = PublicationsView(Publications(database, Viewer("sabine", frozenset({"service"}))))
    assert "für Ihre Rolle nicht gedacht" in "".join(each.html for each in inside(view) if isinstance(each, MarkupView))
