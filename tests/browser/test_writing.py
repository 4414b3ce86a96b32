"""Two people write about one customer, on a desk and on a phone; what they type is never lost, and never there twice."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from math import asinh, pi, radians, tan
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psutil
import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from clientinfo_kernel.access.rights import SHELL
from clientinfo_kernel.live.cases import CASE, CONTACT
from clientinfo_kernel.live.customer_points import CUSTOMER_POINT
from clientinfo_kernel.live.database import LiveDatabase
from clientinfo_kernel.live.fields import LONGEST_TEXT
from clientinfo_kernel.live.open_item_decisions import OPEN_ITEM_DECISION
from clientinfo_kernel.live.store import LiveStore
from clientinfo_kernel.live.tour_stops import TOUR_STOP
from tests.browser.axe import violations
from tests.browser.published import TWO_FRAMES, keeps_no_draft
from tests.browser.tile_server import tile_server
from tests.chromium import PHONE, KnownBrowsers, leave
from tests.house import House
from tests.stack import Stack, eventually, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

ANNA, BERT = "30001", "30002"
TOURS = """
[[branches]]
name = "Hof"
postal_code = "95028"
[[tours.drivers]]
name = "Dora"
break_minutes = 0
"""
# Found and measured in one go: an answer to the last move may draw the board again.
WHOLE_DAY = """() => {
    const rows = document.querySelector(".ci-tours__rows");
    return rows.offsetWidth <= rows.parentElement.clientWidth && rows.offsetWidth > 640;
}"""
SPRING = datetime(2012, 4, 1, 8, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiles() -> Iterator[tuple[str, list[str]]]:
    """A layer of the operator's: its address, and what is asked for."""
    with tile_server() as layer:
        yield layer


@pytest.fixture(scope="module")
def writing_site(tmp_path_factory: pytest.TempPathFactory, tiles: tuple[str, list[str]]) -> Iterator[Stack]:
    """A publication of its own: what is written here must not stand in the pages of other tests."""
    house = House.at(tmp_path_factory.mktemp("writing") / "house", with_towns=True)
    bert = {
        "customer_number": BERT,
        "kind": "person",
        "name": "Bert Hof",
        "postal_code": "95030",
        "town": "Hof",
        "country": "D",
    }
    house.dealer_system("customers", {"customer_number": ANNA, "kind": "person", "name": "Anna Berg"}, bert)
    drive = {"bring_at": datetime(2012, 10, 11, 9, 0), "return_at": datetime(2012, 10, 11, 15, 0), "service": "both"}  # noqa: DTZ001
    house.dealer_system("appointments", {"appointment_number": "T1", "customer_number": BERT, **drive})
    settings = house.folder / "clientinfo.toml"
    layer = f'[[map_layers]]\nname = "Straßen"\nurl = "{tiles[0]}"\nattribution = "Kartenamt <Hof>"\n'
    settings.write_text(settings.read_text("utf-8") + TOURS + layer, "utf-8")
    house.crm(
        [{"case_id": "V-1", "customer_number": ANNA, "kind": "Service", "text": "Klappert", "status": "Neu", "created_at": SPRING}],
        [{"event_id": "K-1", "customer_number": ANNA, "case_id": "V-1", "at": SPRING, "channel": "Telefon", "note": "alt"}],
    )  # fmt: skip
    house.dealer_system("debtor_accounts", {"customer_number": ANNA, "debtor_account": ANNA})
    house.open_items(f"{ANNA};R1;01.07.2012;01.08.2012;1100,00;0,00;1100,00;8400;Inspektion;2")
    house.refresh()
    with running(house.folder / "clientinfo.toml", tmp_path_factory.mktemp("site")) as stack:
        yield stack


@pytest.fixture(scope="module")
def known(chromium: Browser, writing_site: Stack) -> KnownBrowsers:
    return KnownBrowsers(chromium, writing_site)


