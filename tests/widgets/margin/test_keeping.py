"""Questions under a name on the page and on the start page: kept, shared, replaced, renamed, removed, and with a way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from clientinfo_kernel.access.rights import Viewer
from clientinfo_kernel.errors import NotPermitted, TooManyKept
from clientinfo_kernel.margin import Margin, Question
from clientinfo_kernel.margin.saved import keep, saved_questions
from clientinfo_kernel.query.directory import CustomerDirectory
from tests.hostile_typist import HOSTILE, require_text
from tests.widgets.clicks import click, shown
from tests.widgets.margin.page import state, text
from widgets.margin.app import MarginApp
from widgets.margin.question_tiles import QuestionTiles
from widgets.margin.snapshot_words import snapshot_words
from widgets.margin.words import whole
from widgets.views.form import FormView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clientinfo_kernel.margin import Answer

YEAR = "where=month%3D2011-01..2011-12&by=division&compare=previous_year"
KURT = Viewer("kurt", frozenset({"controlling"}), "Kurt Klug")


@pytest.fixture
def page(own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch) -> MarginApp:
    monkeypatch.setenv("QUERY_STRING", YEAR)
    return MarginApp(own_house)


def opened(page: MarginApp) -> FormView:
    ((form,),) = (place.children for place in page._keeping._place.children)
    assert isinstance(form, FormView)
    return form


def press(page: MarginApp, button: int = 0, **values: object) -> Mapping[str, object]:
    form = opened(page)
    message = {"do": "press", "button": button, "turn": form.state["turn"], "values": values}
    form._receive(form, message, [])
    return form.state


def save(page: MarginApp, name: str, *, is_shared: bool = False) -> None:
    click(page._keeping._line, "Frage speichern")
    press(page, name=name, is_shared=["shared"] if is_shared else [])


def line(page: MarginApp) -> str:
    return text(shown(page._keeping._line))


def test_a_question_is_saved_with_everything_that_the_page_shows(page: MarginApp, own_house: CustomerDirectory) -> None:
    page._select("division", ["workshop"])
    was = state(page)[0]
    save(page, "Werkstatt 2011")
    (kept,) = saved_questions(own_house)
    assert (kept.name, kept.is_shared, kept.is_own) == ("Werkstatt 2011", False, True)
    assert state(page)[0] == replace(was, saved=kept.question_id)
    page._act({"do": "address", "search": "?by=branch"})
    page._act({"do": "address", "search": f"?saved={kept.question_id}"})
    assert state(page)[0] == replace(was, saved=kept.question_id)


def test_markup_in_the_name_of_a_question_is_a_text_wherever_the_name_stands(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    typed = HOSTILE.format(name="question")
    save(page, typed, is_shared=True)
    (kept,) = saved_questions(own_house)
    assert kept.name == typed.replace("\u202e", "")  # what turns the direction of what follows is left out
    assert kept.name in require_text("html", shown(page._keeping._line).encode())
    (tile,) = QuestionTiles(own_house).of(KURT)
    assert tile.name == kept.name


def test_one_s_own_is_replaced_renamed_shared_removed_and_brought_back(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    save(page, "Sparten")
    page._go(state(page)[0].grouped(["branch"]))
    assert "geändert" in line(page)
    click(page._keeping._line, "Ersetzen")
    assert "geändert" not in line(page)
    assert "by=branch" in saved_questions(own_house)[0].address
    click(page._keeping._line, "Rückgängig")
    assert "by=division" in saved_questions(own_house)[0].address
    click(page._keeping._line, "Umbenennen, teilen")
    press(page, name="Sparten 2011", is_shared=["shared"])
    assert [(each.name, each.is_shared) for each in saved_questions(own_house)] == [("Sparten 2011", True)]
    click(page._keeping._line, "Entfernen")
    assert saved_questions(own_house) == []
    click(page._keeping._line, "Rückgängig")
    assert [each.name for each in saved_questions(own_house)] == ["Sparten 2011"]


def test_what_no_address_holds_is_neither_saved_nor_copied_and_said(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    save(page, "Sparten")
    (kept,) = saved_questions(own_house)
    large = state(page)[0].filtered("model", [f"Modell {number}" for number in range(401)])
    page._keeping.show(large)
    for button in ("Ersetzen", "Link kopieren"):
        click(page._keeping._line, button)
        assert "zu groß" in line(page)
        page._keeping._said = None
    click(page._keeping._line, "Frage speichern")
    assert "zu groß" in str(press(page, name="Alle", is_shared=[])["problem"])
    assert saved_questions(own_house) == [kept]


@pytest.mark.slow
def test_a_colleague_opens_what_is_shared_and_changes_nothing(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(page, "Nur für mich")
    save(page, "Für alle", is_shared=True)
    private, shared = sorted(saved_questions(own_house), key=lambda each: each.is_shared)
    monkeypatch.setenv("QUERY_STRING", f"saved={shared.question_id}")
    other = MarginApp(replace(own_house, viewer=KURT))
    assert state(other)[0].levels == ("division",)
    assert "Für alle (von Clara Kurz)" in line(other)
    assert not [word for word in ("Nur für mich", "Entfernen", "Umbenennen", "Ersetzen") if word in line(other)]
    monkeypatch.setenv("QUERY_STRING", f"saved={private.question_id}")
    refused = MarginApp(replace(own_house, viewer=KURT))
    assert state(refused)[0].levels == ("branch", "division", "customer")
    assert "nicht für Sie freigegeben" in line(refused)
    refused._act({"do": "address", "search": f"?saved={shared.question_id}"})
    assert "freigegeben" not in line(refused)


def test_a_link_that_cannot_be_read_just_now_says_so(
    own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = structs.replace(own_house.settings, live_database="postgresql+psycopg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("QUERY_STRING", "saved=0123456789abcdef")
    page = MarginApp(CustomerDirectory(settings, own_house.viewer))
    assert state(page)[0].levels == ("branch", "division", "customer")
    assert "gerade nicht zu lesen" in line(page)


def test_two_questions_of_one_person_have_two_names(page: MarginApp, own_house: CustomerDirectory) -> None:
    save(page, "Sparten")
    click(page._keeping._line, "Frage speichern")
    assert press(page, name="sparten", is_shared=[])["wrong"] == {"name": "So heißt schon eine Ihrer Fragen."}
    assert press(page, name="", is_shared=[])["wrong"]
    press(page, 1)
    assert page._keeping._place.children == ()
    assert len(saved_questions(own_house)) == 1


def test_the_start_page_says_what_each_question_comes_to(page: MarginApp, own_house: CustomerDirectory) -> None:
    save(page, "Sparten", is_shared=True)
    save(page, "Filialen")
    tiles = QuestionTiles(own_house)
    both, theirs = tiles.of(own_house.viewer), tiles.of(KURT)
    assert [each.name for each in both] == ["Filialen", "Sparten"]
    assert [each.name for each in theirs] == ["Sparten"]
    total = state(page)[1].head.total
    assert theirs[0].figure == f"{whole(total['gross_profit'])}\N{NO-BREAK SPACE}€"
    assert theirs[0].more.startswith("Rohertrag · Jan – Dez 2011 · ")
    assert "ggü. Vorjahr" in theirs[0].more
    assert theirs[0].as_of == snapshot_words(state(page)[1].head.snapshot_id)
    for number in range(15):  # one tile per question, however many
        own_house.live_of_house().do(keep(own_house, str(number), f"Frage {number}", YEAR))
    assert len(tiles.of(own_house.viewer)) == 17
    with pytest.raises(NotPermitted):
        tiles.of(Viewer("anna", frozenset({"sales"})))


def test_a_tile_of_a_month_that_is_not_over_is_neither_good_nor_bad(own_house: CustomerDirectory) -> None:
    for name, months in (("so far", "2012-01..2012-10"), ("whole months", "2012-01..2012-09")):
        address = f"?by=branch&where=month%3D{months}&measures=gross_profit&compare=previous_year"
        own_house.live_of_house().do(keep(own_house, name, name, address))
    tiles = {each.name: each for each in QuestionTiles(own_house).of(own_house.viewer)}
    assert "Oktober 2012 ist erst bis" in tiles["so far"].more
    assert tiles["so far"].tone == ""
    assert "Oktober" not in tiles["whole months"].more
    assert tiles["whole months"].tone in {"good", "bad"}


@pytest.mark.slow
def test_a_question_about_the_last_months_moves_on(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept when the last three months were those until June; what is not to move stays where it is."""
    page._go(state(page)[0].in_months(("2012-07..2012-09",)))
    click(page._keeping._line, "Frage speichern")
    assert "bleibt: Jul – Sep 2012" in str(opened(page).form)
    press(page, name="Quartal", is_shared=[], moves="last_3_months")
    assert "rückt weiter: letzte 3 Monate" in line(page)
    click(page._keeping._line, "Frage speichern")
    press(page, name="Sommer", is_shared=[], moves="fixed")
    before = {each.name: each for each in saved_questions(own_house)}
    assert [before[name].moves for name in ("Quartal", "Sommer")] == ["last_3_months", ""]

    def earlier(_margin: Margin) -> dict[str, str]:
        return {"last_3_months": "2012-04..2012-06", "this_year": "2012-01..2012-07"}

    monkeypatch.setattr("widgets.margin.question_tiles.moving_periods_of", earlier)
    monkeypatch.setattr("widgets.margin.app.moving_periods_of", earlier)
    tiles = {each.name: each for each in QuestionTiles(own_house).of(own_house.viewer)}
    assert "letzte 3 Monate (Apr – Jun 2012)" in tiles["Quartal"].more
    assert "Rohertrag · Jul – Sep 2012" in tiles["Sommer"].more
    monkeypatch.setenv("QUERY_STRING", f"saved={before['Quartal'].question_id}")
    later = MarginApp(own_house)
    assert state(later)[0].values_of("month") == ("2012-04..2012-06",)
    total = state(later)[1].head.total["gross_profit"]
    assert tiles["Quartal"].figure == f"{whole(total)}\N{NO-BREAK SPACE}€"
    assert "geändert" not in line(later)
    # Other levels, the same months: it goes on moving; other months: these stay.
    later._go(state(later)[0].grouped(["branch"]))
    click(later._keeping._line, "Ersetzen")
    assert "rückt weiter" in line(later)
    click(later._keeping._line, "Umbenennen, teilen")
    press(later, name="Drei Monate", is_shared=[], moves="last_3_months")
    assert "rückt weiter" in line(later)
    later._go(state(later)[0].in_months(("2012-03..2012-06",)))
    click(later._keeping._line, "Ersetzen")
    assert "rückt weiter" not in line(later)
    assert "geändert" not in line(later)


