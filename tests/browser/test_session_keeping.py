"""What a page says and does about its session: the service decides, the network may fail, the user comes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import psutil
import pytest
from playwright.sync_api import expect

from tests.browser.published import DANGLING, OWN_LOGOUT, SMALL, UNNAMED, WIDTH, Line, PlayedSession
from tests.stack import eventually

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Response, WebSocketRoute

    from tests.stack import Stack

FROZEN = "document.querySelector('.ci-root').inert"
ASK_AGAIN = "dispatchEvent(new Event('online'))"


@pytest.fixture
def session(page: Page) -> PlayedSession:
    played = PlayedSession()
    played.play(page)
    return played


def open_customer(page: Page, site: Stack, more: str = "&tab=revenue") -> None:
    """Open the page until it has asked about its session: from then on it hears what is done and what is answered."""
    with page.expect_response("**/api/session/**"):
        page.goto(site.page_address(f"?customer=10012{more}"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Meier Vakuumtechnik GmbH")


def answers_telling(response: Response) -> bool:
    """Whether it answers that somebody is at work: what the test plays has been asked by then."""
    return response.request.method == "POST" and "/api/session/" in response.url


def dialog(page: Page) -> Locator:
    return page.get_by_role("alertdialog")


def banner(page: Page) -> Locator:
    return page.get_by_role("alert").filter(has_text="Die Verbindung zum Server ist unterbrochen.")


def test_a_session_that_lives_says_nothing_and_one_that_ends_does_in_english_too(
    page: Page, site: Stack, session: PlayedSession
) -> None:
    open_customer(page, site)
    page.get_by_role("tab", name="Offene Posten").click()
    expect(page.get_by_role("tabpanel", name="Offene Posten")).to_be_visible()
    expect(page.locator(".ci-session")).to_have_text("")
    assert not page.evaluate(FROZEN)
    kernel = page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    assert {request.url for request in session.asked} == {f"{site.address}api/session/{kernel}"}
    page.get_by_role("button", name="Sprache: Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    session.seconds_left = 90
    page.evaluate(ASK_AGAIN)
    expect(dialog(page)).to_contain_text("Your session ends in")
    expect(dialog(page).get_by_role("button", name="Keep working")).to_be_visible()


def test_somebody_at_work_is_told_to_the_service_once_a_minute(page: Page, site: Stack, session: PlayedSession) -> None:
    page.clock.install()
    open_customer(page, site)
    assert session.posts() == []
    with page.expect_response(answers_telling):
        page.keyboard.press("Shift")
    with page.expect_response(answers_telling):
        page.mouse.wheel(0, 100)
        page.keyboard.press("Shift")
        token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "_xsrf")
        assert [post.headers["x-xsrftoken"] for post in session.posts()] == [token]
        # What was done within the minute is told at its end, and once.
        page.clock.fast_forward(61_000)
    page.clock.run_for(120_000)
    assert len(session.posts()) == 2


def test_the_countdown_and_working_on_by_mouse_and_by_key(page: Page, site: Stack, session: PlayedSession) -> None:
    session.seconds_left, session.after_post = 65, 1800
    open_customer(page, site)
    idle = dialog(page)
    expect(idle).to_have_accessible_name(re.compile(r"Ihre Sitzung endet in [01]:\d\d"))
    expect(idle).to_have_accessible_description(re.compile("Zum Schutz der Kundendaten"))
    timer = idle.get_by_role("timer")
    first = timer.inner_text()
    expect(timer).not_to_have_text(first)
    # Spoken at a few moments only, not with every second.
    expect(page.locator(".ci-session > [role=status]")).to_have_text("Noch eine Minute")
    expect(idle.get_by_role("link", name="Abmelden")).to_have_attribute("href", OWN_LOGOUT)
    expect(idle.get_by_role("button", name="Weiterarbeiten")).to_be_focused()
    assert session.posts() == []
    with page.expect_response(answers_telling):
        idle.get_by_role("button", name="Weiterarbeiten").click()
    expect(idle).to_have_count(0)
    assert len(session.posts()) == 1
    page.get_by_role("tab", name="Offene Posten").click()
    expect(page.get_by_role("tabpanel", name="Offene Posten")).to_be_visible()

    session.seconds_left = 100
    page.evaluate(ASK_AGAIN)
    expect(idle).to_be_visible()
    page.emulate_media(media="print")  # nothing of the frame is printed
    expect(idle).to_be_hidden()
    expect(page.locator(".ci-appbar")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    page.emulate_media(media="screen")
    page.keyboard.press("Tab")
    expect(idle).to_be_visible()
    assert len(session.posts()) == 1
    with page.expect_response(answers_telling):
        page.keyboard.press("Escape")
    expect(idle).to_have_count(0)
    assert len(session.posts()) == 2


def test_a_session_that_ran_out_is_resumed_and_a_login_renewed_at_the_same_place(
    page: Page, site: Stack, session: PlayedSession
) -> None:
    session.seconds_left = 100
    open_customer(page, site)
    expect(dialog(page)).to_be_visible()
    session.status = 404
    page.evaluate(ASK_AGAIN)
    ended = dialog(page).filter(has_text="Ihre Sitzung wurde beendet")
    expect(ended.get_by_role("button", name="Sitzung fortsetzen")).to_be_focused()
    expect(ended.get_by_role("link", name="Abmelden")).to_be_visible()
    # Still to be read, but nothing of it to be reached.
    expect(page.get_by_text("Meier Vakuumtechnik GmbH").first).to_be_visible()
    assert page.evaluate(FROZEN)
    session.status, session.seconds_left = 200, 1800
    with page.expect_response("**/api/session/**"):  # the page that is opened again asks
        ended.get_by_role("button", name="Sitzung fortsetzen").click()
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?customer=10012&tab=revenue$"))
    assert not page.evaluate(FROZEN)
    for status in (401, 403, 302):  # whoever is no longer signed in is led to the login
        session.status = status
        page.evaluate(ASK_AGAIN)
        expect(dialog(page)).to_have_accessible_name("Sie sind nicht mehr angemeldet")
        session.status = 200
        with page.expect_response("**/api/session/**"):
            dialog(page).get_by_role("button", name="Neu anmelden").click()
        expect(dialog(page)).to_have_count(0)
        expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()


def test_a_refused_token_alone_signs_nobody_out(page: Page, site: Stack) -> None:
    asked = []

    def answer(route, request):
        asked.append(request.method)
        body = '{"seconds_left": 1800, "warn_seconds": 120}'
        route.fulfill(status=403 if request.method == "POST" else 200, body=body, content_type="application/json")

    page.route("**/api/session/**", answer)
    open_customer(page, site)
    with page.expect_response(answers_telling):
        page.keyboard.press("Shift")
    page.get_by_role("tab", name="Offene Posten").click()
    expect(page.get_by_role("tabpanel", name="Offene Posten")).to_be_visible()
    eventually(lambda: asked[:3] == ["GET", "POST", "GET"], "the page asks whether it is signed out")
    expect(dialog(page)).to_have_count(0)


def test_a_cut_line_is_waited_for_and_the_page_goes_on(page: Page, site: Stack, session: PlayedSession) -> None:
    line = Line(site.port)  # another port, but the same host: the cookies are valid there, too
    page.goto(site.page_address("?customer=10012&tab=revenue").replace(str(site.port), str(line.port)))
    expect(page.get_by_role("tabpanel", name="Umsätze")).to_be_visible()
    search = page.get_by_role("combobox", name="Kunde suchen")
    search.focus()
    session.status = 0
    line.cut()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(banner(page)).to_contain_text("Verbindung wird wiederhergestellt")
    expect(banner(page).get_by_role("button")).to_have_count(0)
    assert page.evaluate(FROZEN)
    session.status = 200
    line.restore()
    page.evaluate(ASK_AGAIN)
    expect(banner(page)).to_have_count(0)
    expect(page.locator(".ci-session > [role=status]")).to_have_text("Die Verbindung ist wiederhergestellt.")
    expect(search).to_be_focused()
    # The same kernel answers, over a new connection.
    search.fill("meier vakuum")
    expect(page.get_by_role("option").first).to_contain_text("Meier Vakuumtechnik GmbH")
    page.keyboard.press("Enter")
    page.get_by_role("tab", name="Offene Posten").click()
    expect(page.get_by_role("tabpanel", name="Offene Posten")).to_contain_text("9.366,83")
    # The next cut comes while a button is held down: the press counts, and what it asks for comes with the connection.
    page.get_by_role("tab", name="Rohertrag").hover()
    page.mouse.down()
    session.status = 0
    line.cut()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(banner(page)).to_be_visible()
    assert not page.evaluate(FROZEN)
    page.mouse.up()
    expect(page.locator("html")).to_have_class(re.compile("ci-is-frozen"))
    session.status = 200
    line.restore()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("tabpanel", name="Rohertrag")).to_be_visible()
    line.cut()


def test_what_is_too_large_for_the_service_is_not_sent_and_the_search_goes_on(page: Page, site: Stack) -> None:
    """A pasted file. The service hangs up on a message of more than 1 MiB, and on the same one again after that."""
    connections: list[object] = []
    page.on("websocket", lambda opened: connections.append(opened))  # noqa: PLW0108  # Playwright wraps no builtin
    open_customer(page, site)
    search = page.get_by_role("combobox", name="Kunde suchen")
    assert search.get_attribute("maxlength") == "200"
    search.evaluate("field => field.removeAttribute('maxlength')")
    search.fill("x" * 1_100_000)
    search.fill("meier vakuum")
    expect(page.get_by_role("option").first).to_contain_text("Meier Vakuumtechnik GmbH")
    assert len(connections) == 1


def test_a_message_that_a_proxy_hangs_up_on_is_not_sent_for_ever(page: Page, site: Stack) -> None:
    """One in front of the service that takes less than it."""
    connections: list[WebSocketRoute] = []

    def hang_up_on_it(near: WebSocketRoute) -> None:
        connections.append(near)
        far = near.connect_to_server()
        near.on_message(lambda said: near.close(code=1009) if len(said) > 100_000 else far.send(said))

    page.route_web_socket(re.compile("/channels"), hang_up_on_it)
    open_customer(page, site)
    search = page.get_by_role("combobox", name="Kunde suchen")
    search.evaluate("field => field.removeAttribute('maxlength')")
    search.fill("x" * 200_000)
    search.fill("meier vakuum")
    expect(page.get_by_role("option").first).to_contain_text("Meier Vakuumtechnik GmbH")
    # The service may not have missed the first one yet when the second comes.
    assert 2 <= len(connections) < 7


def test_without_an_event_of_the_browser_it_tries_again_by_itself_until_the_kernel_was_ended(
    page: Page, site: Stack, session: PlayedSession
) -> None:
    session.status = 503  # the proxy answers for a service that is away
    open_customer(page, site)
    expect(banner(page)).to_be_visible()
    session.status = 200
    expect(banner(page)).to_have_count(0)
    assert not page.evaluate(FROZEN)
    session.status = 0
    page.evaluate(ASK_AGAIN)
    expect(banner(page)).to_be_visible()
    session.status = 404
    expect(dialog(page)).to_have_accessible_name("Ihre Sitzung wurde beendet")
    expect(banner(page)).to_have_count(0)


def test_a_kernel_that_dies_is_the_end_of_the_session(page: Page, site: Stack, session: PlayedSession) -> None:
    before = {process.pid for process in site.kernels()}
    open_customer(page, site)
    # The page stands before it is connected, and only a connection can break.
    page.get_by_role("combobox", name="Kunde suchen").fill("meier vakuum")
    expect(page.get_by_role("option").first).to_be_visible()
    (kernel,) = (process for process in site.kernels() if process.pid not in before)
    kernel.kill()
    psutil.wait_procs([kernel], timeout=30)
    expect(dialog(page)).to_have_accessible_name("Ihre Sitzung wurde beendet")
    assert session.status == 200, "the page saw it by its own connection"


def test_a_form_goes_on_without_a_connection_and_the_end_of_the_session_is_said_over_it(
    page: Page, site: Stack, session: PlayedSession
) -> None:
    open_customer(page, site)
    expect(page.locator(".ci-entries")).to_be_attached()
    page.keyboard.press("n")
    form = page.get_by_role("dialog", name="Kontakt notieren")
    form.get_by_label("Notiz").fill("mitten im")
    session.status = 503
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".ci-lost")).to_be_visible()
    at_top = "bar => { const at = bar.getBoundingClientRect(); return bar.contains(document.elementFromPoint(at.x + 9, at.y + 9)) }"
    assert page.locator(".ci-lost").evaluate("bar => bar.matches(':popover-open')")
    page.keyboard.press("End")
    page.keyboard.type(" Satz")
    session.status = 404
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(dialog(page)).to_have_accessible_name("Ihre Sitzung wurde beendet")
    assert dialog(page).evaluate(at_top)
    for _press in range(2):  # a browser lets nobody keep a dialog from the second one
        page.keyboard.press("Escape")
    session.status = 200
    dialog(page).get_by_role("button", name="Sitzung fortsetzen").click()
    page.get_by_role("button", name="Entwurf: Kontakt notieren").click()
    expect(form.get_by_label("Notiz")).to_have_value("mitten im Satz")
    form.get_by_role("button", name="Verwerfen").click()


def test_a_page_in_the_background_asks_nothing_and_one_that_is_seen_at_once_every_half_minute_and_in_time_to_warn(
    page: Page, site: Stack, session: PlayedSession
) -> None:
    page.clock.install()
    open_customer(page, site)
    hide = """is => { Object.defineProperty(document, "hidden", { value: Boolean(is), configurable: true });
        document.dispatchEvent(new Event("visibilitychange")); }"""
    page.evaluate(hide, "hidden")
    asked = len(session.asked)
    page.clock.fast_forward(3_600_000)
    page.clock.run_for(60_000)
    assert len(session.asked) == asked
    with page.expect_response("**/api/session/**"):
        page.evaluate(hide, "")
    session.seconds_left = 140
    with page.expect_response("**/api/session/**"):
        page.clock.fast_forward(31_000)
    session.seconds_left = 119
    # The warning is due in twenty seconds, before the next half minute.
    with page.expect_response("**/api/session/**"):
        page.clock.fast_forward(21_000)
    expect(dialog(page)).to_be_visible()


def test_the_notices_on_the_phone(phone: Page, site: Stack) -> None:
    played = PlayedSession(seconds_left=100)
    played.play(phone)
    open_customer(phone, site)
    for notice in ("Ihre Sitzung endet", "Ihre Sitzung wurde beendet"):
        expect(dialog(phone)).to_contain_text(notice)
        expect(dialog(phone).get_by_role("link", name="Abmelden")).to_be_visible()
        assert phone.evaluate(SMALL, ".ci-session") == []
        assert phone.evaluate(UNNAMED) == []
        assert phone.evaluate(DANGLING) == []
        assert phone.evaluate(WIDTH) == 390
        played.status = 404
        phone.evaluate(ASK_AGAIN)