@pytest.fixture
def opened(known: KnownBrowsers, writing_site: Stack) -> Iterator[Callable[..., Page]]:
    """Opens the customer in a new browser of a user."""
    contexts: list[BrowserContext] = []

    def page_of(user: str, tab: str = "cases", **more: Any) -> Page:
        contexts.append(known.open(user, **more))
        page = contexts[-1].new_page()
        page.goto(writing_site.page_address(f"?customer={ANNA}&tab={tab}"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Anna Berg")
        expect(page.locator(".ci-entries")).to_be_attached()  # its script has come
        return page

    yield page_of
    for each in contexts:
        leave(each)


def written(site: Stack, entity: Any = CONTACT, customer: str = ANNA) -> list[dict[str, Any]]:
    url = sa.URL.create("sqlite", database=str(site.state / "live" / "live.sqlite"))
    return LiveStore(LiveDatabase(url), SHELL).rows(entity, customer)


def notes(site: Stack) -> list[str]:
    return [row["note"] for row in written(site)]


def dialog(page: Page, title: str = "Kontakt notieren") -> Locator:
    return page.get_by_role("dialog", name=title)


def begin(page: Page, note: str) -> Locator:
    page.keyboard.press("n")
    shown = dialog(page)
    expect(shown.get_by_label("Notiz")).to_be_focused()
    shown.get_by_label("Notiz").fill(note)
    return shown


_BORDER = "each => getComputedStyle(each).borderTopColor"


def test_a_contact_by_keyboard_stands_there_at_once(opened: Any, writing_site: Stack) -> None:
    page = opened("service")
    shown = begin(page, "Rückruf zugesagt <b>heute</b>")
    shown.get_by_label("Gehört zu").select_option("V-1")
    shown.get_by_label("Wiedervorlage").fill("2012-10-20")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    expect(shown).to_be_hidden()
    row = next(each for each in written(writing_site) if each["note"] == "Rückruf zugesagt <b>heute</b>")
    assert (row["channel"], row["case_id"], str(row["follow_up_on"])) == ("phone", "V-1", "2012-10-20")
    page.get_by_role("tab", name="Übersicht").click()
    expect(page.get_by_role("tabpanel", name="Übersicht")).to_contain_text("Rückruf zugesagt <b>heute</b>")
    expect(page).to_have_url(re.compile(f"customer={ANNA}$"))
    page.reload()
    expect(page.get_by_role("tabpanel", name="Übersicht")).to_contain_text("Rückruf zugesagt <b>heute</b>")


def test_two_people_write_at_the_same_customer(opened: Any, writing_site: Stack) -> None:
    one, other = opened("service"), opened("sales")
    shown = [begin(one, "von Service"), begin(other, "von Verkauf")]
    for page, form in zip(
        (one, other), shown, strict=True
    ):  # one after the other: a page shows what was there at its save
        form.get_by_role("button", name="Speichern").click()
        expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    panel = other.get_by_role("tabpanel", name="Vorgänge und Kundenkontakte")
    expect(panel).to_contain_text("von Service")
    # The first page says so and does not move before somebody wants it.
    first = one.get_by_role("tabpanel", name="Vorgänge und Kundenkontakte")
    expect(first).to_contain_text("von Service")  # its own save is drawn
    one.evaluate(TWO_FRAMES)
    tabs = one.get_by_role("tablist")
    stood = tabs.bounding_box()
    one.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(one.get_by_text("Geändert von Viktor Verkauf")).to_be_visible()
    assert tabs.bounding_box() == stood
    expect(first).not_to_contain_text("von Verkauf")
    one.get_by_role("button", name="ansehen").click()
    expect(first).to_contain_text("von Verkauf")
    expect(one.get_by_text("Geändert von")).to_have_count(0)
    # The keyboard goes on at the row that was changed.
    expect(one.locator("tr", has=one.locator(":focus"))).to_contain_text("von Verkauf")
    expect(panel).to_contain_text("von Verkauf")
    assert {"von Service", "von Verkauf"} <= set(notes(writing_site))


def test_a_new_case_by_mouse_and_what_is_missing_is_said_at_the_field(opened: Any, writing_site: Stack) -> None:
    page = opened("accounting")
    page.get_by_role("button", name="Neuer Vorgang").click()
    shown = dialog(page, "Neuer Vorgang")
    shown.get_by_label("Art", exact=True).select_option(label="Reklamation")
    follow_up = shown.get_by_label("Wiedervorlage")
    follow_up.fill("bald")
    shown.get_by_role("button", name="Speichern").click()
    expect(shown.get_by_text("Bitte füllen Sie das aus.")).to_be_visible()
    expect(shown.get_by_text("Das ist kein Tag")).to_be_visible()  # all at once, and each field is marked
    expect(shown.get_by_label("Worum geht es?")).to_be_focused()
    colors = [shown.get_by_label(each).evaluate(_BORDER) for each in ("Worum geht es?", "Wiedervorlage", "Termin am")]
    assert colors[0] == colors[1] != colors[2]
    page.keyboard.insert_text("x" * (LONGEST_TEXT + 1))  # as a paste: nothing of it is cut off silently
    follow_up.fill("")
    shown.get_by_role("button", name="Speichern").click()
    expect(shown.get_by_text("Das ist zu lang: höchstens 10.000 Zeichen.")).to_be_visible()
    shown.get_by_label("Worum geht es?").fill("Lack blättert")
    shown.get_by_role("button", name="Speichern").click()
    panel = page.get_by_role("tabpanel", name="Vorgänge und Kundenkontakte")
    expect(panel).to_contain_text("Lack blättert")
    expect(panel).to_contain_text("Reklamation")
    # The page was drawn anew with what was saved; the keyboard is where the form was opened, in the row as in the header.
    expect(page.get_by_role("button", name="Neuer Vorgang")).to_be_focused()
    page.get_by_role("row", name="Lack blättert").click()
    page.get_by_role("button", name="Vorgang bearbeiten").click()
    again = dialog(page, "Vorgang bearbeiten")
    page.set_viewport_size({"width": 1280, "height": 560})  # a notebook, at 150 %: the form is longer than the screen
    expect(again.get_by_role("button", name="Speichern")).to_be_in_viewport(ratio=1)
    again.get_by_label("Worum geht es?").fill("Lack blättert ab")
    page.keyboard.press("Control+Enter")
    expect(panel).to_contain_text("Lack blättert ab")
    expect(page.get_by_role("button", name="Vorgang bearbeiten")).to_be_focused()
    assert [row["kind"] for row in written(writing_site, CASE) if row["text"] == "Lack blättert ab"] == ["complaint"]


def test_a_draft_survives_a_reload_and_belongs_to_the_account(opened: Any, writing_site: Stack) -> None:
    page = opened("service")
    begin(page, "angefangen")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna Berg")
    draft = page.get_by_role("button", name="Entwurf: Kontakt notieren")
    kept = page.evaluate("JSON.stringify({...localStorage})")
    # Somebody else, who logs in at the same browser.
    other = opened("sales")
    other.evaluate("kept => Object.assign(localStorage, kept)", json.loads(kept))
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Anna Berg")
    expect(other.get_by_role("button", name="Kontakt notieren", exact=True)).to_be_visible()
    expect(other.get_by_role("button", name="Entwurf")).to_have_count(0)
    draft.click()
    expect(dialog(page).get_by_label("Notiz")).to_have_value("angefangen")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    expect(draft).to_have_count(0)
    assert notes(writing_site).count("angefangen") == 1


def test_what_is_typed_in_two_windows_of_one_person_is_kept_twice(opened: Any, writing_site: Stack) -> None:
    page = opened("service")
    shown = begin(page, "im ersten Fenster")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="Entwurf: Kontakt notieren")).to_be_visible()
    begin(other, "im zweiten Fenster")
    shown.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    other.reload()
    draft = other.get_by_role("button", name="Entwurf: Kontakt notieren")
    draft.click()
    expect(dialog(other).get_by_label("Notiz")).to_have_value("im zweiten Fenster")
    # It was one draft before: that the other one was saved is said, before this one is a second contact.
    dialog(other).get_by_role("button", name="Speichern").click()
    expect(dialog(other).get_by_text("vielleicht in einem anderen Fenster")).to_be_visible()
    dialog(other).get_by_role("button", name="Speichern").click()
    expect(other.get_by_text("Gespeichert", exact=True)).to_be_visible()
    expect(draft).to_have_count(0)
    assert {"im ersten Fenster", "im zweiten Fenster"} <= set(notes(writing_site))


