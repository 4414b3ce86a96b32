"""A click that was on its way while a part of a page was written again: a page without a server, and the script alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.chromium import fresh_browser
from widgets.assets import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

# What is sent is kept in `sent`; `said` is what Python says, `written` what it writes.
SETUP = """async (script) => {
    const { default: page } = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    window.show = (html) => {
        document.querySelectorAll("[role=alert]").forEach((each) => each.remove());
        const values = { html, parts: {}, live: false, words: { copied: "Kopiert", gone: "„{said}“ ist fort." } };
        const heard = {};
        const model = { get: (name) => values[name], on: (name, act) => { heard[name] = act; }, off: () => {},
            send: ({ number, turn }) => { window.sent.push(number); window.turns.push(turn); } };
        const el = document.createElement("div");
        document.body.replaceChildren(el);
        window.sent = [];
        window.turns = [];
        page.render({ model, el });
        window.write = (again) => { values.html = again; heard["change:html"](); };
        window.say = (message) => heard["msg:custom"](message, []);
    };
}"""
ROWS = """<table><tr><td>Rechnung 1</td><td><button data-act="{}">ansehen</button></td></tr>
    <tr><td>Rechnung 2</td><td><button data-act="{}">ansehen</button></td></tr></table>"""


@pytest.fixture(scope="module")
def empty(chromium: Browser) -> Iterator[Page]:
    """A page in which only the script of written pages is."""
    page = fresh_browser(chromium).new_page()
    page.evaluate(SETUP, source("page"))
    yield page
    page.context.close()


def _clicked(page: Page, before: str, after: str, row: int = 1, **click: int) -> list[int]:
    """What was sent when a row's button is clicked, the rows are written again, and Python says that the number is gone."""
    page.evaluate("html => window.show(html)", before)
    page.get_by_role("button", name="ansehen").nth(row).click(**click)
    page.evaluate("html => window.write(html)", after)
    page.evaluate("[...window.turns].filter(Boolean).forEach((turn) => window.say({ do: 'gone', turn }))")
    sent: list[int] = page.evaluate("window.sent")
    return sent


def test_it_goes_to_the_same_thing_where_that_stands_now(empty: Page) -> None:
    swapped = ROWS.format(7, 8).replace("Rechnung 1", "Rechnung 3").replace("Rechnung 2", "Rechnung 1")
    assert _clicked(empty, ROWS.format(1, 2), swapped.replace("Rechnung 3", "Rechnung 2")) == [2, 7]
    expect(empty.get_by_role("alert")).to_have_count(0)


def test_what_was_there_twice_is_said_and_the_other_one_is_not_pressed(empty: Page) -> None:
    twins = ROWS.format(1, 2).replace("Rechnung 1", "Rechnung 2")
    one_left = ROWS.format(7, 8).replace("Rechnung 1", "Rechnung 9")
    assert _clicked(empty, twins, one_left) == [2]
    expect(empty.get_by_role("alert")).to_have_text("„ansehen“ ist fort.")


@pytest.mark.parametrize(
    "after", [ROWS.format(7, 8).replace("Rechnung 2", "Rechnung 9"), ROWS.format(7, 8) + ROWS.format(9, 10)]
)
def test_what_is_gone_or_there_twice_is_said_and_not_done(empty: Page, after: str) -> None:
    assert _clicked(empty, ROWS.format(1, 2), after) == [2]
    expect(empty.get_by_role("alert")).to_have_text("„ansehen“ ist fort.")


def test_the_second_half_of_a_double_click_is_not_done_again(empty: Page) -> None:
    assert _clicked(empty, ROWS.format(1, 2), ROWS.format(7, 8), click_count=2) == [2, 2, 8]


def test_what_is_written_again_and_again_is_not_followed_for_ever(empty: Page) -> None:
    empty.evaluate("html => window.show(html)", ROWS.format(1, 2))
    empty.get_by_role("button", name="ansehen").first.click()
    for number in (3, 5, 7, 9):
        empty.evaluate("html => window.write(html)", ROWS.format(number, number + 1))
        empty.evaluate("window.say({ do: 'gone', turn: window.turns.at(-1) })")
    assert empty.evaluate("window.sent") == [1, 3, 5]
    expect(empty.get_by_role("alert").first).to_be_visible()


SELECT = '<select aria-label="{}"><option></option><option data-act="{}">Hof</option><option data-act="{}">Selb</option></select>'


