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