def test_a_kernel_that_dies_in_the_save_loses_and_doubles_nothing(opened: Any, writing_site: Stack) -> None:
    page = opened("service")
    shown = begin(page, "im letzten Moment")
    # It stands still, so that the page does not know yet, and takes the press with it when it dies.
    kernels = writing_site.kernels()
    for kernel in kernels:
        with suppress(psutil.NoSuchProcess):  # of a page that was closed a moment ago
            kernel.suspend()
    shown.get_by_role("button", name="Speichern").click()
    for kernel in kernels:
        with suppress(psutil.NoSuchProcess):
            kernel.kill()
    expect(page.get_by_text("Gespeichert", exact=True)).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Entwurf: Kontakt notieren").click()
    expect(dialog(page).get_by_label("Notiz")).to_have_value("im letzten Moment")
    for calendar in dialog(page).get_by_role("button", name="Kalender öffnen").all():  # when it was, when to follow up
        expect(calendar).to_be_disabled()
    dialog(page).get_by_role("button", name="Noch einmal senden").click()
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    assert notes(writing_site).count("im letzten Moment") == 1


def test_the_form_on_a_phone_fits_and_axe_finds_nothing(opened: Any, writing_site: Stack) -> None:
    page = opened("sales", **PHONE)
    words = page.locator(".ci-customer__write > :not(.ci-customer__again)")

    def lines() -> tuple[int, int]:
        return len({box["y"] for box in map(Locator.bounding_box, words.all()) if box}), words.count()

    eventually(lambda: lines() == (1, 3), "the three stand in one line")
    page.get_by_role("button", name="Kontakt notieren").tap()
    shown = dialog(page)
    expect(shown.get_by_label("Notiz")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page) == []
    shown.get_by_label("Notiz").fill("vom Telefon")
    shown.get_by_role("button", name="Speichern").tap()
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    assert "vom Telefon" in notes(writing_site)