@pytest.mark.slow
def test_a_question_that_has_moved_on_shows_nothing_of_the_months_that_it_left(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month that was selected, the row of one, and a document; what is of no month stays as it was kept."""
    summer = state(page)[0].in_months(("2012-07..2012-09",))
    months = summer.grouped(["month", "division"]).selected("month", ["2012-08"])
    kept = {
        "Monate": replace(months, cell=("2012-08", "workshop")),
        "Sparten": replace(summer.selected("division", ["workshop"]), cell=("workshop",), document="R1", year="2012"),
    }
    for name, view in kept.items():
        page._go(view)
        click(page._keeping._line, "Frage speichern")
        press(page, name=name, is_shared=[], moves="last_3_months")
    ids = {each.name: each.question_id for each in saved_questions(own_house)}
    spring = {"last_3_months": "2012-04..2012-06"}
    assert page._keeping.found(ids["Monate"]) == replace(kept["Monate"], saved=ids["Monate"])  # in the same months
    monkeypatch.setattr("widgets.margin.app.moving_periods_of", lambda _margin: spring)
    later = MarginApp(own_house)
    found = {name: later._keeping.found(number) for name, number in ids.items()}
    assert [each and (each.selection, each.cell) for each in found.values()] == [
        (None, None) if name == "Monate" else (("division", ("workshop",)), ("workshop",)) for name in found
    ]
    assert [each and (each.document, each.values_of("month")) for each in found.values()] == [
        ("", ("2012-04..2012-06",))
    ] * 2
    # also where it was given another name since
    later._go(found["Monate"] or summer)
    click(later._keeping._line, "Umbenennen, teilen")
    press(later, name="Quartal", is_shared=[], moves="last_3_months")
    renamed = later._keeping.found(ids["Monate"])
    assert renamed == found["Monate"]


def test_a_question_from_a_month_on_stays_so_when_it_is_replaced(page: MarginApp, own_house: CustomerDirectory) -> None:
    """The page shows it until the last month with postings; a month later the question is of one more."""
    since = "?by=division&where=month%3D2012-01..&where=branch%3DHof&compare=previous_year"
    own_house.live_of_house().do(keep(own_house, "since", "Seit Januar", since))
    (kept,) = saved_questions(own_house)
    page._act({"do": "address", "search": f"?saved={kept.question_id}"})
    assert state(page)[0].values_of("month") == ("2012-01..2012-10",)
    page._go(state(page)[0].grouped(["branch"]))
    click(page._keeping._line, "Ersetzen")
    asked = saved_questions(own_house)[0].question({})
    assert (dict(asked.where)["month"], asked.by, asked.compare) == (("2012-01..",), ("branch",), "previous_year")
    assert "geändert" not in line(page)
    # These are the months of the current fiscal year, too: another name makes no choice between them.
    click(page._keeping._line, "Umbenennen, teilen")
    press(page, name="Ab Januar", is_shared=[])
    click(page._keeping._line, "Frage speichern")
    press(page, name="Noch einmal", is_shared=[], moves="fixed")
    page._go(state(page)[0].in_months(("2012-02..2012-10",)))
    click(page._keeping._line, "Ersetzen")
    months = {each.name: dict(each.question({}).where)["month"] for each in saved_questions(own_house)}
    assert months == {"Ab Januar": ("2012-01..",), "Noch einmal": ("2012-02..2012-10",)}
    # What was put beside it because it is longer than a year goes on with it.
    own_house.live_of_house().do(keep(own_house, "long", "Seit 2011", since.replace("2012-01", "2011-01")))
    long = next(each for each in saved_questions(own_house) if each.name == "Seit 2011")
    page._act({"do": "address", "search": f"?saved={long.question_id}"})
    assert state(page)[0].question.compare == "month=2009-01..2010-10"
    page._go(state(page)[0].grouped(["branch"]))
    click(page._keeping._line, "Ersetzen")
    again = next(each for each in saved_questions(own_house) if each.name == "Seit 2011").question({})
    assert (dict(again.where)["month"], again.compare) == (("2011-01..",), "previous_year")


def test_a_question_whose_months_cannot_be_read_opens_as_the_page_at_first(
    page: MarginApp, own_house: CustomerDirectory
) -> None:
    """Whoever wrote it; it can be renamed and removed like any other."""
    odd = f"?{YEAR.replace('previous_year', 'month%3DJuli')}&moves=last_month"
    own_house.live_of_house().do(keep(own_house, "odd", "Alt", odd))
    (kept,) = saved_questions(own_house)
    page._act({"do": "address", "search": f"?saved={kept.question_id}"})
    assert state(page)[0] == replace(page._first, saved=kept.question_id)
    assert "rückt weiter: letzter Monat" in line(page)
    click(page._keeping._line, "Entfernen")
    assert saved_questions(own_house) == []


def test_a_question_that_breaks_costs_its_own_tile_alone(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(page, "Sparten")
    own_house.live_of_house().do(keep(own_house, "odd", "Was keiner bedacht hat", "where=branch%3DHof"))
    ask = Margin.ask

    def breaks(margin: Margin, question: Question) -> Answer:
        if question.where == (("branch", ("Hof",)),):
            raise ZeroDivisionError
        return ask(margin, question)

    monkeypatch.setattr(Margin, "ask", breaks)
    sound, broken = QuestionTiles(own_house).of(own_house.viewer)
    assert (broken.name, broken.figure) == ("Was keiner bedacht hat", "–")
    assert sound.figure.endswith("€")


def test_one_person_fills_neither_the_list_nor_the_start_page_of_all(
    page: MarginApp, own_house: CustomerDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clientinfo_kernel.margin.saved.MOST_KEPT", 2)
    monkeypatch.setattr("widgets.margin.question_tiles._MOST", 1)
    for name in ("Sparten", "Filialen"):
        save(page, name)
    click(page._keeping._line, "Frage speichern")
    assert "zuerst eine" in str(press(page, name="Noch eine", is_shared=[])["problem"])
    with pytest.raises(TooManyKept):
        keep(own_house, "3", "Noch eine", YEAR)
    assert [each.name for each in saved_questions(own_house)] == ["Filialen", "Sparten"]
    assert [each.name for each in QuestionTiles(own_house).of(own_house.viewer)] == ["Filialen"]