def _chosen(page: Page, *before_and_after: str) -> None:
    """Choose Hof in what is shown first, then Selb in what is written next; Python says of Hof, then Selb, that it is gone."""
    before, *after = before_and_after
    page.evaluate("html => window.show(html)", before)
    page.get_by_role("combobox").select_option("Hof")
    for html in after:
        page.evaluate("html => window.write(html)", html)
    page.get_by_role("combobox").select_option("Selb")
    page.evaluate("window.say({ do: 'gone', turn: window.turns[0] })")


def test_an_earlier_choice_does_not_come_after_a_later_one_of_the_same_list(empty: Page) -> None:
    _chosen(empty, SELECT.format("Filiale", 1, 2), SELECT.format("Filiale", 3, 4))
    assert empty.evaluate("window.sent") == [1, 4]
    expect(empty.get_by_role("alert")).to_have_count(0)


def test_two_choices_that_are_both_gone_are_done_in_their_order(empty: Page) -> None:
    _chosen(empty, SELECT.format("Filiale", 1, 2))
    empty.evaluate("html => window.write(html)", SELECT.format("Filiale", 3, 4))
    assert empty.evaluate("window.sent") == [1, 2, 1]  # what Python said came before the new numbers
    empty.evaluate("[window.turns[2], window.turns[1]].forEach((turn) => window.say({ do: 'gone', turn }))")
    assert empty.evaluate("window.sent") == [1, 2, 1, 3, 4]
    expect(empty.get_by_role("alert")).to_have_count(0)


def test_the_same_option_of_another_list_is_not_chosen(empty: Page) -> None:
    empty.evaluate("html => window.show(html)", SELECT.format("Filiale", 1, 2))
    empty.get_by_role("combobox").select_option("Hof")
    empty.evaluate("html => window.write(html)", SELECT.format("Wohnort", 3, 4))
    empty.evaluate("window.say({ do: 'gone', turn: window.turns[0] })")
    assert empty.evaluate("window.sent") == [1]
    expect(empty.get_by_role("alert")).to_have_text("„Hof“ ist fort.")


FILE = '<section><h2>{}</h2><button data-act="{}"><svg><use href="#i-download"/></svg>ansehen</button></section>'


@pytest.mark.parametrize(
    ("heading", "address", "sent"), [("Fällig", "#a", [1, 2]), ("Gemahnt", "#a", [1]), ("Fällig", "#b", [1])]
)
def test_a_file_is_of_what_stood_there(empty: Page, heading: str, address: str, sent: list[int]) -> None:
    empty.evaluate("location.hash = '#a'")
    empty.evaluate("html => window.show(html)", FILE.format("Fällig", 1))
    empty.get_by_role("button", name="ansehen").click()
    empty.evaluate("address => { location.hash = address; }", address)
    empty.evaluate("html => window.write(html)", FILE.format(heading, 2))
    empty.evaluate("window.say({ do: 'gone', turn: window.turns[0] })")
    assert empty.evaluate("window.sent") == sent
    expect(empty.get_by_role("alert")).to_have_count(2 - len(sent))


def test_a_click_that_another_one_has_overtaken_is_said_and_not_done_behind_it(empty: Page) -> None:
    empty.evaluate("html => window.show(html)", ROWS.format(1, 2))
    for number, row in ((3, 0), (5, 1)):
        empty.get_by_role("button", name="ansehen").nth(row).click()
        empty.evaluate("html => window.write(html)", ROWS.format(number, number + 1))
    empty.evaluate("window.say({ do: 'gone', turn: window.turns[0] })")
    assert empty.evaluate("window.sent") == [1, 4]
    expect(empty.get_by_role("alert")).to_have_text("„ansehen“ ist fort.")


def test_a_click_in_what_was_taken_away_whole_is_said(empty: Page) -> None:
    empty.evaluate("html => window.show(html)", ROWS.format(1, 2))
    empty.get_by_role("button", name="ansehen").first.click()
    empty.evaluate("""() => {
        const [turn] = window.turns;
        document.body.replaceChildren();
        for (const detail of [undefined, { do: "hits" }, { do: "gone", turn: -1 }, { do: "gone", turn }])
            document.dispatchEvent(new CustomEvent("ci-unheard", { detail }));
    }""")
    expect(empty.get_by_role("alert")).to_have_text("„ansehen“ ist fort.")