def test_two_people_change_the_same_field_of_a_case(opened: Any, writing_site: Stack) -> None:
    one, other = opened("service"), opened("sales")
    forms = []
    for page in (one, other):
        page.get_by_role("row", name="Klappert").click()
        page.get_by_role("button", name="Vorgang bearbeiten").click()
        forms.append(dialog(page, "Vorgang bearbeiten"))
        expect(forms[-1].get_by_label("Worum geht es?")).to_have_value("Klappert")
    forms[0].get_by_label("Worum geht es?").fill("Klappert vorn")
    responsible = forms[0].get_by_role("combobox", name="Verantwortlich")
    responsible.fill("verk vik")  # whoever has all that is typed, in any order
    expect(forms[0].get_by_role("listbox").get_by_role("option")).to_have_text(["Viktor Verkauf"])
    responsible.press("ArrowDown")
    responsible.press("Enter")  # chooses, and sends nothing
    expect(responsible).to_have_value("Viktor Verkauf")
    forms[0].get_by_role("button", name="Speichern").click()
    expect(one.get_by_text("Gespeichert", exact=True)).to_be_visible()

    forms[1].get_by_label("Worum geht es?").fill("Klappert hinten")
    wrong = forms[1].get_by_text("Das ist kein Tag")
    for day in ("bald", "2012-10-20"):
        forms[1].get_by_label("Wiedervorlage").fill(day)
        forms[1].get_by_role("button", name="Speichern").click()
        expect(wrong).to_be_visible(visible=day == "bald")
    said = forms[1].get_by_text("Klappert vorn (vorher: Klappert)")
    expect(said).to_be_visible()
    expect(forms[1].get_by_label("Worum geht es?")).to_have_value("Klappert hinten")
    assert forms[1].evaluate("each => each.getBoundingClientRect().right <= innerWidth")
    assert violations(other) == []
    forms[1].get_by_role("button", name="Diese Angabe übernehmen").click()
    expect(forms[1].get_by_label("Worum geht es?")).to_have_value("Klappert vorn")
    forms[1].get_by_role("button", name="Speichern").click()
    expect(other.get_by_text("Gespeichert", exact=True)).to_be_visible()
    (row,) = [each for each in written(writing_site, CASE) if each["case_id"] == "V-1"]
    assert (row["text"], row["assignee"], str(row["follow_up_on"])) == ("Klappert vorn", "Viktor Verkauf", "2012-10-20")
    assert row["kind"] == "Service"


def test_what_stood_there_at_first_can_be_chosen_in_place_of_what_somebody_else_wrote(
    opened: Any, writing_site: Stack
) -> None:
    one, other = opened("service"), opened("sales")
    forms = []
    for page in (one, other):
        page.get_by_role("row", name="Klappert").click()
        page.get_by_role("button", name="Vorgang bearbeiten").click()
        forms.append(dialog(page, "Vorgang bearbeiten").get_by_label("Worum geht es?"))
    before = forms[1].input_value()
    for page, text, typed in zip((one, other), forms, ("Klappert ganz vorn", "Klappert hinten"), strict=True):
        text.fill(typed)
        dialog(page, "Vorgang bearbeiten").get_by_role("button", name="Speichern").click()
        if page is one:
            expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    expect(other.get_by_text(f"Klappert ganz vorn (vorher: {before})")).to_be_visible()
    forms[1].fill(before)
    dialog(other, "Vorgang bearbeiten").get_by_role("button", name="Speichern").click()
    expect(other.get_by_text("Gespeichert", exact=True)).to_be_visible()
    (row,) = [each for each in written(writing_site, CASE) if each["case_id"] == "V-1"]
    assert row["text"] == before


def test_an_answer_after_its_dialog_was_closed_leaves_no_draft_and_a_double_click_writes_once(
    opened: Any, writing_site: Stack
) -> None:
    page = opened("service")
    save = begin(page, "schnell geschlossen").get_by_role("button", name="Speichern")
    save.evaluate("(save) => { save.click(); save.closest('dialog').close(); }")
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Entwurf")).to_have_count(0)
    assert notes(writing_site).count("schnell geschlossen") == 1
    mail = "der nächste, doppelt geklickt" + ", und so weiter" * 500
    begin(page, mail).get_by_role("button", name="Speichern").dblclick()
    expect(dialog(page)).to_have_count(0)
    assert notes(writing_site).count(mail) == 1
    # A pasted mail leaves the other contacts in sight, and opens as a whole.
    row = page.get_by_role("row", name="doppelt geklickt")
    box = row.bounding_box()
    assert box is not None
    assert box["height"] < 180
    row.get_by_text("doppelt geklickt").click()
    expect(page.get_by_role("tabpanel").get_by_text(mail, exact=True)).to_have_count(2)


def test_a_file_is_attached_to_a_case_in_pieces(opened: Any, tmp_path: Path) -> None:
    page = opened("sales")
    page.get_by_role("row", name="Klappert").click()
    page.get_by_role("button", name="Datei anhängen").first.click()
    shown = dialog(page, "Datei anhängen")
    content = b"%PDF-1.7\n" + bytes(range(256)) * 2500  # three pieces
    file = tmp_path / "Gutachten.pdf"
    file.write_bytes(content)
    shown.get_by_label("Datei", exact=True).set_input_files(file)
    expect(shown.get_by_text("Übertragen; noch nicht angehängt.")).to_be_visible()
    assert violations(page) == []
    shown.get_by_role("button", name="Anhängen").click()
    expect(page.get_by_text("Gespeichert", exact=True)).to_be_visible()
    with page.expect_download() as download:  # the case is open as before
        page.get_by_role("button", name="Gutachten.pdf").click()
    assert download.value.suggested_filename == "Gutachten.pdf"
    assert download.value.path().read_bytes() == content


def test_a_case_is_closed_on_the_page(opened: Any, writing_site: Stack) -> None:
    page = opened("accounting")
    page.get_by_role("row", name="Klappert").click()
    page.get_by_role("button", name="Abschließen").click()
    dialog(page, "Vorgang abschließen").get_by_role("button", name="Abschließen").click()
    expect(page.get_by_role("heading", name="Abgeschlossene Vorgänge")).to_be_visible()
    (row,) = [each for each in written(writing_site, CASE) if each["case_id"] == "V-1"]
    assert row["status"] == "closed"
    assert row["closed_at"] is not None


def test_accounting_notes_a_promise_that_was_not_kept_and_takes_it_back(opened: Any, writing_site: Stack) -> None:
    page = opened("accounting", "open_items")
    page.get_by_role("row", name="Inspektion").click()
    page.get_by_role("button", name="Posten bearbeiten").click()
    shown = dialog(page, "Posten bearbeiten")
    shown.get_by_label("Zahlung zugesagt bis").fill("10.10.")
    shown.get_by_label("Zugesagter Betrag").fill("viel")
    shown.get_by_role("button", name="Speichern").click()
    expect(shown.get_by_text("Das ist kein Betrag")).to_be_visible()
    shown.get_by_label("Zugesagter Betrag").fill("1.000,00")
    shown.get_by_label("Notiz").fill("<b>Rate</b>")
    shown.get_by_role("button", name="Speichern").click()
    panel = page.get_by_role("tabpanel", name="Offene Posten")
    expect(panel).to_contain_text("Zusage gebrochen")
    (row,) = written(writing_site, OPEN_ITEM_DECISION)
    assert (str(row["promised_on"]), str(row["promised_amount"])) == ("2012-10-10", "1000.00")
    expect(panel).to_contain_text("<b>Rate</b>")
    expect(panel).to_contain_text("Berta Buchhaltung")
    page.get_by_role("button", name="Letzte Änderung zurücknehmen").click()
    back = dialog(page, "Letzte Änderung zurücknehmen")
    expect(back).to_contain_text("wieder leer statt 1.000,00")
    back.get_by_role("button", name="Zurücknehmen").click()
    expect(panel).not_to_contain_text("Zusage gebrochen")
    assert written(writing_site, OPEN_ITEM_DECISION)[0]["promised_on"] is None


def test_a_question_whose_answer_was_lost_is_another_one_once_something_came_after_it(
    opened: Any, writing_site: Stack
) -> None:
    page = opened("accounting", "open_items")
    page.get_by_role("row", name="Inspektion").click()

    def note(text: str) -> None:
        page.get_by_role("button", name="Posten bearbeiten").click()
        shown = dialog(page, "Posten bearbeiten")
        shown.get_by_label("Notiz").fill(text)
        shown.get_by_role("button", name="Speichern").click()
        expect(shown).to_have_count(0)

    def take_back() -> list[list[str]]:
        page.get_by_role("button", name="Letzte Änderung zurücknehmen", exact=True).click()
        question = dialog(page, "Letzte Änderung zurücknehmen")
        answer = question.get_by_role("button", name="Zurücknehmen")
        kept: list[list[str]] = answer.evaluate("(answer) => { answer.click(); return Object.entries(localStorage); }")
        expect(question).to_have_count(0)
        return kept

    def noted() -> str | None:
        rows = written(writing_site, OPEN_ITEM_DECISION)
        return rows[0]["note"] if rows else None

    before = noted()
    note("eins")
    # what this browser keeps while it waits for the answer, and would have kept had the answer been lost
    (sent,) = [each for each in take_back() if each[0].startswith("clientinfo.draft|")]
    assert noted() == before
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", sent)
    note("zwei")
    take_back()
    assert noted() == before


def test_a_remark_is_seen_by_whoever_opens_the_customer_and_who_only_reads_finds_no_way_to_write(opened: Any) -> None:
    page = opened("service")
    page.get_by_role("button", name="Zuruf").click()
    shown = dialog(page, "Zuruf")
    shown.get_by_label("Zuruf").fill("Schlüssel <i>noch</i> bei uns")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ci-remarks")).to_contain_text("Schlüssel <i>noch</i> bei uns")
    reader = opened("privacy")
    expect(reader.locator(".ci-remarks")).to_contain_text("Schlüssel <i>noch</i> bei uns")
    expect(reader.locator(".ci-remarks").get_by_role("button")).to_have_count(0)
    expect(reader.get_by_role("button", name="Kontakt notieren")).to_have_count(0)
    reader.keyboard.press("n")
    expect(reader.get_by_role("dialog")).to_have_count(0)


def test_a_point_is_set_on_the_map_by_mouse_and_by_keys(
    known: KnownBrowsers, writing_site: Stack, tiles: tuple[str, list[str]]
) -> None:
    """By mouse on the operator's layer, by keys on our own map."""
    context = known.open("service")
    page = context.new_page()
    page.goto(writing_site.page_address(f"?customer={BERT}&tab=place"))
    picture, pick = (
        page.locator(".ci-orientation__picture"),
        page.get_by_role("button", name="Punkt auf der Karte setzen"),
    )
    form = dialog(page, "Genauen Punkt setzen")
    looks_at_streets(page, tiles[1])
    pick.click()
    picture.click(position={"x": 300, "y": 200})
    north, east = (float(each) for each in form.get_by_label("Koordinaten oder Kartenlink").input_value().split(", "))
    assert abs(north - 50.3) < 0.4  # Hof; what is seen is some 50 km wide
    assert abs(east - 11.9) < 0.6
    form.get_by_role("button", name="Abbrechen").click()
    leaves_streets(page)
    pick.click()
    page.keyboard.press("Enter")  # the middle of the map
    form.get_by_label("Notiz").fill("Hintereingang")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Genauer Punkt, gesetzt von").first).to_be_visible()
    (row,) = written(writing_site, CUSTOMER_POINT, BERT)
    assert row["note"] == "Hintereingang"
    assert abs(row["latitude_e6"] / 1e6 - 50.3) < 0.3
    leave(context)


def test_a_case_for_each_marked_row_of_a_list_by_keyboard(opened: Any, writing_site: Stack) -> None:
    page = opened("accounting")
    page.goto(writing_site.page("lists.ipynb", "?list=debtors"))
    asked = page.get_by_label("Worum geht es?")

    def asks() -> None:
        page.get_by_role("link", name="Anna Berg").focus()
        page.keyboard.press("x")
        page.get_by_role("button", name="Vorgänge anlegen").click()
        expect(asked).to_be_focused()

    asks()
    page.keyboard.insert_text("Wegen Zahlung anrufen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 Vorgang anlegen")).to_be_focused()
    page.reload()  # what was typed is not lost before it is written
    asks()
    expect(page.get_by_text("Ihr Entwurf von vorhin")).to_be_visible()
    expect(asked).to_have_value("Wegen Zahlung anrufen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 Vorgang anlegen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 Vorgang angelegt")).to_be_visible()
    keeps_no_draft(page)
    assert [row["text"] for row in written(writing_site, CASE)].count("Wegen Zahlung anrufen") == 1
    expect(page.get_by_label("Zeile markieren")).not_to_be_checked()
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("1 Vorgang zurückgenommen")).to_be_visible()
    page.reload()  # it is done: nothing is offered again
    expect(page.get_by_role("link", name="Anna Berg")).to_be_visible()
    expect(page.locator(".ci-bulk__text")).to_have_text(["", ""])  # of cases, of VAT IDs


def move_in_three_ways(page: Page, stop: Locator, site: Stack) -> None:
    """By mouse, by a finger that holds it first, by keys: each time it is locked where it was put."""
    at, mark = stop.locator(".ci-tours__at"), stop.locator(".ci-tours__mark")

    def middle() -> tuple[float, float]:
        box = mark.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def by_mouse() -> None:
        x, y = middle()
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y, steps=3)
        page.mouse.up()

    def by_finger() -> None:
        x, y = middle()
        devtools = page.context.new_cdp_session(page)

        def touch(kind: str, *xs: float) -> None:
            points = [{"x": each, "y": y} for each in xs]
            devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", x)
        expect(stop).to_have_class(re.compile("is-held"))
        touch("touchMove", x - 30)
        touch("touchMove", x - 60)
        touch("touchEnd")

    for way in (by_mouse, by_finger, lambda: stop.press("ArrowRight")):
        before = planned_hour(site)
        way()
        eventually(lambda before=before: planned_hour(site) != before, "the move is written")
        expect(page.get_by_role("button", name="Beenden und übernehmen")).to_have_count(0)
        expect(at).to_have_text(planned_hour(site))
        expect(stop).to_have_attribute("aria-pressed", "true")


def planned_hour(site: Stack) -> str:
    (row,) = [each for each in written(site, TOUR_STOP, BERT) if each["stop_id"] == "T1:bring"]
    return f"{row['arrives_at'].astimezone(ZoneInfo('Europe/Berlin')):%H:%M}"


def looks_at_streets(page: Page, asked: list[str]) -> None:
    """The operator's layer lies under the points and their house."""
    asked.clear()
    page.get_by_role("radio", name="Straßen").click()
    expect(page.locator(".ci-orientation__tiles image").first).to_be_attached()
    expect(page.locator(".ci-orientation__source")).to_have_text("Kartenamt <Hof>")
    # the branch's tile by the published formula (slippy map tilenames): 95028 is at 50.32 N, 11.92 E
    zoom = int(eventually(lambda: asked, "a tile was asked for")[0].split("/")[0])
    column = int((11.92 + 180) / 360 * 2**zoom)
    row = int((1 - asinh(tan(radians(50.32))) / pi) / 2 * 2**zoom)
    eventually(lambda: f"{zoom}/{column}/{row}" in asked, "the tile of the branch was asked for")
    expect(page.locator(".ci-orientation__name.is-village")).to_have_count(0)  # tiles have names of their own
    expect(page.locator(".ci-orientation__pin.is-branch")).to_be_visible()


def leaves_streets(page: Page) -> None:
    """Go back to our own map, by keys."""
    page.get_by_role("radio", name="Straßen").press("ArrowLeft")
    expect(page.locator(".ci-orientation__tiles image")).to_have_count(0)
    expect(page.locator(".ci-orientation__name.is-village").first).to_be_visible()


def does_the_rest_of_the_day(page: Page, site: Stack) -> None:
    """The first stop is finished, and the last one in a valley again: what is left by a press is kept as well."""
    page.get_by_role("checkbox", name="Kilometerstand und Schäden notiert").check()
    page.get_by_role("button", name="Erledigt", exact=True).click()
    expect(page.get_by_text("1 von 2")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("checkbox", name="Schlüssel und Fahrzeugschein übergeben").check()
    page.get_by_role("checkbox", name="Kilometerstand und Schäden notiert").check()
    done_here = page.get_by_role("button", name="Erledigt", exact=True)
    expect(done_here).to_be_visible()
    page.get_by_label("Kilometerstand", exact=True).fill("48.220 km")
    done_here.click(delay=60)  # the field that is left by that is kept, and drawn, while it is pressed
    expect(page.get_by_text("Alle Stopps sind erledigt.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("nicht gesendet")).to_have_count(0)
    done = {each["stop_id"]: each for each in written(site, TOUR_STOP, BERT)}
    assert {each["outcome"] for each in done.values()} == {"done"}
    assert done["T1:bring"]["mileage"] == 48220
    assert done["T1:fetch"]["done_at"] <= done["T1:bring"]["done_at"] <= datetime.now(UTC)


def test_a_planner_moves_a_stop_in_three_ways_and_its_driver_does_the_day_with_a_phone(
    known: KnownBrowsers, writing_site: Stack, tiles: tuple[str, list[str]]
) -> None:
    context = known.open("service", has_touch=True)
    page = context.new_page()
    page.goto(writing_site.page("tours.ipynb", "?day=2012-10-11"))
    page.get_by_role("button", name="Plan berechnen").click()
    page.get_by_role("button", name="Beenden und übernehmen").click()
    stop = page.locator(".ci-tours__stop[data-stop='T1:bring']")
    expect(page.get_by_role("button", name="Plan berechnen")).to_be_visible()
    expect(stop).to_have_attribute("aria-pressed", "false")
    looks_at_streets(page, tiles[1])
    expect(page.locator(".ci-orientation__stop").first).to_be_visible()
    leaves_streets(page)
    move_in_three_ways(page, stop, writing_site)
    # a tablet held upright shows the whole day
    page.set_viewport_size({"width": 768, "height": 1024})
    eventually(lambda: page.evaluate(WHOLE_DAY), "the day fits, each line as wide as the tile, its driver above it")
    rows = {each["stop_id"]: each for each in written(writing_site, TOUR_STOP, BERT)}
    moved = rows["T1:bring"]
    assert (moved["driver"], moved["is_locked"]) == ("Dora", True)
    # a phone in a valley: what is ticked and typed waits, and is written once
    page.set_viewport_size(PHONE["viewport"])
    expect(page.get_by_text("0 von 2")).to_be_visible()
    keys = page.get_by_role("checkbox", name="Schlüssel und Fahrzeugschein erhalten")
    expect(keys).to_be_visible()
    context.set_offline(True)
    keys.check()
    page.get_by_label("Kilometerstand", exact=True).fill("48210")
    page.get_by_label("Notiz").fill("Kratzer hinten")
    page.get_by_label("Tank").focus()  # leaves the note
    page.get_by_label("Tank").select_option("half")
    expect(page.get_by_text("4 nicht gesendet")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("nicht gesendet")).to_have_count(0)
    ticked = next(each for each in written(writing_site, TOUR_STOP, BERT) if each["stop_id"] == "T1:fetch")
    assert (ticked["has_keys"], ticked["mileage"], ticked["fuel"], ticked["driver_note"]) == (
        True,
        48210,
        "half",
        "Kratzer hinten",
    )
    assert ticked["version"] == rows["T1:fetch"]["version"] + 4
    # tomorrow has no tour yet, and the way back is there all the same
    page.get_by_role("button", name="Nächster Tag").click()
    expect(page.get_by_text("Für diesen Tag ist noch keine Tour übernommen.")).to_be_visible()
    expect(page).to_have_url(re.compile("day=2012-10-12"))
    page.get_by_role("button", name="Vorheriger Tag").click()
    expect(page.get_by_label("Notiz")).to_have_value("Kratzer hinten")
    does_the_rest_of_the_day(page, writing_site)
    leave(context)


def test_a_planner_says_who_drives_and_where_besides(known: KnownBrowsers, writing_site: Stack) -> None:
    """The board's forms: a driver's car, another tour, a stop without an appointment whose customer is found by name."""
    context = known.open("service")
    page = context.new_page()
    page.goto(writing_site.page("tours.ipynb", "?day=2012-10-12"))
    page.get_by_role("button", name=re.compile("Dora$")).click()
    form = page.get_by_role("dialog", name="Dora")
    form.get_by_label("Auto").fill("HO-D 7")
    page.reload()  # what was typed is there again
    page.get_by_role("button", name=re.compile("Dora$")).click()
    expect(form.get_by_label("Auto")).to_have_value("HO-D 7")
    assert violations(page) == []
    form.get_by_role("button", name="Speichern").click()
    expect(form).to_have_count(0)
    expect(page.get_by_text("HO-D 7").first).to_be_visible()
    page.get_by_role("button", name="Tour", exact=True).click()
    form = page.get_by_role("dialog", name="Weitere Tour")
    form.get_by_role("button", name="Speichern").click()
    expect(form).to_be_visible()  # without a name it stays, and says why
    form.get_by_label("Fahrer").fill("Emil")
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Emil$"))).to_be_visible()
    page.get_by_role("button", name="Stopp", exact=True).click()
    form = page.get_by_role("dialog", name="Weiterer Stopp")
    form.get_by_label("Kunde").press_sequentially("Bert H")
    form.get_by_role("option", name=re.compile("Bert Hof")).click()
    form.get_by_label("Hinweis für den Fahrer").fill("Tor 3")
    form.get_by_role("button", name="Speichern").click()
    expect(form).to_have_count(0)
    stops = [row for row in written(writing_site, TOUR_STOP, BERT) if row["planner_note"] == "Tor 3"]
    assert len(stops) == 1
    keeps_no_draft(page)
    leave(context)
